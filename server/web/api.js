// The service, seen from the page.

import { language } from "/web/i18n.js";

const MOST_RETRIES = 4;

/** A problem document of the service, or its absence. */
export class ApiError extends Error {
  constructor(problem) {
    super(problem.title);
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
  }
}

export async function call(path, options = {}) {
  const headers = { "Accept-Language": language(), ...options.headers };
  for (let attempt = 0; ; attempt += 1) {
    let response;
    try {
      response = await fetch(path, { ...options, headers, credentials: "same-origin" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ApiError({ code: "offline" });
    }
    if (response.ok) return response;
    // A busy or restarting service says when to come back; a short wait is not worth a message.
    if (response.status === 503 && attempt < MOST_RETRIES) {
      await pause(Number(response.headers.get("Retry-After") ?? 1) * 1000, options.signal);
      continue;
    }
    throw new ApiError(await problemOf(response));
  }
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { code: "offline" };
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    });
  });
}

export async function products() {
  return (await (await call("/v1/products")).json()).items;
}

export async function looks() {
  return (await (await call("/v1/looks")).json()).items;
}

export async function samples() {
  return (await (await call("/v1/samples")).json()).items;
}

export async function picture(address) {
  return (await call(address)).blob();
}

/** Put products on the people of a photo; gives the picture's address and the report. */
export async function tryOn(photo, choices, { distance, holdsCard }, signal) {
  const form = new FormData();
  form.append("image", photo.blob, "photo");
  for (const { sku, variant, person } of choices) {
    form.append("sku", `${sku}:${variant}${person === null ? "" : `@${person}`}`);
  }
  if (distance) form.append("pupillary_distance_mm", String(distance));
  if (holdsCard) form.append("holds_card", "true");
  if (photo.focal) form.append("focal_35mm", String(photo.focal));
  const response = await call("/v1/try-ons", {
    method: "POST",
    body: form,
    headers: { Accept: "multipart/form-data" },
    signal,
  });
  const parts = await response.formData();
  return {
    blob: parts.get("image"),
    url: URL.createObjectURL(parts.get("image")),
    report: JSON.parse(await textOf(parts.get("report"))),
  };
}

function textOf(part) {
  return typeof part === "string" ? part : part.text();
}
