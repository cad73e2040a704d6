"""Settings of the service: a TOML file, then environment variables `TRYON_*`."""

import os
import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tryon import DEFAULT_CATALOG_DIR, DEFAULT_LOOKS_DIR, DEFAULT_SAMPLES_DIR, PhotoLimits

_PREFIX = "TRYON_"
CONFIG_VARIABLE = "TRYON_CONFIG"


class SettingsError(Exception):
    """A setting cannot be read or has a value that makes no sense."""


class Settings(BaseModel):
    """Everything that can be set, with what holds when nothing is.

    Each field is a key of the TOML file, and in upper case after `TRYON_` an environment
    variable, which wins.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    catalog_dirs: tuple[Path, ...] = Field(
        (DEFAULT_CATALOG_DIR,), description="folders of product folders"
    )
    looks_dirs: tuple[Path, ...] = Field(
        (DEFAULT_LOOKS_DIR,), description="folders of looks: products worn together"
    )
    samples_dir: Path = Field(DEFAULT_SAMPLES_DIR, description="folder of model photos")
    models_dir: Path | None = Field(None, description="folder of fetched models; else the cache")
    renderer: Literal["auto", "pyrender", "flat"] = Field("auto", description="what draws")
    max_people: int = Field(4, ge=1, le=8, description="people tracked at once")
    max_upload_bytes: int = Field(12_000_000, ge=1000, description="largest picture")
    max_pixels: int = Field(25_000_000, ge=1024, description="most pixels of a picture")
    max_side: int = Field(8192, ge=64, description="longest side of a picture, px")
    output_side: int = Field(2048, ge=256, le=8192, description="longest side of answers, px")
    upload_timeout_s: float = Field(30.0, gt=0.0, description="time to send a picture, s")
    uploads: int = Field(32, ge=1, description="pictures received at once")
    decoders: int = Field(2, ge=1, le=16, description="processes that decode pictures")
    decode_timeout_s: float = Field(3.0, gt=0.0, description="longest decode, s")
    decode_memory_mb: int = Field(768, ge=256, description="memory of one decoder, MiB")
    engine_timeout_s: float = Field(3.0, gt=0.0, description="longest live frame, s")
    queue_length: int = Field(8, ge=1, description="pictures waiting for the engine")
    live_sessions: int = Field(4, ge=0, description="live previews at once")
    live_idle_s: float = Field(20.0, gt=0.0, description="silence that ends a live preview, s")
    live_max_bytes: int = Field(1_000_000, ge=1000, description="largest live frame")
    live_max_side: int = Field(1280, ge=64, description="longest side of a live frame, px")
    rooms: int = Field(32, ge=1, description="rooms kept in memory at once")
    room_bytes: int = Field(400_000_000, ge=1_000_000, description="memory of all rooms' pictures")
    room_minutes: float = Field(15.0, gt=0.0, le=120.0, description="a room unused is kept, min")
    room_side: int = Field(1600, ge=256, le=4096, description="longest side of a room, px")
    screens: int = Field(4, ge=0, description="screens of the shop that show rooms")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+$",
        description="address that phones reach this service at",
    )
    jpeg_quality: int = Field(88, ge=1, le=100, description="quality of photo answers")
    live_quality: int = Field(80, ge=1, le=100, description="quality of live answers")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="log level")

    @property
    def photo_limits(self) -> PhotoLimits:
        """What an uploaded picture may be at most."""
        return PhotoLimits(self.max_upload_bytes, self.max_pixels, self.max_side)

    @property
    def live_limits(self) -> PhotoLimits:
        """What a live frame may be at most."""
        return PhotoLimits(self.live_max_bytes, self.live_max_side**2, self.live_max_side)

    @classmethod
    def load(cls, config: Path | None = None, **overrides: object) -> Self:
        """Read the TOML file, then the environment, then what the command line overrides.

        Parameters
        ----------
        config : TOML file; None takes the one `TRYON_CONFIG` names, if it is set
        overrides : values that win over both; None leaves a setting alone

        Raises
        ------
        SettingsError
            If the file cannot be read, or a setting is unknown or out of range.
        """
        values: dict[str, object] = {}
        named = os.environ.get(CONFIG_VARIABLE)
        path = config or (Path(named) if named else None)
        if path is not None:
            values |= _read(path)
        for name in cls.model_fields:
            text = os.environ.get(_PREFIX + name.upper())
            if text is not None:
                is_list = name.endswith("_dirs")
                values[name] = text.split(os.pathsep) if is_list else text
        values |= {name: value for name, value in overrides.items() if value is not None}
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            faults = "; ".join(
                f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
                for fault in error.errors()
            )
            msg = f"settings: {faults}"
            raise SettingsError(msg) from error


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"{path}: expected a readable TOML file, got {error}"
        raise SettingsError(msg) from error
