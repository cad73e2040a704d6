import shutil
import statistics
import time
from pathlib import Path

import pytest

from tests.tryon.catalog.frames import REPOSITORY, write_product
from tryon.catalog.catalog import Catalog
from tryon.errors import MeshError, UnknownProductError


def test_load_lists_products_in_order_without_meshes(tmp_path: Path) -> None:
    for sku in ("b-two", "a-one"):
        write_product(tmp_path, sku)

    catalog = Catalog.load([tmp_path])

    assert [product.sku for product in catalog.products] == ["a-one", "b-two"]
    assert all(product.meshes == () for product in catalog.products)
    assert catalog.problems == ()


def test_product_reads_meshes_once(tmp_path: Path) -> None:
    folder = write_product(tmp_path)
    catalog = Catalog.load([tmp_path])

    product = catalog.product("a-pair")

    (folder / "model.glb").unlink()
    assert catalog.product("a-pair") is product
    assert product.triangle_count == 12
    assert product.meshes[0].surface.base_color == (0.5, 0.25, 0.125)


def test_paths_lead_into_the_product_folder(tmp_path: Path) -> None:
    folder = write_product(tmp_path)

    catalog = Catalog.load([tmp_path])

    assert catalog.folder("a-pair") == folder
    assert catalog.mesh("a-pair") == folder / "model.glb"
    assert catalog.thumbnail("a-pair") == folder / "thumb.jpg"


def test_a_broken_product_is_left_out_and_named(tmp_path: Path) -> None:
    write_product(tmp_path, "good")
    bad = write_product(tmp_path, "bad")
    (bad / "product.toml").write_text("schema = 1\n")

    catalog = Catalog.load([tmp_path])

    assert [product.sku for product in catalog.products] == ["good"]
    assert [problem.folder for problem in catalog.problems] == [bad]
    assert f"{bad / 'product.toml'}:1: sku: missing" in catalog.problems[0].message


def test_a_product_without_its_mesh_file_is_left_out(tmp_path: Path) -> None:
    (write_product(tmp_path) / "model.glb").unlink()

    catalog = Catalog.load([tmp_path])

    assert len(catalog) == 0
    assert "model.glb is missing" in catalog.problems[0].message


def test_the_second_product_of_a_sku_is_a_problem(tmp_path: Path) -> None:
    write_product(tmp_path / "one", "twin")
    write_product(tmp_path / "two", "twin")

    catalog = Catalog.load([tmp_path / "one", tmp_path / "two"])

    assert catalog.folder("twin") == tmp_path / "one" / "twin"
    assert '"twin" is already used' in catalog.problems[0].message


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    catalog = Catalog.load([tmp_path / "nowhere"])

    assert "no such folder" in catalog.problems[0].message


def test_unknown_products_raise(tmp_path: Path) -> None:
    catalog = Catalog.load([tmp_path])

    with pytest.raises(UnknownProductError, match='no product "x"'):
        catalog.product("x")
    assert "x" not in catalog


@pytest.mark.parametrize(("width", "fits"), [(100.0, True), (101.9, True), (102.5, False)])
def test_a_mesh_must_agree_with_the_declared_size(tmp_path: Path, width: float, fits: bool) -> None:
    write_product(tmp_path, "a-pair", width)
    catalog = Catalog.load([tmp_path])

    if fits:
        assert catalog.product("a-pair").size_m[0] == width / 1000.0
        assert catalog.check() == ()
    else:
        with pytest.raises(MeshError, match=r"expected 102.5 mm along x .*, got 100.0 mm"):
            catalog.product("a-pair")
        assert "102.5 mm" in catalog.check()[0].message


def test_check_names_a_missing_thumbnail(tmp_path: Path) -> None:
    (write_product(tmp_path) / "thumb.jpg").unlink()

    catalog = Catalog.load([tmp_path])

    assert catalog.problems == ()
    assert "thumbnail is missing" in catalog.check()[0].message


def test_our_own_products_are_whole() -> None:
    catalog = Catalog.load([REPOSITORY / "assets" / "products"])

    assert catalog.check() == ()
    for product in catalog.products:
        most = 60_000 if product.category == "furniture" else 30_000
        assert catalog.product(product.sku).triangle_count <= most


def test_thirty_products_are_listed_within_a_fifth_of_a_second(tmp_path: Path) -> None:
    source = write_product(tmp_path / "source")
    for index in range(30):
        target = tmp_path / "many" / f"p-{index}"
        shutil.copytree(source, target)
        text = (target / "product.toml").read_text("utf-8").replace("a-pair", f"p-{index}")
        (target / "product.toml").write_text(text, "utf-8")
    durations = []
    for _ in range(5):
        start = time.perf_counter()
        catalog = Catalog.load([tmp_path / "many"])
        durations.append(time.perf_counter() - start)

    assert len(catalog) == 30
    # 30 ms when nothing else runs; the bound leaves room for a busy machine.
    assert statistics.median(durations) < 0.2
