"""The command line as a user meets it: exit codes, messages, files."""

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from tryon.cli import main
from tryon.codec import decode_photo
from tryon.factory import DEFAULT_SAMPLES_DIR
from tryon.tracking.models import ModelStore

ASTRONAUT = DEFAULT_SAMPLES_DIR / "astronaut.png"


def run(*words: object) -> int:
    """Run `tryon WORDS` in this process and give its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["tryon", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)


def test_products_as_json_lists_sku_category_and_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("products", "--json") == 0

    products = json.loads(capsys.readouterr().out)
    assert len(products) >= 8
    for product in products:
        assert product["slot"]
        assert set(product["names"]) == {"vi", "en"}
        assert product["variants"]
    assert len({product["sku"] for product in products}) == len(products)


def test_products_can_be_narrowed_by_slot_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("products", "--slot", "eyewear", "--search", "hội an", "--json") == 0

    assert [product["sku"] for product in json.loads(capsys.readouterr().out)] == ["hoi-an"]


def test_looks_as_json_name_products_of_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("looks", "--json") == 0
    looks = json.loads(capsys.readouterr().out)
    assert run("products", "--json") == 0
    skus = {product["sku"] for product in json.loads(capsys.readouterr().out)}

    assert {item["sku"] for look in looks for item in look["items"]} <= skus


def test_an_unknown_product_is_named_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("photo", ASTRONAUT, "--product", "no-such", "--out", tmp_path) == 1
    assert "no-such" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(["--camera", "1,2,3"], "FX,FY,CX,CY", id="three numbers"),
        pytest.param(["--camera", "-1,2,3,4"], "positive", id="negative focal length"),
        pytest.param(["--fov", "190"], "between 0 and 180", id="field of view"),
        pytest.param(["--fov", "60", "--camera", "1,1,1,1"], "got both", id="both"),
        pytest.param(["--renderer", "paint"], "flat", id="renderer"),
    ],
)
def test_wrong_options_are_explained(
    options: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["photo", ASTRONAUT, "-p", "an-bang", "-o", tmp_path, *options]
    assert run(*words) == 1
    assert message in capsys.readouterr().err


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("dance") == 2
    assert "dance" in capsys.readouterr().err


def test_a_video_that_is_none_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = tmp_path / "fake.mp4"
    fake.write_bytes(b"not a video")
    assert run("video", fake, "-p", "an-bang") == 1
    assert "expected a video" in capsys.readouterr().err
    assert run("video", fake, "-p", "an-bang", "--out", fake) == 1
    assert fake.read_bytes() == b"not a video"


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.timeout(180)
class TestWithModels:
    """Commands that start the engine."""

    @pytest.fixture(autouse=True)
    def _models(self, models: ModelStore) -> None:
        del models

    def test_photo_writes_pictures_and_reports_and_goes_on_after_a_bad_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        broken = tmp_path / "broken.jpg"
        broken.write_bytes(b"\xff\xd8\xff no picture")
        blank = tmp_path / "blank.png"
        cv2.imwrite(str(blank), np.full((300, 400, 3), 90, np.uint8))
        out, report = tmp_path / "out", tmp_path / "reports" / "r.jsonl"

        code = run(
            "photo", broken, blank, ASTRONAUT, "-p", "an-bang", "-o", out, "--report", report,
            "--renderer", "flat", "--json",
        )  # fmt: skip

        captured = capsys.readouterr()
        assert code == 1
        assert "broken.jpg" in captured.err
        assert "nobody found" in captured.err
        lines = [json.loads(line) for line in report.read_text().splitlines()]
        assert lines == json.loads(captured.out)
        assert [Path(line["input"]).name for line in lines] == ["blank.png", "astronaut.png"]
        assert lines[0]["subjects"] == []
        face = lines[1]
        assert face["camera"]["source"] == "default"
        assert face["fits"][0]["sku"] == "an-bang"
        assert set(face["fits"][0]["points"]) >= {"bridge", "left_lens", "right_lens"}
        stages = {"decode", "track", "fit", "render", "composite", "encode", "total"}
        assert stages <= set(face["timings_ms"])
        picture = decode_photo(Path(face["output"]).read_bytes())
        assert (picture.width, picture.height) == (face["width"], face["height"]) == (512, 512)

    def test_several_pairs_make_several_pictures(self, tmp_path: Path) -> None:
        pairs = ["-p", "an-bang", "-p", "hoi-an"]
        assert run("photo", ASTRONAUT, *pairs, "-o", tmp_path, "--renderer", "flat") == 0
        names = sorted(path.name for path in tmp_path.iterdir())
        assert names == ["astronaut.an-bang.png", "astronaut.hoi-an.png"]

    def test_one_person_wears_what_was_chosen_for_them(self, tmp_path: Path) -> None:
        report = tmp_path / "r.jsonl"
        words = ["-p", "an-bang", "-p", "hoi-an:silver@0", "--report", report]
        assert run("photo", ASTRONAUT, *words, "-o", tmp_path, "--renderer", "flat") == 0
        fits = json.loads(report.read_text())["fits"]
        assert [(fit["sku"], fit["subject"]) for fit in fits] == [("hoi-an", 0)]

    def test_the_shoppers_own_picture_is_never_written_over(self, tmp_path: Path) -> None:
        own = Path(shutil.copy(ASTRONAUT, tmp_path / "me.png"))
        before = own.read_bytes()
        assert run("photo", own, "-p", "an-bang", "-o", tmp_path, "--renderer", "flat") == 0
        assert own.read_bytes() == before
        assert (tmp_path / "me.tryon.png").exists()

    def test_namesakes_of_one_call_do_not_overwrite_each_other(self, tmp_path: Path) -> None:
        for folder in ("a", "b"):
            (tmp_path / folder).mkdir()
            shutil.copy(ASTRONAUT, tmp_path / folder / "me.png")
        inputs = [tmp_path / "a" / "me.png", tmp_path / "b" / "me.png"]
        out = tmp_path / "out"
        words = ["-p", "an-bang", "-o", out, "--renderer", "flat"]
        assert run("photo", *inputs, *words) == 0
        assert sorted(path.name for path in out.iterdir()) == ["me.1.png", "me.png"]

        shutil.rmtree(out)
        # A later call remembers nothing of the names of an earlier one.
        assert run("photo", ASTRONAUT, inputs[0], *words) == 0
        assert sorted(path.name for path in out.iterdir()) == ["astronaut.png", "me.png"]

    def test_video_keeps_size_and_frames(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        source, out, report = (tmp_path / n for n in ("in.mp4", "out.mp4", "r.jsonl"))
        photo = decode_photo(ASTRONAUT.read_bytes()).image[:, :, ::-1]
        fourcc = cv2.VideoWriter.fourcc(*"mp4v")
        writer = cv2.VideoWriter(str(source), fourcc, 25.0, (512, 512))
        for shift in range(6):
            writer.write(np.roll(photo, shift, axis=1))
        writer.release()

        words = ["-p", "an-bang", "-o", out, "--report", report, "--renderer", "flat", "--json"]
        assert run("video", source, *words) == 0

        assert json.loads(capsys.readouterr().out)["frames"] == 6
        reports = [json.loads(line) for line in report.read_text().splitlines()]
        assert len({r["subjects"][0]["id"] for r in reports}) == 1
        capture = cv2.VideoCapture(str(out))
        assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == 6
        assert capture.get(cv2.CAP_PROP_FRAME_WIDTH) == 512
        capture.release()
