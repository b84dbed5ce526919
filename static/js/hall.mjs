// The voter's page in the hall: follows the pitches, and goes on without a connection. The page works without it.
import { boxOf, forget, prepare, recall, remember } from "./hall-away.mjs";
import { freshKey, send } from "./hall-store.mjs";
import { hide, seal, show } from "./hall-seal.mjs";

const room = document.getElementById("hall");
const words = document.getElementById("hall-words").dataset;
const status = document.getElementById("hall-status");
const isAway = "isAway" in room.dataset; // the page made for nobody, shown again without a connection
const { key, about, own, length } = room.dataset;
const here = isAway ? recall() : remember({ key, about, own, length: Number(length) });
const base = location.pathname.replace(/\/(cast|score)$/, "").replace(/\/$/, "");
const kept = here && (await boxOf(here));
let scores = JSON.parse(room.dataset.scores || "{}");
let serial = Number(room.dataset.serial || 0);
let isSealed = false; // from the first score without a connection, this device holds the whole vote

const say = (text) => { status.textContent = text; };
const token = () => room.querySelector("[name=csrf_token]")?.value;

/** Scores, and what the page shows of them, are as the device knows. */
function draw() {
  for (const button of room.querySelectorAll("[data-number]")) {
    const isOn = scores[button.dataset.number] === Number(button.value);
    button.setAttribute("aria-pressed", String(isOn));
  }
  for (const line of room.querySelectorAll("[data-score-of]")) {
    const value = scores[line.dataset.scoreOf];
    line.textContent = value === undefined ? words.none : words.yours.replace("{}", words[`value${value}`] ?? value);
  }
}

/** What this device knows is in its box, hidden under the voter's own key, so that a page loaded anew has it. */
const mirror = async () => kept.put("scores", { serial, isSealed, ...(await hide(scores, here.own)) });

async function keepSealed() {
  isSealed = true;
  serial += 1;
  await mirror();
  await kept.put("sealed", { key: freshKey(), serial, sealed: await seal(scores, here) });
  document.documentElement.dataset.sealed = "1"; // a shared device waits with clearing itself
  say(words.kept);
  showAll(true);
  await handOver();
}

/** Without a connection the page cannot know which pitch is held: every one that is still to come can be scored. */
function showAll(isOn) {
  for (const line of room.querySelectorAll("[data-offline]")) line.hidden = !isOn;
}

let isHanding = false;
async function handOver() {
  const waiting = isHanding || !token() ? undefined : await kept.get("sealed");
  if (!waiting) return;
  document.documentElement.dataset.sealed = "1";
  isHanding = true;
  const answer = await send(`${base}/hand-over`, { ...waiting, csrf_token: token() });
  isHanding = false;
  if (answer === null || answer.state === "out") return; // it stays: the card leads to it again
  if (answer.state === "void") return leave();
  if ((await kept.get("sealed"))?.key === waiting.key) {
    await kept.drop("sealed");
    delete document.documentElement.dataset.sealed;
  } else await handOver();
  showAll(answer.state !== "taken");
  say({ taken: words.taken, late: words.late }[answer.state] ?? words.refused);
}

/** The card was taken back: nothing of it is left on this device. */
async function leave() {
  await forget();
  location.reload();
}

async function choose(button) {
  const before = scores;
  scores = { ...scores, [button.dataset.number]: Number(button.value) };
  draw();
  if (isSealed || isAway) return keepSealed();
  const answer = await send(`${base}/score`, { slot: button.dataset.slot, score: button.value, csrf_token: token() });
  if (answer === null) return keepSealed();
  if (!answer.kept) {
    scores = before;
    draw();
  } else await mirror();
  return say(answer.kept ? words.saved : answer.why || words.refused);
}

room.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-number]");
  if (!button) return;
  event.preventDefault();
  choose(button);
});

room.querySelector("form[data-finish]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await handOver();
  if (await kept.get("sealed")) return say(words.kept);
  await forget();
  return event.target.submit();
});

/** Another pitch is held than the page shows: it is loaded anew, unless that would lose something. */
async function follow() {
  let at;
  try {
    const answer = await fetch(`${base}/now`, { credentials: "same-origin" });
    at = answer.ok ? await answer.json() : null;
  } catch {
    at = null;
  }
  if (at === null) {
    if (!here) return say(words.elsewhere);
    say((await kept.get("sealed")) ? words.kept : words.away);
    showAll(true);
    return undefined;
  }
  if (at.state === "void") return leave();
  if (isAway) return location.reload();
  await handOver();
  if (await kept.get("sealed")) return undefined;
  if (at.slot !== room.dataset.slot || at.state !== room.dataset.state) location.reload();
  return undefined;
}

const before = kept && (await kept.get("scores"));
if (before && (isAway || (before.isSealed && before.serial >= serial))) {
  try {
    scores = { ...scores, ...(await show(before, here.own)) };
    ({ serial, isSealed } = before);
    document.getElementById("hall-elsewhere")?.remove();
  } catch {
    await kept.drop("scores");
  }
}
draw();
if (here && !isAway) await mirror();
room.dataset.ready = "1";
if (isAway) await follow();
else if (here) await handOver();
setInterval(follow, Number(room.dataset.every) || 3000);
addEventListener("online", follow);
addEventListener("offline", follow);
if (!isAway) await prepare({ worker: room.dataset.worker, away: room.dataset.awayPage });
