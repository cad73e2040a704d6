"""`tryon products import` with furniture: libraries, and meshes of declared sizes."""

import json
from pathlib import Path

import cv2
import pytest

from tests.tryon.catalog.frames import box
from tests.tryon.catalog.libraries import piece, write_library
from tests.tryon.cli.test_commands import run
from tryon.catalog.importing.glb_writer import glb_bytes


def _library(folder: Path) -> Path:
    pieces = {1: piece(1), 2: piece(2, width=60, depth=120), 3: piece(3, doorOrWindow="true")}
    translations = {"vi": b"name#1=B\\u00e0n\n"}
    return write_library(folder / "test.sh3f", pieces, translations=translations)


def test_a_library_is_listed_in_the_shop_s_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("products", "import", _library(tmp_path), "--list") == 0

    shown = capsys.readouterr().out
    assert "Bàn" in shown
    assert "3 pieces, CC0 1.0" in shown
    assert [path.name for path in tmp_path.iterdir()] == ["test.sh3f"]


def test_a_library_is_listed_for_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("products", "import", _library(tmp_path), "--list", "--json") == 0

    table, _, door = json.loads(capsys.readouterr().out)
    assert table["names"] == {"en": "Table", "vi": "Bàn"}
    assert table["size_mm"] == [1200.0, 750.0, 600.0]
    assert (table["maker"], table["licence"]) == ("A Maker", "CC0 1.0")
    assert door["mount"] is None


@pytest.mark.gl
def test_pieces_are_imported_with_thumbnails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"

    assert run("products", "import", _library(tmp_path), "--out", out, "--json") == 0

    report = json.loads(capsys.readouterr().out)
    assert report["imported"] == 1
    assert report["refused"] == {"swapped_axes": 1, "not_furniture": 1}
    assert [entry["imported"] for entry in report["pieces"]] == [True, False, False]
    assert cv2.imread(str(out / "test-box1" / "thumb.jpg")).shape == (480, 640, 3)


def test_faults_are_told_and_nothing_imported_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = _library(tmp_path), tmp_path / "out"

    assert run("products", "import", path, "--piece", "box2", "--out", out) == 1

    shown = capsys.readouterr()
    assert "swapped_axes" in shown.err
    assert "0 of 1 pieces imported; not imported: swapped_axes: 1" in shown.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("test.sh3f", "--piece", "gone"), 'no piece "gone"', id="unknown piece"),
        pytest.param(("broken.sh3f",), "no zip archive", id="broken"),
        pytest.param(("missing.sh3f", "--list"), "no such file", id="missing"),
        pytest.param(("box.glb", "--piece", "1"), "only libraries", id="pieces of a mesh"),
        pytest.param(("box.glb", "--category", "furniture", "--kind", "car"), "kind:", id="kind"),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    _library(tmp_path)
    (tmp_path / "broken.sh3f").write_bytes(b"PK")
    (tmp_path / "box.glb").write_bytes(glb_bytes([box((1.0, 1.0, 1.0))]))

    first, *others = words
    assert run("products", "import", tmp_path / first, *others, "--out", tmp_path / "out") == 1

    assert message in capsys.readouterr().err.replace("\n", " ")


def test_a_mesh_with_swapped_sizes_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "table.glb").write_bytes(glb_bytes([box((1.2, 0.75, 0.6))]))
    sizes = ("--width-mm", 600, "--height-mm", 750, "--depth-mm", 1200)
    words = ("--category", "furniture", "--kind", "table", *sizes, "--out", tmp_path / "out")

    assert run("products", "import", tmp_path / "table.glb", *words) == 1

    assert "swapped_axes" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
