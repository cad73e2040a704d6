// Telling whoever wants to know that something happened.

/** Make a set of topics: `on(topic, listener)` listens, `emit(topic, value)` tells. */
export function topics() {
  const listeners = new Map();
  return {
    on(topic, listener) {
      if (!listeners.has(topic)) listeners.set(topic, []);
      listeners.get(topic).push(listener);
    },
    emit(topic, value) {
      for (const listener of listeners.get(topic) ?? []) listener(value);
    },
  };
}
