"""What a category declares, and what its fit gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tryon.catalog.product import MeshPart, Product
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks, Subject
from tryon.landmarks.matte import Matte, MatteKind
from tryon.landmarks.wearer import Need
from tryon.scene import FadeOut, Finish, HairTrim, Occluder, TempleFlex


@dataclass(frozen=True, slots=True, eq=False)
class PartFit:
    """How the parts of a product whose names begin with `prefix` sit, where it is another way.

    Parameters
    ----------
    prefix : of node names; the first `PartFit` that matches a part counts
    camera_from_product : None hides the parts
    covered_by : mattes that hide the parts
    mattes : further ones, of the category's own making
    """

    prefix: str
    camera_from_product: RigidTransform | None
    covered_by: tuple[MatteKind, ...] = ("hands",)
    mattes: tuple[Matte, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PaintFit:
    """Where one shade of a product is painted; what it is like says `scene.SkinPaint`.

    Parameters
    ----------
    kind, mask, coverage, finish, spare, margin_px : as of `SkinPaint`
    shade : row of `Variant.shades`
    covered_by : mattes under which nothing is painted
    """

    kind: str
    mask: Matte
    coverage: float
    finish: Finish
    shade: int = 0
    covered_by: tuple[MatteKind, ...] = ("hands", "hair")
    spare: Matte | None = None
    margin_px: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How a product sits on a subject in one frame.

    Parameters
    ----------
    camera_from_product, scale : `camera = R @ (scale * product) + t`
    confidence : [0, 1]
    occluders : surfaces of the subject that hide the product
    refusal : reason code if the product cannot be shown, None if it can
    flex : bending of spectacle temples
    fade : where the product disappears behind its wearer, subject frame
    parts : parts that sit otherwise than the product as a whole
    covered_by : mattes of the subject that hide the product
    paints : where colour goes, first below
    trims : hair that the product takes away
    shadow_from : as of `scene.PlacedMesh`
    meshes : the product's parts bent to lie on this subject, None if they are as made
    """

    camera_from_product: RigidTransform
    scale: float
    confidence: float
    occluders: tuple[Occluder, ...] = ()
    refusal: str | None = None
    flex: TempleFlex | None = None
    fade: FadeOut | None = None
    parts: tuple[PartFit, ...] = ()
    covered_by: tuple[MatteKind, ...] = ("hands",)
    paints: tuple[PaintFit, ...] = ()
    trims: tuple[HairTrim, ...] = ()
    shadow_from: tuple[float, float, float] | None = None
    meshes: tuple[MeshPart, ...] | None = None


FitFunction = Callable[[Landmarks, Product, CameraIntrinsics], Fit | None]
Animate = Callable[[Fit, Product, Any, float], tuple[Fit, Any]]
"""`(fit, product, state, timestamp_s) -> (fit, state)`: adds motion of its own, such as swinging,
to the fits of a stream; `state` is None at first and whatever the function gave last after."""


def one_slot(product: Product) -> str:
    """Give the slot of a category of which one product is worn at a time."""
    return product.category


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of product, declared once in its folder.

    Parameters
    ----------
    name : folder name
    subject : what it is worn on
    attachment_points : names every product of the category must have
    dimensions : names of the manifest's sizes every product must declare, mm
    reported_points : attachment points written into reports
    fit : pure function; None if the landmarks are of another subject
    needs : what must be known of the subject besides its landmarks
    slot : what products of the category replace each other: those with the same slot
    animate : moves what hangs loose, in streams only; None if nothing does
    has_mesh : whether products are meshes; others only change the picture
    """

    name: str
    subject: Subject
    attachment_points: tuple[str, ...]
    dimensions: tuple[str, ...]
    reported_points: tuple[str, ...]
    fit: FitFunction
    needs: frozenset[Need] = frozenset({"hands"})
    slot: Callable[[Product], str] = one_slot
    animate: Animate | None = None
    has_mesh: bool = True
