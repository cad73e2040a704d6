"""What to tell a person about a report: reason codes, most important first."""

from __future__ import annotations

from tryon import Report

NO_FACE = "no_face"


def reasons_nothing_is_worn(report: Report) -> list[str]:
    """Give why no product could be placed; empty if at least one was."""
    if any(fit["refusal"] is None for fit in report["fits"]):
        return []
    return hints(report) or [NO_FACE]


def hints(report: Report) -> list[str]:
    """Give each reason code of the report once: nobody there, refusals, the tracker's notes."""
    if not report["subjects"]:
        return [NO_FACE]
    codes = [fit["refusal"] for fit in report["fits"] if fit["refusal"] is not None]
    notes = [note for subject in report["subjects"] for note in subject["notes"]]
    return list(dict.fromkeys([*codes, *notes]))
