"""Tables for the documents out of the result files: `python -m benchmarks.tables [--write FILE]`.

A document holds them between `<!-- benchmarks:begin -->` and `<!-- benchmarks:end -->`; a figure
that was not measured is left out, never made up.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.machine import load_result
from benchmarks.tables_categories import category_rows
from benchmarks.tables_rooms import bystander_rows, room_rows, walk_rows

BEGIN, END = "<!-- benchmarks:begin -->", "<!-- benchmarks:end -->"
Row = tuple[str, str, str]


def speed_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `frame_rate.json`."""
    paced, unpaced = result["paced"], result["unpaced"]
    yield (
        "mirror 1280x720, one face, one pair, camera at 30 frames/s: distinct frames/s",
        "30",
        f"{result['distinct_frames_per_s']:.1f}",
    )
    yield (
        "processing of a frame, median / p95, ms; with its wait while the one before is in work",
        "- / 33; -",
        f"{paced['proc_med']:.1f} / {paced['proc_p95']:.1f}; "
        f"{paced['age_med']:.1f} / {paced['age_p95']:.1f}",
    )
    yield "CPU per frame, all processes, ms", "45", f"{paced['cpu_ms_per_frame']:.1f}"
    yield (
        "the same unpaced: frames/s, processing median, ms",
        "-",
        f"{result['unpaced_frames_per_s']:.1f}, {unpaced['proc_med']:.1f}",
    )
    yield "memory, all processes, MiB", "-", f"{paced['memory_mb']:.0f}"
    for name, scene in result.get("scenes", {}).items():
        yield (
            f"mirror 1280x720, {name.replace('_', ' ')}: distinct frames/s",
            f"{scene['must_frames_per_s']}",
            f"{scene['distinct_frames_per_s']:.1f}",
        )


def swap_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `track_swaps.json`."""
    for name in ("people_2", "people_3"):
        clip = result[name]
        yield (
            f"products that changed their wearer, {len(clip['people'])} people, "
            f"{clip['seconds']:.0f} s, {clip['crossings']} crossings",
            "0",
            f"{clip['swaps']}",
        )


def stage_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `stages.json`."""
    swap = result["swap"]
    yield (
        "changing the pair, warm / cold, median, ms",
        "100 / 600",
        f"{swap['warm_ms']['median']:.0f} / {swap['cold_ms']['median']:.0f}",
    )


def server_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `server_load.json`."""
    ms = result["two"]["ms"]
    yield (
        "photo upload of 12 MP, two in flight, p50 / p99, ms",
        "400 / 1000",
        f"{ms['median']:.0f} / {ms['p99']:.0f}",
    )
    hostile = result.get("hostile")
    if hostile:
        yield (
            f"{hostile['files']} hostile files: server errors; slowest picture, ms",
            "0; 250",
            f"{hostile['server_errors']}; {hostile['picture_ms']['worst']:.0f}",
        )


def robustness_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `robustness.json`."""
    camera, engine = result["camera_unplugged"], result["engine_killed"]
    yield (
        f"live again after: camera unplugged / engine killed, worst of {camera['times']}, s",
        "3",
        f"{camera['live_again_s']['worst']:.1f} / {engine['live_again_s']['worst']:.1f}",
    )


