"""Where synthetic people's ear lobes are."""

from __future__ import annotations

from typing import Literal

import numpy as np

from benchmarks.synthetic import Person, load_family
from benchmarks.synthetic_raster import Floats

_OUTER_LOBE_M = (0.0827, -0.0535, -0.1010)
"""On the base of the family: outside of the left lobe's middle."""
_MIDDLE_FROM_OUTER_M = (-0.0050, 0.0, 0.0010)
"""From there to the middle of the lobe, half of its 10 mm."""


def lobe_middle(person: Person, side: Literal["left", "right"]) -> Floats:
    """Give where the middle of a person's lobe is pierced, (3,), m, person axes."""
    family = load_family()
    sign = np.array([1.0 if side == "left" else -1.0, 1.0, 1.0])
    row = int(np.linalg.norm(family.base - sign * _OUTER_LOBE_M, axis=1).argmin())
    inward = person.person_from_head.rotation @ (sign * _MIDDLE_FROM_OUTER_M)
    return person.vertices[row] + person.scale * inward
