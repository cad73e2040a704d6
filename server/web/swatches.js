// The colours of a product, to choose from.

import { colourIn } from "/web/elements.js";
import { language } from "/web/i18n.js";

/** Show a product's colours with one of them chosen; `choose` gets the id of another. */
export function showSwatches(box, item, chosen, choose) {
  const key = `${item.sku}.${language()}`;
  if (box.dataset.sku !== key) {
    box.dataset.sku = key;
    box.replaceChildren(...item.variants.map((variant) => swatch(variant, choose)));
  }
  for (const input of box.querySelectorAll("input")) input.checked = input.value === chosen;
}

function swatch(variant, choose) {
  const name = variant.names[language()];
  const label = document.createElement("label");
  label.className = "swatch";
  label.title = name;
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "colour";
  input.value = variant.id;
  input.setAttribute("aria-label", name);
  input.addEventListener("change", () => choose(variant.id));
  const dot = document.createElement("span");
  colourIn(dot, variant);
  label.append(input, dot);
  return label;
}
