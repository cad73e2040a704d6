// Live preview: camera frames to the service and back, one in flight, the newest wins.

import { hasText, language, t } from "/web/i18n.js";
import { announce, busy, hint, notice, save, share } from "/web/stage.js";
import { choicesOf, emit, product, setPeople, snapshot, state } from "/web/state.js";

const LONGEST_SIDE = 960;
const QUALITY = 0.8;
const HINT_AFTER_MS = 600;
const MOST_RECONNECTS = 3;
const GONE_AFTER_MS = 2500;
const byId = (id) => document.getElementById(id);

let session = null;

export function isLive() {
  return session !== null;
}

/** Ask for the camera and start; `usePhoto` is the way out if there is none. */
export async function startLive(usePhoto) {
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) {
    notice({ title: t("insecureTitle"), detail: t("insecure"), label: t("useUpload"), run: usePhoto });
    return false;
  }
  hint(t("connecting"));
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (error) {
    hint(null);
    notice({ ...cameraFault(error.name), label: t("useUpload"), run: usePhoto });
    return false;
  }
  session = new LiveSession(stream, usePhoto);
  await session.start();
  return true;
}

function cameraFault(name) {
  if (name === "NotAllowedError" || name === "SecurityError") {
    return { title: t("refusedTitle"), detail: t("refused") };
  }
  if (name === "NotReadableError" || name === "AbortError") {
    return { title: t("cameraBusyTitle"), detail: t("cameraBusy") };
  }
  return { title: t("noCameraTitle"), detail: t("noCamera") };
}

export function stopLive() {
  if (!session) return;
  session.close();
  session = null;
  hint(null);
  announce(t("liveOff"));
}

/** Tell the service about another pair or colour. */
export function selectLive() {
  session?.select();
}

export async function saveLive() {
  const blob = await picture();
  if (blob) save(blob, "try-on.jpg");
}

export async function shareLive() {
  const blob = await picture();
  if (blob) share(blob, "try-on.jpg");
}

function picture() {
  return new Promise((done) => byId("live-canvas").toBlob(done, "image/jpeg", 0.92));
}

/** Give the newest camera picture as it is, to go on with as a photo; null if there is none. */
export function snapshotLive() {
  if (!session?.capture.width) return Promise.resolve(null);
  return new Promise((done) => session.capture.toBlob(done, "image/jpeg", 0.95));
}

class LiveSession {
  constructor(stream, usePhoto) {
    this.stream = stream;
    this.usePhoto = usePhoto;
    this.video = document.createElement("video");
    this.capture = document.createElement("canvas");
    this.isClosed = false;
    this.isInFlight = false;
    this.reconnects = 0;
    this.hintSince = null;
    this.hintCode = null;
    this.seen = new Map();
    for (const track of stream.getVideoTracks()) {
      track.addEventListener("ended", () => this.fail("cameraBusy"));
    }
  }

