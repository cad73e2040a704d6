from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA, facing, head
from tryon.landmarks.landmarks import Measure
from tryon.tracking.head_findings import HeadFindings, calmed


def looked(time_s: float, x_m: float, error_mm: float) -> HeadFindings:
    """Give what one look found of a lobe."""
    return HeadFindings(
        replace(head(facing()), timestamp_s=time_s),
        {},
        points={"left_lobe": np.array([x_m, -0.05, -0.1]), "chest": np.array([x_m, -0.3, -0.1])},
        measures={"left_lobe_error_mm": Measure(error_mm, 0.0, 2.45 * error_mm)},
    )


def test_a_sure_look_counts_for_more_than_an_unsure_one() -> None:
    sure, unsure = looked(0.0, 0.070, 1.0), looked(0.1, 0.080, 5.0)

    after_sure = calmed(unsure, sure, CAMERA)
    after_unsure = calmed(replace(sure, seen=replace(sure.seen, timestamp_s=0.2)), unsure, CAMERA)

    assert after_sure.points["left_lobe"][0] == pytest.approx(0.070, abs=0.0005)
    assert after_unsure.points["left_lobe"][0] == pytest.approx(0.070, abs=0.001)
    assert 1.0 < after_sure.measures["left_lobe_error_mm"].value < 2.0
    # Points of the body are mixed by fixed shares, whatever else is known.
    assert 0.071 < after_sure.points["chest"][0] < 0.079


def test_looks_long_ago_are_forgotten() -> None:
    old, new = looked(0.0, 0.070, 1.0), looked(5.0, 0.080, 1.0)

    assert calmed(new, old, CAMERA).points["left_lobe"][0] == 0.080


def test_many_alike_looks_settle_on_their_mean() -> None:
    places = np.random.default_rng(3).normal(0.075, 0.001, 60)
    found = looked(0.0, float(places[0]), 1.5)
    for number, place in enumerate(places[1:], start=1):
        found = calmed(looked(0.1 * number, float(place), 1.5), found, CAMERA)

    assert found.points["left_lobe"][0] == pytest.approx(0.075, abs=0.001)
    assert found.measures["left_lobe_error_mm"].value == pytest.approx(1.5)
    assert found.measures["left_lobe_error_mm"].high == pytest.approx(2.45 * 1.5)
