// The page of rooms put together.

import { products } from "/web/api.js";
import { language, onLanguage, t, translatePage } from "/web/i18n.js";
import { listenForPhotos, listenToButtons } from "/web/inputs.js";
import { canFilm } from "/web/live-frames.js";
import { prepare } from "/web/photo.js";
import { startAr } from "/web/room-ar.js";
import { openCamera, shoot, stopCamera } from "/web/room-camera.js";
import { deleteRoom } from "/web/room-api.js";
import { startGestures } from "/web/room-gestures.js";
import {
  holdLive, isLive, keepLive, putLive, saveLive, sayLive, shareLive, startLive, stopLive,
} from "/web/room-live.js";
import { startMeasure, stroke } from "/web/room-marks.js";
import { drawOverlay } from "/web/room-overlay.js";
import { startPanel } from "/web/room-panel.js";
import { inOrder, startPicker } from "/web/room-picker.js";
import { readRoom, refresh, showPhoto, startPicture } from "/web/room-picture.js";
import { startScreen } from "/web/room-screen.js";
import { putSomewhere, tap } from "/web/room-taps.js";
import { fillReferences, startReferences } from "/web/room-references.js";
import { emit, forgetRoom, offer, on, product, room, select, setTool } from "/web/room-state.js";
import {
  announce, busy, canShare, closeNotice, hint, notice, save, share, showError, startNotices,
} from "/web/stage.js";

const byId = (id) => document.getElementById(id);
const VIEWS = ["welcome", "viewfinder", "room-view"];

function show(view) {
  for (const id of VIEWS) byId(id).hidden = id !== view;
  renderTools();
}

function renderTools() {
  const hasFloor = Boolean(room.reading?.floor);
  for (const id of ["tool-measure", "tool-stroke"]) byId(id).disabled = !hasFloor;
  for (const id of ["tool-save", "tool-share"]) byId(id).disabled = !room.result;
  byId("tool-forget").disabled = !room.photo;
  byId("tool-measure").setAttribute("aria-pressed", String(room.tool === "measure"));
  byId("tool-stroke").setAttribute("aria-pressed", String(room.tool === "stroke"));
  byId("stroking").hidden = room.tool !== "stroke";
  byId("measuring").hidden = room.tool !== "measure";
  byId("place").hidden = !((hasFloor || isLive()) && room.pending);
  byId("tools").hidden = isLive();
  byId("live-tools").hidden = !isLive();
  for (const id of ["live-save", "live-share"]) byId(id).disabled = !room.result;
  sayWhatNext();
}

/** Tell in one sentence what a touch of the picture does now. */
function sayWhatNext() {
  if (isLive()) sayLive();
  else if (!room.reading?.floor || byId("room-view").hidden) hint(null);
  else if (room.tool !== "move") hint(t(`do_${room.tool}`));
  else if (room.pending) hint(t("tapFloor", { name: product(room.pending).names[language()] }));
  else hint(null);
}

/** Forget the present room and make ready for another; what was looked at waits for its place. */
function startAnew() {
  const wanted = room.pending ?? room.focus?.sku ?? room.products[0]?.sku ?? null;
  stopLive();
  forget();
  room.pending = wanted;
}

/** Take a photo in, with what is known of how the phone was held and of what stands in it. */
async function takePhoto(file, orientation = null, kept = null) {
  if (!file) return;
  closeNotice();
  busy(true);
  const photo = await prepare(file);
  busy(false);
  if (!photo) {
    notice({ title: t("noPictureTitle"), detail: t("noPicture"), label: t("another"), run: upload });
    return;
  }
  startAnew();
  room.photo = photo;
  if (photo.focal) room.hints.focal_35mm = photo.focal;
  if (orientation) room.hints.orientation = orientation;
  if (kept) takeOver(kept, photo.width / kept.width);
  fillReferences();
  showPhoto();
  show("room-view");
  if (await readRoom()) onRead();
}

/** Let the pieces of a live picture stand in the photo of it, which is larger. */
function takeOver({ pieces, hints }, scale) {
  const { camera_height_m: height, sheet } = hints;
  room.hints = { ...room.hints, ...(height && { camera_height_m: height }), ...(sheet && { sheet }) };
  room.pieces = pieces.map((piece) => (
    { ...piece, spot: piece.spot.map((at) => (at + 0.5) * scale - 0.5) }
  ));
  if (pieces.length > 0) select(pieces.at(-1).number);
}

async function goLive() {
  closeNotice();
  startAnew();
  fillReferences();
  show("room-view");
  if (await startLive(leaveLive)) show("room-view");
  else show("welcome");
}

