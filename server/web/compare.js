// Up to four pairs side by side on the same photo, each cut to the face.

import { language, money, t } from "/web/i18n.js";
import { result, stopAllBut } from "/web/results.js";
import { boxOf, wording } from "/web/single.js";
import { announce, busy, save, showError } from "/web/stage.js";
import { MOST_COMPARED, choose, emit, keyOf, product, state } from "/web/state.js";

const TILE_PIXELS = 900;
const byId = (id) => document.getElementById(id);
let actions = {};

/** `leave` goes to the single view, `another` asks for another photo. */
export function startCompare(given) {
  actions = given;
}

/** Add a pair; the fifth takes the place of the last. */
export function addCompared(choice) {
  if (state.compared.some((other) => keyOf(other) === keyOf(choice))) return;
  state.compared = [...state.compared.slice(0, MOST_COMPARED - 1), choice];
  announce(t("added", { name: wording(choice).name, count: state.compared.length }));
  emit("compared");
  renderCompare();
}

function remove(choice) {
  state.compared = state.compared.filter((other) => keyOf(other) !== keyOf(choice));
  announce(t("removed", { name: wording(choice).name }));
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
    await Promise.all(round.map((choice, index) => fill(tiles[index], choice)));
  } catch (error) {
    if (error.name !== "AbortError" && state.compared === round && state.mode === "compare") {
      showError(error, renderCompare, actions.another);
    }
  } finally {
    if (state.compared === round) busy(false);
  }
}

function tile(choice) {
  const words = wording(choice);
  const item = document.createElement("li");
  item.className = "tile is-waiting";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", t("resultAlt", words));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "tile-close";
  close.setAttribute("aria-label", t("remove", words));
  close.innerHTML = '<svg aria-hidden="true"><use href="#i-close"/></svg>';
  close.addEventListener("click", () => remove(choice));
  const name = document.createElement("div");
  name.className = "tile-name";
  const keep = document.createElement("button");
  keep.type = "button";
  keep.setAttribute("aria-label", t("keep", words));
  const title = document.createElement("span");
  title.textContent = words.name;
  const small = document.createElement("small");
  // The price comes first: a narrow tile cuts the end of the line.
  small.textContent = [money(product(choice.sku).price), words.colour].filter(Boolean).join(" · ");
  keep.append(title, small);
  keep.addEventListener("click", () => {
    actions.leave();
    choose(choice.sku, choice.variant);
  });
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

async function fill(element, choice) {
  const { blob, report } = await result(choice);
  const canvas = element.querySelector("canvas");
  const shape = element.clientWidth / Math.max(1, element.clientHeight);
  await drawFace(canvas, blob, boxOf(report), shape || 1);
  element.classList.remove("is-waiting");
}

/** Cut the picture to the face, in the shape of the tile. */
async function drawFace(canvas, blob, box, shape) {
  const bitmap = await createImageBitmap(blob);
  const [x0, y0, x1, y1] = box ?? [0, 0, 1, 1];
  const face = Math.max((x1 - x0) * bitmap.width, (y1 - y0) * bitmap.height);
  let height = Math.min(bitmap.height, face * (box ? 1.5 : 1));
  let width = Math.min(bitmap.width, height * shape);
  height = Math.min(bitmap.height, width / shape);
  width = Math.min(width, height * shape);
  const clamp = (value, most) => Math.min(Math.max(0, value), most);
  const left = clamp(((x0 + x1) / 2) * bitmap.width - width / 2, bitmap.width - width);
  const top = clamp(((y0 + y1) / 2) * bitmap.height - height / 2, bitmap.height - height);
  const scale = Math.min(1, TILE_PIXELS / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, left, top, width, height, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}

/** Save all tiles as one picture, with the names of the pairs. */
export async function saveCompare() {
  const side = 800;
  const caption = 64;
  const columns = Math.min(2, state.compared.length);
  const rows = Math.ceil(state.compared.length / columns);
  const sheet = document.createElement("canvas");
  sheet.width = columns * side;
  sheet.height = rows * (side + caption);
  const context = sheet.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.fillStyle = "#1c1b19";
  context.font = "28px system-ui, sans-serif";
  for (const [index, choice] of state.compared.entries()) {
    const { blob, report } = await result(choice);
    const cell = document.createElement("canvas");
    await drawFace(cell, blob, boxOf(report), 1);
    const x = (index % columns) * side;
    const y = Math.floor(index / columns) * (side + caption);
    context.drawImage(cell, x, y, side, side);
    const words = wording(choice);
    const text = `${words.name}, ${words.colour} · ${money(product(choice.sku).price)}`;
    context.fillText(text, x + 20, y + side + 42, side - 40);
  }
  const blob = await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.92));
  if (blob) await save(blob, language() === "vi" ? "so-sanh-kinh.jpg" : "glasses-compared.jpg");
}
