"""The measures of steadiness on paths whose jitter and lag are known."""

from __future__ import annotations

import numpy as np
import pytest

from tryon.landmarks.steadiness import jitter_px, lag_s, still_frames


def test_jitter_ignores_smooth_motion(rng: np.random.Generator) -> None:
    steps = np.arange(4000.0)
    path = np.column_stack([0.2 * steps, 40.0 * np.sin(steps / 60.0)])
    noise = rng.normal(scale=0.5, size=path.shape)

    still = np.ones(len(path), dtype=bool)

    assert jitter_px(path, still) < 0.01
    # A parabola over fifteen samples takes up a share of white noise: sqrt(1 - h0).
    assert jitter_px(path + noise, still) == pytest.approx(0.5 * np.sqrt(1 - 0.151), rel=0.03)


@pytest.mark.parametrize("delay_s", [0.0, 0.004, 0.05])
def test_lag_is_the_delay(delay_s: float) -> None:
    times_s = np.arange(0.0, 6.0, 1 / 30)

    def place(at_s: np.ndarray) -> np.ndarray:
        return np.column_stack([200.0 * np.sin(2.0 * at_s), 50.0 * np.cos(3.0 * at_s)])

    assert lag_s(times_s, place(times_s), place(times_s - delay_s)) == pytest.approx(
        delay_s, abs=0.0006
    )


def test_still_frames_are_the_slow_ones() -> None:
    speed = np.where((np.arange(400) > 150) & (np.arange(400) < 250), 0.0, 3.0)
    path = np.column_stack([np.cumsum(speed), np.zeros(400)])

    still = still_frames(path)

    assert still[170:230].all()
    assert not still[:140].any()
