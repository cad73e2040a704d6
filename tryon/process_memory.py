"""Shared memory in which pictures go to a worker and come back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from multiprocessing.shared_memory import SharedMemory

import numpy as np

from tryon.arrays import Image
from tryon.geometry.camera import CameraIntrinsics

_ATTACHED = 4
"""Of two pictures and their answers."""


class PictureMemory:
    """Two blocks that only grow: for the picture that is sent, and for the answer."""

    def __init__(self) -> None:
        self._input: SharedMemory | None = None
        self._output: SharedMemory | None = None

    def write(self, image: Image) -> str:
        """Copy a picture into the first block and give its name."""
        self._input = _grown(self._input, image.nbytes)
        np.ndarray(image.shape, np.uint8, buffer=self._input.buf)[...] = image
        return self._input.name

    def answer_block(self, image: Image) -> str:
        """Give the name of the second block, large enough for an answer to a picture."""
        self._output = _grown(self._output, image.nbytes)
        return self._output.name

    def answer(self, image: Image) -> Image:
        """Give a copy of what was answered to a picture, once `answer_block` made room for it."""
        if self._output is None:
            msg = "memory: expected a block for answers, got none"
            raise ValueError(msg)
        return np.ndarray(image.shape, np.uint8, buffer=self._output.buf).copy()

    def close(self) -> None:
        """Free both blocks; safe twice."""
        for block in (self._input, self._output):
            if block is not None:
                block.close()
                block.unlink()
        self._input = self._output = None


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
