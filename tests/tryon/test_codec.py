"""The guarded decode and the encode."""

import io
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageCms

from tryon.codec import PhotoLimits, decode_photo, encode_picture
from tryon.errors import PhotoRefusedError

_FULL_FRAME_DIAGONAL_MM = float(np.hypot(36.0, 24.0))


def gradient(width: int, height: int) -> np.ndarray:
    """A smooth picture that survives JPEG: red grows to the right, green downwards."""
    image = np.zeros((height, width, 3), np.uint8)
    image[..., 0] = np.linspace(0, 255, width)[None, :]
    image[..., 1] = np.linspace(0, 255, height)[:, None]
    image[..., 2] = 90
    return image


def encoded(image: np.ndarray, file_format: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    Pillow.fromarray(image).save(target, file_format, **options)
    return target.getvalue()


def with_exif(image: np.ndarray, *, orientation: int = 1, focal_35mm: int | None = None) -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    if focal_35mm is not None:
        exif.get_ifd(0x8769)[0xA405] = focal_35mm
    return encoded(image, exif=exif, quality=95)


def fault_of(data: bytes, **options: object) -> str:
    with pytest.raises(PhotoRefusedError) as caught:
        decode_photo(data, **options)  # pyright: ignore[reportArgumentType]
    return caught.value.fault


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_decode_gives_the_pixels_of_every_accepted_format(file_format: str) -> None:
    image = gradient(160, 120)

    photo = decode_photo(encoded(image, file_format))

    assert (photo.width, photo.height) == (160, 120)
    assert np.abs(photo.image.astype(int) - image).mean() < 3.0


@pytest.mark.parametrize(
    ("media_type", "name"),
    [("image/jpeg", "JPEG"), ("image/png", "PNG"), ("image/webp", "WEBP")],
)
def test_encode_writes_the_media_type_without_metadata(media_type: str, name: str) -> None:
    image = gradient(64, 48)

    data = encode_picture(image, media_type)  # pyright: ignore[reportArgumentType]

    with Pillow.open(io.BytesIO(data)) as picture:
        assert picture.format == name
        assert not picture.getexif()
        assert "icc_profile" not in picture.info
    assert np.abs(decode_photo(data).image.astype(int) - image).mean() < 4.0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_decode_turns_the_picture_upright(orientation: int) -> None:
    upright = gradient(96, 64)
    # The stored pixels are those that EXIF's orientation turns into the upright picture.
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: np.rot90(upright, 2).transpose(1, 0, 2),
        8: np.rot90(upright, -1),
    }[orientation]

    photo = decode_photo(with_exif(np.ascontiguousarray(stored), orientation=orientation))

    assert (photo.width, photo.height) == (96, 64)
    assert np.abs(photo.image.astype(int) - upright).mean() < 4.0


def test_focal_length_of_exif_gives_the_camera_of_the_upright_picture() -> None:
    photo = decode_photo(with_exif(gradient(200, 100), orientation=6, focal_35mm=26))

    expected = 26.0 / _FULL_FRAME_DIAGONAL_MM * float(np.hypot(200, 100))
    assert photo.camera.source == "exif"
    assert (photo.camera.width, photo.camera.height) == (100, 200)
    assert photo.camera.fx == pytest.approx(expected, rel=1e-4)
    assert photo.camera.cy == pytest.approx(99.5)


@pytest.mark.parametrize("focal", [0, 1, 9999])
def test_impossible_focal_length_is_not_believed(focal: int) -> None:
    photo = decode_photo(with_exif(gradient(80, 60), focal_35mm=focal))

    assert photo.camera.source == "default"


@given(width=st.integers(33, 900), height=st.integers(33, 900), side=st.integers(64, 500))
def test_reduced_picture_fits_and_keeps_shape_and_field_of_view(
    width: int, height: int, side: int
) -> None:
    photo = decode_photo(encoded(gradient(width, height)), max_side=side)

    reduced_height, reduced_width = photo.image.shape[:2]
    longest = max(reduced_width, reduced_height)
    assert longest <= side
    assert longest >= min(max(width, height), 0.7 * side - 1)
    # Each side is rounded twice: up by the decoder's scale, then to the size asked for.
    assert abs(reduced_width * height - reduced_height * width) < 2 * max(width, height)
    assert photo.camera.fx / reduced_width == pytest.approx(
        0.95 * max(width, height) / width, rel=1e-9
    )


def test_transparent_pixels_become_white() -> None:
    layered = np.zeros((40, 40, 4), np.uint8)

    photo = decode_photo(encoded(layered, "PNG"))

    assert (photo.image == 255).all()


