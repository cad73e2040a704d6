"""What the command line says about reason codes of reports."""

from __future__ import annotations

from collections.abc import Mapping

from tryon.report import Report

REFUSALS: Mapping[str, str] = {
    "turned_away": "the face is turned too far away; look towards the camera",
    "cut_off": "the face is cut off by the picture's edge; move it into the picture",
    "face_too_small": "the face is too small; come closer or use a larger picture",
    "headwear_worn": "a hat is worn already; take it off",
    "hair_too_tall": "the hair stands too high for a hat; tie it lower",
    "lobe_uncertain": "the ear lobe is not seen well enough; come closer and turn a little",
    "ears_hidden": "the ears are covered; put the hair behind them",
    "neck_not_visible": "neck and shoulders are not in the picture; step back",
    "neck_covered": "a collar covers the neck; open it or choose a longer necklace",
}
NOTES: Mapping[str, str] = {
    "glasses_worn": "glasses are worn already; take them off for a true picture",
    "headwear_worn": "a hat is worn already",
    "maybe_child": "this may be a child: sizes are less certain",
}


def messages(report: Report) -> list[str]:
    """Give each thing worth saying about a picture once; which product it is about comes first."""
    said: list[str] = []
    for fit in report["fits"]:
        refusal = fit["refusal"]
        if refusal is not None:
            said.append(f"{fit['sku']}: {REFUSALS.get(refusal, refusal)}")
    for subject in report["subjects"]:
        said.extend(NOTES[note] for note in subject["notes"] if note in NOTES)
    return list(dict.fromkeys(said))
