"""Cards drawn into pictures of faces: the size of everything in them is known."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tryon.arrays import Array1, Array2, Image
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform, rotation_from_vector

WIDTH_MM, HEIGHT_MM, RADIUS_MM, THICKNESS_MM = 85.60, 53.98, 3.18, 0.76
STYLES = ("plain", "gradient", "stripes", "photo", "skin", "pale")
_PX_PER_MM = 8.0
_FINE = 4


@dataclass(frozen=True)
class Holding:
    """How a card is held: where on the face, tilted how, seen how well."""

    place: str = "forehead"
    style: str = "gradient"
    tilt_deg: tuple[float, float] = (0.0, 0.0)
    roll_deg: float = 0.0
    gap_m: float = 0.001
    fingers: int = 1
    blur_px: float = 0.7
    noise: float = 2.0


def random_holding(rng: np.random.Generator) -> Holding:
    tilt = rng.uniform(0.0, 15.0)
    turn = rng.uniform(0.0, 2.0 * np.pi)
    return Holding(
        place=str(rng.choice(["forehead", "mouth"])),
        style=str(rng.choice(STYLES)),
        tilt_deg=(float(tilt * np.cos(turn)), float(tilt * np.sin(turn))),
        roll_deg=float(rng.uniform(-8.0, 8.0)),
        gap_m=float(rng.uniform(0.0, 0.004)),
        fingers=int(rng.integers(0, 3)),
        blur_px=float(rng.uniform(0.4, 1.1)),
        noise=float(rng.uniform(0.5, 3.5)),
    )


def draw_card(style: str, skin: Array1, rng: np.random.Generator) -> np.ndarray:
    """Give a card face (H, W, 4), RGB sRGB levels and cover, float32 in [0, 255] and [0, 1]."""
    width, height = round(WIDTH_MM * _PX_PER_MM), round(HEIGHT_MM * _PX_PER_MM)
    down, right = np.mgrid[:height, :width] / np.array([height, width])[:, None, None]
    first, second = rng.uniform(20, 235, 3), rng.uniform(20, 235, 3)
    if style == "skin":
        # A tan card whose step against the skin is a few levels only.
        first = skin + rng.choice([-1.0, 1.0]) * np.array([16.0, 14.0, 12.0])
        second = first + 4.0
    elif style == "pale":
        first, second = np.array([236.0, 234, 228]), np.array([222.0, 224, 226])
    mix = np.zeros_like(down) if style == "plain" else 0.6 * right + 0.4 * down
    if style == "stripes":
        mix = ((right * 7 + down * 3) % 1.0 > 0.5).astype(float)
    face = first + mix[..., None] * (second - first)
    if style == "photo":
        coarse = rng.uniform(10, 245, (6, 9, 3)).astype(np.float32)
        face = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    face = np.ascontiguousarray(np.clip(face, 0, 255), dtype=np.float32)
    mm = _PX_PER_MM
    if style != "plain":
        # Chip, number and name where ISO/IEC 7810 and 7816 place them; a stripe on some.
        low, high = (int(9.2 * mm), int(18.5 * mm)), (int(21.5 * mm), int(29.0 * mm))
        cv2.rectangle(face, low, high, (196.0, 168.0, 96.0), -1)
        ink = (30.0, 30.0, 30.0) if face.mean() > 120 else (225.0, 225.0, 225.0)
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(face, "5412 7534 0098 2214", (int(8 * mm), int(36 * mm)), font, 1.7, ink, 3)
        cv2.putText(face, "NGUYEN THI MAI", (int(8 * mm), int(48 * mm)), font, 1.2, ink, 2)
    if style == "pale":
        cv2.rectangle(face, (0, int(4 * mm)), (width, int(16.7 * mm)), (28.0, 26.0, 24.0), -1)
    radius = RADIUS_MM * mm
    corner = np.array([width, height]) / 2.0 - radius
    away = np.abs(np.stack([right * width, down * height], -1) + 0.5 - [width / 2, height / 2])
    outside = np.linalg.norm(np.maximum(away - corner, 0.0), axis=-1)
    cover = np.clip(radius - outside + 0.5, 0.0, 1.0)
    return np.dstack([face, cover]).astype(np.float32)


def hold(
    camera_from_head: RigidTransform, surface: Array2, scale: float, held: Holding
) -> RigidTransform:
    """Give `camera_from_card` of a card laid onto a face.

    Parameters
    ----------
    camera_from_head : pose, m
    surface : (N, 3), m, camera frame, the true face
    scale : size of the face over the average
    held : how
    """
    along = 0.050 if held.place == "forehead" else -0.082
    pitch, yaw = np.deg2rad(held.tilt_deg)
    tilt = rotation_from_vector(np.array([pitch, yaw, 0.0]))
    roll = rotation_from_vector(np.array([0.0, 0.0, np.deg2rad(held.roll_deg)]))
    rotation = camera_from_head.rotation @ np.diag([1.0, -1.0, -1.0]) @ tilt @ roll
    centre = camera_from_head.apply(np.array([[0.0, along * scale, 0.0]]))[0]
    local = (surface - centre) @ rotation
    half = np.array([WIDTH_MM, HEIGHT_MM]) / 2000.0
    covered = (np.abs(local[:, :2]) <= half).all(axis=1)
    touching = float(local[covered, 2].min())
    depth = touching - held.gap_m - THICKNESS_MM / 1000.0
    return RigidTransform(rotation, centre + rotation[:, 2] * depth)


def photograph(
    frame: Frame, camera_from_card: RigidTransform, held: Holding, rng: np.random.Generator
) -> tuple[Frame, Array2]:
    """Draw a held card into a picture; give it with the card's sharp corners (4, 2), px."""
    camera, image = frame.camera, frame.image.astype(np.float32)
    signs = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]])
    corners_m = signs * np.array([WIDTH_MM, HEIGHT_MM, 0.0]) / 2000.0
    corners = camera.project(camera_from_card.apply(corners_m))
    inside = np.clip(corners.mean(axis=0).astype(int), 0, [camera.width - 1, camera.height - 1])
    skin = image[inside[1] - 4 : inside[1] + 5, inside[0] - 4 : inside[0] + 5].mean(axis=(0, 1))
    card = draw_card(held.style, skin, rng)
    height, width = card.shape[:2]
    texture = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    fine = ((corners + 0.5) * _FINE - 0.5).astype(np.float32)
    homography = cv2.getPerspectiveTransform(texture, fine)
    size = camera.width * _FINE, camera.height * _FINE
    card[..., :3] = _linear(card[..., :3]) * rng.uniform(0.75, 1.05)
    card[..., :3] *= card[..., 3:]
    drawn = cv2.warpPerspective(card, homography, size, flags=cv2.INTER_LINEAR)
    drawn = cv2.resize(drawn, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(drawn[..., 3], (0, 0), 5.0)
    shadow = 1.0 - 0.25 * np.roll(soft, (4, 2), axis=(0, 1))[..., None]
    scene = _linear(image) * np.where(drawn[..., 3:] > 0, 1.0, shadow)
    scene = drawn[..., :3] + (1.0 - drawn[..., 3:]) * scene
    scene = _with_fingers(scene, corners, _linear(skin[None, None])[0, 0], held.fingers, rng)
    near = cv2.dilate(drawn[..., 3], np.ones((25, 25), np.uint8))[..., None]
    blurred = cv2.GaussianBlur(scene, (0, 0), held.blur_px)
    levels = _levels(np.where(near > 0, blurred, scene))
    levels = levels + np.where(near > 0, rng.normal(0.0, held.noise, levels.shape), 0.0)
    out: Image = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return Frame(out, camera, frame.timestamp_s, frame.index), corners


def _with_fingers(
    scene: np.ndarray, corners: Array2, skin: Array1, count: int, rng: np.random.Generator
) -> np.ndarray:
    """Lay fingers over the left and right ends, or over a corner."""
    unit = float(np.linalg.norm(corners[1] - corners[0])) / WIDTH_MM
    for number in range(count):
        side = 3 if number == 0 else 1
        ends = corners[side], corners[(side + 1) % 4]
        place = float(rng.uniform(0.15, 0.95))
        tip = ends[0] + place * (ends[1] - ends[0])
        inwards = corners.mean(axis=0) - tip
        inwards /= np.linalg.norm(inwards)
        start, end = tip - inwards * 45.0 * unit, tip + inwards * 9.0 * unit
        mask = np.zeros(scene.shape[:2], np.float32)
        points = [tuple(int(v) for v in np.rint(p * 16)) for p in (start, end)]
        cv2.line(mask, points[0], points[1], 1.0, max(2, round(15.0 * unit)), cv2.LINE_8, 4)
        mask = cv2.GaussianBlur(mask, (0, 0), 0.7)[..., None]
        shade = cv2.GaussianBlur(mask, (0, 0), 4.0 * unit + 0.5)[..., None]
        scene = scene * (1.0 - mask) + mask * skin * (0.65 + 0.5 * shade)
    return scene


def _linear(levels: np.ndarray) -> np.ndarray:
    coded = np.clip(levels, 0.0, 255.0) / 255.0
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def _levels(linear: np.ndarray) -> np.ndarray:
    clipped = np.clip(linear, 0.0, 1.0)
    coded = np.where(
        clipped <= 0.0031308,
        clipped * 12.92,
        1.055 * np.maximum(clipped, 1e-9) ** (1 / 2.4) - 0.055,
    )
    return coded * 255.0


def sheet_camera(width: int, height: int) -> CameraIntrinsics:
    """Give a webcam's camera, 55 degrees wide."""
    return CameraIntrinsics.from_fov(width, height, np.deg2rad(55.0))
