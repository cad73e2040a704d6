"""A room that was read gets furnished: order, shadows, what stays in front, the report."""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.tryon.rooms import CAMERA, piece, refused_reading, room_reading, spot_of, up_of
from tryon.errors import WrongSubjectError
from tryon.factory import create_studio
from tryon.frame import Frame
from tryon.geometry.axes import OPENGL_FROM_CAMERA
from tryon.geometry.plane import camera_from_room
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.matte import Matte
from tryon.landmarks.room import (
    COLLISION,
    NO_GRAVITY,
    PRODUCT_OUT_OF_FRAME,
    TAP_ABOVE_HORIZON,
    TOO_FAR,
    Bystander,
    Cutout,
    RoomReading,
    Stand,
)
from tryon.rendering.flat_backend import FlatRenderer
from tryon.report import scaled_report
from tryon.room_report import make_reading_report, make_room_report
from tryon.room_studio import RoomStudio

ROOM = camera_from_room(up_of(), 1.5)


@pytest.fixture(scope="module")
def studio() -> Iterator[RoomStudio]:
    renderer = FlatRenderer()
    yield create_studio(renderer)
    renderer.close()


@pytest.fixture
def frame(rng: np.random.Generator) -> Frame:
    noise = rng.normal(0.0, 2.0, (CAMERA.height, CAMERA.width, 3))
    return Frame(np.clip(150.0 + noise, 0, 255).astype(np.uint8), CAMERA)


def test_the_same_room_gives_the_same_bytes(studio: RoomStudio, frame: Frame) -> None:
    pieces = [(piece(), Stand(1, spot_of(0.0, -2.5), 20.0))]
    elsewhere = [(piece(), Stand(1, spot_of(0.6, -2.0)))]

    first = studio.furnish(frame, room_reading(), pieces).image
    studio.furnish(frame, room_reading(), elsewhere)
    again = studio.furnish(frame, room_reading(), pieces).image
    renderer = FlatRenderer()
    fresh = create_studio(renderer).furnish(frame, room_reading(), pieces).image

    assert np.array_equal(first, again)
    assert np.array_equal(first, fresh)


def test_the_order_of_pieces_does_not_matter(studio: RoomStudio, frame: Frame) -> None:
    near = (piece((0.5, 0.5, 0.3), color=(0.1, 0.8, 0.1)), Stand(1, spot_of(0.0, -2.0)))
    far = (piece((1.5, 1.2, 0.3)), Stand(2, spot_of(0.0, -3.0)))
    rug = (piece((2.5, 0.01, 2.0), color=(0.1, 0.1, 0.8)), Stand(3, spot_of(0.0, -2.5)))

    pictures = [
        studio.furnish(frame, room_reading(), order).image
        for order in ([near, far, rug], [rug, far, near])
    ]

    difference = np.abs(pictures[0].astype(int) - pictures[1].astype(int))
    # Two shadows over each other are rounded in the order they are laid.
    assert difference.max() <= 2


def test_a_shadow_lies_about_the_foot_of_a_piece_and_nowhere_far(
    studio: RoomStudio, frame: Frame
) -> None:
    picture = studio.furnish(
        frame, room_reading(), [(piece(), Stand(1, spot_of(0.0, -2.5), snap=False))]
    ).image

    u, v = spot_of(0.0, -2.5 + 0.3 + 0.03)
    at_foot = picture[round(v), round(u) - 3 : round(u) + 4].mean()
    u, v = spot_of(1.5, -2.5)
    before = picture[round(v) - 3 : round(v) + 4, round(u) - 3 : round(u) + 4].mean()
    assert at_foot < 0.85 * before
    assert before == pytest.approx(150.0, abs=4.0)


def test_a_piece_darkens_the_rug_it_stands_on(studio: RoomStudio, frame: Frame) -> None:
    rug = (piece((3.0, 0.01, 2.4), color=(0.6, 0.6, 0.6)), Stand(1, spot_of(0.0, -2.5), snap=False))
    table = (piece(), Stand(2, spot_of(0.0, -2.5), snap=False))

    bare = studio.furnish(frame, room_reading(), [rug]).image
    both = studio.furnish(frame, room_reading(), [table, rug]).image

    u, v = (round(value) for value in spot_of(0.0, -2.5 + 0.3 + 0.04))
    assert both[v, u].mean() < 0.9 * bare[v, u].mean()


BACK_M, FRONT_M = -3.6, -1.7
"""Behind and before a piece 2.5 m away."""


