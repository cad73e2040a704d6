// The shop's furniture: kinds, a filter, the list.

import { button, line, thumbnail } from "/web/elements.js";
import { decimal, hasText, language, money, onLanguage, t } from "/web/i18n.js";
import { offer, on, room } from "/web/room-state.js";

const ORDER = [
  "sofa", "armchair", "chair", "stool", "bench", "table", "desk", "bed", "shelf", "cabinet",
  "wardrobe", "lamp", "rug", "plant", "picture", "mirror",
];
const byId = (id) => document.getElementById(id);
let kind = null;
let words = "";

export function startPicker() {
  onLanguage(render);
  on("selected", mark);
  byId("filter").addEventListener("input", (event) => {
    words = event.target.value;
    renderList();
  });
  render();
}

const place = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** Put furniture in the order in which rooms are furnished. */
export function inOrder(products) {
  return [...products].sort((one, other) => place(kindOf(one)) - place(kindOf(other)));
}

const kindOf = (item) => String(item.traits.kind ?? item.slot.split(/[./]/).at(-1));

function kindName(name) {
  return hasText(`kind_${name}`) ? t(`kind_${name}`) : name;
}

function render() {
  const kinds = [...new Set(room.products.map(kindOf))];
  const chip = (value, label) => {
    const entry = button(label, () => {
      kind = value;
      render();
    }, "chip");
    entry.setAttribute("aria-pressed", String(kind === value));
    return entry;
  };
  byId("slots").replaceChildren(
    chip(null, `${t("all")} ${room.products.length}`),
    ...kinds.map((name) => {
      const count = room.products.filter((item) => kindOf(item) === name).length;
      return chip(name, `${kindName(name)} ${count}`);
    }),
  );
  renderList();
}

function renderList() {
  const asked = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const shown = room.products.filter((item) => {
    if (kind !== null && kindOf(item) !== kind) return false;
    const texts = [...Object.values(item.names), item.brand, kindName(kindOf(item))];
    const text = texts.join(" ").toLocaleLowerCase();
    return asked.every((word) => text.includes(word));
  });
  byId("list").replaceChildren(...shown.map(card));
  if (shown.length === 0) byId("list").append(line("p", t("nothingFound"), "quiet nothing"));
  mark();
}

function card(item) {
  const entry = button("", () => offer(item.sku), "card");
  entry.dataset.sku = item.sku;
  const body = document.createElement("span");
  const picture = document.createElement("span");
  picture.className = "thumb";
  picture.append(thumbnail(item));
  const [width, height, depth] = item.size_mm.map((size) => decimal(size / 10));
  body.append(
    picture,
    line("b", item.names[language()]),
    line("small", money(item.price)),
    line("small", `${width} × ${depth} × ${height} cm`),
  );
  entry.append(body);
  return entry;
}

function mark() {
  for (const entry of byId("list").querySelectorAll("[data-sku]")) {
    entry.setAttribute("aria-pressed", String(entry.dataset.sku === room.focus?.sku));
  }
}
