// What the shopper has chosen, and who wants to know when it changes.

export const state = {
  products: [],
  /** @type {{sku: string, variant: string} | null} */
  choice: null,
  /** The prepared photo, or null. */
  photo: null,
  /** "welcome", "photo", "compare" or "live". */
  mode: "welcome",
  /** Up to four choices on the same photo. */
  compared: [],
  /** Typed pupillary distance, mm, or null. */
  distance: null,
  /** Whether a bank card is held against the face in the photo. */
  holdsCard: false,
};

export const MOST_COMPARED = 4;

const listeners = new Map();

/** Call `listener` when something named `topic` happens. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, []);
  listeners.get(topic).push(listener);
}

export function emit(topic, value) {
  for (const listener of listeners.get(topic) ?? []) listener(value);
}

export function product(sku) {
  return state.products.find((item) => item.sku === sku);
}

export function variantOf(choice) {
  const item = product(choice.sku);
  return item.variants.find((variant) => variant.id === choice.variant) ?? item.variants[0];
}

export function keyOf(choice) {
  return `${choice.sku}:${choice.variant}`;
}

/** Choose a pair; a colour it does not have becomes its first. */
export function choose(sku, variant) {
  const item = product(sku);
  if (!item) return;
  const known = item.variants.find((candidate) => candidate.id === variant) ?? item.variants[0];
  state.choice = { sku, variant: known.id };
  const address = new URL(location.href);
  address.searchParams.set("sku", sku);
  address.searchParams.set("variant", known.id);
  history.replaceState(null, "", address);
  emit("choice", state.choice);
}
