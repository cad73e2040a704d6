// A screen of the shop: asks what to show, and shows it.

import { call } from "/web/api.js";
import { t, translatePage } from "/web/i18n.js";

const ASK_EVERY_MS = 1500;
const byId = (id) => document.getElementById(id);
let screen = null;
let codeOf = "";
let shownUrl = null;

async function open() {
  screen = await (await call("/v1/screens", { method: "POST" })).json();
}

/** Ask what to show; a screen the service has forgotten opens anew. */
async function ask() {
  try {
    if (!screen) await open();
    else screen = await (await call(`/v1/screens/${screen.id}`)).json();
    await show();
    byId("fault").textContent = "";
  } catch (error) {
    if (error.code === "unknown_screen") screen = null;
    byId("fault").textContent = screen ? t("offline") : "";
    if (error.code === "offline") clear();
  }
  setTimeout(ask, ASK_EVERY_MS);
}

async function show() {
  byId("asking").hidden = screen.picture !== null;
  byId("clear").hidden = byId("shown").hidden = screen.picture === null;
  if (screen.picture === null) {
    clear();
    if (codeOf !== screen.address) {
      codeOf = screen.address;
      byId("code").src = `${screen.code}?${Date.now()}`;
      byId("code").alt = t("screenCode");
    }
    return;
  }
  const blob = await (await call(screen.picture)).blob();
  const before = shownUrl;
  shownUrl = URL.createObjectURL(blob);
  byId("shown").src = shownUrl;
  byId("shown").alt = t("screenShown");
  await byId("shown").decode();
  if (before) URL.revokeObjectURL(before);
}

/** Nothing of the last shopper stays, here neither. */
function clear() {
  byId("shown").removeAttribute("src");
  if (shownUrl) URL.revokeObjectURL(shownUrl);
  shownUrl = null;
}

async function next() {
  const { id } = screen;
  screen = null;
  await call(`/v1/screens/${id}`, { method: "DELETE" });
  clear();
}

translatePage();
byId("clear").addEventListener("click", next);
ask();
