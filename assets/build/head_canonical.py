"""Reads the canonical face mesh out of the face landmarker's files and lays a head on it."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.interpolate import RBFInterpolator
from scipy.spatial import cKDTree

from assets.build.head_source import Floats, Ints

ADULT_SCALE = 0.94
"""Metres of the average adult per 100 canonical centimetres: pupillary distance 63.4 mm
(Dodgson, Optometry and Vision Science 2004) over the canonical mesh's."""

ORIGIN_VERTEX = 168
_METADATA = "geometry_pipeline_metadata_landmarks.binarypb"
_MESH_FIELD, _VERTEX_FIELD, _INDEX_FIELD = 1, 3, 4
_FLOATS_PER_VERTEX = 5  # x, y, z, u, v


@dataclass(frozen=True, slots=True, eq=False)
class CanonicalFace:
    """The canonical face in the head frame of the average adult.

    Parameters
    ----------
    vertices : (468, 3), m, origin between the eyes, x to the wearer's left, z out of the face
    triangles : (M, 3)
    """

    vertices: Floats
    triangles: Ints


def load_canonical(path: Path) -> CanonicalFace:
    """Read the mesh out of `face_landmarker.task` or the metadata file inside it."""
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as outer:
            data = outer.read(_METADATA)
    mesh = next(value for field, value in _fields(data) if field == _MESH_FIELD)
    floats: list[float] = []
    indices: list[int] = []
    for field, value in _fields(bytes(mesh) if isinstance(mesh, bytes) else b""):
        if field == _VERTEX_FIELD:
            floats.extend(_floats(value))
        elif field == _INDEX_FIELD:
            indices.extend(_integers(value))
    rows = np.array(floats).reshape(-1, _FLOATS_PER_VERTEX)[:, :3]
    vertices = (rows - rows[ORIGIN_VERTEX]) * 0.01 * ADULT_SCALE
    return CanonicalFace(vertices, np.array(indices).reshape(-1, 3))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Walk the fields of one protocol-buffer message."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        wire = key & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
        elif wire == 2:
            size, at = _varint(data, at)
            yield key >> 3, data[at : at + size]
            at += size
        else:
            size = 4 if wire == 5 else 8
            yield key >> 3, data[at : at + size]
            at += size


def _floats(value: bytes | int) -> list[float]:
    raw = value if isinstance(value, bytes) else b""
    return list(struct.unpack(f"<{len(raw) // 4}f", raw))


def _integers(value: bytes | int) -> list[int]:
    if isinstance(value, int):
        return [value]
    result: list[int] = []
    at = 0
    while at < len(value):
        number, at = _varint(value, at)
        result.append(number)
    return result


def similarity(source: Floats, target: Floats) -> tuple[float, Floats, Floats]:
    """Give scale, rotation (3, 3), translation (3,) of the best `target = s R source + t`.

    Notes
    -----
    Umeyama, IEEE PAMI 1991.
    """
    mean_source, mean_target = source.mean(axis=0), target.mean(axis=0)
    covariance = (target - mean_target).T @ (source - mean_source) / len(source)
    left, singular, right = np.linalg.svd(covariance)
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    rotation = (left * sign) @ right
    scale = float((singular * sign).sum() / ((source - mean_source) ** 2).sum() * len(source))
    return scale, rotation, mean_target - scale * rotation @ mean_source


def sample_surface(vertices: Floats, triangles: Ints, steps: int = 4) -> Floats:
    """Give points spread over the triangles, so that nearest points lie on the surface."""
    grid = [
        (i / steps, j / steps, 1.0 - (i + j) / steps)
        for i in range(steps + 1)
        for j in range(steps + 1 - i)
    ]
    corners = vertices[triangles]
    return np.einsum("gk,tkc->gtc", np.array(grid), corners).reshape(-1, 3)


def align(
    vertices: Floats, triangles: Ints, seeds: tuple[Floats, Floats], canonical: CanonicalFace
) -> Floats:
    """Lay a head on the canonical face by a similarity: named points first, then ICP.

    Parameters
    ----------
    vertices : (N, 3), m, any frame
    triangles : (M, 3), the head's outer skin near the face
    seeds : matching points (S, 3) of the head and of the canonical face

    Returns
    -------
    (N, 3), m, head frame
    """
    scale, rotation, translation = similarity(*seeds)
    placed = scale * vertices @ rotation.T + translation
    anchors = canonical.vertices[rigid_rows(canonical)]
    for _ in range(40):
        samples = sample_surface(placed, triangles)
        distance, nearest = cKDTree(samples).query(anchors)
        keep = distance <= np.quantile(distance, 0.9)
        scale, rotation, translation = similarity(samples[nearest][keep], anchors[keep])
        placed = scale * placed @ rotation.T + translation
    return placed


def warp(
    vertices: Floats, triangles: Ints, canonical: CanonicalFace, *, smoothing: float
) -> Floats:
    """Bend an aligned head so that its face lies on the canonical one.

    Notes
    -----
    Linear radial basis functions on the offsets between canonical vertices and the nearest
    skin; offsets die away behind the face, because nothing is known there.
    """
    anchors = canonical.vertices[rigid_rows(canonical)]
    samples = sample_surface(vertices, triangles)
    _, nearest = cKDTree(samples).query(anchors)
    base = samples[nearest]
    offsets = anchors - base
    both = np.concatenate([base, base * [-1.0, 1.0, 1.0]])
    sides = np.concatenate([offsets, offsets * [-1.0, 1.0, 1.0]])
    field = RBFInterpolator(both, sides, kernel="linear", degree=0, smoothing=smoothing)
    distance, _ = cKDTree(both).query(vertices)
    fade = np.exp(-((distance / 0.06) ** 2))
    return vertices + field(vertices) * fade[:, None]


def rigid_rows(canonical: CanonicalFace) -> Ints:
    """Rows of the canonical mesh on plain skin: neither lips, mouth nor eye openings."""
    y, x = canonical.vertices[:, 1], np.abs(canonical.vertices[:, 0])
    mouth = (y < -0.055) & (y > -0.082) & (x < 0.032)
    eyes = (y < 0.008) & (y > -0.016) & (x > 0.010) & (x < 0.048)
    return np.flatnonzero(~(mouth | eyes))
