"""Caps and bucket hats: sewn panels, a visor or a short brim, rows of stitches (mm)."""

from dataclasses import dataclass

import numpy as np

from assets.build.glb import Part
from assets.build.headwear_shapes import (
    Cloth,
    Oval,
    Surface,
    around,
    brim,
    front_and_back,
    grid_normals,
    head_oval,
    ribbon,
    sheet,
    shell,
)
from assets.build.outlines import Points
from assets.build.solids import Floats, Solid, joined, sweep, turned

_UP = np.array([0.0, 1.0, 0.0])


def dome(oval: Oval, height: float, *, sides: int, rows: int, front: float, back: float) -> Points:
    """Crown (rows + 1, sides + 1, 3) that is steeper in front, from its edge to the pole.

    Parameters
    ----------
    front, back
        Superellipse exponents of the profile: 2 is round, more stands upright.
    """
    turn = around(sides)[None]
    rise = np.linspace(0.0, 0.5 * np.pi, rows + 1)[:, None]
    facing = (0.5 + 0.5 * np.cos(turn)) ** 1.5
    power = 2.0 / (back + (front - back) * facing)
    radius = np.cos(rise) ** power
    radius[-1] = 0.0
    up = np.sin(rise) ** power
    ring = oval.at(turn)[0]
    # Cloth stands a little away from the head above its band.
    bulge = 1.0 + 0.025 * np.sin(np.pi * np.clip(up * 1.6, 0.0, 1.0))
    # The pole lies over the middle of the head, the button a little behind the middle.
    back_shift = -6.0 * up**2
    x = ring[..., 0] * radius * bulge
    z = ring[..., 1] * radius * bulge + back_shift
    return np.stack([x, height * up, z], axis=-1)


def meridian(surface: Surface, angle: float) -> tuple[Points, Points]:
    """Path up a crown at an angle, from row to row, and the normals along it.

    Between rows the cloth is flat, and a path that cut corners would dive under it.
    """
    count = len(surface.rows) - 1
    share = np.arange(count) / count
    return surface.at(np.full(count, angle), share)


def panel_seams(surface: Surface, angles: Floats, gap: float) -> Solid:
    """Rows of stitches on both sides of the seams between panels."""
    rows: list[Solid] = []
    for angle in angles:
        path, normal = meridian(surface, float(angle))
        tangent = np.gradient(path, axis=0)
        side = np.cross(normal, tangent)
        side /= np.linalg.norm(side, axis=1, keepdims=True)
        rows += [ribbon(path + sign * gap * side, normal, 1.0, 0.25) for sign in (-1.0, 1.0)]
    return joined(rows)


def panel_grooves(surface: Surface, angles: Floats) -> Solid:
    """The seams themselves, as dark lines."""
    paths = [meridian(surface, float(angle)) for angle in angles]
    return joined([ribbon(path, normal, 0.9, 0.2) for path, normal in paths])


@dataclass(frozen=True, slots=True)
class Cap:
    """Six-panel cap.

    Parameters
    ----------
    circumference
        Inside of the band.
    height
        Of the crown over the band.
    visor
        Length of the visor over the forehead.
    bend
        How far the visor's sides come down.
    """

    circumference: float
    height: float = 100.0
    visor: float = 72.0
    bend: float = 20.0

    def parts(self) -> list[Part]:
        """Nodes of the mesh."""
        oval = head_oval(self.circumference).grown(1.8)
        crown = dome(oval, self.height, sides=60, rows=14, front=3.1, back=2.3)
        outside, inside = shell(crown, 1.8, Cloth(7.0))
        surface = Surface(crown)
        seams = np.pi / 3.0 * np.arange(6)
        upper, lower, stitches = self._visor(oval)
        return [
            Part("crown", "cloth", outside),
            Part("lining", "lining", inside),
            Part("visor", "visor", upper),
            Part("visor_under", "under", lower),
            Part("stitches", "stitch", joined([panel_seams(surface, seams, 2.6), stitches])),
            Part("seams", "seam", panel_grooves(surface, seams)),
            Part("eyelets", "stitch", self._eyelets(surface, seams)),
            Part("button", "visor", self._button(crown)),
            Part("emblem", "accent", crescent(surface, 0.0, 0.27, 14.0)),
        ]

    def _visor(self, oval: Oval) -> tuple[Solid, Solid, Solid]:
        share = np.linspace(-1.0, 1.0, 37)
        inner = oval.grown(-1.0).at(share * np.radians(66.0))
        reach = oval.half_length + self.visor - inner[0, 1]
        outer_z = inner[0, 1] + reach * (1.0 - np.abs(share) ** 2.5) ** 0.5
        outer_x = inner[-1, 0] * np.sin(0.5 * np.pi * share) ** 1.0 * (1.0 + 0.04 * (1 - share**2))
        out = np.linspace(1.0, 0.0, 9)[:, None]
        x = inner[:, 0] + out * (outer_x - inner[:, 0])
        z = inner[:, 1] + out * (outer_z - inner[:, 1])
        forward = z - inner[:, 1]
        sag = self.bend * (x / inner[-1, 0]) ** 2 * (0.12 + 0.88 * np.minimum(forward / 65.0, 1.0))
        y = 2.0 - 0.30 * forward - sag
        rows = np.stack([x, y, z], axis=-1)
        normals = _open_normals(rows)
        under = rows - 3.2 * normals
        rim = np.stack([under[0], 0.5 * (rows[0] + under[0]) + [0.0, 0.0, 0.9], rows[0]])
        top = joined([sheet(rows, Cloth(2.2, 0.0, 0.45)), sheet(rim, Cloth(2.2, 0.0, 0.02))])
        lines = [ribbon(rows[row, 2:-2], normals[row, 2:-2], 0.9, 0.6) for row in range(5)]
        first = rows[0] * 0.86 + rows[1] * 0.14
        lines[0] = ribbon(first[2:-2], normals[0, 2:-2], 0.9, 0.6)
        return top, sheet(under[::-1], Cloth(2.2, 0.45, 0.0)), joined(lines)

    def _eyelets(self, surface: Surface, seams: Floats) -> Solid:
        rings: list[Solid] = []
        for angle in seams + np.pi / 6.0:
            turn = np.linspace(0.0, 2.0 * np.pi, 13)[:-1]
            path, normal = surface.at(angle + 0.045 * np.cos(turn), 0.63 + 0.026 * np.sin(turn))
            rings.append(sweep(path + 0.2 * normal, normal, 0.5, 0.9, sides=4, closed=True))
        return joined(rings)

    def _button(self, crown: Points) -> Solid:
        profile = [(-1.0, 6.5), (1.2, 7.0), (3.0, 6.0), (4.2, 3.4), (4.6, 0.6)]
        return turned(crown[-1, 0], _UP, profile, 14)


