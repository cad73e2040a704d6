"""The pipeline with a recorded head and the flat renderer."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA, facing, head
from tryon.catalog.catalog import Catalog
from tryon.engine import TryOnEngine
from tryon.engine_report import make_report
from tryon.engine_scene import WornProduct
from tryon.factory import DEFAULT_CATALOG_DIR, load_categories
from tryon.frame import Frame
from tryon.geometry.camera import CameraIntrinsics
from tryon.landmarks.landmarks import Landmarks
from tryon.rendering.flat_backend import FlatRenderer
from tryon.tracking.replay import ReplayTracker

CATALOG = Catalog.load([DEFAULT_CATALOG_DIR])


class Recorded:
    """Makes trackers that play one recording, and counts them."""

    def __init__(self, *subjects: Landmarks) -> None:
        self.subjects = subjects
        self.made: list[bool] = []
        self.closed = 0

    def __call__(self, subject: str, *, is_stream: bool, **hints: object) -> ReplayTracker:
        """Give a new tracker."""
        del subject, hints
        self.made.append(is_stream)
        return ReplayTracker([self.subjects])

    def close(self) -> None:
        """Count."""
        self.closed += 1


@pytest.fixture(scope="module")
def renderer() -> Iterator[FlatRenderer]:
    flat = FlatRenderer()
    yield flat
    flat.close()


@pytest.fixture
def frame() -> Frame:
    return Frame(np.full((CAMERA.height, CAMERA.width, 3), 150, np.uint8), CAMERA)


def worn(sku: str, variant: str | None = None) -> WornProduct:
    product = CATALOG.product(sku)
    return WornProduct(product, product.variant(variant))


def engine_of(renderer: FlatRenderer, *subjects: Landmarks) -> TryOnEngine:
    return TryOnEngine(Recorded(*subjects), renderer, load_categories())


def test_the_picture_changes_around_the_eyes_and_nowhere_else(
    renderer: FlatRenderer, frame: Frame
) -> None:
    engine = engine_of(renderer, head(facing()))
    before = frame.image.copy()

    result = engine.try_on(frame, [worn("an-bang")])

    assert np.array_equal(frame.image, before)
    rows, columns = np.nonzero(np.abs(result.image.astype(int) - before).max(axis=2) > 20)
    left, right = (
        result.landmarks[0].projected_points(CAMERA)[f"{s}_ear"] for s in ("left", "right")
    )
    assert right[0] - 30 < columns.min() < columns.max() < left[0] + 30
    pupil = result.landmarks[0].projected_points(CAMERA)["left_pupil"]
    assert rows.min() < pupil[1] < rows.max()
    assert rows.max() - rows.min() < 120


def test_a_refused_fit_leaves_the_picture_alone(renderer: FlatRenderer, frame: Frame) -> None:
    engine = engine_of(renderer, head(facing(yaw_rad=np.radians(80))))

    result = engine.try_on(frame, [worn("an-bang")])

    assert [placed.fit.refusal for placed in result.fits] == ["turned_away"]
    assert np.array_equal(result.image, frame.image)
    report = make_report(result, frame, load_categories())
    assert report["fits"][0]["refusal"] == "turned_away"
    assert report["fits"][0]["camera_from_product"] is None
    assert report["fits"][0]["points"] == {}


def test_the_reported_lens_is_where_the_pixels_changed(
    renderer: FlatRenderer, frame: Frame
) -> None:
    engine = engine_of(renderer, head(facing()))
    result = engine.try_on(frame, [worn("my-khe")])

    report = make_report(result, frame, load_categories(), input_name="a.jpg")

    assert (report["input"], report["width"], report["height"]) == ("a.jpg", 1280, 720)
    for side in ("left", "right"):
        u, v = (round(value) for value in report["fits"][0]["points"][f"{side}_lens"])
        # A dark lens lies there.
        assert result.image[v, u].mean() < 0.8 * 150


def test_streams_keep_their_trackers_and_forget_them(renderer: FlatRenderer, frame: Frame) -> None:
    maker = Recorded(head(facing()))
    engine = TryOnEngine(maker, renderer, load_categories())
    for stream in (None, "a", "b", "a", None):
        engine.try_on(frame, [worn("hoi-an")], stream=stream)
    assert maker.made == [False, True, True]

    engine.forget("a")
    engine.forget("never seen")
    engine.try_on(frame, [worn("hoi-an")], stream="a")
    assert maker.made == [False, True, True, True]


def test_streams_are_bounded(renderer: FlatRenderer, frame: Frame) -> None:
    maker = Recorded()
    engine = TryOnEngine(maker, renderer, load_categories())
    for index in range(40):
        engine.try_on(frame, [], stream=str(index))
    engine.try_on(frame, [], stream="39")
    assert len(maker.made) == 40
    engine.try_on(frame, [], stream="0")
    assert len(maker.made) == 41


def test_nobody_gives_the_picture_itself(renderer: FlatRenderer, frame: Frame) -> None:
    result = engine_of(renderer).try_on(frame, [worn("an-bang")])
    assert result.landmarks == ()
    assert result.fits == ()
    assert np.array_equal(result.image, frame.image)
    assert result.image is not frame.image


def test_colours_differ(renderer: FlatRenderer, frame: Frame) -> None:
    engine = engine_of(renderer, head(facing()))
    black, navy = (engine.try_on(frame, [worn("an-bang", v)]).image for v in ("black", "navy"))
    assert not np.array_equal(black, navy)


@pytest.mark.parametrize(("stream", "is_longer"), [(None, True), ("mirror", False)])
def test_a_face_that_fills_a_photo_of_an_unknown_lens_is_taken_from_farther_away(
    renderer: FlatRenderer, stream: str | None, is_longer: bool
) -> None:
    close = head(facing(0.3))
    recorded = Recorded(close)
    guessed = CameraIntrinsics.default(CAMERA.width, CAMERA.height)
    photo = Frame(np.full((CAMERA.height, CAMERA.width, 3), 150, np.uint8), guessed)
    engine = TryOnEngine(recorded, renderer, load_categories())

    fitted = engine.fit(photo, [worn("hoi-an")], stream=stream)

    assert fitted.frame.camera.fx == pytest.approx((2.0 if is_longer else 1.0) * guessed.fx)
    assert fitted.frame.image is photo.image
