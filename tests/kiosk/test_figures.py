import pytest

from kiosk.figures import Figures


def test_frame_rate_counts_the_last_two_seconds() -> None:
    figures = Figures()
    for frame in range(90):
        figures.shown(frame / 30, 0.05, 0.004)
    assert figures.frame_rate(89 / 30) == pytest.approx(30.0, abs=0.6)
    assert figures.frame_rate(100.0) == 0.0


def test_medians_ignore_one_outlier() -> None:
    figures = Figures()
    for age_s in (0.05, 0.05, 3.0):
        figures.shown(0.0, age_s, age_s / 10)
        figures.answered({"track": 7.0}, age_s)
    assert (figures.age_s, figures.display_s, figures.round_trip_s) == (0.05, 0.005, 0.05)


def test_lines_name_every_stage() -> None:
    figures = Figures()
    figures.answered({"track": 7.71, "render": 6.84, "composite": 0.5, "total": 15.1}, 0.016)
    written = "\n".join(figures.lines(0.0))
    assert all(part in written for part in ("track 7.7", "render 6.8", "total 15.1", "16.0 ms"))


def test_nothing_shown_yet_gives_zeros() -> None:
    assert Figures().lines(0.0)[0].startswith(" 0.0 fps")
