// Live preview: camera frames to the service and back, with what is worn on them.

import { hasText, language, t } from "/web/i18n.js";
import { LiveFrames, SteadyCode, cameraFault, canFilm, paint } from "/web/live-frames.js";
import { announce, busy, hint, notice, save, share } from "/web/stage.js";
import { choicesOf, emit, product, setPeople, snapshot, state } from "/web/state.js";

const HINT_AFTER_MS = 600;
const GONE_AFTER_MS = 2500;
const byId = (id) => document.getElementById(id);

let session = null;

export function isLive() {
  return session !== null;
}

/** Ask for the camera and start; `usePhoto` is the way out if there is none. */
export async function startLive(usePhoto) {
  if (!canFilm()) {
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

class LiveSession extends LiveFrames {
  constructor(stream, usePhoto) {
    super(stream, { path: "/v1/live", protocol: "tryon.v1" });
    this.usePhoto = usePhoto;
    this.hint = new SteadyCode(HINT_AFTER_MS);
    this.seen = new Map();
  }

  async start() {
    await this.play();
    busy(true);
    this.connect();
    announce(t("liveOn"));
  }

  opened() {
    this.select("hello");
  }

  select(type = "select") {
    this.say({ type, products: choicesOf(snapshot()), pupillary_distance_mm: state.distance });
  }

  shown(bitmap) {
    paint(byId("live-canvas"), bitmap);
    byId("live-view").style.setProperty("--ratio", String(bitmap.width / bitmap.height));
    busy(false);
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

  hintAbout(heard, sku) {
    const code = this.hint.heard(heard);
    if (code === undefined) return;
    if (!code) {
      hint(null);
      return;
    }
    const words = t(hasText(code) ? code : "no_face");
    // One of several things worn is missing: which one is not plain to see.
    const name = sku && choicesOf(snapshot()).length > 1 ? product(sku)?.names[language()] : null;
    hint(name ? `${name}: ${words}` : words);
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
    busy(false);
    super.close();
  }
}
