"""What the shopper strokes stays in front of the pieces: from strokes to a soft mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tryon.arrays import Array2, Image
from tryon.landmarks.matte import Matte
from tryon.landmarks.room import Cutout
from tryon.rendering.cut_edges import edged
from tryon.rendering.matte_window import Window

_WORKING_PX = 240
_ROUNDS = 2
_AROUND = 0.22
"""Room around an outline, as a share of it, from which its surroundings are learned."""
_REACH = 1.0
"""How far beyond a lone scribble its object may go, as a share of the scribble."""
_LIKELY = 0.25
"""As far it is more likely the object than not."""
_LEAST_REACH_PX = 24.0
_SPECK_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class _Thing:
    """One object: what goes around it, if anything does, and the scribbles on it."""

    outline: Cutout | None
    scribbles: tuple[Cutout, ...]


def cutout_matte(image: Image, cutouts: Sequence[Cutout]) -> Matte | None:
    """Give what a shopper's strokes mark, with the edge the picture has there.

    Parameters
    ----------
    image : (H, W, 3)
    cutouts : a box or polygon around each object, scribbles on it, and scribbles on what does
        not belong to it. A scribble within an outline belongs to that object, others to one of
        their own

    Returns
    -------
    Matte or None
        None if no object is marked within the picture.

    Notes
    -----
    GrabCut (Rother et al., 2004) on the object's surroundings, at most 240 px wide, its edge taken
    to the picture's own pixels by a guided filter (He et al., 2010).
    """
    background = [item for item in cutouts if item.kind == "background"]
    height, width = image.shape[:2]
    whole = np.zeros((height, width), np.uint8)
    for thing in _things(cutouts):
        window = _window(thing, width, height)
        if window.right - window.left < 4 or window.bottom - window.top < 4:
            continue
        alpha = _cut(image[window.rows, window.columns], thing, background, window)
        place = whole[window.rows, window.columns]
        np.maximum(place, alpha, out=place)
    x, y, w, h = cv2.boundingRect(whole)
    if not w:
        return None
    return Matte(whole[y : y + h, x : x + w], float(x), float(y), float(w), float(h))


def _things(cutouts: Sequence[Cutout]) -> list[_Thing]:
    """Sort strokes by object."""
    scribbles = [c for c in cutouts if c.kind == "object" and c.shape == "scribble"]
    things: list[_Thing] = []
    for outline in cutouts:
        if outline.kind == "background" or outline.shape == "scribble":
            continue
        low, high = _bounds(outline)
        own = [s for s in scribbles if _is_within(s, low, high)]
        scribbles = [s for s in scribbles if s not in own]
        things.append(_Thing(outline, tuple(own)))
    return things + [_Thing(None, (scribble,)) for scribble in scribbles]


def _bounds(cutout: Cutout) -> tuple[Array2, Array2]:
    points = np.array(cutout.points, dtype=np.float64)
    return points.min(axis=0), points.max(axis=0)


def _is_within(scribble: Cutout, low: Array2, high: Array2) -> bool:
    middle = np.mean(np.array(scribble.points), axis=0)
    return bool((middle >= low).all() and (middle <= high).all())


def _window(thing: _Thing, width: int, height: int) -> Window:
    """Give the part of the picture that is looked at for one object."""
    cutout = thing.scribbles[0] if thing.outline is None else thing.outline
    low, high = _bounds(cutout)
    size = float((high - low).max())
    room = _AROUND * size + 4.0
    if thing.outline is None:
        room = 1.25 * max(_REACH * size, _LEAST_REACH_PX) + cutout.width_px
    left, top = np.maximum(np.floor(low - room), 0.0).astype(int)
    right = min(width, int(np.ceil(high[0] + room)) + 1)
    bottom = min(height, int(np.ceil(high[1] + room)) + 1)
    return Window(int(left), int(top), right, bottom)


def _cut(image: Image, thing: _Thing, background: Sequence[Cutout], window: Window) -> Image:
    """Give the object's alpha (h, w) over its window."""
    height, width = image.shape[:2]
    size = working_size(width, height)
    labels = _labels(thing, background, (size[0] / width, size[1] / height), window, size)
    seeds = labels == cv2.GC_FGD
    if (labels == cv2.GC_PR_FGD).any() and (labels == cv2.GC_BGD).any():
        grab_cut(image, labels)
    return edged(image, without_specks(object_of(labels), seeds))


