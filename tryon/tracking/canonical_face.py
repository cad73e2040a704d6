"""The canonical face mesh, read out of MediaPipe's model bundle.

The bundle `face_landmarker.task` is a ZIP archive; its member
`geometry_pipeline_metadata_landmarks.binarypb` is a protocol buffer whose field 1 holds the mesh
(`mediapipe/tasks/cc/vision/face_geometry/proto/mesh_3d.proto`). Two message types are
all we need, so the wire format is read here instead of through generated classes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tryon.arrays import Array1, Array2, IndexArray, frozen
from tryon.errors import ModelAlteredError
from tryon.landmarks import topology

AVERAGE_SCALE = 0.94
"""Size of the average adult's face over the canonical mesh: the mesh's pupils are 67 mm apart,
adults' 63.36 mm (Dodgson, Journal of Cataract and Refractive Surgery, 2004)."""

_GEOMETRY_MEMBER = "geometry_pipeline_metadata_landmarks.binarypb"
_M_PER_CM = 0.01
_FLOATS_PER_VERTEX = 5  # x, y, z, u, v


@dataclass(frozen=True, slots=True, eq=False)
class CanonicalFace:
    """The average adult face in the head frame.

    Parameters
    ----------
    points : (468, 3), m, head frame, origin at the nose bridge
    triangles : (M, 3)
    bridge_cm : (3,), the origin in the mesh's own axes, cm
    """

    points: Array2
    triangles: IndexArray
    bridge_cm: Array1

    def __post_init__(self) -> None:
        object.__setattr__(self, "bridge_cm", frozen(self.bridge_cm, np.float64, (3,), "bridge_cm"))
        shape = (topology.FACE_MESH_COUNT, 3)
        object.__setattr__(self, "points", frozen(self.points, np.float64, shape, "points"))
        triangles = frozen(self.triangles, np.int32, (None, 3), "triangles")
        object.__setattr__(self, "triangles", triangles)

    def head_point(self, canonical_cm: tuple[float, float, float]) -> Array1:
        """Give a point (3,), m, head frame, of one in the mesh's own axes, cm."""
        return (np.array(canonical_cm) - self.bridge_cm) * (_M_PER_CM * AVERAGE_SCALE)


def read_member(task: Path, member: str) -> bytes:
    """Read one file of a model bundle into memory.

    Raises
    ------
    ModelAlteredError
        If the bundle is no ZIP archive or lacks the member.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(task.read_bytes())) as archive:
            return archive.read(member)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        msg = f"{task.name}: expected a model bundle holding {member}, got {error}"
        raise ModelAlteredError(msg) from error


def load_canonical_face(task: Path) -> CanonicalFace:
    """Read the canonical face out of `face_landmarker.task`.

    Raises
    ------
    ModelAlteredError
        If the bundle or the mesh in it is damaged.
    """
    return parse_canonical_face(read_member(task, _GEOMETRY_MEMBER))


def parse_canonical_face(content: bytes) -> CanonicalFace:
    """Parse the serialised geometry metadata; its mesh is in cm with its own origin.

    Raises
    ------
    ModelAlteredError
        If the bytes are no such message or the mesh has another size.
    """
    floats = bytearray()
    corners: list[int] = []
    try:
        for number, value in _fields(content):
            if number == 1 and isinstance(value, bytes):
                for inner, item in _fields(value):
                    if inner == 3 and isinstance(item, bytes):
                        floats += item
                    elif inner == 4 and isinstance(item, int):
                        corners.append(item)
        vertices = np.frombuffer(bytes(floats), dtype="<f4").reshape(-1, _FLOATS_PER_VERTEX)
        canonical = vertices[:, :3].astype(np.float64)
        bridge_cm = canonical[topology.NOSE_BRIDGE]
        points = (canonical - bridge_cm) * (_M_PER_CM * AVERAGE_SCALE)
        triangles = np.array(corners, dtype=np.int32).reshape(-1, 3)
        return CanonicalFace(points, triangles, bridge_cm)
    except (IndexError, ValueError) as error:
        msg = f"{_GEOMETRY_MEMBER}: expected a face mesh of 468 vertices, got {error}"
        raise ModelAlteredError(msg) from error


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Walk over the fields of a serialised message (protobuf encoding, "Message structure")."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        wire_type = key & 7
        if wire_type == 0:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if wire_type == 2:
            size, at = _varint(message, at)
        elif wire_type in (1, 5):
            size = 8 if wire_type == 1 else 4
        else:
            raise ValueError(f"wire type {wire_type}")
        if at + size > len(message):
            raise ValueError("a truncated message")
        yield key >> 3, message[at : at + size]
        at += size


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("an endless number")
