"""Where an eyewear product touches its wearer, found on its surface."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2

_SIDES = (("left", 1.0), ("right", -1.0))
_STEP_MM = 2.0


def find_points(points: Array2, role: AnyArray, hinge_mm: float) -> dict[str, Array1]:
    """Find the attachment points of a pair of glasses.

    Parameters
    ----------
    points : (S, 3) even samples, product axes, mm, x = 0 the plane of symmetry
    role : (S,) role of the surface under each sample
    hinge_mm : z of the hinge plane

    Returns
    -------
    (3,) each, mm, in the same frame: bridge, and for both sides lens, hinge, temple_end,
    ear_rest, nose_pad
    """
    bridge = _bridge(points, role)
    found: dict[str, Array1] = {"bridge": bridge}
    for side, sign in _SIDES:
        # Both sides are measured as the left one, then put back.
        mirrored = points * np.array([sign, 1.0, 1.0])
        mine = mirrored[:, 0] > 0.0
        temple = mirrored[(role == f"temple_{side}") & mine]
        lens = mirrored[(role == f"lens_{side}") & mine]
        frame = mirrored[(role == "front") & mine]
        pads = mirrored[(role == "pads") & mine]
        places = {
            "lens": _lens_centre(lens, frame, bridge),
            "hinge": _hinge(temple, hinge_mm),
            "temple_end": _temple_end(temple),
            "ear_rest": _ear_rest(temple, hinge_mm),
            "nose_pad": _nose_pad(pads, frame, bridge),
        }
        for name, place in places.items():
            found[f"{side}_{name}"] = place * np.array([sign, 1.0, 1.0])
    return {name: found[name] for name in POINT_ORDER}


POINT_ORDER = (
    "bridge",
    *(
        f"{side}_{name}"
        for name in ("lens", "hinge", "temple_end", "ear_rest", "nose_pad")
        for side in ("left", "right")
    ),
)


def symmetric(points: Mapping[str, Array1]) -> dict[str, Array1]:
    """Give the points with left and right made each other's mirror image."""
    result = {"bridge": points["bridge"] * np.array([0.0, 1.0, 1.0])}
    flip = np.array([-1.0, 1.0, 1.0])
    for name in POINT_ORDER[1:]:
        if name.startswith("left_"):
            other = "right_" + name.removeprefix("left_")
            mean = (points[name] + points[other] * flip) / 2.0
            result[name], result[other] = mean, mean * flip
    return {name: result[name] for name in POINT_ORDER}


def _bridge(points: Array2, role: AnyArray) -> Array1:
    """Give the middle of the rear surface of the lowest bar in the middle: the nose's side."""
    front = np.isin(role, ("front", "pads"))
    for wanted in (front, np.char.startswith(role, "lens")):
        for reach in (1.5, 3.0, 6.0):
            central = points[wanted & (np.abs(points[:, 0]) < reach)]
            if len(central) >= 20:
                return _rear_middle(_lowest_bar(central))
    nearest = points[np.argsort(np.abs(points[:, 0]))[:50]]
    return _rear_middle(nearest)


def _lowest_bar(central: Array2) -> Array2:
    heights = np.sort(central[:, 1])
    gaps = np.flatnonzero(np.diff(heights) > 3.0)
    return central[central[:, 1] <= heights[gaps[0]]] if len(gaps) else central


def _rear_middle(bar: Array2) -> Array1:
    low, high = float(bar[:, 1].min()), float(bar[:, 1].max())
    middle = (low + high) / 2.0
    band = bar[np.abs(bar[:, 1] - middle) <= max(0.25 * (high - low), 0.5)]
    band = band if len(band) else bar
    return np.array([0.0, middle, float(np.percentile(band[:, 2], 5.0))])


