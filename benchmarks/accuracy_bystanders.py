"""How true the outlines of people and pets are, on COCO's pictures: who stays before furniture."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy_photos import COCO_DIR, coco_labels
from benchmarks.clips import Image, load_image
from benchmarks.timing import Spread
from tryon.factory import create_room_reader
from tryon.landmarks.room_pieces import Bystander
from tryon.rendering.bystander_matte import bystander_matte

BEINGS = ("person", "cat", "dog")
_LARGE_SHARE = 0.015
"""Of the picture: who is smaller stands too far off to stand before a piece."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPicture:
    """A picture and the labels of who is in it.

    Parameters
    ----------
    path : of the picture
    labels : COCO's annotations of people, cats and dogs
    """

    path: Path
    labels: tuple[dict[str, Any], ...]

    @property
    def has_beings(self) -> bool:
        """Whether anybody is labelled."""
        return bool(self.labels)

    def image(self) -> Image:
        """Give the picture (H, W, 3)."""
        return load_image(self.path)

    def truth(self, shape: tuple[int, int]) -> Mask:
        """Give where anybody is seen (H, W), crowds included."""
        seen = np.zeros(shape, dtype=bool)
        for label in self.labels:
            seen |= _mask(label, shape)
        return seen

    def large(self, shape: tuple[int, int]) -> list[Mask]:
        """Give the mask of each who is large, one by one; crowds are not one."""
        least = _LARGE_SHARE * shape[0] * shape[1]
        return [
            _mask(label, shape)
            for label in self.labels
            if not label.get("iscrowd") and label["area"] > least
        ]


def labelled_pictures(folder: Path = COCO_DIR) -> list[LabelledPicture]:
    """Read COCO's pictures with the outlines of people, cats and dogs."""
    told, paths = coco_labels(folder / "instances.json")
    names = {item["id"]: item["name"] for item in told["categories"]}
    pictures: list[LabelledPicture] = []
    for number, path in paths.items():
        labels = tuple(
            label
            for label in told["annotations"]
            if label["image_id"] == number and names[label["category_id"]] in BEINGS
        )
        pictures.append(LabelledPicture(path, labels))
    return sorted(pictures, key=lambda picture: picture.path.name)


def measure_bystanders() -> dict[str, Any]:
    """Find everybody in every picture and hold it against the labels.

    The finding net was taught on COCO's training pictures, so the others stand alone too.
    """
    pictures = labelled_pictures()
    unseen = [picture for picture in pictures if picture.path.parent.name == "val2017"]
    return {"all": _measured(pictures), "not_taught": _measured(unseen)}


def _measured(pictures: Sequence[LabelledPicture]) -> dict[str, Any]:
    reader = create_room_reader()
    shared = both = told = seen = 0.0
    found: list[bool] = []
    painted: list[float] = []
    finding: list[float] = []
    cutting: list[float] = []
    for picture in pictures:
        image = picture.image()
        start = time.perf_counter()
        bystanders = reader.bystanders(image)
        finding.append(1000.0 * (time.perf_counter() - start))
        start = time.perf_counter()
        covered = _covered(image, bystanders)
        if bystanders:
            cutting.append(1000.0 * (time.perf_counter() - start) / len(bystanders))
        if not picture.has_beings:
            painted.append(100.0 * float(covered.mean()))
            continue
        truth = picture.truth(image.shape[:2])
        # Every picture counts alike, however large it is.
        shared += float((covered & truth).mean())
        both += float((covered | truth).mean())
        told += float(covered.mean())
        seen += float(truth.mean())
        found += [bool(covered[mask].mean() > 0.5) for mask in picture.large(image.shape[:2])]
    return {
        "pictures": len(pictures),
        "large": len(found),
        "found_pct": round(100.0 * float(np.mean(found)), 1),
        "overlap_pct": round(100.0 * shared / both, 1),
        "precision_pct": round(100.0 * shared / told, 1),
        "recall_pct": round(100.0 * shared / seen, 1),
        "empty_pictures": len(painted),
        "empty_painted_max_pct": round(max(painted), 4),
        "finding_median_ms": round(Spread.of(finding).median, 1),
        "cutting_each_median_ms": round(Spread.of(cutting).median, 1),
    }


def _covered(image: Image, bystanders: Sequence[Bystander]) -> Mask:
    covered = np.zeros(image.shape[:2], np.uint8)
    for bystander in bystanders:
        matte = bystander_matte(image, bystander.matte)
        covered = np.maximum(covered, matte.sampled((0.0, 0.0), (1.0, 1.0), covered.shape))
    return np.asarray(covered > 127)


def _mask(label: dict[str, Any], shape: tuple[int, int]) -> Mask:
    """Give the pixels of one annotation: polygons, or the run lengths of a crowd."""
    outline = label["segmentation"]
    if isinstance(outline, dict):
        runs = np.asarray(outline["counts"], dtype=np.int64)
        values = np.arange(len(runs)) % 2 == 1
        return np.repeat(values, runs).reshape(shape[::-1]).T
    mask = np.zeros(shape, np.uint8)
    for polygon in outline:
        # COCO counts from the pixel's corner, OpenCV from its centre.
        points = np.rint(np.array(polygon).reshape(-1, 2) - 0.5).astype(np.int32)
        cv2.fillPoly(mask, [points], 1)
    return mask > 0
