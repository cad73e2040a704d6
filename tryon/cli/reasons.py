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
    "no_gravity": "the floor cannot be told from this picture; take one that shows more of the "
    "room, or use --marker, --a4 or --gravity",
    "tap_above_horizon": "the place tapped is above the floor's horizon; tap lower",
    "marker_not_found": "the sheet on the floor was not found; lay it flat, well lit, all in view",
    "marker_ambiguous": "the sheet is too small to tell how the floor lies; go closer to it",
    "camera_too_tilted": "the camera was tilted too far; hold it upright, a little downwards",
    "product_out_of_frame": "most of it would be outside the picture; tap nearer to the middle",
    "camera_in_product": "it would stand where the camera is; tap farther away",
}
NOTES: Mapping[str, str] = {
    "glasses_worn": "glasses are worn already; take them off for a true picture",
    "headwear_worn": "a hat is worn already",
    "maybe_child": "this may be a child: sizes are less certain",
    "too_far": "so far away sizes are a rough guess; tap nearer or use a marker",
    "scale_assumed": "nothing of known size was told: sizes are an estimate; use --marker, --a4, "
    "--reference or --camera-height",
    "scale_conflict": "what was told of sizes contradicts itself; check it",
    "image_cropped": "a cropped picture says less about its camera: sizes are less certain",
    "lens_too_wide": "a very wide lens bends what is near the edges; sizes are less certain there",
    "focal_assumed": "the picture does not tell its lens; --camera 26mm makes sizes truer",
    "taps_too_close": "the two places are too close together; take a longer distance",
    "sensor_disagrees": "the sensor and the lines of the room disagree about what is upright",
    "marker_not_found": "the sheet on the floor was not found and does not count",
    "marker_ambiguous": "the sheet is too small to tell how the floor lies and does not count",
    "collision": "runs into another piece",
}

_BYSTANDERS = (
    "people and pets in the picture hide what stands behind them; --no-people draws over them"
)
SOURCES: Mapping[str, str] = {
    "sheet": "measured by the sheet on the floor",
    "reference": "measured by the upright thing of known height",
    "span": "measured by the known distance",
    "height_entered": "from the camera height you entered",
    "height_assumed": "from an assumed camera height",
}
"""Where sizes in a room come from."""


def messages(report: Report) -> list[str]:
    """Give each thing worth saying about a picture once; which product it is about comes first."""
    said: list[str] = []
    for fit in report["fits"]:
        refusal = fit["refusal"]
        if refusal is not None:
            said.append(f"{fit['sku']}: {REFUSALS.get(refusal, refusal)}")
        warned = fit.get("warnings", [])
        said.extend(f"{fit['sku']}: {NOTES[code]}" for code in warned if code in NOTES)
    for subject in report["subjects"]:
        said.extend(NOTES[note] for note in subject["notes"] if note in NOTES)
    return list(dict.fromkeys(said))


def room_messages(report: Report) -> list[str]:
    """Give what is worth saying about a room: why it was refused, warnings, and notes."""
    refusal = report.get("refusal")
    if refusal is not None:
        return [REFUSALS.get(refusal, refusal)]
    present = report.get("bystanders", [])
    said = [_BYSTANDERS] if present and report["fits"] else []
    return messages(report) + said


def placement_lines(report: Report) -> list[str]:
    """Give a line on each piece that was drawn: how far away, how sure its size is, and why.

    Where no piece is asked for, a line on the floor.
    """
    floors = [subject["floor"] for subject in report["subjects"] if "floor" in subject]
    source = SOURCES.get(floors[0]["scale_source"], "") if floors else ""
    if floors and not report["fits"]:
        height, tilt = floors[0]["height_m"], floors[0]["up_sd_deg"]
        return [f"floor found: {height:.2f} m below the camera, tilt +-{tilt:.1f} deg, {source}"]
    return [
        f"{fit['sku']}: {fit.get('distance_m') or 0.0:.1f} m away, "
        f"size +-{fit.get('size_band_pct') or 0.0:.0f} %, {source}"
        for fit in report["fits"]
        if fit["refusal"] is None
    ]
