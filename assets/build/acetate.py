"""Acetate fronts and temples: sheet parts with fillets, moulded pads, rivets and hinges (mm)."""

from dataclasses import dataclass

import numpy as np
from shapely.geometry import MultiPoint, Point, Polygon
from shapely.ops import unary_union

from assets.build.layout import Fitting, TempleLine, rounded_off, smooth_step
from assets.build.outlines import Points, grown, half_silhouette, left_normals, mirrored, rounded
from assets.build.plates import Edge, Loop, plate
from assets.build.solids import Floats, Solid, sweep


@dataclass(frozen=True, slots=True)
class AcetateFront:
    """Dimensions of a full acetate front, mm.

    Parameters
    ----------
    rim_top, rim_bottom, rim_nasal, rim_temporal
        Visible width of the rim on its four sides.
    bridge_top, bridge_bottom
        Height of the bridge's edges at the middle, from the lens centre line.
    end_height
        Height of the end piece where the temple starts.
    end_rise
        Height of the end piece's middle at its outer edge above the hinge's.
    end_slope
        How far the end piece reaches down along the rim, as a share of its height.
    end_slant
        How far its lower corner lies inside the upper one.
    thickness, bridge_thickness, end_thickness
        Depth of the rims, of the bridge, of the end pieces.
    keyhole
        Radius of a keyhole under the bridge; 0 gives a saddle.
    concave, end_concave, convex
        Radii that the corners at the bridge, those at the end pieces and outer corners of the
        silhouette are rounded to.
    fillet
        Radius of the front's outer edge.
    """

    rim_top: float
    rim_bottom: float
    rim_nasal: float
    rim_temporal: float
    bridge_top: float
    bridge_bottom: float
    end_height: float
    end_rise: float = 0.0
    end_slope: float = 0.2
    end_slant: float = 0.8
    thickness: float = 4.0
    bridge_thickness: float = 4.8
    end_thickness: float = 5.6
    keyhole: float = 0.0
    concave: float = 5.0
    end_concave: float = 20.0
    convex: float = 1.8
    fillet: float = 1.3

    def margin(self, outline: Points) -> Floats:
        """Rim width at each point of a lens outline, (N,) mm."""
        direction = -left_normals(outline, closed=True)
        u, v = direction[:, 0], direction[:, 1]
        side = np.where(u > 0.0, self.rim_temporal, self.rim_nasal)
        level = np.where(v > 0.0, self.rim_top, self.rim_bottom)
        return side * u**2 + level * v**2

    def depth_behind(self, fitting: Fitting, points: Points) -> Floats:
        """Thickness at flat points (N, 2), mm: more at bridge and end pieces, less below."""
        u, v = np.abs(points[:, 0]), points[:, 1]
        lens = fitting.lens
        at_bridge = 1.0 - smooth_step((u - 0.25 * fitting.bridge) / (0.45 * fitting.bridge))
        edge = fitting.lens_centre + lens.width / 2.0
        at_end = smooth_step((u - edge + 9.0) / (fitting.half_width - edge + 6.0))
        below = smooth_step((-v / lens.height) + 0.1)
        depth = self.thickness - 0.5 * below
        depth = depth + (self.bridge_thickness - depth) * at_bridge
        return depth + (self.end_thickness - depth) * at_end


def front_shape(fitting: Fitting, front: AcetateFront) -> Polygon:
    """Silhouette of the whole front with rims, bridge and end pieces, without lens openings."""
    outline = fitting.outline(240)
    rim = grown(outline, front.margin(outline))
    inner = fitting.lens_centre - 0.30 * fitting.lens.width
    bridge = Polygon(
        [
            (-inner, front.bridge_bottom),
            (inner, front.bridge_bottom),
            (inner, front.bridge_top),
            (-inner, front.bridge_top),
        ]
    )
    hole = Polygon(grown(outline, -0.5))
    side = rounded(
        Polygon(rim).union(_end_shape(fitting, front, rim)), front.end_concave, front.convex
    )
    other = Polygon(mirrored(np.asarray(side.exterior.coords)[:-1]))
    shape = rounded(unary_union([side, other, bridge]), front.concave, front.convex)
    if front.keyhole > 0.0:
        centre = front.bridge_bottom - 0.3 * front.keyhole
        shape = rounded(
            shape.difference(Point(0.0, centre).buffer(front.keyhole, quad_segs=48)), 0.8, 1.2
        )
    solid = shape.union(hole).union(Polygon(mirrored(np.asarray(hole.exterior.coords)[:-1])))
    return rounded(solid, 1.5, front.convex)


