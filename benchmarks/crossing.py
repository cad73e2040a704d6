"""A clip of real people who pass before each other, with the truth of who is where.

Heads and shoulders are cut out of local photos and one video, scaled as people who step to and
fro, and pasted in the order of their distance, so that the nearer hides the farther.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import HEAD_VIDEO, Image, covering, load_image, write_clip
from benchmarks.machine import DATA_DIR
from tryon import DEFAULT_SAMPLES_DIR, CameraIntrinsics, EngineConfig, EngineProcess

FRAME_RATE = 30.0
_FACE_PX = 120.0
"""Width of a face at the middle distance: an arm's length and a half before a 720p mirror."""
_VIDEO_FRAMES = 90
_PORTRAIT = DATA_DIR / "regression" / "tfjs_mediapipe" / "portrait.jpg"
_ROOM = DATA_DIR / "photos" / "rooms" / "reading_room_unsplash.jpg"

FloatImage = NDArray[np.float32]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Somebody to paste: pictures that are played to and fro, one mask for each, the face in them.

    Parameters
    ----------
    name : of the source
    images : (H, W, 3) RGB
    masks : (H, W), what belongs to the person, [0, 1]
    face : x0, y0, x1, y1, px, of the first picture
    """

    name: str
    images: tuple[Image, ...]
    masks: tuple[FloatImage, ...]
    face: Box

    @property
    def face_width(self) -> float:
        """Width of the face, px."""
        return self.face[2] - self.face[0]


@dataclass(frozen=True, slots=True)
class Seen:
    """Where somebody's face truly is in a frame, and how much of it is not hidden.

    Parameters
    ----------
    person : row of the people pasted
    box : x0, y0, x1, y1, px
    share : seen part of the face's ellipse, [0, 1]
    """

    person: int
    box: Box
    share: float


def people(engine: EngineProcess, count: int) -> list[Person]:
    """Cut out as many different people as asked for, up to four, from what is there."""
    sources: list[tuple[str, list[Image]]] = []
    if HEAD_VIDEO.is_file():
        sources.append((HEAD_VIDEO.name, _video_pictures()))
    photos = [DEFAULT_SAMPLES_DIR / "astronaut.png", _PORTRAIT,
              DEFAULT_SAMPLES_DIR / "grace_hopper.jpg"]  # fmt: skip
    sources += [(path.name, [load_image(path)]) for path in photos if path.is_file()]
    return [_cut_out(engine, name, pictures) for name, pictures in sources[:count]]


def group_clip(path: Path, count: int, frames: int = 300) -> str:
    """Write a clip of people who sway side by side, 1280x720; gives whom it shows."""
    engine = EngineProcess(EngineConfig(renderer="flat"), timeout_s=10.0)
    try:
        engine.start()
        cast = people(engine, count)
    finally:
        engine.close()
    write_clip(path, _standing(cast, room(1280, 720), frames))
    return ", ".join(person.name for person in cast)


def _standing(cast: list[Person], background: Image, frames: int) -> Iterator[Image]:
    height, width = background.shape[:2]
    cover = np.zeros((height, width), np.float32)
    for index in range(frames):
        picture = background.copy()
        # To and fro twice in the clip, so that its end meets its beginning.
        phase = 4.0 * np.pi * index / frames
        for number, person in enumerate(cast):
            x = width * (number + 0.5) / len(cast) + 20.0 * np.sin(phase + number)
            y = 290.0 + 8.0 * np.sin(phase + 2.0 * number)
            _paste(picture, person, (x, y, _FACE_PX / person.face_width), index, cover)
        yield picture


def room(width: int, height: int) -> Image:
    """Give what is behind the people: a real room if there is one, else plain wall."""
    if _ROOM.is_file():
        picture = covering(load_image(_ROOM), width, height)
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), 6.0), dtype=np.uint8)
    return np.full((height, width, 3), 170, np.uint8)


def crossing(
    cast: list[Person], background: Image, seconds: float
) -> Iterator[tuple[Image, list[Seen]]]:
    """Let people walk to and fro before a background, 30 pictures a second.

    Yields
    ------
    The picture and where everybody's face is in it.
    """
    for index in range(round(seconds * FRAME_RATE)):
        time_s = index / FRAME_RATE
        picture = background.copy()
        places = [_place(person, number, len(cast), time_s, background.shape[1])
                  for number, person in enumerate(cast)]  # fmt: skip
        # The nearer is larger, stands before the others, and is drawn last.
        order = sorted(range(len(cast)), key=lambda number: places[number][2])
        cover = np.zeros((len(cast), *picture.shape[:2]), np.float32)
        for number in order:
            _paste(picture, cast[number], places[number], index, cover[number])
        yield picture, _truth(cast, places, order, cover)


def _place(
    person: Person, number: int, count: int, time_s: float, width: int
) -> tuple[float, float, float]:
    """Give the middle of somebody's face, px, and their scale: slow walks of unlike rhythm."""
    period = (11.0, 14.5, 9.0, 17.0)[number]
    phase = 2.0 * np.pi * (time_s / period + number / count)
    x = width * (0.5 + 0.33 * np.sin(phase))
    y = 300.0 + 18.0 * np.sin(0.7 * phase + number) + 14.0 * number
    near = 1.0 + 0.28 * np.sin(2.0 * np.pi * time_s / (period * 1.7) + 2.1 * number)
    return float(x), float(y), float(near * _FACE_PX / person.face_width)


