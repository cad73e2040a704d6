from pathlib import Path

import numpy as np
import pytest

from tests.tryon.catalog.libraries import box_obj, piece, write_library, zipped
from tryon.catalog.mesh_scene import MeshFileError
from tryon.catalog.obj import read_obj
from tryon.catalog.sh3f import Library, read_library, unpack_model


def _library(folder: Path, *pieces: dict[str, object], **more: object) -> Library:
    numbered = dict(enumerate(pieces, 1))
    return read_library(write_library(folder / "test.sh3f", numbered, **more))


def test_the_list_is_read_with_sizes_in_mm(tmp_path: Path) -> None:
    library = _library(tmp_path, piece(1), piece(2, name="Ceiling lamp", elevation=190))

    assert (library.name, library.version, library.licence) == ("Test library", "2", "CC0 1.0")
    table, lamp = library.pieces
    assert table.size_mm == (1200.0, 750.0, 600.0)
    assert (table.id, table.number, table.elevation_mm) == ("Test#box1", 1, 0.0)
    assert lamp.elevation_mm == 1900.0
    assert library.credit(table) == (
        '"Table" by A Maker; CC0 1.0; from Test library 2 (example.org)'
    )


def test_names_come_in_every_language(tmp_path: Path) -> None:
    translations = {
        "vi": b"name#1=B\\u00e0n\n",
        "pt_PT": b"name#1=Mesa\n",
        "de": b"name#1=\n",
    }
    library = _library(tmp_path, piece(1), translations=translations)

    assert set(library.languages) == {"en", "de", "pt_PT", "vi"}
    table = library.pieces[0]
    assert table.name("vi") == "Bàn"
    assert table.name("pt_PT") == "Mesa"
    assert table.name("de") == table.name("ja") == "Table"


def test_a_licence_of_its_own_goes_before_the_library_s(tmp_path: Path) -> None:
    library = _library(tmp_path, piece(1, license="CC-BY"), piece(2))

    assert [entry.licence for entry in library.pieces] == ["CC-BY", "CC0 1.0"]


@pytest.mark.parametrize("width", ["", "wide", "nan", "inf", "-3", "0", "99999", None])
def test_a_broken_size_is_none(tmp_path: Path, width: object) -> None:
    assert _library(tmp_path, piece(1, width=width)).pieces[0].size_mm is None


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        pytest.param("0 0 -1 0 1 0 1 0 0", True, id="quarter"),
        pytest.param("1 0 0 0 1 0 0 0 1", False, id="identity"),
        pytest.param("1 0 0 0 1 0 0 0 -1", False, id="mirror"),
        pytest.param("2 0 0 0 2 0 0 0 2", False, id="scale"),
        pytest.param("1 0 0", False, id="short"),
        pytest.param("a b c d e f g h i", False, id="words"),
        pytest.param("nan 0 0 0 1 0 0 0 1", False, id="nan"),
        pytest.param("", False, id="none"),
    ],
)
def test_only_rotations_turn_a_model(tmp_path: Path, text: str, turns: bool) -> None:
    rotation = _library(tmp_path, piece(1, modelRotation=text)).pieces[0].rotation

    assert (rotation is not None) == turns
    if rotation is not None:
        assert np.allclose(rotation @ rotation.T, np.eye(3))


def test_doors_windows_and_stairs_are_told(tmp_path: Path) -> None:
    library = _library(
        tmp_path, piece(1, doorOrWindow="true"), piece(2, staircaseCutOutShape="M0"), piece(3)
    )

    assert [entry.is_opening for entry in library.pieces] == [True, True, False]


def test_a_model_is_unpacked_with_what_it_needs(tmp_path: Path) -> None:
    library = _library(tmp_path, piece(1))
    folder = tmp_path / "out"
    folder.mkdir()

    path = unpack_model(library, library.pieces[0], folder)

    scene = read_obj(path)
    assert scene.parts[0].material.name == "Oak_Wood"
    assert scene.parts[0].material.specular == pytest.approx(0.1)
    assert {entry.name for entry in folder.iterdir()} == {"box.obj", "box.mtl"}


def test_a_zipped_model_is_unpacked(tmp_path: Path) -> None:
    inner = zipped({"deep/box.obj": box_obj(1, 1, 1), "deep/box.mtl": b"newmtl Oak_Wood\n"})
    library = _library(tmp_path, piece(1, model="/box.zip"), files={"box.zip": inner})
    folder = tmp_path / "out"
    folder.mkdir()

    assert unpack_model(library, library.pieces[0], folder).name == "box.obj"


@pytest.mark.parametrize(
    ("model", "files", "code"),
    [
        pytest.param("/a.obj", {}, "missing_model", id="missing"),
        pytest.param("../a.obj", {"../a.obj": b"v"}, "missing_model", id="outside"),
        pytest.param("/etc/passwd", {}, "missing_model", id="of the machine"),
        pytest.param("", {}, "missing_model", id="none"),
        pytest.param("/a.dae", {"a.dae": b"<COLLADA/>"}, "unsupported_model", id="collada"),
        pytest.param("/a.3ds", {"a.3ds": b"MM"}, "unsupported_model", id="3ds"),
        pytest.param("/a.zip", {"a.zip": b"PK"}, "unreadable", id="broken zip"),
        pytest.param("/a.zip", {"a.zip": zipped({})}, "unsupported_model", id="empty zip"),
        pytest.param(
            "/a.zip", {"a.zip": zipped({"a.zip": b"PK"})}, "unsupported_model", id="zip in zip"
        ),
    ],
)
def test_models_that_cannot_be_had_are_named(
    tmp_path: Path, model: str, files: dict[str, bytes], code: str
) -> None:
    library = _library(tmp_path, piece(1, model=model), files=files)
    folder = tmp_path / "out"
    folder.mkdir()

    with pytest.raises(MeshFileError) as caught:
        unpack_model(library, library.pieces[0], folder)

    assert caught.value.code == code


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"no archive", id="no archive"),
        pytest.param(zipped({"readme.txt": b"hello"}), id="no list"),
        pytest.param(zipped({"PluginFurnitureCatalog.properties": b"name=x"}), id="no pieces"),
        pytest.param(
            zipped({"PluginFurnitureCatalog.properties": b"name#1=x\n" * 1_000_000}), id="bomb"
        ),
    ],
)
def test_what_is_no_library_is_unreadable(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "test.sh3f"
    path.write_bytes(data)

    with pytest.raises(MeshFileError) as caught:
        read_library(path)

    assert caught.value.code == "unreadable"
