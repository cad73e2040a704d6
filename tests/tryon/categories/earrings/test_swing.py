import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tryon.categories.earrings.pairs import earrings
from tryon.categories.category import Fit, PartFit
from tryon.categories.earrings.swing import SwingState, swing
from tryon.geometry.transform import RigidTransform

HANGING = np.diag([1.0, -1.0, -1.0])


def hung(x_m: float, *, left_only: bool = False) -> Fit:
    """Give the fit of a pair whose hooks are at x and 15 cm beside it."""
    product = earrings()
    parts: list[PartFit] = []
    for prefix, place in (("left_", x_m), ("right_", x_m - 0.15)):
        hook = product.point(f"{prefix}hook")
        pose = RigidTransform(HANGING, np.array([place, 0.0, 0.6]) - HANGING @ hook)
        parts.append(PartFit(prefix, None if left_only and prefix == "right_" else pose))
    return Fit(RigidTransform(HANGING, np.zeros(3)), 1.0, 1.0, parts=tuple(parts))


def angle(fit: Fit, part: int = 0) -> float:
    """Give the swing to the right of the picture, rad."""
    pose = fit.parts[part].camera_from_product
    assert pose is not None
    down = -pose.rotation[:, 1]
    return float(np.arctan2(down[0], down[1]))


def run(places: list[float], step_s: float) -> tuple[list[float], Fit]:
    state: SwingState | None = None
    angles: list[float] = []
    fit = hung(places[0])
    for number, place in enumerate(places):
        fit, state = swing(hung(place), earrings(), state, number * step_s)
        angles.append(angle(fit))
    return angles, fit


def test_at_rest_nothing_moves() -> None:
    angles, _ = run([0.1] * 30, 1 / 30)

    assert angles == [0.0] * 30


def test_a_start_leaves_the_mass_behind_and_a_stop_carries_it_on() -> None:
    places = [0.0, 0.0, *(0.01 * n for n in range(1, 12)), *([0.11] * 90)]
    angles, _ = run(places, 1 / 30)

    assert min(angles[2:6]) < -0.05
    assert max(angles[12:20]) > 0.05
    assert max(abs(a) for a in angles[-15:]) < 0.02


@given(
    places=st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=30),
    step_s=st.floats(0.001, 0.49),
)
def test_no_step_is_too_long_and_no_shake_too_wild(places: list[float], step_s: float) -> None:
    angles, fit = run(places, step_s)

    assert np.isfinite(angles).all()
    assert np.abs(angles).max() <= np.arcsin(0.6) + 1e-9
    # The hook stays where it is.
    pose = fit.parts[0].camera_from_product
    assert pose is not None
    hook = pose.apply(earrings().point("left_hook")[None])[0]
    assert hook == pytest.approx([places[-1], 0.0, 0.6], abs=1e-9)


def test_the_same_swing_at_half_the_frame_rate() -> None:
    _, kicked = swing(hung(0.0), earrings(), None, 0.0)
    for number in (1, 2, 3, 4, 5):  # the smoothed speed of the hook has come to rest after these
        _, kicked = swing(hung(0.02), earrings(), kicked, 0.1 * number)

    def later(step_s: float, steps: int) -> float:
        state, fit = kicked, hung(0.02)
        for number in range(1, steps + 1):
            fit, state = swing(hung(0.02), earrings(), state, 0.5 + step_s * number)
        return angle(fit)

    assert later(0.02, 4) == pytest.approx(later(0.04, 2), abs=0.01)
    assert later(0.01, 8) == pytest.approx(later(0.08, 1), abs=0.01)


def test_a_gap_and_a_hidden_ear_start_anew() -> None:
    _, state = swing(hung(0.0), earrings(), None, 0.0)
    _, state = swing(hung(0.05), earrings(), state, 0.03)
    after, _ = swing(hung(0.2), earrings(), state, 2.0)
    assert angle(after) == 0.0

    hidden, state = swing(hung(0.05, left_only=True), earrings(), state, 0.06)
    assert hidden.parts[1].camera_from_product is None
    back, _ = swing(hung(0.2), earrings(), state, 0.09)
    assert angle(back, part=1) == 0.0


def test_states_are_not_changed_and_studs_stay() -> None:
    _, first = swing(hung(0.0), earrings(), None, 0.0)
    one, _ = swing(hung(0.05), earrings(), first, 0.03)
    two, _ = swing(hung(0.05), earrings(), first, 0.03)
    assert angle(one) == angle(two) != 0.0

    still, _ = swing(hung(0.05), earrings("stud"), first, 0.03)
    assert angle(still) == 0.0
