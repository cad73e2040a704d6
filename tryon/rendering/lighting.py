"""Estimates the light of a picture from the faces in it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Array1, Array2, Float32Array, Image
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.rendering.picture_quality import estimate_blur_sigma, estimate_noise_sigma
from tryon.rendering.transfer import transfer_tables
from tryon.scene import Light

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709
_ENVIRONMENT_WIDTH = 64
_DIRECTED_MAX = 0.7
"""|L1| / L0: order 1 explains a fifth of skin's variation; beyond this it fits noise."""
_RIDGE = 0.15
_WHITE_SHARE = 0.85
"""A white surface in average light, over the 90th percentile of the brightest channel."""
_SKIN_ALBEDO = (0.06, 0.62)
"""Luminous reflectance of human skin, from the darkest to the lightest."""
_TINT_RANGE = (0.75, 1.3)


_KEPT_COLOUR = 0.4
"""Of the picture's colour in reflections: most of it is the wearer's own clothes and skin,
which a frame does not face, and the unseen side of a room is seldom as coloured."""


@dataclass(frozen=True, slots=True, eq=False)
class _Estimate:
    """One frame's estimate, in a form that can be averaged over time."""

    directed: Array1
    level: float
    tint: Array1
    environment: Float32Array
    noise_sigma: float
    blur_sigma: float

    def towards(self, other: _Estimate, share: float) -> _Estimate:
        """Give the mixture with a share of the other in [0, 1]."""

        def mixed(a: AnyArray, b: AnyArray) -> AnyArray:
            return a + share * (b - a)

        return _Estimate(
            mixed(self.directed, other.directed),
            self.level + share * (other.level - self.level),
            mixed(self.tint, other.tint),
            np.asarray(mixed(self.environment, other.environment), dtype=np.float32),
            self.noise_sigma + share * (other.noise_sigma - self.noise_sigma),
            self.blur_sigma + share * (other.blur_sigma - self.blur_sigma),
        )

    def light(self) -> Light:
        sh = np.empty((4, 3))
        sh[0] = self.level * self.tint
        sh[1:] = self.directed[[1, 2, 0]][:, None] * sh[0]
        return Light(sh, self.environment, self.noise_sigma, self.blur_sigma)


class LightEstimator:
    """Follows the light of a stream, one subject at a time, without flicker.

    Parameters
    ----------
    time_constant_s : how slowly the light follows the picture
    interval_s : the light is renewed this often; in between the same object is given, which
        lets a renderer keep what it derived from it
    """

    def __init__(self, *, time_constant_s: float = 1.2, interval_s: float = 0.5) -> None:
        self._time_constant_s = time_constant_s
        self._interval_s = interval_s
        self._states: dict[int, tuple[_Estimate, Light, float]] = {}

    def known(self, frame: Frame, landmarks: Landmarks) -> tuple[Light | None, bool]:
        """Give the light known of a subject, None if there is none, and whether to renew it."""
        state = self._states.get(landmarks.track_id)
        age = np.inf if state is None else frame.timestamp_s - state[2]
        if state is None or not 0.0 <= age < 4.0 * self._time_constant_s:
            return None, True
        return state[1], bool(age >= self._interval_s)

    def estimate(self, frame: Frame, landmarks: Landmarks) -> Light:
        """Give the light on a subject, smoothed over the frames of its track."""
        state = self._states.get(landmarks.track_id)
        now = frame.timestamp_s
        if state is None or not 0.0 <= now - state[2] < 4.0 * self._time_constant_s:
            estimate = _estimate(frame, landmarks)
        else:
            before, shown, then = state
            if now - then < self._interval_s:
                return shown
            share = 1.0 - float(np.exp(-(now - then) / self._time_constant_s))
            estimate = before.towards(_estimate(frame, landmarks), share)
        light = estimate.light()
        if state is not None and _look_alike(light, state[1]):
            # The same object: nothing derived from it need be made anew.
            light = state[1]
        self._forget_lost(now)
        self._states[landmarks.track_id] = (estimate, light, now)
        return light

    def _forget_lost(self, now: float) -> None:
        limit = 4.0 * self._time_constant_s
        lost = [key for key, state in self._states.items() if abs(now - state[2]) > limit]
        for key in lost:
            del self._states[key]


def _look_alike(light: Light, other: Light) -> bool:
    """Whether nobody could tell the two apart: within 2 % of white, 10 % of grain and blur."""
    if light.environment.shape != other.environment.shape:
        return False
    white = max(float(other.sh[0].mean()), 1e-4)
    shift = float(np.abs(light.sh - other.sh).max())
    room = float(np.abs(light.environment - other.environment).mean())
    camera = max(
        abs(light.noise_sigma - other.noise_sigma) / max(other.noise_sigma, 1.0),
        abs(light.blur_sigma - other.blur_sigma) / max(other.blur_sigma, 0.3),
    )
    return max(shift, room) < 0.02 * white and camera < 0.1


def _estimate(frame: Frame, landmarks: Landmarks) -> _Estimate:
    environment = _environment(frame.image)
    luminance, normals = _surface_samples(frame, landmarks)
    directed = _directed_light(luminance, normals)
    level = _exposure(environment)
    if len(luminance):
        skin = float(np.median(luminance))
        level = float(np.clip(level, skin / _SKIN_ALBEDO[1], skin / _SKIN_ALBEDO[0]))
    face = _face_window(frame.image, landmarks)
    return _Estimate(
        directed,
        level,
        _tint(environment),
        _with_sources(environment),
        estimate_noise_sigma(face),
        estimate_blur_sigma(face),
    )


