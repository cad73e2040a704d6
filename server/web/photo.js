// A shopper's photo, made ready on their own device: upright, smaller, without metadata.

const LONGEST_SIDE = 2048;
const QUALITY = 0.92;
const EXIF_BYTES = 256 * 1024;

/** Read a file the browser can show; null if it cannot. */
export async function prepare(file) {
  const focal = await focalLength(file);
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  // Transparent parts would turn black in a JPEG.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob) return null;
  return {
    blob,
    url: URL.createObjectURL(blob),
    width: canvas.width,
    height: canvas.height,
    focal,
  };
}

/** Read the 35 mm equivalent focal length, mm, out of a JPEG's EXIF; null if there is none. */
async function focalLength(file) {
  try {
    const view = new DataView(await file.slice(0, EXIF_BYTES).arrayBuffer());
    const start = exifStart(view);
    return start === null ? null : focalOfTiff(view, start);
  } catch {
    return null; // Damaged metadata costs only the metadata.
  }
}

function exifStart(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xda) return null;
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function focalOfTiff(view, start) {
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  const pointer = entry(view, directory, 0x8769, little);
  if (pointer === null) return null;
  const exif = start + view.getUint32(pointer + 8, little);
  const found = entry(view, exif, 0xa405, little);
  if (found === null) return null;
  const focal = view.getUint16(found + 8, little);
  return focal >= 9 && focal <= 300 ? focal : null;
}

function entry(view, directory, tag, little) {
  const count = view.getUint16(directory, little);
  for (let index = 0; index < count; index += 1) {
    const at = directory + 2 + 12 * index;
    if (view.getUint16(at, little) === tag) return at;
  }
  return null;
}
