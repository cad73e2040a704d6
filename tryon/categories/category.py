"""What a category declares, and what its fit gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tryon.catalog.product import Product
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.landmarks import Landmarks, Subject
from tryon.scene import FadeOut, Occluder, TempleFlex


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How a product sits on a subject in one frame.

    Parameters
    ----------
    camera_from_product, scale : `camera = R @ (scale * product) + t`
    confidence : [0, 1]
    occluders : surfaces of the subject that hide the product
    refusal : reason code if the product cannot be shown, None if it can
    flex : bending of spectacle temples
    fade : where the product disappears behind its wearer, subject frame
    """

    camera_from_product: RigidTransform
    scale: float
    confidence: float
    occluders: tuple[Occluder, ...] = ()
    refusal: str | None = None
    flex: TempleFlex | None = None
    fade: FadeOut | None = None


FitFunction = Callable[[Landmarks, Product, CameraIntrinsics], Fit | None]


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of product, declared once in its folder.

    Parameters
    ----------
    name : folder name
    subject : what it is worn on
    attachment_points : names every product of the category must have
    dimensions : names of the manifest's sizes every product must declare, mm
    reported_points : attachment points written into reports
    fit : pure function; None if the landmarks are of another subject
    """

    name: str
    subject: Subject
    attachment_points: tuple[str, ...]
    dimensions: tuple[str, ...]
    reported_points: tuple[str, ...]
    fit: FitFunction
