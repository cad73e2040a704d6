"""What the fork server of engine workers imports ahead: libraries only, no device, no file."""

import contextlib
import importlib
import signal

import cv2

# Ctrl+C reaches the whole group; the parent decides when its workers end.
signal.signal(signal.SIGINT, signal.SIG_IGN)

# Workers keep both cores busy with nets and drawing; waking threads for every resampling only makes
# them wait for each other. Later it could not be changed: a fork has none of its parent's threads.
cv2.setNumThreads(1)

_MODULES = (
    "tryon.catalog.catalog",
    "tryon.catalog.meshes",
    "tryon.categories.eyewear",
    "tryon.engine",
    "tryon.process_worker",
    "tryon.room_report",
    "tryon.tracking.roi_face",
    "tryon.rendering.pyrender_backend",
    "tryon.tracking.room_reader",
)

for _name in _MODULES:
    # A machine without OpenGL draws with the flat renderer and says so later.
    with contextlib.suppress(ImportError):
        importlib.import_module(_name)

# Compiled loops are plain memory and come along with a fork. The flat renderer brings them up
# without opening a device.
importlib.import_module("tryon.rendering.flat_backend").FlatRenderer().close()
