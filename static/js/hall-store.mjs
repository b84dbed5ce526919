// What a hall keeps in the browser until there is a connection again: a small box in IndexedDB. One box a name.

const ask = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

/** A box of `name`: put(key, thing), get(key), all(), drop(key), empty(). */
export async function box(name) {
  const opening = indexedDB.open(`cp-hall-${name}`, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
  const db = await ask(opening);
  const store = (mode) => db.transaction("kept", mode).objectStore("kept");
  return {
    put: (key, thing) => ask(store("readwrite").put(thing, key)),
    get: (key) => ask(store("readonly").get(key)),
    empty: () => ask(store("readwrite").clear()),
    drop: (key) => ask(store("readwrite").delete(key)),
    all: () => ask(store("readonly").getAll()),
  };
}

export const freshKey = () => crypto.randomUUID();

/** Sends a form; `null` when there is no connection. The answer is JSON, its status in `status`. */
export async function send(address, fields) {
  try {
    const answer = await fetch(address, {
      method: "POST", body: new URLSearchParams(fields), credentials: "same-origin", headers: { Accept: "application/json" },
    });
    if (answer.status >= 500 || answer.status === 429) return null;
    const known = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    return { ...known, status: answer.status };
  } catch {
    return null;
  }
}
