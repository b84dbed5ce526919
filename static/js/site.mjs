// Starts the kit's components and our few enhancements. Every page works without this file.
import { initAll } from "./govuk-frontend.min.mjs";
import { startBudgets } from "./budget.mjs";
import { startReveals } from "./reveal.mjs";

startReveals(document);
initAll();
startBudgets(document);

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
