"""The measures of make-up are themselves right."""

import numpy as np
import pytest

from benchmarks.accuracy_makeup import paint_share
from benchmarks.color_difference import delta_e00, lab_of_srgb
from benchmarks.synthetic import load_family, make_person
from benchmarks.synthetic_mouth import open_mouth


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_differences_are_those_published(
    one: tuple[float, ...], other: tuple[float, ...], expected: float
) -> None:
    # Sharma, Wu, Dalal: The CIEDE2000 color-difference formula, table 1 (2005).
    found = delta_e00(np.array([one]), np.array([other]))[0]
    assert found == pytest.approx(expected, abs=1e-4)


def test_white_has_no_colour() -> None:
    assert np.allclose(lab_of_srgb(np.array([[255.0] * 3])), [[100.0, 0.0, 0.0]], atol=0.01)


def test_paint_is_told_from_what_was_there(rng: np.random.Generator) -> None:
    before = rng.integers(100, 200, (40, 40, 3)).astype(np.uint8)
    truth = np.zeros((40, 40))
    truth[10:20, 10:20], truth[10:20, 20:30] = 1.0, 0.5
    target = np.array([20.0, 40.0, 230.0])
    after = np.rint(before + truth[..., None] * (target - before)).astype(np.uint8)
    share = paint_share(before, after, truth == 1.0)
    assert share[truth == 0.0].max() == 0.0
    assert share[truth == 1.0].mean() == pytest.approx(1.0, abs=0.1)
    assert share[truth == 0.5].mean() == pytest.approx(0.5, abs=0.1)


def test_a_lowered_jaw_parts_the_lips_and_moves_nothing_above() -> None:
    person = make_person(5)
    opened = open_mouth(person, 0.2)
    family = load_family()
    before, after = (family.landmarks(p.vertices) for p in (person, opened))
    moved = np.linalg.norm(after - before, axis=1)
    assert moved[[10, 33, 263, 168, 4]].max() < 1e-6
    assert moved[152] > 0.01
    assert (after[13] - after[14])[1] > (before[13] - before[14])[1] + 0.008
