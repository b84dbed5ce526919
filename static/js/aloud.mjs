// A button beside each text that the browser can read aloud: only where it has a voice for the text's language.

const speech = window.speechSynthesis;
const pattern = document.getElementById("aloud-button");
let speaking = null;

const voiceFor = (lang) => speech.getVoices().find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === lang);

function stop() {
  speech.cancel();
  if (speaking) speaking.querySelector("span").textContent = speaking.dataset.listen;
  speaking = null;
}

function read(button, text, title) {
  const was = speaking;
  stop();
  if (was === button) return;
  speaking = button;
  button.querySelector("span").textContent = button.dataset.stop;
  for (const part of [title, text]) {
    const words = new SpeechSynthesisUtterance(part.textContent);
    words.voice = voiceFor(part.lang);
    words.lang = part.lang;
    words.rate = 0.9;
    if (part === text) words.onend = () => speaking === button && stop();
    speech.speak(words);
  }
}

function add(text) {
  const title = text.closest(".cp-card").querySelector("strong[lang], h2[lang]");
  if (text.dataset.ready || !text.textContent || !voiceFor(text.lang) || !title) return;
  text.dataset.ready = "1";
  const button = pattern.content.firstElementChild.cloneNode();
  const label = document.createElement("span");
  label.textContent = button.dataset.listen;
  const about = document.createElement("span");
  about.className = "govuk-visually-hidden";
  about.textContent = `: ${title.textContent}`;
  button.append(label, about);
  button.addEventListener("click", () => read(button, text, title));
  text.after(button);
}

function addAll() {
  document.querySelectorAll("[data-aloud]").forEach(add);
}

if (speech && pattern) {
  addAll();
  speech.addEventListener?.("voiceschanged", addAll);
  addEventListener("pagehide", stop);
}
