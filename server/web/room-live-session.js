// One live room: what is put goes to the service with a frame, and all later ones come back with it.

import { hasText, language, t } from "/web/i18n.js";
import { LiveFrames, SteadyCode, paint, sentSize } from "/web/live-frames.js";
import { heldNow, photoOf, still } from "/web/room-camera.js";
import { drawOverlay } from "/web/room-overlay.js";
import { placements } from "/web/room-picture.js";
import { emit, product, room } from "/web/room-state.js";
import { announce, busy, hint, notice } from "/web/stage.js";

const ADVICE = ["track_lost", "move_slowly", "point_at_floor"];
const ADVICE_AFTER_MS = 300;
const CALM_MS = 250;
const TELL_EVERY_MS = 1500;
const byId = (id) => document.getElementById(id);

export class RoomLive extends LiveFrames {
  constructor(stream, video, leave) {
    super(stream, { path: "/v1/rooms/live", protocol: "tryon.rooms.v1", video });
    this.leave = leave;
    this.advice = new SteadyCode(ADVICE_AFTER_MS);
    /** Numbers of the pieces that are being moved. */
    this.held = new Set();
    this.isStanding = false;
    this.isPutWanted = false;
    /** Number of the frame that pieces are being put with, or null. */
    this.putting = null;
    /** The pieces as the service last drew them. */
    this.stood = [];
    this.saying = null;
    this.kept = null;
    this.toldAt = 0;
    this.resize();
    video.addEventListener("resize", () => !this.isClosed && this.resize());
    this.showBare();
  }

  /** Take the camera's size; spots keep their place in the picture. */
  resize() {
    const [width, height] = sentSize(this.video.videoWidth, this.video.videoHeight);
    room.photo = { width, height, url: null, blob: null };
    byId("room-view").style.setProperty("--ratio", String(width / height));
    drawOverlay();
  }

  showBare() {
    this.isStanding = false;
    this.seen = null;
    this.stood = [];
    byId("live-canvas").hidden = true;
    byId("live-video").setAttribute("aria-label", t("liveBare"));
    room.reading = null;
    room.result = null;
    drawOverlay();
    emit("result");
  }

  /** Put what stands, once fingers and sliders have come to rest. */
  putSoon() {
    clearTimeout(this.calm);
    this.calm = setTimeout(() => this.put(), CALM_MS);
  }

