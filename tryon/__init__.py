"""The try-on vision core: the public face of the package.

`server` and `kiosk` use only what is named here. Names load on first use, so that
`import tryon` needs neither GL nor models and stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from tryon.catalog.catalog import Catalog
    from tryon.catalog.looks import Look, LookItem, Looks
    from tryon.catalog.phone_models import product_glb, product_usdz
    from tryon.catalog.product import Product
    from tryon.codec import Photo, PhotoLimits, decode_photo, encode_picture
    from tryon.engine import TryOnEngine, TryOnResult
    from tryon.errors import (
        AssetError,
        BackendError,
        InputError,
        PhotoRefusedError,
        TryOnError,
        UnknownLookError,
        UnknownProductError,
        UnknownStreamError,
        WrongSubjectError,
    )
    from tryon.factory import (
        DEFAULT_CATALOG_DIR,
        DEFAULT_LOOKS_DIR,
        DEFAULT_SAMPLES_DIR,
        Choice,
        EngineConfig,
        Placement,
        create_engine,
        load_looks,
        look_choices,
        slot_of,
        subject_of,
    )
    from tryon.frame import Frame
    from tryon.geometry.camera import CameraIntrinsics
    from tryon.geometry.device_orientation import up_from_device_orientation
    from tryon.landmarks.room import (
        ChessboardSheet,
        Cutout,
        FloorSheet,
        FloorSpan,
        Gravity,
        MarkerSheet,
        PaperSheet,
        RoomHints,
        RoomReading,
        Stand,
        UprightReference,
    )
    from tryon.marker_sheet import marker_pdf
    from tryon.process import EngineProcess, EngineStartingError
    from tryon.process_line import EngineReply, PendingReply
    from tryon.process_reader import RoomReply
    from tryon.report import Report, scaled_report
    from tryon.room_studio import RoomPicture, RoomStudio
    from tryon.tracking.room_moved import moved_reading

_HOMES = {
    "AssetError": "tryon.errors",
    "BackendError": "tryon.errors",
    "CameraIntrinsics": "tryon.geometry.camera",
    "Catalog": "tryon.catalog.catalog",
    "ChessboardSheet": "tryon.landmarks.room",
    "Choice": "tryon.factory",
    "Cutout": "tryon.landmarks.room",
    "DEFAULT_CATALOG_DIR": "tryon.factory",
    "DEFAULT_LOOKS_DIR": "tryon.factory",
    "DEFAULT_SAMPLES_DIR": "tryon.factory",
    "EngineConfig": "tryon.factory",
    "EngineProcess": "tryon.process",
    "PendingReply": "tryon.process_line",
    "EngineReply": "tryon.process_line",
    "EngineStartingError": "tryon.process",
    "FloorSheet": "tryon.landmarks.room",
    "FloorSpan": "tryon.landmarks.room",
    "Frame": "tryon.frame",
    "Gravity": "tryon.landmarks.room",
    "InputError": "tryon.errors",
    "Look": "tryon.catalog.looks",
    "LookItem": "tryon.catalog.looks",
    "Looks": "tryon.catalog.looks",
    "MarkerSheet": "tryon.landmarks.room",
    "PaperSheet": "tryon.landmarks.room",
    "Photo": "tryon.codec",
    "PhotoLimits": "tryon.codec",
    "PhotoRefusedError": "tryon.errors",
    "Placement": "tryon.factory",
    "Product": "tryon.catalog.product",
    "Report": "tryon.report",
    "RoomHints": "tryon.landmarks.room",
    "RoomPicture": "tryon.room_studio",
    "RoomReading": "tryon.landmarks.room",
    "RoomReply": "tryon.process_reader",
    "RoomStudio": "tryon.room_studio",
    "Stand": "tryon.landmarks.room",
    "TryOnEngine": "tryon.engine",
    "TryOnError": "tryon.errors",
    "TryOnResult": "tryon.engine",
    "UnknownLookError": "tryon.errors",
    "UnknownProductError": "tryon.errors",
    "UnknownStreamError": "tryon.errors",
    "UprightReference": "tryon.landmarks.room",
    "WrongSubjectError": "tryon.errors",
    "create_engine": "tryon.factory",
    "decode_photo": "tryon.codec",
    "encode_picture": "tryon.codec",
    "load_looks": "tryon.factory",
    "look_choices": "tryon.factory",
    "marker_pdf": "tryon.marker_sheet",
    "product_glb": "tryon.catalog.phone_models",
    "product_usdz": "tryon.catalog.phone_models",
    "scaled_report": "tryon.report",
    "slot_of": "tryon.factory",
    "subject_of": "tryon.factory",
    "moved_reading": "tryon.tracking.room_moved",
    "up_from_device_orientation": "tryon.geometry.device_orientation",
}

__all__ = [
    "DEFAULT_CATALOG_DIR",
    "DEFAULT_LOOKS_DIR",
    "DEFAULT_SAMPLES_DIR",
    "AssetError",
    "BackendError",
    "CameraIntrinsics",
    "Catalog",
    "ChessboardSheet",
    "Choice",
    "Cutout",
    "EngineConfig",
    "EngineProcess",
    "EngineReply",
    "EngineStartingError",
    "FloorSheet",
    "FloorSpan",
    "Frame",
    "Gravity",
    "InputError",
    "Look",
    "LookItem",
    "Looks",
    "MarkerSheet",
    "PaperSheet",
    "PendingReply",
    "Photo",
    "PhotoLimits",
    "PhotoRefusedError",
    "Placement",
    "Product",
    "Report",
    "RoomHints",
    "RoomPicture",
    "RoomReading",
    "RoomReply",
    "RoomStudio",
    "Stand",
    "TryOnEngine",
    "TryOnError",
    "TryOnResult",
    "UnknownLookError",
    "UnknownProductError",
    "UnknownStreamError",
    "UprightReference",
    "WrongSubjectError",
    "__version__",
    "create_engine",
    "decode_photo",
    "encode_picture",
    "load_looks",
    "look_choices",
    "marker_pdf",
    "moved_reading",
    "product_glb",
    "product_usdz",
    "scaled_report",
    "slot_of",
    "subject_of",
    "up_from_device_orientation",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        msg = f"module 'tryon' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return __all__
