// What there is to wear: tabs of categories with counts, a filter, the list, the looks.

import { button, line, thumbnail } from "/web/elements.js";
import { categoryName, language, money, onLanguage, slotName, t } from "/web/i18n.js";
import { choose, emit, isWorn, on, outfit, outfitFrom, product, remove, state, wearLook } from "/web/state.js";

const LOOKS = "looks";
const ORDER = ["eyewear", "headwear", "earrings", "necklace", "makeup"];
const byId = (id) => document.getElementById(id);
let tab = null;
let slot = null;
let words = "";

export function startPicker() {
  const first = state.focus ? product(state.focus.sku).category : categories()[0];
  tab = first ?? LOOKS;
  renderAll();
  for (const topic of ["outfit", "person", "compared", "people"]) on(topic, markList);
  on("focus", ({ sku }) => showCategory(product(sku).category));
  onLanguage(renderAll);
  byId("filter").addEventListener("input", (event) => {
    words = event.target.value;
    renderList();
  });
  byId("tabs").addEventListener("keydown", moveTab);
}

function categories() {
  const found = [...new Set(state.products.map((item) => item.category))];
  const place = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return found.sort((one, other) => place(one) - place(other));
}

function renderAll() {
  renderTabs();
  renderSlots();
  renderList();
}

function showCategory(category) {
  if (tab === category) return;
  tab = category;
  slot = null;
  words = "";
  byId("filter").value = "";
  renderAll();
}

function renderTabs() {
  const names = [...(state.looks.length > 0 ? [LOOKS] : []), ...categories()];
  const hadFocus = byId("tabs").contains(document.activeElement);
  byId("tabs").replaceChildren(
    ...names.map((name) => {
      const label = name === LOOKS ? t("looks") : categoryName(name);
      const entry = button(label, () => showCategory(name), "tab");
      const count = state.products.filter((item) => item.category === name).length;
      entry.append(line("small", String(name === LOOKS ? state.looks.length : count)));
      entry.id = `tab-${name}`;
      entry.setAttribute("role", "tab");
      entry.setAttribute("aria-selected", String(name === tab));
      entry.setAttribute("aria-controls", "list");
      entry.tabIndex = name === tab ? 0 : -1;
      return entry;
    }),
  );
  byId("list").setAttribute("aria-labelledby", `tab-${tab}`);
  const chosen = byId(`tab-${tab}`);
  if (hadFocus) chosen?.focus();
  if (chosen) reveal(byId("tabs"), chosen);
}

function moveTab(event) {
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  const all = [...byId("tabs").children];
  const at = all.indexOf(document.activeElement);
  const ends = { Home: 0, End: all.length - 1 };
  const next = ends[event.key] ?? (at + (steps[event.key] ?? 0) + all.length) % all.length;
  if (!(event.key in steps) && !(event.key in ends)) return;
  event.preventDefault();
  all[next].click();
}

function renderSlots() {
  const own = state.products.filter((item) => item.category === tab);
  const slots = [...new Set(own.map((item) => item.slot))];
  const box = byId("slots");
  box.hidden = slots.length < 2;
  const chip = (value, label) => {
    const entry = button(label, () => {
      slot = value;
      renderSlots();
      renderList();
    }, "chip");
    entry.setAttribute("aria-pressed", String(slot === value));
    return entry;
  };
  box.replaceChildren(
    chip(null, t("all")),
    ...slots.map((name) => {
      const count = own.filter((item) => item.slot === name).length;
      return chip(name, `${slotName(name)} ${count}`);
    }),
  );
}

function renderList() {
  const list = byId("list");
  if (tab === LOOKS) {
    list.replaceChildren(...state.looks.map(lookCard));
    markList();
    return;
  }
  const asked = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const shown = state.products.filter((item) => {
    if (item.category !== tab || (slot !== null && item.slot !== slot)) return false;
    const texts = [
      ...Object.values(item.names), item.brand, slotName(item.slot),
      ...item.variants.map((variant) => variant.names[language()]),
    ];
    const text = texts.join(" ").toLocaleLowerCase();
    return asked.every((word) => text.includes(word));
  });
  list.replaceChildren(...shown.map(card));
  if (shown.length === 0) list.append(line("p", t("nothingFound"), "quiet nothing"));
  list.scrollLeft = 0;
  markList();
}

function card(item) {
  const label = document.createElement("label");
  label.className = "card";
  const input = document.createElement("input");
  input.type = "radio";
  input.name = `worn-${item.slot}`;
  input.value = item.sku;
  // Touching what is worn takes it off: a click comes before the change it makes.
  input.addEventListener("click", () => {
    if (input.dataset.worn === "true") remove(item.slot);
  });
  input.addEventListener("change", () => choose(item.sku));
  const body = document.createElement("span");
  const picture = document.createElement("span");
  picture.className = "thumb";
  picture.append(thumbnail(item));
  const [, kind] = item.slot.split("/");
  const detail = item.size_marking ?? (kind ? slotName(item.slot) : "");
  body.append(picture, line("b", item.names[language()]), line("small", money(item.price)));
  if (detail) body.append(line("small", detail));
  label.append(input, body);
  return label;
}

function lookCard(look) {
  const names = look.items.map(({ sku }) => product(sku)?.names[language()]).filter(Boolean);
  const entry = button("", () => wearLook(look), "card look");
  entry.dataset.look = look.id;
  const body = document.createElement("span");
  const pictures = document.createElement("span");
  pictures.className = "thumb many";
  const items = look.items.map(({ sku }) => product(sku)).filter(Boolean);
  pictures.append(...items.slice(0, 4).map(thumbnail));
  pictures.dataset.count = String(Math.min(4, items.length));
  body.append(pictures, line("b", look.names[language()]), line("small", names.join(", ")));
  entry.append(body);
  return entry;
}

function markList() {
  const compared = new Set(
    state.mode === "compare"
      ? state.compared.flatMap(({ common, own }) =>
          [common, ...own.values()].flatMap((clothes) => [...clothes.values()].map(({ sku }) => sku)))
      : [],
  );
  for (const input of byId("list").querySelectorAll("input")) {
    const worn = isWorn(input.value);
    if (worn && !input.checked) reveal(byId("list"), input.parentElement);
    input.checked = worn;
    input.dataset.worn = String(worn);
    mark(input.parentElement, compared.has(input.value));
  }
  for (const entry of byId("list").querySelectorAll("[data-look]")) {
    const look = state.looks.find(({ id }) => id === entry.dataset.look);
    entry.setAttribute("aria-pressed", String(isSame(outfit(), outfitFrom(look.items))));
  }
}

function mark(element, isCompared) {
  element.querySelector(".mark-compare")?.remove();
  if (!isCompared) return;
  const sign = line("i", "✓", "mark-compare");
  sign.setAttribute("aria-hidden", "true");
  element.append(sign);
}

function isSame(one, other) {
  if (one.size !== other.size) return false;
  return [...one].every(([name, { sku, variant }]) => {
    const worn = other.get(name);
    return worn?.sku === sku && worn.variant === variant;
  });
}

/** Scroll a row sideways only: the page itself must not move under the shopper's thumb. */
function reveal(row, element) {
  row.scrollTo({ left: element.offsetLeft - (row.clientWidth - element.clientWidth) / 2 });
}

/** Show the list in which a product stands. */
export function goTo(choice) {
  state.focus = choice;
  emit("focus", choice);
}

