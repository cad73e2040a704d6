"""What of a pair of spectacles lies under the wearer's hair."""

from __future__ import annotations

import numpy as np

from tryon.categories.category import PartFit
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte

_EAR_BELOW_ROOT_M = np.array([0.002, -0.026, -0.003])
"""Middle of the left ear from its root, where a temple rests."""
_EAR_RADIUS_M = 0.014
_BEFORE_ROOT_M = np.array([0.0, 0.002, 0.018])
_TEMPLE_RADIUS_M = 0.006
_MOSTLY = 0.5


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
    head_points = root + np.stack([_EAR_BELOW_ROOT_M, _BEFORE_ROOT_M]) * mirror
    points = landmarks.camera_from_subject.apply(head_points)
    px_per_m = camera.fx / float(points[0, 2])
    return all(
        hair.mean_around(float(u), float(v), radius * px_per_m) > _MOSTLY
        for (u, v), radius in zip(
            camera.project(points), (_EAR_RADIUS_M, _TEMPLE_RADIUS_M), strict=True
        )
    )
