// What everybody in the picture wears, and who wants to know when it changes.
//
// An outfit is a Map from slot to {sku, variant}. There is one for everybody, and one more for
// each person who was given something of their own.

import { topics } from "/web/topics.js";
import { variantIn } from "/web/variants.js";

export const state = {
  products: [],
  looks: [],
  /** The outfit of everybody without one of their own. */
  common: new Map(),
  /** Outfits by the id of the person who wears them. */
  own: new Map(),
  /** Who is being dressed: the id of a person, or null for everybody. */
  person: null,
  /** Ids and boxes (shares of the picture) of the people in it. */
  people: [],
  /** The product whose texts and colours are shown: {sku, variant}, or null. */
  focus: null,
  /** The prepared photo, or null. */
  photo: null,
  /** "welcome", "photo", "compare" or "live". */
  mode: "welcome",
  /** Up to four snapshots of what is worn, on the same photo. */
  compared: [],
  /** Typed pupillary distance, mm, or null. */
  distance: null,
  /** Whether a bank card is held against the face in the photo. */
  holdsCard: false,
};

export const MOST_COMPARED = 4;
const MOST_UNDONE = 30;

const past = [];

export const { on, emit } = topics();

export function product(sku) {
  return state.products.find((item) => item.sku === sku);
}

export function variantOf(choice) {
  return variantIn(product(choice.sku), choice.variant);
}

/** Give what the person being dressed wears now. */
export function outfit() {
  return outfitOf(state.person);
}

export function outfitOf(person) {
  return state.own.get(person) ?? state.common;
}

export function isWorn(sku) {
  const item = product(sku);
  return outfit().get(item.slot)?.sku === sku;
}

/** Put a product on; a colour it does not have becomes its first. */
export function choose(sku, variant) {
  const item = product(sku);
  if (!item) return;
  const worn = outfit().get(item.slot);
  const wanted = variant ?? (worn?.sku === sku ? worn.variant : null);
  const choice = { sku, variant: variantIn(item, wanted).id };
  change((clothes) => clothes.set(item.slot, choice));
  state.focus = choice;
  changed(choice);
}

/** Take off what is worn in a slot. */
export function remove(slot) {
  const gone = outfit().get(slot);
  if (!gone) return;
  change((clothes) => clothes.delete(slot));
  if (state.focus?.sku === gone.sku) state.focus = [...outfit().values()].at(-1) ?? gone;
  emit("removed", gone);
  changed(null);
}

/** Put a whole look on, in place of everything. */
export function wearLook(look) {
  const clothes = outfitFrom(look.items);
  change((mine) => {
    mine.clear();
    for (const [slot, choice] of clothes) mine.set(slot, choice);
  });
  state.focus = [...clothes.values()][0] ?? state.focus;
  emit("look", look);
  changed(null);
}

export function outfitFrom(items) {
  const clothes = new Map();
  for (const { sku, variant } of items) {
    const item = product(sku);
    if (!item) continue;
    clothes.set(item.slot, { sku, variant: variantIn(item, variant).id });
  }
  return clothes;
}

/** Begin with an outfit: nothing to undo, nobody with their own. */
export function begin(items) {
  state.common = outfitFrom(items);
  state.own.clear();
  past.length = 0;
  state.focus = [...state.common.values()][0] ?? null;
}

export function canUndo() {
  return past.length > 0;
}

/** Take the last change back. */
export function undo() {
  const before = past.pop();
  if (!before) return;
  state.common = before.common;
  state.own = before.own;
  state.focus = before.focus ?? state.focus;
  emit("undone");
  changed(null);
}

/** Dress one person from now on, or everybody for null. */
export function select(person) {
  if (state.person === person) return;
  state.person = person;
  const worn = [...outfit().values()];
  if (!worn.some((choice) => choice.sku === state.focus?.sku)) {
    state.focus = worn[0] ?? state.focus;
  }
  emit("person", person);
}

/** Note who is in the picture; whoever left is not being dressed any more. */
export function setPeople(people) {
  const before = peopleKey();
  state.people = people;
  if (state.person !== null && !people.some(({ id }) => id === state.person)) select(null);
  if (peopleKey() !== before) emit("people");
}

/** Forget who was in another picture, and what was theirs. */
export function forgetPeople() {
  state.people = [];
  state.own.clear();
  past.length = 0;
  select(null);
  emit("people");
}

function peopleKey() {
  return state.people.map(({ id }) => id).join();
}

function change(edit) {
  past.push({ common: new Map(state.common), own: copied(state.own), focus: state.focus });
  if (past.length > MOST_UNDONE) past.shift();
  if (state.person === null) {
    edit(state.common);
    for (const clothes of state.own.values()) edit(clothes);
    return;
  }
  if (!state.own.has(state.person)) state.own.set(state.person, new Map(state.common));
  edit(state.own.get(state.person));
}

function changed(choice) {
  const address = new URL(location.href);
  for (const name of ["sku", "variant", "look"]) address.searchParams.delete(name);
  for (const { sku, variant } of state.common.values()) {
    address.searchParams.append("sku", `${sku}:${variant}`);
  }
  history.replaceState(null, "", address);
  emit("outfit", choice);
}

function copied(outfits) {
  return new Map([...outfits].map(([id, clothes]) => [id, new Map(clothes)]));
}

/** Give what is worn now as something that stays as it is. */
export function snapshot() {
  return { common: new Map(state.common), own: copied(state.own), person: state.person };
}

/** Put on what a snapshot shows. */
export function restore({ common, own }) {
  past.push({ common: state.common, own: state.own, focus: state.focus });
  state.common = new Map(common);
  state.own = copied(own);
  state.focus = [...outfit().values()][0] ?? state.focus;
  changed(null);
}

/** Write a snapshot as the service wants it: {sku, variant, person} of everything worn. */
export function choicesOf({ common, own }) {
  const worn = (clothes, person) => [...clothes.values()].map((item) => ({ ...item, person }));
  if (own.size === 0) return worn(common, null);
  // What is for everybody would also dress whoever took all of it off: name each person instead.
  const ids = new Set([...state.people.map(({ id }) => id), ...own.keys()]);
  return [...ids].flatMap((id) => worn(own.get(id) ?? common, id));
}

export function keyOf(worn) {
  return choicesOf(worn)
    .map(({ sku, variant, person }) => `${sku}:${variant}@${person ?? ""}`)
    .sort()
    .join(" ");
}
