"""Whether a face looks as it did: a hand before it, hair that fell into it, another turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array2, Float32Array, Image
from tryon.frame import Frame
from tryon.geometry.transform import rotation_angle_rad
from tryon.landmarks.landmarks import Landmarks

_EVERY = 3
"""One landmark of so many is looked at: about 150 of a face."""
_AROUND_PX = 2
_CHANGED = 30.0
"""Levels, of 255, by which a place has another colour. On a recorded face that turns to and fro
at most 9 % of the places differ so much within a second; a quarter of a face that is covered by
skin of its own colour is 10 % at least and 20 % mostly."""
_CHANGED_SHARE = 0.09
_TURNED_RAD = float(np.radians(6.0))
_GAINS = (0.7, 1.4)
"""Exposures move; more than that is no exposure."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceLook:
    """How a face looked.

    Parameters
    ----------
    head : its landmarks
    colours : (N, 3) at some of them
    """

    head: Landmarks
    colours: Float32Array

    @classmethod
    def of(cls, frame: Frame, head: Landmarks) -> FaceLook:
        """Look at the face of a head in a frame."""
        return cls(head, _sampled(frame.image, head.image_points[::_EVERY]))

    def has_changed(self, frame: Frame, head: Landmarks) -> bool:
        """Tell whether the same head turned, or something covers or bares its face."""
        before, now = self.head.camera_from_subject, head.camera_from_subject
        if rotation_angle_rad(before.rotation @ now.rotation.T) > _TURNED_RAD:
            return True
        colours = _sampled(frame.image, head.image_points[::_EVERY])
        if colours.shape != self.colours.shape:
            return True
        gain = np.median(colours) / max(float(np.median(self.colours)), 1.0)
        levels = np.abs(self.colours * np.clip(gain, *_GAINS) - colours).max(axis=1)
        return float((levels > _CHANGED).mean()) > _CHANGED_SHARE


def _sampled(image: Image, points: Array2) -> Float32Array:
    """Give the mean colours, (N, 3), of five pixels about each of (N, 2) points, px."""
    height, width = image.shape[:2]
    steps = _AROUND_PX * np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]])
    places = np.rint(points[None] + steps[:, None]).astype(np.intp)
    columns = np.clip(places[..., 0], 0, width - 1)
    rows = np.clip(places[..., 1], 0, height - 1)
    return np.asarray(image[rows, columns].mean(axis=0, dtype=np.float32))
