from pathlib import Path

import numpy as np
import pytest

from tests.tryon.catalog.libraries import MTL, box_obj, piece, write_library
from tryon.catalog.catalog import Catalog
from tryon.catalog.importing.faults import codes
from tryon.catalog.importing.furniture_words import kind_of, mount_of
from tryon.catalog.library_importer import LibraryReport, import_library
from tryon.catalog.sh3f import read_library
from tryon.errors import InputError

_SLANTED = b"mtllib x.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 1\nf 1 2 3\nf 1 2 9\n"


def _import(folder: Path, *pieces: dict[str, object], **more: object) -> LibraryReport:
    path = write_library(folder / "test.sh3f", dict(enumerate(pieces, 1)), **more)
    return import_library(path, folder / "out", timeout_s=60.0)  # Busy machines are slow.


def _code(report: LibraryReport, index: int = 0) -> str:
    return report.pieces[index].report.faults[-1].code


def test_a_piece_becomes_a_product_at_its_size(tmp_path: Path) -> None:
    report = _import(tmp_path, piece(1), translations={"vi": b"name#1=B\\u00e0n"})

    assert report.imported_count == 1
    assert report.pieces[0].report.unit == "cm"
    product = Catalog.load([tmp_path / "out"]).product("test-box1")
    assert dict(product.names) == {"vi": "Bàn", "en": "Table"}
    assert product.brand == "A Maker"
    assert product.traits["kind"] == "table"
    assert np.allclose(product.size_m, (1.2, 0.75, 0.6))
    vertices = np.vstack([part.vertices for part in product.meshes])
    assert np.allclose(vertices.min(axis=0), (-0.6, 0.0, -0.3), atol=1e-6)
    assert product.meshes[0].surface.roughness == pytest.approx(0.55)


def test_the_maker_and_the_licence_stay_with_the_mesh(tmp_path: Path) -> None:
    _import(tmp_path, piece(1))

    data = (tmp_path / "out" / "test-box1" / "model.glb").read_bytes()
    assert b'"copyright":"\\"Table\\" by A Maker; CC0 1.0; from Test library 2' in data


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"width": 60, "depth": 120}, "swapped_axes", id="swapped"),
        pytest.param({"width": 125}, "non_uniform_scale", id="stretched"),
        pytest.param({"model": "/boxes/gone.obj"}, "missing_model", id="gone"),
        pytest.param({"model": "/boxes/box.mtl"}, "unsupported_model", id="no model"),
        pytest.param({"model": "/boxes/broken.obj"}, "unreadable", id="broken"),
        pytest.param({"model": "/boxes/empty.obj"}, "no_geometry", id="empty"),
        pytest.param({"width": None}, "wrong_furniture_scale", id="no size"),
        pytest.param(
            {"width": 1920, "depth": 960, "height": 1200}, "wrong_furniture_scale", id="huge"
        ),
        pytest.param({"doorOrWindow": "true"}, "not_furniture", id="door"),
    ],
)
def test_each_fault_is_named_and_the_next_piece_follows(
    tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    files = {
        "boxes/box.obj": box_obj(120, 75, 60),
        "boxes/box.mtl": MTL,
        "boxes/broken.obj": _SLANTED,
        "boxes/empty.obj": b"# nothing\n",
    }
    report = _import(tmp_path, piece(1, **changes), piece(2), files=files)

    assert _code(report) == code
    assert code in codes()
    assert dict(report.refusals) == {code: 1}
    assert [entry.report.is_imported for entry in report.pieces] == [False, True]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["test-box2"]


def test_a_turned_model_is_turned_upright(tmp_path: Path) -> None:
    # The file has z up; the library's rotation brings it to y.
    files = {"boxes/box.obj": box_obj(120, 60, 75), "boxes/box.mtl": MTL}
    turned = piece(1, modelRotation="1 0 0 0 0 1 0 -1 0")
    report = _import(tmp_path, turned, piece(2), files=files)

    assert [entry.report.is_imported for entry in report.pieces] == [True, False]
    assert _code(report, 1) == "swapped_axes"


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    first = _import(tmp_path, piece(1))
    mesh = tmp_path / "out" / "test-box1" / "model.glb"
    kept = mesh.stat().st_mtime_ns
    again = _import(tmp_path, piece(1), piece(2))

    assert first.imported_count == again.imported_count == 1
    assert dict(again.refusals) == {"exists": 1}
    assert mesh.stat().st_mtime_ns == kept


def test_a_library_without_a_licence_says_so(tmp_path: Path) -> None:
    report = _import(tmp_path, piece(1), licence="")

    assert report.imported_count == 1
    assert report.warnings["no_licence"] == 1


@pytest.mark.parametrize("name", ["Test#box2", "box2", "2", "test-box2"])
def test_pieces_are_chosen_by_any_of_their_names(tmp_path: Path, name: str) -> None:
    path = write_library(tmp_path / "test.sh3f", {1: piece(1), 2: piece(2)})
    told: list[tuple[str, int, int]] = []

    report = import_library(
        path,
        tmp_path / "out",
        [name],
        told=lambda entry, done, count: told.append((entry.id, done, count)),
        timeout_s=60.0,
    )

    assert [entry.piece.number for entry in report.pieces] == [2]
    assert told == [("Test#box2", 0, 1)]


def test_an_unknown_piece_is_an_error(tmp_path: Path) -> None:
    path = write_library(tmp_path / "test.sh3f", {1: piece(1)})

    with pytest.raises(InputError, match="no piece"):
        import_library(path, tmp_path / "out", ["nothing"])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "kind", "mount"),
    [
        ({"name": "Office chair", "height": 90}, "chair", "floor"),
        ({"name": "Corner sofa"}, "sofa", "floor"),
        ({"name": "Bedside table"}, "cabinet", "floor"),
        ({"name": "Table with tablecloth"}, "table", "floor"),
        ({"name": "Desk lamp", "height": 40}, "lamp", "tabletop"),
        ({"name": "Lamp", "height": 150}, "lamp", "floor"),
        ({"name": "Hanging light", "elevation": 170}, "lamp", "ceiling"),
        ({"name": "Wall light", "elevation": 140}, "lamp", "wall"),
        ({"name": "Mirror", "elevation": 120}, "mirror", "wall"),
        ({"name": "Oriental rug", "height": 2}, "rug", "floor"),
        ({"name": "Cactus", "height": 22}, "plant", "tabletop"),
        ({"name": "Ficus", "height": 160}, "plant", "floor"),
        ({"name": "Grand piano"}, "other", "floor"),
        ({"name": "Tennis racket"}, "other", "floor"),
        ({"name": "Seat Leon", "category": "Vehicles"}, "other", "floor"),
    ],
)
def test_kinds_are_read_from_names(
    tmp_path: Path, changes: dict[str, object], kind: str, mount: str
) -> None:
    path = write_library(tmp_path / "test.sh3f", {1: piece(1, **changes)})
    entry = read_library(path).pieces[0]

    assert (kind_of(entry), mount_of(entry)) == (kind, mount)
