// The page of rooms put together.

import { products } from "/web/api.js";
import { language, onLanguage, t, translatePage } from "/web/i18n.js";
import { listenForPhotos, listenToButtons } from "/web/inputs.js";
import { prepare } from "/web/photo.js";
import { startAr } from "/web/room-ar.js";
import { canFilm, openCamera, shoot, stopCamera } from "/web/room-camera.js";
import { deleteRoom } from "/web/room-api.js";
import { isOnFloor, startGestures } from "/web/room-gestures.js";
import { measureTap, startMeasure, stroke } from "/web/room-marks.js";
import { drawOverlay } from "/web/room-overlay.js";
import { startPanel } from "/web/room-panel.js";
import { inOrder, startPicker } from "/web/room-picker.js";
import { readRoom, refresh, showPhoto, startPicture } from "/web/room-picture.js";
import { startScreen } from "/web/room-screen.js";
import { fillReferences, startReferences } from "/web/room-references.js";
import {
  addPiece, changePiece, emit, forgetRoom, offer, on, product, room, select, selected, setTool,
} from "/web/room-state.js";
import {
  announce, busy, closeNotice, hint, notice, save, share, showError, startNotices,
} from "/web/stage.js";

const byId = (id) => document.getElementById(id);
const VIEWS = ["welcome", "viewfinder", "room-view"];
const FREE_SPOTS = [[0.5, 0.72], [0.3, 0.76], [0.7, 0.76], [0.5, 0.86], [0.4, 0.66], [0.6, 0.66]];

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
  byId("place").hidden = !(hasFloor && room.pending);
  sayWhatNext();
}

/** Tell in one sentence what a touch of the picture does now. */
function sayWhatNext() {
  if (!room.reading?.floor || byId("room-view").hidden) hint(null);
  else if (room.tool !== "move") hint(t(`do_${room.tool}`));
  else if (room.pending) hint(t("tapFloor", { name: product(room.pending).names[language()] }));
  else hint(null);
}

/** Take a photo in, with what is known of how the phone was held. */
async function takePhoto(file, orientation = null) {
  if (!file) return;
  closeNotice();
  busy(true);
  const photo = await prepare(file);
  busy(false);
  if (!photo) {
    notice({ title: t("noPictureTitle"), detail: t("noPicture"), label: t("another"), run: upload });
    return;
  }
  const wanted = room.pending ?? room.focus?.sku ?? room.products[0]?.sku ?? null;
  forget();
  room.photo = photo;
  room.pending = wanted;
  if (photo.focal) room.hints.focal_35mm = photo.focal;
  if (orientation) room.hints.orientation = orientation;
  fillReferences();
  showPhoto();
  show("room-view");
  if (await readRoom()) onRead();
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
  if (!(await openCamera())) {
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
  if (room.reading) deleteRoom(room.reading.id);
  forgetRoom();
  emit("pieces");
}

function tap(place) {
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
function putSomewhere() {
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
  });
  // Who leaves for good takes the photo along.
  addEventListener("pagehide", (event) => {
    if (!event.persisted && room.reading) deleteRoom(room.reading.id);
  });
  addEventListener("resize", () => drawOverlay());
  for (const topic of ["selected", "pieces", "result", "tool"]) on(topic, renderTools);
  for (const topic of ["selected", "pieces", "tool"]) on(topic, () => drawOverlay());
  on("moved", refresh);
  on("settled", refresh);
  on("pieces", () => room.reading && refresh());
  on("cutouts", refresh);
  on("reread", onRead);
  on("offered", () => byId("frame").scrollIntoView({ block: "nearest" }));
  onLanguage(renderTools);
}

async function start() {
  translatePage();
  startNotices();
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