def _environment(image: Image) -> Float32Array:
    """Give the picture in linear light, 64 px wide."""
    height, width = image.shape[:2]
    rows = max(2, round(_ENVIRONMENT_WIDTH * height / width))
    # Nearest pixels first: averaging four of each sixteen is as true, and far cheaper.
    sparse = cv2.resize(image, (4 * _ENVIRONMENT_WIDTH, 4 * rows), interpolation=cv2.INTER_NEAREST)
    small = cv2.resize(sparse, (_ENVIRONMENT_WIDTH, rows), interpolation=cv2.INTER_AREA)
    return transfer_tables()[0][np.asarray(small, dtype=np.uint8)]


def _with_sources(environment: Float32Array) -> Float32Array:
    """Brighten what the camera clipped: lamps and windows exceed white in any reflection."""
    peak = environment.max(axis=2, keepdims=True)
    clipped = np.clip((peak - 0.75) / 0.25, 0.0, 1.0)
    soft = cv2.GaussianBlur(environment * (1.0 + 1.5 * clipped * clipped), (0, 0), 1.0)
    grey = (soft @ _LUMINANCE.astype(np.float32))[..., None]
    return np.asarray(grey + _KEPT_COLOUR * (soft - grey), dtype=np.float32)


def _exposure(environment: Float32Array) -> float:
    """Give what a white surface looks like in this picture, linear light."""
    return max(0.02, _WHITE_SHARE * float(np.percentile(environment.max(axis=2), 90.0)))


def _tint(environment: Float32Array) -> Array1:
    """Give the colour (3,) of the light, luminance 1, from what may be grey in the picture.

    Bright and nearly neutral areas count; half the cast is kept, since walls and clothes are
    seldom exactly grey and cameras leave some of the cast in the picture.
    """
    pixels = environment.reshape(-1, 3).astype(np.float64)
    peak, low = pixels.max(axis=1), pixels.min(axis=1)
    grey = np.clip(1.0 - 1.6 * (peak - low) / np.maximum(peak, 1e-4), 0.0, 1.0)
    weights = grey * np.where(peak < 0.97, peak, 0.0)
    total = float(weights.sum())
    prior = 0.05 * len(pixels) * float(peak.mean()) + 1e-6
    mean = (weights @ pixels) / max(total, 1e-9)
    luminance = float(mean @ _LUMINANCE)
    if total <= 0.0 or luminance <= 1e-5:
        return np.ones(3)
    cast = np.sqrt(np.clip(mean / luminance, 0.1, 10.0)) - 1.0
    tint = np.clip(1.0 + cast * total / (total + prior), *_TINT_RANGE)
    return np.asarray(tint / float(tint @ _LUMINANCE), dtype=np.float64)


def _surface_samples(frame: Frame, landmarks: Landmarks) -> tuple[Array1, Array2]:
    """Give luminance (M,), linear, and normals (M, 3), OpenGL axes, of visible triangles."""
    corners = landmarks.camera_points[landmarks.triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    middles = corners.mean(axis=1)
    facing = -np.einsum("ij,ij->i", normals, middles)
    facing /= np.maximum(np.linalg.norm(middles, axis=1), 1e-9)
    if float(np.median(facing)) < 0.0:
        normals, facing = -normals, -facing
    points = np.rint(landmarks.image_points[landmarks.triangles].mean(axis=1)).astype(np.intp)
    height, width = frame.image.shape[:2]
    inside = (points >= 0).all(axis=1) & (points[:, 0] < width) & (points[:, 1] < height)
    kept = inside & (facing > 0.25)
    columns, rows = points[kept].T
    colors = transfer_tables()[0][frame.image[rows, columns]].astype(np.float64)
    return colors @ _LUMINANCE, normals[kept] * np.array([1.0, -1.0, -1.0])


def _directed_light(luminance: Array1, normals: Array2) -> Array1:
    """Give the directed part of the light over its even part, (3,), OpenGL axes.

    Notes
    -----
    Ridge regression of luminance on (1, normal), reweighted after Huber (1964): brows, lips
    and beard are outliers. The result is capped at 0.7.
    """
    if len(luminance) < 24:
        return np.zeros(3)
    scale = float(np.median(luminance))
    if scale < 1e-4:
        return np.zeros(3)
    target = np.minimum(luminance / scale, 3.0)
    basis = np.column_stack([np.ones(len(target)), normals])
    penalty = np.diag([0.0, 1.0, 1.0, 1.0]) * _RIDGE * 0.1 * len(target)
    weights = np.ones(len(target))
    solution = np.zeros(4)
    for _ in range(4):
        weighted = basis * weights[:, None]
        solution = np.linalg.solve(weighted.T @ basis + penalty, weighted.T @ target)
        residual = np.abs(target - basis @ solution)
        spread = 1.345 * 1.4826 * float(np.median(residual)) + 1e-6
        weights = np.minimum(1.0, spread / np.maximum(residual, 1e-9))
    directed = solution[1:] / max(float(solution[0]), 0.25)
    length = float(np.linalg.norm(directed))
    return np.asarray(directed * min(1.0, _DIRECTED_MAX / max(length, 1e-9)), dtype=np.float64)


def _face_window(image: Image, landmarks: Landmarks) -> Image:
    """Give the part of the picture the landmarks cover, at most 145 px square."""
    x0, y0, x1, y1 = landmarks.box
    middle_x, middle_y = 0.5 * (x0 + x1), 0.5 * (y0 + y1)
    half = min(72.0, 0.5 * max(x1 - x0, 8.0))
    left, top = max(0, int(middle_x - half)), max(0, int(middle_y - half))
    right, bottom = int(middle_x + half) + 1, int(middle_y + half) + 1
    return image[top : max(bottom, 0), left : max(right, 0)]
