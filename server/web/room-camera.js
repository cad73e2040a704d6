// The page's own camera: it knows how the phone is held at the moment of the picture.

import { t } from "/web/i18n.js";

const QUALITY = 0.93;
const OLDEST_MS = 400;
const byId = (id) => document.getElementById(id);
let stream = null;
let held = null;

/** Open the camera at the back and show it in `video`; gives the error's name, null if it is on. */
export async function openCamera(video = byId("video")) {
  // iPhones ask for the sensor only straight after a touch: before anything is waited for.
  const sensing = startSensor();
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1440 } },
    });
  } catch (error) {
    stopSensor();
    return error.name;
  }
  await sensing;
  video.srcObject = stream;
  await video.play();
  byId("shoot").disabled = video.id !== "video";
  return null;
}

/** The camera's pictures, as long as it is on. */
export const cameraStream = () => stream;

export function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  byId("shoot").disabled = true;
  byId("video").srcObject = null;
  stopSensor();
}

/** Take the picture, and how the phone was held. */
export async function shoot() {
  const { canvas, orientation } = still(byId("video"));
  return { blob: await photoOf(canvas), orientation };
}

/** Hold a video's picture of now fast, in full, and how the phone is held. */
export function still(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const orientation = heldNow();
  canvas.getContext("2d").drawImage(video, 0, 0);
  return { canvas, orientation };
}

export function photoOf(canvas) {
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

async function startSensor() {
  held = null;
  byId("held").textContent = t("sensorNone");
  const Sensor = window.DeviceOrientationEvent;
  if (!Sensor) return;
  try {
    if (Sensor.requestPermission && (await Sensor.requestPermission()) !== "granted") return;
  } catch {
    return; // Not asked by a touch, or switched off: the picture comes without.
  }
  addEventListener("deviceorientation", onHeld);
}

function stopSensor() {
  removeEventListener("deviceorientation", onHeld);
}

function onHeld({ beta, gamma }) {
  if (beta === null || gamma === null) return; // Computers fire one empty event.
  held = {
    beta_deg: beta,
    gamma_deg: Math.min(90, Math.max(-90, gamma)),
    screen_angle_deg: screen.orientation?.angle ?? (window.orientation + 360) % 360,
    at: performance.now(),
  };
  byId("held").textContent = t("sensorOn");
}

/** How the phone is held, as the service wants it; null if that is not known. */
export function heldNow() {
  if (!held || performance.now() - held.at > OLDEST_MS) return null;
  const { at, ...orientation } = held;
  return orientation;
}
