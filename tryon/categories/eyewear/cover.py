"""What of a pair of spectacles lies under the wearer's hair."""

from __future__ import annotations

import numpy as np

from tryon.categories.category import PartFit
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte

_PLACES = (
    # Middle of the ear: it stands out sideways, and what lies before it is cheek.
    (np.array([0.010, -0.026, 0.000]), 0.013, 0.35),
    # The temple just before the ear.
    (np.array([0.000, 0.002, 0.018]), 0.006, 0.35),
)
"""Where hair must lie, from the left ear's root, m, head frame; half the side of the square looked
at, m; and the least share of hair in it. On photos, men's thick sideburns gave up to 0.7 at the
temple but at most 0.33 at the ear; hair that hangs over an ear gave 0.37 and more."""


def temple_parts(
    landmarks: Landmarks, camera_from_product: RigidTransform, camera: CameraIntrinsics
) -> tuple[PartFit, ...]:
    """Let hair hide the temple of each side on which it lies over temple and ear.

    Sideburns end at the temple too, but leave the ear free: the temple lies over them.
    """
    hair = landmarks.mattes.get("hair")
    if hair is None:
        return ()
    return tuple(
        PartFit(f"temple_{side}", camera_from_product, ("hands", "hair"))
        for side, sign in (("left", 1.0), ("right", -1.0))
        if _lies_over(hair, landmarks, camera, (side, sign))
    )


def _lies_over(
    hair: Matte, landmarks: Landmarks, camera: CameraIntrinsics, side: tuple[str, float]
) -> bool:
    name, sign = side
    mirror = np.array([sign, 1.0, 1.0])
    root = landmarks.subject_points[f"{name}_ear"]
    head_points = root + np.stack([place for place, _, _ in _PLACES]) * mirror
    points = landmarks.camera_from_subject.apply(head_points)
    px_per_m = camera.fx / float(points[0, 2])
    return all(
        hair.mean_around(float(u), float(v), radius_m * px_per_m) > least
        for (u, v), (_, radius_m, least) in zip(camera.project(points), _PLACES, strict=True)
    )
