"""Sending photos to the service under test."""

import io

import httpx
from fastapi.testclient import TestClient
from PIL import Image as Pillow

Fields = dict[str, str | list[str]]


def send(
    client: TestClient, picture: bytes, fields: Fields | None = None, **headers: str
) -> httpx.Response:
    data = {"sku": "an-bang"} if fields is None else fields
    return client.post(
        "/v1/try-ons",
        files={"image": ("me.jpg", picture, "image/jpeg")},
        data=data,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def with_exif(width: int, height: int, orientation: int, focal_35mm: int) -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0xA405] = focal_35mm
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    Pillow.new("RGB", (width, height), (128, 128, 128)).save(target, "JPEG", exif=exif)
    return target.getvalue()
