"""The picture around an ear lobe as numbers that light, skin and size change little."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Array1, Float32Array, Image
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.ears import Side, lobe_normal, sided
from tryon.tracking.affine_crop import affine_crop

PATCH_PX = 48
PX_PER_MM = 0.75
ABOVE_MM = 6.0
"""The patch shows more of the ear above the lobe than of the neck below it."""
_CELL_PX = 6
_BINS = 9
_COLOUR_CELLS = 12
_SKIN_FROM_LOBE_M = np.array([-0.012, 0.0, 0.030])
"""Cheek before a left lobe, whose colour is that of the lobe under the same light."""
_SKIN_HALF_MM = 3.0
_UP_M = np.array([0.0, 0.01, 0.0])
_FINEST_PX_PER_MM = 1.3
"""Finer pictures tell no more: the patch averages them."""
_MOST_LOG = 2.0

_CELL_OF_PX = np.arange(PATCH_PX) // _CELL_PX
_CELL_ROWS = _BINS * (_CELL_OF_PX[:, None] * (PATCH_PX // _CELL_PX) + _CELL_OF_PX[None])
"""(PATCH_PX, PATCH_PX), where the histogram of each pixel's cell starts."""


@dataclass(frozen=True, slots=True, eq=False)
class EarView:
    """How a lobe is seen: the plane of the picture around its expected place.

    Parameters
    ----------
    centre : (2,), px, where the lobe is expected
    across, down : (2,), px per mm: away from the face for an ear seen from the front, and down
        along the head
    depth : of the lobe, m
    skin : (2,), px, on the cheek before the lobe
    attitude : (4,) facing, turn, nod and size of the view, as the net takes them
    """

    centre: Array1
    across: Array1
    down: Array1
    depth: float
    skin: Array1
    attitude: Array1

    @classmethod
    def of(
        cls, pose: RigidTransform, lobe: Array1, side: Side, camera: CameraIntrinsics
    ) -> EarView | None:
        """Look at a lobe (3,), m, head frame; None if it is behind the camera."""
        place, skin, above = pose.apply(
            lobe + np.stack([np.zeros(3), sided(_SKIN_FROM_LOBE_M, side), _UP_M])
        )
        if place[2] < 0.05:
            return None
        pixels = camera.project(np.stack([place, skin, above]))
        px_per_mm = camera.fx / float(place[2]) / 1000.0
        # Seen along the head's axis there is no way down it: the picture's own serves.
        down = pixels[0] - pixels[2] + np.array([0.0, 0.5 * px_per_mm])
        down = down / np.linalg.norm(down) * px_per_mm
        across = np.array([down[1], -down[0]]) * (1.0 if side == "left" else -1.0)
        normal = pose.rotation @ lobe_normal(side)
        front = pose.rotation[:, 2]
        turn = float(front[0]) * (1.0 if side == "left" else -1.0)
        facing = -float(normal @ place) / float(np.linalg.norm(place))
        attitude = np.array(
            [facing, turn, float(front[1]), np.log(min(px_per_mm, _FINEST_PX_PER_MM))]
        )
        return cls(pixels[0], across, down, float(place[2]), pixels[1], attitude)

    def shifted(self, offset_mm: Array1) -> EarView:
        """Look at a place (2,) mm across and down from this one."""
        away = offset_mm[0] * self.across + offset_mm[1] * self.down
        return EarView(
            self.centre + away, self.across, self.down, self.depth, self.skin, self.attitude
        )


def cut_patch(image: Image, view: EarView) -> Image:
    """Resample the surroundings of a lobe, (PATCH_PX, PATCH_PX, 3) RGB, right ears mirrored."""
    per_px = 1.0 / PX_PER_MM
    middle = 0.5 * (PATCH_PX - 1)
    axes = np.column_stack([view.across, view.down]) * per_px
    start = view.centre - ABOVE_MM * view.down - axes @ np.array([middle, middle])
    step = float(np.linalg.norm(axes[:, 0]))
    frame_from_patch = np.column_stack([axes, start])
    return affine_crop(image, frame_from_patch, PATCH_PX, int(step))


def skin_colour(image: Image, view: EarView) -> Array1:
    """Give the mean colour (3,), RGB in [0, 255], of the cheek before an ear."""
    half = max(1.0, _SKIN_HALF_MM * float(np.linalg.norm(view.down)))
    height, width = image.shape[:2]
    x0, y0 = np.clip(np.rint(view.skin - half), 0, [width - 1, height - 1]).astype(int)
    x1, y1 = np.clip(np.rint(view.skin + half), 0, [width - 1, height - 1]).astype(int)
    return np.asarray(image[y0 : y1 + 1, x0 : x1 + 1].reshape(-1, 3).mean(axis=0), np.float64)


def describe(patch: Image, skin: Array1, attitude: Array1) -> Float32Array:
    """Give the numbers (N,) of a patch: edges by direction, colours against the skin's.

    Notes
    -----
    Histograms of oriented gradients (Dalal and Triggs, CVPR 2005), normalised over three by
    three cells.
    """
    coded = patch.astype(np.float32)
    level = np.sqrt(coded @ np.array([0.2126, 0.7152, 0.0722], np.float32) + 1.0)
    edges = _edges(level)
    logs = np.log((coded + 4.0) / (skin.astype(np.float32) + 4.0))
    small = cv2.resize(logs, (_COLOUR_CELLS, _COLOUR_CELLS), interpolation=cv2.INTER_AREA)
    light = small.mean(axis=2)
    colours = np.stack([light, small[..., 0] - light, small[..., 2] - light])
    parts = (edges.ravel(), np.clip(colours, -_MOST_LOG, _MOST_LOG).ravel(), attitude)
    return np.concatenate(parts).astype(np.float32)


def _edges(level: Float32Array) -> Float32Array:
    right = cv2.Sobel(level, cv2.CV_32F, 1, 0, ksize=3)
    down = cv2.Sobel(level, cv2.CV_32F, 0, 1, ksize=3)
    strength = np.sqrt(right * right + down * down)
    place = np.mod(np.arctan2(down, right), np.pi) * (_BINS / np.pi)
    low = np.floor(place)
    share = place - low
    cells = PATCH_PX // _CELL_PX
    low_bin = low.astype(np.int64)
    size = cells * cells * _BINS
    one = np.bincount(
        (_CELL_ROWS + low_bin % _BINS).ravel(), (strength * (1.0 - share)).ravel(), size
    )
    two = np.bincount(
        (_CELL_ROWS + (low_bin + 1) % _BINS).ravel(), (strength * share).ravel(), size
    )
    result = (one + two).reshape(cells, cells, _BINS).astype(np.float32)
    energy = cv2.blur((result**2).sum(axis=2), (3, 3), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(np.sqrt(result / np.sqrt(energy + 4.0)[..., None]), dtype=np.float32)
