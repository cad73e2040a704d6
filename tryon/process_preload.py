"""What the fork server of engine workers imports ahead: libraries only, no device, no file."""

import contextlib

import tryon.catalog.catalog
import tryon.catalog.meshes
import tryon.categories.eyewear
import tryon.engine
import tryon.process_worker
import tryon.tracking.roi_face

# Machines without OpenGL draw with the flat renderer and say so later.
with contextlib.suppress(ImportError):
    import tryon.rendering.pyrender_backend
