// What is drawn on the room's picture besides pieces: free widths, references, strokes.

import { decimal, language, onLanguage, t } from "/web/i18n.js";
import { measure } from "/web/room-api.js";
import { drawOverlay, photoPixels } from "/web/room-overlay.js";
import { emit, on, product, room, setTool } from "/web/room-state.js";
import { showError } from "/web/stage.js";

const STROKE_SHARE = 0.02;
const LEAST_STEP = 4;
const byId = (id) => document.getElementById(id);
let isBackground = false;

export function startMeasure() {
  on("tool", () => {
    // A new tool starts anew; a finished measure stays until then.
    room.marking = null;
    if (room.tool === "measure") room.measured = null;
    renderMeasured();
  });
  on("selected", remeasure);
  on("reading", remeasure);
  onLanguage(renderMeasured);
  byId("stroke-kind").addEventListener("click", () => {
    isBackground = !isBackground;
    byId("stroke-kind").setAttribute("aria-pressed", String(isBackground));
  });
  byId("stroke-undo").addEventListener("click", () => {
    room.cutouts.pop();
    drawOverlay();
    emit("cutouts");
  });
}

/** Take one end of a measure or a span; the second one finishes it. */
export function measureTap(place) {
  const isSpan = room.tool === "span";
  const started = isSpan ? room.marking : room.measured;
  const points = started?.points.length === 1 ? [started.points[0], place] : [place];
  const drawn = { points, label: "" };
  if (isSpan) room.marking = drawn;
  else room.measured = drawn;
  drawOverlay();
  if (points.length < 2) return;
  if (isSpan) {
    setTool("move");
    emit("span", points);
  } else {
    remeasure();
  }
}

async function remeasure() {
  const { measured } = room;
  if (measured?.points.length !== 2 || !room.reading?.floor) return;
  const [first, second] = measured.points;
  try {
    const answer = await measure(room.reading.id, { first, second, sku: room.focus?.sku ?? null });
    if (room.measured !== measured) return;
    measured.answer = answer;
    measured.sku = room.focus?.sku;
    measured.label = t("metres", { value: decimal(answer.length_m, 2) });
    renderMeasured();
    drawOverlay();
  } catch (error) {
    if (room.measured === measured) showError(error, remeasure, () => {});
  }
}

/** Say how wide it is, and whether what is looked at fits: with what is not known of it. */
function renderMeasured() {
  const { answer, sku } = room.measured ?? {};
  if (!answer) {
    byId("measured").textContent = t("measureHow");
    return;
  }
  const width = t("freeWidth", {
    value: decimal(answer.length_m, 2), low: decimal(answer.low_m, 2), high: decimal(answer.high_m, 2),
  });
  const band = decimal((100 * (answer.high_m - answer.low_m)) / 2);
  const spare = decimal(Math.abs(100 * answer.spare_m));
  const words = { name: product(sku)?.names[language()] ?? "", spare, band };
  const verdict = answer.verdict ? t(`verdict_${answer.verdict}`, words) : "";
  byId("measured").textContent = `${width} ${verdict}`;
}

/** Follow a finger that strokes what stays in front, or drags along something upright. */
export function stroke(step, place) {
  if (room.tool === "reference") {
    dragReference(step, place);
    return;
  }
  if (step === "begin") {
    room.cutouts.push({
      points: [place],
      kind: isBackground ? "background" : "object",
      shape: "scribble",
      width_px: Math.round(STROKE_SHARE * room.photo.width),
    });
  }
  const { points } = room.cutouts.at(-1);
  const [u, v] = points.at(-1);
  const isFar = Math.hypot(place[0] - u, place[1] - v) > LEAST_STEP * photoPixels();
  if (isFar && points.length < 390) points.push(place);
  drawOverlay();
  if (step === "end") emit("cutouts");
}

function dragReference(step, place) {
  if (step === "begin") room.marking = { points: [place, place], label: "" };
  room.marking.points[1] = place;
  drawOverlay();
  if (step !== "end") return;
  const [one, other] = room.marking.points;
  if (Math.hypot(one[0] - other[0], one[1] - other[1]) < 20 * photoPixels()) return;
  setTool("move");
  // Whichever way it was dragged: things stand on their lower end.
  emit("reference", one[1] > other[1] ? [one, other] : [other, one]);
}
