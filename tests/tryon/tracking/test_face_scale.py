"""Fusing what is known about a face's size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.landmarks import topology
from tryon.landmarks.wearer import WearerHints
from tryon.tracking.face_scale import (
    IRIS_DIAMETER_MM,
    PUPILLARY_DISTANCE_MM,
    EyeReading,
    FaceScale,
    read_iris,
)


def reading(
    distance_m: float = 0.0634, iris_m: float | None = 0.0117, *, depth_m: float = 0.7
) -> EyeReading:
    return EyeReading(distance_m, iris_m, 12.0, depth_m)


def test_agreeing_cues_keep_the_size() -> None:
    depth_m = 0.7
    seen_m = PUPILLARY_DISTANCE_MM / 1000.0 / (1.0 + 0.0105 / depth_m)

    scale, measure = FaceScale(WearerHints()).update(
        reading(seen_m, IRIS_DIAMETER_MM / 1000.0, depth_m=depth_m)
    )

    assert scale == pytest.approx(1.0, abs=0.01)
    assert measure.value == pytest.approx(PUPILLARY_DISTANCE_MM, abs=0.7)


@given(st.floats(0.8, 1.25))
def test_units_of_the_average_face_do_not_matter(unit: float) -> None:
    _, measure = FaceScale(WearerHints()).update(reading(0.060, 0.0115, depth_m=0.7))
    _, other = FaceScale(WearerHints()).update(reading(0.060 * unit, 0.0115 * unit, depth_m=0.7))

    assert other.value == pytest.approx(measure.value, rel=1e-9)


def test_each_cue_narrows_the_interval() -> None:
    def width(
        hints: WearerHints, iris_m: float | None, card: tuple[float, float] | None = None
    ) -> float:
        fusion = FaceScale(hints)
        fusion.card = card
        _, measure = fusion.update(reading(iris_m=iris_m))
        return measure.high - measure.low

    prior = width(WearerHints(), None)
    iris = width(WearerHints(), 0.0117)
    card = width(WearerHints(), 0.0117, (0.0, 0.02))
    typed = width(WearerHints(pupillary_distance_mm=63.0), 0.0117)

    assert prior > iris > card
    assert iris > typed
    assert typed < 4.0


def test_frames_narrow_the_reading_but_not_the_population() -> None:
    fusion = FaceScale(WearerHints())
    _, first = fusion.update(reading())

    for _ in range(200):
        _, last = fusion.update(reading())

    assert last.high - last.low < first.high - first.low
    # No number of frames tells how large this person's irises are.
    assert last.high - last.low > 0.9 * 2 * 1.96 * 0.034 * last.value


def test_a_precise_card_outweighs_the_other_cues() -> None:
    true_scale = 1.06
    fusion = FaceScale(WearerHints())
    fusion.card = (float(np.log(true_scale)), 0.002)

    scale, _ = fusion.update(reading(0.0634 / true_scale, 0.0117 / true_scale))

    assert scale == pytest.approx(true_scale, rel=0.002)


def test_plausible_sizes_enclose_the_estimate_and_adult_distances_bound_them() -> None:
    fusion = FaceScale(WearerHints())
    scale, measure = fusion.update(reading(0.0634, 0.0117))

    low, high = fusion.plausible_sizes()

    assert low < scale < high
    assert low * measure.value / scale >= 48.0 - 1e-9
    assert high * measure.value / scale <= 78.0 + 1e-9


def test_close_eyes_by_the_iris_may_be_a_childs() -> None:
    child, adult = FaceScale(WearerHints()), FaceScale(WearerHints())
    for _ in range(5):
        child.update(reading(0.058, 0.0145))
        adult.update(reading(0.062, 0.0117))

    assert child.may_be_child
    assert not adult.may_be_child


def test_a_typed_distance_silences_the_guess_about_age() -> None:
    fusion = FaceScale(WearerHints(pupillary_distance_mm=50.0))
    for _ in range(5):
        fusion.update(reading(0.058, 0.0145))

    assert not fusion.may_be_child


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"pupillary_distance_mm": 30.0}, id="too narrow"),
        pytest.param({"pupillary_distance_mm": float("nan")}, id="not a number"),
    ],
)
def test_impossible_hints_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        WearerHints(**values)


def eyes(opening_px: float, left_px: float) -> np.ndarray:
    points = np.zeros((topology.FACE_COUNT, 2))
    points[topology.RIGHT_IRIS[0]] = [-6.0, 0.0]
    points[topology.RIGHT_IRIS[2]] = [6.0, 0.0]
    points[topology.LEFT_IRIS[0]] = [-left_px / 2, 0.0]
    points[topology.LEFT_IRIS[2]] = [left_px / 2, 0.0]
    for row in (topology.RIGHT_EYE_UPPER, topology.LEFT_EYE_UPPER):
        points[row] = [0.0, -opening_px]
    return points


def test_irises_are_measured_at_their_depth() -> None:
    diameter, iris_px = read_iris(eyes(9.0, 12.0), 0.5, 600.0, 0.0)

    assert iris_px == pytest.approx(12.0)
    assert diameter == pytest.approx(12.0 * 0.5 / 600.0)


@pytest.mark.parametrize(
    ("opening_px", "left_px", "yaw_deg"),
    [
        pytest.param(2.0, 12.0, 0.0, id="closed"),
        pytest.param(9.0, 15.0, 0.0, id="unlike"),
        pytest.param(9.0, 12.0, 40.0, id="turned"),
    ],
)
def test_doubtful_irises_do_not_count(opening_px: float, left_px: float, yaw_deg: float) -> None:
    diameter, _ = read_iris(eyes(opening_px, left_px), 0.5, 600.0, float(np.deg2rad(yaw_deg)))

    assert diameter is None
