"""Accuracy on real photos: faces found, pupils through the pose, truth off the axis."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cv2
import numpy as np

from benchmarks.clips import Image, covering, load_image
from benchmarks.machine import DATA_DIR
from benchmarks.synthetic_raster import Floats
from benchmarks.timing import Spread
from tryon import DEFAULT_SAMPLES_DIR, CameraIntrinsics, EngineProcess, Report
from tryon.geometry.axes import yaw_pitch_roll_rad
from tryon.geometry.transform import RigidTransform, nearest_rotation

COCO_DIR = DATA_DIR / "gt_bodies" / "coco"
DLIB_DIR = DATA_DIR / "photos" / "faces_multi_dlib"
_NOSE, _LEFT_EYE, _RIGHT_EYE = range(3)
_VISIBLE = 2


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFace:
    """A person whose nose and both eyes are labelled visible; px."""

    photo: Path
    left_eye: Floats
    right_eye: Floats
    nose: Floats

    @property
    def eye_distance_px(self) -> float:
        """Between the eyes."""
        return float(np.linalg.norm(self.left_eye - self.right_eye))


def coco_labels(file: Path) -> tuple[dict[str, Any], dict[int, Path]]:
    """Read a file of COCO's labels; gives it, and its photos that lie beside it, by their id."""
    labels = json.loads(file.read_text(encoding="utf-8"))
    paths = {path.name: path for path in file.parent.glob("*2017/*.jpg")}
    names = {image["id"]: Path(image["file_name"]).name for image in labels["images"]}
    return labels, {number: paths[name] for number, name in names.items() if name in paths}


def labelled_faces(folder: Path = COCO_DIR) -> list[LabelledFace]:
    """Read COCO's people with both eyes and the nose visible."""
    labels, photos = coco_labels(folder / "person_keypoints.json")
    faces: list[LabelledFace] = []
    for person in labels["annotations"]:
        points = np.array(person["keypoints"], dtype=float).reshape(-1, 3)
        photo = photos.get(person["image_id"])
        if photo is None or (points[:3, 2] != _VISIBLE).any():
            continue
        # COCO counts from the pixel's corner, we from its centre.
        place = points[:, :2] - 0.5
        faces.append(LabelledFace(photo, place[_LEFT_EYE], place[_RIGHT_EYE], place[_NOSE]))
    return sorted(faces, key=lambda face: (face.photo.name, face.left_eye[0]))


def dlib_faces(folder: Path = DLIB_DIR) -> list[LabelledFace]:
    """Read dlib's group photos; its labels were drawn by a 68-point model and checked by eye.

    An eye is the middle of its six points, the nose its tip.
    """
    images = ElementTree.parse(folder / "training_with_face_landmarks.xml").getroot()
    faces: list[LabelledFace] = []
    for image in images.iter("image"):
        for box in image.iter("box"):
            parts = sorted(box.iter("part"), key=lambda part: part.get("name", ""))
            points = np.array([[float(part.get(axis, "nan")) for axis in "xy"] for part in parts])
            if len(points) == 68:
                right, left = points[36:42].mean(axis=0), points[42:48].mean(axis=0)
                faces.append(LabelledFace(folder / image.get("file", ""), left, right, points[30]))
    return faces


def match_pupils(face: LabelledFace, report: Report) -> tuple[Floats, Floats] | None:
    """Find the subject whose pupils lie nearest; None if none is near enough.

    Near enough is half a face: the middle of the eyes at most 0.6 eye distances off.
    """
    middle = (face.left_eye + face.right_eye) / 2.0
    best: tuple[float, Floats, Floats] | None = None
    for subject in report["subjects"]:
        left = np.array(subject["points"]["left_pupil"])
        right = np.array(subject["points"]["right_pupil"])
        away = float(np.linalg.norm((left + right) / 2.0 - middle))
        if best is None or away < best[0]:
            best = (away, left, right)
    if best is None or best[0] > 0.6 * face.eye_distance_px:
        return None
    return best[1], best[2]


def measure_photos(engine: EngineProcess) -> dict[str, Any]:
    """Give `measure_faces` of each set of labelled photos."""
    return {
        "coco": measure_faces(engine, labelled_faces()),
        "dlib": measure_faces(engine, dlib_faces()),
    }


