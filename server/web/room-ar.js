// The phone's own AR viewer, where there is one: the piece at its true size, which stays.

import { onLanguage, t } from "/web/i18n.js";
import { on, product, room } from "/web/room-state.js";

const byId = (id) => document.getElementById(id);

export function startAr() {
  on("selected", render);
  onLanguage(render);
  render();
}

/** Android's Scene Viewer fetches the file itself, which it does over https only. */
function sceneViewer(mesh) {
  const isAndroid = /Android/i.test(navigator.userAgent);
  if (!isAndroid || location.protocol !== "https:") return null;
  const file = encodeURIComponent(new URL(mesh, location.href).href);
  const back = encodeURIComponent(location.href);
  return `intent://arvr.google.com/scene-viewer/1.2?file=${file}&mode=ar_preferred&resizable=false`
    + "#Intent;scheme=https;package=com.google.android.googlequicksearchbox;"
    + `action=android.intent.action.VIEW;S.browser_fallback_url=${back};end;`;
}

/** iPhones and iPads open USDZ files in AR Quick Look. */
function quickLook(item) {
  const hasAr = document.createElement("a").relList?.supports?.("ar");
  return hasAr && item.usdz ? `${item.usdz}#allowsContentScaling=0` : null;
}

function render() {
  byId("ar").replaceChildren();
  const item = room.focus && product(room.focus.sku);
  if (!item?.mesh || item.mount === "wall" || item.mount === "ceiling") return;
  const variant = `?variant=${encodeURIComponent(room.focus.variant)}`;
  const ios = quickLook({ usdz: item.usdz && `${item.usdz}${variant}` });
  const android = sceneViewer(`${item.mesh}${variant}`);
  if (!ios && !android) return;
  const link = document.createElement("a");
  link.href = ios ?? android;
  link.className = "ar-link";
  if (ios) {
    // Quick Look opens straight away only for links whose one child is a picture.
    link.rel = "ar";
    const image = document.createElement("img");
    image.src = item.thumbnail;
    image.alt = t("arView");
    link.append(image);
    byId("ar").append(link, ` ${t("arView")}`);
    return;
  }
  link.textContent = t("arView");
  byId("ar").append(link);
}
