"""Builds `assets/body/neck.npz`: neck and chest, and how chains of every length rest on them.

Run `python -m assets.build.neck --source DIR --canonical FILE` (see `head.py`). All lengths are
m, the rest pose is the average adult's in the head frame. The same inputs give the same bytes.

Arrays for fitting: `vertices` (N, 3), `triangles` (M, 3) of the bust, `head_share` (N,) of the
head's turn against the torso that each vertex follows; `points` (P, 3), rows of `point_names`;
`round_lengths` (K,) of chains that hang by their own weight and for each `round_curves`
(K, 128, 3), `round_normals` (K, 128, 3) of the skin below and `round_head_share` (K, 128); the
same with `pointed_` for chains with a pendant. Node 0 is at the nape, 64 in front, the wearer's
left comes first.

Arrays for posing the morphable head of `heads.npz`: `rig_weights` (R, 5) uint8 of 255, how its
rows follow torso, three neck bones and head; `rig_joints` (4, 3), where each bone but the first
starts; `rig_neck` (R,) uint8 of 255, rows whose mean is the neck's centre.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import cast

import fast_simplification
import numpy as np
from scipy.spatial import cKDTree

from assets.build.drape import NODES, Skin, length_of, rest
from assets.build.head import enlarge_ears, face_triangles, seeds_of
from assets.build.head_canonical import CanonicalFace, align, load_canonical
from assets.build.head_source import (
    Floats,
    Ints,
    SourceMesh,
    average_adult,
    load_source,
    symmetric,
    triangulate,
)

OUTPUT = Path(__file__).resolve().parents[1] / "body" / "neck.npz"
FAMILY = OUTPUT.with_name("heads.npz")

CHAIN_GAP_M = 0.0012
"""From the skin to the middle of a fine chain."""
LENGTHS_M = (
    *(0.34, 0.36, 0.38, 0.40, 0.42, 0.44, 0.46, 0.48, 0.50, 0.53, 0.56, 0.60, 0.64),
    *(0.68, 0.72, 0.78, 0.84, 0.92, 1.00),
)
PENDANTS = {"round": 0.0, "pointed": 30.0}
"""Weight of the pendant over that of the chain's 128th part: 1.5 g on a chain of 6 g."""
_JOINTS = ("neck01", "neck02", "neck03", "head")
_LEAST_STEP_M = 0.004
_TRIANGLES = 900
_LOWEST_M, _HIGHEST_M, _BROADEST_M = -0.60, -0.05, 0.235
_BUST_END_M = -0.42
_NECK_HEIGHT_M, _NECK_BAND_M, _NECK_HALF_BREADTH_M = -0.155, 0.014, 0.085


def bone_weights(source: SourceMesh) -> Floats:
    """Give how each vertex follows torso, three neck bones and head, (N, 5), rows add up to 1."""
    path = source.root / "rigs" / "standard" / "weights.default.json"
    table = cast(
        "dict[str, list[tuple[int, float]]]",
        json.loads(path.read_text(encoding="utf-8"))["weights"],
    )
    weights = np.zeros((len(source.vertices), 5))
    face = _face_bones(source)
    for bone, pairs in table.items():
        column = _JOINTS.index(bone) + 1 if bone in _JOINTS else 4 if bone in face else 0
        rows = np.array([row for row, _ in pairs], dtype=np.int64)
        weights[rows, column] += [share for _, share in pairs]
    total = weights.sum(axis=1, keepdims=True)
    weights = np.where(total > 0.0, weights / np.maximum(total, 1e-9), [1.0, 0, 0, 0, 0])
    return 0.5 * (weights + weights[source.mirror])


def _face_bones(source: SourceMesh) -> set[str]:
    """Give the bones that hang on the head."""
    path = source.root / "rigs" / "standard" / "rig.default.json"
    parents = {
        name: cast("str", bone["parent"])
        for name, bone in json.loads(path.read_text(encoding="utf-8")).items()
    }
    below = {"head"}
    while more := {n for n, parent in parents.items() if parent in below and n not in below}:
        below |= more
    return below - {"head"}


def joints_of(source: SourceMesh, placed: Floats) -> Floats:
    """Give where neck01, neck02, neck03 and head start, (4, 3), m."""
    path = source.root / "rigs" / "standard" / "rig.default.json"
    rig = json.loads(path.read_text(encoding="utf-8"))
    result: list[Floats] = []
    for name in _JOINTS:
        head = rig[name]["head"]
        is_cube = head["strategy"] == "CUBE"
        rows = np.unique(source.groups[head["cube_name"]]) if is_cube else head["vertex_indices"]
        result.append(placed[rows].mean(axis=0) * [0.0, 1.0, 1.0])
    return np.array(result)


def head_share(weights: Floats) -> Floats:
    """Give the share (N,) of the head's turn that a vertex follows: bones turn by equal parts."""
    return np.asarray(weights @ [0.0, 0.25, 0.5, 0.75, 1.0])


def bust(source: SourceMesh, placed: Floats, weights: Floats) -> tuple[Floats, Ints]:
    """Give neck, shoulders and chest as vertices (N, 3) and triangles (M, 3)."""
    body = source.groups["body"]
    corners = placed[body]
    keep = (corners[..., 1].min(axis=1) > _LOWEST_M) & (corners[..., 1].max(axis=1) < _HIGHEST_M)
    keep &= np.abs(corners[..., 0]).max(axis=1) < _BROADEST_M
    # Jaw and chin are the live face's; under the jaw the neck goes on.
    keep &= head_share(weights)[body].min(axis=1) < 0.98
    triangles = triangulate(body[keep])
    used, inverse = np.unique(triangles, return_inverse=True)
    return placed[used], inverse.reshape(-1, 3)


