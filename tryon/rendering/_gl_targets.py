"""Framebuffers that only ever grow, so that no frame re-creates one."""

from __future__ import annotations

import numpy as np
from OpenGL import GL

from tryon.errors import RendererError

_STEP = 128
_ATTACHMENTS = np.arange(GL.GL_COLOR_ATTACHMENT0, GL.GL_COLOR_ATTACHMENT0 + 4, dtype=np.uint32)


class Target:
    """Colour textures, optionally with depth, of at least the asked size.

    Regions of any size are drawn into the lower left corner of the textures; a larger region
    than ever before makes them larger, in steps, and nothing makes them smaller.

    Parameters
    ----------
    formats : internal format of each colour attachment
    with_depth : whether a depth buffer is attached
    """

    def __init__(self, formats: tuple[int, ...], *, with_depth: bool) -> None:
        self._formats = formats
        self._with_depth = with_depth
        self._framebuffer = 0
        self._depth = 0
        self.textures: tuple[int, ...] = ()
        self.width = 0
        self.height = 0

    def bind(self, width: int, height: int) -> None:
        """Make this the drawing target with a viewport of width x height px.

        Raises
        ------
        RendererError
            If the device cannot give a framebuffer of this size.
        """
        if width > self.width or height > self.height:
            self._create(
                max(self.width, -(-width // _STEP) * _STEP),
                max(self.height, -(-height // _STEP) * _STEP),
            )
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._framebuffer)
        GL.glViewport(0, 0, width, height)
        GL.glScissor(0, 0, width, height)

    def _create(self, width: int, height: int) -> None:
        self.delete()
        self.width, self.height = width, height
        self._framebuffer = int(GL.glGenFramebuffers(1))
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._framebuffer)
        names: list[int] = []
        for index, internal_format in enumerate(self._formats):
            texture = int(GL.glGenTextures(1))
            names.append(texture)
            GL.glActiveTexture(GL.GL_TEXTURE0)
            GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
            GL.glTexStorage2D(GL.GL_TEXTURE_2D, 1, internal_format, width, height)
            for key in (GL.GL_TEXTURE_MIN_FILTER, GL.GL_TEXTURE_MAG_FILTER):
                GL.glTexParameteri(GL.GL_TEXTURE_2D, key, GL.GL_LINEAR)
            for key in (GL.GL_TEXTURE_WRAP_S, GL.GL_TEXTURE_WRAP_T):
                GL.glTexParameteri(GL.GL_TEXTURE_2D, key, GL.GL_CLAMP_TO_EDGE)
            attachment = GL.GL_COLOR_ATTACHMENT0 + index
            GL.glFramebufferTexture2D(GL.GL_FRAMEBUFFER, attachment, GL.GL_TEXTURE_2D, texture, 0)
        self.textures = tuple(names)
        if self._with_depth:
            self._depth = int(GL.glGenRenderbuffers(1))
            GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, self._depth)
            GL.glRenderbufferStorage(GL.GL_RENDERBUFFER, GL.GL_DEPTH_COMPONENT24, width, height)
            GL.glFramebufferRenderbuffer(
                GL.GL_FRAMEBUFFER, GL.GL_DEPTH_ATTACHMENT, GL.GL_RENDERBUFFER, self._depth
            )
        self.draw_to(min(2, len(names)))
        status = GL.glCheckFramebufferStatus(GL.GL_FRAMEBUFFER)
        if status != GL.GL_FRAMEBUFFER_COMPLETE:
            msg = f"framebuffer: expected {width} x {height} px to work, got {int(status):#x}"
            raise RendererError(msg)

    def draw_to(self, count: int) -> None:
        """Let shaders write to the first `count` colour attachments only."""
        GL.glDrawBuffers(count, _ATTACHMENTS[:count])

    def delete(self) -> None:
        """Free textures and buffers."""
        if self.textures:
            GL.glDeleteTextures(len(self.textures), list(self.textures))
            self.textures = ()
        if self._depth:
            GL.glDeleteRenderbuffers(1, [self._depth])
            self._depth = 0
        if self._framebuffer:
            GL.glDeleteFramebuffers(1, [self._framebuffer])
            self._framebuffer = 0
        self.width = self.height = 0