  put() {
    clearTimeout(this.calm);
    if (this.isClosed || (room.pieces.length === 0 && !this.isStanding)) return;
    this.isPutWanted = true;
    this.saying = null;
    busy(true);
    this.speak();
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) this.sendFrame();
    else this.connect();
  }

  wantsFrame() {
    return this.isPutWanted || this.isStanding;
  }

  /** What is put goes with the frame that was on the screen: there the finger was. */
  again() {
    return this.isPutWanted && this.isStanding ? this.seen : null;
  }

  captured(again) {
    this.noted = { orientation: again ? again.orientation : heldNow() };
    if (this.kept && !this.kept.canvas && !again) {
      Object.assign(this.kept, still(this.video), { frame: this.sent });
    }
    if (!this.isPutWanted) return null;
    this.isPutWanted = false;
    this.putting = this.sent;
    const { orientation } = this.noted;
    // The service takes the last piece's place for the one that counts.
    const pieces = placements().pieces.sort((one, other) =>
      (one.number === room.selected) - (other.number === room.selected));
    return { type: "put", pieces, hints: { ...room.hints, ...(orientation && { orientation }) } };
  }

  hear(message) {
    if (message.type === "error") {
      if (message.code === "busy" && !this.isStanding) this.fail("busy");
      else this.refused(message.code);
      return;
    }
    if (message.type !== "state") return;
    // Known before the picture is on the screen: the next frame goes off at once.
    if (message.is_put) this.isStanding = message.has_picture;
    if (message.has_picture) return;
    const [code] = message.hints;
    this.answered(message);
    if (code === "walk_ended") this.ended();
    else if (code) this.saying = code;
    else if (message.is_put) this.showBare();
    this.speak();
    this.finishKeeping(message.frame);
    setTimeout(() => this.next(), 200);
  }

  shown(bitmap, state, flown) {
    if (!this.isPutWanted) this.seen = flown;
    const canvas = byId("live-canvas");
    paint(canvas, bitmap);
    canvas.hidden = false;
    this.answered(state);
    this.apply(state);
    this.finishKeeping(state.frame);
  }

  /** A put was done, or refused: then the last one that was done counts again. */
  answered(state) {
    if (this.putting === null || state.frame < this.putting) return;
    this.putting = null;
    if (this.isPutWanted) return;
    busy(false);
    this.held.clear();
    if (state.is_put) {
      this.saying = null;
    } else {
      this.refused(state.refusal ?? state.hints[0]);
    }
  }

  refused(code) {
    this.putting = null;
    busy(false);
    this.held.clear();
    this.saying = code;
    if (code === "walk_ended") return;
    const known = new Set(this.stood.map(({ number }) => number));
    const fresh = room.pieces.find(({ number }) => !known.has(number));
    room.pieces = this.stood.map((piece) => ({ ...piece }));
    room.selected = room.pieces.some(({ number }) => number === room.selected) ? room.selected : null;
    if (fresh) {
      room.selected = null;
      room.pending = fresh.sku;
    }
    emit("selected");
    this.speak();
  }

  /** Take over where floor and pieces are in the picture that is shown. */
  apply(state) {
    const notes = state.hints.filter((code) => !ADVICE.includes(code));
    room.reading = state.is_shown && state.floor
      ? { camera: state.camera, floor: state.floor, refusal: null, notes }
      : null;
    for (const told of state.pieces) {
      const piece = room.pieces.find(({ number }) => number === told.number);
      if (!piece || this.held.has(piece.number) || this.isPutWanted) continue;
      // Behind the camera a piece has no place in the picture; the last one it had stays.
      if (told.spot) piece.spot = told.spot;
      if (told.yaw_deg !== null) piece.yaw = told.yaw_deg;
      piece.shownYaw = null;
    }
    if (state.is_put) this.stood = room.pieces.map((piece) => ({ ...piece }));
    room.result = { blob: null, url: null, report: { fits: state.pieces } };
    drawOverlay(this.held.size > 0);
    const advice = this.advice.heard(state.hints.find((code) => ADVICE.includes(code)) ?? null);
    if (advice !== undefined) this.adviceSaid = advice;
    if (state.is_held && !state.is_put && state.refusal === null) this.saying = null;
    this.speak();
    const now = performance.now();
    if (!state.is_put && now - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = now;
    const names = room.pieces.map(({ sku }) => product(sku).names[language()]).join(", ");
    byId("live-canvas").setAttribute("aria-label", t("liveRoom", { names }));
    if (state.is_put) announce(t("roomShown", { names }));
    // Who walks the list of pieces with the keyboard must not lose their place in it.
    if (state.is_put || !byId("pieces").contains(document.activeElement)) emit("result");
  }

  ended() {
    this.showBare();
    this.saying = "walk_ended";
  }

  /** Say in one sentence what to do now. */
  speak() {
    const name = room.pending ? product(room.pending).names[language()] : null;
    if (this.isPutWanted || this.putting !== null) hint(t("holdStill"));
    else if (this.saying) hint(t(hasText(this.saying) ? this.saying : "engine_failed"));
    else if (this.isStanding && this.adviceSaid) hint(t(this.adviceSaid));
    else if (name) hint(t(this.isStanding ? "tapFloor" : "liveHow", { name }));
    else hint(null);
  }

  /** Keep the next picture: what stands is then known to stand where it is shown. */
  keep() {
    return new Promise((done) => {
      this.kept = { done, canvas: null };
      if (this.isStanding && this.isOpen) return;
      Object.assign(this.kept, still(this.video), { frame: 0 });
      this.finishKeeping(0);
    });
  }

  async finishKeeping(frame) {
    const { kept } = this;
    if (!kept?.canvas || frame < kept.frame) return;
    this.kept = null;
    const pieces = this.isStanding ? room.pieces.map((piece) => ({ ...piece })) : [];
    const { width } = room.photo;
    kept.done({ blob: await photoOf(kept.canvas), orientation: kept.orientation, pieces, width });
  }

  lost() {
    if (this.isPutWanted || this.putting !== null) {
      this.isPutWanted = true;
      this.putting = null;
      this.reconnect();
      return;
    }
    // A connection that fell silent is made anew when something is put.
    this.isInFlight = false;
    if (this.isStanding) this.ended();
    this.speak();
  }

  fail(code) {
    if (this.isClosed) return;
    this.leave();
    notice({ title: t(`${code}Title`), detail: t(code) });
  }

  close() {
    clearTimeout(this.calm);
    busy(false);
    super.close();
  }
}
