"""Both renderers; the OpenGL one is made once, since a process has only one context."""

from collections.abc import Iterator

import pytest

from tryon.rendering.flat_backend import FlatRenderer
from tryon.rendering.renderer import Renderer


@pytest.fixture(scope="session")
def gl_renderer(gl: None) -> Iterator[Renderer]:
    del gl
    # Loads GL, which the other half of the tests does without.
    from tryon.rendering.pyrender_backend import PyrenderRenderer  # noqa: PLC0415

    renderer = PyrenderRenderer()
    yield renderer
    renderer.close()


@pytest.fixture(params=[pytest.param("pyrender", marks=pytest.mark.gl), "flat"])
def renderer(request: pytest.FixtureRequest) -> Renderer:
    if request.param == "flat":
        return FlatRenderer()
    return request.getfixturevalue("gl_renderer")
