// Fingers, mice and keys on the room's picture.

import { floorPoint, movedSpot, yawTowards } from "/web/room-geometry.js";
import { isLive } from "/web/room-live.js";
import { drawOverlay, placeOf } from "/web/room-overlay.js";
import { bodyOf, changePiece, elevationOf, emit, product, removePiece, room, select, selected } from "/web/room-state.js";

const STEP_M = 0.05;
const LONG_STEP_M = 0.25;
const STEP_DEGREES = 5;
const TAP_PIXELS = 8;
const pointers = new Map();
let gesture = null;

/** `tap` is called with a place, px; `stroke` with "begin", "go" or "end" and a place. */
export function startGestures(layer, { tap, stroke }) {
  layer.addEventListener("pointerdown", (event) => {
    if (!(room.reading?.floor || isLive()) || event.button > 0) return;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    layer.setPointerCapture(event.pointerId);
    if (pointers.size === 2) beginTwist();
    else begin(event, stroke);
  });
  layer.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    follow(event, stroke);
  });
  const end = (event) => {
    if (!pointers.delete(event.pointerId) || !gesture) return;
    const { kind, isTap, start, piece } = gesture;
    gesture = null;
    if (event.type === "pointercancel") return;
    if (kind === "stroke") stroke("end", placeOf(event));
    else if (isTap && !piece) tap(start);
    else if (piece) {
      drawOverlay();
      emit("settled", piece);
    }
  };
  layer.addEventListener("pointerup", end);
  layer.addEventListener("pointercancel", end);
  layer.addEventListener("keydown", onKey);
}

function begin(event, stroke) {
  const start = placeOf(event);
  const origin = [event.clientX, event.clientY];
  if (room.tool === "stroke" || room.tool === "reference") {
    gesture = { kind: "stroke", start };
    stroke("begin", start);
    return;
  }
  gesture = { kind: "tap", isTap: true, start, origin, piece: null };
  if (room.tool !== "move") return;
  const turning = event.target.dataset?.handle === "turn" ? selected() : null;
  if (turning) {
    gesture = { kind: "turn", piece: turning };
    return;
  }
  const number = Number(event.target.dataset?.piece ?? NaN);
  const piece = room.pieces.find((other) => other.number === number);
  // What waits for its place goes where the floor is touched, even behind a piece.
  if (!piece || room.pending) return;
  if (room.selected !== number) select(number);
  const offset = [piece.spot[0] - start[0], piece.spot[1] - start[1]];
  gesture = { kind: "drag", piece, offset, origin };
}

/** Two fingers turn what is selected. */
function beginTwist() {
  const piece = selected();
  if (!piece || room.tool !== "move") return;
  gesture = { kind: "twist", piece, angle: twist(), yaw: piece.shownYaw ?? piece.yaw };
}

function twist() {
  const [[x0, y0], [x1, y1]] = [...pointers.values()];
  return (Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI;
}

function follow(event, stroke) {
  if (!gesture) return;
  const place = placeOf(event);
  const { piece } = gesture;
  if (gesture.kind === "stroke") {
    stroke("go", place);
  } else if (gesture.kind === "tap") {
    const [x, y] = gesture.origin;
    if (Math.hypot(event.clientX - x, event.clientY - y) > TAP_PIXELS) gesture.isTap = false;
  } else if (gesture.kind === "drag") {
    const spot = [place[0] + gesture.offset[0], place[1] + gesture.offset[1]];
    if (isOnFloor(piece, spot)) move(piece, { spot });
  } else if (gesture.kind === "turn") {
    const surface = surfaceOf(piece);
    const [from, to] = [piece.spot, place].map((at) => floorPoint(room.reading, at, surface));
    if (from && to) turnTo(piece, yawTowards(room.reading, from, to));
  } else if (gesture.kind === "twist" && pointers.size === 2) {
    // Clockwise on the screen is clockwise seen from above; yaw counts the other way.
    turnTo(piece, gesture.yaw - (twist() - gesture.angle));
  }
}

function surfaceOf(piece) {
  return product(piece.sku).mount === "tabletop" ? elevationOf(piece) : 0;
}

/** Whether a piece may stand at a pixel: on the floor, in the photo. */
export function isOnFloor(piece, [u, v]) {
  const { width, height } = room.photo;
  // Live, the floor is read when something is put.
  if (!room.reading?.floor) return isLive();
  return u >= 0 && v >= 0 && u < width && v < height * 1.2
    && floorPoint(room.reading, [u, v], surfaceOf(piece)) !== null;
}

export function turnTo(piece, degrees) {
  const yaw = ((((degrees + 180) % 360) + 360) % 360) - 180;
  move(piece, { yaw: Math.round(yaw * 10) / 10, shownYaw: null });
}

function move(piece, changes) {
  changePiece(piece, changes);
  drawOverlay(true);
}

function onKey(event) {
  const piece = room.pieces.find(({ number }) => String(number) === event.target.dataset?.piece);
  if (!piece) return;
  const step = event.shiftKey ? LONG_STEP_M : STEP_M;
  const way = {
    ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step],
  }[event.key];
  const turn = { "[": -STEP_DEGREES, "]": STEP_DEGREES, ",": -STEP_DEGREES, ".": STEP_DEGREES }[event.key];
  const isDelete = event.key === "Delete" || event.key === "Backspace";
  if (!way && !turn && !isDelete && event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  if (isDelete) {
    removePiece(piece.number);
    return;
  }
  if (room.selected !== piece.number) select(piece.number);
  if (way && room.reading?.floor) {
    const spot = movedSpot(room.reading, piece.spot, way[0], way[1], surfaceOf(piece));
    if (isOnFloor(piece, spot)) changePiece(piece, { spot });
  }
  if (turn) turnTo(piece, bodyOf(piece).yaw + turn);
  drawOverlay();
  emit("settled", piece);
}
