"""Estimates the light of a room from its picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, Float32Array, Image
from tryon.frame import Frame
from tryon.geometry.axes import OPENGL_FROM_CAMERA
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.room import Pixel, RoomReading
from tryon.rendering.picture_quality import estimate_blur_sigma, estimate_noise_sigma
from tryon.rendering.transfer import transfer_tables
from tryon.scene import Light

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709
_PROBE_WIDTH = 160
_ENVIRONMENT_WIDTH = 64
_GREY_CHROMA = 0.22
"""(max - min) / max of linear RGB below which a pixel may well be white, grey or black paint."""
_CLIPPED = 0.93
_WHITE_PERCENTILE = 75.0
_WALL_ALBEDO = 0.72
_FLOOR_ALBEDO = (0.07, 0.62)
"""Luminous reflectance of floors, from dark wood to white tiles."""
_TINT_MOST = 0.06
"""A stronger cast is as likely the room's own paint: a red kitchen would redden the piece."""
_FROM_ABOVE = 0.45
_FROM_SIDE_MOST = 0.3
_LEVEL_RANGE = (0.015, 1.1)
_TILE = 96
_QUIET_PERCENTILE = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class _Probe:
    """The picture, small and in linear light, with what each pixel looks like.

    Parameters
    ----------
    pixels : (h, w, 3) linear RGB
    luminance : (h, w)
    grey : (h, w) bool, colourless and not clipped
    camera : of the small picture
    """

    pixels: Float32Array
    luminance: Float32Array
    grey: AnyArray
    camera: CameraIntrinsics


def room_light(frame: Frame, reading: RoomReading, spot: Pixel | None = None) -> Light:
    """Estimate the light on a piece from the picture of its room.

    Parameters
    ----------
    frame : the picture
    reading : what was read from it; without a floor light comes from the picture's upper side
    spot : where the piece stands, px: a dark corner lights it less; None takes the whole room

    Notes
    -----
    How bright white paint looks is taken from colourless surfaces that are not clipped, within
    what the floor at the spot allows: no piece may glow in a dim room.
    """
    probe = _probe(frame.image, reading.camera)
    up = np.array([0.0, -1.0, 0.0]) if reading.floor is None else reading.floor.up
    directed = OPENGL_FROM_CAMERA.rotation @ (
        _FROM_ABOVE * up + _sideways(probe, np.asarray(up, dtype=np.float64))
    )
    sh = np.empty((4, 3))
    sh[0] = _level(probe, frame.image, spot) * _tint(probe)
    sh[1:] = directed[[1, 2, 0]][:, None] * sh[0]
    return Light(sh, _environment(probe), _grain(frame.image), estimate_blur_sigma(frame.image))


def _probe(image: Image, camera: CameraIntrinsics) -> _Probe:
    height, width = image.shape[:2]
    rows = max(2, round(_PROBE_WIDTH * height / width))
    small = cv2.resize(image, (_PROBE_WIDTH, rows), interpolation=cv2.INTER_AREA)
    pixels = transfer_tables()[0][np.asarray(small, dtype=np.uint8)]
    peak, low = pixels.max(axis=2), pixels.min(axis=2)
    grey = (peak - low < _GREY_CHROMA * peak) & (peak < _CLIPPED) & (peak > 0.004)
    luminance = (pixels @ _LUMINANCE.astype(np.float32)).astype(np.float32)
    return _Probe(pixels, luminance, grey, camera.resized(_PROBE_WIDTH, rows))


def _level(probe: _Probe, image: Image, spot: Pixel | None) -> float:
    """Give how bright a white surface looks, linear light."""
    open_to_doubt = probe.luminance[probe.luminance < _CLIPPED]
    white = probe.luminance[probe.grey]
    if white.size < 0.03 * probe.luminance.size:
        white = open_to_doubt if open_to_doubt.size else probe.luminance
    level = float(np.percentile(white, _WHITE_PERCENTILE)) / _WALL_ALBEDO
    if spot is not None:
        floor = _floor_luminance(probe, image, spot)
        level = float(np.clip(level, floor / _FLOOR_ALBEDO[1], floor / _FLOOR_ALBEDO[0]))
    return float(np.clip(level, *_LEVEL_RANGE))


def _floor_luminance(probe: _Probe, image: Image, spot: Pixel) -> float:
    """Give the median luminance of the picture around a spot on the floor."""
    scale = probe.luminance.shape[1] / image.shape[1]
    u, v = spot[0] * scale, spot[1] * scale
    height, width = probe.luminance.shape
    x0, x1 = int(np.clip(u - 20, 0, width - 2)), int(np.clip(u + 21, 2, width))
    y0, y1 = int(np.clip(v - 8, 0, height - 2)), int(np.clip(v + 9, 2, height))
    return float(np.median(probe.luminance[y0:y1, x0:x1]))


