"""Rows of the table about what is worn besides glasses, out of `accuracy.json`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Row = tuple[str, str, str]


def category_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of hair, hats, earrings, necklaces and make-up, as far as they were measured."""
    if "hair" in result:
        yield from hair_rows(result["hair"])
    if "headwear" in result:
        yield from hat_rows(result["headwear"])
    if "worn" in result:
        yield worn_row(result["worn"])
    if "earrings" in result:
        found = result["earrings"]["all"]["found_cm"]
        covers = result["earrings"]["all"]["interval_covers_pct"]
        yield (
            "ear lobes in view, synthetic heads, cm, median / p90; 95 % interval covers",
            "0.8 / 1.6; -",
            f"{found['median']:.2f} / {found['p90']:.2f}; {covers:.0f} %",
        )
    if "necklace" in result:
        neck = result["necklace"]["all"]["neck_centre_cm"]
        yield (
            "neck centre, synthetic people, cm, median / p90",
            "1.0 / 2.5",
            f"{neck['median']:.2f} / {neck['p90']:.2f}",
        )
    if "makeup" in result:
        yield from lip_rows(result["makeup"])


def hair_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of hair over temples."""
    temples = result["temples"]
    tones = {name.partition(", ")[2]: row for name, row in temples.items() if "long, tone" in name}
    by_tone = ", ".join(f"{row['over_hair_percent']:.0f}" for _, row in sorted(tones.items()))
    yield (
        f"temple pixels drawn over long hair, all ({', '.join(sorted(tones))}), %",
        "15",
        f"{temples['all']['over_hair_percent']:.1f} ({by_tone})",
    )


def hat_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of hats."""
    worn = result["groups"]["all"]
    yield (
        "hair left uncovered above a hat's band, % of the band area",
        "4",
        f"{worn['hair_left_percent']:.1f}",
    )
    error = worn["abs_circumference_error_percent"]
    yield (
        "head's circumference, error median / p90, %",
        "-",
        f"{error['median']:.1f} / {error['p90']:.1f}",
    )


def worn_row(result: dict[str, Any]) -> Row:
    """Row of hats that are worn already."""
    return (
        f"hats worn already noticed: real ones / ours drawn on real photos ({result['drawn']}), %; "
        f"bare heads taken for hatted, of {result['bare_heads']}",
        "-",
        f"{result['real_noted']} of {result['real_hats']} / {result['drawn_noted_pct']:.0f}; "
        f"{result['bare_noted']}",
    )


def lip_rows(result: dict[str, Any]) -> Iterable[Row]:
    """Rows of lipstick."""
    flat = result["flat_delta_e00"]
    if flat is not None:
        yield (
            "lipstick on flat lips, 10 tones x 5 shades, Delta E00, worst pair; spread of tones",
            "3; -",
            f"{flat['worst_pair']:.1f}; {flat['spread']:.1f}",
        )
    lips = result["lips"]
    tones = [row for name, row in lips.items() if name.startswith("tone")]
    worst = max(row["outside_pct"] for row in tones)
    yield (
        "lipstick outside lips / in open mouths, all tones (worst tone), %",
        "8 / 8",
        f"{lips['all']['outside_pct']:.1f} ({worst:.1f}) / {lips['all']['mouth_painted_pct']:.1f} "
        f"({max(row['mouth_painted_pct'] or 0.0 for row in tones):.1f})",
    )
    colour = lips["all"]["delta_e00"]
    yield (
        "the same lips against truly painted ones, Delta E00, median / p90",
        "-",
        f"{colour['median']:.1f} / {colour['p90']:.1f}",
    )
