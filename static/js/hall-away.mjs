// Makes a device ready to show a hall's page without a connection (hall-worker.js), and takes that off it again.
import { box } from "./hall-store.mjs";

const page = () => location.pathname.replace(/\/(cast|hand-over|score|away)?$/, "").replace(/\/$/, "");
const PARTS = "link[rel=stylesheet], link[rel=modulepreload], link[rel=preload], link[rel=icon], script[src], img[src]";

/** The page made for nobody, at the address `away`, and its look are kept; `worker` shows it. Without it all goes on. */
export async function prepare({ worker, away }) {
  if (!navigator.serviceWorker || !worker) return;
  try {
    const answer = await fetch(away, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const shown = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
    const parts = [...shown.querySelectorAll(PARTS)].map((part) => part.href || part.src);
    const wanted = [...new Set(parts)].filter((url) => url.startsWith(location.origin));
    const cache = await caches.open(`cp-hall ${page()}`);
    await cache.addAll(wanted);
    await cache.put(`${page()}/away`, answer);
    for (const { url } of await cache.keys()) {
      if (!wanted.includes(url) && !url.endsWith("/away")) await cache.delete(url);
    }
    await navigator.serviceWorker.register(worker, { scope: page() });
    await navigator.serviceWorker.ready;
    document.documentElement.dataset.prepared = "1";
  } catch {
    // the device stays as it was
  }
}

/** What this window needs to seal scores after it was loaded anew: as long as it is open, and nowhere on the page kept. */
export function remember(here) {
  sessionStorage.setItem(`cp-hall ${page()}`, JSON.stringify(here));
  return here;
}

export const recall = () => JSON.parse(sessionStorage.getItem(`cp-hall ${page()}`) ?? "null");

/** The box in which one voter's scores are kept on this device. */
export const boxOf = ({ about }) => box(about.replace(/\W/g, "").slice(-24));

/** Nothing of the page is left on this device: no kept page, no worker, and nothing of the voter who used it. */
export async function forget() {
  const here = recall();
  if (here?.about) await (await boxOf(here)).empty();
  sessionStorage.removeItem(`cp-hall ${page()}`);
  await globalThis.caches?.delete(`cp-hall ${page()}`);
  const found = await navigator.serviceWorker?.getRegistration(page());
  await found?.unregister();
}
