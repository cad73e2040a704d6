"""Rooms through the engine process: read, furnished, and followed while the camera moves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence, Set

from tryon.arrays import Image
from tryon.factory import EngineConfig, Placement
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.room import Cutout, RoomHints, RoomReading
from tryon.process_line import EngineReply, PendingReply
from tryon.process_messages import AnyOrder, FollowOrder, FurnishOrder, WalkOrder
from tryon.process_reader import RoomReply, read_apart


class RoomDoors(ABC):
    """What `EngineProcess` does with rooms."""

    _config: EngineConfig
    _timeout_s: float
    _photo_timeout_s: float

    @abstractmethod
    def _begin(
        self, image: Image, order: AnyOrder, skus: Set[str], limit_s: float
    ) -> PendingReply: ...

    def read_room(
        self, image: Image, camera: CameraIntrinsics | None, hints: RoomHints
    ) -> RoomReply:
        """Read the floor of a room's picture and who is in it.

        Blocks, up to a second; no frame of a stream waits for it.

        Parameters
        ----------
        image : (H, W, 3) RGB uint8
        camera : of this picture, None if nothing is known of it
        hints : what is told with it, px of this picture

        Raises
        ------
        ModelMissingError, ModelAlteredError
            If a model is not fetched or not the pinned one.
        TrackerError
            If there is no answer in time.
        """
        return read_apart(image, camera, hints, self._photo_timeout_s, self._config.models_dir)

    def furnish(
        self,
        image: Image,
        reading: RoomReading,
        placements: Sequence[Placement],
        cutouts: Sequence[Cutout] = (),
    ) -> EngineReply:
        """Put pieces into the picture of a room that was read; blocks until it is drawn.

        Parameters
        ----------
        image : (H, W, 3) RGB uint8, the picture that was read
        reading : what `read_room` gave; refused ones draw nothing
        placements : which piece stands where
        cutouts : strokes of what stays in front

        Raises
        ------
        TryOnError
            As `begin` and `PendingReply.wait` do.
        """
        _check_size(image, reading)
        order = FurnishOrder(reading, tuple(placements), tuple(cutouts))
        skus = {placement.sku for placement in placements}
        return self._begin(image, order, skus, self._photo_timeout_s).wait()

    def begin_walk(
        self,
        image: Image,
        reading: RoomReading,
        placements: Sequence[Placement],
        stream: str,
        *,
        timestamp_s: float = 0.0,
    ) -> EngineReply:
        """Put pieces into a room that was read and keep them there; blocks until it is drawn.

        What the stream's name stood for before is forgotten.

        Parameters
        ----------
        image : (H, W, 3) RGB uint8, the picture that was read
        reading : what `read_room` gave, not refused
        placements : which piece stands where, px of this picture
        stream : names the stream for `follow_room` and `forget`
        timestamp_s : capture time within the stream, s

        Raises
        ------
        ValueError
            If no floor was read, or the picture is of another size than that which was.
        TryOnError
            As `begin` and `PendingReply.wait` do.
        """
        _check_size(image, reading)
        if reading.floor is None:
            msg = f"reading: expected a floor, got the refusal {reading.refusal}"
            raise ValueError(msg)
        order = WalkOrder(reading, tuple(placements), stream, timestamp_s)
        skus = {placement.sku for placement in placements}
        return self._begin(image, order, skus, self._photo_timeout_s).wait()

    def follow_room(self, image: Image, stream: str, *, timestamp_s: float) -> EngineReply:
        """Draw a stream's pieces into its next picture; blocks until it is drawn.

        Parameters
        ----------
        image : (H, W, 3) RGB uint8, of the size of the stream's first
        stream : begun by `begin_walk`
        timestamp_s : capture time within the stream, s

        Raises
        ------
        UnknownStreamError
            If there is no such stream, none any more, or one of another size: a replaced worker
            has lost all of them, and `begin_walk` starts one anew.
        TryOnError
            As `begin` and `PendingReply.wait` do.
        """
        camera = CameraIntrinsics.default(image.shape[1], image.shape[0])
        order = FollowOrder(camera, stream, timestamp_s)
        return self._begin(image, order, set(), self._timeout_s).wait()


def _check_size(image: Image, reading: RoomReading) -> None:
    if image.shape != (reading.camera.height, reading.camera.width, 3):
        msg = f"image: expected the size of the picture that was read, got {image.shape}"
        raise ValueError(msg)
