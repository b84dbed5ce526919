// Shows one page of a hall again while there is no connection: a page made for nobody, kept when the device was prepared.
// It answers for that address and its look alone; everything else goes its way untouched, and nothing else is kept.

const page = new URL(self.registration.scope).pathname;
const kept = { cacheName: `cp-hall ${page}`, ignoreVary: true };
const LOOK = ["style", "script", "font", "image"];
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** What the server answers; after a while without an answer, the page that was kept. */
async function shown(request) {
  const away = await caches.match(`${page}/away`, kept);
  if (!away) return fetch(request);
  const gone = [502, 503, 504];
  const asked = fetch(request).then((answer) => (gone.includes(answer.status) ? away.clone() : answer), () => away.clone());
  return Promise.race([asked, new Promise((done) => { setTimeout(() => done(away.clone()), PATIENCE); })]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === page) event.respondWith(shown(request));
  } else if (LOOK.includes(request.destination)) {
    event.respondWith(caches.match(request, kept).then((found) => found ?? fetch(request)));
  }
});
