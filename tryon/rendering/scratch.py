"""Memory that is used again every frame."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import DTypeLike

from tryon.arrays import AnyArray


class Scratch:
    """A buffer that only grows.

    Large fresh arrays come from the system page by page, which takes longer than the loops
    that fill them.
    """

    def __init__(self) -> None:
        self._bytes = np.empty(0, np.uint8)

    def array(self, shape: tuple[int, ...], dtype: DTypeLike) -> AnyArray:
        """Give an array of any content; the next call gives the same memory again."""
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if size > self._bytes.nbytes:
            self._bytes = np.empty(size + size // 4, np.uint8)
        return self._bytes[:size].view(dtype).reshape(shape)
