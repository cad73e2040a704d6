// Up to four outfits side by side on the same photo, each cut to the face.

import { button, icon, line } from "/web/elements.js";
import { money, t } from "/web/i18n.js";
import { result, stopAllBut } from "/web/results.js";
import { boxOf, naming, wording } from "/web/single.js";
import { announce, busy, save, share, showError } from "/web/stage.js";
import {
  MOST_COMPARED, choicesOf, emit, keyOf, product, restore, snapshot, state,
} from "/web/state.js";

const TILE_PIXELS = 900;
const byId = (id) => document.getElementById(id);
let actions = {};

/** `leave` goes to the single view, `another` asks for another photo. */
export function startCompare(given) {
  actions = given;
}

/** Add what is worn now; the fifth takes the place of the last. */
export function addCompared() {
  const worn = snapshot();
  if (choicesOf(worn).length === 0) return;
  if (state.compared.some((other) => keyOf(other) === keyOf(worn))) return;
  state.compared = [...state.compared.slice(0, MOST_COMPARED - 1), worn];
  announce(t("added", { name: naming(worn), count: state.compared.length }));
  emit("compared");
  renderCompare();
}

function remove(worn) {
  state.compared = state.compared.filter((other) => other !== worn);
  announce(t("removed", { name: naming(worn) }));
  emit("compared");
  if (state.compared.length === 0) actions.leave();
  else {
    renderCompare();
    byId("compare-view").querySelector(".tile-close")?.focus();
  }
}

/** Draw the tiles; pictures come when they are ready. */
export async function renderCompare() {
  const tiles = state.compared.map(tile);
  if (tiles.length < MOST_COMPARED) tiles.push(emptyTile());
  byId("compare-view").replaceChildren(...tiles);
  stopAllBut(state.compared);
  busy(true);
  const round = state.compared;
  try {
    await Promise.all(round.map((worn, index) => fill(tiles[index], worn)));
  } catch (error) {
    if (error.name !== "AbortError" && state.compared === round && state.mode === "compare") {
      showError(error, renderCompare, actions.another);
    }
  } finally {
    if (state.compared === round) busy(false);
  }
}

/** Give what tells a tile from the others: names, then the price of everything and the colours. */
function caption(worn) {
  const skus = [...new Set(choicesOf(worn).map(({ sku }) => sku))];
  const prices = skus.map((sku) => product(sku).price);
  const [first] = prices;
  const isOneCurrency = prices.every((price) => price && price.currency === first?.currency);
  const total = isOneCurrency
    ? money({ amount: prices.reduce((sum, price) => sum + price.amount, 0), currency: first.currency })
    : "";
  const colours = [...new Set(choicesOf(worn).map((choice) => wording(choice).colour))];
  return [total, colours.join(", ")].filter(Boolean).join(" · ");
}

/** Name a tile by what the others do not all wear too. */
function title(worn) {
  const skusOf = (other) => new Set(choicesOf(other).map(({ sku }) => sku));
  const shared = state.compared.map(skusOf);
  const own = choicesOf(worn).filter(({ sku }) => !shared.every((skus) => skus.has(sku)));
  const names = (own.length > 0 ? own : choicesOf(worn)).map((choice) => wording(choice).name);
  return [...new Set(names)].join(" + ");
}

function tile(worn) {
  const words = { name: naming(worn) };
  const item = document.createElement("li");
  item.className = "tile is-waiting";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", t("resultAlt", words));
  const close = button("", () => remove(worn), "tile-close");
  close.setAttribute("aria-label", t("remove", words));
  close.append(icon("close"));
  const name = document.createElement("div");
  name.className = "tile-name";
  const keep = button("", () => {
    restore(worn);
    actions.leave();
  });
  keep.setAttribute("aria-label", t("keep", words));
  // The price comes first: a narrow tile cuts the end of the line.
  keep.append(line("span", title(worn)), line("small", caption(worn)));
  name.append(keep);
  item.append(canvas, close, name);
  return item;
}

function emptyTile() {
  const item = document.createElement("li");
  item.className = "tile tile-empty";
  item.textContent = t("addAnother");
  return item;
}

async function fill(element, worn) {
  const { blob, report } = await result(worn);
  const canvas = element.querySelector("canvas");
  const shape = element.clientWidth / Math.max(1, element.clientHeight);
  await drawFace(canvas, blob, boxOf(report, worn.person), shape || 1, reach(worn));
  element.classList.remove("is-waiting");
}

/** Give how far above and below the face a tile must reach, in face heights. */
function reach(worn) {
  const slots = new Set([...worn.common.keys(), ...[...worn.own.values()].flatMap((o) => [...o.keys()])]);
  return {
    above: slots.has("headwear") ? 0.85 : 0.25,
    below: slots.has("necklace") ? 1.0 : slots.has("earrings") ? 0.4 : 0.25,
  };
}

/** Cut the picture to the face and what is worn about it, in the shape of the tile. */
async function drawFace(canvas, blob, box, shape, { above, below }) {
  const bitmap = await createImageBitmap(blob);
  const [x0, y0, x1, y1] = box ?? [0, 0, 1, 1];
  const tall = (y1 - y0) * bitmap.height;
  const wide = (x1 - x0) * bitmap.width;
  const high = box ? tall * (1 + above + below) : bitmap.height;
  let height = Math.min(bitmap.height, Math.max(high, (1.5 * wide) / shape));
  let width = Math.min(bitmap.width, height * shape);
  height = Math.min(bitmap.height, width / shape);
  width = Math.min(width, height * shape);
  const clamp = (value, most) => Math.min(Math.max(0, value), most);
  const left = clamp(((x0 + x1) / 2) * bitmap.width - width / 2, bitmap.width - width);
  const middle = ((y0 + y1) / 2) * bitmap.height + (tall * (below - above)) / 2;
  const top = clamp(middle - height / 2, bitmap.height - height);
  const scale = Math.min(1, TILE_PIXELS / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, left, top, width, height, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}

/** Save all tiles as one picture, with names and prices. */
export async function saveCompare() {
  const blob = await sheet();
  if (blob) save(blob, t("compareFile"));
}

export async function shareCompare() {
  const blob = await sheet();
  if (blob) share(blob, t("compareFile"));
}

async function sheet() {
  const side = 800;
  const below = 64;
  const columns = Math.min(2, state.compared.length);
  const rows = Math.ceil(state.compared.length / columns);
  const picture = document.createElement("canvas");
  picture.width = columns * side;
  picture.height = rows * (side + below);
  const context = picture.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = "#1c1b19";
  context.font = "28px system-ui, sans-serif";
  for (const [index, worn] of state.compared.entries()) {
    const { blob, report } = await result(worn);
    const cell = document.createElement("canvas");
    await drawFace(cell, blob, boxOf(report, worn.person), 1, reach(worn));
    const x = (index % columns) * side;
    const y = Math.floor(index / columns) * (side + below);
    context.drawImage(cell, x, y, side, side);
    context.fillText(`${title(worn)} · ${caption(worn)}`, x + 20, y + side + 42, side - 40);
  }
  return new Promise((done) => picture.toBlob(done, "image/jpeg", 0.92));
}
