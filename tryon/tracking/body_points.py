"""Points of neck and shoulders between looks: they stay while the head turns above them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tryon.arrays import Array1
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks, Measure

_WORDS = ("shoulder", "neck", "collar", "chest")
_SKULL_BASE_M = np.array([0.0, -0.0489, -0.1075])
"""Where the head turns on the neck, head frame of the average adult; see `assets/build/neck.py`."""
_EAR_DEPTH_M = -0.1052
_NEW_SHARE = 0.35
"""Weight of a new look against what was known: the net trembles by a centimetre."""
_BREADTH = "neck_breadth_mm"


def is_body_point(name: str) -> bool:
    """Whether a named point belongs to the body below the head."""
    return any(word in name for word in _WORDS)


def below(point: Array1, seen: Landmarks, now: RigidTransform) -> Array1:
    """Give a body point, (3,), m, head frame, after its head has turned on the neck.

    Parameters
    ----------
    seen : the head when the point was found
    now : `camera_from_subject` of the head now
    """
    ears = seen.subject_points
    size = float(ears["left_ear"][2] + ears["right_ear"][2]) / (2.0 * _EAR_DEPTH_M)
    pivot = size * _SKULL_BASE_M
    turned = seen.camera_from_subject.rotation @ (point - pivot)
    return pivot + now.rotation.T @ turned


def steadied_body(new: Mapping[str, Array1], old: Mapping[str, Array1]) -> dict[str, Array1]:
    """Mix new body points with those known before, both in the head frame now."""
    return {
        name: old[name] + _NEW_SHARE * (point - old[name])
        for name, point in new.items()
        if name in old and is_body_point(name)
    }


def steadied_breadth(new: Mapping[str, Measure], old: Mapping[str, Measure]) -> dict[str, Measure]:
    """Mix how broad the neck was found with what was known; one look without it forgets nothing."""
    if _BREADTH not in old:
        return {}
    if _BREADTH not in new:
        return {_BREADTH: old[_BREADTH]}
    fresh, known = new[_BREADTH], old[_BREADTH]
    pairs = ((fresh.value, known.value), (fresh.low, known.low), (fresh.high, known.high))
    value, low, high = (b + _NEW_SHARE * (a - b) for a, b in pairs)
    return {_BREADTH: Measure(value, low, high)}
