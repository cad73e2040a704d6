"""The error tree of the project.

Raise the leaves, catch the branches. A person who is not in view is a result with a
reason code, never an error.
"""

from typing import Literal


class TryOnError(Exception):
    """Base of every error that a caller may want to show to a user."""


class InputError(TryOnError):
    """What the user gave cannot be used: a picture, a video, a parameter."""


class AssetError(TryOnError):
    """A file of the installation is missing, altered or wrong: a model, a product, a mesh."""


class BackendError(TryOnError):
    """A device or library below us failed: GL, camera, tracker process."""


class ImageError(InputError):
    """A picture cannot be read, is not an accepted format, or exceeds a limit."""


PhotoFault = Literal[
    "too_many_bytes", "too_large", "too_small", "unsupported_format", "animated", "damaged"
]


class PhotoRefusedError(ImageError):
    """A sent picture breaks a limit or cannot be read; `fault` says which."""

    def __init__(self, message: str, fault: PhotoFault) -> None:
        super().__init__(message)
        self.fault: PhotoFault = fault


class VideoError(InputError):
    """A video cannot be opened, read or written."""


class UnknownProductError(InputError):
    """No product carries the given SKU, or it lacks the given variant."""


class WrongSubjectError(InputError):
    """A product is to be tried on something it is not made for: a sofa on a face."""


class UnknownStreamError(InputError):
    """There is no stream of the given name, or none any more: it is to be begun anew."""


class UnknownLookError(InputError):
    """There is no look of the given name."""


class CalibrationError(InputError):
    """A given camera description cannot be used."""


class ManifestError(AssetError):
    """A product.toml breaks the schema; the message names file, line and field."""


class MeshError(AssetError):
    """A mesh file is unreadable, empty, or disagrees with its manifest."""


class ModelMissingError(AssetError):
    """A model file is not in the cache; the message says how to fetch it."""


class ModelAlteredError(AssetError):
    """A model file does not have the pinned hash and is refused."""


class TrackerError(BackendError):
    """A tracker failed or stopped answering."""


class RendererError(BackendError):
    """The renderer cannot start or cannot draw."""


class CameraError(BackendError):
    """A camera is missing, busy, or stopped sending pictures."""
