"""The only place that names concrete backends."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tryon.categories.category import Category
from tryon.errors import BackendError, UnknownProductError, WrongSubjectError
from tryon.landmarks.landmarks import Subject
from tryon.landmarks.room import Stand
from tryon.landmarks.wearer import Need, WearerHints

if TYPE_CHECKING:
    from tryon.catalog.catalog import Catalog
    from tryon.catalog.looks import Look, Looks
    from tryon.catalog.product import Product, Variant
    from tryon.engine import TryOnEngine
    from tryon.engine_scene import WornProduct
    from tryon.rendering.renderer import Renderer
    from tryon.room_studio import RoomStudio
    from tryon.tracking.background_look import BackgroundLook
    from tryon.tracking.face_nets import FaceNets
    from tryon.tracking.head_finder import HeadFinder
    from tryon.tracking.models import ModelStore
    from tryon.tracking.room_reader import RoomReader
    from tryon.tracking.tracker import Tracker

_ASSETS = Path(__file__).resolve().parent.parent / "assets"
DEFAULT_CATALOG_DIR = _ASSETS / "products"
DEFAULT_LOOKS_DIR = _ASSETS / "looks"
DEFAULT_SAMPLES_DIR = _ASSETS / "samples"


@dataclass(frozen=True, slots=True)
class Choice:
    """A product to try on.

    Parameters
    ----------
    sku : of the product
    variant : its colour, None for the default one
    person : number of the subject that wears it, as reports name it; None for everybody
    """

    sku: str
    variant: str | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A piece to put into a room: a product of the catalogue, its variant, and where it stands."""

    sku: str
    variant: str | None
    stand: Stand


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Everything an engine is made from; can be sent to another process.

    Parameters
    ----------
    max_people : people tracked at once, [1, 8]
    renderer : `auto` takes GL where it works and the flat renderer elsewhere
    catalog_dirs : folders of product folders
    models_dir : folder of the fetched models, None for the user's cache
    subjects : what an engine process gets ready for before it is asked; the first pictures of
        others take longer
    """

    max_people: int = 4
    renderer: Literal["auto", "pyrender", "flat"] = "auto"
    catalog_dirs: tuple[Path, ...] = field(default=(DEFAULT_CATALOG_DIR,))
    models_dir: Path | None = None
    subjects: tuple[Subject, ...] = ("face", "room")


def load_categories() -> Mapping[str, Category]:
    """Find the categories by their folders; each declares one `CATEGORY`."""
    import tryon.categories as package

    found: dict[str, Category] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg:
            category: Category = importlib.import_module(
                f"{package.__name__}.{module.name}"
            ).CATEGORY
            found[category.name] = category
    return found


def load_catalog(config: EngineConfig) -> Catalog:
    """Load the catalogue an engine of this configuration sells from."""
    from tryon.catalog.catalog import Catalog

    return Catalog.load(config.catalog_dirs)


def slot_of(product: Product) -> str:
    """Give what a product takes the place of: products of one slot replace each other."""
    category = _categories().get(product.category)
    return product.category if category is None else category.slot(product)


def subject_of(product: Product) -> Subject | None:
    """Give what a product is tried on: `face` or `room`; None if its category is unknown."""
    category = _categories().get(product.category)
    return None if category is None else category.subject


@cache
def _categories() -> Mapping[str, Category]:
    return load_categories()


def load_looks(catalog: Catalog, folders: Iterable[Path] = (DEFAULT_LOOKS_DIR,)) -> Looks:
    """Load the looks that can be put together out of a catalogue."""
    from tryon.catalog.looks import Looks

    return Looks.load(folders, catalog, slot_of)


def look_choices(look: Look, person: int | None = None) -> tuple[Choice, ...]:
    """Give what a look puts on a person, on everybody for None."""
    return tuple(Choice(item.sku, item.variant, person) for item in look.items)


def worn_product(catalog: Catalog, choice: Choice, subject: Subject = "face") -> WornProduct:
    """Find a chosen product and its variant.

    Parameters
    ----------
    catalog, choice : what is sold, what is chosen of it
    subject : what it shall be tried on

    Raises
    ------
    UnknownProductError
        If the catalogue has no such SKU, or the product no such variant.
    WrongSubjectError
        If the product is made for something else than the subject.
    """
    from tryon.engine_scene import WornProduct

    made_for = subject_of(catalog.listed(choice.sku))
    if made_for != subject:
        msg = f"{choice.sku}: expected a product for the {subject}, got one for the {made_for}"
        raise WrongSubjectError(msg)
    product = catalog.product(choice.sku)
    return WornProduct(product, variant_of(product, choice), choice.person)


def variant_of(product: Product, choice: Choice) -> Variant:
    """Give the chosen variant of a product.

    Raises
    ------
    UnknownProductError
        If the product has no such variant.
    """
    try:
        return product.variant(choice.variant)
    except KeyError as error:
        known = ", ".join(variant.id for variant in product.variants)
        msg = f"{choice.sku}: expected a variant out of {known}, got {choice.variant}"
        raise UnknownProductError(msg) from error


def create_renderer(kind: Literal["auto", "pyrender", "flat"]) -> Renderer:
    """Make a renderer.

    Raises
    ------
    RendererError
        If GL is asked for and does not start.
    """
    from tryon.errors import RendererError
    from tryon.rendering.flat_backend import FlatRenderer

    if kind == "flat":
        return FlatRenderer()
    try:
        from tryon.rendering.pyrender_backend import PyrenderRenderer

        return PyrenderRenderer()
    except (RendererError, ImportError):
        if kind == "pyrender":
            raise
        return FlatRenderer()


def create_engine(config: EngineConfig, renderer: Renderer | None = None) -> TryOnEngine:
    """Make an engine with the real trackers and renderer.

    Parameters
    ----------
    config : what it is made from
    renderer : what draws, owned by the engine from here on; None makes the configured one

    Raises
    ------
    ModelMissingError, ModelAlteredError
        If a model is not fetched or not the pinned one.
    RendererError
        If GL is asked for and does not start.
    """
    from tryon.engine import TryOnEngine
    from tryon.tracking.ears import EarFinder, load_ear_net
    from tryon.tracking.face_nets import FaceNets
    from tryon.tracking.hat_net import HatNet
    from tryon.tracking.head_finder import HeadFinder, HeadModels, Refine
    from tryon.tracking.own_headwear import HeadwearNoter
    from tryon.tracking.shoulders import ShoulderFinder

    store = _models(config.models_dir)
    nets = FaceNets(
        store.path("face_landmarker.task"),
        store.path("face_detection_full_range_sparse.tflite"),
        store.path("face_detection_short_range.tflite"),
    )
    shoulders = ShoulderFinder(store.path("pose_landmarker_full.task"))
    # Further steps of heads (by the need that asks for them) are named here.
    models = HeadModels(store.path("selfie_segmenter.tflite"), store.path("hand_landmarker.task"))
    ears = EarFinder(load_ear_net())
    steps: dict[Need, Refine] = {
        "ears": ears.refine,
        "headwear": HeadwearNoter(HatNet(store.path("efficientnet_lite0.tflite"))).refine,
        "shoulders": shoulders.refine,
    }
    finder = HeadFinder(models, steps)
    trackers = _Trackers(nets, finder, config.max_people)
    renderer = renderer or create_renderer(config.renderer)
    return TryOnEngine(trackers, renderer, load_categories())


def create_room_reader(models_dir: Path | None = None) -> RoomReader:
    """Make a reader of rooms with the models of a folder, None for those of the user's cache.

    Missing or altered models raise as in `create_engine`.
    """
    from tryon.tracking.room_reader import load_room_reader

    return load_room_reader(_models(models_dir))


def _models(folder: Path | None) -> ModelStore:
    from tryon.tracking.model_manifest import read_manifest
    from tryon.tracking.models import ModelStore

    return ModelStore.default() if folder is None else ModelStore(folder, read_manifest())


def create_studio(renderer: Renderer) -> RoomStudio:
    """Make a studio for rooms that draws with a renderer; whoever made it closes it."""
    from tryon.room_studio import RoomStudio

    return RoomStudio(renderer, load_categories())


class _Trackers:
    """Makes the trackers of one engine and owns the nets they share."""

    def __init__(self, nets: FaceNets, finder: HeadFinder, max_people: int) -> None:
        from tryon.tracking.background_look import BackgroundLook

        self._nets = nets
        self._finder = finder
        self._background: BackgroundLook = BackgroundLook(finder)
        self._max_people = max_people

    def __call__(self, subject: Subject, *, is_stream: bool, hints: WearerHints) -> Tracker:
        from tryon.tracking.head_tracker import StillHeadTracker, StreamHeadTracker
        from tryon.tracking.roi_face import RoiFaceTracker

        if subject != "face":
            msg = f"tracker: expected one of face, got {subject}"
            raise BackendError(msg)
        faces = RoiFaceTracker(
            self._nets,
            mode="video" if is_stream else "image",
            max_people=self._max_people,
            hints=hints,
        )
        if is_stream:
            return StreamHeadTracker(faces, self._background)
        return StillHeadTracker(faces, self._finder)

    def close(self) -> None:
        """Stop the work in the background; safe twice."""
        self._background.close()
        self._nets.close()
