"""How many pictures a second the mirror finishes, and how long each takes.

`python -m benchmarks.frame_rate CLIP WIDTH HEIGHT WARM SECS SYNC SHOT [--glb FILE]
[--sku SKU[:VARIANT] ...] [--people N]` plays CLIP (concatenated JPEGs) as a camera of 30 frames/s
and prints one line each:

- `FIRST {json}` at the first finished picture with a face: `first_ms` since the program began,
  `size` [width, height]
- `START` after WARM seconds
- `END {json}` after SECS seconds more; times in ms
- `SYNC {json}` after SYNC seconds more, in which a picture is taken as soon as there is room for it

Then it writes the last finished, mirrored picture to SHOT. `detect` is tracking, `draw` all that
puts the pair on, `proc` the time from a picture taken to the mirrored one finished,
`age` the same from when the camera delivered it: while one is in work, the next waits.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2

from benchmarks.clips import head_clip
from benchmarks.crossing import group_clip
from benchmarks.machine import describe_machine, save_result
from benchmarks.mirror_loop import MirrorLoop, RecordedCamera
from benchmarks.timing import ProcessTree
from tryon import DEFAULT_CATALOG_DIR, Catalog, Choice, EngineConfig, EngineProcess

DEFAULT_SKU = "hoi-an"


def main(arguments: list[str] | None = None) -> int:
    """Speak the protocol; gives the exit code."""
    parser = argparse.ArgumentParser(description="Measure the mirror loop on a recorded clip.")
    parser.add_argument("clip", type=Path)
    parser.add_argument("width", type=int)
    parser.add_argument("height", type=int)
    parser.add_argument("warm", type=float, help="seconds before START")
    parser.add_argument("secs", type=float, help="seconds paced at 30 frames/s")
    parser.add_argument("sync", type=float, help="seconds unpaced")
    parser.add_argument("shot", type=Path, help="where the finished picture goes")
    parser.add_argument("--glb", type=Path, help="pair to wear instead of a bundled one")
    parser.add_argument("--sku", nargs="+", default=[DEFAULT_SKU], metavar="SKU[:VARIANT]",
                        help="bundled products to wear together")  # fmt: skip
    parser.add_argument("--people", type=int, default=1, help="people tracked at most")
    parser.add_argument("--renderer", default="auto", choices=("auto", "pyrender", "flat"))
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        catalog_dir, skus = DEFAULT_CATALOG_DIR, chosen.sku
        if chosen.glb is not None:
            catalog_dir = Path(folder)
            skus = [import_pair(chosen.glb, catalog_dir)]
        config = EngineConfig(
            max_people=chosen.people,
            renderer=chosen.renderer,
            catalog_dirs=(catalog_dir,),
            subjects=("face",),
        )
        run_protocol(chosen, config, [_choice(sku) for sku in skus])
    return 0


def _choice(text: str) -> Choice:
    sku, _, variant = text.partition(":")
    return Choice(sku, variant or None)


def import_pair(path: Path, folder: Path) -> str:
    """Turn a mesh into a product of a folder of its own; gives its SKU.

    The mesh's own size is taken where it is that of spectacles, otherwise 140 mm of width.
    """
    said = ""
    for width in ([], ["--width-mm", "140"]):
        done = subprocess.run(
            [sys.executable, "-m", "tryon.cli", "products", "import", str(path),
             "--category", "eyewear", "--catalog", str(folder), *width],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return Catalog.load((folder,)).products[0].sku
        said = done.stderr.strip() or done.stdout.strip()
    msg = f"{path}: cannot be imported: {said}"
    raise SystemExit(msg)


def run_protocol(
    chosen: argparse.Namespace, config: EngineConfig, choices: Sequence[Choice]
) -> None:
    """Play, loop and print."""
    engine = EngineProcess(config)
    camera = RecordedCamera(chosen.clip, chosen.width, chosen.height)
    loop = MirrorLoop(camera, engine, choices)
    try:
        engine.start()
        loop.start()
        warm_up(loop, chosen.warm)
        _say("START")
        _say("END", loop.end(loop.run(chosen.secs)))
        camera.unpace()
        _say("SYNC", loop.end(loop.run(chosen.sync)))
        if loop.finished is not None:
            cv2.imwrite(str(chosen.shot), cv2.cvtColor(loop.finished, cv2.COLOR_RGB2BGR))
    finally:
        loop.close()


def warm_up(loop: MirrorLoop, seconds: float) -> None:
    """Loop for the warm-up and announce the first picture with a face."""
    tree = ProcessTree()
    period = loop.begin()
    is_announced = False
    while time.monotonic() - period.began_s < seconds:
        if loop.step(period) and not is_announced and loop.finished is not None:
            is_announced = True
            height, width = loop.finished.shape[:2]
            first_ms = round(tree.age_s() * 1000.0, 1)
            _say("FIRST", {"first_ms": first_ms, "size": [width, height]})


def _say(word: str, figures: dict[str, Any] | None = None) -> None:
    print(word if figures is None else f"{word} {json.dumps(figures)}", flush=True)


def parse_lines(lines: list[str]) -> dict[str, dict[str, Any]]:
    """Read what a program that speaks the protocol printed: figures by line name."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        word, _, rest = line.strip().partition(" ")
        if word in ("FIRST", "END", "SYNC"):
            found[word] = json.loads(rest)
        elif word == "START":
            found[word] = {}
    return found


