"""Searching whole pictures for faces: two nets on the whole, one on overlapping tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tryon.arrays import Image
from tryon.tracking.face_detector import FaceDetection, FaceDetector, box_overlap
from tryon.tracking.picture_pyramid import PicturePyramid

_TILE_OVERLAP = 0.25
_SAME_FACE_OVERLAP = 0.3
_TILE_SHARE = 0.6
"""Side of a tile over the picture's shorter side: 3 x 2 tiles cover 4:3 and 16:9."""
_TILE_SIDE_PX = 360
"""A face of 30 px is 16 px wide in such a tile's 192 px input: wide enough to be found."""
_LEAST_TILE_PX = 96
"""Half of the net's input: finer tiles would show it nothing more."""
_VIDEO_TILES = 8
_TILE_SCORE = 0.6
"""Seen this close, things score up to 0.6 (and convince the landmark net), faces mostly more."""
_CUT_MARGIN_PX = 1.0
"""Of the net's input."""
_FACES_ACROSS = 12.0
"""Side of a tile over the smallest face wanted: 16 px of the net's input."""


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

    def scaled(self, scale: float, image: Image) -> Tile:
        """Give the window in a scaled picture, within it."""
        height, width = image.shape[:2]
        columns, rows = round(self.width * scale), round(self.height * scale)
        left = min(round(self.left * scale), width - columns)
        top = min(round(self.top * scale), height - rows)
        return Tile(left, top, columns, rows)


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

    def whole(self, picture: PicturePyramid) -> tuple[FaceDetection, ...]:
        """Search the whole picture with both nets."""
        return merged([face for net in self._nets for face in _found_whole(net, picture, 0)])

    def near(
        self, picture: PicturePyramid, *, max_tiles: int, smallest_px: float = 0.0
    ) -> tuple[FaceDetection, ...]:
        """Search tiles of the picture, small enough for faces of 30 px.

        Parameters
        ----------
        max_tiles : how many net runs may be spent; larger tiles are used to keep it
        smallest_px : width of the smallest face that matters; larger tiles are used for larger
        """
        tiles = _affordable_tiles(picture.width, picture.height, max_tiles, smallest_px)
        return self._tiles(picture, tiles)

    def sideways(self, picture: PicturePyramid) -> tuple[FaceDetection, ...]:
        """Search the whole picture turned by quarters: photos that lost their orientation."""
        return merged(
            [
                face
                for quarters in (1, 2, 3)
                for net in self._nets
                for face in _found_whole(net, picture, quarters)
            ]
        )

    def turn(self, image: Image, turn: int) -> tuple[FaceDetection, ...]:
        """Do one piece of a search spread over many frames.

        Every other turn looks at the whole picture, the turns between at one tile each.
        """
        picture = PicturePyramid(image)
        if turn % 2 == 0:
            return self.whole(picture)
        tiles = _affordable_tiles(picture.width, picture.height, _VIDEO_TILES, 0.0)
        if not tiles:
            return ()
        return self._tiles(picture, [tiles[(turn // 2) % len(tiles)]])

    @property
    def _nets(self) -> tuple[FaceDetector, FaceDetector]:
        return self._full_range, self._short_range

    def _tiles(self, picture: PicturePyramid, tiles: Sequence[Tile]) -> tuple[FaceDetection, ...]:
        """Search windows of the picture, all of the same side, for small faces."""
        if not tiles:
            return ()
        side, size = tiles[0].width, self._full_range.size
        # One reduced picture serves all tiles: each is a piece of it as large as the net's input.
        small = picture.scaled(size / side)
        found: list[FaceDetection] = []
        for tile in tiles:
            piece = tile.scaled(size / side, small)
            for face in self._full_range.find(piece.of(small)):
                if face.score >= _TILE_SCORE and not _is_cut(face, piece, small):
                    left, top = piece.left * side / size, piece.top * side / size
                    found.append(face.moved(side / size, left, top))
        return merged(found)


def _found_whole(net: FaceDetector, picture: PicturePyramid, quarters: int) -> list[FaceDetection]:
    """Search a picture turned counter-clockwise by quarters; the faces are turned back."""
    scale = net.size / max(picture.width, picture.height)
    small = np.rot90(picture.scaled(scale), quarters)
    found = net.find(small)
    return [_turned_back(face, quarters, small).moved(1.0 / scale, 0.0, 0.0) for face in found]


def _turned_back(detection: FaceDetection, quarters: int, turned: Image) -> FaceDetection:
    """Undo `np.rot90`: counter-clockwise quarters, so (x, y) was at (width - y, x)."""
    points = np.concatenate([detection.box.reshape(2, 2), detection.keypoints])
    height, width = turned.shape[:2]
    for _ in range(quarters):
        points = np.column_stack([height - points[:, 1], points[:, 0]])
        height, width = width, height
    corners = points[:2]
    box = np.concatenate([corners.min(axis=0), corners.max(axis=0)])
    return FaceDetection(box, points[2:], detection.score)


def _affordable_tiles(
    width: int, height: int, max_tiles: int, smallest_px: float
) -> tuple[Tile, ...]:
    """Give the finest cover of at most `max_tiles` tiles; none where they would add nothing."""
    side = max(_LEAST_TILE_PX, min(_TILE_SIDE_PX, round(_TILE_SHARE * min(width, height))))
    side = max(side, round(_FACES_ACROSS * smallest_px))
    while side < min(width, height):
        tiles = plan_tiles(width, height, side)
        if len(tiles) <= max_tiles:
            return tiles
        side = round(1.1 * side)
    return ()


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
