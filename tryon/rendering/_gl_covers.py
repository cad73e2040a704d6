"""Mattes of single parts as textures over the window that is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from tryon.landmarks.matte import Matte
from tryon.rendering._gl_api import GL
from tryon.rendering._region import Region
from tryon.rendering.mattes import common_mattes, cover, own_mattes
from tryon.scene import PlacedMesh


class Covers:
    """One texture per set of mattes that hide parts, renewed each frame.

    Parameters
    ----------
    unit : texture unit it is bound to
    """

    def __init__(self, unit: int) -> None:
        self._unit = unit
        self._textures: list[int] = []
        self._rows: list[int | None] = []

    def update(self, placed: Sequence[PlacedMesh], region: Region) -> list[bool]:
        """Take the mattes of parts, apart from those that hide all; give which parts have any."""
        common = common_mattes(placed)
        rows: dict[tuple[int, ...], int] = {}
        self._rows = []
        for item in placed:
            own = own_mattes(item, common)
            key = tuple(id(matte) for matte in own)
            if own and key not in rows:
                rows[key] = len(rows)
                self._upload(rows[key], own, region)
            self._rows.append(rows.get(key))
        return [row is not None for row in self._rows]

    def bind(self, index: int) -> None:
        """Make the texture of the part at `index` current."""
        row = self._rows[index]
        if row is not None:
            GL.glActiveTexture(GL.GL_TEXTURE0 + self._unit)
            GL.glBindTexture(GL.GL_TEXTURE_2D, self._textures[row])

    def delete(self) -> None:
        """Free the textures."""
        if self._textures:
            GL.glDeleteTextures(len(self._textures), self._textures)
        self._textures = []

    def _upload(self, row: int, mattes: Sequence[Matte], region: Region) -> None:
        while len(self._textures) <= row:
            self._textures.append(int(GL.glGenTextures(1)))
        GL.glActiveTexture(GL.GL_TEXTURE0 + self._unit)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._textures[row])
        # Mattes are mostly coarser than the picture: no need to upload more than they have.
        cell_px = min(matte.width / matte.alpha.shape[1] for matte in mattes)
        alpha = cover(mattes, region, max(1, min(4, int(cell_px))))
        height, width = alpha.shape
        GL.glTexImage2D(
            GL.GL_TEXTURE_2D, 0, GL.GL_R8, width, height, 0, GL.GL_RED, GL.GL_UNSIGNED_BYTE, alpha
        )
        for name, value in (
            (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR),
            (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
            (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE),
            (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
        ):
            GL.glTexParameteri(GL.GL_TEXTURE_2D, name, value)
