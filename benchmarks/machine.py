"""What a result was measured on, and where results are kept."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
RESULTS_DIR = Path(__file__).resolve().parent / "results"
DATA_DIR = ROOT.parent / "shared" / "data"

_PACKAGES = (
    "mediapipe", "ai-edge-litert", "numpy", "numba", "opencv-contrib-python-headless",
    "pyrender-maintained", "simplejpeg", "fastapi", "PySide6-Essentials",
)  # fmt: skip


def describe_machine(device_name: str | None = None) -> dict[str, Any]:
    """Give commit, date, processor, drawing device and versions of a measurement."""
    versions: dict[str, str] = {}
    for package in _PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {
        "commit": _git("rev-parse", "--short=12", "HEAD") + _dirty(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": _cpu_name(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "drawn_by": device_name,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": versions,
    }


def save_result(name: str, machine: Mapping[str, Any], result: Mapping[str, Any]) -> Path:
    """Write `results/NAME.json`."""
    RESULTS_DIR.mkdir(exist_ok=True)
    path = RESULTS_DIR / f"{name}.json"
    text = json.dumps({"machine": machine, **result}, indent=1, ensure_ascii=False)
    # Lists of a few numbers read better on one line.
    text = re.sub(r"\[\s+([^\[\]{}]{1,80}?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def load_result(name: str) -> dict[str, Any] | None:
    """Read `results/NAME.json`; None if it was never measured."""
    path = RESULTS_DIR / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def _dirty() -> str:
    """Mark results of code that is not the commit's."""
    changed = _git(
        "status", "--porcelain", "--untracked-files=no", "--", "tryon", "kiosk", "server"
    )
    return "+changes" if changed not in ("", "unknown") else ""


def _cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        found = re.search(r"model name\s*: (.+)", info.read_text(encoding="utf-8"))
        if found:
            return found[1]
    return platform.processor() or platform.machine()
