"""The crossing clip knows its truth, and the ledger counts what it should."""

from typing import cast

import numpy as np
import pytest

from benchmarks.crossing import Person, Seen, crossing
from benchmarks.frame_rate import SCENES
from benchmarks.tables import swap_rows
from benchmarks.track_swaps import Ledger
from tryon import DEFAULT_CATALOG_DIR, Catalog, Report, slot_of


def person(name: str, color: int) -> Person:
    image = np.full((300, 200, 3), color, np.uint8)
    mask = np.ones((300, 200), np.float32)
    return Person(name, (image,), (mask,), (40.0, 60.0, 160.0, 210.0))


def seen(*places: tuple[float, float]) -> list[Seen]:
    """Give faces of 100 px at x with a share that shows."""
    return [Seen(n, (x - 50, 100.0, x + 50, 230.0), share) for n, (x, share) in enumerate(places)]


def report(*faces: tuple[int, float], worn: bool = True) -> Report:
    subjects = [{"id": i, "box": [x - 50, 100.0, x + 50, 230.0]} for i, x in faces]
    fits = [{"subject": i, "refusal": None} for i, _ in faces if worn]
    return cast(Report, {"subjects": subjects, "fits": fits})


def test_people_cross_and_the_nearer_hides_the_farther() -> None:
    cast_ = [person("a", 50), person("b", 200)]
    background = np.zeros((480, 640, 3), np.uint8)
    sides, hidden = set(), 0
    for picture, truth in crossing(cast_, background, 6.6):
        a, b = truth
        sides.add(a.box[0] < b.box[0])
        assert max(a.share, b.share) == pytest.approx(1.0, abs=0.02)
        hidden += min(a.share, b.share) < 0.05
        for one, color in ((a, 50), (b, 200)):
            x, y = round((one.box[0] + one.box[2]) / 2), round((one.box[1] + one.box[3]) / 2)
            if one.share > 0.98 and 0 <= x < 640:
                assert abs(int(picture[y, x, 0]) - color) <= 2
    assert sides == {True, False}
    assert hidden > 0


def test_products_that_stay_are_no_swaps() -> None:
    ledger = Ledger()
    for step in range(5):
        x = 200.0 + 50 * step
        ledger.note(report((3, x), (8, 900.0)), seen((x, 1.0), (900.0, 1.0)), step / 30)
    assert ledger.owner == {3: 0, 8: 1}
    assert ledger.result()["swaps"] == 0
    assert [choice.person for choice in ledger.choices()] == [3, 8]


def test_a_product_on_another_person_is_one_swap_however_long_it_lasts() -> None:
    ledger = Ledger()
    truth = seen((200.0, 1.0), (900.0, 1.0))
    ledger.note(report((3, 200.0), (8, 900.0)), truth, 0.0)
    for step in range(1, 4):
        ledger.note(report((8, 200.0), (3, 900.0)), truth, float(step))
    result = ledger.result()
    assert (result["swaps"], result["frames_with_a_swap"]) == (2, 3)
    assert result["swaps_at_s"] == [1.0, 1.0]


def test_a_new_id_of_somebody_known_is_no_swap_but_misses_the_product() -> None:
    ledger = Ledger()
    truth = seen((200.0, 1.0))
    ledger.note(report((3, 200.0)), truth, 0.0)
    ledger.note(report((4, 200.0), worn=False), truth, 1.0)
    result = ledger.result()
    assert result["swaps"] == 0
    assert result["own_product_worn_pct"] == 50.0


def test_crossings_are_counted_once_each() -> None:
    ledger = Ledger()
    for step, x in enumerate((100.0, 500.0, 1000.0, 500.0, 100.0)):
        ledger.note(report(), seen((x, 1.0), (600.0, 1.0)), float(step))
    assert ledger.result()["crossings"] == 2


def test_table_states_swaps_against_none() -> None:
    clip = {"people": ["a", "b"], "seconds": 60.0, "crossings": 30, "swaps": 0}
    rows = list(swap_rows({"people_2": clip, "people_3": {**clip, "swaps": 2}}))
    assert [(must, got) for _, must, got in rows] == [("0", "0"), ("0", "2")]


def test_scenes_wear_what_there_is_in_different_slots() -> None:
    catalog = Catalog.load((DEFAULT_CATALOG_DIR,))
    for scene in SCENES.values():
        slots = [slot_of(catalog.listed(sku)) for sku in scene.skus]
        assert len(set(slots)) == len(slots)
    assert len(SCENES["full_look_of_5"].skus) == 5