def _end_shape(fitting: Fitting, front: AcetateFront, rim: Points) -> Polygon:
    """Left end piece: its outer edge joined to the rim by straight lines."""
    middle, half = fitting.hinge_height + front.end_rise, front.end_height / 2.0
    outer = [
        (fitting.half_width - front.end_slant, middle - half),
        (fitting.half_width, middle + half),
    ]
    low = middle - (0.5 + front.end_slope) * front.end_height
    upper = rim[(rim[:, 0] > fitting.lens_centre) & (rim[:, 1] > low)]
    hull = MultiPoint([*outer, *upper]).convex_hull
    if not isinstance(hull, Polygon):
        raise ValueError(f"end piece: expected an area, got {hull.geom_type}")
    return hull


def front_solid(fitting: Fitting, front: AcetateFront, *, points: int = 132) -> Solid:
    """Front with grooved lens openings, bent to its sheet."""
    boundary = half_silhouette(front_shape(fitting, front), points, smoothing=0.7)
    opening = grown(fitting.outline(72), -0.5)[::-1]
    inner = min(0.7, 0.2 * front.rim_bottom)
    flat = plate(
        [
            Loop(boundary, Edge(front.fillet, 0.9, 3, 2), closed=False),
            Loop(opening, Edge(inner, 0.7 * inner, 2, 1, groove=0.7)),
        ],
        lambda at: np.zeros(len(at)),
        lambda at: -front.depth_behind(fitting, at),
        spacing=3.4,
    )
    return flat.mapped(fitting.surface().place)


def moulded_pad(fitting: Fitting, front: AcetateFront) -> tuple[Solid, Points]:
    """Left nose pad moulded behind the rim, and the middle of its skin side, (3,) mm."""
    outline = fitting.outline(360)
    inward = left_normals(outline, closed=True)
    height = outline[:, 1] / fitting.lens.height
    nasal = (outline[:, 0] < fitting.lens_centre) & (height < 0.20) & (height > -0.30)
    ridge = outline[nasal] - inward[nasal] * 0.62 * front.rim_nasal
    share = (1.0 - np.cos(np.linspace(0.0, np.pi, 17))) / 2.0
    at = np.linspace(0.0, 1.0, len(ridge))
    ridge = np.column_stack([np.interp(share, at, ridge[:, i]) for i in range(2)])
    swell = np.sqrt(np.clip(1.0 - (2.0 * share - 1.0) ** 2, 0.004, 1.0))
    base = -front.depth_behind(fitting, ridge) + 0.9
    surface = fitting.surface()
    path = surface.place(np.column_stack([ridge, base]))
    back = surface.place(np.column_stack([ridge - [0.55, 0.0], base - 1.0])) - path
    pad = sweep(path, back, 0.2 + 3.9 * swell, 0.2 + 1.9 * swell, exponent=2.3, sides=16)
    middle = len(path) // 2
    direction = back[middle] / np.linalg.norm(back[middle])
    skin = np.array([-0.75, 0.0, -0.65]) / np.linalg.norm([0.75, 0.65])
    reach = pad.vertices[np.argmax((pad.vertices - path[middle]) @ (skin + 0.0 * direction))]
    return pad, reach


@dataclass(frozen=True, slots=True)
class AcetateTemple:
    """Heights and thicknesses of an acetate temple at hinge, middle, bend and tip, mm."""

    heights: tuple[float, float, float, float] = (11.5, 8.5, 6.4, 9.0)
    thicknesses: tuple[float, float, float, float] = (4.4, 3.8, 3.6, 3.9)
    exponent: float = 4.5

    def profile(self, line: TempleLine, bend_at: float) -> tuple[Floats, Floats]:
        """Half heights and half thicknesses along a temple line, (N,) mm."""
        stops = np.array([0.0, 0.45 * bend_at, bend_at, line.along[-1]])
        fine = np.linspace(0.0, line.along[-1], 200)
        halves: list[Floats] = []
        for values in (self.heights, self.thicknesses):
            eased = np.interp(fine, stops, values)
            kernel = np.hanning(61)
            eased = np.convolve(np.pad(eased, 30, mode="edge"), kernel / kernel.sum(), "valid")
            halves.append(np.interp(line.along, fine, eased) / 2.0)
        return halves[0], halves[1]


def temple_solid(line: TempleLine, temple: AcetateTemple, bend_at: float) -> Solid:
    """Left acetate temple with a rounded, paddle-shaped tip."""
    height, thickness = temple.profile(line, bend_at)
    left = line.along[-1] - line.along
    height, thickness = height * rounded_off(left, 6.0), thickness * rounded_off(left, 1.8)
    return sweep(
        line.path,
        line.up,
        height,
        thickness,
        exponent=temple.exponent,
        sides=16,
        round_ends=(0.0, 0.0),
    )
