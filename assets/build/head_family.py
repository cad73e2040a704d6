"""Builds `assets/body/heads.npz`, a small morphable head for tests and measurements.

Run `python -m assets.build.head_family --source DIR --canonical FILE` (see `head.py`). Every
shape is `base + sum(weight * direction)`; the first directions are whole people (ethnicity,
sex, age), the others single features whose natural range is about [-1, 1].

Arrays: `base` (N, 3) float32, m, head frame; `triangles` (M, 3); `directions` (D, N, 3) int16
with `direction_scale` (D,) m per unit and `direction_names`; masks (N,) uint8 of 255 (`ear`,
`lips`, `brow`, `scalp`, `beard`, `cloth`); `eye_rows` (2, E) rows of the left and right eyeball;
`landmark_corners` (468, 3) and `landmark_weights` (468, 3): where the canonical face's vertices
lie on the mesh; `ear_root_rows` (2,), left and right.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from assets.build.head import (
    enlarge_ears,
    face_triangles,
    inner_vertices,
    named_points,
    seeds_of,
)
from assets.build.head_canonical import CanonicalFace, align, load_canonical, similarity, warp
from assets.build.head_source import (
    AGES,
    BODY_VERTEX_COUNT,
    ETHNICITIES,
    GENDERS,
    Floats,
    Ints,
    SourceMesh,
    average_adult,
    load_source,
    load_target,
    macro_offsets,
    symmetric,
    triangulate,
    vertex_mask,
)

OUTPUT = Path(__file__).resolve().parents[1] / "body" / "heads.npz"
BUST_END_M = -0.30

# Name: (growing target, shrinking target or None); `l-` stands for both sides.
FEATURES: dict[str, tuple[str, str | None]] = {
    "head_width": ("head/head-scale-horiz-incr", "head/head-scale-horiz-decr"),
    "head_depth": ("head/head-scale-depth-incr", "head/head-scale-depth-decr"),
    "head_height": ("head/head-scale-vert-incr", "head/head-scale-vert-decr"),
    "head_back": ("head/head-back-scale-depth-incr", "head/head-back-scale-depth-decr"),
    "head_fat": ("head/head-fat-incr", "head/head-fat-decr"),
    "head_age": ("head/head-age-incr", "head/head-age-decr"),
    "head_oval": ("head/head-oval", None),
    "head_round": ("head/head-round", None),
    "head_square": ("head/head-square", None),
    "head_triangular": ("head/head-triangular", None),
    "forehead_depth": ("forehead/forehead-trans-forward", "forehead/forehead-trans-backward"),
    "forehead_temple": ("forehead/forehead-temple-incr", "forehead/forehead-temple-decr"),
    "ear_size": ("ears/l-ear-scale-incr", "ears/l-ear-scale-decr"),
    "ear_depth": ("ears/l-ear-scale-depth-incr", "ears/l-ear-scale-depth-decr"),
    "ear_height": ("ears/l-ear-scale-vert-incr", "ears/l-ear-scale-vert-decr"),
    "ear_wing": ("ears/l-ear-wing-incr", "ears/l-ear-wing-decr"),
    "ear_turn": ("ears/l-ear-rot-forward", "ears/l-ear-rot-backward"),
    "ear_up": ("ears/l-ear-trans-up", "ears/l-ear-trans-down"),
    "ear_forward": ("ears/l-ear-trans-forward", "ears/l-ear-trans-backward"),
    "ear_lobe": ("ears/l-ear-lobe-incr", "ears/l-ear-lobe-decr"),
    "nose_width": ("nose/nose-scale-horiz-incr", "nose/nose-scale-horiz-decr"),
    "nose_depth": ("nose/nose-scale-depth-incr", "nose/nose-scale-depth-decr"),
    "nose_height": ("nose/nose-scale-vert-incr", "nose/nose-scale-vert-decr"),
    "nose_hump": ("nose/nose-hump-incr", "nose/nose-hump-decr"),
    "nose_curve": ("nose/nose-curve-convex", "nose/nose-curve-concave"),
    "nose_bridge": ("nose/nose-greek-incr", "nose/nose-greek-decr"),
    "eye_distance": ("eyes/l-eye-trans-out", "eyes/l-eye-trans-in"),
    "eye_opening": ("eyes/l-eye-height2-incr", "eyes/l-eye-height2-decr"),
    "eye_fold": ("eyes/l-eye-epicanthus-in", "eyes/l-eye-epicanthus-out"),
    "cheek_bones": ("cheek/l-cheek-bones-incr", "cheek/l-cheek-bones-decr"),
    "cheek_volume": ("cheek/l-cheek-volume-incr", "cheek/l-cheek-volume-decr"),
    "chin_width": ("chin/chin-width-incr", "chin/chin-width-decr"),
    "chin_height": ("chin/chin-height-incr", "chin/chin-height-decr"),
    "chin_depth": ("chin/chin-prominent-incr", "chin/chin-prominent-decr"),
    "mouth_width": ("mouth/mouth-scale-horiz-incr", "mouth/mouth-scale-horiz-decr"),
    "neck_width": ("neck/neck-scale-horiz-incr", "neck/neck-scale-horiz-decr"),
}


def feature_offsets(source: SourceMesh, grow: str, shrink: str | None) -> Floats:
    """Give the offsets (N, 3), m, of one feature, both sides of the face alike."""
    count = len(source.vertices)

    def both(name: str) -> Floats:
        one = load_target(source.root, name, count)
        if "/l-" in name:
            one += load_target(source.root, name.replace("/l-", "/r-"), count)
        return one

    offsets = both(grow) if shrink is None else 0.5 * (both(grow) - both(shrink))
    return 0.5 * (offsets + offsets[source.mirror] * [-1.0, 1.0, 1.0])


def people_offsets(source: SourceMesh) -> dict[str, Floats]:
    """Give the offsets (N, 3), m, of each kind of adult from the average adult."""
    mean = average_adult(source)
    return {
        f"{ethnicity}-{gender}-{age}": symmetric(
            source.vertices + macro_offsets(source, ethnicity, gender, age), source.mirror
        )
        - mean
        for ethnicity in ETHNICITIES
        for gender in GENDERS
        for age in AGES
    }


def landmark_places(head: Floats, triangles: Ints, canonical: CanonicalFace) -> tuple[Ints, Floats]:
    """Give the mesh corners (468, 3) and weights (468, 3) nearest to each canonical vertex."""
    steps = 8
    grid = np.array(
        [
            (i / steps, j / steps, 1.0 - (i + j) / steps)
            for i in range(steps + 1)
            for j in range(steps + 1 - i)
        ]
    )
    samples = np.einsum("gk,tkc->tgc", grid, head[triangles]).reshape(-1, 3)
    _, nearest = cKDTree(samples).query(canonical.vertices)
    return triangles[nearest // len(grid)], grid[nearest % len(grid)]


def paint_masks(source: SourceMesh, head: Floats, canonical: CanonicalFace) -> dict[str, Floats]:
    """Give soft masks (N,), [0, 1], of what is painted on a head."""
    x, y, z = np.abs(head[:, 0]), head[:, 1], head[:, 2]
    face = canonical.vertices
    brow_rows = [46, 53, 52, 65, 55, 107, 66, 105, 63, 70]
    brow = face[brow_rows, :2] * [-1.0, 1.0]
    middle = np.array([brow[:5].mean(axis=0), brow[5:].mean(axis=0)]).mean(axis=0)
    arch = np.interp(
        x, [0.010, 0.028, 0.048], [middle[1] - 0.002, middle[1] + 0.001, middle[1] - 0.003]
    )
    inside = smooth_step(x, 0.011, 0.015) * smooth_step(-x, -0.050, -0.042)
    brow_mask = inside * np.exp(-(((y - arch) / 0.0042) ** 2)) * (z > -0.05)
    # A hairline: forehead, before the ears, and down to the nape.
    line = np.interp(z, [-0.19, -0.12, -0.09, -0.06, -0.02], [-0.075, -0.03, -0.02, 0.045, 0.058])
    scalp = smooth_step(y - line, -0.004, 0.010)
    ear = vertex_mask(source, "ears")
    scalp *= (1.0 - smooth_step(ear, 0.2, 0.5)) * (np.arange(len(head)) < BODY_VERTEX_COUNT)
    jaw = smooth_step(-y, 0.045, 0.060) * smooth_step(z, -0.095, -0.075) * (y > -0.14)
    lips = vertex_mask(source, "lips")
    return {
        "ear": ear,
        "lips": lips,
        "brow": brow_mask,
        "scalp": scalp,
        "beard": jaw * (1.0 - lips),
        "cloth": smooth_step(-y, 0.185, 0.195),
    }


def smooth_step(value: Floats, low: float, high: float) -> Floats:
    """Rise smoothly from 0 at `low` to 1 at `high`."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def build_family(source: SourceMesh, canonical: CanonicalFace) -> dict[str, np.ndarray]:
    """Give the arrays of the file."""
    mean = average_adult(source)
    skin = face_triangles(source)
    placed = symmetric(
        align(mean, skin, seeds_of(source, mean, canonical), canonical), source.mirror
    )
    scale, rotation, _ = similarity(mean[:BODY_VERTEX_COUNT], placed[:BODY_VERTEX_COUNT])
    base = enlarge_ears(source, placed)
    offsets = people_offsets(source) | {
        name: feature_offsets(source, *targets) for name, targets in FEATURES.items()
    }
    body = source.groups["body"]
    visible = (base[body][:, :, 1].min(axis=1) > BUST_END_M) & (
        np.abs(base[body][:, :, 0]).max(axis=1) < 0.26
    )
    visible &= ~(vertex_mask(source, "inside-mouth") > 0.5)[body].all(axis=1)
    eyes = [source.groups["helper-l-eye"], source.groups["helper-r-eye"]]
    quads = np.concatenate([body[visible], *eyes])
    rows, renumbered = np.unique(quads, return_inverse=True)
    place = np.full(len(base), -1)
    place[rows] = np.arange(len(rows))
    corners, weights = landmark_places(
        warp(placed, skin, canonical, smoothing=1e-4), skin, canonical
    )
    directions = np.array([scale * offset[rows] @ rotation.T for offset in offsets.values()])
    unit = np.abs(directions).max(axis=(1, 2)) / 32767.0
    roots = named_points(source, base)
    tree = cKDTree(base[rows])
    masks = paint_masks(source, base, canonical)
    return {
        "base": base[rows].astype(np.float32),
        "triangles": triangulate(renumbered.reshape(-1, 4)).astype(np.int32),
        "directions": np.round(directions / unit[:, None, None]).astype(np.int16),
        "direction_scale": unit.astype(np.float64),
        "direction_names": np.array(list(offsets)),
        "eye_rows": np.array([place[np.unique(eye)] for eye in eyes]).astype(np.int32),
        "landmark_corners": place[corners].astype(np.int32),
        "landmark_weights": weights.astype(np.float32),
        "ear_root_rows": np.array(
            [tree.query(roots[f"{side}_ear_root"])[1] for side in ("left", "right")]
        ).astype(np.int32),
        "socket": np.round(255.0 * inner_vertices(source)[rows]).astype(np.uint8),
        **{name: np.round(255.0 * mask[rows]).astype(np.uint8) for name, mask in masks.items()},
    }


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description="Build the morphable head.")
    parser.add_argument("--source", type=Path, required=True, help="MakeHuman data (mpfb2)")
    parser.add_argument("--canonical", type=Path, required=True, help="face_landmarker.task")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    family = build_family(load_source(arguments.source), load_canonical(arguments.canonical))
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.output, **family)


if __name__ == "__main__":
    main()
