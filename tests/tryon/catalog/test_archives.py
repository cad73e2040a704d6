import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tryon.catalog.archives import open_archive, plain_name
from tryon.catalog.mesh_scene import MeshFileError


def _write(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a/b.obj", "a/b.obj"),
        ("/a//./b.obj", "a/b.obj"),
        ("../b.obj", None),
        ("a/../../b.obj", None),
        ("a\\b.obj", None),
        ("C:/b.obj", None),
        ("a\0b", None),
        ("/", None),
        ("", None),
    ],
)
def test_names_that_lead_elsewhere_are_none(name: str, plain: str | None) -> None:
    assert plain_name(name) == plain


def test_files_that_lead_elsewhere_are_left_out(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.zip", {"../evil.obj": b"v", "/etc/x": b"v", "ok/a.obj": b"v 1"})

    with open_archive(path) as archive:
        assert archive.names == ("etc/x", "ok/a.obj")
        archive.unpack_folder("ok", tmp_path)

    assert (tmp_path / "a.obj").read_bytes() == b"v 1"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.obj", "a.zip"]


def test_links_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("box.mtl")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("box.obj", b"v")

    with open_archive(path) as archive:
        assert archive.names == ("box.obj",)


def test_more_than_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.zip", {"bomb.obj": b"\0" * 3_000_000})
    assert path.stat().st_size < 10_000

    with open_archive(path) as archive:
        assert len(archive.read("bomb.obj")) == 3_000_000
        with pytest.raises(MeshFileError, match="at most 1000000 bytes") as caught:
            archive.read("bomb.obj", 1_000_000)
    assert caught.value.code == "unreadable"


def test_a_size_that_is_lied_about_does_not_help(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.zip", {"bomb.obj": b"\0" * 3_000_000})
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 10)
    path.write_bytes(data)

    with open_archive(path) as archive, pytest.raises(MeshFileError) as caught:
        archive.read("bomb.obj", 1_000_000)
    assert caught.value.code == "unreadable"


def test_a_folder_is_limited_as_a_whole(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.zip", {f"m/{index}.jpg": b"x" * 1000 for index in range(3)})

    with open_archive(path) as archive, pytest.raises(MeshFileError, match="at most 500"):
        archive.unpack_folder("m", tmp_path, 2_500)


def test_too_long_a_list_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.zip", {"a": b"1"})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rindex(b"PK\x05\x06") + 12, 0xFFFF_FFFF)
    path.write_bytes(data)

    with pytest.raises(MeshFileError, match="list of entries"), open_archive(path):
        pass


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06", b"not a zip" * 100, b"\0" * 4000])
def test_what_is_no_archive_is_unreadable(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)

    with pytest.raises(MeshFileError) as caught, open_archive(path):
        pass
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("name", ["missing.zip", "."])
def test_no_file_is_unreadable(tmp_path: Path, name: str) -> None:
    with pytest.raises(MeshFileError, match="no such file"), open_archive(tmp_path / name):
        pass


@pytest.mark.parametrize("cut", range(10, 200, 17))
def test_damaged_archives_are_read_or_refused_by_name(tmp_path: Path, cut: int) -> None:
    path = _write(tmp_path / "a.zip", {"a.obj": b"v 1 2 3\n" * 40, "b.obj": b"v 4 5 6\n" * 40})
    data = bytearray(path.read_bytes())
    data[cut % len(data)] ^= 0xFF
    path.write_bytes(data)

    code = None
    try:
        with open_archive(path) as archive:
            for name in archive.names:
                archive.read(name)
    except MeshFileError as error:
        code = error.code
    assert code in {None, "unreadable", "missing_model"}
