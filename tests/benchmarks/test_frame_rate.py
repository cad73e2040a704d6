import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from benchmarks.clips import covering, load_image, swaying_images, write_clip
from benchmarks.frame_rate import parse_lines
from tryon import DEFAULT_SAMPLES_DIR
from tryon.tracking.models import ModelStore

KEYS = {
    "secs", "loops", "new_frames", "tracked", "camera_frames", "detect_med", "detect_p95",
    "draw_med", "draw_p95", "proc_med", "proc_p95", "age_med", "age_p95", "interval_med",
    "interval_p95",
}  # fmt: skip


def test_lines_of_the_protocol_are_read() -> None:
    found = parse_lines(
        ["chatter", 'FIRST {"first_ms": 12.5, "size": [4, 3]}', "START", 'END {"secs": 1.0}']
    )
    assert found["FIRST"]["size"] == [4, 3]
    assert found["END"] == {"secs": 1.0}
    assert set(found) == {"FIRST", "START", "END"}


@pytest.mark.slow
@pytest.mark.models
def test_program_speaks_the_protocol(tmp_path: Path, models: ModelStore) -> None:
    photo = covering(load_image(DEFAULT_SAMPLES_DIR / "astronaut.png"), 320, 240)
    clip, shot = tmp_path / "clip.mjpeg", tmp_path / "shot.png"
    write_clip(clip, swaying_images(photo, 320, 240, 20))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.frame_rate", str(clip), "320", "240", "4", "1", "1",
         str(shot), "--renderer", "flat"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    words = [line.split()[0] for line in done.stdout.splitlines()]
    assert words == ["FIRST", "START", "END", "SYNC"]
    found = parse_lines(done.stdout.splitlines())
    assert found["FIRST"]["size"] == [320, 240]
    assert found["FIRST"]["first_ms"] > 0.0
    for name in ("END", "SYNC"):
        figures = found[name]
        assert set(figures) >= KEYS
        assert 0 < figures["tracked"] <= figures["new_frames"] <= figures["loops"]
        assert figures["new_frames"] <= figures["camera_frames"] + 1
        assert figures["secs"] == pytest.approx(1.0, abs=0.6)
        assert 0.0 < figures["detect_med"] < figures["proc_p95"]
    finished = cv2.imread(str(shot))
    assert finished is not None
    assert finished.shape == (240, 320, 3)
