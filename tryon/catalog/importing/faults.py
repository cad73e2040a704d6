"""Everything an import can find wrong, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tryon.errors import InputError

Severity = Literal["error", "warning"]

_ADVICE: dict[str, tuple[Severity, str]] = {
    "unreadable": ("error", "Export the model again as binary glTF 2.0 (.glb)."),
    "too_slow": ("error", "Export the model again with fewer triangles and smaller textures."),
    "unsupported_extension": ("warning", "Export without this extension if the look differs."),
    "draco_undecodable": ("error", "Export the model without Draco compression."),
    "no_geometry": ("error", "Export the mesh itself as triangles, with positions."),
    "too_many_triangles": ("warning", "Reduce the model to 30,000 triangles yourself if it shows."),
    "missing_texture": ("warning", "Embed the textures in the .glb, or add the picture files."),
    "missing_material": ("warning", "Put the .mtl file beside the .obj, or export a .glb."),
    "alpha_mask": ("warning", "Model the holes as geometry."),
    "skinned": ("warning", "Apply the armature before exporting."),
    "wrong_scale": ("error", "Give the real width of the frame, e.g. --width-mm 138."),
    "rescaled": ("warning", "Check that the declared width is that of the whole frame."),
    "non_uniform_scale": ("warning", "Apply one scale to all three axes before exporting."),
    "not_glasses": ("error", "Give one open pair of glasses, without head, stand or case."),
    "not_earrings": ("error", "Give one earring or one pair, without stand, card or box."),
    "not_necklace": ("error", "Give one necklace that goes around, without bust, box or card."),
    "loop_front_estimated": (
        "warning",
        "If it hangs askew, give its lowest place: --point front=X,Y,Z.",
    ),
    "open_chain": ("warning", "Close the chain at its clasp if the gap shows."),
    "hook_estimated": ("warning", "If it hangs askew, give the hole: --point hook=X,Y,Z."),
    "not_hat": ("error", "Give one hat alone, open below, without head, stand or box; or --up +y."),
    "wrong_hat_scale": ("error", "Give the inner circumference, e.g. --circumference-mm 570."),
    "rescaled_hat": ("warning", "Check that the declared circumference is that of the inside."),
    "front_estimated": ("warning", "If it sits turned, give the front, e.g. --front +z."),
    "shallow_crown": ("warning", "Look at it worn: a head may need a deeper crown than this."),
    "swapped_axes": (
        "error",
        "Exchange the declared sizes, or say how the model lies, e.g. --up +z --front +x.",
    ),
    "no_thickness": ("error", "Give the model a thickness, or leave that size out."),
    "wrong_furniture_scale": ("error", "Give the real sizes, e.g. --width-mm 2100."),
    "undeclared_size": ("warning", "Give the real width, height and depth to be sure."),
    "rescaled_furniture": ("warning", "Check that the declared sizes are those of this model."),
    "missing_model": ("error", "Get the library again: the file it names is not in it."),
    "unsupported_model": ("error", "Only OBJ models are read; export this piece as OBJ or GLB."),
    "not_furniture": ("error", "Import doors, windows and stairs with a room, not as furniture."),
    "no_licence": ("warning", "Ask the library's maker before selling with these models."),
    "axes_estimated": ("warning", "Export with the front along an axis if the frame sits askew."),
    "up_uncertain": ("warning", "Look at the thumbnail: if it is upside down, turn the model."),
    "no_lenses": ("warning", "Add lenses as separate meshes with a material named lens."),
    "lens_layers": ("warning", "Model each lens as one surface if the tint looks wrong."),
    "one_piece": ("warning", "Model the temples as meshes of their own for a true hinge."),
    "no_thumbnail": ("warning", "Import again with a renderer available."),
    "exists": ("error", "Choose another SKU, or ask for the product to be replaced."),
}


@dataclass(frozen=True, slots=True)
class ImportFault:
    """One thing that is wrong with a file.

    Parameters
    ----------
    code : short name for programs
    severity : an `error` means that no product was written
    message : what is wrong
    advice : what to do about it
    """

    code: str
    severity: Severity
    message: str
    advice: str


class ImportRefusedError(InputError):
    """Ends an import; carries the fault that did."""

    def __init__(self, fault: ImportFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def fault(code: str, message: str) -> ImportFault:
    """Give a fault with the severity and advice of its code."""
    severity, advice = _ADVICE[code]
    return ImportFault(code, severity, message, advice)


def refusal(code: str, message: str) -> ImportRefusedError:
    """Give the error that ends an import with this fault."""
    _, advice = _ADVICE[code]
    return ImportRefusedError(ImportFault(code, "error", message, advice))


def codes() -> tuple[str, ...]:
    """Give every code a report may carry."""
    return tuple(_ADVICE)