def _open_normals(rows: Points) -> Points:
    """Unit normals (R, C, 3) of a grid with open sides, pointing up."""
    normal = np.cross(np.gradient(rows, axis=1), np.gradient(rows, axis=0))
    normal *= np.where(normal[..., 1:2] < 0.0, -1.0, 1.0)
    return normal / np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)


def crescent(surface: Surface, angle: float, share: float, radius: float) -> Solid:
    """The maker's emblem: a moon's crescent on the cloth, its middle at an angle and height."""
    turn = np.linspace(np.radians(35.0), np.radians(325.0), 25)
    outer = radius * np.column_stack([np.cos(turn), np.sin(turn)])
    inner_radius = 0.80 * radius
    offset = 0.36 * radius
    spread = np.linspace(np.radians(52.0), np.radians(308.0), 25)
    inner = inner_radius * np.column_stack([np.cos(spread), np.sin(spread)]) + [offset, 0.0]
    inner[[0, -1]] = outer[[0, -1]]
    middle, _ = surface.at(np.array([angle]), np.array([share]))
    height = float(np.ptp(surface.rows[..., 1]))
    rows: list[Points] = []
    for flat in (outer, inner):
        path, normal = surface.at(
            angle + flat[:, 0] / float(np.hypot(middle[0, 0], middle[0, 2])),
            share + flat[:, 1] / height * 0.75,
        )
        rows.append(path + 1.5 * normal)
    solid = sheet(np.stack(rows), Cloth())
    corners = solid.vertices[solid.faces[0]]
    outward = np.cross(corners[1] - corners[0], corners[2] - corners[0])
    if float(outward @ [np.sin(angle), 0.0, np.cos(angle)]) < 0.0:
        solid = Solid(solid.vertices, solid.faces[:, ::-1], solid.uv)
    return solid


@dataclass(frozen=True, slots=True)
class BucketHat:
    """Bucket hat: upright panels, a flat top and a stitched brim that slopes down."""

    circumference: float
    height: float = 92.0
    width: float = 58.0
    slope: float = 0.62

    def parts(self) -> list[Part]:
        """Nodes of the mesh."""
        oval = head_oval(self.circumference).grown(2.0)
        crown = dome(oval, self.height, sides=56, rows=12, front=4.6, back=4.0)
        outside, inside = shell(crown, 2.0, Cloth(6.0, 0.0, 0.5))
        surface = Surface(crown)
        rows = self._brim_rows(oval)
        upper, lower = brim(rows, 2.4, Cloth(9.0, 0.55, 0.95))
        normals = grid_normals(rows)
        lines = [ribbon(rows[row], normals[row], 0.9, 0.35) for row in range(7)]
        lines += [ribbon(*surface.at(around(56), np.full(57, share)), 0.9, 0.3)
                  for share in (0.03, 0.62)]  # fmt: skip
        seams = np.array([0.5 * np.pi, 1.5 * np.pi])
        return [
            Part("crown", "cloth", outside),
            Part("lining", "lining", inside),
            *front_and_back("brim", "cloth", joined([upper, lower])),
            Part("stitches", "stitch", joined([*lines, panel_seams(surface, seams, 2.2)])),
        ]

    def _brim_rows(self, oval: Oval) -> Points:
        out = np.linspace(1.0, 0.0, 8)[:, None]
        turn = around(56)[None]
        ring = oval.at(turn)[0]
        spread = ring / np.linalg.norm(ring, axis=1, keepdims=True)
        reach = self.width * np.cos(np.arctan(self.slope)) * out
        flat = ring[None] + reach[..., None] * spread[None]
        wave = 1.5 * np.sin(3.0 * turn + 0.6) * out**2
        y = 1.0 - self.slope * reach * (0.9 + 0.1 * out) + wave
        return np.stack([flat[..., 0], np.broadcast_to(y, flat.shape[:2]), flat[..., 1]], axis=-1)
