// The budget bar of a ballot page: adds up what is ticked as it is ticked. See macro budget_bar in core/parts.html.
//   <div data-budget="4000000" data-items="choices" data-left="%(money)s left" data-over="%(money)s over the budget">
//   <input type="checkbox" name="choices" data-cost="250000">

/** The money as the site writes it: £1,250 or £1,250.50. */
export function money(pence, locale, currency) {
  const digits = pence % 100 === 0 ? 0 : 2;
  const form = new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
  return form.format(pence / 100);
}

/** What the bar has to say about these costs: spent, left (negative when over), per cent of the bar. */
export function sum(costs, budget) {
  const spent = costs.reduce((total, cost) => total + cost, 0);
  const percent = budget > 0 ? Math.min(100, Math.round((spent / budget) * 100)) : 0;
  return { spent, left: budget - spent, percent };
}

function start(box) {
  const { budget, items, left, over, spent, currency = "GBP" } = box.dataset;
  const inputs = [...document.getElementsByName(items)];
  const text = box.querySelector("[data-budget-text]");
  const total = box.querySelector("[data-budget-spent]");
  const bar = box.querySelector(".cp-bar");
  const fill = box.querySelector(".cp-bar__fill");

  function show() {
    const costs = inputs.filter((input) => input.checked).map((input) => Number(input.dataset.cost));
    const now = sum(costs, Number(budget));
    const amount = money(Math.abs(now.left), "en-GB", currency);
    text.textContent = (now.left < 0 ? over : left).replace("%(money)s", amount);
    if (total) total.textContent = spent.replace("%(money)s", money(now.spent, "en-GB", currency));
    fill.className = `cp-bar__fill bar-${now.percent}`;
    bar.classList.toggle("cp-bar--over", now.left < 0);
  }

  for (const input of inputs) input.addEventListener("change", show);
  show();
}

/** Every budget bar in the page follows its ballot. */
export function startBudgets(root) {
  for (const box of root.querySelectorAll("[data-budget]")) start(box);
}