def test_sixteen_bit_grey_keeps_its_brightness() -> None:
    wide = np.full((40, 40), 0x8000, np.uint16)

    photo = decode_photo(encoded(wide, "PNG"))

    assert (photo.image == 0x80).all()


def test_cmyk_jpeg_is_read() -> None:
    target = io.BytesIO()
    Pillow.fromarray(gradient(64, 64)).convert("CMYK").save(target, "JPEG", quality=95)

    photo = decode_photo(target.getvalue())

    assert np.abs(photo.image.astype(int) - gradient(64, 64)).mean() < 6.0


def test_picture_with_other_primaries_is_turned_into_srgb() -> None:
    # sRGB with the red and green primaries exchanged: what is coded as red is shown as green.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = (
        profile.replace(b"rXYZ", b"tmp0").replace(b"gXYZ", b"rXYZ").replace(b"tmp0", b"gXYZ")
    )
    renamed = exchanged.replace(b"s\0R\0G\0B", b"x\0R\0G\0B").replace(b"sRGB", b"xRGB")
    image = np.full((48, 48, 3), (200, 60, 60), np.uint8)

    photo = decode_photo(encoded(image, "PNG", icc_profile=renamed))

    assert np.abs(photo.image.astype(int) - (60, 200, 60)).max() <= 2


def test_broken_colour_profile_costs_only_the_profile() -> None:
    image = gradient(48, 48)

    photo = decode_photo(encoded(image, "PNG", icc_profile=b"not a profile"))

    assert (photo.image == image).all()


@pytest.mark.parametrize(
    ("data", "options", "fault"),
    [
        pytest.param(b"", {}, "unsupported_format", id="empty"),
        pytest.param(b"%PDF-1.7", {}, "unsupported_format", id="pdf"),
        pytest.param(b"\xff\xd8\xff\xe0nothing", {}, "damaged", id="jpeg-start"),
        pytest.param(encoded(gradient(64, 64))[:-400], {}, "damaged", id="jpeg-cut"),
        pytest.param(encoded(gradient(64, 64), "PNG")[:-60], {}, "damaged", id="png-cut"),
        pytest.param(encoded(gradient(64, 64), "WEBP")[:-60], {}, "damaged", id="webp-cut"),
        pytest.param(encoded(gradient(8, 64), "PNG"), {}, "too_small", id="narrow"),
        pytest.param(encoded(gradient(64, 64), "GIF"), {}, "unsupported_format", id="gif"),
        pytest.param(
            encoded(gradient(64, 64)),
            {"limits": PhotoLimits(max_bytes=100)},
            "too_many_bytes",
            id="bytes",
        ),
        pytest.param(
            encoded(gradient(64, 64)), {"limits": PhotoLimits(max_side=63)}, "too_large", id="side"
        ),
        pytest.param(
            encoded(gradient(64, 64)),
            {"limits": PhotoLimits(max_pixels=4095)},
            "too_large",
            id="pixels",
        ),
    ],
)
def test_unusable_picture_is_refused_with_its_fault(
    data: bytes, options: dict[str, object], fault: str
) -> None:
    assert fault_of(data, **options) == fault


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_moving_picture_is_refused(file_format: str) -> None:
    frames = [Pillow.fromarray(gradient(64, 64)), Pillow.fromarray(gradient(64, 64)[:, ::-1])]
    target = io.BytesIO()
    frames[0].save(target, file_format, save_all=True, append_images=frames[1:])

    assert fault_of(target.getvalue()) == "animated"


def test_bomb_is_refused_from_its_header() -> None:
    header = encoded(gradient(64, 64), "PNG")
    # IHDR's width and height, then its checksum, which the header probe must not need pixels for.
    bomb = bytearray(header)
    bomb[16:24] = (60000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")

    assert fault_of(bytes(bomb)) == "too_large"


@given(position=st.integers(2, 2000), value=st.integers(0, 255), cut=st.integers(0, 2000))
def test_mutated_picture_is_decoded_or_refused(position: int, value: int, cut: int) -> None:
    data = bytearray(encoded(gradient(96, 96), quality=80))
    data[position % len(data)] = value
    del data[len(data) - cut % len(data) :]

    try:
        photo = decode_photo(bytes(data), max_side=64)
    except PhotoRefusedError:
        return  # Any other error would fail the test.
    assert max(photo.image.shape[:2]) <= 64


@pytest.mark.data
def test_hostile_files_are_decoded_or_refused_without_a_warning(data_dir: Path) -> None:
    refused = decoded = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in sorted((data_dir / "hostile" / "images_pillow").rglob("*")):
            if not path.is_file():
                continue
            try:
                decode_photo(path.read_bytes(), max_side=2048)
                decoded += 1
            except PhotoRefusedError:
                refused += 1
    assert decoded >= 15
    assert refused >= 50
