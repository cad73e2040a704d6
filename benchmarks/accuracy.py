"""How right the placement is: `python -m benchmarks.accuracy [--people N] [SECTION ...]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.accuracy_bystanders import measure_bystanders
from benchmarks.accuracy_earrings import measure_earrings
from benchmarks.accuracy_hair import measure_hair
from benchmarks.accuracy_heads import measure_synthetic
from benchmarks.accuracy_headwear import measure_headwear
from benchmarks.accuracy_makeup import measure_makeup
from benchmarks.accuracy_necklace import measure_necklace
from benchmarks.accuracy_photos import COCO_DIR, measure_off_axis, measure_photos
from benchmarks.accuracy_rooms import DATA_DIR, measure_rooms
from benchmarks.accuracy_video import measure_jitter, measure_lag
from benchmarks.accuracy_walks import measure_walks
from benchmarks.accuracy_worn import measure_worn
from benchmarks.machine import describe_machine, load_result, save_result
from tryon import EngineConfig, EngineProcess

SECTIONS = (
    "photos",
    "off_axis",
    "jitter",
    "lag",
    "synthetic",
    "earrings",
    "hair",
    "makeup",
    "necklace",
    "headwear",
    "worn",
    "rooms",
    "walks",
    "bystanders",
)
PATIENCE_S = 20.0
"""Accuracy does not depend on speed: a busy machine must not cut an answer off."""


def measure(sections: tuple[str, ...], people: int) -> tuple[dict[str, Any], str]:
    """Run the sections; gives their results by name, and what drew."""
    with_engine: dict[str, Callable[[EngineProcess], dict[str, Any]]] = {
        "photos": measure_photos,
        "off_axis": measure_off_axis,
        "jitter": measure_jitter,
        "lag": measure_lag,
    }
    result: dict[str, Any] = {}
    engine = EngineProcess(EngineConfig(max_people=8), timeout_s=PATIENCE_S)
    engine.start()
    try:
        for name, section in with_engine.items():
            if name in sections and (name != "photos" or COCO_DIR.is_dir()):
                result[name] = section(engine)
    finally:
        device = engine.device_name
        engine.close()
    alone: dict[str, Callable[[], dict[str, Any]]] = {
        "synthetic": lambda: measure_synthetic(people),
        "earrings": lambda: measure_earrings(people),
        "hair": lambda: measure_hair(people),
        "makeup": lambda: measure_makeup(people),
        "necklace": lambda: measure_necklace(people),
        "headwear": lambda: measure_headwear(people),
        "rooms": measure_rooms,
        "walks": lambda: measure_walks(DATA_DIR if DATA_DIR.is_dir() else None),
    }
    if COCO_DIR.is_dir():
        alone |= {"bystanders": measure_bystanders, "worn": measure_worn}
    result |= {name: section() for name, section in alone.items() if name in sections}
    return result, device


def save(sections: tuple[str, ...] = SECTIONS, people: int = 30) -> None:
    """Measure and write `results/accuracy.json`; sections not run keep their last result."""
    result, device = measure(sections, people)
    last = load_result("accuracy") or {}
    kept = {name: last[name] for name in SECTIONS if name in last and name not in result}
    save_result("accuracy", describe_machine(device), {**kept, **result})
    print(json.dumps(result, indent=1))


def main(arguments: list[str] | None = None) -> int:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description="Measure accuracy.")
    parser.add_argument("sections", nargs="*", default=SECTIONS, metavar="SECTION")
    parser.add_argument("--people", type=int, default=30, help="synthetic people")
    chosen = parser.parse_args(arguments)
    save(tuple(chosen.sections), chosen.people)
    return 0


if __name__ == "__main__":
    sys.exit(main())
