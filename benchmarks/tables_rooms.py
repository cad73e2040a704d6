"""Rows of the table about rooms, out of `accuracy.json`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Row = tuple[str, str, str]
_SIZES = (
    ("reference", "a person or door of known height", "2"),
    ("sensor_and_height_entered", "phone's sensor, camera height entered", "3"),
    ("lines_and_height_assumed", "picture's lines, camera height assumed", "6"),
    ("span_1m", "two taps 1 m apart", "-"),
)
_SHEETS = (("marker_15cm", "marker of 15 cm"), ("a4_outline", "sheet of A4"))


def room_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `rooms`: up, sizes, bands and time."""
    for name, what in (
        ("real", "real rooms"),
        ("varied", "the same blurred, pressed, mirrored, framed, resized"),
        ("turned", "the same turned, 35 to 64 % cut out"),
        ("made", "made rooms"),
    ):
        if name in result:
            yield _up_row(what, result[name]["up"], accepted="-" if name == "turned" else "85")
    for key, what, must in _SIZES:
        found = [
            (name, result[name][key]) for name in ("real", "made") if key in result.get(name, {})
        ]
        if found:
            yield _size_row(what, must, found)
    for key, what in _SHEETS:
        yield _size_row(f"{what} on the floor", "1.5", [("made", result["sheets"][key])])
    if "boards" in result:
        board = result["boards"]
        yield (
            f"real boards ({board['boards']}) by parts of 7.5 cm ({board['parts']}): up, degrees / "
            "size, %, median; 90 % band holds",
            "- / 1.5; 85 - 97",
            f"{board['median_deg']:.2f} / {board['median_pct']:.2f}; {board['band_holds_pct']:.0f}",
        )
    if "no_room" in result:
        none = result["no_room"]
        yield (
            f"photos of faces and hands ({none['pictures']}) taken for rooms",
            "0",
            f"{len(none['taken_for_rooms'])}",
        )
    time = result["time"]
    yield (
        "reading a photo of 1280 px: camera known / unknown, median, ms",
        "1000",
        f"{time['camera_known_median_ms']:.0f} / {time['camera_unknown_median_ms']:.0f}",
    )
    if "placing" in result:
        placing = result["placing"]
        yield (
            f"a piece put into it for the first time, worst of {placing['pieces']} / dragged and "
            "turned, median, p95, ms",
            "2000 / 300",
            f"{placing['first_max_ms']:.0f} / {placing['moved_median_ms']:.0f}, "
            f"{placing['moved_p95_ms']:.0f}",
        )


def bystander_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `bystanders`: who stays in front of furniture."""
    seen = result["not_taught"]
    yield (
        f"people and pets in pictures ({seen['pictures']} of COCO the net was not taught on): "
        f"large ones found ({seen['large']}), outlines right / complete, %; painted where nobody "
        f"is ({result['all']['empty_pictures']} pictures), % of the worst; looking / outline of "
        "each, ms",
        "-",
        f"{seen['found_pct']:.0f}; {seen['precision_pct']:.0f} / {seen['recall_pct']:.0f}; "
        f"{result['all']['empty_painted_max_pct']:.1f}; {seen['finding_median_ms']:.0f} / "
        f"{seen['cutting_each_median_ms']:.0f}",
    )


def walk_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of `walks`: how still a piece stands while the camera moves."""
    walks = {floor: found["walk"] for floor, found in result.items()}
    worst = max(walks, key=lambda floor: walks[floor]["median_cm"])
    yield (
        f"piece held live, drift at 1 m over {len(walks)} floors, worst ({worst}), cm, "
        "median / p90; ms per frame",
        "1.5 / 3; 15",
        f"{walks[worst]['median_cm']:.2f} / {walks[worst]['p90_cm']:.2f}; "
        f"{max(walk['median_ms'] for walk in walks.values()):.1f}",
    )


def _up_row(what: str, up: dict[str, Any], *, accepted: str) -> Row:
    return (
        f"up by lines, {what} ({up['pictures']}), degrees, median / p90 / max; accepted, %; "
        "with more than 6 degrees",
        f"2 / 4 / 6; {accepted}; 0",
        f"{up['median_deg']:.2f} / {up['p90_deg']:.2f} / {up['max_deg']:.2f}; "
        f"{up['accepted_pct']:.0f}; {up['beyond_6_deg']}",
    )


def _size_row(what: str, must: str, found: list[tuple[str, dict[str, Any]]]) -> Row:
    rooms = ", ".join(f"{name} rooms ({sizes['placements']})" for name, sizes in found)
    return (
        f"size at 1 to 3 m, {what}, {rooms}, %, median / p90; 90 % band holds",
        f"{must} / -; 85 - 97",
        ", ".join(
            f"{sizes['median_pct']:.2f} / {sizes['p90_pct']:.2f}; {sizes['band_holds_pct']:.0f}"
            for _, sizes in found
        ),
    )
