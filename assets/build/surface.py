"""The curved sheet on which a front lies: wrap, base curve and pantoscopic tilt."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

_STEP = 0.05
_REACH = 110.0


@dataclass(frozen=True, slots=True, eq=False)
class FrontSurface:
    """Bends flat front coordinates (u to the wearer's left, v up, w forward; mm) into space.

    Lengths along the sheet are kept. At the lens centre the sheet is turned back by `wrap_rad`
    and has the lens' own radius, so lenses and rims follow one surface; across the bridge it
    levels out.

    Parameters
    ----------
    lens_centre
        Distance of the lens centre from the middle, mm.
    bridge_half
        Half width of the levelled middle, mm.
    wrap_rad
        Face-form angle at the lens centre, rad.
    radius_u, radius_v
        Radii of curvature across and up, mm.
    tilt_rad
        Pantoscopic tilt: the lower edge comes nearer to the face, rad.
    """

    lens_centre: float
    bridge_half: float
    wrap_rad: float
    radius_u: float
    radius_v: float
    tilt_rad: float
    _table: Points = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Tabulate turn, distance and depth over the sheet."""
        u = np.arange(0.0, _REACH, _STEP)
        ease = np.clip(u / self.bridge_half, 0.0, 1.0)
        ease = ease * ease * (3.0 - 2.0 * ease)
        turn = np.minimum((self.wrap_rad + (u - self.lens_centre) / self.radius_u) * ease, 1.35)
        middle = (turn[1:] + turn[:-1]) / 2.0
        across = np.concatenate([[0.0], np.cumsum(np.cos(middle) * _STEP)])
        back = np.concatenate([[0.0], np.cumsum(np.sin(middle) * _STEP)])
        object.__setattr__(self, "_table", np.column_stack([u, turn, across, -back]))

    def place(self, flat: Points) -> Points:
        """Points (N, 3) of the bent front, in millimetres, for flat (u, v, w)."""
        u, turn, across, depth = self._table.T
        size, sign = np.abs(flat[:, 0]), np.sign(flat[:, 0])
        angle = np.interp(size, u, turn)
        rise = flat[:, 1] / self.radius_v
        sheet = np.column_stack(
            [
                sign * np.interp(size, u, across),
                self.radius_v * np.sin(rise),
                np.interp(size, u, depth) - self.radius_v * (1.0 - np.cos(rise)),
            ]
        )
        normal = np.column_stack(
            [
                sign * np.sin(angle) * np.cos(rise),
                np.cos(angle) * np.sin(rise),
                np.cos(angle) * np.cos(rise),
            ]
        )
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        return self.tilt(sheet + flat[:, 2:3] * normal)

    def point(self, u: float, v: float, w: float) -> Points:
        """One placed point, (3,) mm."""
        return self.place(np.array([[u, v, w]]))[0]

    def tilt(self, points: Points) -> Points:
        """Points (N, 3) turned about the x axis by the pantoscopic tilt."""
        cosine, sine = np.cos(self.tilt_rad), np.sin(self.tilt_rad)
        y, z = points[:, 1], points[:, 2]
        return np.column_stack([points[:, 0], cosine * y - sine * z, sine * y + cosine * z])
