"""Up in a phone's picture from the angles a browser gives (W3C Device Orientation)."""

from __future__ import annotations

import numpy as np

from tryon.arrays import Array1

_QUARTERS = (0.0, 90.0, 180.0, 270.0)


def up_from_device_orientation(
    beta_deg: float,
    gamma_deg: float,
    screen_angle_deg: float | None = None,
    *,
    is_front: bool = False,
) -> Array1:
    """Give up in the camera frame of a picture a phone took.

    Parameters
    ----------
    beta_deg, gamma_deg : of the browser's `deviceorientation` event, degrees. Its `alpha` is a
        turn about the vertical: up does not depend on it.
    screen_angle_deg : `screen.orientation.angle` while the picture was taken, for frames of a
        page's video, which turn with the screen. None for a photo of the phone's own camera app,
        which turns its pictures by gravity, whether the screen is locked or not.
    is_front : the picture is of the camera on the screen's side, and not mirrored

    Returns
    -------
    (3,), unit, camera frame: x to the right of the picture, y down, z along the view

    Raises
    ------
    ValueError
        If an angle is not finite.

    Notes
    -----
    The event's rotation, Rz(alpha) Rx(beta) Ry(gamma), takes the device's axes (x to the right of
    the screen, y to its top, z out of it) to east, north, up; its last row is up in the device.
    A screen at an angle of 90 degrees has been turned counter-clockwise: the device's right edge
    is the picture's top.
    """
    if not np.isfinite([beta_deg, gamma_deg, screen_angle_deg or 0.0]).all():
        msg = f"device orientation: expected finite angles, got {beta_deg} and {gamma_deg}"
        raise ValueError(msg)
    beta, gamma = np.radians([beta_deg, gamma_deg])
    up = np.array([-np.cos(beta) * np.sin(gamma), np.sin(beta), np.cos(beta) * np.cos(gamma)])
    if screen_angle_deg is not None:
        return _in_picture(up, screen_angle_deg, is_front)
    turned = [_in_picture(up, angle, is_front) for angle in _QUARTERS]
    return min(turned, key=lambda candidate: float(candidate[1]))


def _in_picture(up: Array1, screen_angle_deg: float, is_front: bool) -> Array1:
    """Give a direction of the device, (3,), in the camera frame of a turned screen's picture."""
    angle = np.radians(screen_angle_deg)
    right = np.cos(angle) * up[0] - np.sin(angle) * up[1]
    top = np.sin(angle) * up[0] + np.cos(angle) * up[1]
    if is_front:
        return np.array([-right, -top, up[2]])
    return np.array([right, -top, -up[2]])
