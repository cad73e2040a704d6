"""What each stage costs, live and for a single photo: `python -m benchmarks.stages`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import simplejpeg

from benchmarks.clips import head_clip, read_clip
from benchmarks.frame_rate import DEFAULT_SKU
from benchmarks.machine import describe_machine, save_result
from benchmarks.timing import Spread
from tryon import (
    DEFAULT_CATALOG_DIR,
    CameraIntrinsics,
    Catalog,
    Choice,
    EngineConfig,
    EngineProcess,
    encode_picture,
    subject_of,
)

PATIENCE_S = 20.0


def measure(folder: Path, *, frames: int = 200, warm: int = 40) -> tuple[dict[str, Any], str]:
    """Give each stage's spread, ms, in the mirror's stream and in single photos."""
    clip = folder / "head.mjpeg"
    shown = head_clip(clip, frames=frames + warm)
    jpegs = read_clip(clip)
    # One person: what the mirror does for the shopper before it.
    engine = EngineProcess(EngineConfig(max_people=1, subjects=("face",)), timeout_s=PATIENCE_S)
    engine.start()
    try:
        result = {
            "resolution": [1280, 720],
            "clip": shown,
            "pair": DEFAULT_SKU,
            "stream_ms": run(engine, jpegs, "stages", warm),
            "photo_ms": run(engine, jpegs[:: max(1, len(jpegs) // 40)], None, 3),
            "swap": measure_swaps(engine, jpegs),
        }
        return result, engine.device_name
    finally:
        engine.close()


def run(
    engine: EngineProcess, jpegs: list[bytes], stream: str | None, warm: int
) -> dict[str, dict[str, float]]:
    """Put the pair on each picture after decoding it; spreads by stage, ms."""
    times: dict[str, list[float]] = defaultdict(list)
    camera = CameraIntrinsics.default(1280, 720)
    for index, jpeg in enumerate(jpegs):
        began = time.perf_counter()
        image = simplejpeg.decode_jpeg(jpeg, "RGB")
        decoded = time.perf_counter()
        reply = engine.try_on(
            image, camera, (Choice(DEFAULT_SKU),), stream=stream, timestamp_s=index / 30.0
        )
        answered = time.perf_counter()
        encode_picture(reply.image)
        encoded = time.perf_counter()
        if index < warm:
            continue
        for name, value in reply.report["timings_ms"].items():
            times["engine" if name == "total" else name].append(value)
        times["decode"].append((decoded - began) * 1000.0)
        times["round_trip"].append((answered - decoded) * 1000.0)
        times["encode"].append((encoded - answered) * 1000.0)
    if stream is not None:
        engine.forget(stream)
    return {name: Spread.of(values).as_dict() for name, values in times.items()}


def measure_swaps(engine: EngineProcess, jpegs: list[bytes]) -> dict[str, Any]:
    """Give the time from choosing another pair to its first finished picture, ms.

    `warm` pairs have been worn before; `cold` ones are worn for the first time since the engine
    started, in an engine that had no pause to prepare them.
    """
    products = Catalog.load((DEFAULT_CATALOG_DIR,)).products
    skus = [item.sku for item in products if subject_of(item) == "face"]
    skus = [sku for sku in skus if sku != DEFAULT_SKU]
    camera = CameraIntrinsics.default(1280, 720)
    times: dict[str, list[float]] = {"cold": [], "warm": []}
    index = 0
    for kind in ("cold", "warm"):
        for sku in skus:
            # A few pictures with the pair worn now, as in life, then the new one.
            for worn in (DEFAULT_SKU, DEFAULT_SKU, sku):
                image = simplejpeg.decode_jpeg(jpegs[index % len(jpegs)], "RGB")
                began = time.perf_counter()
                engine.try_on(
                    image, camera, (Choice(worn),), stream="swap", timestamp_s=index / 30.0
                )
                index += 1
            times[kind].append((time.perf_counter() - began) * 1000.0)
    engine.forget("swap")
    return {"pairs": len(skus)} | {
        f"{kind}_ms": Spread.of(values).as_dict() for kind, values in times.items()
    }


def save() -> None:
    """Measure and write `results/stages.json`."""
    with tempfile.TemporaryDirectory() as folder:
        result, device = measure(Path(folder))
    save_result("stages", describe_machine(device), result)
    print(json.dumps(result, indent=1))


def main(arguments: list[str] | None = None) -> int:
    """Measure from the command line."""
    argparse.ArgumentParser(description="Measure every stage.").parse_args(arguments)
    save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