def neck_rows(placed: Floats, source: SourceMesh) -> Ints:
    """Give the vertices of a ring around the root of the neck; their mean is its centre."""
    body = np.unique(source.groups["body"])
    near = (np.abs(placed[body, 1] - _NECK_HEIGHT_M) < _NECK_BAND_M) & (
        np.abs(placed[body, 0]) < _NECK_HALF_BREADTH_M
    )
    return body[near]


def named_points(source: SourceMesh, placed: Floats) -> dict[str, Floats]:
    """Give the points of the bust, (3,), m, head frame in rest."""
    shoulder = placed[np.unique(source.groups["joint-l-shoulder"])].mean(axis=0)
    neck = placed[neck_rows(placed, source)].mean(axis=0) * [0.0, 1.0, 1.0]
    return {
        "neck_base": neck,
        "skull_base": joints_of(source, placed)[3],
        "left_shoulder": shoulder,
        "right_shoulder": shoulder * [-1.0, 1.0, 1.0],
        "chest": neck - np.array([0.0, 0.15, 0.0]),
    }


def drapes(kind: str, skin: Skin, vertices: Floats, shares: Floats) -> dict[str, np.ndarray]:
    """Give the curves of all lengths with what lies below them."""
    tree = cKDTree(vertices)
    wanted = np.array(LENGTHS_M)
    loops = rest(skin, wanted, np.full(len(wanted), PENDANTS[kind]), CHAIN_GAP_M)
    lengths: list[float] = []
    curves: list[Floats] = []
    for curve in loops:
        # Chains too short for the neck all end in its narrowest place.
        if not lengths or length_of(curve) > lengths[-1] + _LEAST_STEP_M:
            lengths.append(length_of(curve))
            curves.append(curve)
    flat = np.concatenate(curves)
    _, normals = skin.nearest(flat)
    normals = normals.reshape(-1, NODES, 3)
    for _ in range(4):
        normals = 0.5 * normals + 0.25 * (np.roll(normals, 1, 1) + np.roll(normals, -1, 1))
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    distance, rows = tree.query(flat, k=6)
    weight = 1.0 / np.maximum(distance, 1e-6)
    share = (shares[rows] * weight).sum(axis=1) / weight.sum(axis=1)
    return {
        f"{kind}_lengths": np.array(lengths),
        f"{kind}_curves": np.array(curves, dtype=np.float32),
        f"{kind}_normals": normals.astype(np.float32),
        f"{kind}_head_share": share.reshape(-1, NODES).astype(np.float32),
    }


def family_rig(source: SourceMesh, placed: Floats, weights: Floats) -> dict[str, np.ndarray]:
    """Give the weights of the rows of the morphable head, found by their places.

    Raises
    ------
    ValueError
        If `heads.npz` was built from another source.
    """
    base = np.load(FAMILY)["base"].astype(np.float64)
    body = np.unique(np.concatenate([source.groups[g].ravel() for g in
                                     ("body", "helper-l-eye", "helper-r-eye")]))  # fmt: skip
    distance, nearest = cKDTree(enlarge_ears(source, placed)[body]).query(base)
    if float(distance.max()) > 1e-5:
        msg = f"{FAMILY.name}: expected rows of this mesh, got one {distance.max():.4f} m away"
        raise ValueError(msg)
    rows = body[nearest]
    eyes = np.isin(rows, np.concatenate([source.groups["helper-l-eye"].ravel(),
                                         source.groups["helper-r-eye"].ravel()]))  # fmt: skip
    followed = np.where(eyes[:, None], [0.0, 0.0, 0.0, 0.0, 1.0], weights[rows])
    return {
        "rig_weights": np.round(255.0 * followed).astype(np.uint8),
        "rig_joints": joints_of(source, placed).astype(np.float32),
        "rig_neck": 255 * np.isin(rows, neck_rows(placed, source)).astype(np.uint8),
    }


def build_neck(source: SourceMesh, canonical: CanonicalFace) -> dict[str, np.ndarray]:
    """Give the arrays of the file."""
    mean = average_adult(source)
    skin = face_triangles(source)
    aligned = align(mean, skin, seeds_of(source, mean, canonical), canonical)
    placed = symmetric(aligned, source.mirror)
    weights = bone_weights(source)
    vertices, triangles = bust(source, placed, weights)
    shares = head_share(weights)
    tree = cKDTree(placed)
    skin_below = Skin.of(vertices, triangles)
    followed = shares[tree.query(vertices)[1]]
    curves: dict[str, np.ndarray] = {}
    for kind in PENDANTS:
        curves |= drapes(kind, skin_below, vertices, followed)
    shown = triangles[vertices[triangles][..., 1].min(axis=1) > _BUST_END_M]
    used, inverse = np.unique(shown, return_inverse=True)
    points, faces = fast_simplification.simplify(
        vertices[used], inverse.reshape(-1, 3).astype(np.int32), target_count=_TRIANGLES, agg=3
    )
    named = named_points(source, placed)
    return {
        "vertices": np.asarray(points, dtype=np.float32),
        "triangles": np.asarray(faces, dtype=np.int32),
        "head_share": shares[tree.query(points)[1]].astype(np.float32),
        "points": np.array(list(named.values()), dtype=np.float32),
        "point_names": np.array(list(named)),
        **curves,
        **family_rig(source, placed, weights),
    }


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description="Build the neck and the drapes.")
    parser.add_argument("--source", type=Path, required=True, help="MakeHuman data (mpfb2)")
    parser.add_argument("--canonical", type=Path, required=True, help="face_landmarker.task")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    arrays = build_neck(load_source(arguments.source), load_canonical(arguments.canonical))
    np.savez_compressed(arguments.output, **arrays)


if __name__ == "__main__":
    main()
