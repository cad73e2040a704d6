// Rooms of the service, seen from the page.

import { ApiError, call } from "/web/api.js";

/** Send the photo of a room; gives its document. */
export async function createRoom(photo, hints) {
  const form = new FormData();
  form.append("image", photo.blob, "room");
  form.append("hints", JSON.stringify(hints));
  return (await call("/v1/rooms", { method: "POST", body: form })).json();
}

export async function replaceHints(id, hints) {
  return (await send(`/v1/rooms/${id}/hints`, "PUT", hints)).json();
}

export async function measure(id, asked) {
  return (await send(`/v1/rooms/${id}/measure`, "POST", asked)).json();
}

/** Put pieces into the room; gives the picture's address and the report. */
export async function furnish(id, placements, signal) {
  const headers = { Accept: "multipart/form-data" };
  const response = await send(`/v1/rooms/${id}/placements`, "POST", placements, { headers, signal });
  const parts = await response.formData();
  const report = parts.get("report");
  return {
    blob: parts.get("image"),
    url: URL.createObjectURL(parts.get("image")),
    report: JSON.parse(typeof report === "string" ? report : await report.text()),
  };
}

/** Delete the photo; also when the page is being left, and whether or not it is still there. */
export function deleteRoom(id) {
  fetch(`/v1/rooms/${id}`, { method: "DELETE", keepalive: true }).catch(() => {});
}

function send(path, method, document, { headers = {}, signal } = {}) {
  return call(path, {
    method,
    signal,
    body: JSON.stringify(document),
    headers: { "Content-Type": "application/json", ...headers },
  });
}

export { ApiError };
