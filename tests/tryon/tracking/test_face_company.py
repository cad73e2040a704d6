"""Painted people who pass before each other: tracks stay with them."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest

from tryon.arrays import Array2, Image
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks import topology
from tryon.tracking.face_company import FaceCompany, Followed
from tryon.tracking.face_region import FaceRegion
from tryon.tracking.face_sight import sight_of
from tryon.tracking.face_track import FaceTrack
from tryon.tracking.landmark_net import NetFace

CAMERA = CameraIntrinsics.default(640, 360)


@dataclass
class Look:
    """Colours of hair, skin and clothes."""

    hair: tuple[int, int, int]
    skin: tuple[int, int, int]
    clothes: tuple[int, int, int]


ANN = Look((30, 25, 20), (220, 180, 160), (160, 30, 40))
BEN = Look((190, 150, 80), (150, 100, 75), (40, 60, 140))


@dataclass
class Track:
    """Counts what a real track is told."""

    track_id: int
    resumed: int = 0

    def resume(self) -> None:
        self.resumed += 1


def points_at(x: float, size: float = 60.0, y: float = 150.0) -> Array2:
    """Give (478, 2) landmarks of a level face about x, y; `size` is its width, px."""
    angle = np.linspace(0.0, 2.0 * np.pi, 478)
    points = np.column_stack([x + 0.5 * size * np.cos(angle), y + 0.62 * size * np.sin(angle)])
    points[topology.FOREHEAD] = x, y - 0.62 * size
    points[topology.CHIN] = x, y + 0.62 * size
    points[topology.LEFT_EYE_OUTER] = x + 0.3 * size, y - 0.15 * size
    points[topology.RIGHT_EYE_OUTER] = x - 0.3 * size, y - 0.15 * size
    return points


def face_at(x: float, size: float = 60.0, presence: float = 1.0) -> NetFace:
    points = points_at(x, size)
    return NetFace(points, presence, FaceRegion.around(points, CAMERA))


def frame_of(time_s: float, *people: tuple[Look, float, float]) -> Frame:
    """Paint people (look, x, size) in order, the last in front."""
    image = np.full((360, 640, 3), 235, np.uint8)
    rows, columns = np.mgrid[0:360, 0:640]
    for look, x, size in people:
        off = np.abs(columns - x) / size
        image[(rows > 150 + 0.75 * size) & (off < 1.2)] = look.clothes
        hair = (off / 0.62) ** 2 + ((rows - 140) / (0.85 * size)) ** 2 < 1
        image[hair] = look.hair
        image[(off / 0.5) ** 2 + ((rows - 155) / (0.6 * size)) ** 2 < 1] = look.skin
    return Frame(image, CAMERA, time_s)


def joined(company: FaceCompany, frame: Frame, number: int, face: NetFace) -> Followed:
    return company.welcome(frame, cast(FaceTrack, Track(number)), face, [])


@pytest.fixture
def company() -> FaceCompany:
    """Give Ann (0, at 150) and Ben (1, at 450), both seen freely for a while."""
    company = FaceCompany()
    together = ((ANN, 150.0, 60.0), (BEN, 450.0, 60.0))
    first = frame_of(0.0, *together)
    joined(company, first, 0, face_at(150.0))
    joined(company, first, 1, face_at(450.0))
    for number in range(50):
        answers = list(zip(company.present, [face_at(150.0), face_at(450.0)], strict=True))
        company.settle(frame_of(number / 30, *together), answers)
    return company


def ids(placed: list[tuple[Followed, NetFace]]) -> list[tuple[int, float]]:
    """Give (track id, x) of everybody placed, left to right."""
    found = [(who.track.track_id, round(float(face.image_points[:, 0].mean()), 0))
             for who, face in placed]  # fmt: skip
    return sorted(found, key=lambda item: item[1])


def test_sights_of_one_person_are_alike_and_of_two_are_not() -> None:
    picture: Image = frame_of(0.0, (ANN, 150.0, 60.0), (BEN, 450.0, 60.0)).image
    nearer: Image = frame_of(0.0, (ANN, 300.0, 80.0)).image
    ann = sight_of(picture, points_at(150.0))
    ben = sight_of(picture, points_at(450.0))
    again = sight_of(nearer, points_at(300.0, 80.0))
    assert ann is not None
    assert ben is not None
    assert again is not None
    assert ann.distance(again) < 6.0
    assert ann.distance(ben) > 16.0
    assert ann.distance(ben) == pytest.approx(ben.distance(ann))


def test_a_person_mostly_hidden_is_not_looked_at() -> None:
    picture = frame_of(0.0, (ANN, 150.0, 60.0), (BEN, 165.0, 80.0)).image
    assert sight_of(picture, points_at(150.0), [(125.0, 100.0, 205.0, 200.0)]) is None


def test_who_is_hidden_loses_the_face_in_front_to_its_owner(company: FaceCompany) -> None:
    ann, ben = company.present
    # Ann stands before Ben, and the net in Ben's window found her face.
    frame = frame_of(2.0, (BEN, 300.0, 55.0), (ANN, 305.0, 70.0))
    placed = company.settle(frame, [(ann, face_at(305.0, 70.0)), (ben, face_at(304.0, 69.0))])
    assert ids(placed) == [(0, 305.0)]
    assert company.misses_somebody(2.0)


def test_the_younger_track_keeps_the_face_if_it_is_theirs(company: FaceCompany) -> None:
    ann, ben = company.present
    frame = frame_of(2.0, (ANN, 300.0, 55.0), (BEN, 305.0, 70.0))
    placed = company.settle(frame, [(ann, face_at(305.0, 70.0)), (ben, face_at(305.0, 70.0))])
    assert ids(placed) == [(1, 305.0)]


def test_who_reappears_has_their_own_track_again(company: FaceCompany) -> None:
    ann, ben = company.present
    hidden = frame_of(2.0, (BEN, 300.0, 55.0), (ANN, 305.0, 70.0))
    placed = company.settle(hidden, [(ann, face_at(305.0, 70.0)), (ben, face_at(305.0, 70.0))])
    apart = frame_of(2.5, (BEN, 200.0, 60.0), (ANN, 420.0, 70.0))
    placed = company.settle(apart, [(ann, face_at(420.0, 70.0))])
    back = company.welcome(apart, cast(FaceTrack, Track(7)), face_at(200.0), placed)
    assert back.track.track_id == 1
    assert cast(Track, back.track).resumed == 1
    assert not company.misses_somebody(2.5)


def test_a_stranger_gets_a_track_of_their_own(company: FaceCompany) -> None:
    ann, ben = company.present
    for number in range(3):
        company.settle(
            frame_of(2.0 + number / 30, (ANN, 150.0, 60.0)),
            [(ann, face_at(150.0)), (ben, face_at(450.0, presence=0.1))],
        )
    stranger = Look((120, 120, 125), (240, 205, 190), (30, 120, 60))
    frame = frame_of(3.0, (ANN, 150.0, 60.0), (stranger, 450.0, 60.0))
    assert joined(company, frame, 7, face_at(450.0)).track.track_id == 7


def test_neighbours_whose_faces_were_exchanged_get_their_own_back(company: FaceCompany) -> None:
    ann, ben = company.present
    frame = frame_of(2.0, (ANN, 250.0, 60.0), (BEN, 320.0, 60.0))
    placed = company.settle(frame, [(ann, face_at(320.0)), (ben, face_at(250.0))])
    assert ids(placed) == [(0, 250.0), (1, 320.0)]


def test_a_face_between_two_people_is_nobodys(company: FaceCompany) -> None:
    ann, ben = company.present
    frame = frame_of(2.0, (ANN, 280.0, 60.0), (BEN, 320.0, 75.0))
    # Half of it is Ben, whose own window lost him in this frame.
    placed = company.settle(frame, [(ann, face_at(315.0)), (ben, face_at(320.0, presence=0.2))])
    assert 0 not in [number for number, _ in ids(placed)]


def test_a_lone_face_is_followed_whatever_it_looks_like() -> None:
    company = FaceCompany()
    who = joined(company, frame_of(0.0, (ANN, 150.0, 60.0)), 0, face_at(150.0))
    for number, look in enumerate((ANN, BEN, ANN)):
        frame = frame_of(number / 30, (look, 152.0, 60.0))
        assert ids(company.settle(frame, [(who, face_at(152.0))])) == [(0, 152.0)]


def test_nobody_is_remembered_for_longer_than_a_minute(company: FaceCompany) -> None:
    ann, ben = company.present
    for time_s in (2.0, 2.1, 2.2):
        nothing = [(who, face_at(150.0, presence=0.0)) for who in (ann, ben)]
        company.settle(frame_of(time_s), nothing)
    before = len(company.everybody)
    company.settle(frame_of(70.0), [])
    assert (before, company.everybody) == (2, ())
