"""Finds the hands near a head and follows them from look to look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tryon.arrays import Array1, Array2, Image
from tryon.frame import Frame
from tryon.tracking.hand_matte import hand_matte, knuckle_breadth
from tryon.tracking.hand_nets import HandNets, HandRegion
from tryon.tracking.head_findings import HeadFindings
from tryon.tracking.head_window import WINDOW_PX, HeadWindow

_NEW_PRESENCE, _MIN_PRESENCE = 0.85, 0.5
"""Stricter than for a hand already followed: true hands gave over 0.87, an ear up to 0.79."""
_SAME_HAND = 0.5
"""Mean distance of landmarks, over the row of the knuckles, below which two hands are one."""
_SIZES_M = (0.028, 0.19)
"""Row of the knuckles at the head's distance: a face taken for a palm is broader, a far or
imagined hand smaller."""
_LONGEST_GAP_S = 0.5
_SHARES = (0.7, 1.0)
"""Of the head's window, searched for palms: hands at the face are seen better from nearer. Single
pictures get all, streams take turns."""


class HandFinder:
    """Looks for hands in the windows of heads.

    Parameters
    ----------
    nets : used by one caller at a time
    """

    def __init__(self, nets: HandNets) -> None:
        self._nets = nets

    def find(self, frame: Frame, new: HeadFindings, old: HeadFindings | None) -> HeadFindings:
        """Add the hands near a head to what was found there.

        Parameters
        ----------
        frame : the picture
        new : what was found in it so far
        old : what the look before gave, hands included; None if there was none
        """
        window = HeadWindow.around(new.seen, frame.camera)
        crop = window.cut(frame.image)
        unit_px = frame.camera.fx / float(new.seen.camera_from_subject.translation[2])
        limits = _SIZES_M[0] * unit_px, _SIZES_M[1] * unit_px
        hands = self._followed(frame, old, limits)
        is_due = old is None or not old.hands or len(hands) < len(old.hands)
        searches = 0 if old is None else old.searches
        if is_due or new.looked_s == frame.timestamp_s:
            for share in _SHARES if old is None else (_SHARES[searches % len(_SHARES)],):
                hands += self._searched(frame.image, window.inner(share), limits, hands)
            searches += 1
        new = replace(new, searches=searches)
        if not hands:
            return new
        alpha = hand_matte(crop, [window.to_window(hand) for hand in hands])
        return replace(
            new,
            mattes={**new.mattes, "hands": window.matte(alpha)},
            hands=tuple(hands),
            hand_speed=_speed(hands, frame.timestamp_s, old),
        )

    def _searched(
        self,
        image: Image,
        window: HeadWindow,
        limits: tuple[float, float],
        known: Sequence[Array2],
    ) -> list[Array2]:
        """Find the hands of a window that are not known yet."""
        hands: list[Array2] = []
        for region in self._nets.palms(window.cut(image)):
            found = self._settled(image, _in_picture(region, window), limits, _NEW_PRESENCE)
            if found is not None and not _is_known(found, [*known, *hands]):
                hands.append(found)
        return hands

    def _followed(
        self, frame: Frame, old: HeadFindings | None, limits: tuple[float, float]
    ) -> list[Array2]:
        if old is None:
            return []
        gone_s = frame.timestamp_s - old.seen.timestamp_s
        if not 0.0 < gone_s < _LONGEST_GAP_S:
            return []
        hands: list[Array2] = []
        for hand in old.hands:
            region = HandRegion.around(hand + old.hand_speed * gone_s)
            found = self._settled(frame.image, region, limits, _MIN_PRESENCE)
            if found is not None and not _is_known(found, hands):
                hands.append(found)
        return hands

    def _settled(
        self, image: Image, region: HandRegion, limits: tuple[float, float], least: float
    ) -> Array2 | None:
        """Give a hand's landmarks (21, 2), px, None if there is no hand of that presence."""
        points, presence = self._nets.hand(image, region)
        if presence < _MIN_PRESENCE:
            return None
        if least > _MIN_PRESENCE:
            # The region of a palm is a guess: look again where the hand is.
            points, presence = self._nets.hand(image, HandRegion.around(points))
            if presence < least:
                return None
        breadth = knuckle_breadth(points)
        return points if limits[0] < breadth < limits[1] else None


def _in_picture(region: HandRegion, window: HeadWindow) -> HandRegion:
    u, v = window.to_picture(np.array([[region.u, region.v]]))[0]
    return replace(region, u=float(u), v=float(v), side=region.side * window.side / WINDOW_PX)


def _is_known(hand: Array2, hands: Sequence[Array2]) -> bool:
    reach = _SAME_HAND * knuckle_breadth(hand)
    return any(float(np.linalg.norm(hand - other, axis=1).mean()) < reach for other in hands)


def _speed(hands: Sequence[Array2], time_s: float, old: HeadFindings | None) -> Array1:
    """Give how fast the hand that moved least far from an old one goes, (2,), px/s."""
    still = np.zeros(2)
    if old is None or not old.hands:
        return still
    gone_s = time_s - old.seen.timestamp_s
    if not 0.0 < gone_s < _LONGEST_GAP_S:
        return still
    ways = [hand.mean(axis=0) - other.mean(axis=0) for hand in hands for other in old.hands]
    return min(ways, key=lambda way: float(way @ way)) / gone_s
