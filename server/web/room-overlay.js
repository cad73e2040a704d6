// Lines over the room's picture: what is selected, its handle, what is being measured or stroked.

import { language, t } from "/web/i18n.js";
import { boxPixels, outline } from "/web/room-geometry.js";
import { bodyOf, product, room } from "/web/room-state.js";

const SVG = "http://www.w3.org/2000/svg";
const layer = () => document.getElementById("overlay");

/** How many px of the photo one px of the screen is. */
export function photoPixels() {
  const { width } = layer().getBoundingClientRect();
  return width > 0 ? room.photo.width / width : 1;
}

/** Give the place in the photo, px, that a pointer is at. */
export function placeOf({ clientX, clientY }) {
  const box = layer().getBoundingClientRect();
  return [
    ((clientX - box.left) / box.width) * room.photo.width - 0.5,
    ((clientY - box.top) / box.height) * room.photo.height - 0.5,
  ];
}

function shape(name, attributes, className) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (className) element.setAttribute("class", className);
  return element;
}

const listed = (points) => points.map(([u, v]) => `${u + 0.5},${v + 0.5}`).join(" ");

/** Draw everything anew; `isMoving` shows the whole box where only the footprint rests else. */
export function drawOverlay(isMoving = false) {
  if (!room.photo) return;
  const focused = document.activeElement?.dataset?.piece;
  layer().setAttribute("viewBox", `0 0 ${room.photo.width} ${room.photo.height}`);
  const drawn = [...strokes(), ...pieces(isMoving), ...lines()];
  if (renewed(drawn)) return;
  layer().replaceChildren(...drawn);
  if (focused) layer().querySelector(`[data-piece="${focused}"]`)?.focus();
}

/** Give what is shown new places where nothing else changed: live, what has the focus keeps it. */
function renewed(drawn) {
  const shown = [...layer().children];
  const kind = (element) => [element.tagName, element.getAttribute("class"), element.dataset.piece].join();
  if (shown.length !== drawn.length) return false;
  if (shown.some((element, index) => kind(element) !== kind(drawn[index]))) return false;
  for (const [index, element] of shown.entries()) {
    for (const { name, value } of drawn[index].attributes) {
      if (element.getAttribute(name) !== value) element.setAttribute(name, value);
    }
    if (element.tagName === "text") element.textContent = drawn[index].textContent;
  }
  return true;
}

function pieces(isMoving) {
  if (!room.reading?.floor) return [];
  return room.pieces.flatMap((piece) => {
    const box = boxPixels(room.reading, bodyOf(piece));
    if (!box) return [];
    const isSelected = piece.number === room.selected;
    const hull = outline([...box.bottom, ...box.top]);
    const area = shape("polygon", { points: listed(hull), tabindex: 0, role: "button" }, "piece");
    area.dataset.piece = String(piece.number);
    area.setAttribute("aria-pressed", String(isSelected));
    area.setAttribute("aria-label", t("movePiece", { name: product(piece.sku).names[language()] }));
    if (!isSelected) return [area];
    const foot = shape("polygon", { points: listed(box.bottom) }, "footprint");
    const front = shape("polyline", { points: listed(box.front) }, "footprint front");
    const edges = isMoving
      ? [
          shape("polygon", { points: listed(box.top) }, "edge"),
          ...box.bottom.map((corner, index) =>
            shape("polyline", { points: listed([corner, box.top[index]]) }, "edge")),
        ]
      : [];
    return [area, foot, front, ...edges, ...handle(box)];
  });
}

function handle({ handle: place, front }) {
  if (!place) return [];
  const size = photoPixels();
  const middle = [(front[0][0] + front[1][0]) / 2, (front[0][1] + front[1][1]) / 2];
  const stem = shape("polyline", { points: listed([middle, place]) }, "stem");
  const at = { cx: place[0] + 0.5, cy: place[1] + 0.5 };
  const knob = shape("circle", { ...at, r: 11 * size }, "knob");
  // A finger needs 44 px, the eye does not.
  const reach = shape("circle", { ...at, r: 24 * size }, "reach");
  reach.dataset.handle = "turn";
  return [stem, knob, reach];
}

function strokes() {
  return room.cutouts.map(({ points, kind, width_px: width }) =>
    shape("polyline", { points: listed(points), "stroke-width": width }, `stroke ${kind}`));
}

/** Draw the ends of a measure, a span, a reference. */
function lines() {
  const drawn = room.tool === "measure" ? room.measured : room.marking;
  if (!drawn || drawn.points.length === 0) return [];
  const size = photoPixels();
  const dots = drawn.points.map(([u, v]) =>
    shape("circle", { cx: u + 0.5, cy: v + 0.5, r: 7 * size }, "end"));
  const line = shape("polyline", { points: listed(drawn.points) }, "ruler");
  if (!drawn.label) return [line, ...dots];
  const [[u0, v0], [u1, v1]] = drawn.points;
  const place = { x: (u0 + u1) / 2, y: (v0 + v1) / 2 - 14 * size, "font-size": 16 * size };
  const text = shape("text", place, "length");
  text.textContent = drawn.label;
  return [line, ...dots, text];
}
