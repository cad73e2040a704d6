"""The swing of hanging earrings: damped pendulums moved by the head."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tryon.arrays import Array1, Array2
from tryon.catalog.product import Product
from tryon.categories.category import Fit, PartFit
from tryon.geometry.axes import MM_PER_M
from tryon.geometry.transform import RigidTransform

_GRAVITY_M_S2 = 9.81
_DAMPING = 0.16
"""Of the critical one: a few swings, then rest; the hook rubs in the lobe."""
_MASS_DEPTH = 0.62
"""Where the mass hangs, as a share of the drop."""
_MOST_SWING = 0.6
"""Sine of the greatest angle; further, an earring would hit neck or ear."""
_TREMBLE_M = 0.0006
"""A hook's jitter moves the mass by about this much; smaller swings are damped away."""
_LONGEST_GAP_S = 0.5
_SPEED_MEMORY_S = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Pendulum:
    """One earring's motion across the picture.

    Parameters
    ----------
    hook : (3,), m, camera frame
    hook_speed : of the hook across the picture, m/s, smoothed
    offset, speed : of the mass from below the hook, m and m/s
    """

    hook: Array1
    hook_speed: float
    offset: float
    speed: float


@dataclass(frozen=True, slots=True, eq=False)
class SwingState:
    """What is remembered of a pair: by part prefix, and when."""

    time_s: float
    pendulums: dict[str, Pendulum]


def swing(
    fit: Fit, product: Product, state: SwingState | None, timestamp_s: float
) -> tuple[Fit, SwingState]:
    """Let the earrings of a stream's fit swing; studs stay.

    Parameters
    ----------
    fit : with a part per ear
    product : its trait `kind` and dimension `drop_mm` are read
    state : of the frame before, None at first
    timestamp_s : time of the frame, s; after a gap of half a second all hangs still

    Notes
    -----
    Between two frames the linear pendulum is solved exactly (Landau and Lifshitz, Mechanics,
    section 25), so that no step is too long for it.
    """
    step_s = timestamp_s - state.time_s if state is not None else 0.0
    known = state.pendulums if state is not None and 0.0 < step_s < _LONGEST_GAP_S else {}
    if product.traits.get("kind") == "stud":
        return fit, SwingState(timestamp_s, {})
    length = max(0.006, _MASS_DEPTH * product.dimensions_mm["drop_mm"] / MM_PER_M)
    parts: list[PartFit] = []
    moved: dict[str, Pendulum] = {}
    for part in fit.parts:
        pose = part.camera_from_product
        if pose is None:
            parts.append(part)
            continue
        hook_point = product.point(f"{part.prefix}hook")
        hook = pose.apply(hook_point[None])[0]
        last = known.get(part.prefix)
        pendulum = Pendulum(hook, 0.0, 0.0, 0.0) if last is None else _next(
            last, hook, length, step_s
        )  # fmt: skip
        moved[part.prefix] = pendulum
        parts.append(
            replace(part, camera_from_product=_turned(pose, hook, _angle(pendulum, length)))
        )
    return replace(fit, parts=tuple(parts)), SwingState(timestamp_s, moved)


def _next(last: Pendulum, hook: Array1, length: float, step_s: float) -> Pendulum:
    """Move a pendulum by one frame."""
    raw_speed = float(hook[0] - last.hook[0]) / step_s
    share = 1.0 - float(np.exp(-step_s / _SPEED_MEMORY_S))
    hook_speed = last.hook_speed + share * (raw_speed - last.hook_speed)
    # The hook's change of speed is felt as a push the other way.
    offset, speed = last.offset, last.speed - (hook_speed - last.hook_speed)
    offset, speed = _solved(length, step_s) @ np.array([offset, speed])
    most = _MOST_SWING * length
    if abs(offset) > most:
        offset, speed = float(np.sign(offset)) * most, 0.0
    return Pendulum(hook, hook_speed, float(offset), float(speed))


def _solved(length: float, step_s: float) -> Array2:
    """Give the (2, 2) matrix that moves offset and speed by a time, s."""
    natural = float(np.sqrt(_GRAVITY_M_S2 / length))
    decay = _DAMPING * natural
    rate = natural * float(np.sqrt(1.0 - _DAMPING**2))
    cosine, sine = float(np.cos(rate * step_s)), float(np.sin(rate * step_s))
    free = np.array(
        [
            [cosine + decay / rate * sine, sine / rate],
            [-(natural**2) / rate * sine, cosine - decay / rate * sine],
        ]
    )
    return float(np.exp(-decay * step_s)) * free


def _angle(pendulum: Pendulum, length: float) -> float:
    """Give the angle of a pendulum, rad; the tremble of a still head does not show."""
    squared = pendulum.offset**2
    shown = pendulum.offset * squared / (squared + _TREMBLE_M**2)
    return float(np.arcsin(np.clip(shown / length, -_MOST_SWING, _MOST_SWING)))


def _turned(pose: RigidTransform, hook: Array1, angle_rad: float) -> RigidTransform:
    """Turn a hanging part about the line of sight through its hook."""
    turn = RigidTransform.from_rotation_vector(np.array([0.0, 0.0, -angle_rad]), np.zeros(3))
    rotation = turn.rotation @ pose.rotation
    return RigidTransform(rotation, hook + turn.rotation @ (pose.translation - hook))
