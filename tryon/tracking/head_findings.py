"""What was seen around a head, and where it is by now: mattes and points that move along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Image
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.landmarks import Landmarks, Measure
from tryon.landmarks.matte import Matte, MatteKind
from tryon.landmarks.wearer import Need
from tryon.tracking.body_points import below, is_body_point, steadied_body, steadied_breadth
from tryon.tracking.own_glasses import GLASSES_WORN
from tryon.tracking.own_headwear import HEADWEAR_WORN

_FRAME_M = np.array(
    [[0.0, 0.0, 0.0], [0.0, -0.12, -0.03], [0.077, 0.0, -0.10], [-0.077, 0.0, -0.10],
     [0.0, 0.10, -0.10]]
)  # fmt: skip
"""Bridge, chin, ears and crown: they say how a head has moved in the picture."""
_LEVEL_RAD = 0.008
"""Turns in the picture below this move a matte's rim by less than its own pixels."""
_LONGEST_FLIGHT_S = 0.2
_NEW_SHARE = 0.65
"""Weight of a new matte against the one before: a single doubtful picture must not flicker."""
_LONGEST_MEMORY_S = 2.5
_NEW_OWN_SHARE = 0.3
_SURE = 0.5
"""Advice must not flicker: in streams it takes and gives up most of several looks."""
_OLD_SHARE = 2.0
"""Weight of a point seen before, itself a mean of many looks, against a new look as certain."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadFindings:
    """What one look at a head gave besides its landmarks.

    Parameters
    ----------
    seen : the landmarks it was worked out with
    mattes : at that time
    hands : landmarks of each hand near the head, (21, 2), px
    hand_speed : (2,), px/s, of the hands
    searches : how often hands were searched for
    looked_s : time of the last look at all of it; hands are looked at more often
    needs : what was asked for then
    points : further named points, (3,), m, subject frame of that time
    measures, notes : further ones
    own_glasses, own_headwear : how sure it is that the wearer has some on, [0, 1]
    """

    seen: Landmarks
    mattes: Mapping[MatteKind, Matte]
    hands: tuple[Array2, ...] = ()
    hand_speed: Array1 = field(default_factory=lambda: np.zeros(2))
    searches: int = 0
    looked_s: float = 0.0
    needs: frozenset[Need] = frozenset()
    points: Mapping[str, Array1] = field(default_factory=dict[str, Array1])
    measures: Mapping[str, Measure] = field(default_factory=dict[str, Measure])
    notes: tuple[str, ...] = ()
    own_glasses: float = 0.0
    own_headwear: float = 0.0

    def on(self, now: Landmarks, camera: CameraIntrinsics) -> Landmarks:
        """Add what was seen to later landmarks of the same head."""
        motion = Motion.between(self.seen, now, camera)
        mattes = {kind: motion.applied(matte) for kind, matte in self.mattes.items()}
        if "hands" in self.mattes:
            # Hands go their own way.
            mattes["hands"] = self._flown(self.mattes["hands"], now)
        said = (GLASSES_WORN,) if self.own_glasses > _SURE else ()
        said += (HEADWEAR_WORN,) if self.own_headwear > _SURE else ()
        fresh_notes = tuple(note for note in self.notes + said if note not in now.notes)
        return replace(
            now,
            mattes={**now.mattes, **mattes},
            subject_points={**now.subject_points, **self.points_on(now)},
            measures={**now.measures, **self.measures},
            notes=now.notes + fresh_notes,
        )

    def carried(self, now: Landmarks, camera: CameraIntrinsics) -> HeadFindings:
        """Bring everything but the hands to later landmarks of the same head."""
        motion = Motion.between(self.seen, now, camera)
        mattes = {
            kind: motion.applied(matte) for kind, matte in self.mattes.items() if kind != "hands"
        }
        points = self.points_on(now)
        return replace(
            self, seen=now, mattes=mattes, points=points, hands=(), hand_speed=np.zeros(2)
        )

    def _flown(self, matte: Matte, now: Landmarks) -> Matte:
        gone_s = now.timestamp_s - self.seen.timestamp_s
        way = self.hand_speed * float(np.clip(gone_s, 0.0, _LONGEST_FLIGHT_S))
        if not way.any():
            return matte
        return replace(matte, left=matte.left + float(way[0]), top=matte.top + float(way[1]))

    def points_on(self, now: Landmarks) -> dict[str, Array1]:
        """Let points of the head turn with it, and those of the body only move with it."""
        pose = now.camera_from_subject
        return {
            name: below(point, self.seen, pose) if is_body_point(name) else point
            for name, point in self.points.items()
        }


@dataclass(frozen=True, slots=True)
class Motion:
    """How a head moved in the picture: enlarged, turned, then shifted.

    Parameters
    ----------
    scale : enlargement
    turn_rad : from u towards v
    before, after : u, v of the head's middle, px
    """

    scale: float
    turn_rad: float
    before: tuple[float, float]
    after: tuple[float, float]

    @classmethod
    def between(cls, seen: Landmarks, now: Landmarks, camera: CameraIntrinsics) -> Motion:
        """Give the similarity that carries one pose's picture best to another's."""
        if seen is now:
            return cls(1.0, 0.0, (0.0, 0.0), (0.0, 0.0))
        old, new = (
            camera.project(item.camera_from_subject.apply(_FRAME_M)) @ np.array([1.0, 1.0j])
            for item in (seen, now)
        )
        old_middle, new_middle = complex(old.mean()), complex(new.mean())
        away = old - old_middle
        # Least squares over complex numbers (Horn 1987 in the plane).
        factor = complex(np.vdot(away, new - new_middle) / np.vdot(away, away).real)
        return cls(
            abs(factor),
            float(np.angle(factor)),
            (old_middle.real, old_middle.imag),
            (new_middle.real, new_middle.imag),
        )

    def applied(self, matte: Matte) -> Matte:
        """Give the matte where its head is now."""
        middle = complex(
            matte.left + 0.5 * matte.width - 0.5 - self.before[0],
            matte.top + 0.5 * matte.height - 0.5 - self.before[1],
        )
        middle *= self.scale * complex(np.cos(self.turn_rad), np.sin(self.turn_rad))
        width, height = self.scale * matte.width, self.scale * matte.height
        alpha = matte.alpha
        if abs(self.turn_rad) > _LEVEL_RAD:
            rows, columns = alpha.shape
            pivot = (0.5 * (columns - 1), 0.5 * (rows - 1))
            turn = cv2.getRotationMatrix2D(pivot, -float(np.degrees(self.turn_rad)), 1.0)
            alpha = np.asarray(cv2.warpAffine(alpha, turn, (columns, rows)), dtype=np.uint8)
        left = middle.real + self.after[0] - 0.5 * width + 0.5
        top = middle.imag + self.after[1] - 0.5 * height + 0.5
        return Matte(alpha, left, top, width, height)


def calmed(new: HeadFindings, old: HeadFindings | None, camera: CameraIntrinsics) -> HeadFindings:
    """Mix new mattes of a head with those seen before, brought to where the head is."""
    if old is None or new.seen.timestamp_s - old.seen.timestamp_s > _LONGEST_MEMORY_S:
        return new
    motion = Motion.between(old.seen, new.seen, camera)
    own_glasses = old.own_glasses + _NEW_OWN_SHARE * (new.own_glasses - old.own_glasses)
    own_headwear = old.own_headwear + _NEW_OWN_SHARE * (new.own_headwear - old.own_headwear)
    mattes = dict(new.mattes)
    for kind, matte in new.mattes.items():
        if kind == "hands" or kind not in old.mattes:
            continue
        before = onto(motion.applied(old.mattes[kind]), matte)
        mixed = cv2.addWeighted(matte.alpha, _NEW_SHARE, before, 1.0 - _NEW_SHARE, 0.0)
        mattes[kind] = replace(matte, alpha=np.asarray(mixed, dtype=np.uint8))
    points, measures = _steadied(new, old)
    return replace(
        new,
        mattes=mattes,
        points=points,
        measures=measures,
        own_glasses=own_glasses,
        own_headwear=own_headwear,
    )


def _steadied(new: HeadFindings, old: HeadFindings) -> tuple[dict[str, Array1], dict[str, Measure]]:
    """Mix points of the head with where they were seen before, each by its certainty.

    Points without a measured error are left alone; the head frame moves with the head. Errors
    are mixed too: one unsure look does not take away what sure ones have shown.
    """
    points, measures = dict(new.points), dict(new.measures)
    points |= steadied_body(new.points, old.points_on(new.seen))
    measures |= steadied_breadth(new.measures, old.measures)
    for name, point in new.points.items():
        errors = [item.measures.get(f"{name}_error_mm") for item in (new, old)]
        before = old.points.get(name)
        if before is None or errors[0] is None or errors[1] is None:
            continue
        fresh, known = errors[0].value ** -2, _OLD_SHARE * errors[1].value ** -2
        points[name] = (fresh * point + known * before) / (fresh + known)
        error = float(np.sqrt((1.0 + _OLD_SHARE) / (fresh + known)))
        reach = errors[0].high / errors[0].value
        measures[f"{name}_error_mm"] = Measure(error, 0.0, reach * error)
    return points, measures


def onto(matte: Matte, other: Matte) -> Image:
    """Resample a matte on the pixels of another's window."""
    rows, columns = other.alpha.shape
    u_step, v_step = other.width / columns, other.height / rows
    u_rate, v_rate = matte.alpha.shape[1] / matte.width, matte.alpha.shape[0] / matte.height
    own_from_other = np.array(
        [
            [u_step * u_rate, 0.0, (other.left + 0.5 * u_step - matte.left) * u_rate - 0.5],
            [0.0, v_step * v_rate, (other.top + 0.5 * v_step - matte.top) * v_rate - 0.5],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(matte.alpha, own_from_other, (columns, rows), flags=flags)
    return np.asarray(warped, dtype=np.uint8)
