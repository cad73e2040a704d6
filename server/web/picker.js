// The list of pairs, the chosen one's details, its colours, the typed pupillary distance.

import { decimal, language, money, onLanguage, t } from "/web/i18n.js";
import { choose, emit, on, product, state, variantOf } from "/web/state.js";

const byId = (id) => document.getElementById(id);

export function startPicker() {
  renderList();
  renderChosen();
  on("choice", () => {
    renderChosen();
    markList();
  });
  on("compared", markList);
  on("report", renderMeasured);
  onLanguage(() => {
    renderList();
    renderChosen();
    renderMeasured(lastReport);
  });
  byId("distance-input").addEventListener("change", readDistance);
  byId("card-input").addEventListener("change", readCard);
}

function renderList() {
  const list = byId("pair-list");
  const scroll = list.scrollLeft;
  list.replaceChildren(...state.products.map(card));
  list.scrollLeft = scroll;
  markList();
}

function card(item) {
  const label = document.createElement("label");
  label.className = "card";
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "pair";
  input.value = item.sku;
  input.addEventListener("change", () => choose(item.sku, state.choice?.variant));
  const body = document.createElement("span");
  body.append(thumbnail(item), line("b", item.names[language()]), line("small", money(item.price)));
  if (item.size_marking) body.append(line("small", item.size_marking));
  label.append(input, body);
  return label;
}

function thumbnail(item) {
  const box = document.createElement("span");
  box.className = "thumb";
  const image = document.createElement("img");
  image.alt = "";
  image.loading = "lazy";
  image.width = 150;
  image.height = 90;
  image.addEventListener("error", () => image.replaceWith(glassesIcon()));
  image.src = item.thumbnail;
  box.append(image);
  return box;
}

export function glassesIcon() {
  const name = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(name, "svg");
  const use = document.createElementNS(name, "use");
  use.setAttribute("href", "#i-glasses");
  icon.setAttribute("aria-hidden", "true");
  icon.append(use);
  return icon;
}

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function markList() {
  const counts = new Map(state.compared.map((choice, index) => [choice.sku, index + 1]));
  for (const input of document.querySelectorAll('input[name="pair"]')) {
    const isChosen = input.value === state.choice?.sku;
    if (isChosen && !input.checked) bringIntoView(input.parentElement);
    input.checked = isChosen;
    input.parentElement.querySelector(".mark-compare")?.remove();
    if (state.mode === "compare" && counts.has(input.value)) {
      const mark = line("i", "✓");
      mark.className = "mark-compare";
      mark.setAttribute("aria-hidden", "true");
      input.parentElement.append(mark);
    }
  }
}

/** Scroll the list sideways only: the page itself must not move under the shopper's thumb. */
function bringIntoView(element) {
  const list = byId("pair-list");
  const left = element.offsetLeft - (list.clientWidth - element.clientWidth) / 2;
  list.scrollTo({ left });
}

function renderChosen() {
  if (!state.choice) return;
  const item = product(state.choice.sku);
  const name = item.names[language()];
  byId("brand").textContent = item.brand;
  byId("name").textContent = name;
  byId("price").textContent = money(item.price);
  byId("description").textContent = item.descriptions[language()];
  byId("colour-name").textContent = variantOf(state.choice).names[language()];
  renderSwatches(item);
  renderSizes(item);
  document.title = `${name} · ${t("title")}`;
}

function renderSwatches(item) {
  const box = byId("swatches");
  if (box.dataset.sku !== `${item.sku}.${language()}`) {
    box.dataset.sku = `${item.sku}.${language()}`;
    box.replaceChildren(...item.variants.map((variant) => swatch(item, variant)));
  }
  for (const input of box.querySelectorAll("input")) {
    input.checked = input.value === state.choice.variant;
  }
}

function swatch(item, variant) {
  const label = document.createElement("label");
  label.className = "swatch";
  label.title = variant.names[language()];
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "colour";
  input.value = variant.id;
  input.setAttribute("aria-label", variant.names[language()]);
  input.addEventListener("change", () => choose(item.sku, variant.id));
  const dot = document.createElement("span");
  dot.style.setProperty("--swatch", variant.swatch);
  if (variant.lens) dot.style.setProperty("--lens", variant.lens);
  label.append(input, dot);
  return label;
}

function renderSizes(item) {
  const millimetres = (value) => `${decimal(value)} mm`;
  const sizes = item.dimensions_mm;
  const rows = [[t("frameWidth"), millimetres(item.size_mm[0])]];
  if (item.size_marking) rows.unshift([t("marking"), item.size_marking]);
  for (const [key, name] of [
    ["lens", "lens_width_mm"],
    ["bridge", "bridge_width_mm"],
    ["temple", "temple_length_mm"],
  ]) {
    if (sizes[name] !== undefined) rows.push([t(key), millimetres(sizes[name])]);
  }
  byId("sizes").replaceChildren(
    ...rows.map(([term, value]) => {
      const row = document.createElement("div");
      row.append(line("dt", term), line("dd", value));
      return row;
    }),
  );
}

let lastReport = null;

/** Show what was measured, always with its interval. */
function renderMeasured(report) {
  lastReport = report;
  const measure = report?.subjects[0]?.measures.pupillary_distance_mm;
  byId("measured").textContent = measure
    ? t("measured", {
        value: decimal(measure.value),
        low: decimal(measure.low),
        high: decimal(measure.high),
      })
    : "";
  renderCard(report?.subjects[0], measure);
}

function readCard() {
  state.holdsCard = byId("card-input").checked;
  byId("card-state").textContent = "";
  // A typed distance would win over the card.
  if (state.holdsCard) {
    byId("distance-input").value = "";
    state.distance = null;
  }
  emit("distance", state.distance);
}

/** Keep what the card told for the photos to come. */
function renderCard(subject, measure) {
  if (!state.holdsCard || !measure) return;
  const isFound = !subject.notes.includes("card_not_found");
  byId("card-state").textContent = t(isFound ? "cardFound" : "cardNotFound");
  if (!isFound) return;
  state.holdsCard = false;
  byId("card-input").checked = false;
  state.distance = Math.round(measure.value * 10) / 10;
  byId("distance-input").value = String(state.distance);
}

function readDistance() {
  const input = byId("distance-input");
  const value = input.value === "" ? null : Number(input.value.replace(",", "."));
  const isGood = value === null ? input.validity.valid : value >= 40 && value <= 80;
  byId("distance-fault").textContent = isGood ? "" : t("distanceFault");
  input.setAttribute("aria-invalid", String(!isGood));
  if (!isGood || value === state.distance) return;
  state.distance = value;
  emit("distance", value);
}

