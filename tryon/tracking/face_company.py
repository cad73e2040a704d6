"""Who is who among several faces: what keeps a track with its person when people cross.

A landmark net that loses a face behind another one goes on with the face in front. Which of two
tracks owns a face is therefore decided by how their people look, and who was hidden gets their
track back when they reappear. Nothing of this outlives the stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from tryon.frame import Frame
from tryon.tracking.face_region import FaceRegion
from tryon.tracking.face_sight import Box, FaceLook, FaceSight, sight_of
from tryon.tracking.face_track import FaceTrack
from tryon.tracking.landmark_net import NetFace

_MIN_PRESENCE = 0.5
_SAME_FACE = 0.3
_BESIDE = 0.02
_MOST_MISSES = 3
_LIKE = 13.0
"""Colour difference of two sights of one person: 99 % below 11 on crossing faces of photos and
video, 100 % of unlike people above 16."""
_CLEARLY = 0.65
"""A rival must be this much more alike than the track itself to take a face over."""
_FRESH_FRAMES = 45
"""A new track may turn out to be somebody known once more of them is seen."""
_ASLEEP_S = 60.0
_MOST_ASLEEP = 8
_NEAR_S = 4.0
"""How long somebody is hidden by a passer-by, at most."""
_LOOK_EVERY = 10


class Followed:
    """A track, the window in which the next frame is searched, and how its person looks."""

    def __init__(self, track: FaceTrack, region: FaceRegion) -> None:
        self.track = track
        self.region = region
        self.look = FaceLook()
        self.misses = 0
        self.age = 0
        self.seen_s = 0.0

    def update(self, face: NetFace, time_s: float) -> None:
        """Go on with a face."""
        self.misses = 0
        self.age += 1
        self.seen_s = time_s
        # A window that follows every tremble adds its own: it moves when the face has.
        if not self.region.is_close(face.region):
            self.region = face.region


Placed = list[tuple[Followed, NetFace]]


class FaceCompany:
    """The people of one stream: those in view, and those who were a moment ago."""

    def __init__(self) -> None:
        self.present: list[Followed] = []
        self._asleep: list[Followed] = []

    @property
    def everybody(self) -> tuple[Followed, ...]:
        """Who is in view or was lately."""
        return (*self.present, *self._asleep)

    def misses_somebody(self, now_s: float) -> bool:
        """Whether somebody was lost so lately that they must still be near."""
        return any(now_s - who.seen_s < _NEAR_S for who in self._asleep)

    def clear(self) -> None:
        """Forget everybody."""
        self.present.clear()
        self._asleep.clear()

    def settle(self, frame: Frame, answers: Sequence[tuple[Followed, NetFace]]) -> Placed:
        """Decide whose face each answer of the net is; who has none for long is put to sleep.

        Parameters
        ----------
        frame : the picture
        answers : what the net found in each present track's window

        Returns
        -------
        list
            Tracks with their own faces, oldest first.
        """
        placed = [(who, face) for who, face in answers if face.presence >= _MIN_PRESENCE]
        for who, face in answers:
            if face.presence < _MIN_PRESENCE:
                who.misses += 1
        placed = self._parted(frame, placed)
        for index, (who, face) in enumerate(placed):
            placed[index] = self._rightful(frame, who, face, placed)
        placed = [pair for pair in placed if not self._is_doubtful(frame, pair, placed)]
        for who, face in placed:
            self._remember(frame, who, face, placed)
            who.update(face, frame.timestamp_s)
        self._sort_out(frame.timestamp_s)
        return placed

    def welcome(self, frame: Frame, track: FaceTrack, face: NetFace, placed: Placed) -> Followed:
        """Give the track of a newly found face: one that slept, if it is surely theirs.

        Parameters
        ----------
        frame : the picture
        track : for somebody unknown
        face : as found
        placed : the others in view
        """
        sight = sight_of(frame.image, face.image_points, _hiders(face, placed))
        who = self._known(sight) or Followed(track, face.region)
        if who in self._asleep:
            self._wake(who)
        else:
            self.present.append(who)
        who.region = face.region
        who.seen_s = frame.timestamp_s
        if sight is not None and not who.look.is_known:
            who.look.remember(sight)
        return who

    def _parted(self, frame: Frame, placed: Placed) -> Placed:
        """Let no two tracks have one face, and no two neighbours each other's."""
        placed = list(placed)
        lost: set[int] = set()
        for i, j in combinations(range(len(placed)), 2):
            (one, face), (other, next_face) = placed[i], placed[j]
            shared = face.region.overlap(next_face.region)
            if shared <= _BESIDE or {i, j} & lost:
                continue
            if shared > _SAME_FACE:
                loser = i if self._owner(frame, one, other, face) is other else j
                lost.add(loser)
                self._put_to_sleep(placed[loser][0])
            elif self._are_crossed(frame, (one, face), (other, next_face)):
                placed[i], placed[j] = (one, next_face), (other, face)
                for who in (one, other):
                    who.track.resume()
        return [pair for index, pair in enumerate(placed) if index not in lost]

    def _owner(self, frame: Frame, one: Followed, other: Followed, face: NetFace) -> Followed:
        """Give whose face it is that two tracks are on: by looks, else who was nearer to it."""
        sight = sight_of(frame.image, face.image_points)
        if sight is not None:
            a, b = one.look.distance(sight), other.look.distance(sight)
            if min(a, b) < _CLEARLY * max(a, b):
                return one if a < b else other
        near = one.region.overlap(face.region) - other.region.overlap(face.region)
        return one if near >= 0.0 else other

    def _are_crossed(
        self, frame: Frame, one: tuple[Followed, NetFace], other: tuple[Followed, NetFace]
    ) -> bool:
        """Whether two neighbours have each other's faces."""
        sights = [
            sight_of(frame.image, mine.image_points, _before(mine, [theirs]))
            for mine, theirs in ((one[1], other[1]), (other[1], one[1]))
        ]
        first, second = sights
        if first is None or second is None:
            return False
        a, b = one[0].look, other[0].look
        straight = a.distance(first) + b.distance(second)
        return a.distance(second) + b.distance(first) < _CLEARLY * straight

    def _rightful(
        self, frame: Frame, who: Followed, face: NetFace, placed: Placed
    ) -> tuple[Followed, NetFace]:
        """Give a face back to somebody out of view if it is rather theirs."""
        taken = {id(other) for other, _ in placed}
        away = [other for other in self.everybody if id(other) not in taken]
        is_fresh = who.age < _FRESH_FRAMES
        if not (is_fresh or who.age % _LOOK_EVERY == 0):
            away = [other for other in away if other.region.overlap(face.region) > _BESIDE]
        if not away:
            return who, face
        sight = sight_of(frame.image, face.image_points, _hiders(face, placed))
        if sight is None:
            return who, face
        rival = min(away, key=lambda other: other.look.distance(sight))
        # What a fresh track remembers of itself may be of the face it was taken for.
        own = float("inf") if is_fresh else who.look.distance(sight)
        if rival.look.distance(sight) >= min(_LIKE, _CLEARLY * own):
            return who, face
        self._wake(rival)
        self._drop(who, is_fresh=is_fresh)
        return rival, face

    def _is_doubtful(self, frame: Frame, pair: tuple[Followed, NetFace], placed: Placed) -> bool:
        """Whether a face that touches another one's does not look like its person."""
        who, face = pair
        others = [other for other in self.everybody if other is not who]
        if not who.look.is_known or not any(_touch(face, other, placed) for other in others):
            return False
        sight = sight_of(frame.image, face.image_points, _hiders(face, placed))
        is_unlike = sight is not None and who.look.distance(sight) > _LIKE
        who.misses += is_unlike
        return is_unlike

    def _remember(self, frame: Frame, who: Followed, face: NetFace, placed: Placed) -> None:
        """Look at somebody who stands free, now and then."""
        if who.look.is_known and who.age % _LOOK_EVERY:
            return
        if _others(face, placed):
            return
        sight = sight_of(frame.image, face.image_points, _hiders(face, placed))
        if sight is not None and (not who.look.is_known or who.look.distance(sight) < _LIKE):
            who.look.remember(sight)

    def _known(self, sight: FaceSight | None) -> Followed | None:
        """Give who of those asleep it surely is."""
        if sight is None or not self._asleep:
            return None
        ranked = sorted((who.look.distance(sight), n) for n, who in enumerate(self._asleep))
        second = ranked[1][0] if len(ranked) > 1 else float("inf")
        nearest, index = ranked[0]
        is_sure = nearest < min(_LIKE, _CLEARLY * second)
        return self._asleep[index] if is_sure else None

    def _wake(self, who: Followed) -> None:
        who.track.resume()
        who.misses = 0
        if who in self._asleep:
            self._asleep.remove(who)
        if who not in self.present:
            self.present.append(who)

    def _put_to_sleep(self, who: Followed) -> None:
        if who in self.present:
            self.present.remove(who)
        if who.look.is_known:
            self._asleep.append(who)

    def _drop(self, who: Followed, *, is_fresh: bool) -> None:
        self._put_to_sleep(who)
        if is_fresh and who in self._asleep:  # It never was anybody of its own.
            self._asleep.remove(who)

    def _sort_out(self, now_s: float) -> None:
        """Put to sleep who is lost, and forget who left long ago."""
        for who in [who for who in self.present if who.misses >= _MOST_MISSES]:
            self._put_to_sleep(who)
        recent = [who for who in self._asleep if now_s - who.seen_s < _ASLEEP_S]
        self._asleep = recent[-_MOST_ASLEEP:]


def _others(face: NetFace, placed: Placed) -> Placed:
    """Give who else stands so near that the windows touch."""
    return [
        (who, other)
        for who, other in placed
        if other is not face and face.region.overlap(other.region) > _BESIDE
    ]


def _touch(face: NetFace, other: Followed, placed: Placed) -> bool:
    """Whether a face is where somebody else is, or was seen last."""
    regions = [found.region for who, found in placed if who is other] or [other.region]
    return any(face.region.overlap(region) > _BESIDE for region in regions)


def _hiders(face: NetFace, placed: Placed) -> list[Box]:
    return _before(face, [other for _, other in placed if other is not face])


def _before(face: NetFace, others: Sequence[NetFace]) -> list[Box]:
    """Give the boxes of those who are larger, hence nearer, px."""
    own = _height(face)
    return [_box(other) for other in others if _height(other) > own]


def _height(face: NetFace) -> float:
    return float(face.image_points[:, 1].max() - face.image_points[:, 1].min())


def _box(face: NetFace) -> Box:
    x0, y0 = face.image_points.min(axis=0)
    x1, y1 = face.image_points.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)
