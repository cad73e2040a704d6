// Try-ons of the present photo, each asked for once.

import { tryOn } from "/web/api.js";
import { keyOf, state } from "/web/state.js";

const done = new Map();
const running = new Map();

/** Give a finished result, or undefined. */
export function finished(choice) {
  return done.get(keyOf(choice));
}

/** Give the picture of the present photo with `choice`, asking the service if need be. */
export function result(choice) {
  const key = keyOf(choice);
  if (done.has(key)) return Promise.resolve(done.get(key));
  if (!running.has(key)) {
    const controller = new AbortController();
    const promise = tryOn(state.photo, choice, state, controller.signal)
      .then((value) => {
        done.set(key, value);
        return value;
      })
      .finally(() => running.delete(key));
    running.set(key, { promise, controller });
  }
  return running.get(key).promise;
}

/** Stop work nobody waits for any more. */
export function stopAllBut(choices) {
  const wanted = new Set(choices.map(keyOf));
  for (const [key, { controller }] of running) {
    if (!wanted.has(key)) controller.abort();
  }
}

/** Forget everything: another photo, or another size of the same face. */
export function forgetResults() {
  for (const { controller } of running.values()) controller.abort();
  running.clear();
  for (const { url } of done.values()) URL.revokeObjectURL(url);
  done.clear();
}
