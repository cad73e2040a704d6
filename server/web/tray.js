// What is worn, one thing per slot; who wears it; undo. And the faces to touch on the picture.

import { button, colourIn, icon, line, thumbnail } from "/web/elements.js";
import { language, onLanguage, slotName, t } from "/web/i18n.js";
import { goTo } from "/web/picker.js";
import { canUndo, on, outfit, product, remove, select, state, undo, variantOf } from "/web/state.js";

const byId = (id) => document.getElementById(id);

export function startTray() {
  render();
  for (const topic of ["outfit", "person", "people", "focus", "mode"]) on(topic, render);
  on("boxes", placeFaces);
  onLanguage(render);
  byId("undo").addEventListener("click", undo);
}

/** People are numbered by their ids, which stay; ids themselves grow over a long live session. */
function numberOf(id) {
  const ids = state.people.map((person) => person.id).sort((one, other) => one - other);
  return ids.indexOf(id) + 1;
}

function render() {
  renderPeople();
  renderWorn();
  renderFaces();
  byId("undo").disabled = !canUndo();
}

function renderPeople() {
  const box = byId("people");
  box.hidden = state.people.length < 2 || state.mode === "compare";
  const chip = (person, label, name) => {
    const entry = button(label, () => select(person), "chip");
    entry.setAttribute("aria-pressed", String(state.person === person));
    entry.setAttribute("aria-label", name);
    return entry;
  };
  const ids = state.people.map(({ id }) => id).sort((one, other) => one - other);
  box.replaceChildren(
    chip(null, t("everybody"), t("everybody")),
    ...ids.map((id) => chip(id, String(numberOf(id)), t("personNumber", { number: numberOf(id) }))),
  );
}

function renderWorn() {
  const worn = [...outfit()];
  const entries = worn.map(([slot, choice]) => {
    const item = product(choice.sku);
    const words = { name: item.names[language()], slot: slotName(slot) };
    const entry = document.createElement("li");
    entry.className = "worn";
    const show = button("", () => goTo(choice));
    show.setAttribute("aria-label", t("showWorn", words));
    show.setAttribute("aria-pressed", String(state.focus?.sku === choice.sku));
    const dot = document.createElement("i");
    colourIn(dot, variantOf(choice));
    show.append(thumbnail(item), dot);
    const off = button("", () => {
      remove(slot);
      (byId("tray").querySelector("button") ?? byId("undo")).focus();
    }, "off");
    off.setAttribute("aria-label", t("takeOff", words));
    off.append(icon("close"));
    entry.append(show, off);
    return entry;
  });
  if (entries.length === 0) entries.push(line("li", t("nothingWorn"), "quiet"));
  byId("tray").replaceChildren(...entries);
}

/** Lay a button over each face, to choose who is dressed. */
function renderFaces() {
  for (const id of ["faces", "live-faces"]) {
    const isShown = state.people.length > 1;
    byId(id).hidden = !isShown;
    if (!isShown) continue;
    byId(id).replaceChildren(
      ...state.people.map((person) => {
        const isChosen = state.person === person.id;
        const entry = button("", () => select(isChosen ? null : person.id), "face");
        entry.dataset.person = String(person.id);
        entry.setAttribute("aria-pressed", String(isChosen));
        entry.setAttribute("aria-label", t("dressPerson", { number: numberOf(person.id) }));
        entry.append(line("span", String(numberOf(person.id))));
        return entry;
      }),
    );
  }
  placeFaces();
}

function placeFaces() {
  for (const person of state.people) {
    const [x0, y0, x1, y1] = person.box;
    for (const entry of document.querySelectorAll(`.face[data-person="${person.id}"]`)) {
      const isMirrored = entry.parentElement.id === "live-faces";
      const left = isMirrored ? 1 - x1 : x0;
      entry.style.left = `${left * 100}%`;
      entry.style.top = `${y0 * 100}%`;
      entry.style.width = `${(x1 - x0) * 100}%`;
      entry.style.height = `${(y1 - y0) * 100}%`;
    }
  }
}
