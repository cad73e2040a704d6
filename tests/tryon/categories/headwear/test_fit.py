from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA, facing, head
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import Product
from tryon.categories.category import Fit
from tryon.categories.headwear.fit import fit_headwear, hat_outline
from tryon.categories.headwear.hair import Grid, above_band
from tryon.categories.headwear.head_band import head_circumference_m
from tryon.categories.occluders import load_head_model
from tryon.factory import DEFAULT_CATALOG_DIR
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte, MatteKind

HATS = ("hai-van", "da-lat", "sa-pa", "nha-trang", "hue", "con-dao")
EARS = load_head_model().points["left_ear_root"]


@pytest.fixture(scope="module")
def hats() -> dict[str, Product]:
    catalog = Catalog.load([DEFAULT_CATALOG_DIR])
    return {sku: catalog.product(sku) for sku in HATS}


def face(pose: RigidTransform | None = None, size: float = 1.0) -> Landmarks:
    """Give the test head with the ears of the average head, `size` times as large."""
    plain = head(pose or facing(), size=size)
    named = dict(plain.subject_points)
    named["left_ear"], named["right_ear"] = EARS * size, EARS * size * [-1.0, 1.0, 1.0]
    return replace(plain, subject_points=named)


def fitted(landmarks: Landmarks, product: Product) -> Fit:
    fit = fit_headwear(landmarks, product, CAMERA)
    assert fit is not None
    return fit


def in_head(fit: Fit, landmarks: Landmarks, point: np.ndarray) -> np.ndarray:
    """Give a product point in the head frame, mm."""
    head_from_product = landmarks.camera_from_subject.inverse() @ fit.camera_from_product
    return 1e3 * head_from_product.apply(fit.scale * point[None])[0]


def with_mattes(landmarks: Landmarks, **boxes: tuple[int, int, int, int]) -> Landmarks:
    """Add mattes that are full within boxes of the picture: left, top, right, bottom, px."""
    mattes: dict[MatteKind, Matte] = {}
    for kind, (left, top, right, bottom) in boxes.items():
        alpha = np.zeros((256, 256), np.uint8)
        cell = 480 / 256
        rows = slice(int((top - 100) / cell), int((bottom - 100) / cell))
        alpha[rows, int((left - 400) / cell) : int((right - 400) / cell)] = 255
        mattes[kind] = Matte(alpha, 400.0, 100.0, 480.0, 480.0)  # type: ignore[index]
    return replace(landmarks, mattes=mattes)


def test_an_average_head_is_an_average_adults_around() -> None:
    # Adults of both sexes: 55-58 cm (Bushby et al., Archives of Disease in Childhood, 1992).
    assert 0.55 < head_circumference_m(face()) < 0.585


@pytest.mark.parametrize("size", [0.9, 1.1])
def test_circumference_grows_with_the_head(size: float) -> None:
    ratio = head_circumference_m(face(size=size)) / head_circumference_m(face())
    assert ratio == pytest.approx(size, abs=0.002)


@pytest.mark.parametrize("sku", HATS)
def test_the_size_that_fits_is_worn(hats: dict[str, Product], sku: str) -> None:
    product = hats[sku]
    inner = product.dimensions_mm["inner_circumference_mm"]
    for size in (0.85, 0.97, 1.0, 1.03, 1.2):
        scale = fitted(face(size=size), product).scale
        worn = scale * inner
        assert product.dimensions_mm["min_circumference_mm"] - 1e-6 <= worn
        assert worn <= product.dimensions_mm["max_circumference_mm"] + 1e-6
    small, large = (fitted(face(size=s), product).scale for s in (0.98, 1.02))
    assert large / small == pytest.approx(1.02 / 0.98, abs=0.012)


@pytest.mark.parametrize("sku", ["hai-van", "da-lat", "sa-pa", "nha-trang", "con-dao"])
def test_the_band_lies_between_brows_and_hairline_and_above_the_ears(
    hats: dict[str, Product], sku: str
) -> None:
    landmarks = face()
    product = hats[sku]
    fit = fitted(landmarks, product)
    front = in_head(fit, landmarks, product.point("band_front"))
    left = in_head(fit, landmarks, product.point("band_left"))
    back = in_head(fit, landmarks, product.point("band_back"))

    assert 25.0 < front[1] < 62.0
    assert back[1] < front[1] - 10.0
    assert left[1] > 1e3 * EARS[1] + 20.0
    # The forehead is inside, but not by more than cloth and hair take.
    assert -8.0 < front[2] < 12.0
    assert 70.0 < left[0] < 82.0


def test_a_hat_too_small_sits_higher(hats: dict[str, Product]) -> None:
    product = hats["da-lat"]
    usual, large = (
        in_head(fitted(face(size=s), product), face(size=s), product.point("band_front"))[1] / s
        for s in (1.0, 1.12)
    )
    assert large > usual + 5.0