def _paste(
    picture: Image, person: Person, place: tuple[float, float, float], index: int, cover: FloatImage
) -> None:
    """Draw somebody into the picture; `cover` takes where they are."""
    x, y, scale = place
    # To and fro, so that the end meets the beginning.
    turn = index % max(1, 2 * len(person.images) - 2)
    number = min(turn, 2 * len(person.images) - 2 - turn) if len(person.images) > 1 else 0
    x0, y0, x1, y1 = person.face
    left, top = x - scale * 0.5 * (x0 + x1), y - scale * 0.5 * (y0 + y1)
    height, width = picture.shape[:2]
    tall, wide = person.images[number].shape[:2]
    # Only the window the person is in: most of the picture is somebody else's.
    columns = slice(max(0, int(left)), max(0, min(width, int(left + scale * wide) + 2)))
    rows = slice(max(0, int(top)), max(0, min(height, int(top + scale * tall) + 2)))
    size = columns.stop - columns.start, rows.stop - rows.start
    if min(size) <= 0:
        return
    motion = np.array([[scale, 0.0, left - columns.start], [0.0, scale, top - rows.start]])
    # A reduction by half at most: linear sampling does not alias much.
    drawn = cv2.warpAffine(person.images[number], motion, size)
    mask = cv2.warpAffine(person.masks[number], motion, size)
    cover[rows, columns] = mask
    share = mask[:, :, None]
    window = picture[rows, columns]
    window[...] = (share * drawn + (1.0 - share) * window + 0.5).astype(np.uint8)


def _truth(
    cast: list[Person],
    places: list[tuple[float, float, float]],
    order: list[int],
    cover: FloatImage,
) -> list[Seen]:
    seen: list[Seen] = []
    for number, person in enumerate(cast):
        x, y, scale = places[number]
        half_width = 0.5 * scale * person.face_width
        half_height = 0.5 * scale * (person.face[3] - person.face[1])
        hiding = order[order.index(number) + 1 :]
        share = _shown(cover[hiding], (x, y), (half_width, half_height))
        box = (x - half_width, y - half_height, x + half_width, y + half_height)
        seen.append(Seen(number, box, share))
    return seen


