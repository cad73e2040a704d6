"""Synthetic hair hangs where it must, and its measures count right."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from benchmarks.accuracy_hair import agreement
from benchmarks.accuracy_heads import CAMERA
from benchmarks.synthetic import make_person, make_view
from benchmarks.synthetic_hair import HairStyle, hang_hair
from benchmarks.synthetic_light import make_lighting
from benchmarks.synthetic_paint import paint

BRIDGE_M = (0.0, 0.0, 0.5)


@pytest.fixture(scope="module")
def hung() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A picture before and after hanging hair, its depth, and the truth's left ear, px."""
    person = replace(make_person(4, tone=2), hair_m=0.01)
    view = make_view(person, CAMERA, (-35.0, 0.0, 0.0), BRIDGE_M)
    lighting = make_lighting(4)
    bare, truth = paint(person, view, lighting, np.full((480, 640, 3), 150, np.uint8))
    long, depth = hang_hair(person, view, lighting, bare, HairStyle((60.0, 60.0), -0.15, 0.012))
    return bare, long, depth, truth.image_points["left_ear"]


def test_hair_hangs_over_the_ear_and_changes_nothing_else(
    hung: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    bare, long, depth, ear = hung
    hanging = np.isfinite(depth)
    u, v = np.rint(ear).astype(int)

    near = cv2.dilate(hanging.astype(np.uint8), np.ones((11, 11), np.uint8)) > 0

    assert hanging[v, u]
    assert (long[~near] == bare[~near]).all()
    assert np.abs(long[hanging].astype(int) - bare[hanging]).mean() > 5.0


def test_hair_that_hangs_is_about_as_far_as_the_head(
    hung: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    depth = hung[2]
    seen = depth[np.isfinite(depth)]

    assert seen.min() > 0.4
    assert seen.max() < 0.75


def test_agreement_counts_pixels() -> None:
    true = np.zeros((4, 4), bool)
    true[:2] = True
    found = np.zeros((4, 4), bool)
    found[1:3] = True

    assert agreement(found, true) == pytest.approx((4 / 12, 0.5, 0.5))
