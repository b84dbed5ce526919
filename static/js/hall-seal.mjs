// Seals a vote to the round's public key, byte for byte as app/ballots/seal.py: P-256, HKDF-SHA256, AES-256-GCM.

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const text = (raw) => btoa(Array.from(new Uint8Array(raw), (b) => String.fromCharCode(b)).join(""));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...new Uint8Array(part)]));
const WORDS = new TextEncoder().encode("common purse seal 1");

/** A vote (item number -> value) in exactly `length` bytes, in the order of the numbers. */
export function pack(scores, length) {
  const lines = Object.entries(scores).map(([number, value]) => [Number(number), value]).sort((a, b) => a[0] - b[0]);
  if (3 + 6 * lines.length > length) throw new Error("more choices than the round has items");
  const inner = new Uint8Array(length), view = new DataView(inner.buffer);
  view.setUint8(0, 1);
  view.setUint16(1, lines.length);
  lines.forEach(([number, value], at) => {
    view.setUint16(3 + 6 * at, number);
    view.setUint32(5 + 6 * at, value);
  });
  return inner;
}

/** The sealed vote in base64. key, about: base64; length: of every vote of the round before it is sealed. */
export async function seal(scores, { key, length, about }) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = bytes(key);
  const fresh = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", fresh.publicKey));
  const round = await crypto.subtle.importKey("raw", theirs, curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: round }, fresh.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const secret = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: joined(point, theirs), info: WORDS }, material,
    { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const inner = pack(scores, length);
  const closed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytes(about) }, secret, inner);
  return text(joined(point, iv, closed));
}

/** The voter's own key, under which the browser keeps the scores that it still needs; only the server's page has it. */
const own = (key, use) => crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, [use]);

export async function hide(scores, key) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(scores));
  return { iv, closed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await own(key, "encrypt"), plain) };
}

export async function show({ iv, closed }, key) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await own(key, "decrypt"), closed);
  return JSON.parse(new TextDecoder().decode(plain));
}
