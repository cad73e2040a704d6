"""Where things lie on a front: lens outlines on the sheet, hinges, temple lines (mm)."""

from dataclasses import dataclass, replace

import numpy as np

from assets.build.outlines import LensShape, Points, lens_outline
from assets.build.solids import Floats
from assets.build.surface import FrontSurface


@dataclass(frozen=True, slots=True)
class Fitting:
    """Size marking and posture of a pair.

    Parameters
    ----------
    lens
        Outline and boxing size of a lens.
    bridge
        Distance between the lenses, mm.
    temple
        Length of a temple along its line, mm.
    half_width
        Half of the front's width along the sheet, mm.
    hinge_height
        Height of the hinge above the lens centre, mm.
    wrap_deg, tilt_deg
        Face-form angle and pantoscopic tilt, degrees.
    base
        Base curve, dioptres; the radius is 530 / base mm.
    bend_at
        Distance from the hinge to the start of the bend, mm.
    drop_deg
        Turn of the temple behind the ear, degrees.
    splay_deg, tuck_deg
        Sideways direction of the temple at the hinge (outwards) and at the tip (inwards), degrees.
    lens_sink
        Depth of the lens edges behind the front's sheet, mm.
    """

    lens: LensShape
    bridge: float
    temple: float
    half_width: float
    hinge_height: float
    wrap_deg: float = 5.0
    tilt_deg: float = 8.0
    base: float = 4.5
    bend_at: float = 97.0
    drop_deg: float = 38.0
    splay_deg: float = 2.5
    tuck_deg: float = 6.0
    lens_sink: float = 1.0

    @property
    def lens_centre(self) -> float:
        """Distance of a lens centre from the middle along the sheet, mm."""
        return (self.sheet_lens().width + self.bridge) / 2.0

    def sheet_lens(self) -> LensShape:
        """Lens before it is bent: its chords become the marked width and height."""
        across = 530.0 / self.base
        up = 1.15 * across
        return replace(
            self.lens,
            width=_arc(self.lens.width, across, self.lens_sink),
            height=_arc(self.lens.height, up, self.lens_sink),
        )

    def surface(self) -> FrontSurface:
        """Sheet of the front."""
        radius = 530.0 / self.base
        return FrontSurface(
            lens_centre=self.lens_centre,
            bridge_half=self.bridge / 2.0 + 3.0,
            wrap_rad=float(np.radians(self.wrap_deg)),
            radius_u=radius,
            radius_v=radius * 1.15,
            tilt_rad=float(np.radians(self.tilt_deg)),
        )

    def outline(self, count: int) -> Points:
        """Outline of the left lens on the sheet, (count, 2) mm."""
        return lens_outline(self.sheet_lens(), count) + np.array([self.lens_centre, 0.0])


def _arc(chord: float, radius: float, sink: float) -> float:
    """Length on a sheet of a radius of what has a chord `sink` mm inside it, mm."""
    return float(2.0 * radius * np.arcsin(chord / (2.0 * (radius - sink))))


@dataclass(frozen=True, slots=True, eq=False)
class TempleLine:
    """Centre line of the left temple.

    Parameters
    ----------
    path
        (N, 3) mm, from the hinge to the tip.
    along
        (N,) mm along the line.
    up
        (N, 3) direction that is up on the temple's flank.
    """

    path: Points
    along: Floats
    up: Points

    def at(self, distance: float) -> Points:
        """Point of the line, (3,) mm."""
        return np.array([np.interp(distance, self.along, self.path[:, i]) for i in range(3)])

    def up_at(self, distance: float) -> Points:
        """Direction up the flank, (3,)."""
        return np.array([np.interp(distance, self.along, self.up[:, i]) for i in range(3)])

    def cut(self, start: float, stop: float) -> "TempleLine":
        """Part of the line between two distances."""
        inside = (self.along > start + 1.2) & (self.along < stop)
        along = np.concatenate([[start, start + 0.5, start + 1.0], self.along[inside], [stop]])
        path = np.array([self.at(value) for value in along])
        up = np.array([self.up_at(value) for value in along])
        return TempleLine(path, along, up)


def smooth_step(value: Floats) -> Floats:
    """Ease from 0 to 1 over [0, 1]."""
    value = np.clip(value, 0.0, 1.0)
    return value * value * (3.0 - 2.0 * value)


def rounded_off(left: Floats, radius: float) -> Floats:
    """Factor that closes a profile in a quarter round over the last `radius` mm."""
    share = np.clip(left / radius, 0.0, 1.0)
    return np.sqrt(np.clip(1.0 - (1.0 - share) ** 2, 0.004, 1.0))


def temple_line(fitting: Fitting, hinge: Points, pitch_deg: float = 0.0) -> TempleLine:
    """Line of the left temple from the hinge, (3,) mm, over the ear to the tip."""
    along = np.arange(0.0, fitting.temple + 0.25, 0.5)
    drop = np.radians(fitting.drop_deg) * smooth_step((along - fitting.bend_at + 4.0) / 26.0)
    tail = np.clip(along - fitting.bend_at - 22.0, 0.0, None)
    pitch = np.radians(pitch_deg) + drop - np.radians(0.35) * tail
    splay, tuck = np.radians(fitting.splay_deg), np.radians(fitting.tuck_deg)
    yaw = splay - (splay + tuck) * smooth_step(along / fitting.temple)
    direction = np.column_stack(
        [np.sin(yaw), -np.sin(pitch) * np.cos(yaw), -np.cos(pitch) * np.cos(yaw)]
    )
    steps = (direction[1:] + direction[:-1]) / 2.0 * 0.5
    path = hinge + np.vstack([np.zeros(3), np.cumsum(steps, axis=0)])
    up = np.column_stack([np.zeros(len(along)), np.cos(pitch), -np.sin(pitch)])
    straight = np.linspace(0.0, fitting.bend_at - 6.0, 12)
    curved = np.linspace(fitting.bend_at - 6.0, fitting.bend_at + 24.0, 11)[1:]
    tail_at = np.linspace(fitting.bend_at + 24.0, fitting.temple - 8.0, 5)[1:]
    end = fitting.temple - 8.0 * (1.0 - np.sin(np.linspace(0.0, np.pi / 2.0, 8)))[1:]
    keep = np.concatenate([straight, curved, tail_at, end])
    pick = [
        np.column_stack([np.interp(keep, along, a[:, i]) for i in range(3)]) for a in (path, up)
    ]
    return TempleLine(pick[0], keep, pick[1])
