// What lies on the large picture: status, hints, notices, busy state; and which view is shown.

import { t } from "/web/i18n.js";
import { emit, state } from "/web/state.js";

const byId = (id) => document.getElementById(id);
const VIEWS = { welcome: "welcome", photo: "photo-view", compare: "compare-view", live: "live-view" };

/** Show one of the views and adjust the tools to it. */
export function show(mode) {
  state.mode = mode;
  for (const [name, id] of Object.entries(VIEWS)) byId(id).hidden = name !== mode;
  byId("tool-live").setAttribute("aria-pressed", String(mode === "live"));
  byId("tool-compare").setAttribute("aria-pressed", String(mode === "compare"));
  if (mode !== "live") hint(null);
  emit("mode", mode);
  refreshTools();
}

export function refreshTools() {
  const hasPhoto = state.photo !== null;
  byId("tool-split").disabled = state.mode !== "photo";
  byId("tool-zoom").disabled = state.mode !== "photo";
  byId("tool-compare").disabled = !hasPhoto && state.mode !== "live";
  byId("tool-save").disabled = state.mode === "welcome";
  byId("tool-share").disabled = state.mode === "welcome";
}

/** Tell screen readers. */
export function announce(text) {
  byId("status").textContent = text;
}

export function busy(isBusy) {
  byId("busy").hidden = !isBusy;
  byId("frame").setAttribute("aria-busy", String(isBusy));
}

/** Put a short hint over the picture, or take it away. */
export function hint(text) {
  const element = byId("hint");
  if (element.textContent !== (text ?? "")) {
    element.textContent = text ?? "";
    if (text) announce(text);
  }
  element.hidden = !text;
}

let action = null;

/** Say what went wrong and what to do about it. */
export function notice({ title, detail, label, run }) {
  byId("notice-title").textContent = title;
  byId("notice-detail").textContent = detail;
  const button = byId("notice-action");
  button.hidden = !label;
  button.textContent = label ?? "";
  action = run ?? null;
  byId("notice").hidden = false;
}

export function closeNotice() {
  byId("notice").hidden = true;
}

export function startNotices() {
  byId("tool-share").hidden = !canShare();
  byId("notice-close").addEventListener("click", closeNotice);
  byId("notice-action").addEventListener("click", () => {
    closeNotice();
    action?.();
  });
}

/** Show an error of the service in its own words, with a way on. */
export function showError(error, retry, another) {
  if (error.code === "offline") {
    notice({ title: t("offlineTitle"), detail: t("offline"), label: t("retry"), run: retry });
  } else if (["busy", "engine_starting", "engine_failed", "internal"].includes(error.code)) {
    notice({ title: error.title, detail: error.detail, label: t("retry"), run: retry });
  } else {
    notice({ title: error.title, detail: error.detail, label: t("another"), run: another });
  }
}

/** Whether this browser can hand a picture to another app. */
export function canShare() {
  const file = new File([new Uint8Array(1)], "a.jpg", { type: "image/jpeg" });
  return Boolean(navigator.canShare?.({ files: [file] }));
}

/** Hand a picture to the share sheet; a browser that refuses saves it instead. */
export async function share(blob, name) {
  const file = new File([blob], name, { type: blob.type });
  try {
    await navigator.share({ files: [file] });
  } catch (error) {
    if (error.name !== "AbortError") save(blob, name);
  }
}

/** Give a picture to the shopper as a file. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  announce(t("saved"));
}
