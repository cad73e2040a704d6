// The furnished picture: asked for once at a time, the newest arrangement wins.

import { language, t } from "/web/i18n.js";
import { createRoom, furnish, replaceHints } from "/web/room-api.js";
import { drawOverlay } from "/web/room-overlay.js";
import { emit, product, room } from "/web/room-state.js";
import { announce, busy, showError } from "/web/stage.js";

const byId = (id) => document.getElementById(id);
const BUSY_AFTER_MS = 250;
let isRunning = false;
let isWanted = false;
let pickAnother = () => {};

export function startPicture(another) {
  pickAnother = another;
}

/** Show the photo as it is, at once. */
export function showPhoto() {
  const { photo } = room;
  byId("room-view").style.setProperty("--ratio", String(photo.width / photo.height));
  byId("room-image").src = photo.url;
  byId("room-image").alt = t("roomAlt");
}

/** Read the photo's floor, from the start or again with other hints; false if it went wrong. */
export async function readRoom() {
  busy(true);
  try {
    room.reading = room.reading
      ? await again(() => replaceHints(room.reading.id, room.hints))
      : await createRoom(room.photo, room.hints);
  } catch (error) {
    showError(error, async () => (await readRoom()) && refresh(), pickAnother);
    return false;
  } finally {
    busy(false);
  }
  for (const piece of room.pieces) piece.shownYaw = null;
  emit("reading");
  return true;
}

/** Run a request; a room that was forgotten meanwhile is sent once more. */
async function again(run) {
  try {
    return await run();
  } catch (error) {
    if (error.code !== "unknown_room") throw error;
    room.reading = await createRoom(room.photo, room.hints);
    return room.reading && run();
  }
}

/** Give the present arrangement as the service wants it. */
export function placements() {
  return {
    pieces: room.pieces.map(({ number, sku, variant, spot, yaw, snap, elevation }) => ({
      number, sku, variant, spot, yaw_deg: yaw, snap, elevation_m: elevation,
    })),
    cutouts: room.cutouts,
    people: room.people,
  };
}

/** Ask for the picture of the present arrangement; while one is made, only the newest waits. */
export async function refresh() {
  isWanted = true;
  if (isRunning) return;
  isRunning = true;
  // Most pictures come before an eye sees a bar come and go.
  const slow = setTimeout(() => busy(true), BUSY_AFTER_MS);
  try {
    while (isWanted) {
      isWanted = false;
      await one();
    }
  } finally {
    isRunning = false;
    clearTimeout(slow);
    busy(false);
  }
}

async function one() {
  const { photo } = room;
  if (!room.reading?.floor) return;
  if (room.pieces.length === 0) {
    showBare();
    return;
  }
  try {
    const result = await again(() => furnish(room.reading.id, placements()));
    if (room.photo !== photo || room.pieces.length === 0) return;
    await display(result);
  } catch (error) {
    if (room.photo === photo && !isWanted) showError(error, refresh, pickAnother);
  }
}

function showBare() {
  drop();
  showPhoto();
  emit("result");
  drawOverlay();
}

function drop() {
  if (room.result) URL.revokeObjectURL(room.result.url);
  room.result = null;
}

async function display(result) {
  const next = new Image();
  next.src = result.url;
  await next.decode(); // No flash of an empty picture.
  const image = byId("room-image");
  image.src = result.url;
  image.alt = t("roomWith", { names: names().join(", ") });
  drop();
  room.result = result;
  // What moved on since must not jump back.
  if (!isWanted) {
    for (const fit of result.report.fits) {
      const piece = room.pieces.find(({ number }) => number === fit.number);
      if (piece) piece.shownYaw = fit.yaw_deg ?? null;
    }
    drawOverlay();
  }
  announce(t("roomShown", { names: names().join(", ") }));
  emit("result");
}

function names() {
  return room.pieces.map(({ sku }) => product(sku).names[language()]);
}
