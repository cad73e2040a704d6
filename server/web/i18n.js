// The language of the page: chosen by the shopper, else the browser's.

import { TEXTS } from "/web/texts.js";

const KEY = "tryon.language";
const listeners = new Set();
let current = initial();

function initial() {
  const asked = new URLSearchParams(location.search).get("lang");
  const kept = remembered();
  const wanted = [asked, kept, ...(navigator.languages ?? [navigator.language])];
  for (const name of wanted) {
    const primary = String(name ?? "").slice(0, 2).toLowerCase();
    if (primary in TEXTS) return primary;
  }
  return "en";
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Private windows may refuse storage; the browser's language serves.
  }
}

export function language() {
  return current;
}

export function setLanguage(name) {
  current = name;
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Not remembered, but switched.
  }
  translatePage();
  for (const listener of listeners) listener();
}

export function onLanguage(listener) {
  listeners.add(listener);
}

/** Give a sentence, with {names} filled in. */
export function t(key, values = {}) {
  const text = TEXTS[current][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function hasText(key) {
  return key in TEXTS[current];
}

/** Fill in every element that carries a key. */
export function translatePage() {
  document.documentElement.lang = current;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = t(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.placeholder = t(element.dataset.placeholder);
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === current));
  }
}

/** Format an amount in minor units of its currency. */
export function money(price) {
  if (!price) return "";
  const format = new Intl.NumberFormat(current === "vi" ? "vi-VN" : "en-GB", {
    style: "currency",
    currency: price.currency,
  });
  const digits = format.resolvedOptions().maximumFractionDigits;
  return format.format(price.amount / 10 ** digits);
}

/** Name a category; one the page does not know keeps its own name. */
export function categoryName(name) {
  return hasText(`category_${name}`) ? t(`category_${name}`) : name;
}

/** Name what a product takes the place of: `makeup/lipstick` is a lipstick. */
export function slotName(slot) {
  const kind = slot.split("/").at(-1);
  if (hasText(`slot_${kind}`)) return t(`slot_${kind}`);
  return hasText(`category_${kind}`) ? t(`category_${kind}`) : kind;
}

export function decimal(value, digits = 0) {
  return new Intl.NumberFormat(current === "vi" ? "vi-VN" : "en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}
