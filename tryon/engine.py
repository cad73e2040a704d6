"""The pipeline and nothing else: frame, landmarks, fit, scene, layer, picture."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tryon.arrays import Image
from tryon.catalog.product import Product
from tryon.categories.category import Category
from tryon.engine_scene import (
    PlacedFit,
    WornProduct,
    farthest_first,
    occluders,
    placed_meshes,
    retouches,
    worn_by,
)
from tryon.engine_streams import Stream, Streams
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks, Subject
from tryon.landmarks.wearer import NO_HINTS, Need, WearerHints
from tryon.rendering.composite import composite
from tryon.rendering.lighting import LightEstimator
from tryon.rendering.renderer import Renderer
from tryon.rendering.retouch import RetouchMemory, retouch
from tryon.scene import Light, Scene
from tryon.tracking.tracker import TrackerFactory


@dataclass(frozen=True, slots=True, eq=False)
class TryOnResult:
    """What trying on gave.

    Parameters
    ----------
    image : (H, W, 3) RGB uint8, not mirrored
    landmarks : the subjects found, nearest first
    fits : one per subject and product that concern each other, refusals included
    timings_s : by stage, s
    """

    image: Image
    landmarks: tuple[Landmarks, ...]
    fits: tuple[PlacedFit, ...]
    timings_s: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class FittedFrame:
    """A frame whose products are fitted but not drawn yet.

    Parameters
    ----------
    frame, landmarks, fits : as in `TryOnResult`
    timings_s : of the stages so far, s
    light, retouching : what the frame's stream remembers for drawing
    """

    frame: Frame
    landmarks: tuple[Landmarks, ...]
    fits: tuple[PlacedFit, ...]
    timings_s: Mapping[str, float]
    light: LightEstimator
    retouching: RetouchMemory | None


class TryOnEngine:
    """Puts products on the people of a frame.

    One thread makes and uses it, but for `fit` and `forget`: those two may have a thread of their
    own, so that a frame is fitted while the one before it is drawn.

    Parameters
    ----------
    make_tracker : gives a new tracker of a subject; owned by the engine from here on
    renderer : draws; owned by the engine from here on
    categories : by name
    """

    def __init__(
        self,
        make_tracker: TrackerFactory,
        renderer: Renderer,
        categories: Mapping[str, Category],
    ) -> None:
        self._make_tracker = make_tracker
        self._renderer = renderer
        self._categories = dict(categories)
        self._streams = Streams()
        self._later: list[tuple[LightEstimator, Frame, Landmarks]] = []

    @property
    def device_name(self) -> str:
        """What draws, as the driver names it."""
        return self._renderer.device_name

    def preload(self, product: Product) -> None:
        """Bring a product's meshes to the device so that its first picture is quick."""
        self._renderer.preload(product.meshes)

    def try_on(
        self,
        frame: Frame,
        products: Sequence[WornProduct],
        *,
        stream: str | None = None,
        hints: WearerHints = NO_HINTS,
        out: Image | None = None,
    ) -> TryOnResult:
        """Find the subjects of a frame and draw the products on them: `fit`, then `draw`."""
        return self.draw(self.fit(frame, products, stream=stream, hints=hints), out=out)

    def fit(
        self,
        frame: Frame,
        products: Sequence[WornProduct],
        *,
        stream: str | None = None,
        hints: WearerHints = NO_HINTS,
    ) -> FittedFrame:
        """Find the subjects of a frame and fit the products to them; nothing is drawn.

        Parameters
        ----------
        frame : the picture; the lens of a single one that nothing is known of is guessed anew
            where it would put a face closer than anybody holds a camera
        products : what the people in view wear; empty only tracks faces
        stream : name of the stream the frame belongs to (tracks and light are smoothed over
            it), or None for a single picture
        hints : what the wearer tells

        Raises
        ------
        TrackerError
            If a backend failed.
        """
        start = time.perf_counter()
        state = self._streams.of(stream)
        state.use_hints(hints)
        landmarks = self._track(frame, products, state, is_stream=stream is not None)
        if stream is None and landmarks:
            nearest_m = min(float(item.camera_from_subject.translation[2]) for item in landmarks)
            if (likelier := frame.camera.likelier(nearest_m)) is not frame.camera:
                frame = replace(frame, camera=likelier)
                landmarks = self._track(frame, products, state, is_stream=False)
        tracked = time.perf_counter()
        fits = self._fit(frame, landmarks, products, state, is_stream=stream is not None)
        timings = {"track": tracked - start, "fit": time.perf_counter() - tracked}
        return FittedFrame(frame, landmarks, fits, timings, state.light, state.retouching)

    def draw(self, fitted: FittedFrame, *, out: Image | None = None) -> TryOnResult:
        """Draw what was fitted, frames of a stream in their order.

        Parameters
        ----------
        fitted : of `fit`
        out : (H, W, 3) to draw into, the frame's own picture too; a new one if None

        Raises
        ------
        RendererError
            If a backend failed.
        """
        self.catch_up()
        frame = fitted.frame
        image = frame.copied_to(out)
        timings = {**fitted.timings_s, **self._draw(image, fitted)}
        timings["total"] = sum(timings.values())
        return TryOnResult(image, fitted.landmarks, fitted.fits, timings)

    def catch_up(self) -> None:
        """Renew the light between frames, where nobody waits; the next frame does it otherwise."""
        while self._later:
            estimator, frame, subject = self._later.pop()
            estimator.estimate(frame, subject)

    def forget(self, stream: str) -> None:
        """Drop what is remembered of a stream; unknown names are fine."""
        self._streams.forget(stream)

    def close(self) -> None:
        """Free trackers and renderer; safe twice."""
        self._streams.close()
        self._make_tracker.close()
        self._renderer.close()

    def _track(
        self, frame: Frame, products: Sequence[WornProduct], state: Stream, *, is_stream: bool
    ) -> tuple[Landmarks, ...]:
        subjects: list[Subject] = [
            self._categories[worn.product.category].subject for worn in products
        ] or ["face"]
        found: list[Landmarks] = []
        for subject in dict.fromkeys(subjects):
            if subject not in state.trackers:
                state.trackers[subject] = self._make_tracker(
                    subject, is_stream=is_stream, hints=state.hints
                )
            tracker = state.trackers[subject]
            tracker.use_needs(self._needs(subject, products))
            found.extend(tracker.track(frame))
        return tuple(found)

    def _needs(self, subject: Subject, products: Sequence[WornProduct]) -> frozenset[Need]:
        worn = (self._categories[item.product.category] for item in products)
        return frozenset(
            n for category in worn if category.subject == subject for n in category.needs
        )

    def _slot(self, product: Product) -> str:
        return self._categories[product.category].slot(product)

    def _fit(
        self,
        frame: Frame,
        landmarks: Sequence[Landmarks],
        products: Sequence[WornProduct],
        state: Stream,
        *,
        is_stream: bool,
    ) -> tuple[PlacedFit, ...]:
        fits: list[PlacedFit] = []
        for subject in landmarks:
            for worn in worn_by(subject.track_id, products, self._slot):
                category = self._categories[worn.product.category]
                fit = category.fit(subject, worn.product, frame.camera)
                if fit is None:
                    continue
                if category.animate is not None and is_stream and fit.refusal is None:
                    key = (subject.track_id, worn.product.sku)
                    fit, state.motion[key] = category.animate(
                        fit, worn.product, state.motion.get(key), frame.timestamp_s
                    )
                fits.append(PlacedFit(worn, subject.track_id, fit))
        seen = {placed.track_id for placed in fits}
        state.motion = {key: value for key, value in state.motion.items() if key[0] in seen}
        return tuple(fits)

    def _draw(self, image: Image, fitted: FittedFrame) -> dict[str, float]:
        """Draw person by person, the farthest first, each in their own light; gives times."""
        frame, landmarks, fits = fitted.frame, fitted.landmarks, fitted.fits
        hiding = occluders(fits)
        memory = fitted.retouching
        if memory is not None:
            memory.keep_only({subject.track_id for subject in landmarks})
        start = time.perf_counter()
        worn: list[tuple[Landmarks, list[PlacedFit], Light]] = []
        for subject in farthest_first(landmarks):
            own = [f for f in fits if f.track_id == subject.track_id and f.fit.refusal is None]
            if own:
                worn.append((subject, own, self._light(fitted.light, frame, subject)))
        lit = time.perf_counter()
        retouched_s = 0.0

        def retouch_all() -> None:
            # Before anything is drawn over the picture: no filling may smear another one's hat.
            nonlocal retouched_s
            began = time.perf_counter()
            for subject, own, light in worn:
                changes = retouches(own, subject)
                retouch(image, changes, subject, light, memory=memory)
            retouched_s = time.perf_counter() - began

        scenes = [
            Scene(frame.camera, placed_meshes(own, subject), hiding, light)
            for subject, own, light in worn
        ]
        layers = self._renderer.render_all(scenes, retouch_all)
        rendered = time.perf_counter()
        for (_, _, light), layer in zip(worn, layers, strict=True):
            composite(image, layer, noise_sigma=light.noise_sigma, seed=frame.index, out=image)
        return {
            "light": lit - start,
            "retouch": retouched_s,
            "render": rendered - lit - retouched_s,
            "composite": time.perf_counter() - rendered,
        }

    def _light(self, estimator: LightEstimator, frame: Frame, subject: Landmarks) -> Light:
        """Give the light known of a subject, estimated only if there is none yet."""
        light, is_due = estimator.known(frame, subject)
        if light is None:
            return estimator.estimate(frame, subject)
        if is_due:  # with a copy: the caller may write the next frame over this one
            self._later.append((estimator, replace(frame, image=frame.image.copy()), subject))
        return light