def _tint(probe: _Probe) -> Array1:
    """Give the colour (3,) of the light, luminance 1, from colourless pixels only, capped."""
    pixels = probe.pixels[probe.grey].astype(np.float64)
    if len(pixels) < 0.02 * probe.grey.size:
        return np.ones(3)
    mean = pixels.mean(axis=0)
    luminance = float(mean @ _LUMINANCE)
    if luminance <= 1e-5:
        return np.ones(3)
    tint = np.clip(mean / luminance, 1.0 - _TINT_MOST, 1.0 + _TINT_MOST)
    return np.asarray(tint / float(tint @ _LUMINANCE), dtype=np.float64)


def _sideways(probe: _Probe, up: Array1) -> Array1:
    """Give where light comes from along the floor, (3,), camera axes, as a share of all light.

    Windows and lamps in view send light from where they are; walls and floor are brighter towards
    what lights them from outside the picture.
    """
    directions = _directions(probe.camera, probe.luminance.shape)
    level = directions - (directions @ up)[..., None] * up
    bright = np.clip((probe.luminance - 0.7) / 0.25, 0.0, 1.0)
    share = float(bright.mean())
    from_windows = (bright[..., None] * level).mean(axis=(0, 1))
    # A hundredth of the picture is a window far away; a twentieth lights the whole room.
    strength = min(1.0, share / 0.05) / max(share, 1e-6)
    right = np.cross(up, np.array([0.0, 0.0, -1.0]))
    right /= max(float(np.linalg.norm(right)), 1e-6)
    vector = 0.35 * strength * from_windows + _across(probe) * right
    length = float(np.linalg.norm(vector))
    return np.asarray(vector * min(1.0, _FROM_SIDE_MOST / max(length, 1e-9)), dtype=np.float64)


def _across(probe: _Probe) -> float:
    """Give how much brighter colourless surfaces get to the right, about [-0.3, 0.3]."""
    rows, columns = np.nonzero(probe.grey)
    if len(rows) < 0.1 * probe.grey.size:
        return 0.0
    height, width = probe.grey.shape
    target = np.log(np.maximum(probe.luminance[rows, columns].astype(np.float64), 1e-3))
    basis = np.column_stack([np.ones(len(rows)), columns / width - 0.5, rows / height - 0.5])
    weights = np.ones(len(rows))
    solution = np.zeros(3)
    for _ in range(4):
        weighted = basis * weights[:, None]
        solution = np.linalg.solve(weighted.T @ basis + 1e-6 * np.eye(3), weighted.T @ target)
        residual = np.abs(target - basis @ solution)
        spread = 1.4826 * float(np.median(residual)) + 1e-3
        weights = np.minimum(1.0, spread / np.maximum(residual, 1e-9))
    return float(np.clip(0.25 * solution[1], -0.3, 0.3))


def _directions(camera: CameraIntrinsics, shape: tuple[int, ...]) -> Array2:
    """Give unit directions (h, w, 3) of a picture's pixels, camera axes."""
    x, y = np.meshgrid(np.arange(shape[1]), np.arange(shape[0]))
    rays = np.stack([(x - camera.cx) / camera.fx, (y - camera.cy) / camera.fy, x * 0.0 + 1.0], 2)
    return np.asarray(rays / np.linalg.norm(rays, axis=2, keepdims=True), dtype=np.float64)


def _environment(probe: _Probe) -> Float32Array:
    """Give what shiny surfaces reflect: the picture, with lamps and windows as bright as they are.

    A camera clips them; in a reflection that is itself dim they are what one sees.
    """
    height, width = probe.luminance.shape
    size = (_ENVIRONMENT_WIDTH, max(2, round(_ENVIRONMENT_WIDTH * height / width)))
    small = np.asarray(cv2.resize(probe.pixels, size, interpolation=cv2.INTER_AREA))
    peak = small.max(axis=2, keepdims=True)
    clipped = np.clip((peak - 0.75) / 0.25, 0.0, 1.0)
    soft = cv2.GaussianBlur(small * (1.0 + 2.0 * clipped * clipped), (0, 0), 1.0)
    return np.asarray(soft, dtype=np.float32)


def _grain(image: Image) -> float:
    """Give the noise, of 255, of what is smooth in the picture.

    Carpets, sand and leaves pass for noise: of tiles all over the picture the quieter count.
    """
    height, width = image.shape[:2]
    side = min(_TILE, height, width)
    found: list[float] = []
    for top in np.linspace(0, height - side, 4).astype(int):
        for left in np.linspace(0, width - side, 5).astype(int):
            tile = image[top : top + side, left : left + side]
            # What is clipped has no noise left.
            if 16.0 < float(tile[::4, ::4].mean()) < 240.0:
                found.append(estimate_noise_sigma(tile))
    return float(np.percentile(found, _QUIET_PERCENTILE)) if found else 0.0