def _shown(hiding: FloatImage, middle: tuple[float, float], half: tuple[float, float]) -> float:
    """Give which share of an ellipse none of some masks (N, H, W) hides."""
    height, width = hiding.shape[1:]
    left, top = max(0, round(middle[0] - half[0])), max(0, round(middle[1] - half[1]))
    right, bottom = min(width, round(middle[0] + half[0])), min(height, round(middle[1] + half[1]))
    if right <= left or bottom <= top:
        return 0.0
    rows, columns = np.mgrid[top:bottom, left:right]
    inside = ((columns - middle[0]) / half[0]) ** 2 + ((rows - middle[1]) / half[1]) ** 2 < 1.0
    if len(hiding) == 0:
        return 1.0
    hidden = hiding[:, top:bottom, left:right].max(axis=0)
    return float(((1.0 - hidden) * inside).sum()) / max(1.0, float(inside.sum()))


def _video_pictures() -> list[Image]:
    capture = cv2.VideoCapture(str(HEAD_VIDEO))
    try:
        pictures: list[Image] = []
        while len(pictures) < _VIDEO_FRAMES:
            is_read, picture = capture.read()
            if not is_read:
                break
            pictures.append(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8))
        return pictures
    finally:
        capture.release()


def _cut_out(engine: EngineProcess, name: str, pictures: list[Image]) -> Person:
    """Find the face of the first picture and separate head and shoulders from what is behind.

    Raises
    ------
    ValueError
        If there is no face.
    """
    height, width = pictures[0].shape[:2]
    reply = engine.try_on(pictures[0], CameraIntrinsics.default(width, height), ())
    if not reply.report["subjects"]:
        msg = f"{name}: expected a face, found none"
        raise ValueError(msg)
    x0, y0, x1, y1 = reply.report["subjects"][0]["box"]
    # Large sources are cut and reduced: four faces of 120 px do not need twelve megapixels.
    tall, wide = y1 - y0, x1 - x0
    left, top = max(0, int(x0 - 1.1 * wide)), max(0, int(y0 - 0.9 * tall))
    right, bottom = min(width, int(x1 + 1.1 * wide)), min(height, int(y1 + 2.2 * tall))
    scale = min(1.0, 200.0 / wide)
    cut = [cv2.resize(picture[top:bottom, left:right], None, fx=scale, fy=scale,
                      interpolation=cv2.INTER_AREA) for picture in pictures]  # fmt: skip
    face = ((x0 - left) * scale, (y0 - top) * scale, (x1 - left) * scale, (y1 - top) * scale)
    images = tuple(np.asarray(picture, dtype=np.uint8) for picture in cut)
    first = _person_mask(images[0], face)
    # The camera of the clip stands still and its person hardly moves: one mask serves.
    return Person(name, images, (first,) * len(images), face)


def _person_mask(image: Image, face: Box) -> FloatImage:
    """Separate a person by GrabCut, told by where the face is."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = face
    middle, wide, tall = 0.5 * (x0 + x1), x1 - x0, y1 - y0
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    head = (round(middle), round(y0 + 0.42 * tall)), (round(0.95 * wide), round(0.98 * tall))
    cv2.ellipse(marks, *head, 0, 0, 360, int(cv2.GC_PR_FGD), -1)
    shoulders = (round(middle), round(y1 + 1.3 * tall)), (round(1.5 * wide), round(1.3 * tall))
    cv2.ellipse(marks, *shoulders, 0, 0, 360, int(cv2.GC_PR_FGD), -1)
    sure = (round(middle), round(0.5 * (y0 + y1))), (round(0.45 * wide), round(0.5 * tall))
    cv2.ellipse(marks, *sure, 0, 0, 360, int(cv2.GC_FGD), -1)
    neck = (round(middle - 0.25 * wide), round(y1)), (round(middle + 0.25 * wide), height)
    cv2.rectangle(marks, *neck, int(cv2.GC_FGD), -1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(1)
    cv2.grabCut(image, marks, (0, 0, 1, 1), *models, 4, cv2.GC_INIT_WITH_MASK)
    kept = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    closed = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    return np.asarray(cv2.GaussianBlur(closed, (0, 0), 1.2), dtype=np.float32)
