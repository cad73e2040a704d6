"""What a brim's shadow falls on: the whole head in its true breadth."""

from __future__ import annotations

from functools import cache

import numpy as np

from tryon.arrays import IndexArray
from tryon.categories.occluders import load_head_model, personal_head
from tryon.landmarks.landmarks import Landmarks
from tryon.scene import Occluder

_HAIR_SHARE = 1.02
_LOWEST_M = -0.065
"""The head ends at the lobes: no shadow is seen on the neck, which lies behind the chin."""


def shaded_head(landmarks: Landmarks) -> Occluder:
    """Give the live face with the head around it, which hides nothing.

    The shared occluders are drawn narrow for the sake of spectacles; a shadow that ended
    where they end would show as a line down the temples.
    """
    model = load_head_model()
    head = personal_head(landmarks, model) * np.array([_HAIR_SHARE, 1.0, 1.0])
    around = landmarks.camera_from_subject.apply(head)
    vertices = np.vstack([landmarks.camera_points, around]).astype(np.float32)
    first = len(landmarks.camera_points)
    triangles = np.vstack([landmarks.triangles, _sides() + first])
    return Occluder(vertices, triangles.astype(np.int32), receives_shadow=True, hides=False)


@cache
def _sides() -> IndexArray:
    """Give the triangles of skull and ears above the neck, (M, 3)."""
    model = load_head_model()
    sides = np.vstack([model.skull_triangles, model.ear_triangles])
    return sides[model.vertices[sides, 1].min(axis=1) > _LOWEST_M]
