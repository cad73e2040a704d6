// Small things the page is built of.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element with text. */
export function line(tag, text, className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** Make a button; `run` is what it does. */
export function button(label, run, className = "") {
  const element = line("button", label, className);
  element.type = "button";
  element.addEventListener("click", run);
  return element;
}

export function icon(name) {
  const element = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  element.setAttribute("aria-hidden", "true");
  element.append(use);
  return element;
}

/** Fill a list of terms with rows of [term, value]. */
export function fillTerms(list, rows) {
  list.replaceChildren(
    ...rows.map(([term, value]) => {
      const row = document.createElement("div");
      row.append(line("dt", term), line("dd", value));
      return row;
    }),
  );
}

/** Make a product's small picture; one that does not come becomes an icon. */
export function thumbnail(item) {
  const image = document.createElement("img");
  image.alt = "";
  image.loading = "lazy";
  image.width = 150;
  image.height = 90;
  const fallback = item.category === "eyewear" ? "glasses" : "image";
  image.addEventListener("error", () => image.replaceWith(icon(fallback)));
  image.src = item.thumbnail;
  return image;
}

/** Show a variant's colours on an element: its lens beside its frame, or all its shades. */
export function colourIn(element, variant) {
  const { shades, swatch, lens } = variant;
  if (shades.length > 1) {
    const step = 100 / shades.length;
    const stops = shades.map((shade, index) => `${shade} ${index * step}% ${(index + 1) * step}%`);
    element.style.background = `linear-gradient(100deg, ${stops.join(", ")})`;
    return;
  }
  element.style.setProperty("--swatch", shades[0] ?? swatch);
  if (lens) element.style.setProperty("--lens", lens);
}
