"""Looks around heads for what products need beside landmarks: mattes, further points, notes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from tryon.arrays import Array1
from tryon.frame import Frame
from tryon.landmarks.landmarks import Landmarks, Measure
from tryon.landmarks.matte import Matte, MatteKind
from tryon.landmarks.wearer import Need
from tryon.tracking.hair import find_hair
from tryon.tracking.hand_finder import HandFinder
from tryon.tracking.hand_nets import HandNets
from tryon.tracking.head_findings import HeadFindings, calmed
from tryon.tracking.head_regions import head_regions
from tryon.tracking.head_window import HeadWindow
from tryon.tracking.own_glasses import wears_glasses
from tryon.tracking.own_headwear import HEADWEAR_WORN
from tryon.tracking.person_mask import PersonNet

Refine = Callable[[Frame, Landmarks], Landmarks]
"""A step that adds points, measures or notes to a face's landmarks and changes nothing else."""

_FULL_LOOK_S = 0.35
"""While hands move before a head, they are looked at in between looks at all of it."""
_PERSON_NEEDS = frozenset[Need]({"hair", "clothes", "person"})


@dataclass(frozen=True, slots=True)
class HeadModels:
    """Paths of the model files that heads are looked at with."""

    selfie_segmenter: Path
    hand_landmarker: Path


class HeadFinder:
    """Everything heavy a head tracker needs; one per process, one call at a time.

    Nets are loaded when first needed.

    Parameters
    ----------
    models : where the nets are
    steps : what else to find, by the need that asks for it
    """

    def __init__(self, models: HeadModels, steps: Mapping[Need, Refine] | None = None) -> None:
        self._models = models
        self._steps = dict(steps or {})
        self._lock = threading.Lock()

    @cached_property
    def _person_net(self) -> PersonNet:
        return PersonNet(self._models.selfie_segmenter.read_bytes())

    @cached_property
    def _hand_finder(self) -> HandFinder:
        return HandFinder(HandNets(self._models.hand_landmarker))

    def look(
        self,
        frame: Frame,
        heads: Sequence[Landmarks],
        needs: frozenset[Need],
        before: Mapping[int, HeadFindings] | None = None,
    ) -> dict[int, HeadFindings]:
        """Look at every head of a frame.

        Parameters
        ----------
        heads : as tracked in this frame
        needs : what to find
        before : findings of the same stream by track, to calm the new ones with

        Returns
        -------
        Findings by track.

        Raises
        ------
        TrackerError
            If a net fails.
        """
        found: dict[int, HeadFindings] = {}
        with self._lock:
            for head in heads:
                old = None if before is None else before.get(head.track_id)
                new = self._hands_only(frame, head, needs, old)
                if new is None:
                    others = tuple(other for other in heads if other is not head)
                    new = calmed(self._whole(frame, head, others, needs), old, frame.camera)
                if "hands" in needs:
                    new = self._hand_finder.find(frame, new, old)
                found[head.track_id] = new
        return found

    def _hands_only(
        self, frame: Frame, head: Landmarks, needs: frozenset[Need], old: HeadFindings | None
    ) -> HeadFindings | None:
        """Give what was known before if only the hands need another look."""
        if old is None or not old.hands or old.needs != needs:
            return None
        is_fresh = 0.0 <= frame.timestamp_s - old.looked_s < _FULL_LOOK_S
        return old.carried(head, frame.camera) if is_fresh else None

    def _whole(
        self,
        frame: Frame,
        head: Landmarks,
        others: tuple[Landmarks, ...],
        needs: frozenset[Need],
    ) -> HeadFindings:
        mattes = self._mattes(frame, head, others, needs)
        refined = replace(head, mattes=mattes)
        for need in sorted(needs & self._steps.keys()):
            refined = self._steps[need](frame, refined)
        return HeadFindings(
            head,
            mattes,
            looked_s=frame.timestamp_s,
            needs=needs,
            points=_new_points(refined, head),
            measures=_new_measures(refined, head),
            notes=tuple(n for n in refined.notes if n not in (*head.notes, HEADWEAR_WORN)),
            own_glasses=float(wears_glasses(frame, head)),
            own_headwear=float(HEADWEAR_WORN in refined.notes),
        )

    def _mattes(
        self,
        frame: Frame,
        head: Landmarks,
        others: tuple[Landmarks, ...],
        needs: frozenset[Need],
    ) -> dict[MatteKind, Matte]:
        mattes: dict[MatteKind, Matte] = {}
        if not needs & _PERSON_NEEDS:
            return mattes
        window = HeadWindow.around(head, frame.camera)
        crop = window.cut(frame.image)
        person = self._person_net.mask(crop)
        if "person" in needs:
            mattes["person"] = window.matte(person)
        if needs & {"hair", "clothes"}:
            regions = head_regions(head, frame.camera, window, others)
            hair = find_hair(crop, person, head, window, regions)
            if "hair" in needs:
                mattes["hair"] = window.matte(hair.hair)
            if "clothes" in needs:
                mattes["clothes"] = window.matte(hair.clothes)
        return mattes


def _new_points(refined: Landmarks, head: Landmarks) -> dict[str, Array1]:
    known = head.subject_points
    return {
        name: point
        for name, point in refined.subject_points.items()
        if name not in known or (point is not known[name] and (point != known[name]).any())
    }


def _new_measures(refined: Landmarks, head: Landmarks) -> dict[str, Measure]:
    known = head.measures
    return {n: measure for n, measure in refined.measures.items() if known.get(n) != measure}
