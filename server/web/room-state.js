// A room: its photo, what was read from it, the pieces in it, and who wants to know of changes.

import { topics } from "/web/topics.js";
import { variantIn } from "/web/variants.js";

export const room = {
  /** Furniture of the shop. */
  products: [],
  /** The prepared photo, or null. */
  photo: null,
  /** What the service read from it (its room document), or null. */
  reading: null,
  /** What the shopper told about the photo, as the service wants it. */
  hints: {},
  /** Pieces: {number, sku, variant, spot, yaw, snap, elevation, shownYaw}. */
  pieces: [],
  /** Number of the piece being moved, or null. */
  selected: null,
  /** SKU that the next touch of the floor puts down, or null. */
  pending: null,
  /** Product whose texts are shown: {sku, variant}. */
  focus: null,
  /** Strokes of what stays in front, as the service wants them. */
  cutouts: [],
  /** Whether people and pets of the photo hide what stands farther away. */
  people: true,
  /** The last furnished picture: {blob, url, report}, or null. */
  result: null,
  /** What a touch of the picture means: "move", "measure", "span", "reference" or "stroke". */
  tool: "move",
  /** Ends of a reference or span being marked, px: {points, label}, or null. */
  marking: null,
  /** The marked ends of what was told: {foot, top} and {first, second}, or null. */
  drawnReference: null,
  drawnSpan: null,
  /** Ends of the last measure, px, and the service's answer. */
  measured: null,
};

let lastNumber = 0;

export const { on, emit } = topics();

export function product(sku) {
  return room.products.find((item) => item.sku === sku);
}

export function variantOf({ sku, variant }) {
  return variantIn(product(sku), variant);
}

export function selected() {
  return room.pieces.find(({ number }) => number === room.selected) ?? null;
}

/** Give the height of a piece's lowest point above the floor, m. */
export function elevationOf(piece) {
  if (piece.elevation !== null) return piece.elevation;
  const item = product(piece.sku);
  const told = item.dimensions_mm.elevation_mm;
  if (told !== undefined) return told / 1000;
  return { wall: 1.3, ceiling: 1.9, tabletop: 0.74 }[item.mount] ?? 0;
}

/** Give a piece as the geometry wants it. */
export function bodyOf(piece) {
  const item = product(piece.sku);
  return {
    spot: piece.spot,
    yaw: piece.shownYaw ?? piece.yaw,
    elevation: elevationOf(piece),
    size: item.size_mm.map((size) => size / 1000),
    mount: item.mount,
  };
}

export function addPiece(sku, spot) {
  lastNumber += 1;
  const variant = room.focus?.sku === sku ? room.focus.variant : product(sku).variants[0].id;
  const piece = {
    number: lastNumber, sku, variant, spot, yaw: 0, snap: true, elevation: null, shownYaw: null,
  };
  room.pieces.push(piece);
  room.pending = null;
  select(piece.number);
  emit("pieces");
  return piece;
}

export function removePiece(number) {
  room.pieces = room.pieces.filter((piece) => piece.number !== number);
  if (room.selected === number) select(room.pieces.at(-1)?.number ?? null);
  emit("pieces");
}

/** Change a piece; the picture follows. */
export function changePiece(piece, changes) {
  Object.assign(piece, changes);
  emit("moved", piece);
}

export function select(number) {
  room.selected = number;
  const piece = selected();
  if (piece) room.pending = null;
  if (piece) room.focus = { sku: piece.sku, variant: piece.variant };
  emit("selected");
}

/** Look at a product; the next touch of the floor puts it down. */
export function offer(sku) {
  const item = product(sku);
  room.focus = { sku, variant: item.variants[0].id };
  room.pending = sku;
  room.selected = null;
  emit("selected");
  emit("offered");
}

/** Choose a colour, of the piece being moved if there is one. */
export function chooseVariant(variant) {
  room.focus = { ...room.focus, variant };
  const piece = selected();
  if (piece && piece.sku === room.focus.sku) changePiece(piece, { variant });
  emit("selected");
}

export function setTool(tool) {
  room.tool = room.tool === tool ? "move" : tool;
  emit("tool");
}

/** Forget everything of the present photo. */
export function forgetRoom() {
  if (room.photo) URL.revokeObjectURL(room.photo.url);
  if (room.result) URL.revokeObjectURL(room.result.url);
  Object.assign(room, {
    photo: null, reading: null, hints: {}, pieces: [], selected: null, cutouts: [], people: true,
    result: null, tool: "move", measured: null, marking: null, drawnReference: null,
    drawnSpan: null,
  });
}
