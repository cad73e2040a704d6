"""Whether products stay with their wearers when people pass before each other.

`python -m benchmarks.track_swaps [--people 3] [--seconds 60] [--look FOLDER]` plays real faces
that cross (`benchmarks.crossing`) as a stream, gives everybody a pair of their own by the id the
first frames report, and counts where each pair is drawn from then on.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2

from benchmarks.clips import Image
from benchmarks.crossing import FRAME_RATE, Seen, crossing, people, room
from benchmarks.machine import describe_machine, save_result
from tryon import CameraIntrinsics, Choice, EngineConfig, EngineProcess, Report

SIZE = (1280, 720)
PAIRS = ("hoi-an", "my-khe", "truong-son", "an-bang")
_SEEN = 0.7
"""Share of a face that must show before its product is missed, and before its wearer is named."""


@dataclass(slots=True)
class Ledger:
    """Who wears what, and where it went.

    Parameters
    ----------
    owner : person by track id, as the first good sight named them
    """

    owner: dict[int, int] = field(default_factory=dict[int, int])
    swapped_frames: int = 0
    swaps: list[float] = field(default_factory=list[float])
    worn_frames: int = 0
    seen_frames: int = 0
    crossings: int = 0
    ids: set[int] = field(default_factory=set[int])
    _swapped_ids: set[int] = field(default_factory=set[int])
    _sides: dict[tuple[int, int], bool] = field(default_factory=dict[tuple[int, int], bool])

    def choices(self) -> list[Choice]:
        """Give everybody's own pair."""
        return [Choice(PAIRS[person], None, track) for track, person in self.owner.items()]

    def note(self, report: Report, seen: list[Seen], time_s: float) -> None:
        """Compare one answer with the truth."""
        self._count_crossings(seen)
        at = {subject["id"]: _whose(subject["box"], seen) for subject in report["subjects"]}
        self.ids |= set(at)
        drawn = {fit["subject"] for fit in report["fits"] if fit["refusal"] is None}
        swapped: set[int] = set()
        for track, person in at.items():
            if person is None:
                continue
            if track not in self.owner:
                # A mirror dresses whoever is new only in what is nobody else's.
                if person not in self.owner.values() and seen[person].share >= _SEEN:
                    self.owner[track] = person
            elif self.owner[track] != person and track in drawn:
                swapped.add(track)
        self.swapped_frames += bool(swapped)
        self.swaps += [time_s for _ in swapped - self._swapped_ids]
        self._swapped_ids = swapped
        dressed = {at[track] for track in drawn if self.owner.get(track) == at.get(track)}
        for one in seen:
            if one.share >= _SEEN and one.person in self.owner.values():
                self.seen_frames += 1
                self.worn_frames += one.person in dressed

    def _count_crossings(self, seen: list[Seen]) -> None:
        for one in seen:
            for other in seen[one.person + 1 :]:
                pair = one.person, other.person
                is_left = one.box[0] + one.box[2] < other.box[0] + other.box[2]
                self.crossings += self._sides.get(pair, is_left) != is_left
                self._sides[pair] = is_left

    def result(self) -> dict[str, Any]:
        """Give the figures."""
        return {
            "crossings": self.crossings,
            "swaps": len(self.swaps),
            "swaps_at_s": [round(time_s, 2) for time_s in self.swaps],
            "frames_with_a_swap": self.swapped_frames,
            "ids_given": len(self.ids),
            "own_product_worn_pct": round(100.0 * self.worn_frames / max(1, self.seen_frames), 2),
        }


def _whose(box: list[float], seen: list[Seen]) -> int | None:
    """Give whose face a reported box is: the nearest middle, if it lies on that face at all."""
    x, y = 0.5 * (box[0] + box[2]), 0.5 * (box[1] + box[3])
    best, nearest = None, 0.5
    for one in seen:
        x0, y0, x1, y1 = one.box
        size = max(x1 - x0, y1 - y0)
        off = max(abs(x - 0.5 * (x0 + x1)), abs(y - 0.5 * (y0 + y1))) / size
        # Of two faces in one place the one in front is the one that is seen.
        off += 0.3 * (1.0 - one.share)
        if off < nearest:
            best, nearest = one.person, off
    return best


def measure(count: int = 3, seconds: float = 60.0, look: Path | None = None) -> dict[str, Any]:
    """Play the clip and count; pictures of every swap go to `look`."""
    camera = CameraIntrinsics.default(*SIZE)
    engine = EngineProcess(EngineConfig(max_people=4), timeout_s=30.0)
    try:
        engine.start()
        cast = people(engine, count)
        ledger = Ledger()
        for index, (picture, seen) in enumerate(crossing(cast, room(*SIZE), seconds)):
            reply = engine.try_on(
                picture, camera, ledger.choices(), stream="crossing",
                timestamp_s=index / FRAME_RATE,
            )  # fmt: skip
            before = len(ledger.swaps)
            ledger.note(reply.report, seen, index / FRAME_RATE)
            if look is not None and (len(ledger.swaps) > before or index % 60 == 0):
                _write(look / f"{index:04d}.jpg", reply.image, reply.report)
    finally:
        engine.close()
    return {"people": [person.name for person in cast], "seconds": seconds, **ledger.result()}


def _write(path: Path, image: Image, report: Report) -> None:
    shown = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    for subject in report["subjects"]:
        x0, y0, x1, y1 = (round(value) for value in subject["box"])
        cv2.rectangle(shown, (x0, y0), (x1, y1), (0, 255, 0), 1)
        cv2.putText(shown, str(subject["id"]), (x0, y0 - 6), 0, 0.8, (0, 255, 0), 2)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), shown)


def save() -> None:
    """Measure two and three people and write `results/track_swaps.json`."""
    machine = describe_machine()
    save_result("track_swaps", machine, {f"people_{n}": measure(n) for n in (2, 3)})


def main(arguments: list[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Count products that change their wearers.")
    parser.add_argument("--people", type=int, default=3, choices=(2, 3, 4))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--look", type=Path, help="folder for pictures")
    chosen = parser.parse_args(arguments)
    print(json.dumps(measure(chosen.people, chosen.seconds, chosen.look), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
