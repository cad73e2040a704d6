"""Pictures compared with stored ones; drawn in software, where devices agree."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon.catalog.catalog import Catalog
from tryon.rendering.flat_backend import FlatRenderer
from tryon.rendering.renderer import Renderer
from tryon.rendering.thumbnail import render_thumbnail

TOLERANCE = 3.0
"""Mean absolute difference of codes allowed: Mesa versions round differently at edges."""


@pytest.mark.parametrize(
    ("sku", "variant"),
    [pytest.param("an-bang", "black", id="acetate"), pytest.param("cam-ranh", "gold", id="metal")],
)
@pytest.mark.parametrize("kind", [pytest.param("pyrender", marks=pytest.mark.gl), "flat"])
def test_product_looks_as_before(
    request: pytest.FixtureRequest, repository: Path, kind: str, sku: str, variant: str
) -> None:
    renderer: Renderer = FlatRenderer()
    if kind == "pyrender":
        renderer = request.getfixturevalue("gl_renderer")
        if "llvmpipe" not in renderer.device_name:
            pytest.skip(f"goldens are drawn by llvmpipe, this is {renderer.device_name}")
    product = Catalog.load([repository / "assets" / "products"]).product(sku)

    picture = render_thumbnail(renderer, product, variant, (320, 240))

    golden = repository / "tests" / "goldens" / f"{sku}-{variant}-{kind}.png"
    if request.config.getoption("--regenerate-goldens"):
        cv2.imwrite(str(golden), picture[..., ::-1])
    stored = cv2.imread(str(golden))
    assert stored is not None, f"{golden.name} is missing: run with --regenerate-goldens"
    difference = cv2.absdiff(stored[..., ::-1].copy(), picture)
    mean = float(difference[picture.min(axis=2) < 230].mean())
    if mean > TOLERANCE:
        out = repository / "out" / "goldens"
        out.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(out / golden.name), np.hstack([picture, difference])[..., ::-1])
    assert mean <= TOLERANCE
