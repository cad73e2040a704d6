from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kiosk.display import Window, window_for
from kiosk.framing import Framing
from tryon import Report

CAMERA, STANDING = (1280, 720), (1080, 1920)


def report(x: float, y: float, side: float = 100.0) -> Report:
    box = [x - side / 2, y - side / 2, x + side / 2, y + side / 2]
    return cast(Report, {"subjects": [{"id": 0, "kind": "face", "box": box}]})


def settled(framing: Framing, until_s: float = 10.0) -> Window:
    part = framing.part(CAMERA, STANDING, 0.0)
    for at in np.arange(0.0, until_s, 1 / 30):
        part = framing.part(CAMERA, STANDING, float(at))
    return part


def test_before_anybody_came_the_middle_is_shown() -> None:
    assert settled(Framing("fill")) == window_for(CAMERA, STANDING, "fill")


def test_somebody_beside_the_middle_comes_into_view() -> None:
    framing = Framing("fill")
    framing.look_at(report(1000.0, 300.0))
    part = settled(framing)
    assert abs(part.left + part.width / 2 - 1000.0) < 0.02 * part.width


def test_the_picture_moves_slowly_and_without_jumps() -> None:
    framing = Framing("fill")
    framing.look_at(report(1000.0, 300.0))
    lefts = [framing.part(CAMERA, STANDING, at / 30).left for at in range(90)]
    steps = np.diff(lefts)
    assert steps.min() >= 0
    assert steps.max() < 25


def test_swaying_in_the_middle_moves_nothing() -> None:
    framing = Framing("fill")
    parts = set()
    for frame in range(200):
        framing.look_at(report(640.0 + 20.0 * np.sin(frame / 9), 300.0))
        parts.add(framing.part(CAMERA, STANDING, frame / 30))
    assert len(parts) == 1


def test_a_screen_of_the_cameras_shape_never_moves() -> None:
    framing = Framing("fill")
    framing.look_at(report(100.0, 700.0))
    assert framing.part(CAMERA, (1920, 1080), 5.0) == window_for(CAMERA, (1920, 1080), "fill")


def test_a_low_face_is_lifted_above_the_controls() -> None:
    framing = Framing("fill")
    framing.look_at(report(640.0, 600.0))
    part = Window(0, 0, 1, 1, 1, 1)
    for frame in range(300):
        part = framing.part((960, 720), (1920, 1080), frame / 30)
    assert part.top >= 0.95 * (720 - part.height)


def test_reset_shows_the_middle_to_the_next_shopper() -> None:
    framing = Framing("fill")
    framing.look_at(report(1000.0, 300.0))
    settled(framing)
    framing.reset()
    assert framing.part(CAMERA, STANDING, 11.0) == window_for(CAMERA, STANDING, "fill")


@given(st.floats(-200, 1500), st.floats(-200, 900), st.floats(0, 5))
def test_the_part_never_leaves_the_picture(x: float, y: float, time_s: float) -> None:
    framing = Framing("fill")
    framing.look_at(report(x, y))
    framing.part(CAMERA, STANDING, 0.0)
    part = framing.part(CAMERA, STANDING, time_s)
    assert 0 <= part.left <= 1280 - part.width
    assert 0 <= part.top <= 720 - part.height


def test_the_person_being_dressed_is_framed_rather_than_the_largest() -> None:
    large, other = report(300.0, 300.0, 200.0), report(1000.0, 300.0)
    other["subjects"][0]["id"] = 1
    both = cast(Report, {"subjects": [*large["subjects"], *other["subjects"]]})
    lefts = []
    for person in (None, 1):
        framing = Framing("fill")
        framing.look_at(both, person)
        lefts.append(settled(framing).left)
    assert lefts[0] < 300
    assert lefts[1] > 600
