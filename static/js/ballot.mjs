// Keeps each choice of a ballot as it is made and says how far the voter is. The page works without it.

const form = document.getElementById("ballot");
const address = location.pathname.replace(/choose$/, "keep").replace(/review$/, "keep");

function show({ pot, words, percent, over }) {
  const box = form.querySelector(`[data-pot="${pot}"]`);
  if (!box) return;
  box.querySelector("[data-pot-words]").textContent = words;
  box.querySelector(".cp-bar__fill").className = `cp-bar__fill bar-${percent}`;
  box.querySelector(".cp-bar").classList.toggle("cp-bar--over", over);
}

let last = Promise.resolve();

/** One after the other, so that the last answer is about the last choice. What fails is sent again with the whole form. */
function keep(input) {
  const body = new URLSearchParams({ item: input.value, on: input.checked ? "1" : "0", csrf_token: form.elements.csrf_token.value });
  last = last
    .then(() => fetch(address, { method: "POST", body, credentials: "same-origin" }))
    .then((answer) => (answer.ok ? answer.json() : { pots: [] }))
    .then(({ pots }) => pots.forEach(show))
    .catch(() => undefined);
}

for (const input of form?.querySelectorAll("[data-keep]") ?? []) input.addEventListener("change", () => keep(input));
