// Beside the picture: how sure the sizes are, the pieces in the room, turning and colours.

import { button, colourIn, fillTerms, icon, line, thumbnail } from "/web/elements.js";
import { decimal, hasText, language, money, onLanguage, t } from "/web/i18n.js";
import { turnTo } from "/web/room-gestures.js";
import { drawOverlay } from "/web/room-overlay.js";
import {
  bodyOf, changePiece, chooseVariant, elevationOf, emit, on, product, removePiece, room, select,
  selected, variantOf,
} from "/web/room-state.js";
import { showSwatches } from "/web/swatches.js";

const byId = (id) => document.getElementById(id);

export function startPanel() {
  for (const topic of ["selected", "pieces", "result", "reading", "moved", "tool"]) on(topic, render);
  onLanguage(render);
  byId("turn").addEventListener("input", (event) => turn(Number(event.target.value)));
  byId("turn-clockwise").addEventListener("click", () => turnBy(-15));
  byId("turn-back").addEventListener("click", () => turnBy(15));
  byId("lift").addEventListener("change", lift);
  byId("people").addEventListener("change", (event) => {
    room.people = event.target.checked;
    emit("cutouts");
  });
  byId("snap").addEventListener("change", (event) => {
    changePiece(selected(), { snap: event.target.checked, shownYaw: null });
    emit("settled", selected());
  });
  render();
}

function turn(degrees) {
  const piece = selected();
  if (!piece) return;
  turnTo(piece, degrees);
  drawOverlay();
  emit("settled", piece);
}

function turnBy(degrees) {
  const piece = selected();
  if (piece) turn(bodyOf(piece).yaw + degrees);
}

function lift(event) {
  const piece = selected();
  const centimetres = Number(event.target.value.replace(",", "."));
  if (!piece || event.target.value === "" || !(centimetres >= 0 && centimetres <= 400)) return;
  changePiece(piece, { elevation: centimetres / 100 });
  drawOverlay();
  emit("settled", piece);
}

function render() {
  renderSureness();
  renderPeople();
  renderPieces();
  renderTurn();
  renderProduct();
}

/** Give how sure the size of a piece is, in words: distance, band, where the scale is from. */
function renderSureness() {
  const { reading, result } = room;
  const source = reading?.floor ? t(`scale_${reading.floor.scale_source}`) : "";
  const fit = result?.report.fits.find(({ number }) => number === room.selected);
  let text = "";
  if (fit && fit.refusal === null) {
    text = t("sureness", {
      distance: decimal(fit.distance_m, 1), band: decimal(Math.max(1, fit.size_band_pct)), source,
    });
  } else if (reading?.floor) {
    text = t("surenessBefore", { height: decimal(reading.floor.height_m, 2), source });
  }
  byId("sureness").textContent = text;
  const codes = fit
    ? [...(fit.refusal ? [fit.refusal] : []), ...fit.warnings, ...reading.notes]
    : reading?.notes ?? [];
  const words = [...new Set(codes)].filter((code) => hasText(code)).map((code) => t(code));
  byId("warnings").replaceChildren(...words.map((text) => line("li", text)));
}

/** Say who in the photo stays in front of pieces, and let the shopper put the pieces first. */
function renderPeople() {
  const count = room.reading?.bystanders?.length ?? 0;
  byId("people-field").hidden = count === 0;
  byId("people").checked = room.people;
  byId("people-said").textContent = t("people", { count });
}

function renderPieces() {
  byId("pieces").replaceChildren(
    ...room.pieces.map((piece) => {
      const item = document.createElement("li");
      item.className = "worn";
      const name = product(piece.sku).names[language()];
      const show = button("", () => select(piece.number));
      show.setAttribute("aria-label", t("selectPiece", { name }));
      show.setAttribute("aria-pressed", String(piece.number === room.selected));
      const dot = document.createElement("i");
      colourIn(dot, variantOf(piece));
      show.append(thumbnail(product(piece.sku)), dot);
      const off = button("", () => removePiece(piece.number), "off");
      off.setAttribute("aria-label", t("removePiece", { name }));
      off.append(icon("close"));
      item.append(show, off);
      return item;
    }),
  );
  if (room.pieces.length === 0) byId("pieces").append(line("li", t("nothingPlaced"), "quiet"));
}

function renderTurn() {
  const piece = selected();
  byId("turning").hidden = !piece;
  if (!piece) return;
  const { yaw } = bodyOf(piece);
  if (document.activeElement !== byId("turn")) byId("turn").value = String(Math.round(yaw));
  byId("turn").setAttribute("aria-valuetext", t("degrees", { value: decimal(yaw) }));
  byId("snap").checked = piece.snap;
  byId("snap").parentElement.hidden = room.reading?.floor?.wall_yaw_deg == null;
  byId("lifting").hidden = product(piece.sku).mount === "floor";
  if (document.activeElement !== byId("lift")) byId("lift").value = String(Math.round(elevationOf(piece) * 100));
}

function renderProduct() {
  byId("chosen").hidden = !room.focus;
  if (!room.focus) return;
  const item = product(room.focus.sku);
  byId("brand").textContent = item.brand;
  byId("name").textContent = item.names[language()];
  byId("price").textContent = money(item.price);
  byId("description").textContent = item.descriptions[language()];
  byId("colour-name").textContent = variantOf(room.focus).names[language()];
  document.title = `${item.names[language()]} · ${t("roomTitle")}`;
  showSwatches(byId("swatches"), item, room.focus.variant, recolour);
  const [width, height, depth] = item.size_mm.map((size) => `${decimal(size / 10)} cm`);
  const rows = [[t("width"), width], [t("depth"), depth], [t("height"), height]];
  fillTerms(byId("sizes"), rows);
}

function recolour(id) {
  chooseVariant(id);
  if (selected()) emit("settled", selected());
}
