// Camera frames to the service and back: one in flight, the newest wins.

import { t } from "/web/i18n.js";

const LONGEST_SIDE = 960;
const QUALITY = 0.8;
const MOST_RECONNECTS = 3;

/** Whether a page may open a camera at all: over https, on a device that has one. */
export function canFilm() {
  return window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Say why there is no camera, and what to do about it. */
export function cameraFault(name) {
  if (name === "NotAllowedError" || name === "SecurityError") {
    return { title: t("refusedTitle"), detail: t("refused") };
  }
  if (name === "NotReadableError" || name === "AbortError") {
    return { title: t("cameraBusyTitle"), detail: t("cameraBusy") };
  }
  return { title: t("noCameraTitle"), detail: t("noCamera") };
}

/** A code that has held for a while; a single frame's doubt would flicker. */
export class SteadyCode {
  constructor(afterMs) {
    this.afterMs = afterMs;
    this.code = null;
    this.since = 0;
  }

  /** Give the code once it has held long enough, undefined before. */
  heard(code) {
    if (code !== this.code) {
      this.code = code;
      this.since = performance.now();
    }
    return performance.now() - this.since < this.afterMs ? undefined : code;
  }
}

/** What live previews have in common; the kinds of them say what is sent with frames and heard. */
export class LiveFrames {
  constructor(stream, { path, protocol, video = document.createElement("video") }) {
    this.stream = stream;
    this.path = path;
    this.protocol = protocol;
    this.video = video;
    this.capture = document.createElement("canvas");
    this.isClosed = false;
    this.isInFlight = false;
    this.reconnects = 0;
    /** How many frames went over this connection: the number of the next one. */
    this.sent = 0;
    for (const track of stream.getVideoTracks()) {
      track.addEventListener("ended", () => this.fail("cameraBusy"));
    }
  }

  async play() {
    this.video.playsInline = true;
    this.video.muted = true;
    this.video.srcObject = this.stream;
    await this.video.play();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}${this.path}`, this.protocol);
    this.socket.binaryType = "blob";
    this.sent = 0;
    this.socket.addEventListener("open", () => {
      this.opened();
      this.sendFrame();
    });
    this.socket.addEventListener("message", (event) => this.receive(event.data));
    this.socket.addEventListener("close", () => !this.isClosed && this.lost());
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  say(message) {
    if (this.isOpen) this.socket.send(JSON.stringify(message));
  }

  /** The connection stands. */
  opened() {}

  /** Whether the service shall have a frame now. */
  wantsFrame() {
    return true;
  }

  /** Give what to say right before the frame that was captured just now, or null. */
  captured() {
    return null;
  }

  /** Give a frame that is to be sent in place of the newest: {blob, orientation}, or null. */
  again() {
    return null;
  }

  /** Send the newest frame. Its size is asked each time: a phone may have been turned. */
  async sendFrame() {
    if (this.isClosed || this.isInFlight || !this.isOpen || !this.wantsFrame()) return;
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) {
      requestAnimationFrame(() => this.sendFrame());
      return;
    }
    this.isInFlight = true;
    const [width, height] = sentSize(videoWidth, videoHeight);
    if (this.capture.width !== width || this.capture.height !== height) {
      this.capture.width = width;
      this.capture.height = height;
    }
    const again = this.again();
    if (!again) this.capture.getContext("2d").drawImage(this.video, 0, 0, width, height);
    const message = this.captured(again);
    const { noted } = this;
    const blob = again?.blob
      ?? await new Promise((done) => this.capture.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || this.isClosed || !this.isOpen) {
      this.isInFlight = false;
      return;
    }
    if (message) this.say(message);
    this.socket.send(blob);
    this.flown = { ...noted, blob };
    this.sent += 1;
  }

  async receive(data) {
    if (typeof data === "string") {
      const message = JSON.parse(data);
      if (message.has_picture) this.state = message;
      this.hear(message);
      return;
    }
    // The next frame is on its way before this one is on the screen.
    const { state, flown } = this;
    this.next();
    const bitmap = await createImageBitmap(data);
    if (!this.isClosed) {
      this.reconnects = 0;
      this.shown(bitmap, state, flown);
    }
    bitmap.close();
  }

  next() {
    this.isInFlight = false;
    requestAnimationFrame(() => this.sendFrame());
  }

  /** Try again a few times; without success `fail` is called. */
  reconnect() {
    this.isInFlight = false;
    this.reconnects += 1;
    if (this.reconnects > MOST_RECONNECTS) {
      this.fail("liveEnded");
      return;
    }
    setTimeout(() => !this.isClosed && this.connect(), 800 * this.reconnects);
  }

  lost() {
    this.reconnect();
  }

  close() {
    this.isClosed = true;
    for (const track of this.stream.getTracks()) track.stop();
    this.socket?.close(1000);
    this.video.srcObject = null;
  }
}

/** Give the size that frames are sent in: whole multiples of 4 suit every JPEG decoder. */
export function sentSize(width, height) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return [width, height].map((side) => Math.round((side * scale) / 4) * 4);
}

/** Draw a picture into a canvas that takes its size. */
export function paint(canvas, bitmap) {
  if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
  }
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
}
