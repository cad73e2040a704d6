"""Pictures as bytes: a guarded decode of what strangers send, and the encode of what we answer.

The order matters: the bytes are counted, a header probe that decodes nothing refuses bombs and
foreign formats, and only then does a decoder see the data. Metadata is read for orientation,
focal length and colour profile, and never leaves this module.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, NoReturn, cast

import cv2
import numpy as np
import simplejpeg
from PIL import Image as Pillow
from PIL import ImageCms

from tryon.arrays import Image
from tryon.errors import PhotoFault, PhotoRefusedError
from tryon.geometry.camera import CameraIntrinsics

MediaType = Literal["image/jpeg", "image/png", "image/webp"]

_FORMATS = ("JPEG", "PNG", "WEBP")
# A phone's JPEG with depth or gain map beside the picture is an MPO: its first frame is a JPEG.
_JPEG_FORMATS = ("JPEG", "MPO")
_ORIENTATION_TAG = 0x0112
_EXIF_IFD = 0x8769
_FOCAL_35MM_TAG = 0xA405
# Outside this range EXIF's focal length is a default or a fault of the writer; faces are not
# photographed with it.
_FOCAL_35MM_RANGE = (9.0, 300.0)
_SHORTEST_SIDE = 32
# libjpeg's half, quarter and eighth scales are vectorised: 12 MP to 2016 px took 24 ms where
# 5/8 and a resize to 2048 px took 72 ms. Such a picture may be this much smaller than asked.
_ACCEPTED_SHRINK = 0.7
# Cameras write profiles of some hundred bytes; table profiles of half a megabyte took 60 ms.
_MAX_PROFILE_BYTES = 64_000

_ROTATIONS: dict[int, Callable[[Image], Any]] = {
    2: lambda image: cv2.flip(image, 1),
    3: lambda image: cv2.rotate(image, cv2.ROTATE_180),
    4: lambda image: cv2.flip(image, 0),
    5: cv2.transpose,
    6: lambda image: cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE),
    7: lambda image: cv2.rotate(cv2.transpose(image), cv2.ROTATE_180),
    8: lambda image: cv2.rotate(image, cv2.ROTATE_90_COUNTERCLOCKWISE),
}
_SIDEWAYS = (5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What a picture may be at most.

    Parameters
    ----------
    max_bytes : length of the file
    max_pixels : width x height
    max_side : longer side, px
    """

    max_bytes: int = 12_000_000
    max_pixels: int = 25_000_000
    max_side: int = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A decoded picture, upright, without metadata.

    Parameters
    ----------
    image : (h, w, 3) RGB uint8 in sRGB, reduced where that was asked for
    camera : intrinsics of `image`
    width, height : the picture as sent, px, after EXIF orientation
    """

    image: Image
    camera: CameraIntrinsics
    width: int
    height: int


class _Header(NamedTuple):
    format: str
    mode: str
    width: int
    height: int


def decode_photo(
    data: bytes, *, limits: PhotoLimits | None = None, max_side: int | None = None
) -> Photo:
    """Decode a JPEG, PNG or WebP picture of unknown origin.

    Parameters
    ----------
    data : the file
    limits : checked before anything is decoded; None takes the usual ones
    max_side : longest side of the result, px; None keeps the size

    Raises
    ------
    PhotoRefusedError
        If the picture breaks a limit, is of another format, moves, or cannot be read; its
        `fault` says which.
    """
    limits = limits or PhotoLimits()
    if len(data) > limits.max_bytes:
        _refuse("too_many_bytes", f"at most {limits.max_bytes} bytes", f"{len(data)}")
    with warnings.catch_warnings():
        # Pillow warns of faults in metadata that we survive; none of it may reach a log.
        warnings.simplefilter("ignore")
        picture = _open(data)
        header = _checked_header(picture, limits)
        image = _decode_pixels(data, picture, header, max_side)
        orientation, focal_35mm = _exif(picture)
        image = _in_srgb(_shrunk(image, max_side), picture)
    if orientation in _ROTATIONS:
        image = _ROTATIONS[orientation](image)
    width, height = header.width, header.height
    if orientation in _SIDEWAYS:
        width, height = height, width
    image = np.ascontiguousarray(image)
    camera = (
        CameraIntrinsics.default(width, height)
        if focal_35mm is None
        else CameraIntrinsics.from_focal_35mm(width, height, focal_35mm)
    )
    return Photo(image, camera.resized(image.shape[1], image.shape[0]), width, height)


def encode_picture(image: Image, media_type: MediaType = "image/jpeg", quality: int = 88) -> bytes:
    """Encode an (H, W, 3) RGB picture, without metadata.

    Parameters
    ----------
    image : RGB uint8
    media_type : what to write
    quality : [1, 100] for JPEG and WebP; PNG is lossless
    """
    if media_type == "image/jpeg":
        return simplejpeg.encode_jpeg(np.ascontiguousarray(image), quality, "RGB", "420")
    target = io.BytesIO()
    picture = Pillow.fromarray(image)
    if media_type == "image/png":
        # Level 1 takes 255 ms for 2048 x 1536 px, level 3 takes 395 ms and saves 6 %.
        picture.save(target, "PNG", compress_level=1)
    else:
        # Method 0 takes 67 ms for 2048 x 1536 px, method 4 takes 227 ms and saves 23 %.
        picture.save(target, "WEBP", quality=quality, method=0)
    return target.getvalue()


def _refuse(fault: PhotoFault, expected: str, got: str) -> NoReturn:
    msg = f"picture: expected {expected}, got {got}"
    raise PhotoRefusedError(msg, fault)


def _open(data: bytes) -> Pillow.Image:
    """Read the header only; Pillow decodes no pixel here."""
    try:
        return Pillow.open(io.BytesIO(data), formats=_FORMATS)
    except Pillow.DecompressionBombError:
        _refuse("too_large", "fewer pixels", "a bomb")
    except Exception as error:  # Parsers of hostile headers raise nearly anything.
        is_ours = (
            data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
            or data[:4] + data[8:12] == b"RIFFWEBP"
        )
        fault: PhotoFault = "damaged" if is_ours else "unsupported_format"
        msg = "picture: expected a readable JPEG, PNG or WebP file, got something else"
        raise PhotoRefusedError(msg, fault) from error


def _checked_header(picture: Pillow.Image, limits: PhotoLimits) -> _Header:
    width, height = picture.size
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        _refuse(
            "too_large",
            f"at most {limits.max_pixels} px and {limits.max_side} px a side",
            f"{width} x {height}",
        )
    if min(width, height) < _SHORTEST_SIDE:
        _refuse("too_small", f"at least {_SHORTEST_SIDE} px a side", f"{width} x {height}")
    name = picture.format or ""
    frames = int(getattr(picture, "n_frames", 1))
    if name not in _JPEG_FORMATS and frames != 1:
        _refuse("animated", "one frame", f"{frames}")
    return _Header(name, picture.mode, width, height)


def _decode_pixels(
    data: bytes, picture: Pillow.Image, header: _Header, max_side: int | None
) -> Image:
    try:
        if header.format in _JPEG_FORMATS and header.mode in ("L", "RGB"):
            return _decode_jpeg(data, header, max_side)
        if header.format in _JPEG_FORMATS and max_side is not None:
            picture.draft(None, (max_side, max_side))
        return _flattened(picture)
    except PhotoRefusedError:
        raise
    except MemoryError:
        _refuse("too_large", "one that fits in the decoder's memory", "a larger one")
    except Exception as error:  # OSError, ValueError, SyntaxError, struct.error, zlib.error.
        msg = f"picture: expected a whole {header.format} file, got a damaged one"
        raise PhotoRefusedError(msg, "damaged") from error


def _decode_jpeg(data: bytes, header: _Header, max_side: int | None) -> Image:
    height, width, *_ = simplejpeg.decode_jpeg_header(data, strict=False)
    if (width, height) != (header.width, header.height):
        _refuse("damaged", f"{header.width} x {header.height} px", f"{width} x {height} px")
    target = _jpeg_target(header, max_side)
    options: dict[str, Any] = {"colorspace": "RGB", "fastdct": True, "fastupsample": True}
    if target is not None:
        options |= {"min_width": target[0], "min_height": target[1]}
    try:
        return simplejpeg.decode_jpeg(data, strict=True, **options)
    except ValueError as error:
        # Stray bytes between segments are common in phone pictures and harmless; a missing end
        # is a broken upload.
        if "Premature end" in str(error):
            raise
        return simplejpeg.decode_jpeg(data, strict=False, **options)


def _jpeg_target(header: _Header, max_side: int | None) -> tuple[int, int] | None:
    """Give the least (width, height) to decode to, None for the full size."""
    longest = max(header.width, header.height)
    if max_side is None or longest <= max_side:
        return None
    for factor in (8, 4, 2):
        size = -(-longest // factor)
        # One that fits as it is, or one that is at least as large and will be resized.
        if max_side * _ACCEPTED_SHRINK <= size <= max_side or size > max_side:
            return -(-header.width // factor), -(-header.height // factor)
    return None


def _flattened(picture: Pillow.Image) -> Image:
    """Decode to RGB; transparent parts become white, 16 bits become 8."""
    if picture.mode.startswith("I"):
        wide = np.asarray(picture)
        gray = (wide >> 8).clip(0, 255).astype(np.uint8)
        return np.repeat(gray[:, :, None], 3, axis=2)
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Pillow.new("RGB", layered.size, (255, 255, 255))
        ground.paste(layered, mask=layered.getchannel("A"))
        return np.asarray(ground)
    return np.asarray(picture.convert("RGB"))


def _shrunk(image: Image, max_side: int | None) -> Image:
    height, width = image.shape[:2]
    if max_side is None or max(width, height) <= max_side:
        return image
    scale = max_side / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cast("Image", cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def _exif(picture: Pillow.Image) -> tuple[int, float | None]:
    """Give orientation and focal length, mm; a fault in the tags costs them, not the picture."""
    try:
        exif = picture.getexif()
        orientation = exif.get(_ORIENTATION_TAG, 1)
        raw = exif.get_ifd(_EXIF_IFD).get(_FOCAL_35MM_TAG)
        focal = float(raw) if isinstance(raw, int | float) else 0.0
    except Exception:  # Hostile EXIF raises nearly anything.
        return 1, None
    low, high = _FOCAL_35MM_RANGE
    return (
        orientation if isinstance(orientation, int) else 1,
        focal if low <= focal <= high else None,
    )


def _in_srgb(image: Image, picture: Pillow.Image) -> Image:
    """Turn a wide-gamut picture (phones write Display P3) into sRGB; others pass unchanged."""
    profile = picture.info.get("icc_profile")
    if picture.mode != "RGB" or not isinstance(profile, bytes):
        return image
    if len(profile) > _MAX_PROFILE_BYTES or b"sRGB" in profile or b"s\0R\0G\0B" in profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(
            Pillow.fromarray(image), source, ImageCms.createProfile("sRGB")
        )
    except Exception:  # A broken profile is ignored, as browsers do.
        return image
    return image if turned is None else np.asarray(turned)
