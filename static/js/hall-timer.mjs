// The projector's page: seconds counted down between looks at the server, and a bell. Without it the page refreshes.

const screen = document.getElementById("screen");
const digits = document.getElementById("screen-digits");
const words = screen.dataset;
const bell = document.getElementById("screen-bell");
let at = JSON.parse(words.clock);
let asked = performance.now();
let sound = null;
let rung = "";

bell.hidden = false;
bell.addEventListener("click", () => {
  sound = new AudioContext();
  bell.textContent = words.bellOn;
  ring(1);
});

/** A struck bell: two tones that die away, `times` over. */
function ring(times) {
  if (!sound) return;
  for (let n = 0; n < times; n += 1) {
    for (const [pitch, loud] of [[880, 0.5], [2217, 0.2]]) {
      const tone = sound.createOscillator(), volume = sound.createGain(), start = sound.currentTime + n * 0.9;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(loud, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 1.6);
      tone.connect(volume).connect(sound.destination);
      tone.start(start);
      tone.stop(start + 1.7);
    }
  }
}

function shown() {
  const past = (performance.now() - asked) / 1000;
  const left = (seconds) => Math.max(0, Math.ceil(seconds - past));
  if (at.state !== "now") return [at.state, 0];
  if (left(at.talk)) return [left(at.talk) <= 30 ? "soon" : "talk", left(at.talk)];
  if (left(at.questions)) return ["questions", left(at.questions)];
  return left(at.window) ? ["window", left(at.window)] : ["waiting", 0];
}

function draw() {
  const [state, seconds] = shown();
  screen.className = `cp-screen cp-screen--${state}`;
  digits.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  document.getElementById("screen-title").textContent = at.title;
  document.getElementById("screen-presenter").textContent = at.presenter ?? "";
  document.getElementById("screen-state").textContent = words[state] ?? "";
  const mark = `${at.slot} ${state}`;
  if (at.slot && mark !== rung) {
    if (rung.startsWith(at.slot) && (state === "questions" || state === "window") && !rung.includes("questions")) ring(2);
    if (rung.startsWith(at.slot) && state === "waiting") ring(1);
    rung = mark;
  }
}

async function look() {
  try {
    const answer = await fetch(words.address, { credentials: "same-origin" });
    if (answer.ok) {
      at = await answer.json();
      asked = performance.now();
    }
  } catch {
    // without a connection the clock runs on by itself
  }
}

draw();
setInterval(draw, 250);
setInterval(look, 2000);
