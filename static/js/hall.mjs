// The voter's page in the hall: follows the pitches, and goes on without a connection. The page works without it.
import { box, freshKey, send } from "./hall-store.mjs";
import { hide, seal, show } from "./hall-seal.mjs";

const room = document.getElementById("hall");
const words = document.getElementById("hall-words").dataset;
const status = document.getElementById("hall-status");
const sealing = { key: room.dataset.key, length: Number(room.dataset.length), about: room.dataset.about };
const base = location.pathname.replace(/\/$/, "");
const kept = await box(room.dataset.about.replace(/\W/g, "").slice(-24));
let scores = JSON.parse(room.dataset.scores);
let serial = Number(room.dataset.serial);
let isSealed = false; // from the first score without a connection, this device holds the whole vote

const say = (text) => { status.textContent = text; };
const token = () => room.querySelector("[name=csrf_token]").value;

/** Scores, and what the page shows of them, are as the device knows. */
function draw() {
  for (const button of room.querySelectorAll("[data-number]")) {
    const isOn = scores[button.dataset.number] === Number(button.value);
    button.setAttribute("aria-pressed", String(isOn));
  }
  for (const line of room.querySelectorAll("[data-score-of]")) {
    const value = scores[line.dataset.scoreOf];
    line.textContent = value === undefined ? words.none : words.yours.replace("{}", value);
  }
}

async function keepSealed() {
  isSealed = true;
  serial += 1;
  await kept.put("scores", { serial, ...(await hide(scores, room.dataset.own)) });
  await kept.put("sealed", { key: freshKey(), serial, sealed: await seal(scores, sealing) });
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
  const waiting = isHanding ? undefined : await kept.get("sealed");
  if (!waiting) return;
  isHanding = true;
  const answer = await send(`${base}/hand-over`, { ...waiting, csrf_token: token() });
  isHanding = false;
  if (answer === null) return;
  if ((await kept.get("sealed"))?.key === waiting.key) await kept.drop("sealed");
  else await handOver();
  showAll(answer.state !== "taken");
  say({ taken: words.taken, late: words.late }[answer.state] ?? words.refused);
}

async function choose(button) {
  const before = scores;
  scores = { ...scores, [button.dataset.number]: Number(button.value) };
  draw();
  if (isSealed) return keepSealed();
  const answer = await send(`${base}/score`, { slot: button.dataset.slot, score: button.value, csrf_token: token() });
  if (answer === null) return keepSealed();
  if (!answer.kept) {
    scores = before;
    draw();
  }
  return say(answer.kept ? words.saved : answer.why || words.refused);
}

room.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-number]");
  if (!button) return;
  event.preventDefault();
  choose(button);
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
    say((await kept.get("sealed")) ? words.kept : words.away);
    showAll(true);
    return;
  }
  await handOver();
  if (await kept.get("sealed")) return;
  if (at.slot !== room.dataset.slot || at.state !== room.dataset.state) location.reload();
}

const before = await kept.get("scores");
if (before && before.serial >= serial) {
  try {
    scores = { ...scores, ...(await show(before, room.dataset.own)) };
    ({ serial } = before);
    isSealed = true;
    document.getElementById("hall-elsewhere")?.remove();
  } catch {
    await kept.drop("scores");
  }
}
draw();
room.dataset.ready = "1";
await handOver();
setInterval(follow, Number(room.dataset.every) || 3000);
addEventListener("online", follow);
addEventListener("offline", follow);