def test_a_shallow_hat_rests_on_the_crown(hats: dict[str, Product]) -> None:
    product = hats["hai-van"]
    squashed = tuple(
        replace(part, vertices=(part.vertices * [1.0, 0.6, 1.0]).astype(np.float32))
        for part in product.meshes
    )
    shallow = replace(product, meshes=squashed)
    deep, high = (
        in_head(fitted(face(), p), face(), p.point("band_front"))[1] for p in (product, shallow)
    )
    assert high > deep + 10.0


def test_a_worn_hat_is_refused(hats: dict[str, Product]) -> None:
    worn = replace(face(), notes=("headwear_worn",))
    assert fitted(worn, hats["sa-pa"]).refusal == "headwear_worn"


def test_hair_beside_the_crown_is_trimmed_and_hair_below_the_band_stays(
    hats: dict[str, Product],
) -> None:
    landmarks = with_mattes(face(), hair=(480, 180, 800, 560), person=(480, 180, 800, 570))
    product = hats["sa-pa"]
    fit = fitted(landmarks, product)

    assert fit.refusal is None
    (trim,) = fit.trims
    alpha = trim.mask.alpha.astype(float)
    whole = Grid(trim.mask)
    outline = hat_outline(product, CAMERA, fit.camera_from_product, fit.scale)
    above, _ = above_band(whole, outline)
    assert alpha[above == 0.0].max() == 0.0
    beside = (above == 1.0) & (landmarks.mattes["hair"].alpha > 0)
    assert alpha[beside].mean() > 230.0


def test_no_hair_known_means_no_trim(hats: dict[str, Product]) -> None:
    assert fitted(face(), hats["hai-van"]).trims == ()


def test_tall_hair_is_refused(hats: dict[str, Product]) -> None:
    away = face(facing(distance_m=1.0))
    tall = with_mattes(away, hair=(520, 105, 760, 330), person=(520, 105, 760, 570))
    assert fitted(tall, hats["hai-van"]).refusal == "hair_too_tall"
    flat = with_mattes(away, hair=(560, 250, 720, 330), person=(560, 250, 720, 570))
    assert fitted(flat, hats["hai-van"]).refusal is None


def test_long_hair_and_neighbours_are_no_tall_hair(hats: dict[str, Product]) -> None:
    away = face(facing(distance_m=1.0))
    # Hanging wide beside the face, and somebody's dark sleeve above shoulder height.
    wide = with_mattes(away, hair=(440, 330, 840, 560), person=(440, 250, 840, 700))
    far = face(facing(distance_m=2.0))
    beside = with_mattes(far, hair=(800, 150, 878, 330), person=(560, 250, 878, 570))

    assert fitted(wide, hats["hai-van"]).refusal is None
    assert fitted(beside, hats["hai-van"]).refusal is None


def test_hands_are_spared(hats: dict[str, Product]) -> None:
    box = (480, 180, 800, 560)
    plain = with_mattes(face(), hair=box, person=box)
    held = with_mattes(face(), hair=box, person=box, hands=(460, 160, 820, 575))
    assert fitted(plain, hats["sa-pa"]).trims
    assert fitted(held, hats["sa-pa"]).trims == ()


def test_the_far_brim_is_hidden_by_the_person_and_the_near_one_is_not(
    hats: dict[str, Product],
) -> None:
    box = (480, 180, 800, 560)
    ahead = fitted(with_mattes(face(), hair=box, person=box), hats["nha-trang"])
    hidden = {part.prefix for part in ahead.parts if part.mattes}
    assert any(prefix.endswith("back_left") for prefix in hidden)
    assert any(prefix.endswith("back_right") for prefix in hidden)
    turned = with_mattes(face(facing(yaw_rad=1.0)), hair=box, person=box)
    far = {p.prefix for p in fitted(turned, hats["nha-trang"]).parts if p.mattes}
    assert far < hidden


def test_thread_is_left_out_on_small_faces(hats: dict[str, Product]) -> None:
    near, far = (fitted(face(facing(distance_m=d)), hats["con-dao"]) for d in (0.6, 3.0))
    assert {p.prefix for p in near.parts if p.camera_from_product is None} == {"lining"}
    assert {p.prefix for p in far.parts if p.camera_from_product is None} >= {"stitches"}


def test_the_inside_is_closed_by_the_head(hats: dict[str, Product]) -> None:
    """Seen from below, a plug hides the lining: some occluder lies right across the opening."""
    landmarks = face()
    product = hats["hai-van"]
    fit = fitted(landmarks, product)
    middle = fit.camera_from_product.apply(np.zeros((1, 3)))[0]
    nearest = min(
        float(np.linalg.norm(item.vertices - middle, axis=1).min())
        for item in fit.occluders
        if item.hides
    )
    assert nearest < 0.005
    assert sum(not item.hides for item in fit.occluders) == 1
