// What shoppers can tell so that sizes come out truer.

import { t } from "/web/i18n.js";
import { canFilm } from "/web/live-frames.js";
import { isLive, putLive } from "/web/room-live.js";
import { readRoom } from "/web/room-picture.js";
import { emit, on, room, setTool } from "/web/room-state.js";
import { announce } from "/web/stage.js";

const byId = (id) => document.getElementById(id);
const PERSON_DEVIATION_M = 0.01;

export function startReferences() {
  byId("height").addEventListener("change", (event) => {
    const told = metres(event.target, 20, 300);
    if (told !== undefined) tell({ camera_height_m: told });
  });
  byId("sheet").addEventListener("change", (event) => {
    const kind = event.target.value;
    tell({ sheet: kind === "" ? null : { kind } });
  });
  for (const [id, tool] of [["reference-draw", "reference"], ["span-draw", "span"]]) {
    byId(id).addEventListener("click", () => {
      setTool(tool);
      byId("frame").scrollIntoView({ block: "nearest" });
    });
  }
  byId("reference-height").addEventListener("change", retellReference);
  byId("span-length").addEventListener("change", retellSpan);
  on("reference", ([foot, top]) => {
    room.drawnReference = { foot, top };
    retellReference();
  });
  on("span", ([first, second]) => {
    room.drawnSpan = { first, second };
    retellSpan();
  });
  byId("untold").addEventListener("click", () => {
    const { focal_35mm: focal, orientation } = room.hints;
    room.hints = { ...(focal && { focal_35mm: focal }), ...(orientation && { orientation }) };
    fillReferences();
    reread();
  });
  on("tool", render);
  on("reading", render);
  byId("sensor-field").hidden = !canFilm() || !("DeviceOrientationEvent" in window);
  render();
}

/** Show what is told of the present photo. */
export function fillReferences() {
  const height = room.hints.camera_height_m;
  byId("height").value = height ? String(Math.round(height * 100)) : "";
  byId("sheet").value = room.hints.sheet?.kind ?? "";
  if (!room.hints.reference) room.drawnReference = null;
  if (!room.hints.span) room.drawnSpan = null;
  render();
}

function render() {
  const { hints, tool, reading } = room;
  for (const [id, name] of [["reference-draw", "reference"], ["span-draw", "span"]]) {
    byId(id).setAttribute("aria-pressed", String(tool === name));
    // The picture takes touches once its floor is known.
    byId(id).disabled = !reading?.floor || isLive();
  }
  const told = ["camera_height_m", "sheet", "reference", "span"].some((name) => hints[name]);
  byId("untold").disabled = !told;
}

/** Read a field of centimetres as metres; null if it is empty, undefined if it makes no sense. */
function metres(input, low, high) {
  if (input.value === "") return input.validity.valid ? null : undefined;
  const value = Number(input.value.replace(",", "."));
  const isGood = value >= low && value <= high;
  input.setAttribute("aria-invalid", String(!isGood));
  return isGood ? value / 100 : undefined;
}

function retellReference() {
  const height = metres(byId("reference-height"), 20, 400);
  if (!room.drawnReference || !height) return;
  tell({ reference: { ...room.drawnReference, height_m: height, deviation_m: PERSON_DEVIATION_M } });
}

function retellSpan() {
  const length = metres(byId("span-length"), 5, 2000);
  if (!room.drawnSpan || !length) return;
  tell({ span: { ...room.drawnSpan, length_m: length } });
}

function tell(changes) {
  room.hints = { ...room.hints, ...changes };
  for (const [name, value] of Object.entries(room.hints)) if (value === null) delete room.hints[name];
  render();
  reread();
}

async function reread() {
  if (isLive()) {
    putLive();
    return;
  }
  if (!room.photo || !(await readRoom())) return;
  if (room.reading.floor) announce(t(`scale_${room.reading.floor.scale_source}`));
  emit("reread");
}
