// Radios that show more when chosen. The kit marks them aria-expanded, which a radio may not carry, so we do it here.

/** Radios with something to show are taken over; call before the kit starts. */
export function startReveals(root) {
  const radios = [...root.querySelectorAll('input[type="radio"][data-aria-controls]')];
  const pairs = radios.map((radio) => [radio, document.getElementById(radio.getAttribute("data-aria-controls"))]);
  for (const radio of radios) radio.removeAttribute("data-aria-controls");

  function show() {
    for (const [radio, more] of pairs) more?.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
  }

  if (pairs.length === 0) return;
  root.addEventListener("change", (event) => event.target.type === "radio" && show());
  window.addEventListener("pageshow", show);
  show();
}
