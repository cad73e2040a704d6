"""Builds `assets/body/head.npz`, the head that hides what is worn on it.

Run `python -m assets.build.head --source DIR --canonical FILE`, where DIR holds the MakeHuman
data (CC0) and FILE is `face_landmarker.task`. The same inputs give the same bytes.

Arrays: `vertices` (N, 3) float32, m, head frame of the average adult; `triangles` (M, 3) int32;
`regions` (M,) uint8, a row of `region_names`; `points` (P, 3) float32, m, rows of `point_names`.
Mirror images of one another: vertices and triangles of the two sides, `left_*` and `right_*`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import fast_simplification
import numpy as np
import trimesh
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from assets.build.head_canonical import CanonicalFace, align, load_canonical, warp
from assets.build.head_source import (
    BODY_VERTEX_COUNT,
    Floats,
    Ints,
    SourceMesh,
    average_adult,
    load_source,
    symmetric,
    triangulate,
    vertex_mask,
)

REGIONS = ("skull", "left_ear", "right_ear", "face")
OUTPUT = Path(__file__).resolve().parents[1] / "body" / "head.npz"

EAR_SCALE = 1.07
"""MakeHuman's ears come out 57 mm long on the average adult; measured ears are 61 mm (mean of
men and women, Farkas, Anthropometry of the Head and Face, 1994)."""

NECK_CUT_M = -0.17
"""Height under the nose bridge where the neck ends: below it collars and shoulders differ."""

SKULL_TRIANGLES, EAR_TRIANGLES, FACE_TRIANGLES = 420, 90, 320

Bools = NDArray[np.bool_]


def place_head(source: SourceMesh, shape: Floats, canonical: CanonicalFace) -> Floats:
    """Bring a MakeHuman shape (N, 3), m, into the head frame, face on the canonical face."""
    skin = face_triangles(source)
    placed = align(shape, skin, seeds_of(source, shape, canonical), canonical)
    placed = symmetric(placed, source.mirror)
    warped = enlarge_ears(source, warp(placed, skin, canonical, smoothing=1e-4))
    return symmetric(warped, source.mirror)


def enlarge_ears(source: SourceMesh, head: Floats) -> Floats:
    """Scale both ears about the lower end of their seam with the head, by `EAR_SCALE`."""
    result = head.copy()
    weight = vertex_mask(source, "ears")
    for side in (1.0, -1.0):
        rows = np.flatnonzero((weight > 0.0) & (side * head[:, 0] > 0.03))
        # The seam's lower end is the front-most of the ear's lowest vertices: a hinge that
        # keeps the lobe and the attachment in place while the helix grows up and back.
        ear = rows[weight[rows] > 0.5]
        low = ear[head[ear, 1] < np.quantile(head[ear, 1], 0.15)]
        pivot = head[low[head[low, 2].argmax()]]
        result[rows] += (EAR_SCALE - 1.0) * weight[rows, None] * (head[rows] - pivot)
    return result


def face_triangles(source: SourceMesh) -> Ints:
    """Triangles of the skin of the face, without the inside of mouth and eye sockets."""
    inner = inner_vertices(source)
    face = (vertex_mask(source, "face") > 0.05) & ~inner
    body = source.groups["body"]
    return triangulate(body[face[body].all(axis=1)])


def inner_vertices(source: SourceMesh) -> Bools:
    """Vertices (N,) of the mouth's inside and the eye sockets, which nobody sees."""
    inner = vertex_mask(source, "inside-mouth") > 0.5
    for name in ("helper-l-eye", "helper-r-eye"):
        eye = source.vertices[np.unique(source.groups[name])]
        centre = eye.mean(axis=0)
        near = np.linalg.norm(source.vertices - centre, axis=1) < 0.0165
        inner |= near & (source.vertices[:, 2] < centre[2] + 0.002)
    return inner


