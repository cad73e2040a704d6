// What every page listens to: its buttons, and photos from files, the clipboard or dropped on it.

import { setLanguage } from "/web/i18n.js";

const byId = (id) => document.getElementById(id);

/** Do what a touched button names, out of deeds by name; switch the language. */
export function listenToButtons(deeds) {
  document.addEventListener("click", (event) => {
    const deed = event.target.closest("[data-do]")?.dataset.do;
    if (deed) deeds[deed]();
    const name = event.target.closest("[data-language]")?.dataset.language;
    if (name) setLanguage(name);
  });
}

/** Hand every photo that comes in to `take`; without a file it gets undefined. */
export function listenForPhotos(take) {
  for (const id of ["file-upload", "file-take"]) {
    byId(id).addEventListener("change", (event) => {
      take(event.target.files[0]);
      event.target.value = "";
    });
  }
  document.addEventListener("paste", (event) => take(event.clipboardData?.files[0]));
  const frame = byId("frame");
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    frame.classList.add("is-dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) frame.classList.remove("is-dropping");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    frame.classList.remove("is-dropping");
    take(event.dataTransfer?.files[0]);
  });
}
