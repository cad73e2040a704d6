from typing import cast

import pytest

from kiosk.display import Window
from kiosk.touching import face_of, nearest, shown_boxes, touched_face
from tryon import Report


def report(*boxes: tuple[float, float, float, float]) -> Report:
    subjects = [{"id": number, "box": list(box)} for number, box in enumerate(boxes)]
    return cast(Report, {"subjects": subjects})


def test_faces_are_mirrored_cut_and_scaled_like_the_picture() -> None:
    part = Window(left=100, top=50, width=400, height=200, shown_width=800, shown_height=400)
    boxes = shown_boxes(report((150.0, 100.0, 200.0, 150.0)), part, (10, 20))
    assert boxes[0] == (10 + 800 - 200, 20 + 100, 10 + 800 - 100, 20 + 200)


@pytest.mark.parametrize(
    ("x", "y", "person"),
    [
        pytest.param(150.0, 150.0, 0, id="first"),
        pytest.param(350.0, 80.0, 1, id="hair-of-the-second"),
        pytest.param(250.0, 400.0, None, id="below"),
        pytest.param(235.0, 150.0, 0, id="nearer-to-the-first"),
    ],
)
def test_the_nearest_face_under_the_finger_is_meant(x: float, y: float, person: int | None) -> None:
    boxes = {0: (100.0, 100.0, 200.0, 200.0), 1: (300.0, 100.0, 400.0, 200.0)}
    assert touched_face(boxes, x, y) == person


def test_a_face_is_found_again_in_another_picture_of_the_moment() -> None:
    wanted = face_of(report((0.0, 0.0, 9.0, 9.0), (50.0, 0.0, 60.0, 9.0)), 1)
    assert wanted == (50.0, 0.0, 60.0, 9.0)
    assert nearest([[0.0, 0.0, 9.0, 9.0], [49.0, 1.0, 61.0, 9.0]], wanted) == 1
    assert face_of(report(), 1) is None
