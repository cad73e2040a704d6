"""Which one sentence, if any, helps the shopper now."""

from __future__ import annotations

from typing import Literal

from tryon import Report

Hint = Literal[
    "", "searching", "starting", "nobody", "closer", "look", "center", "glasses_worn",
    "headwear_worn", "hair_too_tall", "lobe_uncertain", "ears_hidden", "neck_not_visible",
    "neck_covered",
]  # fmt: skip
_OWN: tuple[Hint, ...] = (
    "headwear_worn", "hair_too_tall", "ears_hidden", "lobe_uncertain", "neck_not_visible",
    "neck_covered", "glasses_worn",
)  # fmt: skip
"""Reason codes that have a sentence of their own."""

_HOLD_S = 0.8
# Words of the reason codes that fits and trackers give; a code may hold more than one.
_CLOSER = ("small", "far", "distance")
_LOOK = ("turned", "yaw", "away", "pitch", "extreme", "profile")
_CENTER = ("cut", "edge", "border", "outside")
# Frames can be worn from 30 px; below 60 px a shopper cannot judge them on the screen.
_SMALL_FACE_PX = 60.0


def report_hint(report: Report) -> Hint:
    """Give what would improve the picture most; empty if it is good."""
    faces = [subject for subject in report["subjects"] if subject["kind"] == "face"]
    if not faces:
        return "nobody"
    codes = [fit["refusal"] or "" for fit in report["fits"]]
    notes = [note for face in faces for note in face["notes"]]
    own: Hint | None = next((hint for hint in _OWN if hint in codes or hint in notes), None)
    if any(not code for code in codes):
        largest = max(face["box"][2] - face["box"][0] for face in faces)
        return own or ("closer" if largest < _SMALL_FACE_PX else "")
    if own is not None:
        return own
    reasons = " ".join(codes)
    if any(word in reasons for word in _CLOSER):
        return "closer"
    if any(word in reasons for word in _CENTER):
        return "center"
    return "look" if codes or any(word in reasons for word in _LOOK) else ""


def mirror_hint(has_camera: bool, is_answering: bool, report: Report | None) -> Hint:
    """Give the one hint that matters most: without a camera no other one helps.

    Parameters
    ----------
    has_camera : whether pictures arrive
    is_answering : whether the engine has answered lately
    report : of its last answer, None before the first
    """
    if not has_camera:
        return "searching"
    if not is_answering or report is None:
        return "starting"
    return report_hint(report)


class SteadyHint:
    """Show a hint only once it has been right for a while: it must not flicker."""

    def __init__(self) -> None:
        self._candidate: Hint = ""
        self._since_s = 0.0
        self._shown: Hint = ""

    def update(self, hint: Hint, now_s: float) -> Hint:
        """Give what to show, given what is right at `now_s`, s."""
        if hint != self._candidate:
            self._candidate, self._since_s = hint, now_s
        # Good news shows at once.
        if not hint or now_s - self._since_s >= _HOLD_S:
            self._shown = hint
        return self._shown
