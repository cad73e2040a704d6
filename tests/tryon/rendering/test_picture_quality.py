import cv2
import numpy as np
import pytest

from tryon.rendering.picture_quality import estimate_blur_sigma, estimate_noise_sigma


@pytest.mark.parametrize("sigma", [1.0, 2.0, 4.0])
def test_noise_is_measured(sigma: float, rng: np.random.Generator) -> None:
    flat = np.linspace(80, 160, 200)[None, :, None] + rng.normal(0, sigma, (200, 200, 3))

    assert estimate_noise_sigma(flat.astype(np.uint8)) == pytest.approx(sigma, rel=0.15, abs=0.1)


def test_edges_are_not_noise() -> None:
    image = np.zeros((128, 128, 3), np.uint8)
    image[:, 64:] = 200

    assert estimate_noise_sigma(image) < 0.1


@pytest.mark.parametrize("sigma", [0.45, 0.6, 0.7])
def test_blur_is_measured(sigma: float) -> None:
    # Slanted, so that it crosses pixels at every phase.
    rows, columns = np.mgrid[: 8 * 128, : 8 * 128]
    fine = np.where(columns - 0.2 * rows > 8 * 50, np.float32(200.0), np.float32(0.0))
    soft = cv2.GaussianBlur(fine, (0, 0), 8 * sigma)
    image = cv2.resize(soft, (128, 128), interpolation=cv2.INTER_AREA).astype(np.uint8)

    assert estimate_blur_sigma(np.repeat(image[..., None], 3, axis=2)) == pytest.approx(
        sigma, abs=0.2
    )


def test_picture_without_edges_has_unknown_blur() -> None:
    assert estimate_blur_sigma(np.full((64, 64, 3), 128, np.uint8)) == 0.0


def test_tiny_picture_gives_zero() -> None:
    assert estimate_noise_sigma(np.zeros((4, 4, 3), np.uint8)) == 0.0
