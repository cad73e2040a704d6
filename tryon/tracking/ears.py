"""Finds ear lobes in the picture, near where the posed head has them on average."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import numpy as np

from tryon.arrays import Array1, Float32Array, frozen
from tryon.errors import AssetError
from tryon.frame import Frame
from tryon.landmarks.ears import AVERAGE_ERROR_MM, Side, average_lobe
from tryon.landmarks.landmarks import Landmarks, Measure
from tryon.tracking.ear_patch import EarView, cut_patch, describe, skin_colour

_NET_FILE = Path(__file__).resolve().parents[2] / "assets" / "body" / "ear_lobes.npz"
_SIDES: tuple[Side, ...] = get_args(Side)
_LEAST_FACING = -0.3
"""A lobe that faces farther away lies behind the cheek."""
_LEAST_PX_PER_MM = 0.25
_LOOKS = 3
_MOST_MOVE_MM = 25.0
_TRUST = 2.0
"""Real ears differ more than those the net learned: its errors on marked photos over those it
expects."""
_NET_LIMITS = (-4.0, 2.0)
_INTERVAL = 2.45
"""95 % of a plane normal distribution lie within so many standard deviations (Rayleigh)."""


@dataclass(frozen=True, slots=True, eq=False)
class EarNet:
    """A small fully connected net from a patch's numbers to the lobe's place in it.

    Parameters
    ----------
    mean, spread : (N,) of the numbers
    layers : (weights (in, out), bias (out,)) of each layer; between them negatives become 0
    unit_mm : of the answers: across, down; the third is the logarithm of their error
    """

    mean: Float32Array
    spread: Float32Array
    layers: tuple[tuple[Float32Array, Float32Array], ...]
    unit_mm: float

    def locate(self, numbers: Float32Array) -> tuple[Array1, float]:
        """Give where the lobe is, (2,) mm across and down, and the error expected, mm."""
        values = (numbers - self.mean) / self.spread
        for index, (weights, bias) in enumerate(self.layers):
            values = values @ weights + bias
            if index + 1 < len(self.layers):
                values = np.maximum(values, 0.0)
        error = float(np.exp(np.clip(values[2], *_NET_LIMITS))) * self.unit_mm
        return np.asarray(values[:2], dtype=np.float64) * self.unit_mm, error


def load_ear_net(path: Path = _NET_FILE) -> EarNet:
    """Load the net of the installation.

    Raises
    ------
    AssetError
        If the file is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            count = sum(name.startswith("weights_") for name in data.files)
            layers = tuple(
                (
                    frozen(data[f"weights_{number}"], np.float32, (None, None), "ear net weights"),
                    frozen(data[f"bias_{number}"], np.float32, (None,), "ear net bias"),
                )
                for number in range(count)
            )
            mean = frozen(data["mean"], np.float32, (None,), "ear net mean")
            spread = frozen(data["spread"], np.float32, (len(mean),), "ear net spread")
            return EarNet(mean, spread, layers, float(data["unit_mm"]))
    except (OSError, KeyError, ValueError) as error:
        msg = f"{path}: expected the net of ear lobes, got {error}"
        raise AssetError(msg) from error


class EarFinder:
    """Adds the lobes of a face to its landmarks; keeps nothing between pictures.

    Parameters
    ----------
    net : learned from heads with known lobes
    """

    def __init__(self, net: EarNet) -> None:
        self._net = net

    def refine(self, frame: Frame, landmarks: Landmarks) -> Landmarks:
        """Add `left_lobe`, `right_lobe` and their errors, as far as the ears are in view.

        A lobe is the middle of it where it is pierced, m, head frame. The measure
        `left_lobe_error_mm` is the standard deviation of its place across the picture and the
        interval that holds the true place in 95 of 100 pictures.
        """
        if landmarks.subject != "face":
            return landmarks
        points, measures = dict(landmarks.subject_points), dict(landmarks.measures)
        for side in _SIDES:
            found = self._find(frame, landmarks, side)
            if found is None:
                continue
            points[f"{side}_lobe"], error_mm = found
            measures[f"{side}_lobe_error_mm"] = Measure(error_mm, 0.0, _INTERVAL * error_mm)
        return replace(landmarks, subject_points=points, measures=measures)

    def _find(self, frame: Frame, landmarks: Landmarks, side: Side) -> tuple[Array1, float] | None:
        """Give a lobe (3,), m, head frame, and its error, mm; None if it is not in view."""
        pose = landmarks.camera_from_subject
        lobe = average_lobe(landmarks, side)
        view = EarView.of(pose, lobe, side, frame.camera)
        if view is None or not _is_seen(view, frame):
            return None
        skin = skin_colour(frame.image, view)
        offset, error = np.zeros(2), AVERAGE_ERROR_MM
        for _ in range(_LOOKS):
            here = view.shifted(offset)
            numbers = describe(cut_patch(frame.image, here), skin, view.attitude)
            away, expected = self._net.locate(numbers)
            expected *= _TRUST
            # What heads are like and what the picture shows, each by its certainty.
            share = AVERAGE_ERROR_MM**2 / (AVERAGE_ERROR_MM**2 + expected**2)
            offset = np.clip(share * (offset + away), -_MOST_MOVE_MM, _MOST_MOVE_MM)
            error = expected * float(np.sqrt(share))
        moved = view.shifted(offset).centre
        place = frame.camera.unproject(moved[None], np.array([view.depth]))[0]
        return pose.inverse().apply(place[None])[0], error


def _is_seen(view: EarView, frame: Frame) -> bool:
    facing, _, _, log_px_per_mm = view.attitude
    if facing < _LEAST_FACING or log_px_per_mm < np.log(_LEAST_PX_PER_MM):
        return False
    u, v = view.centre
    return 0.0 <= u < frame.camera.width and 0.0 <= v < frame.camera.height
