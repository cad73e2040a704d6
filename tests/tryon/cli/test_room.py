"""`tryon room` as a user meets it: pictures, reports, the sheet, and the usual mistakes."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.tryon.cli.test_commands import run
from tests.tryon.tracking.room_pictures import CAMERA, DrawnRoom, draw_room, lay
from tryon.cli.reasons import NOTES, REFUSALS, SOURCES
from tryon.cli.room_options import cutout, elevation_of, metres, pixel, room_camera
from tryon.codec import decode_photo
from tryon.errors import InputError, TryOnError
from tryon.factory import EngineConfig, load_catalog, subject_of
from tryon.landmarks.room import ROOM_NOTES, ROOM_REFUSALS

SKU = next(p.sku for p in load_catalog(EngineConfig()).products if subject_of(p) == "room")
LENS = f"{CAMERA.fx},{CAMERA.fy},{CAMERA.cx},{CAMERA.cy}"


@pytest.fixture(scope="module")
def room() -> DrawnRoom:
    return draw_room()


@pytest.fixture
def photo(tmp_path: Path, room: DrawnRoom) -> Path:
    return saved(room, tmp_path)


def saved(room: DrawnRoom, folder: Path) -> Path:
    path = folder / "room.png"
    cv2.imwrite(str(path), np.ascontiguousarray(room.image[..., ::-1]))
    return path


def test_a_piece_is_put_into_the_picture_and_the_report_says_where(
    photo: Path, room: DrawnRoom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    u, v = room.pixel(0.0, 0.0, -2.5)
    out, report = tmp_path / "out" / "made.png", tmp_path / "report.json"
    place = f"{u:.1f},{v:.1f}"

    words = ["--product", SKU, "--at", place, "--camera", LENS, "--camera-height", "140cm"]
    code = run("room", photo, *words, "--renderer", "flat", "--out", out, "--report", report)

    assert code == 0
    told = json.loads(report.read_text(encoding="utf-8"))
    fit = told["fits"][0]
    assert (fit["sku"], fit["refusal"], fit["scale"]) == (SKU, None, 1.0)
    assert fit["distance_m"] == pytest.approx(np.hypot(2.5, room.height_m), rel=0.03)
    assert told["subjects"][0]["floor"]["scale_source"] == "height_entered"
    assert told["subjects"][0]["points"]["floor_under_tap"] == pytest.approx([u, v], abs=0.1)
    made = decode_photo(out.read_bytes()).image
    changed = (made.astype(int) != room.image).any(axis=2)
    assert changed[round(v) - 20 : round(v), round(u) - 20 : round(u) + 20].mean() > 0.5
    assert changed.mean() < 0.6
    assert "from the camera height you entered" in capsys.readouterr().err


def test_a_room_alone_is_only_read(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("room", photo, "--camera", LENS, "--report", "-") == 0

    told = json.loads(capsys.readouterr().out)
    assert told["fits"] == []
    assert told["subjects"][0]["floor"]["scale_source"] == "height_assumed"


def test_the_printed_marker_measures_the_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = draw_room(pitch_deg=32.0)
    page = cv2.aruco.generateImageMarker(
        cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), 0, 240
    )
    page = cv2.copyMakeBorder(page, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=255)
    side = 0.15 * 320 / 240
    corners = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * side
    floor = np.column_stack([corners[:, 0], np.zeros(4), corners[:, 1] - 1.6])
    photo = saved(lay(room, np.repeat(page[..., None], 3, axis=2), floor), tmp_path)

    assert run("room", photo, "--camera", LENS, "--marker", "15cm", "--report", "-") == 0

    found = json.loads(capsys.readouterr().out)["subjects"][0]["floor"]
    assert found["scale_source"] == "sheet"
    assert found["height_m"] == pytest.approx(room.height_m, rel=0.02)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["--product", SKU], "an --at for each --product", id="no place"),
        pytest.param(["--product", SKU, "--at", "5000,1"], "place in the picture", id="outside"),
        pytest.param(["--product", SKU, "--at", "50%,2%"], "above the floor's horizon", id="sky"),
        pytest.param(["--product", "an-bang", "--at", "50%,80%"], "for the room", id="glasses"),
        pytest.param(["--product", "no-such", "--at", "50%,80%"], "no-such", id="unknown"),
        pytest.param(["--camera-height", "145"], "name the unit", id="centimetres as metres"),
        pytest.param(["--camera-height", "9m"], "camera_height_m", id="on a ladder"),
        pytest.param(["--marker", "15cm", "--a4"], "--marker and --a4", id="two sheets"),
        pytest.param(["--reference", "1,2,3"], "X1,Y1,X2,Y2,HEIGHT", id="half a reference"),
        pytest.param(["--gravity", "0,0,0"], "direction of up", id="no direction"),
        pytest.param(["--camera", "3"], "26mm", id="no lens"),
        pytest.param(["--cutout", "circle:1,2"], "box, polygon", id="no such stroke"),
        pytest.param(["--chessboard", "9x6"], "9x6x25mm", id="half a board"),
    ],
)
def test_usual_mistakes_are_named(
    photo: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = photo.parent / "out.jpg"

    assert run("room", photo, *words, "--out", out, "--renderer", "flat") == 1

    assert message in " ".join(capsys.readouterr().err.split())
    assert not out.exists()


def test_furniture_is_not_worn_on_faces(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("photo", photo, "--product", SKU, "--out", tmp_path / "out") == 1
    assert "for the face" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_marker_is_written_as_a_pdf(paper: str, tmp_path: Path) -> None:
    out = tmp_path / "sheets" / "marker.pdf"

    assert run("room", "marker", "--paper", paper, "--out", out) == 0

    assert out.read_bytes().startswith(b"%PDF-1.4")


def test_a_marker_larger_than_the_paper_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("room", "marker", "--side", "30cm") == 1
    assert "side of 20 to 158 mm" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("text", "length"), [("1.45", 1.45), ("145cm", 1.45), ("1450 mm", 1.45), ("1,45m", 1.45)]
)
def test_lengths_are_read_in_any_unit(text: str, length: float) -> None:
    assert metres("--x", text) == pytest.approx(length)


def test_heights_may_be_nothing_or_the_products_own() -> None:
    assert [elevation_of(text) for text in ("auto", "0", "0cm", "74cm")] == [None, 0.0, 0.0, 0.74]


def test_places_are_read_in_pixels_and_per_cent() -> None:
    assert pixel("--at", "320,470.5", 640, 480) == (320.0, 470.5)
    assert pixel("--at", "50%, 100%", 640, 480) == pytest.approx((319.5, 479.5))


def test_strokes_are_read() -> None:
    box, line = cutout("box:1,2,30,40", 640, 480), cutout("background:1,2;3,4;5,6", 640, 480)

    assert (box.shape, box.kind, box.points) == ("box", "object", ((1.0, 2.0), (30.0, 40.0)))
    assert (line.shape, line.kind, len(line.points)) == ("scribble", "background", 3)
    with pytest.raises(InputError, match="pairs"):
        cutout("object:1,2;3", 640, 480)


def test_a_lens_is_told_in_millimetres_or_pixels() -> None:
    by_mm = room_camera("26mm", None, CAMERA)
    assert by_mm.fx == pytest.approx(26.0 / 43.267 * np.hypot(CAMERA.width, CAMERA.height))
    assert room_camera("600,601,320,240", None, CAMERA).fy == 601.0
    assert room_camera(None, None, CAMERA) is CAMERA
    with pytest.raises(TryOnError, match="both"):
        room_camera("26mm", 60.0, CAMERA)


def test_every_reason_of_a_room_has_a_sentence() -> None:
    live = {"track_lost", "move_slowly", "point_at_floor"}
    assert set(ROOM_REFUSALS) <= set(REFUSALS)
    assert set(ROOM_NOTES) - live <= set(NOTES)
    assert set(SOURCES) == {"sheet", "reference", "span", "height_entered", "height_assumed"}
