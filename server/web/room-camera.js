// The page's own camera: it knows how the phone is held at the moment of the picture.

import { t } from "/web/i18n.js";

const QUALITY = 0.93;
const OLDEST_MS = 400;
const byId = (id) => document.getElementById(id);
let stream = null;
let held = null;

/** Whether this page may open the camera at all: over https, on a device that has one. */
export function canFilm() {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Open the camera at the back; false if the shopper or the device says no. */
export async function openCamera() {
  // iPhones ask for the sensor only straight after a touch: before anything is waited for.
  const sensing = startSensor();
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1440 } },
    });
  } catch {
    stopSensor();
    return false;
  }
  await sensing;
  const video = byId("video");
  video.srcObject = stream;
  await video.play();
  byId("shoot").disabled = false;
  return true;
}

export function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  byId("shoot").disabled = true;
  byId("video").srcObject = null;
  stopSensor();
}

/** Take the picture, and how the phone was held. */
export async function shoot() {
  const video = byId("video");
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const orientation = heldNow();
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return { blob, orientation };
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

function heldNow() {
  if (!held || performance.now() - held.at > OLDEST_MS) return null;
  const { at, ...orientation } = held;
  return orientation;
}
