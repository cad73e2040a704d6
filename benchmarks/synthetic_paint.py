"""Paints synthetic people: skin, eyes, lips, brows, hair, cloth, light and camera."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.synthetic import (
    IRIS_DIAMETER_M,
    MONK_TONES,
    Person,
    Truth,
    View,
    eye_centre,
    find_truth,
    load_family,
)
from benchmarks.synthetic_light import Grain, Lighting, linear_from_hex, srgb_from_linear
from benchmarks.synthetic_mouth import (
    FIRST_MOUTH_MATERIAL,
    MOUTH_COLOURS,
    mouth_inside,
    mouth_shift,
)
from benchmarks.synthetic_raster import (
    Bools,
    Floats,
    Image,
    Ints,
    openness,
    rasterise,
    vertex_normals,
)

SUPERSAMPLING = 2
PUPIL_RADIUS_M = 0.0019


@dataclass(frozen=True, slots=True, eq=False)
class _Surface:
    """The meshes of one person, hair after skin."""

    vertices: Floats
    rest: Floats
    normals: Floats
    triangles: Ints
    material: Ints
    masks: dict[str, Floats]
    solid: Floats
    open_sky: Floats


_SKIN, _LEFT_EYE, _RIGHT_EYE, _HAIR = range(4)


def _fibonacci_sphere(count: int) -> Floats:
    height = 1.0 - 2.0 * (np.arange(count) + 0.5) / count
    angle = np.pi * (1.0 + 5.0**0.5) * np.arange(count)
    ring = np.sqrt(1.0 - height**2)
    return np.column_stack([ring * np.cos(angle), height, ring * np.sin(angle)])


def build_surface(person: Person) -> _Surface:
    """Join skin, eyes and the shell of hair."""
    family = load_family()
    vertices, triangles = person.vertices, family.triangles
    eye_of = np.zeros(len(vertices), dtype=np.int32)
    for material, rows in zip((_LEFT_EYE, _RIGHT_EYE), family.eye_rows, strict=True):
        eye_of[rows] = material
    material = eye_of[triangles[:, 0]]
    normals = vertex_normals(vertices, triangles)
    rest, masks, solid = family.base, family.masks, np.ones(len(vertices))
    if person.hair_m > 0.0:
        scalp = family.masks["scalp"]
        grain = Grain(person.grain_seed)
        lumps = 0.75 + 0.25 * grain.at(rest, 0.02)
        shell = vertices + normals * (person.hair_m * np.sqrt(scalp) * lumps)[:, None]
        hairy = triangles[(scalp[triangles] > 0.0).any(axis=1) & (material == _SKIN)]
        solid = np.concatenate([solid, 0.1 + scalp + 0.15 * grain.at(rest, 0.004)])
        material = np.concatenate([material, np.full(len(hairy), _HAIR, dtype=np.int32)])
        triangles = np.concatenate([triangles, hairy + len(vertices)]).astype(np.int32)
        vertices, rest = np.concatenate([vertices, shell]), np.concatenate([rest, rest])
        masks = {name: np.concatenate([mask, mask]) for name, mask in masks.items()}
        normals = vertex_normals(vertices, triangles)
    if person.jaw_rad > 0.0:
        inside = mouth_inside(person.jaw_rad)
        count, added = len(vertices), len(inside.vertices)
        material = np.concatenate([material, inside.material])
        triangles = np.concatenate([triangles, inside.triangles + count]).astype(np.int32)
        vertices = np.concatenate([vertices, inside.vertices + mouth_shift(person)])
        rest, solid = np.concatenate([rest, inside.vertices]), np.append(solid, np.ones(added))
        masks = {name: np.append(mask, np.zeros(added)) for name, mask in masks.items()}
        normals = vertex_normals(vertices, triangles)
    sky = openness(vertices, triangles, normals, _fibonacci_sphere(48))
    return _Surface(vertices, rest, normals, triangles, material, masks, solid, sky)


def paint(
    person: Person, view: View, lighting: Lighting, background: Image, seed: int = 0
) -> tuple[Image, Truth]:
    """Draw a person over a background (H, W, 3) and give the picture with its truth."""
    surface = build_surface(person)
    camera_points = view.camera_from_person.apply(surface.vertices)
    factor = SUPERSAMPLING
    fine = view.camera.resized(view.camera.width * factor, view.camera.height * factor)
    nearest, weights, _ = rasterise(
        fine.project(camera_points),
        np.ascontiguousarray(camera_points[:, 2]),
        surface.solid,
        surface.triangles,
        (fine.width, fine.height),
    )
    seen = nearest >= 0
    rows = surface.triangles[nearest[seen]]
    samples = _Samples(rows, weights[seen], surface.material[nearest[seen]])
    albedo, gloss = _albedo(person, view, surface, samples)
    light = _shade(view, surface, samples, lighting, gloss)
    colour = albedo * light[0] + light[1]
    picture = _fine_background(background, factor)
    picture[seen] = colour
    shown = np.zeros((3, *seen.shape))
    is_skin = samples.material == _SKIN
    shown[0, seen] = (samples.mix(surface.masks["ear"]) > 0.5) & is_skin
    shown[1, seen] = (samples.mix(surface.masks["lips"]) > 0.5) & is_skin
    shown[2, seen] = samples.material >= FIRST_MOUTH_MATERIAL
    shares = [_shares(share, factor) for share in (*shown, seen)]
    masks = np.asarray(shares[0] >= 0.5), np.asarray(shares[3] >= 0.5)
    truth = find_truth(person, view, masks, (shares[1], shares[2]))
    return _develop(picture, lighting, seed), truth


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """What each covered sample of the picture sees."""

    rows: Ints
    weights: Floats
    material: Ints

    def mix(self, values: Floats) -> Floats:
        """Interpolate values per vertex, (N,) or (N, C)."""
        if values.ndim == 1:
            return np.einsum("sk,sk->s", values[self.rows], self.weights)
        return np.einsum("skc,sk->sc", values[self.rows], self.weights)


def _shares(fine: Bools | Floats, factor: int) -> Floats:
    height, width = fine.shape
    blocks = fine.astype(np.float64).reshape(height // factor, factor, width // factor, factor)
    return np.asarray(blocks.mean(axis=(1, 3)))


def _fine_background(background: Image, factor: int) -> Floats:
    coded = background.astype(np.float64) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return np.repeat(np.repeat(linear, factor, axis=0), factor, axis=1)


def _develop(picture: Floats, lighting: Lighting, seed: int) -> Image:
    """Average the samples, blur, add noise and code as sRGB."""
    factor = SUPERSAMPLING
    height, width = picture.shape[0] // factor, picture.shape[1] // factor
    mean = picture.reshape(height, factor, width, factor, 3).mean(axis=(1, 3))
    blurred = cv2.GaussianBlur(mean, (0, 0), lighting.blur_sigma)
    noise = np.random.default_rng(seed).normal(0.0, lighting.noise_sigma, mean.shape)
    return np.clip(np.rint(srgb_from_linear(blurred) + noise), 0, 255).astype(np.uint8)


def _albedo(
    person: Person, view: View, surface: _Surface, samples: _Samples
) -> tuple[Floats, Floats]:
    """Give reflectance (S, 3), linear, and gloss (S,)."""
    rest = samples.mix(surface.rest)
    grain = Grain(person.grain_seed)
    skin = _skin_colour(person, surface, samples, rest, grain)
    gloss = np.full(len(rest), 0.035)
    gloss[samples.mix(surface.masks["lips"]) > 0.5] = 0.07
    hair = samples.material == _HAIR
    # Strands run down the head: fine around it, long along it.
    strands = np.column_stack(
        [0.12 * np.arctan2(rest[:, 0], rest[:, 2] + 0.09), 0.05 * rest[:, 1], 0.0 * rest[:, 1]]
    )
    shine = 1.0 + 0.45 * grain.at(strands, 0.0012) + 0.2 * grain.at(rest, 0.01)
    skin[hair] = person.hair_colour * shine[hair, None]
    gloss[hair] = 0.02
    for material, colour in MOUTH_COLOURS.items():
        skin[samples.material == material] = colour
        gloss[samples.material == material] = 0.12
    points = samples.mix(surface.vertices)
    for side, material in enumerate((_LEFT_EYE, _RIGHT_EYE)):
        eye = samples.material == material
        skin[eye] = _eye_colour(person, view, side, points[eye])
        gloss[eye] = 0.21
    return np.clip(skin, 0.0, 1.0), gloss


def _skin_colour(
    person: Person, surface: _Surface, samples: _Samples, rest: Floats, grain: Grain
) -> Floats:
    tone = linear_from_hex(MONK_TONES[person.tone])
    # The scale's swatches are lit skin; reflectance is a little lower.
    mottled = 1.0 + 0.05 * grain.at(rest, 0.006) + 0.04 * grain.at(rest, 0.0011)
    skin = 0.82 * tone * mottled[:, None]
    flush = np.exp(-((np.abs(rest[:, 0]) - 0.035) ** 2 + (rest[:, 1] + 0.04) ** 2) / 0.0003)
    skin *= 1.0 - flush[:, None] * np.array([0.0, 0.09, 0.08])
    lips = np.clip(samples.mix(surface.masks["lips"]) * 1.6 - 0.3, 0.0, 1.0)[:, None]
    bare = skin * np.array([0.82, 0.48, 0.50])
    colour = bare if person.lip_colour is None else person.lip_colour * mottled[:, None]
    skin = skin * (1.0 - lips) + lips * colour
    # The line between the lips and the lashes are what the landmark net sees first.
    strokes = 0.85 + 0.35 * grain.at(rest * [1.0, 0.25, 1.0], 0.0012)
    brow = np.clip(samples.mix(surface.masks["brow"]) * 1.05 * strokes, 0.0, 0.8)[:, None]
    skin = skin * (1.0 - brow) + brow * np.minimum(person.hair_colour, 0.06)
    beard = person.beard * samples.mix(surface.masks["beard"])
    beard = np.clip(beard * (0.6 + 0.6 * grain.at(rest, 0.0015)), 0.0, 0.8)[:, None]
    skin = skin * (1.0 - beard) + beard * np.minimum(person.hair_colour, 0.08)
    gap = _lid_gap(person, samples.mix(surface.vertices))
    lash = np.clip(1.2 - gap / 0.0016, 0.0, 0.95)[:, None]
    skin *= 1.0 - lash
    stubble = 0.8 * np.clip(samples.mix(surface.masks["scalp"]), 0.0, 1.0)
    stubble *= 1.0 if person.hair_m > 0.0 else 0.25
    skin = skin * (1.0 - stubble[:, None]) + stubble[:, None] * person.hair_colour
    cloth = samples.mix(surface.masks["cloth"])[:, None]
    shirt = 0.35 + 0.25 * np.array([np.sin(person.grain_seed), 0.0, np.cos(person.grain_seed)])
    return skin * (1.0 - cloth) + cloth * shirt


def _lid_gap(person: Person, points: Floats) -> Floats:
    """Give how far skin points (S, 3) lie outside the nearer eyeball, m; large elsewhere."""
    family = load_family()
    gap = np.full(len(points), 1.0)
    for rows in family.eye_rows:
        eye = person.vertices[rows]
        centre = eye_centre(eye)
        radius = float(np.linalg.norm(eye - centre, axis=1).mean())
        away = points - centre
        front = away[:, 2] > 0.35 * radius
        gap = np.where(front, np.minimum(gap, np.linalg.norm(away, axis=1) - radius), gap)
    return np.maximum(gap, 0.0)


def _eye_colour(person: Person, view: View, side: int, points: Floats) -> Floats:
    """Give the colour (S, 3) of eyeball points (S, 3), person axes."""
    rows = load_family().eye_rows[side]
    gaze = (view.left_gaze, view.right_gaze)[side]
    away = points - eye_centre(person.vertices[rows])
    ahead = away @ gaze
    aside = away - ahead[:, None] * gaze
    radius = np.linalg.norm(aside, axis=1)
    limit = IRIS_DIAMETER_M / 2.0
    colour = np.full((len(points), 3), (0.72, 0.66, 0.62))
    # The upper lid shades the ball below it.
    colour *= np.clip(0.95 - 25.0 * np.maximum(away[:, 1] - 0.001, 0.0), 0.35, 1.0)[:, None]
    angle = np.arctan2(aside[:, 1], aside[:, 0])
    rays = 1.0 + 0.25 * np.sin(31.0 * angle) * np.sin(13.0 * angle + 1.0)
    iris = person.iris_colour * rays[:, None] * (1.25 - radius / limit)[:, None]
    edge = np.clip((limit - radius) / 0.0004, 0.0, 1.0) * (ahead > 0.0)
    colour = colour * (1.0 - edge[:, None]) + edge[:, None] * iris
    pupil = np.clip((PUPIL_RADIUS_M - radius) / 0.0003, 0.0, 1.0) * (ahead > 0.0)
    return colour * (1.0 - pupil[:, None]) + pupil[:, None] * 0.004


def _shade(
    view: View, surface: _Surface, samples: _Samples, lighting: Lighting, gloss: Floats
) -> tuple[Floats, Floats]:
    """Give diffuse light (S, 3) and highlights (S, 3)."""
    rotation = view.camera_from_person.rotation
    normals = samples.mix(surface.normals) @ rotation.T
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    points = view.camera_from_person.apply(samples.mix(surface.vertices))
    ray = -points / np.linalg.norm(points, axis=1, keepdims=True)
    sky = samples.mix(surface.open_sky)
    cosine = normals @ lighting.key_direction
    # Light that wraps round, most of all the red: skin scatters it below the surface.
    wrap = np.array([0.45, 0.25, 0.2])
    diffuse = np.maximum(cosine[:, None] + wrap, 0.0) / (1.0 + wrap)
    shadow = np.clip(0.35 + 0.9 * sky, 0.0, 1.0)[:, None]
    ambient = lighting.ambient * (0.75 - 0.25 * normals[:, 1:2]) * (0.25 + 0.75 * sky[:, None])
    half = ray + lighting.key_direction
    half /= np.linalg.norm(half, axis=1, keepdims=True)
    power = np.where(gloss > 0.2, 900.0, 24.0)
    shine = gloss * np.maximum((normals * half).sum(axis=1), 0.0) ** power * (power + 8.0) / 25.0
    highlight = (shine * (cosine > 0.0) * sky)[:, None] * lighting.key
    return ambient + lighting.key * diffuse * shadow, highlight
