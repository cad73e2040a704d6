"""One followed face: its window, filters, shape and size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.frame import Frame
from tryon.geometry.axes import yaw_pitch_roll_rad
from tryon.geometry.transform import RigidTransform
from tryon.landmarks import topology
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.smoothing import OneEuroSettings, PointFilter, PoseFilter
from tryon.landmarks.wearer import WearerHints
from tryon.tracking.canonical_face import CanonicalFace
from tryon.tracking.card_watch import CardWatch
from tryon.tracking.face_pose import FacePoseSolver
from tryon.tracking.face_scale import EyeReading, FaceScale, read_iris
from tryon.tracking.face_shape import FaceShape, FaceShapeEstimator
from tryon.tracking.landmark_net import NetFace

_TURNED_AWAY_RAD = np.deg2rad(65.0)
_SMALL_FACE_PX = 30.0
_HIDDEN = 0.2
_OFFSET_SETTINGS = OneEuroSettings(0.5, 80.0)
"""Expressions move landmarks against the rigid face: follow them faster than a still head."""


LookForCard = Callable[[Frame, RigidTransform, Array2, tuple[float, float]], None]


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
        self, track_id: int, face: CanonicalFace, solver: FacePoseSolver, hints: WearerHints
    ) -> None:
        self.track_id = track_id
        self._face = face
        self._solver = solver
        self._shape = FaceShapeEstimator(face)
        self._scale = FaceScale(hints)
        self._card = CardWatch()
        self._pose: RigidTransform | None = None
        self._pose_filter = PoseFilter()
        self._offset_filter = PointFilter(_OFFSET_SETTINGS)
        irises = np.repeat(self._shape.average_pupils, 5, axis=0)
        self._surface = np.concatenate([face.points, irises])

    def use_hints(self, hints: WearerHints) -> None:
        """Take what the wearer tells from now on."""
        self._scale.hints = hints

    def resume(self) -> None:
        """Begin anew where the face is now; what was measured of the person stays."""
        self._pose = None
        self._pose_filter = PoseFilter()
        self._offset_filter = PointFilter(_OFFSET_SETTINGS)

    def place(self, frame: Frame, face: NetFace) -> Landmarks:
        """Pose and measure the face as seen, without smoothing."""
        pose = self._solver.solve(face.image_points, frame.camera, face.region, self._pose)
        self._pose = pose
        return self._landmarks(frame, face.image_points, pose, face.presence, self._card.look)

    def follow(self, frame: Frame, face: NetFace) -> Landmarks:
        """Pose and measure the face, smoothed over the frames given before.

        The pose is smoothed as such; the landmarks keep their smoothed distance from the posed
        average face. Smoothing landmarks alone makes turns lag: those near the axis hardly move.
        """
        camera, time_s, points = frame.camera, frame.timestamp_s, face.image_points
        pose = self._solver.solve(points, camera, face.region, self._pose)
        self._pose = pose
        size = float((points.max(axis=0) - points.min(axis=0)).max())
        steady = self._pose_filter(pose, camera, size, time_s)
        offsets = points - camera.project(pose.apply(self._surface))
        calm = self._offset_filter(offsets, size, time_s)
        steady_points = camera.project(steady.apply(self._surface)) + calm
        return self._landmarks(frame, steady_points, steady, face.presence, self._card.follow)

    def _landmarks(
        self,
        frame: Frame,
        image_points: Array2,
        pose: RigidTransform,
        score: float,
        look_for_card: LookForCard,
    ) -> Landmarks:
        shape = self._shape.update(image_points, frame.camera, pose)
        self._scale.remember(self._reading(frame, image_points, pose, shape))
        if self._wants_card:
            depth = pose.apply(self._surface)[:, 2]
            points = frame.camera.unproject(image_points, depth)
            look_for_card(frame, pose, points, self._scale.plausible_sizes())
            self._scale.card = self._card.reading
        scale, distance = self._scale.estimate()
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

    @property
    def _wants_card(self) -> bool:
        hints = self._scale.hints
        return hints.holds_card and hints.pupillary_distance_mm is None

    def _reading(
        self, frame: Frame, image_points: Array2, pose: RigidTransform, shape: FaceShape
    ) -> EyeReading:
        focal_px = 0.5 * (frame.camera.fx + frame.camera.fy)
        depth = float(pose.apply(shape.pupils)[:, 2].mean())
        yaw_rad, _, _ = yaw_pitch_roll_rad(pose)
        diameter, iris_px = read_iris(image_points, depth, focal_px, yaw_rad)
        distance = float(np.linalg.norm(shape.pupils[1] - shape.pupils[0]))
        return EyeReading(distance, diameter, iris_px, depth)

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
        if self._wants_card and self._card.reading is None:
            notes.append("card_not_found")
        return tuple(notes)


def _visibility(image_points: Array2, frame: Frame) -> Array1:
    """Give (478,): 1 inside the picture, 0.2 where the net guesses beyond its edge."""
    size = np.array([frame.camera.width, frame.camera.height])
    inside = ((image_points > -0.5) & (image_points < size - 0.5)).all(axis=1)
    return np.where(inside, 1.0, _HIDDEN)
