"""Framebuffers in a few sizes, so that hardly any frame makes one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.errors import RendererError
from tryon.rendering._gl_api import GL

_STEP = 64
_GROWTH = 1.2
_KEPT = 6


@dataclass(frozen=True, slots=True)
class _Target:
    framebuffer: int
    textures: tuple[int, ...]
    depth: int


class TargetPool:
    """Targets with colour textures and depth, the most recently used sizes kept.

    Sizes are rounded up by a fifth at most: clearing and reading cost time in proportion.

    Parameters
    ----------
    formats : internal format of each colour attachment
    """

    def __init__(self, formats: tuple[int, ...]) -> None:
        self._formats = formats
        self._targets: dict[tuple[int, int], _Target] = {}

    def bind(self, width: int, height: int) -> None:
        """Draw into a target of at least this size, with a viewport of exactly this size.

        Raises
        ------
        RendererError
            If the device cannot give a framebuffer of this size.
        """
        size = (rounded_up(width), rounded_up(height))
        target = self._targets.pop(size, None)
        if target is None:
            while len(self._targets) >= _KEPT:
                _delete(self._targets.pop(next(iter(self._targets))))
            target = _create(self._formats, size)
        # Dictionaries keep their order: the first is the one not used for longest.
        self._targets[size] = target
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, target.framebuffer)
        GL.glViewport(0, 0, width, height)

    def delete(self) -> None:
        """Free all targets."""
        for target in self._targets.values():
            _delete(target)
        self._targets.clear()


def rounded_up(length: int) -> int:
    """Give the next size of the ladder 64, 128, ..., each step a fifth or 64 px, px."""
    size = _STEP
    while size < length:
        size = max(size + _STEP, int(size * _GROWTH) // _STEP * _STEP)
    return size


def _create(formats: tuple[int, ...], size: tuple[int, int]) -> _Target:
    framebuffer = int(GL.glGenFramebuffers(1))
    GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, framebuffer)
    textures = tuple(_attach_color(index, kind, size) for index, kind in enumerate(formats))
    depth = int(GL.glGenRenderbuffers(1))
    GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, depth)
    GL.glRenderbufferStorage(GL.GL_RENDERBUFFER, GL.GL_DEPTH_COMPONENT24, *size)
    GL.glFramebufferRenderbuffer(
        GL.GL_FRAMEBUFFER, GL.GL_DEPTH_ATTACHMENT, GL.GL_RENDERBUFFER, depth
    )
    count = len(formats)
    attachments = np.arange(count, dtype=np.uint32) + int(GL.GL_COLOR_ATTACHMENT0)
    GL.glDrawBuffers(count, attachments.astype(np.uint32))
    status = int(GL.glCheckFramebufferStatus(GL.GL_FRAMEBUFFER))
    if status != GL.GL_FRAMEBUFFER_COMPLETE:
        msg = f"framebuffer: expected {size[0]} x {size[1]} px to work, got {status:#x}"
        raise RendererError(msg)
    return _Target(framebuffer, textures, depth)


def _attach_color(index: int, internal_format: int, size: tuple[int, int]) -> int:
    texture = int(GL.glGenTextures(1))
    GL.glActiveTexture(GL.GL_TEXTURE0)
    GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
    GL.glTexImage2D(
        GL.GL_TEXTURE_2D, 0, internal_format, *size, 0, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, None
    )
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MIN_FILTER, GL.GL_NEAREST)
    attachment = int(GL.GL_COLOR_ATTACHMENT0) + index
    GL.glFramebufferTexture2D(GL.GL_FRAMEBUFFER, attachment, GL.GL_TEXTURE_2D, texture, 0)
    return texture


def _delete(target: _Target) -> None:
    GL.glDeleteTextures(len(target.textures), list(target.textures))
    GL.glDeleteRenderbuffers(1, [target.depth])
    GL.glDeleteFramebuffers(1, [target.framebuffer])
