"""Necklaces hang from the neck by their own length, and know what lies before them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.tryon.categories.heads import CAMERA, facing, head
from tryon.catalog.catalog import Catalog
from tryon.catalog.product import Product
from tryon.catalog.rest_loop import FRONT_NODE, HANGS, rest_loop
from tryon.categories.category import Fit
from tryon.categories.necklace.bust import bust_of, load_neck_model
from tryon.categories.necklace.drape import bent_parts
from tryon.categories.necklace.fit import NECK_COVERED, NECK_NOT_VISIBLE, fit_necklace
from tryon.factory import DEFAULT_CATALOG_DIR
from tryon.geometry.transform import RigidTransform, rotation_from_vector
from tryon.landmarks.landmarks import Landmarks, Measure
from tryon.landmarks.matte import Matte

CATALOG = Catalog.load([DEFAULT_CATALOG_DIR])
PEARLS, CHOKER = (CATALOG.product(sku) for sku in ("van-phong", "thu-bon"))
CAMERA_BELOW = replace(CAMERA, cy=CAMERA.cy - 150.0)
"""Sees more of the chest than of what is above the head."""


def fitted(landmarks: Landmarks, product: Product = PEARLS) -> Fit:
    fit = fit_necklace(landmarks, product, CAMERA_BELOW)
    assert fit is not None
    return fit


def covered(landmarks: Landmarks, **shares: float) -> Landmarks:
    """Cover the whole picture by shares of mattes, [0, 1]."""
    mattes = {
        kind: Matte(np.full((8, 8), round(255 * share), np.uint8), 0.0, 0.0, 1280.0, 720.0)
        for kind, share in shares.items()
    }
    return replace(landmarks, mattes=mattes)  # type: ignore[arg-type]


def with_torso(landmarks: Landmarks, head_from_torso: np.ndarray, neck: np.ndarray) -> Landmarks:
    offsets = {
        "neck_base": np.zeros(3),
        "left_shoulder": np.array([0.18, -0.1, 0.0]),
        "right_shoulder": np.array([-0.18, -0.1, 0.0]),
        "chest": np.array([0.0, -0.15, 0.0]),
    }
    points = {name: neck + head_from_torso @ offset for name, offset in offsets.items()}
    return replace(landmarks, subject_points={**landmarks.subject_points, **points})


@pytest.mark.parametrize("kind", HANGS)
@pytest.mark.parametrize("size", [0.9, 1.0, 1.12])
@pytest.mark.parametrize("length_m", [0.45, 0.6, 0.8])
def test_loops_keep_their_length_on_every_neck(kind: str, size: float, length_m: float) -> None:
    nodes = rest_loop(kind, length_m, size).nodes

    links = np.linalg.norm(np.roll(nodes, -1, axis=0) - nodes, axis=1)
    assert float(links.sum()) == pytest.approx(length_m, rel=0.015)
    assert np.allclose(nodes[FRONT_NODE, 0], 0.0, atol=1e-6)


def test_longer_chains_hang_lower() -> None:
    fronts = [rest_loop("round", length, 1.0).nodes[FRONT_NODE, 1] for length in (0.4, 0.5, 0.7)]

    assert fronts[0] > fronts[1] + 0.03 > fronts[2] + 0.06


@pytest.mark.parametrize("size", [0.9, 1.1])
def test_bent_pearls_stay_round_and_on_the_skin(size: float) -> None:
    bent = bent_parts(PEARLS.meshes, "round", 0.45, size)[0]
    nodes = rest_loop("round", 0.45, size).nodes

    points = bent.vertices.astype(np.float64) + nodes[FRONT_NODE]
    away = np.linalg.norm(points[:, None] - nodes[None], axis=2).min(axis=1)
    # A bead of 7.5 mm whose middle lies 2.6 mm above the loop.
    assert 0.0 < float(away.max()) < 0.0085
    lengths = np.linalg.norm(bent.normals, axis=1)
    assert np.allclose(lengths, 1.0, atol=1e-5)
    areas = [_area(part.vertices, part.triangles) for part in (PEARLS.meshes[0], bent)]
    assert areas[1] == pytest.approx(areas[0], rel=0.05)


def _area(vertices: np.ndarray, triangles: np.ndarray) -> float:
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())


def test_bent_parts_are_the_same_objects_while_in_use() -> None:
    first, second = (bent_parts(PEARLS.meshes, "round", 0.45, 1.06) for _ in range(2))

    assert all(a is b for a, b in zip(first, second, strict=True))
    assert bent_parts(PEARLS.meshes, "round", 0.45, 1.0)[0] is PEARLS.meshes[0]


def test_pendants_bend_as_one_piece() -> None:
    jade = CATALOG.product("ngu-hanh")
    parts = bent_parts(jade.meshes, "pointed", 0.5, 1.1)

    for own, bent in zip(jade.meshes, parts, strict=True):
        if own.name.startswith("pendant"):
            gaps = [np.linalg.norm(p.vertices - p.vertices[0], axis=1) for p in (own, bent)]
            assert np.allclose(*gaps, atol=1e-5)


def test_the_torso_turns_the_necklace_and_the_head_does_not() -> None:
    model = load_neck_model()
    turn = rotation_from_vector(np.array([0.0, 0.5, 0.0]))
    torso_only = with_torso(head(facing()), turn, model.points["neck_base"])

    straight, turned = fitted(head(facing())), fitted(torso_only)

    angle = straight.camera_from_product.rotation.T @ turned.camera_from_product.rotation
    yaw = float(np.arctan2(angle[0, 2], angle[0, 0]))
    assert 0.40 < yaw < 0.5


@pytest.mark.parametrize(
    ("yaw_deg", "refusal"),
    [(40.0, None), (-40.0, None), (75.0, "turned_away"), (-110.0, "turned_away")],
)
def test_bodies_seen_from_the_side_wear_no_necklace(yaw_deg: float, refusal: str | None) -> None:
    turn = rotation_from_vector(np.array([0.0, np.radians(yaw_deg), 0.0]))
    aside = with_torso(head(facing()), turn, load_neck_model().points["neck_base"])

    assert fitted(aside).refusal == refusal


def test_a_measured_neck_outweighs_the_head() -> None:
    slim = replace(head(facing()), measures={"neck_breadth_mm": Measure(102.6, 95.0, 110.0)})

    assert bust_of(slim).size == pytest.approx(0.9)


def test_a_neck_below_the_picture_is_refused() -> None:
    low = RigidTransform(facing().rotation, np.array([0.0, 0.15, 0.6]))

    fit = fit_necklace(head(low), PEARLS, CAMERA)

    assert fit is not None
    assert fit.refusal == NECK_NOT_VISIBLE


def test_clothes_hide_chains_on_skin_and_carry_those_on_cloth() -> None:
    bare, dressed = (covered(head(facing()), clothes=share, hair=0.0) for share in (0.1, 0.9))

    assert "clothes" in fitted(bare).covered_by
    assert "clothes" not in fitted(dressed).covered_by
    # A covered neck wears the chain over its collar, farther out.
    widths = [np.ptp(np.vstack([m.vertices for m in fitted(who).meshes or ()])[:, 0])
              for who in (bare, dressed)]  # fmt: skip
    assert widths[1] > widths[0] + 0.001


def test_chokers_are_refused_over_collars() -> None:
    assert fitted(covered(head(facing()), clothes=0.9), CHOKER).refusal == NECK_COVERED
    assert fitted(covered(head(facing()), clothes=0.1), CHOKER).refusal is None


def test_only_long_hair_hides_necklaces() -> None:
    assert "hair" in fitted(covered(head(facing()), hair=0.9)).covered_by
    assert "hair" not in fitted(covered(head(facing()), hair=0.1)).covered_by


def test_the_bust_receives_the_shadow_of_what_lies_on_it() -> None:
    occluders = fitted(head(facing())).occluders

    front = occluders[-2]
    assert front.receives_shadow
    assert not occluders[-1].receives_shadow
    # Shared: two necklaces on one neck draw it once.
    face = head(facing())
    assert fitted(face).occluders[-1] is fitted(face, CHOKER).occluders[-1]
