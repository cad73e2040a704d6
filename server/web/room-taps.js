// What a touch of the picture does: measure, put down what waits, move what is selected.

import { t } from "/web/i18n.js";
import { isOnFloor } from "/web/room-gestures.js";
import { measureTap } from "/web/room-marks.js";
import { addPiece, changePiece, emit, room, selected } from "/web/room-state.js";
import { hint } from "/web/stage.js";

const FREE_SPOTS = [[0.5, 0.72], [0.3, 0.76], [0.7, 0.76], [0.5, 0.86], [0.4, 0.66], [0.6, 0.66]];

export function tap(place) {
  if (room.tool === "measure" || room.tool === "span") {
    measureTap(place);
    return;
  }
  const piece = selected();
  if (room.pending) put(place);
  else if (piece && isOnFloor(piece, place)) {
    changePiece(piece, { spot: place });
    emit("settled", piece);
  } else if (piece) announceNotFloor();
}

function put(place) {
  const draft = { sku: room.pending, elevation: null };
  if (!isOnFloor(draft, place)) {
    announceNotFloor();
    return;
  }
  emit("settled", addPiece(room.pending, place));
}

function announceNotFloor() {
  hint(t("tap_above_horizon"));
}

/** Put what waits where nothing stands yet: for keyboards, and who would rather drag. */
export function putSomewhere() {
  const { width, height } = room.photo;
  const spots = FREE_SPOTS.map(([x, y]) => [x * width, y * height]);
  const isFree = (spot) => room.pieces.every(({ spot: other }) =>
    Math.hypot(other[0] - spot[0], other[1] - spot[1]) > 0.1 * width);
  const draft = { sku: room.pending, elevation: null };
  const good = spots.filter((spot) => isOnFloor(draft, spot));
  const spot = good.find(isFree) ?? good[0];
  if (spot) put(spot);
  else announceNotFloor();
}
