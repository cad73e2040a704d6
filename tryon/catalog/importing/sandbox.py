"""Reads a stranger's mesh file in a process with a limit on memory and time.

The readers check every range, but pictures and Draco are decoded by libraries in C, and a file
can ask for a lot of honest work. Whatever happens there, the caller gets a scene or a code.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np

from tryon.arrays import AnyArray
from tryon.catalog.mesh_scene import (
    MeshFault,
    MeshFileError,
    MeshScene,
    SceneMaterial,
    ScenePart,
)
from tryon.catalog.meshes import read_scene
from tryon.catalog.pictures import shrink

TIMEOUT_S = 10.0
_MEMORY_BYTES = 2 << 30
_TEXTURE_SIDE = 512
_ARRAYS = ("vertices", "triangles", "normals", "uvs", "node_scale")


def read_scene_apart(path: Path, timeout_s: float = TIMEOUT_S) -> MeshScene:
    """Read a mesh file in a child process; textures come back at most 512 px large.

    Raises
    ------
    MeshFileError
        As `read_scene`; besides `too_slow`, and `unreadable` if the child died.
    """
    with tempfile.TemporaryDirectory(prefix="tryon-import-") as folder:
        packages = os.pathsep.join(entry for entry in sys.path if entry)
        command = [
            "env",
            # Each BLAS thread reserves address space, and that is what is limited.
            "OPENBLAS_NUM_THREADS=1",
            f"PYTHONPATH={packages}",
            sys.executable,
            "-P",  # Modules never come from the folder the user happens to be in.
            "-m",
            __name__,
            str(path.resolve()),
            folder,
        ]
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            msg = f"reading takes more than {timeout_s:g} s"
            raise MeshFileError("too_slow", msg) from error
        if done.returncode != 0:
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            detail = last[0][:200] if last else f"exit status {done.returncode}"
            raise MeshFileError("unreadable", f"reading it failed: {detail}")
        return _unpack(Path(folder))


def _pack(scene: MeshScene, folder: Path) -> None:
    arrays: dict[str, AnyArray] = {}
    parts: list[dict[str, object]] = []
    for index, part in enumerate(scene.parts):
        for name in _ARRAYS:
            value = getattr(part, name)
            if value is not None:
                arrays[f"{index}.{name}"] = value
        material = part.material
        if material.texture is not None:
            arrays[f"{index}.texture"] = shrink(material.texture, _TEXTURE_SIDE)
        parts.append(
            {
                "name": part.name,
                "material": {
                    "name": material.name,
                    "base_color": material.base_color,
                    "opacity": material.opacity,
                    "metallic": material.metallic,
                    "roughness": material.roughness,
                    "transmission": material.transmission,
                    "specular": material.specular,
                },
            }
        )
    np.savez(folder / "arrays.npz", allow_pickle=False, **arrays)
    faults = [[fault.code, fault.message] for fault in scene.faults]
    _write(folder, {"parts": parts, "faults": faults})


def _unpack(folder: Path) -> MeshScene:
    answer = json.loads((folder / "answer.json").read_text("utf-8"))
    if "code" in answer:
        raise MeshFileError(answer["code"], answer["message"])
    parts: list[ScenePart] = []
    with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
        for index, entry in enumerate(answer["parts"]):
            material = entry["material"]
            material["base_color"] = tuple(material["base_color"])
            surface = SceneMaterial(**material)
            values = {name: _optional(arrays, f"{index}.{name}") for name in _ARRAYS}
            texture = _optional(arrays, f"{index}.texture")
            if texture is not None:
                surface = replace(surface, texture=texture)
            parts.append(
                ScenePart(
                    name=entry["name"],
                    material=surface,
                    vertices=cast("AnyArray", values["vertices"]),
                    triangles=cast("AnyArray", values["triangles"]),
                    normals=values["normals"],
                    uvs=values["uvs"],
                    node_scale=cast("AnyArray", values["node_scale"]),
                )
            )
    return MeshScene(tuple(parts), tuple(MeshFault(*fault) for fault in answer["faults"]))


def _optional(arrays: object, key: str) -> AnyArray | None:
    return cast("Mapping[str, AnyArray]", arrays).get(key)


def _write(folder: Path, answer: dict[str, object]) -> None:
    (folder / "answer.json").write_text(json.dumps(answer), "utf-8")


def _main(path: Path, folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _pack(read_scene(path), folder)
    except MeshFileError as error:
        _write(folder, {"code": error.code, "message": str(error)})
    except (MemoryError, RecursionError):
        _write(folder, {"code": "unreadable", "message": "reading it needs too much memory"})


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
