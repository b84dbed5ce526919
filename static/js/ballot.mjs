// Keeps each choice of a ballot as it is made and says how far the voter is. The page works without it.

const form = document.getElementById("ballot");
const address = location.pathname.replace(/(choose|review)$/, "keep");
const lost = document.getElementById("not-kept");

function show({ pot, words, percent, over }) {
  const box = form.querySelector(`[data-pot="${pot}"]`);
  if (!box) return;
  box.querySelector("[data-pot-words]").textContent = words;
  box.querySelector(".cp-bar__fill").className = `cp-bar__fill bar-${percent}`;
  box.querySelector(".cp-bar").classList.toggle("cp-bar--over", over);
}

/** What could not be kept is said at once; it goes along with the whole form, unless the project is gone. */
function tell(words) {
  lost.textContent = words;
  lost.hidden = !words;
}

/** What is sent of an input: a box is on or off, everything else has a value; empty is no mark. */
function facts(input) {
  const item = input.dataset.keep;
  if (input.type !== "checkbox") return { item, value: input.value };
  return { item, on: input.checked ? "1" : "0", ...("boost" in input.dataset && { boost: "1" }) };
}

let last = Promise.resolve();

/** One after the other, so that the last answer is about the last choice. */
function keep(input) {
  const body = new URLSearchParams({ ...facts(input), csrf_token: form.elements.csrf_token.value });
  last = last
    .then(() => fetch(address, { method: "POST", body, credentials: "same-origin" }))
    .then((answer) => (answer.ok || answer.status === 409 ? answer.json() : Promise.reject()))
    .then(({ pots = [], words = "" }) => {
      pots.forEach(show);
      tell(words);
    })
    .catch(() => tell(lost.dataset.lost));
}

form?.addEventListener("change", ({ target }) => {
  if (!target.dataset.keep) return;
  target.closest(".cp-card--missing")?.classList.remove("cp-card--missing");
  keep(target);
});