function leaveLive() {
  stopLive();
  forget();
  show("welcome");
}

async function keep() {
  const { hints } = room;
  const { blob, orientation, ...kept } = await keepLive();
  if (blob) await takePhoto(new File([blob], "room.jpg", { type: blob.type }), orientation, { ...kept, hints });
}

function onRead() {
  renderTools();
  drawOverlay();
  const { refusal } = room.reading;
  if (refusal) {
    notice({
      title: t(`${refusal}Title`), detail: t(refusal), label: t("another"), run: takeOrUpload,
    });
    byId("better").open = true;
  } else if (room.pieces.length > 0) {
    refresh();
  }
}

function upload() {
  byId("file-upload").click();
}

function takeOrUpload() {
  show("welcome");
}

async function take() {
  if (!canFilm()) {
    byId("file-take").click();
    return;
  }
  closeNotice();
  show("viewfinder");
  if (await openCamera()) {
    // The phone's own camera app needs no leave of ours.
    show(room.photo ? "room-view" : "welcome");
    byId("file-take").click();
  }
}

async function shootNow() {
  const { blob, orientation } = await shoot();
  stopCamera();
  show(room.photo ? "room-view" : "welcome");
  if (blob) await takePhoto(new File([blob], "room.jpg", { type: blob.type }), orientation);
}

function forget() {
  if (room.reading?.id) deleteRoom(room.reading.id);
  forgetRoom();
  emit("pieces");
}

/** Show the present arrangement. */
function renew(isSettled = true) {
  if (isLive()) putLive({ isSettled });
  else if (room.reading) refresh();
}

const fileName = () => `${[...new Set(room.pieces.map(({ sku }) => sku))].slice(0, 4).join("+")}.jpg`;

const DEEDS = {
  take,
  upload,
  new: () => {
    stopCamera();
    closeNotice();
    show("welcome");
  },
  shoot: shootNow,
  "leave-camera": () => {
    stopCamera();
    show(room.photo ? "room-view" : "welcome");
  },
  live: goLive,
  keep,
  "stop-live": leaveLive,
  "live-save": () => saveLive(fileName()),
  "live-share": () => shareLive(fileName()),
  measure: () => setTool("measure"),
  stroke: () => setTool("stroke"),
  save: () => save(room.result.blob, fileName()),
  share: () => share(room.result.blob, fileName()),
  forget: () => {
    forget();
    show("welcome");
    announce(t("forgotten"));
  },
};

function listen() {
  listenToButtons(DEEDS);
  listenForPhotos(takePhoto);
  byId("place").addEventListener("click", putSomewhere);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !byId("viewfinder").hidden) DEEDS["leave-camera"]();
    if (!document.hidden || !isLive()) return;
    leaveLive();
    notice({ title: t("livePausedTitle"), detail: t("livePaused"), label: t("live"), run: goLive });
  });
  // Who leaves for good takes the photo along.
  addEventListener("pagehide", (event) => {
    if (!event.persisted && room.reading?.id) deleteRoom(room.reading.id);
  });
  addEventListener("resize", () => drawOverlay());
  for (const topic of ["selected", "pieces", "result", "tool"]) on(topic, renderTools);
  for (const topic of ["selected", "pieces", "tool"]) on(topic, () => drawOverlay());
  on("moved", (piece) => (isLive() ? holdLive(piece) : refresh()));
  // Sliders settle at every step.
  on("settled", () => renew(document.activeElement?.type !== "range"));
  on("pieces", () => renew());
  on("cutouts", refresh);
  on("reread", onRead);
  on("offered", () => byId("frame").scrollIntoView({ block: "nearest" }));
  onLanguage(renderTools);
}

async function start() {
  translatePage();
  startNotices();
  byId("live-share").hidden = !canShare();
  startPicture(upload);
  listen();
  try {
    const all = await products();
    room.products = inOrder(all.filter((item) => item.category === "furniture"));
    byId("places").hidden = room.products.length === all.length;
  } catch (error) {
    showError(error, () => location.reload(), () => location.reload());
    return;
  }
  const asked = new URLSearchParams(location.search).get("sku")?.split(":") ?? [];
  const first = product(asked[0]) ?? room.products[0];
  if (first) {
    offer(first.sku);
    if (asked[1]) room.focus.variant = asked[1];
  }
  startPanel();
  startPicker();
  startReferences();
  startMeasure();
  startAr();
  startScreen();
  startGestures(byId("overlay"), { tap, stroke });
  select(null);
  renderTools();
}

start();
