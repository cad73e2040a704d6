"""The face tracker: the landmark net on our own windows, searches for new faces around it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal

from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.wearer import Need, WearerHints
from tryon.tracking.face_company import FaceCompany
from tryon.tracking.face_detector import LEFT_EYE, RIGHT_EYE, FaceDetection
from tryon.tracking.face_nets import FaceNets
from tryon.tracking.face_region import FaceRegion
from tryon.tracking.face_track import FaceTrack
from tryon.tracking.landmark_net import NetFace
from tryon.tracking.picture_pyramid import PicturePyramid

TrackingMode = Literal["image", "video"]

_NEW_PRESENCE = 0.8
"""Stricter than for a face already followed: true faces give over 0.84, things up to 0.77."""
_FIRST_PRESENCE = 0.3
_DOUBTFUL_PRESENCE = 0.9995
_POOR_WINDOW = 0.25
"""A window that the landmarks correct by more was no good view of the face."""
_SAME_FACE_OVERLAP = 0.3
_IMAGE_TILES = 16
_COMPANION = 0.3
"""Width, over the largest face, from which others are surely found: thrice as far away at most."""
_LEVEL_COSINE = 0.5
_SEARCH_EVERY = 4
_SMALLEST_FACE_PX = 24.0
"""Below, every round thing of two dark spots is a face to the net, and no product can sit."""
_CANDIDATES_PER_PERSON = 3


class RoiFaceTracker:
    """Finds and follows faces from about 30 px wide, several at once.

    Parameters
    ----------
    nets : shared by all trackers of the process; not closed by this one
    mode : `image` searches every picture thoroughly and keeps nothing; `video` follows faces
        from frame to frame, smooths them, and looks for new ones in the background
    max_people : how many faces at most, the largest first
    hints : what the wearer tells about sizes
    """

    def __init__(
        self,
        nets: FaceNets,
        *,
        mode: TrackingMode,
        max_people: int = 4,
        hints: WearerHints | None = None,
    ) -> None:
        self._nets = nets
        self._max_people = max_people
        self._hints = hints or WearerHints()
        self._mode: TrackingMode = mode
        self._stream_id = nets.next_stream_id()
        self._company = FaceCompany()
        self._track_ids = itertools.count()
        self._turn = 0
        self._wait = 0
        if mode == "video":
            nets.background.start()

    def use_hints(self, hints: WearerHints) -> None:
        """Take new hints for faces found from now on, and for those followed already."""
        self._hints = hints
        for who in self._company.everybody:
            who.track.use_hints(hints)

    def use_needs(self, needs: frozenset[Need]) -> None:
        """Change nothing: this tracker finds faces only."""

    def track(self, frame: Frame) -> tuple[Landmarks, ...]:
        """Find the faces of one frame, largest first; empty means nobody.

        Raises
        ------
        TrackerError
            If a net fails.
        """
        found = self._track_image(frame) if self._mode == "image" else self._track_video(frame)
        return tuple(sorted(found, key=_size, reverse=True))

    def close(self) -> None:
        """Forget everybody; safe twice."""
        self._company.clear()
        self._nets.background.forget(self._stream_id)

    def _track_image(self, frame: Frame) -> list[Landmarks]:
        picture, search = PicturePyramid(frame.image), self._nets.search
        faces = self._confirmed(frame, search.whole(picture), [], self._max_people)
        if len(faces) < self._max_people:
            smallest_px = _COMPANION * max(map(_width, faces), default=0.0)
            near = search.near(picture, max_tiles=_IMAGE_TILES, smallest_px=smallest_px)
            faces += self._others(frame, near, faces)
        if not faces or (len(faces) < self._max_people and _lies(max(faces, key=_width))):
            faces += self._others(frame, search.sideways(picture), faces)
        return [self._new_track(index).place(frame, face) for index, face in enumerate(faces)]

    def _track_video(self, frame: Frame) -> list[Landmarks]:
        company = self._company
        present = list(company.present)
        answers = self._nets.net.find_all(frame, [who.region for who in present])
        placed = company.settle(frame, list(zip(present, answers, strict=True)))
        detections = self._look_around(frame)
        known = [who.region for who in company.present]
        room = self._max_people - len(company.present)
        for face in self._confirmed(frame, detections, known, room):
            track = self._new_track(next(self._track_ids))
            placed.append((company.welcome(frame, track, face, placed), face))
        return [who.track.follow(frame, face) for who, face in placed]

    def _look_around(self, frame: Frame) -> Sequence[FaceDetection]:
        """Search at once while nobody is followed, otherwise beside the frame loop."""
        if len(self._company.present) >= self._max_people:
            return ()
        if not self._company.present:
            self._turn += 1
            # Turn 0 is the whole picture: with nobody to follow there is time for both.
            search = self._nets.search
            return search.turn(frame.image, 0) or search.turn(frame.image, 2 * self._turn + 1)
        if self._company.misses_somebody(frame.timestamp_s):
            # Whoever was hidden reappears any moment; the search beside the loop takes seconds.
            self._wait = (self._wait + 1) % _SEARCH_EVERY
            if self._wait == 0:
                return self._nets.search.turn(frame.image, 0)
        background = self._nets.background
        if background.offer(self._stream_id, frame.image, self._turn):
            self._turn += 1
        return background.take(self._stream_id)

    def _others(
        self, frame: Frame, detections: Sequence[FaceDetection], faces: Sequence[NetFace]
    ) -> list[NetFace]:
        """Give the faces of a picture that are not among those found in it already."""
        room = self._max_people - len(faces)
        return self._confirmed(frame, detections, [face.region for face in faces], room)

    def _confirmed(
        self,
        frame: Frame,
        detections: Sequence[FaceDetection],
        known: Sequence[FaceRegion],
        room: int,
    ) -> list[NetFace]:
        """Run the net again on what it finds in every new detection; keep true, distinct faces."""
        faces: list[NetFace] = []
        regions = list(known)
        if room <= 0:
            return faces
        largest = sorted(detections, key=lambda item: -item.width * item.score)
        for detection in largest[: _CANDIDATES_PER_PERSON * self._max_people]:
            eyes = detection.keypoints[[RIGHT_EYE, LEFT_EYE]]
            region = FaceRegion.from_keypoints(detection.box, eyes, frame.camera)
            if any(region.overlap(other) > _SAME_FACE_OVERLAP for other in regions):
                continue
            face = self._settled(frame, region)
            if face is None:
                continue
            if any(face.region.overlap(other) > _SAME_FACE_OVERLAP for other in regions):
                continue
            regions.append(face.region)
            faces.append(face)
            if len(faces) == room:
                break
        return faces

    def _settled(self, frame: Frame, region: FaceRegion) -> NetFace | None:
        """Give the face of a detected window, None if there is none."""
        net = self._nets.net
        first = net.find(frame, region)
        if first.presence < _FIRST_PRESENCE:
            return None
        if self._mode == "video":
            second = net.find(frame, first.region)
        else:
            found_at = first.region
            if not region.is_close(found_at, _POOR_WINDOW):
                found_at = net.find(frame, found_at).region
            second = net.find_twofold(frame, found_at)
            if first.presence < _DOUBTFUL_PRESENCE:
                # Detectors take a face on its head for one that stands upright.
                turned = net.find(frame, region.upside_down())
                turned = net.find_twofold(frame, turned.region)
                second = max(second, turned, key=lambda face: face.presence)
        spread = float((second.image_points.max(axis=0) - second.image_points.min(axis=0)).max())
        is_face = second.presence >= _NEW_PRESENCE and spread >= _SMALLEST_FACE_PX
        return second if is_face else None

    def _new_track(self, track_id: int) -> FaceTrack:
        return FaceTrack(track_id, self._nets.face, self._nets.solver, self._hints)


def _size(landmarks: Landmarks) -> float:
    x0, y0, x1, y1 = landmarks.box
    return (x1 - x0) * (y1 - y0)


def _width(face: NetFace) -> float:
    return float(face.image_points[:, 0].max() - face.image_points[:, 0].min())


def _lies(face: NetFace) -> bool:
    """Whether the line of the eyes is far from level: the picture itself may be turned."""
    return float(face.region.region_from_camera[0, 0]) < _LEVEL_COSINE
