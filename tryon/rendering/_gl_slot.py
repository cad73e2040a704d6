"""What one scene needs on the device while others are drawn beside it."""

from __future__ import annotations

from tryon.rendering._gl_api import GL
from tryon.rendering._gl_blocks import UniformBuffer
from tryon.rendering._gl_covers import Covers
from tryon.rendering._gl_environment import EnvironmentMap
from tryon.rendering._gl_meshes import StreamMesh
from tryon.rendering._gl_targets import TargetPool
from tryon.rendering.scratch import Scratch

# Colour, transmission, reflection of lenses.
_FINE = (GL.GL_RGBA8, GL.GL_RGBA8, GL.GL_RGBA8)


class Slot:
    """Targets and everything that is written anew for each scene; needs a current context.

    A scene that wrote over what the device still reads for another would wait for it.

    Parameters
    ----------
    cover_unit : texture unit of what lies before parts
    """

    def __init__(self, cover_unit: int) -> None:
        self.targets = TargetPool(_FINE)
        self.uniforms = UniformBuffer()
        self.occluders = StreamMesh((3,))
        self.covers = Covers(cover_unit)
        self.environment = EnvironmentMap()
        self.read_back = (Scratch(), Scratch(), Scratch())

    def delete(self) -> None:
        """Free everything on the device."""
        for item in (self.targets, self.uniforms, self.occluders, self.covers, self.environment):
            item.delete()