def working_size(width: int, height: int) -> tuple[int, int]:
    """Give the size, (columns, rows), at which a window of a picture is cut."""
    scale = min(1.0, _WORKING_PX / max(height, width))
    return max(4, round(scale * width)), max(4, round(scale * height))


def grab_cut(image: Image, labels: Image) -> None:
    """Settle in place what labels of the working size leave open, by the colours of a window."""
    small = cv2.resize(image, labels.shape[::-1], interpolation=cv2.INTER_AREA)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    # Its random start must not depend on what was cut before.
    cv2.setRNGSeed(1)
    cv2.grabCut(small, labels, (0, 0, 1, 1), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)


def object_of(labels: Image) -> Image:
    """Give where labels say the object is, 0 or 1."""
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD), dtype=np.uint8)


def _labels(
    thing: _Thing,
    background: Sequence[Cutout],
    scale: tuple[float, float],
    window: Window,
    size: tuple[int, int],
) -> Image:
    """Give what strokes say of each pixel, (h, w), in GrabCut's labels."""
    labels = np.full((size[1], size[0]), cv2.GC_BGD, np.uint8)
    if thing.outline is not None:
        points = _placed(thing.outline, scale, window)
        if thing.outline.shape == "box":
            low, high = np.rint(points.min(axis=0)), np.rint(points.max(axis=0))
            points = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
        cv2.fillPoly(labels, [np.rint(points).astype(np.int32)], cv2.GC_PR_FGD)
    else:
        reach = max(_REACH * _extent(thing.scribbles[0]), _LEAST_REACH_PX)
        for share, label in ((1.0, cv2.GC_PR_BGD), (_LIKELY / _REACH, cv2.GC_PR_FGD)):
            wide = replace(thing.scribbles[0], width_px=2.0 * share * reach)
            _stroke(labels, wide, scale, window, label)
    for scribble in thing.scribbles:
        _stroke(labels, scribble, scale, window, cv2.GC_FGD)
    for scribble in background:
        _stroke(labels, scribble, scale, window, cv2.GC_BGD)
    return labels


def _extent(cutout: Cutout) -> float:
    low, high = _bounds(cutout)
    return float((high - low).max())


def _placed(cutout: Cutout, scale: tuple[float, float], window: Window) -> Array2:
    """Give a stroke's points (N, 2) in pixels of the small window."""
    points = np.array(cutout.points, dtype=np.float64) - [window.left, window.top]
    return (points + 0.5) * scale - 0.5


def _stroke(
    labels: Image, cutout: Cutout, scale: tuple[float, float], window: Window, label: int
) -> None:
    points = np.rint(_placed(cutout, scale, window)).astype(np.int32)
    if cutout.shape != "scribble":
        low, high = points.min(axis=0), points.max(axis=0)
        if cutout.shape == "box":
            points = np.array([low, [high[0], low[1]], high, [low[0], high[1]]], np.int32)
        cv2.fillPoly(labels, [points], label)
        return
    width = max(1, round(cutout.width_px * scale[0]))
    cv2.polylines(labels, [points], isClosed=False, color=label, thickness=width)
    for x, y in points:
        cv2.circle(labels, (int(x), int(y)), width // 2, label, -1)


def without_specks(mask: Image, seeds: Image) -> Image:
    """Drop small islands that no stroke lies on, and fill small holes."""
    count, island, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    if count <= 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA]
    kept = areas >= _SPECK_SHARE * areas[1:].max()
    kept[np.unique(island[seeds])] = True
    kept[0] = False
    return np.asarray(kept[island], dtype=np.uint8)
