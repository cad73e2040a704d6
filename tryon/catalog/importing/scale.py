"""What a file's unit is, judged by how wide glasses are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryon.arrays import Array1
from tryon.catalog.importing.faults import ImportFault, fault, refusal
from tryon.catalog.mesh_scene import MeshScene

UNITS_MM = {"m": 1000.0, "cm": 10.0, "mm": 1.0, "inch": 25.4}
PLAUSIBLE_WIDTH_MM = (115.0, 165.0)
"""Whole width of frames for children to wide adults."""
_TOLERANCE = 0.03


@dataclass(frozen=True, slots=True)
class Scale:
    """Millimetres per unit of the file.

    Parameters
    ----------
    mm_per_unit : factor
    unit : the unit it stands for, or `declared` where the width decided
    faults : what is doubtful
    """

    mm_per_unit: float
    unit: str
    faults: tuple[ImportFault, ...] = ()


def find_scale(size: Array1, declared_mm: tuple[float | None, float | None, float | None]) -> Scale:
    """Find the scale of a frame.

    Parameters
    ----------
    size : (3,) width, height, depth in the file's unit
    declared_mm : what the seller says of the same three, None where nothing

    Raises
    ------
    ImportRefusedError
        `wrong_scale` if no unit gives a plausible width; `non_uniform_scale` if two declared
        sizes ask for scales that differ by more than 3 %.
    """
    factors = {
        axis: wanted / float(got)
        for axis, wanted, got in zip(("width", "height", "depth"), declared_mm, size, strict=True)
        if wanted is not None and got > 0.0
    }
    if not factors:
        return _by_unit(float(size[0]))
    low, high = min(factors, key=factors.__getitem__), max(factors, key=factors.__getitem__)
    if factors[high] > factors[low] * (1.0 + _TOLERANCE):
        difference = (factors[high] / factors[low] - 1.0) * 100.0
        msg = f"the declared {high} asks for a scale {difference:.1f} % larger than the {low}"
        raise refusal("non_uniform_scale", msg)
    factor = factors.get("width", factors[low])
    width_mm = float(size[0]) * factor
    if not PLAUSIBLE_WIDTH_MM[0] <= width_mm <= PLAUSIBLE_WIDTH_MM[1]:
        msg = f"the declared size makes the frame {width_mm:.1f} mm wide; expected 115-165 mm"
        raise refusal("wrong_scale", msg)
    for unit, mm in UNITS_MM.items():
        if abs(factor / mm - 1.0) <= _TOLERANCE:
            return Scale(factor, unit)
    msg = f"no unit of the file gives the declared size; one unit was taken as {factor:.4g} mm"
    return Scale(factor, "declared", (fault("rescaled", msg),))


def _by_unit(width: float) -> Scale:
    low, high = PLAUSIBLE_WIDTH_MM
    for unit, mm in UNITS_MM.items():
        if low <= width * mm <= high:
            return Scale(mm, unit)
    # The unit that comes closest tells a reader most.
    unit = min(UNITS_MM, key=lambda name: abs(np.log(max(width, 1e-9) * UNITS_MM[name] / 140.0)))
    msg = (
        f"the frame is {width:.4g} units wide, {width * UNITS_MM[unit]:.1f} mm if they were "
        f"{unit}; glasses are {low:g}-{high:g} mm wide"
    )
    raise refusal("wrong_scale", msg)


def node_scale_faults(scene: MeshScene) -> tuple[ImportFault, ...]:
    """Name the nodes that stretch one axis by more than 3 % against another."""
    names = [
        part.name or "without name"
        for part in scene.parts
        if part.node_scale.max() > part.node_scale.min() * (1.0 + _TOLERANCE)
    ]
    if not names:
        return ()
    shown = ", ".join(dict.fromkeys(names))
    return (fault("non_uniform_scale", f"nodes stretch one axis against another: {shown[:200]}"),)
