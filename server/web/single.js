// One pair on the photo: the picture, before and after, a closer look.

import { hasText, language, t } from "/web/i18n.js";
import { finished, result, stopAllBut } from "/web/results.js";
import { announce, busy, closeNotice, hint, notice, save, showError } from "/web/stage.js";
import { emit, product, state, variantOf } from "/web/state.js";

const byId = (id) => document.getElementById(id);
let isSplit = false;
let isClose = false;
let faceBox = null;
let pickAnother = () => {};

export function startSingle(another) {
  pickAnother = another;
  byId("split").addEventListener("input", (event) => {
    byId("photo-view").style.setProperty("--split", `${event.target.value}%`);
  });
}

export function wording(choice) {
  return {
    name: product(choice.sku).names[language()],
    colour: variantOf(choice).names[language()],
  };
}

/** Show the photo as it is, at once, before any answer. */
export function showPhoto() {
  const { photo } = state;
  byId("photo-view").style.setProperty("--ratio", String(photo.width / photo.height));
  byId("after").src = photo.url;
  byId("after").alt = t("beforeAlt");
  byId("before").src = photo.url;
  byId("before").alt = t("beforeAlt");
  faceBox = null;
  setClose(false);
}

/** Put the chosen pair on the photo. */
export async function wear() {
  const choice = state.choice;
  closeNotice();
  hint(null);
  stopAllBut([choice]);
  busy(!finished(choice));
  try {
    const { url, report } = await result(choice);
    if (state.choice !== choice || state.mode !== "photo") return;
    await display(url, choice);
    faceBox = boxOf(report);
    setClose(isClose);
    emit("report", report);
    speak(report, choice);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (state.choice === choice && state.mode === "photo") showError(error, wear, pickAnother);
  } finally {
    if (state.choice === choice) busy(false);
  }
}

async function display(url, choice) {
  const image = byId("after");
  const next = new Image();
  next.src = url;
  await next.decode(); // No flash of an empty picture.
  image.src = url;
  image.alt = t("resultAlt", wording(choice));
}

/** Say what could not be done, or that it was. */
function speak(report, choice) {
  const isWorn = report.fits.some((fit) => fit.refusal === null);
  if (isWorn) {
    announce(t("shown", wording(choice)));
    return;
  }
  const code = report.fits[0]?.refusal ?? "no_face";
  notice({
    title: t(hasText(`${code}Title`) ? `${code}Title` : "not_fittingTitle"),
    detail: t(hasText(`${code}Detail`) ? `${code}Detail` : hasText(code) ? code : "not_fitting"),
    label: t("another"),
    run: pickAnother,
  });
}

export function boxOf(report) {
  const box = report.subjects[0]?.box;
  if (!box) return null;
  return box.map((value, index) => value / (index % 2 === 0 ? report.width : report.height));
}

export function toggleSplit() {
  isSplit = !isSplit;
  byId("tool-split").setAttribute("aria-pressed", String(isSplit));
  for (const id of ["before", "divider", "split"]) byId(id).hidden = !isSplit;
  for (const tag of document.querySelectorAll(".tag")) tag.hidden = !isSplit;
  if (isSplit) byId("split").focus();
}

export function toggleClose() {
  setClose(!isClose);
}

/** Enlarge the face until it fills most of the picture; the picture's box keeps its size. */
function setClose(wanted) {
  isClose = wanted && faceBox !== null;
  byId("tool-zoom").setAttribute("aria-pressed", String(isClose));
  const { style } = byId("zoomed");
  if (!isClose) {
    style.transform = "";
    return;
  }
  const [x0, y0, x1, y1] = faceBox;
  const zoom = Math.min(6, Math.max(1, 0.7 / Math.max(x1 - x0, y1 - y0)));
  const shift = (low, high) => {
    const wantedShift = 0.5 - zoom * (low + high) * 0.5;
    return Math.min(0, Math.max(1 - zoom, wantedShift)) * 100;
  };
  style.transform = `translate(${shift(x0, x1)}%, ${shift(y0, y1)}%) scale(${zoom})`;
}

export function saveSingle() {
  const value = finished(state.choice);
  if (value) save(value.blob, `${state.choice.sku}-${state.choice.variant}.jpg`);
}
