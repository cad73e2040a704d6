"""Quarter turns of pictures and of their cameras, for cameras mounted on their side."""

from __future__ import annotations

from typing import Literal, cast

import cv2

from kiosk.arrays import Image
from tryon import CameraIntrinsics

QuarterTurn = Literal[0, 90, 180, 270]
"""Clockwise, degrees."""

_CV_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def turned_image(image: Image, turn: QuarterTurn) -> Image:
    """Turn a picture clockwise; a turn of 0 gives the picture itself."""
    if turn == 0:
        return image
    return cast(Image, cv2.rotate(image, _CV_TURNS[turn]))


def turned_camera(camera: CameraIntrinsics, turn: QuarterTurn) -> CameraIntrinsics:
    """Give the camera of the picture turned clockwise; pixel centres stay true."""
    width, height = camera.width, camera.height
    fx, fy, cx, cy = camera.fx, camera.fy, camera.cx, camera.cy
    if turn == 90:
        return CameraIntrinsics(height, width, fy, fx, height - 1 - cy, cx, camera.source)
    if turn == 180:
        return CameraIntrinsics(
            width, height, fx, fy, width - 1 - cx, height - 1 - cy, camera.source
        )
    if turn == 270:
        return CameraIntrinsics(height, width, fy, fx, cy, width - 1 - cx, camera.source)
    return camera


def opposite(turn: QuarterTurn) -> QuarterTurn:
    """Give the turn that undoes `turn`."""
    turns: dict[QuarterTurn, QuarterTurn] = {0: 0, 90: 270, 180: 180, 270: 90}
    return turns[turn]
