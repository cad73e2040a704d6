"""The service under load: photos of 12 MP and damaged files: `python -m benchmarks.server_load`."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import httpx
import simplejpeg

from benchmarks.clips import load_image
from benchmarks.frame_rate import DEFAULT_SKU
from benchmarks.machine import DATA_DIR, describe_machine, save_result
from benchmarks.timing import ProcessTree, Spread
from tryon import DEFAULT_SAMPLES_DIR

_START_S = 120.0
HOSTILE_DIR = DATA_DIR / "hostile"
PICTURE_SUFFIXES = (
    ".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".psd", ".ico", ".jp2",
)  # fmt: skip


@contextmanager
def running_service() -> Iterator[tuple[str, int]]:
    """Start the service on a free port; gives its address and process id, ends it after."""
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield _address(process), process.pid
    finally:
        process.terminate()
        try:
            process.wait(15.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[str]) -> str:
    if process.stdout is None:
        msg = "server: expected a readable output"
        raise RuntimeError(msg)
    for line in process.stdout:
        found = re.search(r"https?://\S+", line)
        if found:
            # Whatever it says later must not fill the pipe.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            return found[0].rstrip("/")
    msg = f"server: ended with {process.wait()} before it listened"
    raise RuntimeError(msg)


def wait_until_ready(address: str) -> float:
    """Wait for the engine; gives how long it took, s."""
    began = time.perf_counter()
    while time.perf_counter() - began < _START_S:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return time.perf_counter() - began
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    msg = f"server: not ready within {_START_S:.0f} s"
    raise TimeoutError(msg)


def photo_of_12_mp() -> bytes:
    """Give a portrait of 4000 x 3000 px as a phone would send it, about 3 MB."""
    image = load_image(DEFAULT_SAMPLES_DIR / "astronaut.png")
    large = cv2.resize(image, (3000, 3000), interpolation=cv2.INTER_CUBIC)
    photo = cv2.copyMakeBorder(large, 0, 0, 500, 500, cv2.BORDER_REFLECT)
    return simplejpeg.encode_jpeg(photo, quality=92)


def post(client: httpx.Client, address: str, photo: bytes, name: str) -> tuple[float, int]:
    """Send one picture; gives ms until the whole answer is there, and its status."""
    began = time.perf_counter()
    answer = client.post(
        f"{address}/v1/try-ons",
        files={"image": (name, photo, "application/octet-stream")},
        data={"sku": DEFAULT_SKU},
        headers={"Accept": "image/jpeg"},
    )
    return (time.perf_counter() - began) * 1000.0, answer.status_code


def measure_photos(address: str, *, count: int, in_flight: int, warm: int = 6) -> dict[str, Any]:
    """Send a photo of 12 MP again and again, some at once."""
    photo = photo_of_12_mp()
    with httpx.Client(timeout=60.0) as client:
        for _ in range(warm):
            post(client, address, photo, "photo.jpg")
        began = time.perf_counter()
        with ThreadPoolExecutor(in_flight) as pool:
            answers = list(
                pool.map(lambda _: post(client, address, photo, "photo.jpg"), range(count))
            )
        seconds = time.perf_counter() - began
    return {
        "photo": [4000, 3000],
        "photo_bytes": len(photo),
        "in_flight": in_flight,
        "ms": Spread.of(ms for ms, _ in answers).as_dict(),
        "status": dict(Counter(str(status) for _, status in answers)),
        "per_second": round(count / seconds, 2),
    }


def hostile_files() -> list[Path]:
    """Every damaged or malicious file of the measurement data."""
    return sorted(path for path in HOSTILE_DIR.rglob("*") if path.is_file())


def measure_hostile(address: str) -> dict[str, Any]:
    """Upload every hostile file, whatever it is, one by one."""
    answers: list[tuple[Path, float, int]] = []
    with httpx.Client(timeout=60.0) as client:
        for path in hostile_files():
            ms, status = post(client, address, path.read_bytes(), path.name)
            answers.append((path, ms, status))
        # A crash would show here at the latest.
        after = client.get(f"{address}/readyz").status_code
    slow = sorted(answers, key=lambda answer: -answer[1])[:5]
    pictures = [ms for path, ms, _ in answers if path.suffix.lower() in PICTURE_SUFFIXES]
    return {
        "files": len(answers),
        "server_errors": sum(status >= 500 for *_, status in answers),
        "status": dict(Counter(str(status) for *_, status in answers)),
        "ms": Spread.of(ms for _, ms, _ in answers).as_dict(),
        "pictures": len(pictures),
        "picture_ms": Spread.of(pictures).as_dict(),
        "slowest": [[str(p.relative_to(HOSTILE_DIR)), round(ms, 1), s] for p, ms, s in slow],
        "ready_after": after,
    }


def measure(count: int) -> dict[str, Any]:
    """Start the service and run everything."""
    with running_service() as (address, pid):
        tree = ProcessTree(pid)
        result: dict[str, Any] = {"ready_s": round(wait_until_ready(address), 2)}
        result["one"] = measure_photos(address, count=max(10, count // 3), in_flight=1)
        result["two"] = measure_photos(address, count=count, in_flight=2)
        result["memory_mb"] = round(tree.usage().memory_mb, 1)
        if HOSTILE_DIR.is_dir():
            result["hostile"] = measure_hostile(address)
            result["memory_after_hostile_mb"] = round(tree.usage().memory_mb, 1)
    return result


def save(count: int = 100) -> None:
    """Measure and write `results/server_load.json`."""
    machine = describe_machine()
    result = measure(count)
    save_result("server_load", machine, result)
    print(json.dumps(result, indent=1))


def main(arguments: list[str] | None = None) -> int:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description="Measure the service.")
    parser.add_argument("--count", type=int, default=100, help="photos at two in flight")
    save(parser.parse_args(arguments).count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
