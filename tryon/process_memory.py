"""Shared memory in which pictures go to a worker and come back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from multiprocessing.shared_memory import SharedMemory

import numpy as np

from tryon.arrays import Image
from tryon.geometry.camera import CameraIntrinsics

_ATTACHED = 2
"""Pictures under way."""


class PictureMemory:
    """A block that only grows: a picture is sent in it, and the answer comes back in its place."""

    def __init__(self) -> None:
        self._block: SharedMemory | None = None

    def write(self, image: Image) -> str:
        """Copy a picture into the block and give its name."""
        self._block = _grown(self._block, image.nbytes)
        np.ndarray(image.shape, np.uint8, buffer=self._block.buf)[...] = image
        return self._block.name

    def answer(self, image: Image) -> Image:
        """Give a copy of what was answered to a picture that was written."""
        if self._block is None:
            msg = "memory: expected a picture that was written, got none"
            raise ValueError(msg)
        return np.ndarray(image.shape, np.uint8, buffer=self._block.buf).copy()

    def close(self) -> None:
        """Free the block; safe twice."""
        if self._block is not None:
            self._block.close()
            self._block.unlink()
        self._block = None


class AttachedMemory:
    """Blocks of another process, attached by name; what was not asked for lately is let go."""

    def __init__(self) -> None:
        self._attached: OrderedDict[str, SharedMemory] = OrderedDict()
        self._lock = threading.Lock()

    def view(self, name: str, camera: CameraIntrinsics) -> Image:
        """Give the picture in a block, of a camera's size."""
        with self._lock:
            if name not in self._attached:
                self._attached[name] = SharedMemory(name=name)
            self._attached.move_to_end(name)
            while len(self._attached) > _ATTACHED:
                self._attached.popitem(last=False)[1].close()
            block = self._attached[name]
        return np.ndarray((camera.height, camera.width, 3), np.uint8, buffer=block.buf)

    def close(self) -> None:
        """Let go of all; safe twice."""
        for block in self._attached.values():
            block.close()
        self._attached.clear()


def _grown(block: SharedMemory | None, size: int) -> SharedMemory:
    """Give a block of at least `size` bytes, the same one where it is large enough."""
    if block is not None and block.size >= size:
        return block
    if block is not None:
        block.close()
        block.unlink()
    return SharedMemory(create=True, size=size)
