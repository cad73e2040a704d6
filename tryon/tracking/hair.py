"""Hair of one head as a soft matte, and the clothes below it.

Where hair may be follows from the posed head, which pixels look like it from the colours of the
picture itself, where the head ends from the person mask, and the fine edge from a guided filter
(He, Sun and Tang, PAMI 2013).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import AnyArray, Float32Array, Image
from tryon.landmarks import topology
from tryon.landmarks.landmarks import Landmarks
from tryon.tracking.head_regions import REGIONS_PX, HeadRegions
from tryon.tracking.head_window import WINDOW_PX, HeadWindow, fill_shape
from tryon.tracking.neckline import covered_neckline
from tryon.tracking.region_colours import Colours, RegionShares, learn_regions

_SKIN_PATCHES = (
    [117, 118, 119, 120, 47, 126, 142, 36, 205, 50],
    [346, 347, 348, 349, 277, 355, 371, 266, 425, 280],
    [6, 122, 188, 114, 217, 198, 209, 49, 48, 115, 220, 45, 4, 275, 440, 344, 278, 279, 429, 420,
     437, 343, 412, 351],
)  # fmt: skip
"""Cheeks under the eyes and the nose: hardly ever bearded, shaded or covered."""
_FOREHEAD = [109, 10, 338, 337, 336, 9, 107, 108]
_SKIN_REACH = 10.0
_FOREHEAD_REACH = 16.0
"""Squared Mahalanobis distances up to which patches count as bare skin."""
_SMOOTHING = 12.0
_EDGE = 10.0
_GUIDE_RADIUS = 4
_GUIDE_NOISE = (0.03 * 255.0) ** 2
_TYPICAL_GREY = 0.5
_FACE_SKIN = 0.85
"""Expectation of skin that only the face's own mesh reaches."""
_DECISION = 3.0
"""Gain of the odds: places are known to a centimetre at best and leave shares of 0.8 where there is
nothing but hair, through which a temple would shine."""


@dataclass(frozen=True, slots=True, eq=False)
class HairMatte:
    """Hair and clothes of a window, each (256, 256), [0, 1]."""

    hair: Float32Array
    clothes: Float32Array


def find_hair(
    crop: Image,
    person: Float32Array,
    landmarks: Landmarks,
    window: HeadWindow,
    regions: HeadRegions,
) -> HairMatte:
    """Find the hair of the head a window is around.

    Parameters
    ----------
    crop : (256, 256, 3), the window
    person : (256, 256), [0, 1], person mask of the window
    landmarks : of the face
    window : of the picture
    regions : what to expect where
    """
    size = (REGIONS_PX, REGIONS_PX)
    small = np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    inside = np.asarray(cv2.resize(person, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    colours = Colours.of(small)
    expected = RegionShares(
        regions.hair * inside,
        regions.skin * inside,
        regions.clothes * inside,
        np.float32(1.01) - inside,
    )
    skin_seeds, unlike_skin = _bare_skin(colours, landmarks, window)
    above = (regions.skin > _FACE_SKIN) | _above_chin(landmarks, window)
    expected = covered_neckline(expected, colours, skin_seeds, above)
    like_skin = np.exp(-0.125 * np.maximum(unlike_skin - 4.0, 0.0))
    crown = expected.hair * (expected.hair > 0.6) * (inside > 0.7)
    hair_seeds = (crown * (1.0 - like_skin)).astype(np.float32)
    shares = learn_regions(colours, expected, skin_seeds, hair_seeds)
    guides = _guides(small, crop, inside)
    hair = _refined(shares.hair, guides) * np.clip(person * 1.3 - 0.1, 0.0, 1.0)
    clothes = _refined(shares.clothes, guides) * np.clip(person * 1.3 - 0.1, 0.0, 1.0)
    return HairMatte(hair.astype(np.float32), clothes.astype(np.float32))


def _above_chin(landmarks: Landmarks, window: HeadWindow) -> AnyArray:
    """Give where the head is and not the neck, (128, 128) bool: hair there is no neckline."""
    points = window.to_window(landmarks.image_points, REGIONS_PX)
    chin = points[topology.CHIN]
    down = chin - points[topology.NOSE_BRIDGE]
    rows, columns = np.mgrid[:REGIONS_PX, :REGIONS_PX]
    return (columns - chin[0]) * down[0] + (rows - chin[1]) * down[1] < 0.0


def _bare_skin(
    colours: Colours, landmarks: Landmarks, window: HeadWindow
) -> tuple[Float32Array, Float32Array]:
    """Give the weight of pixels known to be skin, and how unlike skin each pixel is."""
    points = window.to_window(landmarks.image_points, REGIONS_PX)
    cheeks = np.zeros((REGIONS_PX, REGIONS_PX), dtype=bool)
    for rows in _SKIN_PATCHES:
        cheeks |= fill_shape(points[rows], REGIONS_PX) > 0
    forehead = fill_shape(points[_FOREHEAD], REGIONS_PX) > 0
    if not cheeks.any():
        return np.zeros(cheeks.shape, np.float32), np.full(cheeks.shape, 99.0, np.float32)
    unlike = colours.unlike(cheeks)
    bare = (cheeks & (unlike < _SKIN_REACH)) | (forehead & (unlike < _FOREHEAD_REACH))
    return bare.astype(np.float32), unlike


def _guides(small: Image, crop: Image, inside: Float32Array) -> tuple[Image, Image]:
    """Bring the person to middle brightness: dark hair before dark rooms has edges, too."""
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    chosen = grey[inside > 0.5]
    level = float(np.clip(np.percentile(chosen, 60) / 255.0, 0.05, 0.9)) if len(chosen) else 0.5
    gamma = float(np.clip(np.log(_TYPICAL_GREY) / np.log(level), 0.4, 1.3))
    table = (255.0 * (np.arange(256) / 255.0) ** gamma).astype(np.uint8)
    lifted = (np.asarray(cv2.LUT(picture, table), dtype=np.uint8) for picture in (small, crop))
    return next(lifted), next(lifted)


def _refined(share: Float32Array, guides: tuple[Image, Image]) -> AnyArray:
    """Smooth a share (128, 128) within edges, and bring it to the window's size with its edges."""
    odds = np.log((share + 1e-3) / (1.001 - share)).astype(np.float32)
    odds = cv2.ximgproc.fastGlobalSmootherFilter(guides[0], odds, _SMOOTHING, _EDGE)
    alpha = (1.0 / (1.0 + np.exp(-_DECISION * np.asarray(odds)))).astype(np.float32)
    large = cv2.resize(alpha, (WINDOW_PX, WINDOW_PX), interpolation=cv2.INTER_LINEAR)
    fine = cv2.ximgproc.guidedFilter(guides[1], large, _GUIDE_RADIUS, _GUIDE_NOISE)
    return np.clip(np.asarray(fine) * 1.3 - 0.15, 0.0, 1.0)
