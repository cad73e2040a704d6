"""A room that was read from one place, as seen from another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tryon.arrays import Array2
from tryon.geometry.plane import FloorCloud, turn_in_room_rad, wall_angle_rad
from tryon.geometry.plane import camera_from_room as pose_of_room
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.room import RoomReading


def moved_reading(reading: RoomReading, camera_from_room: Array2) -> RoomReading:
    """Give what was read of a room for a picture taken from elsewhere in it.

    Parameters
    ----------
    reading : of an earlier picture by the same camera, not refused
    camera_from_room : (4, 4), where the room of that reading lies in the new picture's camera
        frame, as the report of a followed frame tells

    Returns
    -------
    RoomReading
        With the room frame of the new picture; how sure it is stays as it was.

    Raises
    ------
    ValueError
        If the room was refused.
    """
    floor, landmarks = reading.floor, reading.landmarks
    if floor is None or landmarks is None:
        msg = f"reading: expected a floor, got the refusal {reading.refusal}"
        raise ValueError(msg)
    read_room = RigidTransform(camera_from_room[:3, :3], camera_from_room[:3, 3])
    now_from_read = read_room @ landmarks.camera_from_subject.inverse()
    up = read_room.rotation[:, 1]
    height = float(read_room.inverse().translation[1])
    share = height / floor.height_m
    cloud = FloorCloud(
        floor.cloud.ups @ now_from_read.rotation.T,
        floor.cloud.heights_m * share,
        floor.cloud.focal_ratios,
    )
    room = pose_of_room(up, height)
    wall, turned = floor.wall_yaw_rad, turn_in_room_rad(read_room.rotation, up)
    points = now_from_read.apply(landmarks.camera_points)
    before = np.column_stack([points[:, :2], np.maximum(points[:, 2], 0.05)])
    return replace(
        reading,
        floor=replace(
            floor,
            up=up,
            height_m=height,
            height_sd_m=floor.height_sd_m * share,
            cloud=cloud,
            wall_yaw_rad=None if wall is None else wall_angle_rad(wall + turned),
        ),
        landmarks=replace(
            landmarks,
            image_points=reading.camera.project(before),
            camera_points=points,
            camera_from_subject=room,
            subject_points={"floor_under_tap": room.inverse().apply(points[:1])[0]},
        ),
        sheet_corners=np.empty((0, 2)),
    )
