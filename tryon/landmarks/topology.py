"""Row numbers of landmarks by name; left and right are the wearer's.

The 478 face points are those of MediaPipe's face landmark net: 468 points of the canonical face
mesh (Kartynnik et al., CVPR workshop 2019) and five points per iris (Ablavatski et al., CVPR
workshop 2020), centre first.
"""

import numpy as np

from tryon.arrays import AnyArray, IndexArray

FACE_MESH_COUNT = 468
FACE_COUNT = 478

NOSE_BRIDGE = 168
NOSE_TIP = 4
FOREHEAD = 10
CHIN = 152
RIGHT_EYE_OUTER, RIGHT_EYE_INNER = 33, 133
LEFT_EYE_OUTER, LEFT_EYE_INNER = 263, 362
RIGHT_EYE_UPPER, RIGHT_EYE_LOWER = 159, 145
LEFT_EYE_UPPER, LEFT_EYE_LOWER = 386, 374
MOUTH_RIGHT, MOUTH_LEFT = 61, 291
RIGHT_PUPIL, LEFT_PUPIL = 468, 473


def _rows(*numbers: int) -> IndexArray:
    rows = np.array(numbers, dtype=np.int32)
    rows.setflags(write=False)
    return rows


RIGHT_IRIS = _rows(469, 470, 471, 472)
"""Ring of the wearer's right iris: side, top, side, bottom."""
LEFT_IRIS = _rows(474, 475, 476, 477)
"""Ring of the wearer's left iris."""

RIGHT_EYE_RING = _rows(33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
"""Edge of the wearer's right lids: outer corner, upper lid, inner corner, lower lid."""
LEFT_EYE_RING = _rows(
    263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249
)
"""Mirror images of `RIGHT_EYE_RING`, in its order."""

RIGHT_SIDE = _rows(127, 234, 162, 93)
"""Outline of the wearer's right cheekbone, where the head is widest in the mesh."""
LEFT_SIDE = _rows(356, 454, 389, 323)
"""Mirror images of `RIGHT_SIDE`, in its order."""

RIGID = _rows(
    *(33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 8, 9, 151, 10),
    *(7, 163, 144, 145, 153, 154, 155, 249, 390, 373, 374, 380, 381, 382),
    *(48, 278, 98, 327, 45, 275, 122, 351, 193, 417, 174, 399, 188, 412),
    *(70, 63, 105, 66, 107, 300, 293, 334, 296, 336),
    *(54, 284, 21, 251, 162, 389, 127, 356, 234, 454, 67, 297, 109, 338, 103, 332),
    *(116, 345, 117, 346, 118, 347, 50, 280, 101, 330, 93, 323),
)
"""Points that move little with expression: eye corners and lower lids, nose, brows, forehead,
temples, cheekbones; no lips, no jaw."""


def mirror_rows(canonical_points: AnyArray) -> IndexArray:
    """Give for each of the 478 points the row of its mirror image.

    Parameters
    ----------
    canonical_points : (468, 3), the symmetric canonical mesh, x across the face

    Returns
    -------
    (478,)
        A permutation that is its own inverse.
    """
    flipped = canonical_points * np.array([-1.0, 1.0, 1.0])
    distance = np.linalg.norm(canonical_points[None] - flipped[:, None], axis=2)
    mesh = distance.argmin(axis=1).astype(np.int32)
    # Iris rings: the side towards the nose of one eye mirrors that of the other.
    irises = np.array([473, 476, 475, 474, 477, 468, 471, 470, 469, 472], dtype=np.int32)
    rows = np.concatenate([mesh, irises])
    rows.setflags(write=False)
    return rows
