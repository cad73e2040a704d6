"""The pipeline and nothing else: frame, landmarks, fit, scene, layer, picture."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

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
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks, Subject
from tryon.landmarks.wearer import Need, WearerHints
from tryon.rendering.composite import composite
from tryon.rendering.lighting import LightEstimator
from tryon.rendering.renderer import Renderer
from tryon.rendering.retouch import RetouchMemory, retouch
from tryon.scene import Light, Scene
from tryon.tracking.tracker import Tracker, TrackerFactory

_MAX_STREAMS = 16
"""The least recently used stream is dropped: a guard against callers that never forget one."""


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


@dataclass(slots=True)
class _Stream:
    """What one stream of frames remembers."""

    trackers: dict[Subject, Tracker] = field(default_factory=dict[Subject, Tracker])
    hints: WearerHints = field(default_factory=WearerHints)
    light: LightEstimator = field(default_factory=LightEstimator)
    retouching: RetouchMemory | None = None
    motion: dict[tuple[int, str], Any] = field(default_factory=dict[tuple[int, str], Any])
    """What `Category.animate` remembers, by track and SKU."""

    def use_hints(self, hints: WearerHints) -> None:
        """Tell the trackers what the wearer tells now; what they measured stays."""
        if hints != self.hints:
            self.hints = hints
            for tracker in self.trackers.values():
                tracker.use_hints(hints)

    def close(self) -> None:
        for tracker in self.trackers.values():
            tracker.close()
        self.trackers.clear()


class TryOnEngine:
    """Puts products on the people of a frame. Not thread-safe: one thread makes and uses it.

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
        self._streams: OrderedDict[str, _Stream] = OrderedDict()
        self._still = _Stream()
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
        pupillary_distance_mm: float | None = None,
        holds_card: bool = False,
        out: Image | None = None,
    ) -> TryOnResult:
        """Find the subjects of a frame and draw the products on them.

        Parameters
        ----------
        frame : the picture
        products : what the people in view wear; empty only tracks faces
        stream : name of the stream the frame belongs to (tracks and light are smoothed over
            it), or None for a single picture
        pupillary_distance_mm : the wearer's own, typed, None if unknown
        holds_card : whether the wearer holds a bank card flat against forehead or mouth
        out : (H, W, 3) to draw into, a new picture if None

        Raises
        ------
        TrackerError, RendererError
            If a backend failed.
        """
        self.catch_up()
        start = time.perf_counter()
        if stream is None:  # Nothing of one shopper's picture may colour the next one's.
            self._still.light = LightEstimator()
        state = self._still if stream is None else self._stream(stream)
        state.use_hints(WearerHints(pupillary_distance_mm, holds_card))
        landmarks = self._track(frame, products, state, is_stream=stream is not None)
        tracked = time.perf_counter()
        fits = self._fit(frame, landmarks, products, state, is_stream=stream is not None)
        fitted = time.perf_counter()
        timings = {"track": tracked - start, "fit": fitted - tracked}
        image = np.empty_like(frame.image) if out is None else out
        np.copyto(image, frame.image)
        timings |= self._draw(image, frame, landmarks, fits, state)
        timings["total"] = time.perf_counter() - start
        return TryOnResult(image, landmarks, fits, timings)

    def catch_up(self) -> None:
        """Renew the light between frames, where nobody waits; the next frame does it otherwise."""
        while self._later:
            estimator, frame, subject = self._later.pop()
            estimator.estimate(frame, subject)

    def forget(self, stream: str) -> None:
        """Drop what is remembered of a stream; unknown names are fine."""
        state = self._streams.pop(stream, None)
        if state is not None:
            state.close()

    def close(self) -> None:
        """Free trackers and renderer; safe twice."""
        for state in (*self._streams.values(), self._still):
            state.close()
        self._streams.clear()
        self._make_tracker.close()
        self._renderer.close()

    def _stream(self, name: str) -> _Stream:
        state = self._streams.setdefault(name, _Stream(retouching=RetouchMemory()))
        self._streams.move_to_end(name)
        while len(self._streams) > _MAX_STREAMS:
            self._streams.popitem(last=False)[1].close()
        return state

    def _track(
        self, frame: Frame, products: Sequence[WornProduct], state: _Stream, *, is_stream: bool
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
        state: _Stream,
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

    def _draw(
        self,
        image: Image,
        frame: Frame,
        landmarks: tuple[Landmarks, ...],
        fits: tuple[PlacedFit, ...],
        state: _Stream,
    ) -> dict[str, float]:
        """Draw person by person, the farthest first, each in their own light; gives times."""
        hiding = occluders(fits)
        if state.retouching is not None:
            state.retouching.keep_only({subject.track_id for subject in landmarks})
        start = time.perf_counter()
        worn: list[tuple[Landmarks, list[PlacedFit], Light]] = []
        for subject in farthest_first(landmarks):
            own = [f for f in fits if f.track_id == subject.track_id and f.fit.refusal is None]
            if own:
                worn.append((subject, own, self._light(state.light, frame, subject)))
        lit = time.perf_counter()
        retouched_s = 0.0

        def retouch_all() -> None:
            # Before anything is drawn over the picture: no filling may smear another one's hat.
            nonlocal retouched_s
            began = time.perf_counter()
            for subject, own, light in worn:
                changes = retouches(own, subject)
                retouch(image, changes, subject, light, memory=state.retouching)
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
