"""From fits to what is drawn: placed meshes, what hides them, changes to the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tryon.catalog.product import CLEAR_LENS, MeshPart, Product, Variant
from tryon.categories.category import Fit, PartFit
from tryon.landmarks.landmarks import Landmarks
from tryon.landmarks.matte import Matte, MatteKind
from tryon.scene import Occluder, PlacedMesh, Retouch, SkinPaint


@dataclass(frozen=True, slots=True)
class WornProduct:
    """A product in the colour it is tried on in.

    Parameters
    ----------
    product, variant : what is worn
    person : track id of who wears it, None for everybody in view
    """

    product: Product
    variant: Variant
    person: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedFit:
    """The fit of one worn product on one subject."""

    worn: WornProduct
    track_id: int
    fit: Fit


def worn_by(
    person: int, products: Sequence[WornProduct], slot: Callable[[Product], str]
) -> list[WornProduct]:
    """Give what one person wears: their own, and of what is for everybody the rest.

    Parameters
    ----------
    person : track id
    products : what all wear
    slot : gives what a product takes the place of
    """
    own = {slot(worn.product) for worn in products if worn.person == person}
    return [
        worn
        for worn in products
        if worn.person == person or (worn.person is None and slot(worn.product) not in own)
    ]


def farthest_first(landmarks: Iterable[Landmarks]) -> list[Landmarks]:
    """Order subjects for drawing: who stands in front is drawn over who stands behind."""
    return sorted(landmarks, key=lambda item: -float(item.camera_from_subject.translation[2]))


def occluders(fits: Iterable[PlacedFit]) -> tuple[Occluder, ...]:
    """Give every surface that hides products, each once: products of one person share theirs."""
    return tuple({id(o): o for placed in fits for o in placed.fit.occluders}.values())


def placed_meshes(fits: Iterable[PlacedFit], subject: Landmarks) -> tuple[PlacedMesh, ...]:
    """Give the meshes of one subject's products where the fits put them."""
    subject_from_camera = subject.camera_from_subject.inverse()
    placed: list[PlacedMesh] = []
    for item in fits:
        fit, variant = item.fit, item.worn.variant
        for mesh in item.worn.product.meshes if fit.meshes is None else fit.meshes:
            own = _part_fit(fit, mesh)
            if own.camera_from_product is None:
                continue
            placed.append(
                PlacedMesh(
                    mesh,
                    variant.materials.get(mesh.material, mesh.surface),
                    (variant.lens or CLEAR_LENS) if mesh.is_lens else None,
                    own.camera_from_product,
                    fit.scale,
                    fit.flex,
                    subject_from_camera,
                    fit.fade,
                    _mattes(subject, own.covered_by) + own.mattes,
                    fit.shadow_from,
                )
            )
    return tuple(placed)


def retouches(fits: Iterable[PlacedFit], subject: Landmarks) -> tuple[Retouch, ...]:
    """Give the changes that one subject's products make to the picture itself, first below."""
    fits = tuple(fits)
    trims = tuple(trim for item in fits for trim in item.fit.trims)
    return trims + tuple(
        SkinPaint(
            paint.mask,
            item.worn.variant.shades[paint.shade],
            paint.coverage,
            paint.finish,
            paint.kind,
            _mattes(subject, paint.covered_by),
            paint.spare,
            paint.margin_px,
        )
        for item in fits
        for paint in item.fit.paints
    )


def _part_fit(fit: Fit, mesh: MeshPart) -> PartFit:
    for part in fit.parts:
        if mesh.name.startswith(part.prefix):
            return part
    return PartFit("", fit.camera_from_product, fit.covered_by)


def _mattes(subject: Landmarks, kinds: Sequence[MatteKind]) -> tuple[Matte, ...]:
    return tuple(subject.mattes[kind] for kind in kinds if kind in subject.mattes)
