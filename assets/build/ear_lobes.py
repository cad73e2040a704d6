"""Teaches the net that finds ear lobes: `python -m assets.build.ear_lobes [--people N]`.

Writes `assets/body/ear_lobes.npz`: `mean`, `spread` of the numbers of a patch, `weights_i`,
`bias_i` of the layers, `unit_mm` of the answers. The net learns from painted heads with known
lobes (`ear_pictures`); each is seen several times, spoilt as cameras, hair and poor guesses of
the lobe's place spoil real ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from assets.build.ear_pictures import EarPicture, make_ear_pictures
from assets.build.ear_teaching import UNIT_MM, teach
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.tracking.ear_patch import EarView, cut_patch, describe, skin_colour

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]

OUTPUT = Path(__file__).resolve().parents[1] / "body" / "ear_lobes.npz"
FIRST_SEED = 5000
"""People of the benchmarks have smaller seeds: none of them is learned from."""
ROUNDS = 3
_HELD_BACK = 0.1
_HAIR = ((12, 9, 8), (40, 26, 18), (90, 64, 40), (150, 148, 146))
_POSE_SD_RAD = 0.045
_GUESS_SD_M = (0.009, 0.004)


def spoilt(picture: EarPicture, rng: np.random.Generator) -> tuple[Image, float]:
    """Give the picture as a poor camera might take it, and its size over the original's."""
    image = picture.image.astype(np.float64)
    if rng.random() < 0.25:
        pixel = picture.camera.project(picture.lobe[None])[0]
        image = _under_hair(image, pixel, rng)
    gain = np.exp(rng.normal(0.0, 0.12, 3)) * np.exp(rng.normal(0.0, 0.25))
    image = 255.0 * np.clip(image / 255.0, 0.0, 1.0) ** np.exp(rng.normal(0.0, 0.25)) * gain
    if rng.random() < 0.3:
        image = image + rng.uniform(0.0, 40.0)
    share = min(1.0, float(rng.choice([1.0, 1.0, 0.7, 0.5, 0.35, 0.28]) * rng.uniform(0.85, 1.1)))
    side = max(24, round(len(image) * share))
    coded = np.clip(image, 0, 255).astype(np.uint8)
    small = cv2.resize(coded, (side, side), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.4:
        small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 1.0))
    if rng.random() < 0.5:
        quality = [int(cv2.IMWRITE_JPEG_QUALITY), int(rng.integers(40, 95))]
        coded = cv2.imencode(".jpg", small, quality)[1]
        small = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)
    noisy = small + rng.normal(0.0, rng.uniform(0.0, 5.0), small.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), side / len(image)


def _under_hair(image: Floats, lobe: Floats, rng: np.random.Generator) -> Floats:
    """Hang a lock of hair somewhere near the lobe, (2,) px."""
    side = len(image)
    middle, half = lobe[0] + rng.uniform(-35.0, 35.0), 0.5 * rng.uniform(12.0, 50.0)
    ends = np.array([[-half, 0.0], [half, 0.0], [half, 1.0], [-half, 1.0]])
    length = side * rng.uniform(0.5, 1.4)
    corners = np.column_stack([middle + ends[:, 0] + rng.normal(0.0, 9.0, 4), length * ends[:, 1]])
    mask = np.zeros((side, side), np.float32)
    cv2.fillPoly(mask, [corners.astype(np.int32)], 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.8, 3.0))[..., None]
    strands = rng.normal(0.0, 1.0, (side, side)).astype(np.float32)
    strands = cv2.GaussianBlur(strands, (0, 0), sigmaX=0.8, sigmaY=9.0)
    colour = np.array(_HAIR[int(rng.integers(len(_HAIR)))]) * rng.uniform(0.4, 1.3)
    hair = colour * (1.0 + 0.5 * strands / float(strands.std()))[..., None]
    return np.clip(image * (1.0 - mask) + hair * mask, 0.0, 255.0)


def look(picture: EarPicture, rng: np.random.Generator) -> tuple[NDArray[np.float32], Floats]:
    """Give the numbers of a spoilt look at a wrong place, and the way to the lobe, (2,) mm."""
    image, share = spoilt(picture, rng)
    camera = picture.camera.resized(image.shape[1], image.shape[0])
    turned = rotation_from_vector(rng.normal(0.0, _POSE_SD_RAD, 3)) @ picture.rotation
    pose = RigidTransform(turned, picture.lobe)
    guess = rng.normal(0.0, float(rng.choice(_GUESS_SD_M, p=[0.55, 0.45])), 3)
    view = EarView.of(pose, guess, picture.side, camera)
    if view is None:
        msg = f"ear picture: expected a lobe before the camera, got {picture.lobe}, {share}"
        raise ValueError(msg)
    numbers = describe(cut_patch(image, view), skin_colour(image, view), view.attitude)
    axes = np.column_stack([view.across, view.down])
    away = camera.project(picture.lobe[None])[0] - view.centre
    return numbers, np.linalg.solve(axes, away)


@dataclass(frozen=True, slots=True, eq=False)
class _Looks:
    numbers: NDArray[np.float32]
    away_mm: NDArray[np.float32]


def _looks(pictures: Sequence[EarPicture], rounds: int, rng: np.random.Generator) -> _Looks:
    pairs = [look(picture, rng) for _ in range(rounds) for picture in pictures]
    return _Looks(
        np.array([numbers for numbers, _ in pairs], dtype=np.float32),
        np.array([away for _, away in pairs], dtype=np.float32),
    )


def build(pictures: Sequence[EarPicture], output: Path, *, rounds: int = ROUNDS) -> None:
    """Teach the net with pictures in the order of their people and write it."""
    rng = np.random.default_rng(1)
    kept = len(pictures) - round(_HELD_BACK * len(pictures))
    known = _looks(pictures[:kept], rounds, rng)
    held_back = _looks(pictures[kept:], 1, rng)
    mean, spread = known.numbers.mean(axis=0), known.numbers.std(axis=0) + 0.05
    layers = teach((known.numbers - mean) / spread, known.away_mm, rng)
    values = (held_back.numbers - mean) / spread
    for index, (weights, bias) in enumerate(layers):
        values = values @ weights + bias
        values = np.maximum(values, 0.0) if index + 1 < len(layers) else values
    errors = np.hypot(*(UNIT_MM * values[:, :2] - held_back.away_mm).T)
    print(f"{len(pictures)} pictures; held back: median {np.median(errors):.2f} mm")
    arrays = {f"weights_{i}": weights.astype(np.float16) for i, (weights, _) in enumerate(layers)}
    arrays |= {f"bias_{i}": bias for i, (_, bias) in enumerate(layers)}
    output.parent.mkdir(parents=True, exist_ok=True)
    arrays |= {"mean": mean, "spread": spread, "unit_mm": np.array(UNIT_MM)}
    np.savez_compressed(output, allow_pickle=False, **arrays)


def _all_pictures(seeds: Iterable[int]) -> list[EarPicture]:
    return [picture for seed in seeds for picture in make_ear_pictures(seed)]


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description="Teach the net that finds ear lobes.")
    parser.add_argument("--people", type=int, default=750)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + arguments.people)
    build(_all_pictures(seeds), arguments.output)


if __name__ == "__main__":
    main()
