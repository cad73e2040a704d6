// One outfit on the photo: the picture, before and after, a closer look.

import { hasText, language, t } from "/web/i18n.js";
import { finished, result, stopAllBut } from "/web/results.js";
import { announce, busy, closeNotice, hint, notice, save, share, showError } from "/web/stage.js";
import {
  choicesOf, emit, keyOf, product, setPeople, snapshot, state, variantOf,
} from "/web/state.js";

const byId = (id) => document.getElementById(id);
let isSplit = false;
let isClose = false;
let faceBoxes = new Map();
let shown = null;
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

/** Name everything of a snapshot once. */
export function naming(worn) {
  const names = choicesOf(worn).map((choice) => wording(choice).name);
  return [...new Set(names)].join(" + ") || t("nothingWorn");
}

/** Show the photo as it is, at once, before any answer. */
export function showPhoto() {
  const { photo } = state;
  byId("photo-view").style.setProperty("--ratio", String(photo.width / photo.height));
  byId("before").src = photo.url;
  byId("before").alt = t("beforeAlt");
  faceBoxes = new Map();
  showBare();
  setClose(false);
}

function showBare() {
  byId("after").src = state.photo.url;
  byId("after").alt = t("beforeAlt");
  shown = null;
}

/** Put what is worn on the photo. */
export async function wear() {
  const worn = snapshot();
  const key = keyOf(worn);
  const isCurrent = () => state.mode === "photo" && keyOf(snapshot()) === key;
  closeNotice();
  hint(null);
  stopAllBut([worn]);
  if (choicesOf(worn).length === 0) {
    busy(false);
    showBare();
    return;
  }
  busy(!finished(worn));
  try {
    const value = await result(worn);
    if (!isCurrent()) return;
    await display(value.url, worn);
    shown = value;
    takeReport(value.report);
    speak(value.report, worn);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (isCurrent()) showError(error, wear, pickAnother);
  } finally {
    if (isCurrent()) busy(false);
  }
}

function takeReport(report) {
  faceBoxes = new Map(report.subjects.map((subject) => [subject.id, shares(subject.box, report)]));
  setPeople([...faceBoxes].map(([id, box]) => ({ id, box })));
  setClose(isClose);
  emit("boxes");
  emit("report", report);
}

async function display(url, worn) {
  const image = byId("after");
  const next = new Image();
  next.src = url;
  await next.decode(); // No flash of an empty picture.
  image.src = url;
  image.alt = t("resultAlt", { name: naming(worn) });
}

/** Say what could not be done, or that it was. */
function speak(report, worn) {
  const refused = report.fits.filter((fit) => fit.refusal !== null);
  const isWorn = report.fits.some((fit) => fit.refusal === null);
  if (isWorn) {
    announce(t("shown", { name: naming(worn) }));
    hint(advice(refused, report));
    return;
  }
  const code = refused[0]?.refusal ?? "no_face";
  notice({
    title: t(hasText(`${code}Title`) ? `${code}Title` : "not_fittingTitle"),
    detail: t(hasText(`${code}Detail`) ? `${code}Detail` : hasText(code) ? code : "not_fitting"),
    label: t("another"),
    run: pickAnother,
  });
}

/** Give one sentence about what is missing from the picture, or null. */
function advice(refusals, report) {
  // Among several people only who is being dressed is spoken to.
  const isMeant = (id) => report.subjects.length === 1 || id === state.person;
  const [first] = refusals.filter((fit) => isMeant(fit.subject));
  if (first) {
    const name = product(first.sku)?.names[language()] ?? first.sku;
    return `${name}: ${t(hasText(first.refusal) ? first.refusal : "not_fitting")}`;
  }
  const notes = report.subjects.flatMap(({ id, notes: own }) => (isMeant(id) ? own : []));
  const note = notes.find((code) => code !== "card_not_found" && hasText(code));
  return note ? t(note) : null;
}

function shares(box, report) {
  return box.map((value, index) => value / (index % 2 === 0 ? report.width : report.height));
}

/** Give the face a picture is about: whose outfit it is, else the largest; null if there is none. */
export function boxOf(report, person) {
  const subject = report.subjects.find(({ id }) => id === person) ?? report.subjects[0];
  return subject ? shares(subject.box, report) : null;
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

/** Follow the person being dressed. */
export function refocus() {
  setClose(isClose);
}

/** Enlarge the face until it fills most of the picture; the picture's box keeps its size. */
function setClose(wanted) {
  const box = faceBoxes.get(state.person) ?? [...faceBoxes.values()][0];
  isClose = wanted && box !== undefined;
  byId("tool-zoom").setAttribute("aria-pressed", String(isClose));
  const { style } = byId("zoomed");
  if (!isClose) {
    style.transform = "";
    return;
  }
  const [x0, y0, x1, y1] = box;
  const zoom = Math.min(6, Math.max(1, 0.7 / Math.max(x1 - x0, y1 - y0)));
  const shift = (low, high) => {
    const wantedShift = 0.5 - zoom * (low + high) * 0.5;
    return Math.min(0, Math.max(1 - zoom, wantedShift)) * 100;
  };
  style.transform = `translate(${shift(x0, x1)}%, ${shift(y0, y1)}%) scale(${zoom})`;
}

function fileName() {
  const skus = [...new Set(choicesOf(snapshot()).map(({ sku }) => sku))];
  return `${skus.slice(0, 4).join("+") || "photo"}.jpg`;
}

export function saveSingle() {
  save(shown?.blob ?? state.photo.blob, fileName());
}

export function shareSingle() {
  share(shown?.blob ?? state.photo.blob, fileName());
}
