"""Plane curves of the builder: lens outlines, offsets, silhouettes and resampling (mm)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

Points = NDArray[np.float64]

_DENSE = 1440


@dataclass(frozen=True, slots=True)
class LensShape:
    """Outline of the wearer's left lens inside its boxing rectangle.

    Parameters
    ----------
    width, height
        Boxing size, mm.
    exponents
        Superellipse exponents of the four quadrants: upper temporal, upper nasal, lower nasal,
        lower temporal. 2 is an ellipse, larger is squarer.
    taper
        Widens the top and narrows the bottom, as a share of the half width.
    lift
        Raises the upper temporal corner, as a share of the half height (cat-eye).
    nasal_cut
        Pushes the lower nasal side away from the nose, as a share of the half width.
    droop
        Lowers the lower temporal side, as a share of the half height (aviator).
    flare
        Pushes the upper temporal corner outwards, as a share of the half width.
    """

    width: float
    height: float
    exponents: tuple[float, float, float, float] = (2.0, 2.0, 2.0, 2.0)
    taper: float = 0.0
    lift: float = 0.0
    nasal_cut: float = 0.0
    droop: float = 0.0
    flare: float = 0.0


def lens_outline(shape: LensShape, count: int) -> Points:
    """Closed outline, (count, 2) mm, counter-clockwise, centred on its boxing rectangle."""
    angle = np.arange(_DENSE) * (2.0 * np.pi / _DENSE)
    quadrant = np.asarray(shape.exponents)[(angle // (np.pi / 2.0)).astype(int) % 4]
    cosine, sine = np.cos(angle), np.sin(angle)
    x = np.sign(cosine) * np.abs(cosine) ** (2.0 / quadrant)
    y = np.sign(sine) * np.abs(sine) ** (2.0 / quadrant)
    upper, lower = (1.0 + y) / 2.0, (1.0 - y) / 2.0
    temporal, nasal = ((1.0 + x) / 2.0) ** 2, ((1.0 - x) / 2.0) ** 2
    warped = np.column_stack(
        [
            x
            + shape.taper * x * y
            + shape.nasal_cut * lower * nasal
            + shape.flare * upper**2 * temporal,
            y + shape.lift * upper * temporal - shape.droop * lower * temporal,
        ]
    )
    dense = smooth_closed(resample(warped, _DENSE, closed=True, bend_share=0.0), 0.012)
    low, high = dense.min(axis=0), dense.max(axis=0)
    dense = (dense - (low + high) / 2.0) / (high - low)
    return resample(dense * [shape.width, shape.height], count, closed=True, bend_share=0.45)


def smooth_closed(points: Points, share: float) -> Points:
    """Evenly sampled closed curve, low-passed by a Gaussian whose deviation is `share` of it."""
    frequency = np.fft.fftfreq(len(points), d=1.0 / len(points))
    gain = np.exp(-0.5 * (2.0 * np.pi * share * frequency) ** 2)
    spectrum = np.fft.fft(points[:, 0] + 1j * points[:, 1]) * gain
    smooth = np.fft.ifft(spectrum)
    return np.column_stack([smooth.real, smooth.imag])


def resample(points: Points, count: int, *, closed: bool, bend_share: float) -> Points:
    """Curve sampled at `count` places, denser where it bends.

    Parameters
    ----------
    points
        (N, 2) mm.
    bend_share
        Share of the samples spent on turning rather than on length, [0, 1).
    """
    line = np.vstack([points, points[:1]]) if closed else points
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    place = np.linspace(0.0, length[-1], 4 * _DENSE + 1)
    dense = np.column_stack([np.interp(place, length, line[:, i]) for i in range(2)])
    step = np.diff(dense, axis=0)
    heading = np.unwrap(np.arctan2(step[:, 1], step[:, 0]))
    window = 4 * _DENSE // 180
    turn = np.abs(np.gradient(heading))
    mode = "wrap" if closed else "edge"
    padded = np.pad(turn, window, mode=mode)
    kernel = np.hanning(2 * window + 3)[1:-1]
    turn = np.convolve(padded, kernel / kernel.sum(), mode="valid")
    density = (1.0 - bend_share) / len(step) + bend_share * turn / max(float(turn.sum()), 1e-9)
    measure = np.concatenate([[0.0], np.cumsum(density)])
    samples = count + 1 if closed else count
    at = np.interp(np.linspace(0.0, measure[-1], samples), measure, place)
    picked = np.column_stack([np.interp(at, place, dense[:, i]) for i in range(2)])
    return picked[:-1] if closed else picked


def left_normals(points: Points, *, closed: bool) -> Points:
    """Unit normals to the left of travel, (N, 2)."""
    if closed:
        tangent = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    else:
        tangent = np.gradient(points, axis=0)
    tangent = tangent / np.linalg.norm(tangent, axis=1, keepdims=True)
    return np.column_stack([-tangent[:, 1], tangent[:, 0]])


def grown(outline: Points, margin: NDArray[np.float64] | float) -> Points:
    """Counter-clockwise closed outline moved outwards by `margin` mm at each point."""
    return outline - left_normals(outline, closed=True) * np.reshape(margin, (-1, 1))


def mirrored(outline: Points) -> Points:
    """Outline reflected at u = 0, still counter-clockwise."""
    return (outline * [-1.0, 1.0])[::-1]


def rounded(shape: BaseGeometry, concave: float, convex: float) -> Polygon:
    """Shape with inner corners filled to radius `concave` and outer ones cut to `convex`, mm."""
    result = shape.buffer(concave, quad_segs=48).buffer(-concave - convex, quad_segs=48)
    result = result.buffer(convex, quad_segs=48)
    if not isinstance(result, Polygon):
        raise ValueError(f"silhouette: expected one piece, got {result.geom_type}")
    return result


def half_silhouette(shape: Polygon, count: int, smoothing: float) -> Points:
    """Right half of a silhouette that is symmetric about u = 0.

    Parameters
    ----------
    smoothing
        Standard deviation of the low-pass along the curve, mm.

    Returns
    -------
    (count, 2) mm, counter-clockwise from the lowest to the highest point on u = 0.
    """
    right: BaseGeometry = shape.intersection(box(0.0, -1e3, 1e3, 1e3))
    if not isinstance(right, Polygon):
        raise ValueError(f"half silhouette: expected one piece, got {right.geom_type}")
    ring = np.asarray(right.exterior.coords)[:-1]
    ring = ring if right.exterior.is_ccw else ring[::-1]
    on_axis = np.flatnonzero(np.abs(ring[:, 0]) < 1e-9)
    bottom, top = on_axis[np.argmin(ring[on_axis, 1])], on_axis[np.argmax(ring[on_axis, 1])]
    ring = np.roll(ring, -int(bottom), axis=0)
    path = ring[: (int(top) - int(bottom)) % len(ring) + 1]
    half = resample(path, _DENSE, closed=False, bend_share=0.0)
    length = 2.0 * float(np.linalg.norm(np.diff(half, axis=0), axis=1).sum())
    ring = smooth_closed(np.vstack([half, mirrored(half)[1:-1]]), smoothing / length)
    half = ring[:_DENSE]
    half[[0, -1], 0] = 0.0
    return resample(half, count, closed=False, bend_share=0.45)
