from typing import cast

import pytest

from kiosk.hints import Hint, SteadyHint, mirror_hint, report_hint
from tryon import Report


def report(width: float | None, *refusals: str | None, notes: tuple[str, ...] = ()) -> Report:
    face = {"kind": "face", "box": [10.0, 10.0, 10.0 + (width or 0.0), 99.0], "notes": list(notes)}
    subjects = [] if width is None else [face]
    fits = [{"refusal": refusal} for refusal in refusals]
    return cast(Report, {"subjects": subjects, "fits": fits})


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        pytest.param(report(None), "nobody", id="nobody"),
        pytest.param(report(200.0, None), "", id="good"),
        pytest.param(report(40.0, None), "closer", id="small-face"),
        pytest.param(report(25.0, "face_too_small"), "closer", id="too-small"),
        pytest.param(report(200.0, "turned_away"), "look", id="turned"),
        pytest.param(report(200.0, "cut_off_at_edge"), "center", id="cut"),
        pytest.param(report(200.0, "turned_away", None), "", id="one-of-two-is-good"),
        pytest.param(report(200.0, None, "hair_too_tall"), "hair_too_tall", id="glasses-fit"),
        pytest.param(report(200.0, "ears_hidden"), "ears_hidden", id="ears"),
        pytest.param(report(200.0, None, notes=("glasses_worn",)), "glasses_worn", id="own"),
        pytest.param(report(200.0, None, notes=("maybe_child",)), "", id="no-advice-for-it"),
    ],
)
def test_report_hint(given: Report, hint: Hint) -> None:
    assert report_hint(given) == hint


def test_a_hint_shows_only_once_it_has_lasted() -> None:
    steady = SteadyHint()
    shown = [steady.update("nobody", at) for at in (0.0, 0.5, 0.9)]
    assert shown == ["", "", "nobody"]


def test_good_news_shows_at_once_and_a_flicker_does_not() -> None:
    steady = SteadyHint()
    shown = [
        steady.update(hint, at)
        for hint, at in (("look", 0.0), ("look", 1.0), ("", 1.1), ("look", 1.2))
    ]  # type: ignore[arg-type]
    assert shown == ["", "look", "", ""]


@pytest.mark.parametrize(
    ("has_camera", "is_answering", "given", "hint"),
    [
        pytest.param(False, False, report(None), "searching", id="no-camera"),
        pytest.param(True, False, report(None), "starting", id="engine-gone"),
        pytest.param(True, True, None, "starting", id="no-answer-yet"),
        pytest.param(True, True, report(None), "nobody", id="nobody"),
        pytest.param(True, True, report(200.0, None), "", id="good"),
    ],
)
def test_the_gravest_trouble_is_said(
    has_camera: bool, is_answering: bool, given: Report | None, hint: Hint
) -> None:
    assert mirror_hint(has_camera, is_answering, given) == hint
