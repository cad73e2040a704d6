// The page put together.

import { looks, picture, products, samples } from "/web/api.js";
import { startChosen } from "/web/chosen.js";
import { addCompared, renderCompare, saveCompare, shareCompare, startCompare } from "/web/compare.js";
import { language, onLanguage, t, translatePage } from "/web/i18n.js";
import { listenForPhotos, listenToButtons } from "/web/inputs.js";
import {
  isLive, saveLive, selectLive, shareLive, snapshotLive, startLive, stopLive,
} from "/web/live.js";
import { prepare } from "/web/photo.js";
import { startPicker } from "/web/picker.js";
import { forgetResults } from "/web/results.js";
import {
  refocus, saveSingle, shareSingle, showPhoto, startSingle, toggleClose, toggleSplit, wear, wording,
} from "/web/single.js";
import {
  announce, busy, closeNotice, notice, refreshTools, show, showError, startNotices,
} from "/web/stage.js";
import { begin, emit, forgetPeople, on, product, state } from "/web/state.js";
import { startTray } from "/web/tray.js";

const WEAR_AFTER_MS = 120;
const FURNITURE = "furniture";
const byId = (id) => document.getElementById(id);
let wearTimer = 0;

async function takePhoto(file) {
  if (!file) return;
  stopLive();
  busy(true);
  closeNotice();
  const photo = await prepare(file);
  busy(false);
  if (!photo) {
    notice({ title: t("noPictureTitle"), detail: t("noPicture"), label: t("another"), run: upload });
    return;
  }
  if (state.photo) URL.revokeObjectURL(state.photo.url);
  forgetResults();
  forgetPeople();
  state.photo = photo;
  state.compared = [];
  show("photo");
  showPhoto();
  wear();
}

function upload() {
  byId("file-upload").click();
}

async function toggleLive() {
  if (isLive()) {
    endLive();
    return;
  }
  closeNotice();
  forgetPeople();
  if (await startLive(upload)) show("live");
}

function endLive() {
  stopLive();
  forgetPeople();
  backToPicture();
}

function backToPicture() {
  if (!state.photo) {
    show("welcome");
    return;
  }
  show("photo");
  wear();
}

async function toggleCompare() {
  if (state.mode === "live") {
    // Pairs can only be compared on a picture that holds still: the present one.
    await takePhoto(await snapshotLive());
    if (state.mode !== "photo") return;
  }
  if (state.mode === "compare") {
    backToPicture();
    emit("compared");
    return;
  }
  show("compare");
  if (state.compared.length === 0) {
    addCompared();
    announce(t("compareStart"));
  } else {
    renderCompare();
  }
  emit("compared");
}

function savePicture() {
  if (state.mode === "live") saveLive();
  else if (state.mode === "compare") saveCompare();
  else saveSingle();
}

function sharePicture() {
  if (state.mode === "live") shareLive();
  else if (state.mode === "compare") shareCompare();
  else shareSingle();
}

const DEEDS = {
  take: () => byId("file-take").click(),
  upload,
  live: toggleLive,
  split: toggleSplit,
  zoom: toggleClose,
  compare: toggleCompare,
  save: savePicture,
  share: sharePicture,
};

/** Arrow keys run through the list faster than pictures come: wait for the pause. */
function onOutfit(choice) {
  if (choice) announce(t("chosen", wording(choice)));
  clearTimeout(wearTimer);
  wearTimer = setTimeout(() => {
    if (state.mode === "photo") wear();
    else if (state.mode === "compare") addCompared();
    else if (state.mode === "live") selectLive();
  }, WEAR_AFTER_MS);
}

function onPerson(person) {
  announce(person === null ? t("dressingAll") : t("dressingOne"));
  if (state.mode === "photo") refocus();
}

function onDistance() {
  forgetResults();
  if (state.mode === "photo") wear();
  else if (state.mode === "compare") renderCompare();
  else if (state.mode === "live") selectLive();
}

function listen() {
  listenToButtons(DEEDS);
  listenForPhotos(takePhoto);
  // A camera must not run behind the shopper's back.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden || !isLive()) return;
    endLive();
    notice({ title: t("livePausedTitle"), detail: t("livePaused"), label: t("livePreview"), run: toggleLive });
  });
  on("outfit", onOutfit);
  on("person", onPerson);
  on("removed", (choice) => announce(t("takenOff", wording(choice))));
  on("look", (look) => announce(t("chosenLook", { name: look.names[language()] })));
  on("distance", onDistance);
  on("live-ended", endLive);
  onLanguage(() => {
    if (state.mode === "compare") renderCompare();
    offerSamples();
  });
}

let sampleItems = [];

function offerSamples() {
  byId("samples").hidden = sampleItems.length === 0;
  byId("samples").querySelector("ul").replaceChildren(
    ...sampleItems.map((item, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", t("sample", { number: index + 1 }));
      const image = document.createElement("img");
      image.alt = "";
      image.src = item.thumbnail;
      button.append(image);
      button.addEventListener("click", async () => {
        try {
          await takePhoto(await picture(item.image));
        } catch (error) {
          showError(error, () => button.click(), upload);
        }
      });
      const entry = document.createElement("li");
      entry.append(button);
      return entry;
    }),
  );
}

/** Give what the address asks for: `?look=ID`, `?sku=SKU:VARIANT&sku=...`; else the first product. */
function wanted() {
  const asked = new URLSearchParams(location.search);
  const look = state.looks.find(({ id }) => id === asked.get("look"));
  const singles = asked.getAll("sku").map((text) => {
    const [sku, variant] = text.split(":");
    return { sku, variant: variant ?? asked.get("variant") };
  });
  const items = [...(look?.items ?? []), ...singles].filter(({ sku }) => product(sku));
  return items.length > 0 ? items : [{ sku: state.products[0].sku, variant: null }];
}

/** Furniture stands in rooms: who asks for a piece, or where there is nothing else, goes there. */
function leadsToRoom(all) {
  const [asked] = new URLSearchParams(location.search).getAll("sku");
  const isPiece = (item) => item.category === FURNITURE;
  const wantsPiece = all.some((item) => isPiece(item) && item.sku === asked?.split(":")[0]);
  if (!wantsPiece && !(all.length > 0 && all.every(isPiece))) return false;
  location.replace(`/room${location.search}`);
  return true;
}

async function start() {
  translatePage();
  startNotices();
  startSingle(upload);
  startCompare({ leave: backToPicture, another: upload });
  listen();
  refreshTools();
  try {
    const [all, sets] = await Promise.all([products(), looks()]);
    if (leadsToRoom(all)) return;
    state.products = all.filter((item) => item.category !== FURNITURE);
    state.looks = sets;
    byId("places").hidden = state.products.length === all.length;
  } catch (error) {
    showError(error, () => location.reload(), () => location.reload());
    return;
  }
  if (state.products.length > 0) begin(wanted());
  startTray();
  startPicker();
  startChosen();
  // Somebody was quicker than the list of products.
  if (state.mode === "photo") wear();
  sampleItems = await samples().catch(() => []);
  offerSamples();
}

start();
