"""Draws scenes with OpenGL on an EGL device, on pyrender's platform, without a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tryon.catalog.product import MeshPart
from tryon.errors import RendererError
from tryon.rendering import _gl_context
from tryon.rendering._gl_painter import Painter, Submitted
from tryon.rendering._region import SHADOW_MARGIN, picture_bounds, region_around, with_shadows
from tryon.rendering.mattes import common_mattes, hide
from tryon.rendering.renderer import Layer, blank_layer, empty_layer
from tryon.rendering.sampling import fine_factor
from tryon.rendering.shadows import ShadowCache
from tryon.rendering.warm_up import warm_up
from tryon.scene import Scene

_open_renderers: list[PyrenderRenderer] = []


class PyrenderRenderer:
    """The OpenGL renderer; made, used and closed on one thread, one per process.

    Parameters
    ----------
    device : EGL device index; None takes a GPU if EGL offers one, the CPU otherwise

    Raises
    ------
    RendererError
        If no device gives an OpenGL 4.1 context, or the process has an open renderer:
        closing one of two EGL contexts ends the other as well.
    """

    def __init__(self, device: int | None = None) -> None:
        if _open_renderers:
            msg = "PyrenderRenderer: expected one open renderer per process, got a second"
            raise RendererError(msg)
        self._context = _gl_context.open_context(device)
        self._device_name = self._context.renderer_name
        self._painter: Painter | None = Painter()
        self._shadows = ShadowCache()
        _open_renderers.append(self)
        warm_up(self)

    @property
    def device_name(self) -> str:
        """The device that draws, as OpenGL names it."""
        return self._device_name

    def preload(self, parts: Sequence[MeshPart]) -> None:
        """Upload parts before they are shown, so that their first frame costs no more."""
        self._live_painter().preload(parts)

    def render(self, scene: Scene) -> Layer:
        """Draw the placed meshes of a scene; an empty scene gives an empty layer.

        Raises
        ------
        RendererError
            If the device failed or the renderer is closed.
        """
        return self.render_all((scene,))[0]

    def render_all(
        self, scenes: Sequence[Scene], meanwhile: Callable[[], None] | None = None
    ) -> list[Layer]:
        """Draw several scenes; does `meanwhile`, and all else it can, while the device draws.

        Raises
        ------
        RendererError
            If the device failed or the renderer is closed.
        """
        painter = self._live_painter()
        begun: list[tuple[Layer, Submitted | None]] = []
        for place, scene in enumerate(scenes):
            bounds = picture_bounds(scene.placed, scene.camera)
            # Shadows need room around the product, in which there is nothing to draw.
            shaded = with_shadows(scene.placed, bounds, scene.camera)
            region = region_around(shaded, scene.camera, SHADOW_MARGIN)
            if region is None:
                begun.append((empty_layer(), None))
                continue
            factor = fine_factor(scene, region.width, region.height)
            submitted = painter.submit(scene, bounds, factor, place)
            layer = blank_layer(region.left, region.top, region.width, region.height)
            begun.append((layer, submitted))
        if meanwhile is not None:
            meanwhile()
        for scene, (layer, submitted) in zip(scenes, begun, strict=True):
            self._shadows.shade(scene, layer)
            if submitted is not None:
                painter.finish(submitted, layer)
            hide(layer, common_mattes(scene.placed))
        return [layer for layer, _ in begun]

    def close(self) -> None:
        """Free everything; safe twice."""
        if self._painter is None:
            return
        self._painter.delete()
        self._painter = None
        self._context.delete_context()
        _open_renderers.remove(self)

    def _live_painter(self) -> Painter:
        if self._painter is None:
            msg = "PyrenderRenderer: expected an open renderer, got a closed one"
            raise RendererError(msg)
        return self._painter
