// Furniture in the room live: it stays where it was put while the phone moves.

import { t } from "/web/i18n.js";
import { cameraFault, canFilm } from "/web/live-frames.js";
import { cameraStream, openCamera, photoOf, stopCamera } from "/web/room-camera.js";
import { RoomLive } from "/web/room-live-session.js";
import { announce, hint, notice, save, share } from "/web/stage.js";

const byId = (id) => document.getElementById(id);

let session = null;

export function isLive() {
  return session !== null;
}

/** Ask for the camera and start; `leave` is called with what to say when it ends by itself. */
export async function startLive(leave) {
  if (!canFilm()) {
    notice({ title: t("insecureTitle"), detail: t("insecure"), label: t("useUpload"), run: leave });
    return false;
  }
  hint(t("connecting"));
  const video = byId("live-video");
  const fault = await openCamera(video);
  hint(null);
  if (fault) {
    notice({ ...cameraFault(fault), label: t("useUpload"), run: leave });
    return false;
  }
  session = new RoomLive(cameraStream(), video, leave);
  byId("room-view").classList.add("is-live");
  announce(t("liveOn"));
  return true;
}

export function stopLive() {
  if (!session) return;
  session.close();
  session = null;
  stopCamera();
  byId("room-view").classList.remove("is-live");
  hint(null);
  announce(t("liveOff"));
}

/** Put what stands in the room anew, with the newest frame; what is being turned comes to rest. */
export function putLive({ isSettled = true } = {}) {
  if (isSettled) session?.put();
  else session?.putSoon();
}

/** What is being moved stays where the finger is until it is put. */
export function holdLive(piece) {
  session?.held.add(piece.number);
}

/** Say in one sentence what to do now. */
export function sayLive() {
  session?.speak();
}

/** Give the picture of now as a photo, how the phone was held, and where the pieces stand in it. */
export function keepLive() {
  return session.keep();
}

export async function saveLive(name) {
  save(await photoOf(byId("live-canvas")), name);
}

export async function shareLive(name) {
  share(await photoOf(byId("live-canvas")), name);
}
