"""Synthetic people with exact truth: shape, pose, pupils, ears and size are known.

A person is a random member of `assets/body/heads.npz` with painted skin, eyes, lips, brows and
hair. The same seed gives the same person and the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.synthetic_raster import Bools, Floats, Ints
from tryon import CameraIntrinsics
from tryon.geometry.transform import RigidTransform

FAMILY_FILE = Path(__file__).resolve().parents[1] / "assets" / "body" / "heads.npz"

MONK_TONES = (
    "#f6ede4", "#f3e7db", "#f7ead0", "#eadaba", "#d7bd96",
    "#a07e56", "#825c43", "#604134", "#3a312a", "#292420",
)  # fmt: skip
"""The ten steps of the Monk skin tone scale (Monk 2019, skintone.google), light to dark."""

IRIS_DIAMETER_M = 0.0117
"""Mean horizontal visible iris diameter of adults (Ruefer et al., Cornea 2005)."""

_CONVERGENCE = 0.62
"""Share of the true convergence: the model's eyeballs have a radius of 16 mm, but a pupil lies
10 mm before its eye's centre of rotation, and the pupils must move together as far as real ones."""

# Landmarks on bone and firm skin: eye corners, nose, brows, forehead, temples, cheekbones.
POSE_LANDMARKS = np.array(
    [
        33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 9, 8, 151, 10, 338, 109, 67, 297, 103, 332,
        54, 284, 21, 251, 162, 389, 127, 356, 234, 454, 93, 323, 46, 276, 53, 283, 52, 282, 65,
        295, 55, 285, 107, 336, 66, 296, 105, 334, 63, 293, 70, 300, 116, 345, 117, 346,
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class HeadFamily:
    """The morphable head, as `assets/build/head_family.py` describes it; metres."""

    base: Floats
    triangles: Ints
    directions: Floats
    names: tuple[str, ...]
    masks: dict[str, Floats]
    eye_rows: Ints
    landmark_corners: Ints
    landmark_weights: Floats
    ear_root_rows: Ints

    def landmarks(self, vertices: Floats) -> Floats:
        """Give the places (468, 3) of the canonical face's vertices on a shape (N, 3)."""
        return np.einsum("lkc,lk->lc", vertices[self.landmark_corners], self.landmark_weights)


@cache
def load_family(path: Path = FAMILY_FILE) -> HeadFamily:
    """Read the morphable head."""
    masks = ("ear", "lips", "brow", "scalp", "beard", "cloth")
    with np.load(path) as data:
        return HeadFamily(
            base=data["base"].astype(np.float64),
            triangles=data["triangles"].astype(np.int32),
            directions=data["directions"] * data["direction_scale"][:, None, None],
            names=tuple(data["direction_names"].tolist()),
            masks={name: data[name] / 255.0 for name in masks},
            eye_rows=data["eye_rows"],
            landmark_corners=data["landmark_corners"],
            landmark_weights=data["landmark_weights"].astype(np.float64),
            ear_root_rows=data["ear_root_rows"],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """One synthetic person; metres, axes of the head frame.

    Parameters
    ----------
    vertices : (N, 3), rows of the family
    tone : step of the Monk scale, [0, 9]
    person_from_head : rotation and translation of the head frame in these axes
    scale : size of this head over the average adult's
    pupillary_distance_m : between the eyes' centres
    hair_m : thickness of the hair, 0 for none
    hair_colour, iris_colour : (3,) linear light
    beard, grain_seed : strength of the beard [0, 1]; seed of the skin's grain
    jaw_rad : how far the jaw is lowered, as `synthetic_mouth.open_mouth` does it
    lip_colour : (3,) linear light of painted lips, None for bare ones
    """

    vertices: Floats
    tone: int
    person_from_head: RigidTransform
    scale: float
    pupillary_distance_m: float
    hair_m: float
    hair_colour: Floats
    iris_colour: Floats
    beard: float
    grain_seed: int
    jaw_rad: float = 0.0
    lip_colour: Floats | None = None


_HAIR = ((0.012, 0.008, 0.006), (0.05, 0.025, 0.012), (0.16, 0.08, 0.03), (0.30, 0.28, 0.27))
_IRIS = ((0.05, 0.022, 0.01), (0.09, 0.045, 0.02), (0.10, 0.16, 0.22), (0.10, 0.13, 0.06))


def make_person(seed: int, *, tone: int | None = None) -> Person:
    """Give the person of a seed; `tone` overrides the skin tone, [0, 9]."""
    family = load_family()
    rng = np.random.default_rng(seed)
    vertices = family.base + np.einsum("d,dnc->nc", _shape_weights(family, rng), family.directions)
    vertices = vertices * float(np.clip(rng.normal(1.03, 0.035), 0.94, 1.10))
    scale, pose = _head_frame(family, vertices)
    left, right = (eye_centre(vertices[rows]) for rows in family.eye_rows)
    step = int(rng.integers(10))
    step = step if tone is None else tone
    dark = step >= 5
    return Person(
        vertices=vertices,
        tone=step,
        person_from_head=pose,
        scale=scale,
        pupillary_distance_m=float(np.linalg.norm(left - right)),
        hair_m=float(rng.choice([0.0, 0.004, 0.010, 0.018])),
        hair_colour=np.array(_HAIR[0 if dark else int(rng.integers(len(_HAIR)))]),
        iris_colour=np.array(_IRIS[0 if dark else int(rng.integers(len(_IRIS)))]),
        beard=float(rng.choice([0.0, 0.0, 0.5])),
        grain_seed=int(rng.integers(2**31)),
    )


def _shape_weights(family: HeadFamily, rng: np.random.Generator) -> Floats:
    people = [name for name in family.names if name.count("-") == 2]
    weights = np.clip(rng.normal(0.0, 0.22, len(family.names)), -0.6, 0.6)
    # Opened or closed lids would move the painted pupils' surroundings out of nature.
    weights[family.names.index("eye_opening")] *= 0.3
    for name in ("head_oval", "head_round", "head_square", "head_triangular"):
        weights[family.names.index(name)] = rng.uniform(0.0, 0.3)
    share = dict(
        zip(("african", "asian", "caucasian"), rng.dirichlet([0.6] * 3).tolist(), strict=True)
    )
    male, old = rng.beta(0.6, 0.6), rng.uniform(0.0, 0.7)
    for name in people:
        ethnicity, gender, age = name.split("-")
        weight = share[ethnicity] * (male if gender == "male" else 1.0 - male)
        weights[family.names.index(name)] = weight * (old if age == "old" else 1.0 - old)
    return weights


def _head_frame(family: HeadFamily, vertices: Floats) -> tuple[float, RigidTransform]:
    """Give size and place of the head frame: the base's landmarks laid on the person's."""
    source = family.landmarks(family.base)[POSE_LANDMARKS]
    target = family.landmarks(vertices)[POSE_LANDMARKS]
    mean_source, mean_target = source.mean(axis=0), target.mean(axis=0)
    covariance = (target - mean_target).T @ (source - mean_source)
    left, singular, right = np.linalg.svd(covariance)
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    rotation = (left * sign) @ right
    scale = float((singular * sign).sum() / ((source - mean_source) ** 2).sum())
    return scale, RigidTransform(rotation, mean_target - scale * rotation @ mean_source)


def eye_centre(eye: Floats) -> Floats:
    """Give the centre (3,) of the sphere that fits an eyeball's vertices best."""
    system = np.column_stack([2.0 * eye, np.ones(len(eye))])
    solution, *_ = np.linalg.lstsq(system, (eye**2).sum(axis=1), rcond=None)
    return np.asarray(solution[:3])


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A person before a camera.

    Parameters
    ----------
    camera : the true camera
    camera_from_person : place of the person's vertices
    left_gaze, right_gaze : (3,) unit, person axes, out of each eye
    """

    camera: CameraIntrinsics
    camera_from_person: RigidTransform
    left_gaze: Floats
    right_gaze: Floats


def make_view(
    person: Person,
    camera: CameraIntrinsics,
    angles_deg: tuple[float, float, float],
    bridge_m: tuple[float, float, float],
) -> View:
    """Place a person: yaw, pitch, roll as `tryon` defines them, nose bridge in the camera frame.

    The eyes look into the lens as far as eyes turn (25 degrees), otherwise straight ahead.
    """
    yaw, pitch, roll = np.radians(angles_deg)
    turn = _axis_rotation(1, yaw) @ _axis_rotation(0, -pitch) @ _axis_rotation(2, -roll)
    camera_from_head = RigidTransform(np.diag([1.0, -1.0, -1.0]) @ turn, np.array(bridge_m))
    camera_from_person = camera_from_head @ person.person_from_head.inverse()
    family = load_family()
    lens = camera_from_person.inverse().translation
    left, right = _gazes([eye_centre(person.vertices[rows]) for rows in family.eye_rows], lens)
    return View(camera, camera_from_person, left, right)


def _axis_rotation(axis: int, angle: float) -> Floats:
    vector = np.zeros(3)
    vector[axis] = angle
    return RigidTransform.from_rotation_vector(vector, np.zeros(3)).rotation


def _gazes(eyes: list[Floats], lens: Floats) -> list[Floats]:
    """Give where each eye (3,) looks, unit vectors (3,), when the person looks at the lens."""
    middle = np.mean(eyes, axis=0)
    ahead = np.array([0.0, 0.0, 1.0])
    common = (lens - middle) / np.linalg.norm(lens - middle)
    if float(common @ ahead) < np.cos(np.radians(25.0)):
        return [ahead for _ in eyes]
    own = [common + _CONVERGENCE * ((lens - eye) / np.linalg.norm(lens - eye) - common)
           for eye in eyes]  # fmt: skip
    return [gaze / np.linalg.norm(gaze) for gaze in own]


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is known of a synthetic picture; px in the picture, m in the camera frame.

    Parameters
    ----------
    camera_from_head : pose of the head frame
    scale : size over the average adult's
    pupillary_distance_m : between the eyes' centres
    image_points : named points, (2,) px: pupils, nose bridge, ear roots
    camera_points : the same, (3,) m
    landmarks : (468, 2) px
    ear_mask : (H, W), pixels at least half covered by a visible ear
    head_mask : (H, W), pixels at least half covered by the person
    lips, mouth : (H, W), share of each pixel that shows lips, and the inside of the mouth
    """

    camera_from_head: RigidTransform
    scale: float
    pupillary_distance_m: float
    image_points: dict[str, Floats]
    camera_points: dict[str, Floats]
    landmarks: Floats
    ear_mask: Bools
    head_mask: Bools
    lips: Floats
    mouth: Floats


def pupil_points(person: Person, view: View) -> tuple[Floats, Floats]:
    """Give the left and right pupil (3,), m, person axes: where the gaze leaves the eyeball."""
    family = load_family()
    result: list[Floats] = []
    for rows, gaze in zip(family.eye_rows, (view.left_gaze, view.right_gaze), strict=True):
        eye = person.vertices[rows]
        centre = eye_centre(eye)
        ahead = (eye - centre) @ gaze
        radius = float(np.sort(np.linalg.norm(eye - centre, axis=1)[ahead > 0.0])[-12:].mean())
        result.append(centre + radius * gaze)
    return result[0], result[1]


def find_truth(
    person: Person, view: View, masks: tuple[Bools, Bools], shares: tuple[Floats, Floats]
) -> Truth:
    """Give what is known of a view; masks and shares, as of `Truth`, come from the painter."""
    family = load_family()
    left_pupil, right_pupil = pupil_points(person, view)
    landmarks = family.landmarks(person.vertices)
    roots = person.vertices[family.ear_root_rows]
    named = {
        "left_pupil": left_pupil,
        "right_pupil": right_pupil,
        "nose_bridge": person.person_from_head.translation,
        "left_ear": roots[0],
        "right_ear": roots[1],
    }
    points = view.camera_from_person.apply(np.array(list(named.values())))
    pixels = view.camera.project(points)
    return Truth(
        camera_from_head=view.camera_from_person @ person.person_from_head,
        scale=person.scale,
        pupillary_distance_m=person.pupillary_distance_m,
        image_points=dict(zip(named, pixels, strict=True)),
        camera_points=dict(zip(named, points, strict=True)),
        landmarks=view.camera.project(view.camera_from_person.apply(landmarks)),
        ear_mask=masks[0],
        head_mask=masks[1],
        lips=shares[0],
        mouth=shares[1],
    )