def measure_faces(engine: EngineProcess, labelled: list[LabelledFace]) -> dict[str, Any]:
    """Give faces found by size and the distance of projected pupils from the labels."""
    by_photo: dict[Path, list[LabelledFace]] = defaultdict(list)
    for face in labelled:
        by_photo[face.photo].append(face)
    found: list[tuple[float, bool]] = []
    errors: list[tuple[float, float, float]] = []
    for photo, faces in sorted(by_photo.items()):
        report = find_faces(engine, load_image(photo))
        for face in faces:
            pupils = match_pupils(face, report)
            found.append((face.eye_distance_px, pupils is not None))
            if pupils is not None:
                distance = face.eye_distance_px
                left = float(np.linalg.norm(pupils[0] - face.left_eye)) / distance
                right = float(np.linalg.norm(pupils[1] - face.right_eye)) / distance
                errors.append((distance, 100.0 * left, 100.0 * right))
    large = {
        f"eyes >= {size} px": [error for error in errors if error[0] >= size] for size in (14, 25)
    }
    return {
        "photos": len(by_photo),
        "found": {f"eyes >= {size} px": share_found(found, size) for size in (6, 9, 14, 25)},
        "pupil_error_pct_of_eye_distance": {
            name: {
                "faces": len(some),
                "per_eye": Spread.of(e for error in some for e in error[1:]).as_dict(),
                "per_face": Spread.of((left + right) / 2.0 for _, left, right in some).as_dict(),
            }
            for name, some in large.items()
        },
    }


def find_faces(engine: EngineProcess, image: Image) -> Report:
    """Find everybody in a photo of an unknown camera."""
    height, width = image.shape[:2]
    return engine.try_on(image, CameraIntrinsics.default(width, height), ()).report


def share_found(found: Iterable[tuple[float, bool]], least_px: float) -> dict[str, float]:
    """Count the faces of at least a size, and those found."""
    wanted = [is_found for size, is_found in found if size >= least_px]
    share = 100.0 * sum(wanted) / len(wanted) if wanted else 0.0
    return {"faces": len(wanted), "found": sum(wanted), "percent": round(share, 1)}


def off_axis_photos() -> list[Path]:
    """Photos of a face in front of the camera."""
    photos = [DEFAULT_SAMPLES_DIR / "astronaut.png"]
    more = DATA_DIR / "regression" / "tfjs_mediapipe" / "portrait.jpg"
    business = DATA_DIR / "photos" / "faces" / "business_person_half_body.png"
    return photos + [path for path in (more, business) if path.is_file()]


def measure_off_axis(engine: EngineProcess, turn_deg: float = 20.0) -> dict[str, Any]:
    """Turn the camera about its own centre and compare how far the face seems to turn.

    The picture of a camera that turns in place is a homography, `K R inverse(K)`, so the truth is
    exact: every head must turn by the same angle, wherever in the picture it is.
    """
    camera = CameraIntrinsics.default(1280, 720)
    changes: list[float] = []
    for photo in off_axis_photos():
        image = centred_face(engine, load_image(photo), camera)
        straight = find_yaw_deg(engine, image, camera)
        for turn in (-turn_deg, turn_deg):
            turned = find_yaw_deg(engine, turned_picture(image, camera, turn), camera)
            if straight is not None and turned is not None:
                changes.append(abs(turned - straight))
    errors = [abs(change - turn_deg) for change in changes]
    return {
        "turn_deg": turn_deg,
        "changes_deg": [round(change, 2) for change in changes],
        "error_deg": Spread.of(errors).as_dict(),
    }


def centred_face(engine: EngineProcess, image: Image, camera: CameraIntrinsics) -> Image:
    """Scale a photo so that its face is 190 px wide, and move it to the middle."""
    subjects = find_faces(engine, image)["subjects"]
    if not subjects:
        return covering(image, camera.width, camera.height)
    x0, y0, x1, y1 = subjects[0]["box"]
    scale = 190.0 / (x1 - x0)
    middle = scale * np.array([(x0 + x1) / 2.0, (y0 + y1) / 2.0])
    shift = np.array([camera.cx, camera.cy]) - middle
    motion = np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]])
    size = (camera.width, camera.height)
    border = cv2.BORDER_REPLICATE
    return np.asarray(cv2.warpAffine(image, motion, size, flags=cv2.INTER_CUBIC, borderMode=border))


def turned_picture(image: Image, camera: CameraIntrinsics, turn_deg: float) -> Image:
    """Give what the camera sees after turning about its vertical axis."""
    vector = np.array([0.0, np.radians(turn_deg), 0.0])
    rotation = RigidTransform.from_rotation_vector(vector, np.zeros(3)).rotation
    homography = camera.matrix @ rotation @ np.linalg.inv(camera.matrix)
    size = (camera.width, camera.height)
    border = cv2.BORDER_REPLICATE
    return np.asarray(
        cv2.warpPerspective(image, homography, size, flags=cv2.INTER_CUBIC, borderMode=border)
    )


def find_yaw_deg(engine: EngineProcess, image: Image, camera: CameraIntrinsics) -> float | None:
    """Give the yaw of the nearest face; None if there is none."""
    subjects = engine.try_on(image, camera, ()).report["subjects"]
    if not subjects:
        return None
    matrix = np.array(subjects[0]["camera_from_subject"])
    pose = RigidTransform(nearest_rotation(matrix[:3, :3]), matrix[:3, 3])
    return float(np.degrees(yaw_pitch_roll_rad(pose)[0]))
