// The desk without a connection: entries wait in the browser and are handed over once. The page works without it.
import { forget, prepare } from "./hall-away.mjs";
import { box, freshKey, send } from "./hall-store.mjs";

const form = document.getElementById("offline-form");
const list = document.getElementById("offline-list");
const words = form.dataset;
const isAway = "isAway" in words; // the page made for nobody, shown again without a connection
const kept = await box(`desk-${words.day}`);
const section = document.getElementById("offline");
section.hidden = false;

const say = (text) => { document.getElementById("offline-status").textContent = text; };

async function draw() {
  const waiting = await kept.all();
  list.replaceChildren(...waiting.map(({ name, state, why }) => {
    const line = document.createElement("li");
    line.textContent = `${name}: ${state === "refused" ? `${words.refused} ${why ?? ""}` : words.waits}`;
    return line;
  }));
}

let isHanding = false;
async function handOver() {
  if (isHanding || isAway) return;
  isHanding = true;
  for (const entry of await kept.all()) {
    const { why, state, ...fields } = entry;
    const csrf = form.elements.csrf_token.value;
    const answer = await send(words.address, { ...fields, csrf_token: csrf });
    if (answer === null) break;
    if (answer.status === 400) await kept.put(entry.form_key, { ...entry, state: "refused", why: answer.why });
    else if (answer.status < 300) {
      await kept.drop(entry.form_key);
      say(`${entry.name}: ${{ taken: words.taken, held: words.held, late: words.late }[answer.state]}`);
    }
  }
  isHanding = false;
  await draw();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  delete fields.csrf_token;
  const entry = { ...fields, form_key: freshKey() };
  await kept.put(entry.form_key, entry);
  form.reset();
  say(`${entry.name}: ${words.waits}`);
  await draw();
  await handOver();
});

document.getElementById("offline-clear").addEventListener("click", async () => {
  await handOver();
  if ((await kept.all()).length) return say(words.first);
  await forget();
  return say(words.cleared);
});

/** The kept page gives way to the real one as soon as anything answers. */
async function comeBack() {
  try {
    const answer = await fetch(words.address.replace(/desk\/hand-over$/, "now"), { credentials: "same-origin" });
    if (answer.status < 500) location.reload();
  } catch {
    // still away
  }
}

const look = isAway ? comeBack : handOver;
await draw();
section.dataset.ready = "1";
await look();
setInterval(look, 5000);
addEventListener("online", look);
if (!isAway) await prepare({ worker: words.worker, away: words.awayPage });
