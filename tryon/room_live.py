"""Furniture that stays where it was put while the camera moves."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tryon.arrays import Image
from tryon.engine_scene import WornProduct
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.room import TRACK_LOST, RoomReading, Stand
from tryon.room_studio import RoomPicture, RoomStudio
from tryon.tracking.room_anchor import AnchorState, RoomAnchor

_FOLLOWED_PX = 640
"""Longer side of the pictures that are followed: more pixels cost time and hold no better."""
_FROZEN_S = 0.7
"""How long pieces stay on the screen after the room was lost: for a shake they need not blink,
but longer they would stick to the screen while the room moves away behind them."""


@dataclass(frozen=True, slots=True, eq=False)
class RoomMoment:
    """One furnished picture of a stream.

    Parameters
    ----------
    picture : with its pieces; its timings hold `track` too, s
    camera_from_room : the last pose that was sure
    is_held : whether this picture confirmed the pose
    is_shown : whether the pieces are drawn: not when the room is lost for long
    advice : reason codes for the shopper, most urgent first
    """

    picture: RoomPicture
    camera_from_room: RigidTransform
    is_held: bool
    is_shown: bool
    advice: tuple[str, ...]


class RoomStream:
    """Pieces in a stream of pictures of one room, at their true size in every one.

    Not thread-safe: the studio's thread uses it. The pieces stand in the room, not in the picture:
    each new picture gives the camera's pose, the pieces are drawn as seen from there. Their light
    is that of the first picture, so that they do not flicker.

    Parameters
    ----------
    studio : draws
    frame : the picture that was read, the stream's first
    reading : of that picture, not refused
    pieces : what stands where; spots are px of that picture

    Raises
    ------
    ValueError
        If no floor was read, or two pieces have one number.
    """

    def __init__(
        self,
        studio: RoomStudio,
        frame: Frame,
        reading: RoomReading,
        pieces: Sequence[tuple[WornProduct, Stand]],
    ) -> None:
        if reading.landmarks is None:
            msg = f"reading: expected a floor, got the refusal {reading.refusal}"
            raise ValueError(msg)
        self._studio = studio
        self._camera = reading.camera
        self._small = _followed_camera(reading.camera)
        self._read_from_room = reading.landmarks.camera_from_subject
        self._room_from_read = self._read_from_room.inverse()
        # People move on: who is in the first picture does not hide pieces in the others.
        self._first = studio.furnish(frame, replace(reading, bystanders=()), pieces)
        small = self._shrunk(frame.image)
        share = self._small.width / self._camera.width
        spots = np.array([stand.spot for _, stand in pieces], dtype=np.float64).reshape(-1, 2)
        self._anchor = RoomAnchor(
            small, self._small, self._read_from_room, (spots + 0.5) * share - 0.5
        )
        self._last_held_s = frame.timestamp_s
        self._moment = RoomMoment(self._first, self._read_from_room, True, True, ())

    @property
    def moment(self) -> RoomMoment:
        """The last picture."""
        return self._moment

    def follow(self, frame: Frame, *, out: Image | None = None) -> RoomMoment:
        """Furnish the next picture.

        Parameters
        ----------
        frame : of the size of the first one; its camera does not count, the reading's does
        out : (H, W, 3) to draw into, the frame's own picture too; a new one if None
        """
        start = time.perf_counter()
        frame = replace(frame, camera=self._camera)
        state = self._anchor.follow(self._shrunk(frame.image))
        spent = time.perf_counter() - start
        if state.is_held:
            self._last_held_s = frame.timestamp_s
        is_shown = frame.timestamp_s - self._last_held_s <= _FROZEN_S
        picture = self._drawn(frame, state, is_shown=is_shown, out=out)
        timings = {"track": spent, **picture.timings_s}
        timings["total"] = time.perf_counter() - start
        picture = replace(picture, timings_s=timings)
        advice = state.advice
        if not is_shown and TRACK_LOST not in advice:
            advice = (TRACK_LOST, *advice)
        self._moment = RoomMoment(picture, state.camera_from_room, state.is_held, is_shown, advice)
        return self._moment

    def _drawn(
        self, frame: Frame, state: AnchorState, *, is_shown: bool, out: Image | None
    ) -> RoomPicture:
        if is_shown:
            now_from_read = state.camera_from_room @ self._room_from_read
            return self._studio.follow(frame, self._first, now_from_read, out=out)
        image = frame.copied_to(out)
        return replace(self._moment.picture, image=image, timings_s={})

    def _shrunk(self, image: Image) -> Image:
        size = (self._small.width, self._small.height)
        if image.shape[1::-1] == size:
            return image
        return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _followed_camera(camera: CameraIntrinsics) -> CameraIntrinsics:
    """Give the camera of the pictures that are followed."""
    share = _FOLLOWED_PX / max(camera.width, camera.height)
    if share >= 1.0:
        return camera
    return camera.resized(round(share * camera.width), round(share * camera.height))
