// The product looked at: name, price, colours, sizes; and the wearer's own measures.

import { fillTerms } from "/web/elements.js";
import { decimal, language, money, onLanguage, slotName, t } from "/web/i18n.js";
import { choose, emit, on, product, state, variantOf } from "/web/state.js";
import { showSwatches } from "/web/swatches.js";

const byId = (id) => document.getElementById(id);
let lastReport = null;

export function startChosen() {
  render();
  for (const topic of ["outfit", "person", "focus"]) on(topic, render);
  on("report", renderMeasured);
  onLanguage(() => {
    render();
    renderMeasured(lastReport);
  });
  byId("distance-input").addEventListener("change", readDistance);
  byId("card-input").addEventListener("change", readCard);
}

function render() {
  if (!state.focus) return;
  const item = product(state.focus.sku);
  const name = item.names[language()];
  byId("brand").textContent = [item.brand, slotName(item.slot)].join(" · ");
  byId("name").textContent = name;
  byId("price").textContent = money(item.price);
  byId("description").textContent = item.descriptions[language()];
  byId("colour-label").textContent = t(item.mesh === null ? "shade" : "colour");
  byId("colour-name").textContent = variantOf(state.focus).names[language()];
  showSwatches(byId("swatches"), item, state.focus.variant, (id) => choose(item.sku, id));
  renderSizes(item);
  document.title = `${name} · ${t("title")}`;
}

function renderSizes(item) {
  const millimetres = (value) => `${decimal(value)} mm`;
  const sizes = item.dimensions_mm;
  const rows = [];
  if (item.size_marking) rows.push([t("marking"), item.size_marking]);
  if (item.size_mm) rows.push([t(item.slot === "eyewear" ? "frameWidth" : "width"), millimetres(item.size_mm[0])]);
  for (const [key, name] of [
    ["lens", "lens_width_mm"],
    ["bridge", "bridge_width_mm"],
    ["temple", "temple_length_mm"],
    ["circumference", "inner_circumference_mm"],
    ["length", "length_mm"],
  ]) {
    if (sizes[name] !== undefined) rows.push([t(key), millimetres(sizes[name])]);
  }
  if (typeof item.traits.finish === "string") rows.push([t("finish"), t(`finish_${item.traits.finish}`)]);
  fillTerms(byId("sizes"), rows);
}

/** Show what was measured of whoever is dressed, always with its interval. */
function renderMeasured(report) {
  lastReport = report;
  const subjects = report?.subjects ?? [];
  const subject = subjects.find(({ id }) => id === state.person) ?? subjects[0];
  const measure = subject?.measures?.pupillary_distance_mm;
  byId("measured").textContent = measure
    ? t("measured", {
        value: decimal(measure.value),
        low: decimal(measure.low),
        high: decimal(measure.high),
      })
    : "";
  renderCard(subject, measure);
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
