import numpy as np
import pytest

from tests.tryon.rendering.scenes import even_light
from tryon.rendering._gl_environment import soft_levels, with_lamps
from tryon.scene import Light


@pytest.mark.parametrize("towards", [(0.5, 0.5), (-0.5, 0.5), (0.5, -0.5)])
def test_softer_levels_are_about_as_bright_as_what_is_looked_up(
    towards: tuple[float, float],
) -> None:
    even = even_light()
    sh = even.sh.copy()
    sh[3], sh[1] = towards[0] * sh[0], towards[1] * sh[0]
    picture = with_lamps(Light(sh, even.environment))

    axis = (np.arange(len(picture)) + 0.5) / len(picture) * 2.0 - 1.0
    disc = axis[None] ** 2 + axis[:, None] ** 2 < 1.0
    seen = picture[disc].mean(axis=0)

    assert soft_levels(picture)[-1][0, 0] == pytest.approx(seen, rel=0.2)
    assert picture.max() <= picture[disc].max() * 1.01