def visited(frame: Frame, z: float | None) -> tuple[Frame, RoomReading, np.ndarray]:
    """Give a picture with somebody in it, its reading, and where they are seen.

    They stand `z` m before the camera, None for closer than the picture shows.
    """
    foot = None if z is None else spot_of(0.0, z)
    low = 480 if foot is None else round(foot[1]) + 1
    shape = np.zeros((480, 640), np.uint8)
    shape[120:low, 260:380] = 255
    image = np.where(shape[..., None] > 0, np.uint8(70), frame.image)
    matte = Matte(shape[100:, 240:400], 240.0, 100.0, 160.0, 380.0)
    reading = replace(room_reading(), bystanders=(Bystander("person", 0.9, matte, foot),))
    return replace(frame, image=image), reading, shape > 0


@pytest.mark.parametrize("z", [FRONT_M, None])
def test_who_stands_nearer_hides_a_piece_and_its_shadow(
    studio: RoomStudio, frame: Frame, z: float | None
) -> None:
    frame, reading, body = visited(frame, z)
    pieces = [(piece((2.0, 0.8, 0.6)), Stand(1, spot_of(0.0, -2.5)))]

    plain = studio.furnish(frame, room_reading(), pieces).image
    kept = studio.furnish(frame, reading, pieces).image

    inner = cv2.erode(body.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    outer = cv2.dilate(body.astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    assert np.array_equal(kept[inner], frame.image[inner])
    assert not np.array_equal(plain[inner], frame.image[inner])
    assert np.array_equal(kept[~outer], plain[~outer])


def test_who_stands_farther_off_is_hidden_by_a_piece_but_gets_none_of_its_shadow(
    studio: RoomStudio, frame: Frame
) -> None:
    frame, reading, body = visited(frame, BACK_M)
    pieces = [(piece((2.0, 0.8, 0.6), color=(0.9, 0.1, 0.1)), Stand(1, spot_of(0.0, -2.5)))]

    drawn = studio.furnish(frame, reading, pieces)

    red = drawn.image[..., 0].astype(int) - drawn.image[..., 1] > 40
    inner = cv2.erode(body.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert (red & inner).sum() > 500
    above = inner & (np.arange(480)[:, None] < np.nonzero(red)[0].min() - 4)
    assert above.sum() > 500
    assert np.array_equal(drawn.image[above], frame.image[above])


def test_one_person_stands_between_two_pieces(studio: RoomStudio, frame: Frame) -> None:
    frame, reading, body = visited(frame, -2.6)
    near = (piece((0.8, 0.7, 0.3), color=(0.9, 0.1, 0.1)), Stand(1, spot_of(0.0, -1.7)))
    far = (piece((2.5, 1.4, 0.3), color=(0.1, 0.9, 0.1)), Stand(2, spot_of(0.0, -3.6)))

    image = studio.furnish(frame, reading, [far, near]).image.astype(int)

    inner = cv2.erode(body.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    red, green = image[..., 0] - image[..., 1] > 40, image[..., 1] - image[..., 0] > 40
    assert (red & inner).sum() > 300
    assert not (green & inner).any()
    assert (green & ~body).sum() > 1000


def test_who_hangs_above_the_horizon_hides_nothing_but_rugs(
    studio: RoomStudio, frame: Frame
) -> None:
    reading = visited(frame, FRONT_M)[1]
    high = replace(reading.bystanders[0], foot=(320.0, 20.0))
    reading = replace(reading, bystanders=(high,))
    sofa = (piece((2.0, 0.8, 0.6)), Stand(1, spot_of(0.0, -2.5)))
    rug = (piece((2.0, 0.01, 1.0)), Stand(2, spot_of(0.0, -2.5)))

    made = studio.furnish(frame, reading, [sofa, rug])

    assert [len(item.fronts) for item in made.pieces] == [0, 1]


def test_refused_pieces_are_not_drawn_and_say_why(studio: RoomStudio, frame: Frame) -> None:
    made = studio.furnish(frame, room_reading(), [(piece(), Stand(1, (320.0, 5.0)))])
    unread = studio.furnish(
        frame, refused_reading(NO_GRAVITY), [(piece(), Stand(1, (320.0, 400.0)))]
    )

    assert np.array_equal(made.image, frame.image)
    assert [item.fit.refusal for item in made.pieces] == [TAP_ABOVE_HORIZON]
    assert [item.fit.refusal for item in unread.pieces] == [NO_GRAVITY]


def test_broken_calls_are_named(studio: RoomStudio, frame: Frame) -> None:
    twice = [(piece(), Stand(1, (320.0, 400.0))), (piece(), Stand(1, (300.0, 400.0)))]
    with pytest.raises(ValueError, match="numbers of their own"):
        studio.furnish(frame, room_reading(), twice)
    small = Frame(frame.image[:240, :320].copy(), CAMERA.resized(320, 240))
    with pytest.raises(ValueError, match="image"):
        studio.furnish(small, room_reading(), [])


def test_a_face_product_is_not_for_rooms(studio: RoomStudio, frame: Frame) -> None:
    worn = piece()
    glasses = replace(worn, product=replace(worn.product, category="eyewear"))
    with pytest.raises(WrongSubjectError, match="box"):
        studio.furnish(frame, room_reading(), [(glasses, Stand(1, (320.0, 400.0)))])


def test_the_report_tells_floor_pieces_and_collisions(studio: RoomStudio, frame: Frame) -> None:
    reading = room_reading(wall_yaw_deg=30.0)
    pieces = [
        (piece(), Stand(4, spot_of(0.0, -2.5), 24.0)),
        (piece(sku="other"), Stand(7, spot_of(0.3, -2.5), 24.0)),
        (piece(sku="far"), Stand(9, spot_of(0.0, -6.0))),
    ]

    report = make_room_report(studio.furnish(frame, reading, pieces), reading)

    floor = report["subjects"][0].get("floor")
    assert floor is not None
    assert (floor["height_m"], floor["wall_yaw_deg"]) == (1.5, 30.0)
    assert np.allclose(floor["up"], up_of(), atol=1e-5)
    one, other, far = report["fits"]
    assert (one.get("number"), one.get("collides_with"), one.get("warnings")) == (
        4,
        [7],
        [COLLISION],
    )
    assert other.get("collides_with") == [4]
    assert (far.get("collides_with"), far.get("warnings")) == ([], [TOO_FAR])
    assert one.get("yaw_deg") == pytest.approx(30.0)
    turn = np.radians(30.0)
    across, along = (
        np.array([np.cos(turn), 0, -np.sin(turn)]),
        np.array([np.sin(turn), 0, np.cos(turn)]),
    )
    middle = np.array([0.0, 0.0, -2.5])
    corners = [
        middle + 0.5 * x * across + 0.3 * z * along for x, z in ((1, -1), (-1, -1), (-1, 1), (1, 1))
    ]
    expected = CAMERA.project(ROOM.apply(np.array(corners)))
    assert np.allclose(one.get("footprint_px", []), expected, atol=0.01)


def test_a_report_of_the_full_picture_moves_footprints_along(
    studio: RoomStudio, frame: Frame
) -> None:
    reading = room_reading()
    pieces = [(piece(), Stand(1, spot_of(0.0, -2.5)))]
    small = make_room_report(studio.furnish(frame, reading, pieces), reading)

    large = scaled_report(small, 1280, 960)

    before = np.array(small["fits"][0].get("footprint_px"))
    assert np.allclose(large["fits"][0].get("footprint_px", []), before * 2.0 + 0.5, atol=0.01)


def test_a_room_that_was_not_read_says_why() -> None:
    report = make_reading_report(refused_reading(NO_GRAVITY), {"read": 0.25})

    assert (report.get("refusal"), report["subjects"], report["fits"]) == (NO_GRAVITY, [], [])
    assert report["timings_ms"] == {"read": 250.0}


def test_things_are_put_on_the_table_that_was_tapped(studio: RoomStudio, frame: Frame) -> None:
    table, vase = piece((1.2, 0.7, 0.8)), piece((0.2, 0.3, 0.2), mount="tabletop", sku="vase")
    table = replace(table, product=replace(table.product, traits={"kind": "table"}))
    top = ROOM.apply(np.array([[0.2, 0.7, -2.4]]))
    u, v = CAMERA.project(top)[0]
    stands = Stand(1, (float(u), float(v))), Stand(2, spot_of(0.0, -2.5))

    on_it, alone = (
        studio.furnish(frame, room_reading(), pieces).pieces[0]
        for pieces in ([(vase, stands[0]), (table, stands[1])], [(vase, stands[0])])
    )

    at = ROOM.inverse().apply(on_it.fit.camera_from_product.translation[None])[0]
    assert np.allclose(at, [0.2, 0.7, -2.4], atol=1e-9)
    assert on_it.collides_with == ()
    height = ROOM.inverse().apply(alone.fit.camera_from_product.translation[None])[0, 1]
    assert height == pytest.approx(0.74)


def test_pieces_stay_where_they_were_put_while_the_camera_moves(
    studio: RoomStudio, frame: Frame
) -> None:
    pieces = [(piece(), Stand(1, spot_of(0.0, -2.5), 20.0))]
    then = studio.furnish(frame, room_reading(), pieces)
    still = studio.follow(frame, then, RigidTransform.identity())
    move = RigidTransform.from_rotation_vector(np.array([0.0, 0.1, 0.0]), np.array([0.1, 0.0, 0.2]))
    moved = studio.follow(frame, then, move)
    away = RigidTransform.from_rotation_vector(np.array([0.0, 2.0, 0.0]), np.zeros(3))

    assert np.array_equal(still.image, then.image)
    poses = [made.pieces[0].fit.camera_from_product.matrix for made in (then, moved)]
    assert np.allclose(poses[1], move.matrix @ poses[0])
    assert then.light is not None
    assert moved.light is not None
    turn = OPENGL_FROM_CAMERA.rotation @ move.rotation @ OPENGL_FROM_CAMERA.rotation.T
    assert np.allclose(moved.light.direction, turn @ then.light.direction)
    gone = studio.follow(frame, then, away)
    assert gone.pieces[0].fit.refusal == PRODUCT_OUT_OF_FRAME
    assert np.array_equal(gone.image, frame.image)


def test_what_the_shopper_strokes_stays_before_pieces(studio: RoomStudio, frame: Frame) -> None:
    picture = frame.image.copy()
    picture[150:400, 280:360] = (30, 60, 170)
    scene = Frame(picture, CAMERA)
    pieces = [(piece((2.0, 0.8, 0.6)), Stand(1, spot_of(0.0, -2.5)))]
    box = Cutout(((270.0, 140.0), (370.0, 410.0)), "object", "box")
    line = Cutout(((320.0, 180.0), (320.0, 380.0)))

    plain = studio.furnish(scene, room_reading(), pieces)
    kept = studio.furnish(scene, room_reading(), pieces, cutouts=(box, line))
    again = studio.furnish(scene, room_reading(), pieces)

    inside = np.s_[200:380, 290:350]
    assert (plain.image[inside] != picture[inside]).any(axis=2).mean() > 0.5
    assert (kept.image[inside] == picture[inside]).all(axis=2).mean() > 0.98
    beside = np.s_[250:300, 180:240]
    assert np.array_equal(kept.image[beside], plain.image[beside])
    assert np.array_equal(again.image, plain.image)


def test_things_on_a_table_shade_it_and_hide_behind_what_stands_before_it(
    studio: RoomStudio, frame: Frame
) -> None:
    table, vase = piece((1.2, 0.7, 0.8)), piece((0.2, 0.3, 0.2), mount="tabletop", sku="vase")
    table = replace(table, product=replace(table.product, traits={"kind": "table"}))
    screen = piece((1.6, 1.4, 0.05), sku="screen", color=(0.1, 0.7, 0.1))
    u, v = CAMERA.project(ROOM.apply(np.array([[0.0, 0.7, -2.5]])))[0]
    pair = [(table, Stand(1, spot_of(0.0, -2.5))), (vase, Stand(2, (float(u), float(v))))]
    before = (screen, Stand(3, spot_of(0.0, -1.8)))

    bare = studio.furnish(frame, room_reading(), pair[:1]).image
    both = studio.furnish(frame, room_reading(), pair).image
    hidden = studio.furnish(frame, room_reading(), [*pair, before]).image
    alone = studio.furnish(frame, room_reading(), [pair[0], before]).image

    place = CAMERA.project(ROOM.apply(np.array([[0.0, 0.7, -2.38]])))[0].round().astype(int)
    assert both[place[1], place[0]].mean() < 0.9 * bare[place[1], place[0]].mean()
    middle = CAMERA.project(ROOM.apply(np.array([[0.0, 0.85, -2.5]])))[0].round().astype(int)
    assert not np.array_equal(both[middle[1], middle[0]], bare[middle[1], middle[0]])
    assert np.array_equal(hidden[middle[1], middle[0]], alone[middle[1], middle[0]])


def test_a_rug_on_a_pad_is_still_stood_upon(studio: RoomStudio, frame: Frame) -> None:
    rug = piece((3.0, 0.01, 2.4), color=(0.6, 0.6, 0.6))
    spot = spot_of(0.0, -2.5)

    pieces = [(rug, Stand(1, spot, elevation_m=0.004)), (piece(), Stand(2, spot))]
    made = studio.furnish(frame, room_reading(), pieces)
    bare = studio.furnish(frame, room_reading(), pieces[:1])

    assert [item.is_flat for item in made.pieces] == [True, False]
    u, v = (round(value) for value in spot_of(0.0, -2.5 + 0.3 + 0.04))
    assert made.image[v, u].mean() < 0.9 * bare.image[v, u].mean()
