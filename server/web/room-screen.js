// The shopper's room on a screen of the shop, only with their yes and only as long as they like.

import { call } from "/web/api.js";
import { t } from "/web/i18n.js";
import { on, room } from "/web/room-state.js";
import { announce, showError } from "/web/stage.js";

const byId = (id) => document.getElementById(id);
const key = new URLSearchParams(location.search).get("screen");

export function startScreen() {
  byId("on-screen").hidden = key === null;
  if (key === null) return;
  byId("agree").addEventListener("change", change);
  on("result", render);
  on("pieces", render);
  addEventListener("pagehide", (event) => {
    if (!event.persisted && byId("agree").checked) takeOff({ keepalive: true }).catch(() => {});
  });
  render();
}

function render() {
  byId("agree").disabled = !room.result?.blob;
  if (!room.photo) byId("agree").checked = false;
}

function takeOff(options = {}) {
  return call(`/v1/shown/${key}`, { method: "DELETE", ...options });
}

async function change() {
  const isAgreed = byId("agree").checked;
  try {
    if (isAgreed) {
      const body = JSON.stringify({ room: room.reading.id, agreed: true });
      const headers = { "Content-Type": "application/json" };
      await call(`/v1/shown/${key}`, { method: "PUT", body, headers });
    } else {
      await takeOff();
      // Each code works once: what follows on the screen is somebody else's.
      byId("on-screen").hidden = true;
    }
    announce(t(isAgreed ? "onScreen" : "offScreen"));
  } catch (error) {
    byId("agree").checked = false;
    showError(error, change, () => {});
  }
}