@dataclass(frozen=True, slots=True)
class Scene:
    """What is worn before the mirror, and by how many.

    Parameters
    ----------
    skus : products worn together by everybody
    people : in the clip
    must : distinct frames/s, a camera at 30 given
    """

    skus: tuple[str, ...]
    people: int
    must: int


SCENES: Mapping[str, Scene] = {
    "pair": Scene((DEFAULT_SKU,), 1, 30),
    "eyewear_lipstick_blush": Scene((DEFAULT_SKU, "moc-chau", "dong-van"), 1, 30),
    "full_look_of_5": Scene(("cat-ba", "da-lat", "cua-dai", "tra-que", "bat-trang"), 1, 20),
    "three_people_eyewear": Scene((DEFAULT_SKU,), 3, 15),
}


def measure(
    folder: Path,
    scene: Scene = SCENES["pair"],
    *,
    secs: float = 20.0,
    sync: float = 8.0,
    warm: float = 8.0,
) -> dict[str, Any]:
    """Run the protocol in a process of its own on a clip of that many people."""
    clip, shot = folder / f"people_{scene.people}.mjpeg", folder / "frame_rate.png"
    shown = head_clip(clip) if scene.people == 1 else group_clip(clip, scene.people)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.frame_rate", str(clip), "1280", "720", str(warm),
         str(secs), str(sync), str(shot), "--people", str(scene.people), "--sku", *scene.skus],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = parse_lines(done.stdout.splitlines())
    if not {"FIRST", "END", "SYNC"} <= set(found):
        msg = f"frame_rate: expected FIRST, END and SYNC, got {done.stdout}{done.stderr}"
        raise RuntimeError(msg)
    paced = found["END"]
    return {
        "resolution": [1280, 720],
        "clip": shown,
        "worn": list(scene.skus),
        "people": scene.people,
        "must_frames_per_s": scene.must,
        "distinct_frames_per_s": round(paced["new_frames"] / paced["secs"], 2),
        "unpaced_frames_per_s": round(found["SYNC"]["new_frames"] / found["SYNC"]["secs"], 2),
        "first": found["FIRST"],
        "paced": paced,
        "unpaced": found["SYNC"],
    }


def save(folder: Path) -> None:
    """Measure every scene and write `results/frame_rate.json`."""
    machine = describe_machine()
    found = {name: measure(folder, scene) for name, scene in SCENES.items()}
    rest = {"scenes": {name: found[name] for name in SCENES if name != "pair"}}
    save_result("frame_rate", machine, {**found["pair"], **rest})


if __name__ == "__main__":
    sys.exit(main())
