"""What to draw, not how: placed meshes, occluders, light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tryon.arrays import Array1, Array2, Float32Array, IndexArray, frozen
from tryon.catalog.product import LensMaterial, MeshPart, SurfaceMaterial
from tryon.geometry.camera import CameraIntrinsics
from tryon.geometry.transform import RigidTransform
from tryon.landmarks.matte import Matte


@dataclass(frozen=True, slots=True)
class TempleFlex:
    """How spectacle temples turn at their hinges to follow the head; product frame, m.

    Every vertex of a temple part behind its hinge is moved sideways and up in proportion to
    its distance behind the hinge: `x += spread * t`, `y += lift * t` with
    `t = (hinge_z - z) / (hinge_z - ear_z)`, growing on beyond the ear.

    Parameters
    ----------
    left_hinge_z, right_hinge_z : where the temples start to turn
    ear_z : where the temples meet the ears
    left_spread, right_spread : outward movement at the ear, positive away from the head
    lift : upward movement at the ear, both sides
    """

    left_hinge_z: float
    right_hinge_z: float
    ear_z: float
    left_spread: float
    right_spread: float
    lift: float = 0.0


@dataclass(frozen=True, slots=True)
class FadeOut:
    """Where a product disappears behind its wearer: subject frame, m.

    Drawn fully in front of `start_z`, gone behind `end_z` (start_z > end_z).
    """

    start_z: float
    end_z: float


@dataclass(frozen=True, slots=True, eq=False)
class Occluder:
    """A surface that hides products and can receive their shadow.

    Parameters
    ----------
    vertices : (N, 3), m, camera frame
    triangles : (M, 3)
    receives_shadow : whether the product's shadow falls on it
    hides : whether it hides products; a surface that only receives shadows takes those that are
        thrown down, by what has a `PlacedMesh.shadow_from`, in place of the surfaces that hide
    """

    vertices: Float32Array
    triangles: IndexArray
    receives_shadow: bool = False
    hides: bool = True

    def __post_init__(self) -> None:
        vertices = frozen(self.vertices, np.float32, (None, 3), "occluder vertices")
        object.__setattr__(self, "vertices", vertices)
        triangles = frozen(self.triangles, np.int32, (None, 3), "occluder triangles")
        object.__setattr__(self, "triangles", triangles)


@dataclass(frozen=True, slots=True, eq=False)
class PlacedMesh:
    """One part of a product in the scene.

    Parameters
    ----------
    mesh : geometry, product frame
    surface : how an opaque part looks
    lens : how a lens looks, None for opaque parts
    camera_from_product, scale : `camera = R @ (scale * product) + t`
    flex : bending of the temples, None if rigid
    subject_from_camera, fade : where the part fades out behind its wearer, None if nowhere
    mattes : what lies before the part in the picture and hides it
    shadow_from : unit vector, product frame, from where the front half of the product is seen as
        the height map that casts its shadow; None looks at all of it from the front
    """

    mesh: MeshPart
    surface: SurfaceMaterial
    lens: LensMaterial | None
    camera_from_product: RigidTransform
    scale: float
    flex: TempleFlex | None = None
    subject_from_camera: RigidTransform | None = None
    fade: FadeOut | None = None
    mattes: tuple[Matte, ...] = ()
    shadow_from: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """Light estimated from the frame; linear light, camera axes.

    Parameters
    ----------
    sh : (4, 3) radiance coefficients of real spherical harmonics order 0 and 1 in the order
        (1, y, z, x) of OpenGL camera axes, per RGB; a white diffuse surface of normal n looks
        `sh[0] + sh[1] * n_y + sh[2] * n_z + sh[3] * n_x` (cosine lobe already applied)
    environment : (h, w, 3) blurred picture of the frame, linear light, what mirrors in front
        of the wearer reflect (the unseen room is guessed from what is seen)
    noise_sigma : standard deviation of the camera's noise, of 255
    blur_sigma : camera blur, px
    """

    sh: Array2
    environment: Float32Array
    noise_sigma: float = 0.0
    blur_sigma: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "sh", frozen(self.sh, np.float64, (4, 3), "sh"))
        environment = frozen(self.environment, np.float32, (None, None, 3), "environment")
        object.__setattr__(self, "environment", environment)

    @property
    def direction(self) -> Array1:
        """Unit vector (3,) towards the main light, OpenGL camera axes; up if unlit."""
        luminance = self.sh @ np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709
        vector = np.array([luminance[3], luminance[1], luminance[2]])
        length = float(np.linalg.norm(vector))
        return vector / length if length > 1e-9 else np.array([0.0, 1.0, 0.0])

    @property
    def directed_share(self) -> float:
        """How directed the light is: |L1| / L0 of its luminance, 0 if unlit."""
        luminance = self.sh @ np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709
        if luminance[0] <= 1e-9:
            return 0.0
        return float(np.linalg.norm(luminance[1:]) / luminance[0])


Finish = Literal["matte", "satin", "gloss", "shimmer"]


@dataclass(frozen=True, slots=True, eq=False)
class SkinPaint:
    """Colour on skin, lips, lashes or brows: a change to the picture itself.

    Parameters
    ----------
    mask : where, and how much of `coverage`, with the soft edge it shall have
    shade : linear RGB, [0, 1]: how the colour looks, fully covering, under white light of a
        brightness at which white paper is 1
    coverage : share of the skin's own colour that is replaced where the mask is full, [0, 1]
    finish : how it shines
    kind : what it is, e.g. `lipstick`; the painter knows what each kind must spare
    mattes : what lies before the skin and stays unpainted
    spare : what lies within the mask and is no skin, such as an open mouth between lips
    margin_px : half the width, px, of the ramps at the edges of `mask` and `spare` within which
        the picture may move these edges; 0 takes the masks as they are
    """

    mask: Matte
    shade: tuple[float, float, float]
    coverage: float
    finish: Finish
    kind: str
    mattes: tuple[Matte, ...] = ()
    spare: Matte | None = None
    margin_px: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class HairTrim:
    """Hair that a hat presses down or tucks in: replaced by what lies behind it.

    Parameters
    ----------
    mask : what goes, with the soft edge it shall have
    wearer : the whole person, of which nothing may serve as background; None if unknown
    hidden : where what is drawn later hides the filling altogether; None if nowhere
    """

    mask: Matte
    wearer: Matte | None = None
    hidden: Matte | None = None


Retouch = SkinPaint | HairTrim
"""A change to the picture under the products, made before they are drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything a renderer needs for one picture."""

    camera: CameraIntrinsics
    placed: tuple[PlacedMesh, ...]
    occluders: tuple[Occluder, ...]
    light: Light
