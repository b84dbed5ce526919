// The desk without a connection: entries wait in the browser and are handed over once. The page works without it.
import { box, freshKey, send } from "./hall-store.mjs";

const form = document.getElementById("offline-form");
const list = document.getElementById("offline-list");
const words = form.dataset;
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
  if (isHanding) return;
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

section.dataset.ready = "1";
await handOver();
setInterval(handOver, 5000);
addEventListener("online", handOver);
