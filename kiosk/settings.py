"""What a shop can set: a TOML file, then the environment, then the command line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal, cast

from kiosk.orientation import QuarterTurn
from tryon import CameraIntrinsics, InputError

FitMode = Literal["fill", "letterbox"]
Language = Literal["vi", "en"]

_ENVIRONMENT_PREFIX = "KIOSK_"
_CHOICES: Mapping[str, tuple[object, ...]] = {
    "rotate": (0, 90, 180, 270),
    "fit": ("fill", "letterbox"),
    "language": ("vi", "en"),
    "renderer": ("auto", "pyrender", "flat"),
}
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class SettingsError(InputError):
    """A setting of the mirror is unknown or has a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class KioskSettings:
    """Everything a shop can set about its mirror.

    Parameters
    ----------
    source : `auto`, a camera number, a device such as `/dev/video0`, `demo`, or a video,
        MJPEG or picture file
    rotate : clockwise quarter turn that makes the camera's picture upright, degrees
    width, height, frame_rate : what is asked of the camera, before the turn
    fit : `fill` crops the picture to the screen, `letterbox` shows all of it
    fullscreen, staff : window mode; whether the staff overlay is shown from the start
    language : of the idle screen and of every new shopper
    store_name : shown in the corner; empty for none
    calibration : `FX,FY,CX,CY,WIDTH,HEIGHT` of the camera before the turn, px; empty to guess
    idle_s : without a face and without a touch, the idle screen appears
    picture_s : a picture taken deletes itself after this long without a touch
    stall_s : a camera that gives no picture for this long is closed and searched for
    engine_timeout_s : an engine that does not answer for this long is replaced
    max_people : who can wear the pair at the same time
    renderer : as `EngineConfig` states
    catalog : folder of the shop's own products; empty for the bundled ones
    service : address of the shop's own try-on service, `http://...`: shoppers then send their room
        with furniture from the phone to the mirror; empty for none
    """

    source: str = "auto"
    rotate: QuarterTurn = 0
    width: int = 1280
    height: int = 720
    frame_rate: float = 30.0
    fit: FitMode = "fill"
    fullscreen: bool = True
    staff: bool = False
    language: Language = "vi"
    store_name: str = ""
    calibration: str = ""
    idle_s: float = 60.0
    picture_s: float = 60.0
    stall_s: float = 1.0
    engine_timeout_s: float = 1.5
    max_people: int = 4
    renderer: Literal["auto", "pyrender", "flat"] = "auto"
    catalog: str = ""
    service: str = ""

    def __post_init__(self) -> None:
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                wanted = "|".join(str(value) for value in allowed)
                msg = f"{name}: expected {wanted}, got {getattr(self, name)!r}"
                raise SettingsError(msg)
        for name in ("width", "height", "frame_rate", "idle_s", "picture_s", "stall_s",
                     "engine_timeout_s", "max_people"):  # fmt: skip
            if not getattr(self, name) > 0:
                msg = f"{name}: expected a positive number, got {getattr(self, name)!r}"
                raise SettingsError(msg)
        if self.service and not self.service.startswith(("http://", "https://")):
            msg = f"service: expected an address as http://shop.local:8000, got {self.service!r}"
            raise SettingsError(msg)
        parse_calibration(self.calibration)

    def camera_for(self, width: int, height: int) -> CameraIntrinsics:
        """Give the best-known camera of an unturned picture of that size, px."""
        known = parse_calibration(self.calibration)
        if known is None:
            return CameraIntrinsics.default(width, height)
        return (
            known
            if (known.width, known.height) == (width, height)
            else known.resized(width, height)
        )


def parse_calibration(text: str) -> CameraIntrinsics | None:
    """Read `FX,FY,CX,CY,WIDTH,HEIGHT`, px; None for an empty text.

    Raises
    ------
    SettingsError
        If the text has another form or describes no camera.
    """
    if not text:
        return None
    try:
        fx, fy, cx, cy, width, height = (float(part) for part in text.split(","))
        return CameraIntrinsics(int(width), int(height), fx, fy, cx, cy, "calibrated")
    except ValueError as error:
        msg = f"calibration: expected FX,FY,CX,CY,WIDTH,HEIGHT, got {text!r}"
        raise SettingsError(msg) from error


def load_settings(
    path: Path | None = None, environment: Mapping[str, str] | None = None
) -> KioskSettings:
    """Read the settings file, then let the environment overrule it.

    Parameters
    ----------
    path : TOML file with the names of `KioskSettings` at top level; None for none
    environment : `KIOSK_<NAME>` variables and `SOURCE`; None reads the process's own

    Raises
    ------
    SettingsError
        If the file cannot be read, or a name or value cannot be used.
    """
    values = os.environ if environment is None else environment
    given: dict[str, object] = {}
    if path is not None:
        given.update(_read_toml(path))
    if values.get("SOURCE"):
        given["source"] = values["SOURCE"]
    for field in fields(KioskSettings):
        text = values.get(_ENVIRONMENT_PREFIX + field.name.upper())
        if text:
            given[field.name] = text
    return with_values(KioskSettings(), given)


def with_values(settings: KioskSettings, given: Mapping[str, object]) -> KioskSettings:
    """Overrule settings by name; texts are converted to the setting's own type.

    Raises
    ------
    SettingsError
        If a name is unknown or a value cannot be used.
    """
    known = {field.name for field in fields(KioskSettings)}
    unknown = sorted(set(given) - known)
    if unknown:
        msg = f"settings: unknown {', '.join(unknown)}; known are {', '.join(sorted(known))}"
        raise SettingsError(msg)
    converted = {
        name: _converted(name, value, getattr(settings, name)) for name, value in given.items()
    }
    return replace(settings, **converted)


def _read_toml(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            return cast("dict[str, object]", tomllib.load(file))
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"{path}: expected a readable TOML file, got {error}"
        raise SettingsError(msg) from error


def _converted(name: str, value: object, default: object) -> object:
    """Convert a TOML value or a text to the type of the default."""
    text = str(value).strip()
    try:
        if isinstance(default, bool):
            if text.lower() not in _TRUE + _FALSE:
                raise ValueError(text)
            return text.lower() in _TRUE
        if isinstance(default, int):
            return int(text)
        if isinstance(default, float):
            return float(text)
    except ValueError as error:
        msg = f"{name}: expected {type(default).__name__}, got {value!r}"
        raise SettingsError(msg) from error
    return text
