"""Searching whole pictures for faces: two nets on the whole, one on overlapping tiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tryon.arrays import Image
from tryon.tracking.face_detector import FaceDetection, FaceDetector, box_overlap

_TILE_OVERLAP = 0.25
_SAME_FACE_OVERLAP = 0.3
_TILE_SHARE = 0.6
"""Side of a tile over the picture's shorter side: 3 x 2 tiles cover 4:3 and 16:9."""
_TILE_SIDE_PX = 360
"""A face of 30 px is 16 px wide in such a tile's 192 px input: wide enough to be found."""
_LEAST_TILE_PX = 96
"""Half of the net's input: finer tiles would show it nothing more."""
_VIDEO_TILES = 8
_CUT_MARGIN_PX = 2.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A window of the picture, px."""

    left: int
    top: int
    width: int
    height: int

    def of(self, image: Image) -> Image:
        """Give the window's pixels, a view."""
        return image[self.top : self.top + self.height, self.left : self.left + self.width]


def plan_tiles(width: int, height: int, side: int) -> tuple[Tile, ...]:
    """Cover a picture with square tiles that overlap by a quarter, row by row."""
    side = min(side, width, height)
    return tuple(
        Tile(left, top, side, side)
        for top in _starts(height, side)
        for left in _starts(width, side)
    )


def _starts(length: int, side: int) -> tuple[int, ...]:
    if length <= side:
        return (0,)
    count = 1 + int(np.ceil((length - side) / (side * (1.0 - _TILE_OVERLAP))))
    return tuple(int(value) for value in np.linspace(0, length - side, count).round())


class FaceSearch:
    """Finds faces of all sizes; holds no state between calls.

    Parameters
    ----------
    full_range : finds faces down to 1/20 of its window
    short_range : finds close faces that the other misses
    """

    def __init__(self, full_range: FaceDetector, short_range: FaceDetector) -> None:
        self._full_range = full_range
        self._short_range = short_range

    def whole(self, image: Image) -> tuple[FaceDetection, ...]:
        """Search the whole picture with both nets."""
        return merged([*self._full_range.find(image), *self._short_range.find(image)])

    def tiles(self, image: Image, tiles: Iterable[Tile]) -> tuple[FaceDetection, ...]:
        """Search windows of the picture for small faces."""
        found: list[FaceDetection] = []
        for tile in tiles:
            for detection in self._full_range.find(tile.of(image)):
                if not _is_cut(detection, tile, image):
                    found.append(detection.moved(1.0, tile.left, tile.top))
        return merged(found)

    def everywhere(self, image: Image, *, max_tiles: int) -> tuple[FaceDetection, ...]:
        """Search the whole picture, then tiles small enough for faces of 30 px.

        Parameters
        ----------
        max_tiles : how many net runs on tiles may be spent; larger tiles are used to keep it
        """
        height, width = image.shape[:2]
        found = self.whole(image)
        tiles = _affordable_tiles(width, height, max_tiles)
        tiles = [tile for tile in tiles if not _is_filled(tile, found)]
        return merged([*found, *self.tiles(image, tiles)])

    def sideways(self, image: Image) -> tuple[FaceDetection, ...]:
        """Search the whole picture turned by quarters: photos that lost their orientation."""
        found: list[FaceDetection] = []
        for quarters in (1, 2, 3):
            turned = np.ascontiguousarray(np.rot90(image, quarters))
            found.extend(
                _turned_back(detection, quarters, image) for detection in self.whole(turned)
            )
        return merged(found)

    def turn(self, image: Image, turn: int) -> tuple[FaceDetection, ...]:
        """Do one piece of a search spread over many frames.

        Every other turn looks at the whole picture, the turns between at one tile each.
        """
        if turn % 2 == 0:
            return self.whole(image)
        height, width = image.shape[:2]
        tiles = _affordable_tiles(width, height, _VIDEO_TILES)
        if not tiles:
            return ()
        return self.tiles(image, [tiles[(turn // 2) % len(tiles)]])


def _turned_back(detection: FaceDetection, quarters: int, image: Image) -> FaceDetection:
    """Undo `np.rot90`: counter-clockwise quarters, so (x, y) was at (width - y, x)."""
    points = np.concatenate([detection.box.reshape(2, 2), detection.keypoints])
    height, width = np.rot90(image[:, :, 0], quarters).shape
    for _ in range(quarters):
        points = np.column_stack([height - points[:, 1], points[:, 0]])
        height, width = width, height
    corners = points[:2]
    box = np.concatenate([corners.min(axis=0), corners.max(axis=0)])
    return FaceDetection(box, points[2:], detection.score)


def _affordable_tiles(width: int, height: int, max_tiles: int) -> tuple[Tile, ...]:
    """Give the finest cover of at most `max_tiles` tiles; none where they would add nothing."""
    side = max(_LEAST_TILE_PX, min(_TILE_SIDE_PX, round(_TILE_SHARE * min(width, height))))
    while side < min(width, height):
        tiles = plan_tiles(width, height, side)
        if len(tiles) <= max_tiles:
            return tiles
        side = round(1.1 * side)
    return ()


def _is_filled(tile: Tile, found: Iterable[FaceDetection]) -> bool:
    """Whether one face covers the tile: nothing else can be seen there."""
    x0, y0, x1, y1 = tile.left, tile.top, tile.left + tile.width, tile.top + tile.height
    return any(
        face.box[0] <= x0 and face.box[1] <= y0 and face.box[2] >= x1 and face.box[3] >= y1
        for face in found
    )


def merged(detections: list[FaceDetection]) -> tuple[FaceDetection, ...]:
    """Keep the best detection of every face, best first."""
    kept: list[FaceDetection] = []
    for detection in sorted(detections, key=lambda item: -item.score):
        boxes = np.array([other.box for other in kept]).reshape(-1, 4)
        if not (box_overlap(detection.box, boxes) > _SAME_FACE_OVERLAP).any():
            kept.append(detection)
    return tuple(kept)


def _is_cut(detection: FaceDetection, tile: Tile, image: Image) -> bool:
    """Whether the tile's edge, unless it is the picture's, runs through the face."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = detection.box
    return bool(
        (x0 < _CUT_MARGIN_PX and tile.left > 0)
        or (y0 < _CUT_MARGIN_PX and tile.top > 0)
        or (x1 > tile.width - _CUT_MARGIN_PX and tile.left + tile.width < width)
        or (y1 > tile.height - _CUT_MARGIN_PX and tile.top + tile.height < height)
    )
