"""`tryon doctor`: says whether this machine is fit to try things on."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import typer
from rich.table import Table

from tryon.cli.console import EXIT_BACKEND, console, output, print_json
from tryon.errors import BackendError, TryOnError
from tryon.factory import EngineConfig, create_renderer, load_catalog
from tryon.tracking.models import ModelState, ModelStore

Verdict = Literal["ok", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do about it."""

    check: str
    verdict: Verdict
    found: str
    advice: str = ""


def doctor(as_json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """Check this machine: Python, libraries, GL, models, catalogue, cameras.

    Exit code 4 if something that is needed is missing.
    """
    checks: tuple[Callable[[], Finding], ...] = (
        _python,
        _opencv,
        _models,
        _drawing,
        _catalog,
        _engine,
        _cameras,
    )
    findings: list[Finding] = []
    with console.status("Checking ..."):
        findings.extend(check() for check in checks)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        _show(findings)
    if any(finding.verdict == "error" for finding in findings):
        raise typer.Exit(EXIT_BACKEND)


def _show(findings: list[Finding]) -> None:
    colours = {"ok": "green", "warning": "yellow", "error": "red"}
    table = Table("check", "", "found", "what to do")
    for item in findings:
        colour = colours[item.verdict]
        table.add_row(item.check, f"[{colour}]{item.verdict}[/{colour}]", item.found, item.advice)
    output.print(table)


def _python() -> Finding:
    found = f"{platform.python_version()} on {platform.platform()}"
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Finding("Python", "ok", found)
    return Finding("Python", "error", found, "use Python 3.11, 3.12 or 3.13")


def _opencv() -> Finding:
    wheels = [
        f"{name} {metadata.version(name)}"
        for name in sorted({d.metadata["Name"] for d in metadata.distributions()})
        if name.lower().startswith("opencv")
    ]
    if len(wheels) == 1:
        return Finding("OpenCV", "ok", wheels[0])
    advice = "keep exactly one OpenCV wheel: run `make clean` and `make setup`"
    return Finding("OpenCV", "error", ", ".join(wheels) or "none", advice)


def _models() -> Finding:
    store = ModelStore.default()
    wrong = [
        f"{status.model.name} is {status.state.value}"
        for status in store.verify()
        if status.state is not ModelState.PRESENT
    ]
    if wrong:
        return Finding("models", "error", "; ".join(wrong), "run `tryon models fetch`")
    return Finding("models", "ok", f"all hashes right in {store.folder}")


def _drawing() -> Finding:
    try:
        renderer = create_renderer("pyrender")
    except (BackendError, ImportError) as error:
        advice = (
            "install libegl1 libegl-mesa0 libgl1 libopengl0 libgl1-mesa-dri; "
            "until then a flat renderer draws"
        )
        return Finding("drawing", "warning", str(error), advice)
    name = renderer.device_name
    renderer.close()
    return Finding("drawing", "ok", f"EGL on {name}")


def _catalog() -> Finding:
    catalog = load_catalog(EngineConfig())
    problems = [*catalog.problems, *catalog.check()]
    if problems:
        found = "; ".join(problem.message for problem in problems)
        return Finding("catalogue", "warning", found, "mend or remove these products")
    return Finding("catalogue", "ok", f"{len(catalog)} products")


def _engine() -> Finding:
    from tryon.process import EngineProcess  # noqa: PLC0415 - only this check starts one

    engine = EngineProcess(EngineConfig())
    try:
        engine.start()
    except TryOnError as error:
        return Finding("engine", "error", str(error), "mend what the lines above name")
    finally:
        engine.close()
    return Finding("engine", "ok", "starts and stops in its own process")


def _cameras() -> Finding:
    devices = sorted(str(path) for path in Path("/dev").glob("video*"))
    if not devices:
        return Finding("camera", "warning", "none", "`make mirror SOURCE=demo` needs none")
    return Finding("camera", "ok", ", ".join(devices))
