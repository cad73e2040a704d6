"""One followed face: its window, filters, shape and size."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.frame import Frame
from tryon.geometry.axes import yaw_pitch_roll_rad
from tryon.geometry.transform import RigidTransform
from tryon.landmarks import topology
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.smoothing import PointFilter, RotationFilter
from tryon.tracking.canonical_face import CanonicalFace
from tryon.tracking.face_pose import FacePoseSolver
from tryon.tracking.face_region import FaceRegion
from tryon.tracking.face_scale import EyeReading, FaceScale, ScaleHints, read_iris
from tryon.tracking.face_shape import FaceShape, FaceShapeEstimator

_TURNED_AWAY_RAD = np.deg2rad(65.0)
_SMALL_FACE_PX = 30.0
_HIDDEN = 0.2


class FaceTrack:
    """Turns one person's landmarks into a posed, measured face.

    Parameters
    ----------
    track_id : given to the landmarks
    face : the canonical face
    solver : of the pose
    hints : what the wearer tells about sizes
    """

    def __init__(
        self, track_id: int, face: CanonicalFace, solver: FacePoseSolver, hints: ScaleHints
    ) -> None:
        self.track_id = track_id
        self._face = face
        self._solver = solver
        self._shape = FaceShapeEstimator(face)
        self._scale = FaceScale(hints)
        self._pose: RigidTransform | None = None
        self._point_filter = PointFilter()
        self._rotation_filter = RotationFilter()

    def use_hints(self, hints: ScaleHints) -> None:
        """Take what the wearer tells from now on."""
        self._scale.hints = hints

    def place(self, frame: Frame, image_points: Array2, score: float) -> Landmarks:
        """Pose and measure the face as seen, without smoothing."""
        region = FaceRegion.around(image_points, frame.camera)
        pose = self._solver.solve(image_points, frame.camera, region, self._pose)
        self._pose = pose
        return self._landmarks(frame, image_points, pose, score)

    def follow(self, frame: Frame, image_points: Array2, score: float) -> Landmarks:
        """Pose and measure the face, smoothed over the frames given before."""
        low, high = image_points.min(axis=0), image_points.max(axis=0)
        smooth = self._point_filter(image_points, float((high - low).max()), frame.timestamp_s)
        region = FaceRegion.around(smooth, frame.camera)
        pose = self._solver.solve(smooth, frame.camera, region, self._pose)
        self._pose = pose
        # The head frame turns about the nose bridge, its origin, which therefore stays put.
        rotation = self._rotation_filter(pose.rotation, frame.timestamp_s)
        steady = RigidTransform(rotation, pose.translation)
        return self._landmarks(frame, smooth, steady, score)

    def _landmarks(
        self, frame: Frame, image_points: Array2, pose: RigidTransform, score: float
    ) -> Landmarks:
        shape = self._shape.update(image_points, frame.camera, pose)
        reading = self._reading(frame, image_points, pose, shape)
        scale, distance = self._scale.update(reading)
        scaled = RigidTransform(pose.rotation, pose.translation * scale)
        surface = np.concatenate([self._face.points, np.repeat(shape.pupils, 5, axis=0)]) * scale
        depth = scaled.apply(surface)[:, 2]
        return Landmarks(
            subject="face",
            track_id=self.track_id,
            score=score,
            image_points=image_points,
            camera_points=frame.camera.unproject(image_points, depth),
            visibility=_visibility(image_points, frame),
            triangles=self._face.triangles,
            camera_from_subject=scaled,
            subject_points=self._shape.named_points(shape, scale),
            measures={"pupillary_distance_mm": distance},
            notes=self._notes(image_points, scaled),
            timestamp_s=frame.timestamp_s,
        )

    def _reading(
        self, frame: Frame, image_points: Array2, pose: RigidTransform, shape: FaceShape
    ) -> EyeReading:
        focal_px = 0.5 * (frame.camera.fx + frame.camera.fy)
        depth = float(pose.apply(shape.pupils)[:, 2].mean())
        yaw_rad, _, _ = yaw_pitch_roll_rad(pose)
        diameter, iris_px = read_iris(image_points, depth, focal_px, yaw_rad)
        distance = float(np.linalg.norm(shape.pupils[1] - shape.pupils[0]))
        return EyeReading(distance, diameter, iris_px, depth, focal_px)

    def _notes(self, image_points: Array2, pose: RigidTransform) -> tuple[str, ...]:
        notes: list[str] = []
        if abs(yaw_pitch_roll_rad(pose)[0]) > _TURNED_AWAY_RAD:
            notes.append("turned_away")
        sides = image_points[[topology.RIGHT_SIDE[1], topology.LEFT_SIDE[1]]]
        height = image_points[[topology.FOREHEAD, topology.CHIN]]
        width = max(
            np.linalg.norm(sides[1] - sides[0]), 0.8 * np.linalg.norm(height[1] - height[0])
        )
        if width < _SMALL_FACE_PX:
            notes.append("face_too_small")
        if self._scale.may_be_child:
            notes.append("maybe_child")
        return tuple(notes)


def _visibility(image_points: Array2, frame: Frame) -> Array1:
    """Give (478,): 1 inside the picture, 0.2 where the net guesses beyond its edge."""
    size = np.array([frame.camera.width, frame.camera.height])
    inside = ((image_points > -0.5) & (image_points < size - 0.5)).all(axis=1)
    return np.where(inside, 1.0, _HIDDEN)
