"""How calm and how prompt smoothed points are: jitter at rest, lag in motion."""

from __future__ import annotations

import numpy as np

from tryon.arrays import AnyArray, Array1, Array2

_HALF_WINDOW = 7
"""Frames on either side of the local path that separates motion from jitter."""
_LAG_STEP_S = 0.0005


def still_frames(points: Array2, share: float = 0.25) -> AnyArray:
    """Find the frames in which a subject moves least.

    Parameters
    ----------
    points : (T, 2), px, the unsmoothed path of one point
    share : of all frames, (0, 1]

    Returns
    -------
    (T,) bool
        The frames whose speed, averaged over eleven frames, is lowest.
    """
    kernel = np.ones(11) / 11
    path = np.stack([np.convolve(column, kernel, mode="same") for column in points.T], axis=1)
    speed = np.linalg.norm(np.gradient(path, axis=0), axis=1)
    # At the ends the average reaches beyond the recording and says nothing.
    speed[:20] = speed[-20:] = np.inf
    return speed <= np.quantile(speed[np.isfinite(speed)], share)


def jitter_px(points: Array2, still: AnyArray) -> float:
    """Give the standard deviation per axis of a point about its own local path, px.

    Parameters
    ----------
    points : (T, 2), px
    still : (T,) bool, frames to look at

    Notes
    -----
    The local path is the least-squares parabola over fifteen frames (Savitzky and Golay, 1964).
    """
    offsets = np.arange(-_HALF_WINDOW, _HALF_WINDOW + 1, dtype=np.float64)
    design = np.stack([np.ones_like(offsets), offsets, offsets**2], axis=1)
    kernel = np.linalg.pinv(design)[0][::-1]
    path = np.stack([np.convolve(column, kernel, mode="valid") for column in points.T], axis=1)
    inner = slice(_HALF_WINDOW, len(points) - _HALF_WINDOW)
    residual = (points[inner] - path)[np.asarray(still)[inner]]
    return float(np.sqrt((residual**2).mean()))


def lag_s(times_s: Array1, truth: Array2, seen: Array2, longest_s: float = 0.25) -> float:
    """Give the delay, s, by which `seen` follows `truth` best in the least-squares sense.

    Parameters
    ----------
    times_s : (T,), increasing
    truth, seen : (T, 2), px
    longest_s : delays are tried in [-longest_s / 4, longest_s]
    """
    keep = (times_s > times_s[0] + longest_s) & (times_s < times_s[-1] - longest_s)
    delays = np.arange(-longest_s / 4, longest_s, _LAG_STEP_S)
    errors = [
        sum(
            float(((np.interp(times_s[keep] - delay, times_s, truth[:, axis])
                    - seen[keep, axis]) ** 2).sum())
            for axis in (0, 1)
        )
        for delay in delays
    ]  # fmt: skip
    return float(delays[int(np.argmin(errors))])
