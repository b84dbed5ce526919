// A device that many voters share: warns after a while without input, then clears itself. Without this file a page
// refreshes itself to the same warning. A page that the browser kept is never shown again.

const warning = document.getElementById("shared-device");

function start() {
  const after = Number(warning.dataset.after) * 1000;
  const grace = Number(warning.dataset.grace);
  const left = warning.querySelector("[data-left]");
  let waiting = 0;
  let counting = 0;

  // A vote that a hall's page has sealed and could not hand over yet must not be cleared away with the voter.
  const clear = () => ("sealed" in document.documentElement.dataset ? stay() : location.replace(warning.dataset.clear));

  function stay() {
    clearInterval(counting);
    if (warning.open) warning.close();
    else wait();
  }

  function wait() {
    clearTimeout(waiting);
    waiting = setTimeout(warn, after);
  }

  function warn() {
    if (!grace) return clear();
    const end = Date.now() + grace * 1000;
    left.textContent = String(grace);
    warning.showModal();
    counting = setInterval(() => {
      const seconds = Math.ceil((end - Date.now()) / 1000);
      left.textContent = String(Math.max(0, seconds));
      if (seconds <= 0) clear();
    }, 250);
  }

  warning.addEventListener("close", () => {
    clearInterval(counting);
    wait();
  });
  for (const kind of ["pointerdown", "keydown", "touchstart", "wheel", "scroll", "input"]) {
    addEventListener(kind, () => warning.open || wait(), { passive: true, capture: true });
  }
  addEventListener("pageshow", (event) => event.persisted && clear());
  wait();
}

if (warning) {
  start();
  for (const link of document.querySelectorAll("a[target]")) link.removeAttribute("target");
}

// The keypad: letters appear at once, and the server hears of the code when it is whole.
const pad = document.getElementById("keypad");

function startPad() {
  const most = Number(pad.dataset.most);
  const shown = pad.querySelector("[data-shown]");
  const typed = pad.elements.typed;

  function show() {
    const letters = typed.value.padEnd(most, "_");
    shown.textContent = `${letters.slice(0, most / 2)} ${letters.slice(most / 2)}`;
    pad.querySelector("[data-go]").disabled = typed.value.length < most;
  }

  pad.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.value === "go") return;
    event.preventDefault();
    if (button.name === "key") typed.value = (typed.value + button.value).slice(0, most);
    else typed.value = button.value === "back" ? typed.value.slice(0, -1) : "";
    show();
  });
  addEventListener("keydown", (event) => {
    const button = pad.querySelector(`button[name="key"][value="${CSS.escape(event.key.toUpperCase())}"]`);
    if (button && !event.ctrlKey && !event.metaKey) button.click();
    else if (event.key === "Backspace") pad.querySelector('button[value="back"]').click();
  });
  typed.value = pad.dataset.typed;
  show();
}

if (pad) startPad();