def seeds_of(source: SourceMesh, shape: Floats, canonical: CanonicalFace) -> tuple[Floats, Floats]:
    """Give matching points of eyes, nose tip and mouth corners, (5, 3) each."""
    face = np.flatnonzero(vertex_mask(source, "face") > 0.5)
    lips = np.flatnonzero(vertex_mask(source, "lips") > 0.5)
    eyes = [shape[np.unique(source.groups[f"helper-{side}-eye"])].mean(axis=0) for side in "lr"]
    tip = shape[face[shape[face, 2].argmax()]]
    corners = [shape[lips[shape[lips, 0].argmax()]], shape[lips[shape[lips, 0].argmin()]]]
    face_points = canonical.vertices
    # An eyeball's centre lies about 12 mm behind the line through the lid corners.
    behind = np.array([0.0, 0.0, -0.006])
    targets = [
        face_points[[263, 362]].mean(axis=0) + behind,
        face_points[[33, 133]].mean(axis=0) + behind,
        face_points[4],
        face_points[291],
        face_points[61],
    ]
    return np.array([*eyes, tip, *corners]), np.array(targets)


def regions_of(source: SourceMesh, head: Floats, canonical: CanonicalFace) -> dict[str, Ints]:
    """Split the head into quads of `skull`, `ear` (the left one) and `face`."""
    body = source.groups["body"]
    corners = head[body]
    inner = inner_vertices(source)
    # The neck's end slopes down to the nape, as a collar does.
    end = NECK_CUT_M - 0.25 * (0.03 + corners[:, :, 2].mean(axis=1))
    keep = (corners[:, :, 1].mean(axis=1) > end) & ~inner[body].any(axis=1)
    keep &= np.abs(corners[:, :, 0]).max(axis=1) < 0.11
    ears = keep & (vertex_mask(source, "ears") > 0.5)[body].any(axis=1)
    # Lids and lips line their openings: the canonical mesh has no vertices near them.
    centre = np.all(np.abs(corners - [0.0, -0.03, 0.0]) < [0.05, 0.055, 0.05], axis=2)
    face = keep & ~ears & (_covered(head, canonical)[body] | centre).all(axis=1)
    skull = keep & ~ears & ~face
    # One ring more, so that decimated rims overlap instead of leaving gaps.
    grown = keep & np.isin(body, body[skull]).any(axis=1)
    left = (corners[:, :, 0] > 0.0).all(axis=1)
    return {"skull": body[grown], "ear": body[ears & left], "face": body[face]}


def _covered(head: Floats, canonical: CanonicalFace) -> Bools:
    """Whether each vertex (N,) lies under the canonical face and not at its rim."""
    edges = np.sort(canonical.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    unique, count = np.unique(edges, axis=0, return_counts=True)
    inner_hole = (np.abs(canonical.vertices[:, 0]) < 0.05) & (canonical.vertices[:, 1] > -0.09)
    rim = np.zeros(len(canonical.vertices), dtype=bool)
    rim[unique[count == 1].ravel()] = True
    rim &= ~inner_hole
    distance, nearest = cKDTree(canonical.vertices).query(head)
    return np.asarray((distance < 0.012) & ~rim[nearest])


def decimate(vertices: Floats, quads: Ints, target: int) -> tuple[Floats, Ints]:
    """Reduce one patch to about `target` triangles."""
    triangles = triangulate(quads)
    used, inverse = np.unique(triangles, return_inverse=True)
    points, faces = fast_simplification.simplify(
        vertices[used], inverse.reshape(-1, 3).astype(np.int32), target_count=target, agg=3
    )
    return np.asarray(points, dtype=np.float64), np.asarray(faces, dtype=np.int64)


def left_half(points: Floats, faces: Ints) -> tuple[Floats, Ints]:
    """Cut a patch at the mirror plane x = 0 and keep the wearer's left side."""
    cut, parts, _ = trimesh.intersections.slice_faces_plane(
        points, faces, plane_normal=np.array([1.0, 0.0, 0.0]), plane_origin=np.zeros(3)
    )
    return np.asarray(cut, dtype=np.float64), np.asarray(parts, dtype=np.int64)


def build_half(
    source: SourceMesh, head: Floats, canonical: CanonicalFace
) -> dict[str, tuple[Floats, Ints]]:
    """Give the decimated patches of the left half by name."""
    quads = regions_of(source, head, canonical)
    # The skull stays a millimetre under the skin: the live face, not the model, draws the line.
    inset = head - 0.001 * _normals(head, triangulate(source.groups["body"]))
    return {
        "skull": left_half(*decimate(inset, quads["skull"], SKULL_TRIANGLES)),
        "ear": decimate(head, quads["ear"], EAR_TRIANGLES),
        "face": left_half(*decimate(head, quads["face"], FACE_TRIANGLES)),
    }


def _normals(vertices: Floats, triangles: Ints) -> Floats:
    corners = vertices[triangles]
    face_normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], face_normals)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return normals / np.maximum(length, 1e-12)


