"""Synthetic people whose heads are turned against their torsos; the neck's centre is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.clips import Image
from benchmarks.synthetic import Person, load_family, make_person, make_view
from benchmarks.synthetic_light import make_background, make_lighting
from benchmarks.synthetic_paint import paint
from benchmarks.synthetic_raster import Bools, Floats
from tryon import CameraIntrinsics
from tryon.geometry.transform import rotation_from_vector, vector_from_rotation

NECK_FILE = Path(__file__).resolve().parents[1] / "assets" / "body" / "neck.npz"

_HEAD_ANGLES_DEG = ((-40.0, 40.0), (-18.0, 18.0), (-12.0, 12.0))
_TORSO_ANGLES_DEG = ((-25.0, 25.0), (-10.0, 10.0), (-6.0, 6.0))
"""Ranges of yaw, pitch and roll before the camera; the torso leans less than the head turns."""
_BUST_END_M = 0.28
"""The model ends there below its nose bridge: the picture must end above."""


@dataclass(frozen=True, slots=True, eq=False)
class Rig:
    """How the rows of the morphable head follow torso, three neck bones and head.

    Parameters
    ----------
    weights : (N, 5)
    joints : (4, 3), m, base shape, where each bone but the first starts
    neck : (N,), rows whose mean is the neck's centre
    """

    weights: Floats
    joints: Floats
    neck: Bools


@cache
def load_rig(path: Path = NECK_FILE) -> Rig:
    """Read the rig."""
    with np.load(path) as data:
        weights = data["rig_weights"] / 255.0
        return Rig(
            weights / weights.sum(axis=1, keepdims=True),
            data["rig_joints"].astype(np.float64),
            data["rig_neck"] > 0,
        )


def turned_torso(person: Person, head_from_torso: Floats) -> Person:
    """Turn a person's torso against the head, which stays.

    Parameters
    ----------
    head_from_torso : (3, 3) rotation, shared evenly by the four joints of the neck
    """
    rig, family = load_rig(), load_family()
    moved = person.vertices - family.base
    share = rig.weights[:, 1:]
    joints = rig.joints + (share.T @ moved) / share.sum(axis=0)[:, None]
    step = rotation_from_vector(0.25 * vector_from_rotation(head_from_torso))
    rotation, translation = np.eye(3), np.zeros(3)
    posed = rig.weights[:, 4:5] * person.vertices
    # From the head downwards: each bone turns about its upper end.
    for bone in range(3, -1, -1):
        joint = joints[bone]
        translation = translation + rotation @ (joint - step @ joint)
        rotation = rotation @ step
        posed = posed + rig.weights[:, bone : bone + 1] * (
            person.vertices @ rotation.T + translation
        )
    return replace(person, vertices=posed)


@dataclass(frozen=True, slots=True, eq=False)
class NeckSitting:
    """One picture of a person with the truth about the neck.

    Parameters
    ----------
    neck_base : (3,), m, camera frame, the centre of the root of the neck
    camera_from_torso : (3, 3) rotation
    turn_deg : of the head against the torso
    """

    image: Image
    neck_base: Floats
    camera_from_torso: Floats
    turn_deg: float
    yaw_deg: float
    tone: int


def neck_sittings(people: int, camera: CameraIntrinsics, seed: int = 700) -> list[NeckSitting]:
    """Give two pictures of every person, heads and torsos turned independently."""
    result: list[NeckSitting] = []
    for number in range(people):
        person = make_person(seed + number, tone=number % 10)
        for turn in range(2):
            rng = np.random.default_rng([seed, number, turn])
            result.append(_sitting(person, camera, rng, seed + number))
    return result


def _sitting(
    person: Person, camera: CameraIntrinsics, rng: np.random.Generator, seed: int
) -> NeckSitting:
    head = [float(rng.uniform(low, high)) for low, high in _HEAD_ANGLES_DEG]
    body = [float(rng.uniform(low, high)) for low, high in _TORSO_ANGLES_DEG]
    depth = float(rng.uniform(0.48, 0.68))
    highest = camera.height / 2 * depth / camera.fy - person.scale * _BUST_END_M
    bridge = (float(rng.uniform(-0.04, 0.04)), highest + float(rng.uniform(0.03, 0.06)), depth)
    angles = (head[0], head[1], head[2])
    camera_from_head = make_view(person, camera, angles, bridge).camera_from_person.rotation
    torso = make_view(person, camera, (body[0], body[1], body[2]), bridge)
    camera_from_torso = torso.camera_from_person.rotation
    posed = turned_torso(person, camera_from_head.T @ camera_from_torso)
    view = make_view(posed, camera, angles, bridge)
    background = make_background(camera.width, camera.height, seed)
    image, _ = paint(posed, view, make_lighting(seed), background, seed)
    neck = posed.vertices[load_rig().neck].mean(axis=0)
    turn = vector_from_rotation(camera_from_head.T @ camera_from_torso)
    return NeckSitting(
        image,
        view.camera_from_person.apply(neck[None])[0],
        camera_from_torso,
        float(np.degrees(np.linalg.norm(turn))),
        head[0],
        person.tone,
    )
