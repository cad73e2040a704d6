// Try-ons of the present photo, each asked for once. Keys are snapshots of what is worn.

import { tryOn } from "/web/api.js";
import { choicesOf, keyOf, state } from "/web/state.js";

const MOST_KEPT = 24;
const done = new Map();
const running = new Map();

/** Give a finished result, or undefined. */
export function finished(worn) {
  return done.get(keyOf(worn));
}

/** Give the picture of the present photo with `worn` on it, asking the service if need be. */
export function result(worn) {
  const key = keyOf(worn);
  if (done.has(key)) return Promise.resolve(done.get(key));
  if (!running.has(key)) {
    const controller = new AbortController();
    const promise = tryOn(state.photo, choicesOf(worn), state, controller.signal)
      .then((value) => {
        done.set(key, value);
        dropOldest();
        return value;
      })
      .finally(() => running.delete(key));
    running.set(key, { promise, controller });
  }
  return running.get(key).promise;
}

/** Shoppers try many shades: a phone's memory must not fill with all of them. */
function dropOldest() {
  const wanted = new Set(state.compared.map(keyOf));
  for (const [key, { url }] of done) {
    if (done.size <= MOST_KEPT) return;
    if (wanted.has(key)) continue;
    URL.revokeObjectURL(url);
    done.delete(key);
  }
}

/** Stop work nobody waits for any more. */
export function stopAllBut(wanted) {
  const keys = new Set(wanted.map(keyOf));
  for (const [key, { controller }] of running) {
    if (!keys.has(key)) controller.abort();
  }
}

/** Forget everything: another photo, or another size of the same face. */
export function forgetResults() {
  for (const { controller } of running.values()) controller.abort();
  running.clear();
  for (const { url } of done.values()) URL.revokeObjectURL(url);
  done.clear();
}
