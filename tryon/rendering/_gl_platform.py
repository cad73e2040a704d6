"""Pyrender's EGL platform without the rest of pyrender.

Importing the package also imports its viewer, a window toolkit and SciPy: 3.7 s of a start,
for modules that an off-screen renderer never calls. So the platform is imported under a bare
package that only knows where the files are, and the name is free again afterwards.
"""

import importlib.util
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_PACKAGE = "pyrender"


def _import_egl_platform() -> ModuleType:
    if _PACKAGE in sys.modules:
        return import_module(f"{_PACKAGE}.platforms.egl")
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.submodule_search_locations is None:
        raise ModuleNotFoundError(_PACKAGE)
    bare = ModuleType(_PACKAGE)
    bare.__path__ = list(spec.submodule_search_locations)
    sys.modules[_PACKAGE] = bare
    try:
        return import_module(f"{_PACKAGE}.platforms.egl")
    finally:
        del sys.modules[_PACKAGE]


pyrender_egl: Any = _import_egl_platform()
