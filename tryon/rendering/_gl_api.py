"""OpenGL and EGL as the modules beside this one use them: set up once, in the right order.

PyOpenGL's types are incomplete (constants add up to unknowns, handles may be None), so both
are untyped here and results are converted where they enter annotated names.
"""

from importlib import import_module
from typing import Any

import OpenGL

# Chosen before anything below touches GL. Error checks cost more than the drawing calls they
# guard, but the EGL import itself needs them: so EGL first, then the switch, then the rest.
OpenGL.setPlatform("egl")
EGL: Any = import_module("OpenGL.EGL")

OpenGL.ERROR_CHECKING = False

GL: Any = import_module("OpenGL.GL")
gl_shaders: Any = import_module("OpenGL.GL.shaders")
