"""Runs every measurement: `python -m benchmarks [NAME ...]`, what `make bench` calls."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    accuracy,
    frame_rate,
    robustness,
    server_load,
    stages,
    tables,
    track_swaps,
)


def _frame_rate() -> None:
    with tempfile.TemporaryDirectory() as folder:
        frame_rate.save(Path(folder))


MEASUREMENTS: dict[str, Callable[[], None]] = {
    "frame_rate": _frame_rate,
    "track_swaps": track_swaps.save,
    "stages": stages.save,
    "server_load": server_load.save,
    "robustness": robustness.save,
    "accuracy": accuracy.save,
}


def main() -> int:
    """Run the measurements named, or all; then print the tables."""
    parser = argparse.ArgumentParser(description="Run the benchmarks.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(MEASUREMENTS))
    chosen = parser.parse_args().names or list(MEASUREMENTS)
    unknown = [name for name in chosen if name not in MEASUREMENTS]
    if unknown:
        parser.error(f"expected any of {', '.join(MEASUREMENTS)}, got {', '.join(unknown)}")
    for name in chosen:
        print(f"--- {name}", file=sys.stderr, flush=True)
        began = time.perf_counter()
        MEASUREMENTS[name]()
        print(f"--- {name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    print(tables.make_tables())
    return 0


if __name__ == "__main__":
    sys.exit(main())
