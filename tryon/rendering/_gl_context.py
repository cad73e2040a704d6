"""The one EGL context of a process, on the device that draws fastest."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from tryon.errors import RendererError

# Before pyrender, which would take whatever platform OpenGL falls back to.
from tryon.rendering._gl_api import EGL, GL

# isort: split
from tryon.rendering._gl_platform import pyrender_egl

_log = logging.getLogger(__name__)

_EGL_EXTENSIONS = 0x3055
_SOFTWARE_MARK = "EGL_MESA_device_software"
_CONFIG = (
    (EGL.EGL_SURFACE_TYPE, EGL.EGL_PBUFFER_BIT),
    (EGL.EGL_RED_SIZE, 8),
    (EGL.EGL_RENDERABLE_TYPE, EGL.EGL_OPENGL_BIT),
)
_CONTEXT = (
    (EGL.EGL_CONTEXT_MAJOR_VERSION, 4),
    (EGL.EGL_CONTEXT_MINOR_VERSION, 1),
    (EGL.EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL.EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT),
)


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One EGL device: its index, and whether it draws on the CPU."""

    index: int
    is_software: bool


def list_devices() -> tuple[DeviceInfo, ...]:
    """Give the EGL devices of this machine in EGL's order; empty if EGL lists none."""
    try:
        count = len(pyrender_egl.query_devices())
    except RuntimeError:
        return ()
    return tuple(DeviceInfo(index, _SOFTWARE_MARK in _extensions(index)) for index in range(count))


def device_order(devices: tuple[DeviceInfo, ...], wanted: int | None) -> tuple[int, ...]:
    """Give the device indices to try: the wanted one, or hardware before software.

    Raises
    ------
    RendererError
        If there is no such device.
    """
    if wanted is not None:
        if all(device.index != wanted for device in devices):
            msg = f"GL device: expected one of 0..{len(devices) - 1}, got {wanted}"
            raise RendererError(msg)
        return (wanted,)
    ordered = sorted(devices, key=lambda device: (device.is_software, device.index))
    return tuple(device.index for device in ordered)


def _extensions(index: int) -> str:
    handle = pyrender_egl.query_devices()[index]._display
    text = pyrender_egl._eglQueryDeviceStringEXT(handle, _EGL_EXTENSIONS)
    return text.decode("ascii", "replace") if text else ""


class GLContext(pyrender_egl.EGLPlatform):
    """pyrender's EGL platform with every step checked.

    The original keeps its calls inside `assert`, where `python -O` drops them, and asks for
    a default depth buffer that an offscreen target does not need.

    Parameters
    ----------
    index : EGL device index, None for EGL's own choice
    """

    def __init__(self, index: int | None) -> None:
        chosen = (
            pyrender_egl.EGLDevice(None) if index is None else pyrender_egl.query_devices()[index]
        )
        super().__init__(1, 1, device=chosen)
        self.init_context()

    @property
    def renderer_name(self) -> str:
        """GL_RENDERER, e.g. `llvmpipe (LLVM 15.0.6, 256 bits)`."""
        name = GL.glGetString(GL.GL_RENDERER)
        return name.decode("utf-8", "replace") if name else "unknown"

    def init_context(self) -> None:
        """Open the display, choose a configuration and make a context current.

        Raises
        ------
        RendererError
            If a step fails.
        """
        display = self._egl_device.get_display()
        major, minor = EGL.EGLint(), EGL.EGLint()
        _check(display and EGL.eglInitialize(display, major, minor), "eglInitialize")
        self._egl_display = display
        configs, count = (EGL.EGLConfig * 1)(), EGL.EGLint()
        found = EGL.eglChooseConfig(display, _attributes(_CONFIG), configs, 1, count)
        _check(found and count.value > 0, "eglChooseConfig")
        _check(EGL.eglBindAPI(EGL.EGL_OPENGL_API), "eglBindAPI")
        self._egl_context = EGL.eglCreateContext(
            display, configs[0], EGL.EGL_NO_CONTEXT, _attributes(_CONTEXT)
        )
        _check(self._egl_context, "eglCreateContext (OpenGL 4.1 core)")
        self.make_current()

    def make_current(self) -> None:
        """Bind the context to the calling thread."""
        made = EGL.eglMakeCurrent(
            self._egl_display, EGL.EGL_NO_SURFACE, EGL.EGL_NO_SURFACE, self._egl_context
        )
        _check(made, "eglMakeCurrent")


def open_context(device: int | None) -> GLContext:
    """Open a context on the device of that EGL index, or on the best one.

    Raises
    ------
    RendererError
        If no device gives an OpenGL 4.1 context.
    """
    reasons: list[str] = []
    devices = list_devices()
    # Without a list of devices EGL chooses by itself.
    order: tuple[int | None, ...] = device_order(devices, device)
    for index in order or (None,):
        try:
            context = GLContext(index)
        except (RendererError, EGL.EGLError) as error:
            reasons.append(f"device {index}: {error}")
            _log.debug("EGL device %s refused: %s", index, error)
        else:
            _log.info("drawing on %s", context.renderer_name)
            return context
    msg = "GL: expected a device with OpenGL 4.1, got " + "; ".join(reasons)
    raise RendererError(msg)


def _attributes(pairs: tuple[tuple[int, int], ...]) -> object:
    flat = [int(value) for pair in pairs for value in pair] + [int(EGL.EGL_NONE)]
    return (EGL.EGLint * len(flat))(*flat)


def _check(succeeded: object, step: str) -> None:
    if not succeeded:
        msg = f"EGL: expected {step} to succeed, got error 0x{EGL.eglGetError():04x}"
        raise RendererError(msg)
