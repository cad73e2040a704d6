"""Hangs long hair on synthetic people: over temples and ears, with exact truth.

The hair is a curtain around the head that falls from the crown: open in front, ragged at its
rims, with strands of light and dark. It is drawn over a finished picture wherever it lies
before the person.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.synthetic import Person, View
from benchmarks.synthetic_light import Grain, Lighting, srgb_from_linear
from benchmarks.synthetic_paint import build_surface
from benchmarks.synthetic_raster import Bools, Floats, Image, Ints, rasterise, vertex_normals

_FACTOR = 3
_AXIS_DEPTH_M = -0.10
_TOP_M = 0.085
_ROW_M = 0.004
_TURN_DEG = 2.0
_SWEEP_DEG = 26.0
"""Hair that an ear pushes out stands off some way before and behind it, too."""
_HAIR = 3
"""Material of `synthetic_paint` for the short hair on the scalp."""


@dataclass(frozen=True, slots=True)
class HairStyle:
    """How long hair hangs; all for the average head.

    Parameters
    ----------
    opening_deg : (wearer's right, left) direction from straight ahead at which the curtain
        begins; an ear lies at about 93
    bottom_m : height of its lower end over the nose bridge
    bulk_m : how far it stands off the head
    """

    opening_deg: tuple[float, float]
    bottom_m: float
    bulk_m: float


def make_style(seed: int) -> HairStyle:
    """Give the style of a seed: both ears covered, beginning before or behind the temple."""
    rng = np.random.default_rng([seed, 7])
    opening = rng.uniform(52.0, 78.0, 2)
    return HairStyle(
        (float(opening[0]), float(opening[1])),
        float(rng.uniform(-0.22, -0.09)),
        float(rng.uniform(0.008, 0.022)),
    )


def hang_hair(
    person: Person,
    view: View,
    lighting: Lighting,
    picture: Image,
    style: HairStyle,
) -> tuple[Image, Floats]:
    """Draw a curtain of hair over a picture of a person.

    Parameters
    ----------
    picture : (H, W, 3), from `synthetic_paint.paint`

    Returns
    -------
    The picture, and (H, W), m, the depth of hair that hangs where it shows in at least half of a
    pixel, inf elsewhere.
    """
    vertices, triangles, solid = _curtain(person, style)
    fine = view.camera.resized(view.camera.width * _FACTOR, view.camera.height * _FACTOR)
    size = (fine.width, fine.height)
    points = view.camera_from_person.apply(vertices)
    depth = np.ascontiguousarray(points[:, 2])
    nearest, weights, hair_depth = rasterise(fine.project(points), depth, solid, triangles, size)
    body = build_surface(person)
    body_points = view.camera_from_person.apply(body.vertices)
    body_z = np.ascontiguousarray(body_points[:, 2])
    _, _, body_depth = rasterise(
        fine.project(body_points), body_z, body.solid, body.triangles, size
    )
    seen = (nearest >= 0) & (hair_depth < body_depth)
    rows = triangles[nearest[seen]]
    mix = weights[seen]
    colour = np.zeros((*seen.shape, 3))
    places = np.einsum("skc,sk->sc", vertices[rows], mix)
    normals = np.einsum("skc,sk->sc", vertex_normals(vertices, triangles)[rows], mix)
    colour[seen] = _colour(person, places) * _light(view, lighting, normals)
    shape = (view.camera.height, _FACTOR, view.camera.width, _FACTOR)
    share = seen.reshape(shape).mean(axis=(1, 3))
    light = colour.reshape(*shape, 3).mean(axis=(1, 3))
    share_soft = cv2.GaussianBlur(share, (0, 0), lighting.blur_sigma)
    light_soft = cv2.GaussianBlur(light, (0, 0), lighting.blur_sigma)
    coded = picture.astype(np.float64) / 255.0
    behind = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    result = srgb_from_linear(light_soft + (1.0 - share_soft[..., None]) * behind)
    rng = np.random.default_rng(person.grain_seed)
    noise = rng.normal(0.0, lighting.noise_sigma, result.shape) * share_soft[..., None]
    drawn = np.clip(np.rint(result + noise), 0, 255).astype(np.uint8)
    nearest_hair = np.where(seen, hair_depth, np.inf).reshape(shape).min(axis=(1, 3))
    return drawn, np.where(share >= 0.5, nearest_hair, np.inf)


def scalp_hair(person: Person, view: View) -> Bools:
    """Give (H, W) where a pixel's middle shows the short hair on a person's scalp."""
    body = build_surface(person)
    points = view.camera_from_person.apply(body.vertices)
    depth = np.ascontiguousarray(points[:, 2])
    size = (view.camera.width, view.camera.height)
    nearest, _, _ = rasterise(view.camera.project(points), depth, body.solid, body.triangles, size)
    return np.asarray((nearest >= 0) & (body.material[np.maximum(nearest, 0)] == _HAIR))


def _curtain(person: Person, style: HairStyle) -> tuple[Floats, Ints, Floats]:
    """Give vertices (N, 3), m, person axes, triangles (M, 3) and how solid each vertex is (N,)."""
    right, left = style.opening_deg
    turns = np.arange(left, 360.0 - right + 1e-6, _TURN_DEG)
    heights = np.arange(_TOP_M, style.bottom_m, -_ROW_M)
    radius = _reach(person, turns, heights)
    fall = np.clip((_TOP_M - heights) / 0.05, 0.0, 1.0)
    grain = Grain(person.grain_seed + 1)
    angle = np.radians(turns)[None, :]
    place = np.stack(np.broadcast_arrays(0.1 * angle, heights[:, None], 0.0), axis=-1)
    lumps = grain.at(place.reshape(-1, 3), 0.02).reshape(radius.shape)
    radius = radius + fall[:, None] * style.bulk_m * (1.0 + 0.2 * lumps)
    local = np.stack(
        [radius * np.sin(angle), np.broadcast_to(heights[:, None], radius.shape),
         _AXIS_DEPTH_M + radius * np.cos(angle)], axis=-1
    ).reshape(-1, 3)  # fmt: skip
    vertices = person.person_from_head.apply(local * person.scale)
    ragged = grain.at((place * [1.0, 0.03, 1.0]).reshape(-1, 3), 0.0016).reshape(radius.shape)
    rim = np.minimum(turns - turns[0], turns[-1] - turns) / 8.0
    end = (heights - heights[-1]) / 0.02
    solid = 0.42 + np.minimum(rim[None, :], end[:, None]) + 0.3 * ragged
    columns = len(turns)
    corner = np.arange((len(heights) - 1) * columns).reshape(-1, columns)[:, :-1].ravel()
    quads = np.stack([corner, corner + 1, corner + columns, corner + columns + 1], axis=-1)
    triangles = np.concatenate([quads[:, [0, 2, 1]], quads[:, [1, 2, 3]]]).astype(np.int32)
    return vertices, triangles, solid.ravel()


def _reach(person: Person, turns: Floats, heights: Floats) -> Floats:
    """Give how far from the head's axis the head reaches, (rows, columns), m, average head.

    Hair hangs: below its widest place it does not follow the head inwards.
    """
    head = person.person_from_head.inverse().apply(person.vertices) / person.scale
    away = head[:, [0, 2]] - [0.0, _AXIS_DEPTH_M]
    distance = np.linalg.norm(away, axis=1)
    direction = np.degrees(np.arctan2(away[:, 0], away[:, 1])) % 360.0
    reach = np.zeros((len(heights), len(turns)))
    for column, turn in enumerate(turns):
        beside = np.abs((direction - turn + 180.0) % 360.0 - 180.0) < _SWEEP_DEG
        for row, height in enumerate(heights):
            near = beside & (np.abs(head[:, 1] - height) < 0.012) & (head[:, 1] > -0.05)
            reach[row, column] = distance[near].max() if near.any() else 0.0
    hanging = np.maximum.accumulate(reach, axis=0)
    return cv2.GaussianBlur(hanging, (9, 5), 0, borderType=cv2.BORDER_REPLICATE) + 0.003


def _colour(person: Person, places: Floats) -> Floats:
    head = person.person_from_head.inverse().apply(places) / person.scale
    angle = np.arctan2(head[:, 0], head[:, 2] - _AXIS_DEPTH_M)
    strands = np.column_stack([0.12 * angle, 0.04 * head[:, 1], 0.0 * angle])
    grain = Grain(person.grain_seed)
    shine = 1.0 + 0.45 * grain.at(strands, 0.0012) + 0.2 * grain.at(head, 0.012)
    return person.hair_colour * shine[:, None]


def _light(view: View, lighting: Lighting, normals: Floats) -> Floats:
    turned = normals @ view.camera_from_person.rotation.T
    turned /= np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
    # The curtain has no thickness: the side that is seen is lit.
    turned *= np.where(turned[:, 2:] > 0.0, -1.0, 1.0)
    cosine = np.maximum((turned @ lighting.key_direction)[:, None] + 0.3, 0.0) / 1.3
    return lighting.ambient * 0.8 + lighting.key * cosine