  async start() {
    this.video.playsInline = true;
    this.video.muted = true;
    this.video.srcObject = this.stream;
    await this.video.play();
    busy(true);
    this.connect();
    announce(t("liveOn"));
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/v1/live`, "tryon.v1");
    this.socket.binaryType = "blob";
    this.socket.addEventListener("open", () => {
      this.select("hello");
      this.sendFrame();
    });
    this.socket.addEventListener("message", (event) => this.receive(event.data));
    this.socket.addEventListener("close", () => this.lost());
  }

  select(type = "select") {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.socket.send(
      JSON.stringify({
        type,
        products: choicesOf(snapshot()),
        pupillary_distance_mm: state.distance,
      }),
    );
  }

  /** Send the newest frame. Its size is asked each time: a phone may have been turned. */
  async sendFrame() {
    if (this.isClosed || this.isInFlight || this.socket.readyState !== WebSocket.OPEN) return;
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) {
      requestAnimationFrame(() => this.sendFrame());
      return;
    }
    this.isInFlight = true;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight));
    // The service takes even sizes of any kind; whole multiples of 4 suit every JPEG decoder.
    const width = Math.round((videoWidth * scale) / 4) * 4;
    const height = Math.round((videoHeight * scale) / 4) * 4;
    if (this.capture.width !== width || this.capture.height !== height) {
      this.capture.width = width;
      this.capture.height = height;
    }
    this.capture.getContext("2d").drawImage(this.video, 0, 0, width, height);
    const blob = await new Promise((done) => this.capture.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || this.isClosed || this.socket.readyState !== WebSocket.OPEN) {
      this.isInFlight = false;
      return;
    }
    this.socket.send(blob);
  }

  async receive(data) {
    if (typeof data === "string") {
      this.hear(JSON.parse(data));
      return;
    }
    this.next();
    const bitmap = await createImageBitmap(data);
    if (this.isClosed) {
      bitmap.close();
      return;
    }
    const canvas = byId("live-canvas");
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      byId("live-view").style.setProperty("--ratio", String(bitmap.width / bitmap.height));
    }
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    busy(false);
    this.reconnects = 0;
  }

  next() {
    this.isInFlight = false;
    requestAnimationFrame(() => this.sendFrame());
  }

  hear(message) {
    if (message.type === "error") {
      if (message.code === "busy") this.fail("busy");
      return;
    }
    if (message.type !== "state") return;
    this.hintAbout(message.hints[0] ?? null, message.refusals?.[0]?.sku);
    if (message.subjects) this.see(message);
    if (!message.has_picture) setTimeout(() => this.next(), 200);
  }

  /** Follow the people of a frame; whoever is new wears what everybody does. */
  see({ subjects, measures }) {
    const { width, height } = this.capture;
    const now = performance.now();
    for (const { id, box } of subjects) {
      const shares = box.map((value, index) => value / (index % 2 === 0 ? width : height));
      this.seen.set(id, { id, box: shares, at: now });
    }
    // Somebody hidden for a moment is still there.
    for (const [id, { at }] of this.seen) if (now - at > GONE_AFTER_MS) this.seen.delete(id);
    const before = [...state.people].map(({ id }) => id).join();
    setPeople([...this.seen.values()]);
    emit("boxes");
    if (state.own.size > 0 && before !== [...this.seen.keys()].join()) this.select();
    emit("report", {
      subjects: subjects.map((subject, index) => ({
        ...subject,
        notes: [],
        measures: index === 0 ? measures : {},
      })),
    });
  }

  /** Show a hint that has held for a while; a single frame's doubt would flicker. */
  hintAbout(code, sku) {
    if (code !== this.hintCode) {
      this.hintCode = code;
      this.hintSince = performance.now();
    }
    if (performance.now() - this.hintSince < HINT_AFTER_MS) return;
    if (!code) {
      hint(null);
      return;
    }
    const words = t(hasText(code) ? code : "no_face");
    // One of several things worn is missing: which one is not plain to see.
    const name = sku && choicesOf(snapshot()).length > 1 ? product(sku)?.names[language()] : null;
    hint(name ? `${name}: ${words}` : words);
  }

  lost() {
    if (this.isClosed) return;
    this.isInFlight = false;
    this.reconnects += 1;
    if (this.reconnects > MOST_RECONNECTS) {
      this.fail("liveEnded");
      return;
    }
    setTimeout(() => !this.isClosed && this.connect(), 800 * this.reconnects);
  }

  fail(code) {
    if (this.isClosed) return;
    emit("live-ended");
    notice({
      title: t(`${code}Title`),
      detail: t(code),
      label: t("useUpload"),
      run: this.usePhoto,
    });
  }

  close() {
    this.isClosed = true;
    busy(false);
    for (const track of this.stream.getTracks()) track.stop();
    this.socket?.close(1000);
    this.video.srcObject = null;
  }
}