def accuracy_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `accuracy.json`."""
    for name, photos in result.get("photos", {}).items():
        small, large = (photos["found"][f"eyes >= {size} px"] for size in (14, 25))
        yield (
            f"faces found, {name}: eyes >= 14 px ({small['faces']}) / >= 25 px "
            f"({large['faces']}), %",
            "85 / 95",
            f"{small['percent']:.0f} / {large['percent']:.0f}",
        )
        pupils = photos["pupil_error_pct_of_eye_distance"]["eyes >= 25 px"]
        if pupils["faces"] >= 5:
            spread = pupils["per_eye"]
            yield (
                f"pupils through the pose, {name}, {pupils['faces']} faces, % of eye distance, "
                "median / p90",
                "6.5 / 12",
                f"{spread['median']:.1f} / {spread['p90']:.1f}",
            )
    if "off_axis" in result:
        changes = result["off_axis"]["changes_deg"]
        span = f"{min(changes):.1f} - {max(changes):.1f}"
        yield "camera turned by 20 degrees changes yaw by, degrees", "20 +- 2.5", span
    for name, clip in result.get("jitter", {}).items():
        jitter = clip["jitter_pct_of_face_width"]
        yield (
            f"jitter on {name}, bridge / temple end, % of face width",
            "0.1 / 0.25",
            f"{jitter['bridge']:.3f} / {jitter['temple_end']:.3f}",
        )
    for name, lag in result.get("lag", {}).items():
        yield f"lag added by smoothing at {name}, ms", "5", f"{lag['added_ms']:.1f}"
    if "synthetic" in result:
        yield from synthetic_rows(result["synthetic"])
    yield from category_rows(result)
    if "rooms" in result:
        yield from room_rows(result["rooms"])
    if "walks" in result:
        yield from walk_rows(result["walks"])
    if "bystanders" in result:
        yield from bystander_rows(result["bystanders"])


def synthetic_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of the synthetic people."""
    temples = result["temples_on_ears"]
    worst = max(v["percent"] for k, v in temples.items() if k.startswith("yaw"))
    yield (
        "temple pixels on a true ear, yaw 0-60, all / worst quarter, %",
        "5",
        f"{temples['all']['percent']:.1f} / {worst:.1f}",
    )
    heads = result["heads"]["all"]
    yield (
        f"synthetic heads ({heads['faces']}): found; pose error about its mean, median / p90, "
        "degrees",
        "-",
        f"{100 * heads['found'] / heads['faces']:.0f} %; "
        f"{heads['rotation_about_mean_deg']['median']:.1f} / "
        f"{heads['rotation_about_mean_deg']['p90']:.1f}",
    )
    distance = heads["abs_pupillary_distance_mm"]
    yield (
        "pupillary distance error median / p90, mm; 95 % interval covers",
        "-",
        f"{distance['median']:.1f} / {distance['p90']:.1f}; {heads['interval_covers_pct']:.0f} %",
    )


SOURCES: dict[str, Callable[[dict[str, Any]], Iterable[Row]]] = {
    "frame_rate": speed_rows,
    "track_swaps": swap_rows,
    "stages": stage_rows,
    "server_load": server_rows,
    "robustness": robustness_rows,
    "accuracy": accuracy_rows,
}


def make_tables() -> str:
    """Give the Markdown of everything that was measured, with where and when."""
    lines = ["| what | must | measured |", "|---|---|---|"]
    notes: dict[str, None] = {}
    for name, rows in SOURCES.items():
        result = load_result(name)
        if result is None:
            continue
        lines += [f"| {what} | {must} | {got} |" for what, must, got in rows(result)]
        machine = result["machine"]
        where = f"{machine['cpu']}, {machine['cores']} cores"
        notes[f"`{name}.json`: {machine['date'][:10]}, {machine['commit']}, {where}"] = None
    return "\n".join([*lines, "", *(f"{note}  " for note in notes)])


def insert_tables(document: str, tables: str) -> str:
    """Put the tables between the marks of a document.

    Raises
    ------
    ValueError
        If the document lacks the marks.
    """
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not pattern.search(document):
        msg = f"document: expected {BEGIN} ... {END}"
        raise ValueError(msg)
    return pattern.sub(lambda _: f"{BEGIN}\n{tables}\n{END}", document)


def main(arguments: list[str] | None = None) -> int:
    """Print the tables, or write them into documents."""
    parser = argparse.ArgumentParser(description="Make tables of the results.")
    parser.add_argument("--write", type=Path, action="append", default=[], metavar="FILE")
    chosen = parser.parse_args(arguments)
    tables = make_tables()
    for path in chosen.write:
        document = path.read_text(encoding="utf-8")
        path.write_text(insert_tables(document, tables), encoding="utf-8")
    if not chosen.write:
        print(tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
