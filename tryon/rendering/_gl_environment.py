"""The blurred picture that shiny surfaces reflect, on the device."""

from __future__ import annotations

import cv2
import numpy as np

from tryon.arrays import Float32Array
from tryon.rendering._gl_api import GL
from tryon.scene import Light

_SIDE = 64
_LEVELS = 7


class EnvironmentMap:
    """A square texture with a chain of ever softer pictures, renewed when the light changes."""

    def __init__(self) -> None:
        self._texture = int(GL.glGenTextures(1))
        self._shown: Light | None = None
        self._mean = np.zeros(3, np.float32)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._texture)
        # A software device takes longer to unpack half floats than to read whole ones.
        GL.glTexStorage2D(GL.GL_TEXTURE_2D, _LEVELS, GL.GL_RGBA32F, _SIDE, _SIDE)
        settings = (
            (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR_MIPMAP_LINEAR),
            (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
            (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE),
            (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
        )
        for key, value in settings:
            GL.glTexParameteri(GL.GL_TEXTURE_2D, key, value)

    @property
    def levels(self) -> int:
        """Number of levels, sharp to soft."""
        return _LEVELS

    @property
    def mean(self) -> Float32Array:
        """Mean colour (3,) of the environment, linear light."""
        return self._mean

    def update(self, light: Light) -> None:
        """Upload the light's environment if it is another than last time."""
        if light is self._shown:
            return
        GL.glActiveTexture(GL.GL_TEXTURE0)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._texture)
        levels = soft_levels(with_lamps(light))
        self._mean = levels[-1][0, 0]
        for level, picture in enumerate(levels):
            side = picture.shape[0]
            GL.glTexSubImage2D(
                GL.GL_TEXTURE_2D, level, 0, 0, side, side, GL.GL_RGB, GL.GL_FLOAT, picture
            )
        self._shown = light

    def bind(self, unit: int) -> None:
        """Bind to a texture unit."""
        GL.glActiveTexture(GL.GL_TEXTURE0 + unit)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self._texture)

    def delete(self) -> None:
        """Free the texture."""
        GL.glDeleteTextures(1, [self._texture])


def with_lamps(light: Light) -> Float32Array:
    """Give the environment at 64 x 64 px with the lamps that the picture does not show.

    Rooms are lit from above, and the main light is known from the face. Without their
    reflection polished acetate looks like felt.
    """
    area = cv2.INTER_AREA if max(light.environment.shape[:2]) > _SIDE else cv2.INTER_LINEAR
    picture = cv2.resize(light.environment, (_SIDE, _SIDE), interpolation=area)
    axis = (np.arange(_SIDE) + 0.5) / _SIDE * 2.0 - 1.0
    x, y = np.meshgrid(axis, -axis)
    radius = np.hypot(x, y)
    square = radius * radius
    # Beyond the disc nothing is looked up, but softer levels blend it in: the rim goes on.
    inside = 1.0 / np.maximum(radius, 1.0)
    x, y, rim = x * inside, y * inside, np.minimum(square, 1.0)
    # Inverse of point = r.xy / (1 + |r.z|), as the shaders look directions up.
    directions = np.stack([2.0 * x, 2.0 * y, 1.0 - rim], axis=2) / (1.0 + rim)[..., None]
    ceiling = np.clip((directions[..., 1] - 0.3) / 0.35, 0.0, 1.0)
    ceiling *= 1.0 - np.clip((directions[..., 1] - 0.8) / 0.2, 0.0, 1.0)
    towards = light.direction.copy()
    towards[2] = abs(float(light.direction[2]))
    lobe = np.maximum(0.0, directions @ towards) ** 24
    lamps = 0.7 * ceiling + 2.2 * min(light.directed_share, 0.7) * lobe
    even = np.maximum(light.sh[0], 1e-4)
    room = 0.7 * picture + (0.1 + lamps[..., None]) * even
    # A white surface looks as bright as the mean of the room it sees.
    gain = float(np.clip(even.mean() / room[square < 1.0].mean(), 0.7, 2.5))
    return np.asarray(room * gain, dtype=np.float32)


def soft_levels(environment: Float32Array) -> list[Float32Array]:
    """Give a 64 px square environment at 64, 32, ... 1 px, each blurred beyond what halving does.

    Halving alone leaves squares as large as the texel in smooth reflections.
    """
    pictures = [environment]
    for index in range(1, _LEVELS):
        side = _SIDE >> index
        blurred = cv2.GaussianBlur(pictures[-1], (0, 0), 1.0, borderType=cv2.BORDER_REPLICATE)
        small = cv2.resize(blurred, (side, side), interpolation=cv2.INTER_AREA)
        pictures.append(np.ascontiguousarray(small, np.float32))
    return pictures