def named_points(source: SourceMesh, head: Floats) -> dict[str, Floats]:
    """Give the points other parts rely on, (3,), m, head frame.

    `*_ear_root` is the superior auricular sulcus, where a temple lies between the ear and the
    head; `*_ear_lobe` the lowest point of the ear; `*_ear_tip` its outermost one; `*_temple`
    the side of the head one centimetre before the ear at the root's height; `head_top`.
    """
    body = source.groups["body"]
    in_ear = vertex_mask(source, "ears") > 0.5
    ear_quads = in_ear[body].any(axis=1)
    left_ear = np.unique(body[ear_quads & (head[body][:, :, 0] > 0).all(axis=1)])
    sulcus = _ear_root(head, left_ear, in_ear)
    lobe = head[left_ear[head[left_ear, 1].argmin()]]
    tip = head[left_ear[head[left_ear, 0].argmax()]]
    skin = np.flatnonzero(~in_ear[:BODY_VERTEX_COUNT])
    beside = skin[
        (np.abs(head[skin, 1] - sulcus[1]) < 0.008)
        & (np.abs(head[skin, 2] - sulcus[2] - 0.015) < 0.008)
    ]
    temple = np.array([head[beside, 0].max(), sulcus[1], sulcus[2] + 0.015])
    top = head[:BODY_VERTEX_COUNT][head[:BODY_VERTEX_COUNT, 1].argmax()] * [0.0, 1.0, 1.0]
    left = {"ear_root": sulcus, "ear_lobe": lobe, "ear_tip": tip, "temple": temple}
    mirror = np.array([-1.0, 1.0, 1.0])
    points = {f"left_{name}": point for name, point in left.items()}
    points |= {f"right_{name}": point * mirror for name, point in left.items()}
    return points | {"head_top": top}


def _ear_root(head: Floats, left_ear: Ints, in_ear: Bools) -> Floats:
    """Give the uppermost skin of the seam between the left ear and the head."""
    seam = left_ear[~in_ear[left_ear]]
    top = head[seam, 1].max()
    upper = seam[head[seam, 1] > top - 0.006]
    return np.asarray(head[upper].mean(axis=0))


def assemble(
    patches: dict[str, tuple[Floats, Ints]],
) -> tuple[Floats, Ints, NDArray[np.uint8]]:
    """Mirror the left half and join everything; vertices on the mirror plane are shared."""
    mirror = np.array([-1.0, 1.0, 1.0])
    names = {
        "skull": ("skull", "skull"),
        "ear": ("left_ear", "right_ear"),
        "face": ("face", "face"),
    }
    vertices: list[Floats] = []
    triangles: list[Ints] = []
    regions: list[NDArray[np.uint8]] = []
    offset = 0
    for name, (points, faces) in patches.items():
        for side, label in enumerate(names[name]):
            vertices.append(points * mirror if side else points)
            triangles.append((faces[:, ::-1] if side else faces) + offset)
            regions.append(np.full(len(faces), REGIONS.index(label), dtype=np.uint8))
            offset += len(points)
    joined, inverse = np.unique(
        np.concatenate(vertices).round(6) + 0.0, axis=0, return_inverse=True
    )
    faces = inverse.reshape(-1)[np.concatenate(triangles)]
    solid = (
        (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    )
    return joined, faces[solid], np.concatenate(regions)[solid]


def write_head(source: SourceMesh, canonical: CanonicalFace, output: Path) -> None:
    """Build the occluder and write it."""
    head = place_head(source, average_adult(source), canonical)
    vertices, triangles, regions = assemble(build_half(source, head, canonical))
    points = named_points(source, head)
    output.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        output,
        vertices=vertices.astype(np.float32),
        triangles=triangles.astype(np.int32),
        regions=regions,
        region_names=np.array(REGIONS),
        points=np.array(list(points.values()), dtype=np.float32),
        point_names=np.array(list(points)),
    )


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description="Build the head occluder.")
    parser.add_argument("--source", type=Path, required=True, help="MakeHuman data (mpfb2)")
    parser.add_argument("--canonical", type=Path, required=True, help="face_landmarker.task")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    write_head(load_source(arguments.source), load_canonical(arguments.canonical), arguments.output)


if __name__ == "__main__":
    main()