def _lens_centre(lens: Array2, frame: Array2, bridge: Array1) -> Array1:
    """Give the boxing centre (ISO 13666) on the rear surface; without a lens, of the rim."""
    if len(lens) < 20:
        rim = frame[frame[:, 2] > frame[:, 2].max() - 20.0] if len(frame) else bridge[None, :]
        low, high = rim.min(axis=0), rim.max(axis=0)
        middle = (low + high) / 2.0
        return np.array([0.53 * high[0], middle[1], bridge[2]])
    low, high = lens.min(axis=0), lens.max(axis=0)
    centre = (low + high) / 2.0
    distance = np.hypot(lens[:, 0] - centre[0], lens[:, 1] - centre[1])
    near = lens[distance <= max(3.0, float(np.sort(distance)[min(20, len(lens) - 1)]))]
    return np.array([centre[0], centre[1], float(near[:, 2].min())])


def _hinge(temple: Array2, hinge_mm: float) -> Array1:
    start = temple[temple[:, 2] > temple[:, 2].max() - 6.0]
    return np.array([np.median(start[:, 0]), _middle(start[:, 1]), hinge_mm])


def _temple_end(temple: Array2) -> Array1:
    """Give the tip: the point farthest along the temple from its start."""
    start = temple[temple[:, 2] > temple[:, 2].max() - 6.0].mean(axis=0)
    distance = np.linalg.norm(temple - start, axis=1)
    tip = temple[distance > distance.max() - 3.0]
    return np.asarray(tip.mean(axis=0))


def _ear_rest(temple: Array2, hinge_mm: float) -> Array1:
    """Give the lower side of the temple where it begins to bend down."""
    back = float(temple[:, 2].min())
    edges = np.arange(hinge_mm, back, -_STEP_MM)
    slices = [temple[(temple[:, 2] <= edge) & (temple[:, 2] > edge - _STEP_MM)] for edge in edges]
    # Middle x, lower y, z, middle y of each slice.
    rows = [
        (_middle(part[:, 0]), part[:, 1].min(), part[:, 2].mean(), _middle(part[:, 1]))
        for part in slices
        if len(part) >= 4
    ]
    track = np.array(rows, dtype=np.float64).reshape(len(rows), 4)
    share = (hinge_mm - track[:, 2]) / (hinge_mm - back)
    straight = (share > 0.1) & (share < 0.5)
    if straight.sum() < 3:
        return np.array([_middle(temple[:, 0]), float(temple[:, 1].min()), 0.7 * back])
    slope, level = np.polyfit(track[straight, 2], track[straight, 3], 1)
    drop = slope * track[:, 2] + level - track[:, 3]
    row = int(np.argmin(np.abs(share - _bend_share(share, drop))))
    return track[row, :3]


def _bend_share(share: Array1, drop: Array1) -> float:
    """Give where along the temple, [0, 1], it begins to bend; 0.7 if it never does.

    Notes
    -----
    A bend of constant radius drops with the square of the way: from where it has dropped 1 mm
    and 4 mm, its beginning lies as far before the first as the second lies behind it.
    """
    later = share > 0.4
    first, second = (np.flatnonzero((drop > level) & later) for level in (1.0, 4.0))
    if not len(first) or not len(second):
        return 0.7
    begin = 2.0 * float(share[first[0]]) - float(share[second[0]])
    return min(max(begin, 0.45), float(share[first[0]]))


def _nose_pad(pads: Array2, frame: Array2, bridge: Array1) -> Array1:
    """Give the middle of the skin side: what lies farthest towards the nose and the face."""
    surface = pads
    if len(surface) < 10:
        relative = frame - bridge
        band = (relative[:, 1] < -6.0) & (relative[:, 1] > -16.0) & (relative[:, 0] < 16.0)
        surface = frame[band]
    if len(surface) < 10:
        return bridge + np.array([7.0, -10.0, -3.0])
    # The flank of a nose faces outwards and forwards, about 35 degrees off sideways.
    inward = surface @ np.array([-0.8, 0.0, -0.6])
    skin = surface[inward >= np.percentile(inward, 70.0)]
    return np.asarray(np.median(skin, axis=0))


def _middle(values: Array1) -> float:
    return float(values.min() + values.max()) / 2.0
