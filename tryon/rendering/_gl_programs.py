"""Shader programs out of the `shaders` folder, their uniforms and samplers."""

from __future__ import annotations

from pathlib import Path

from tryon.errors import RendererError
from tryon.rendering._gl_api import GL, gl_shaders

_SHADERS = Path(__file__).parent / "shaders"
_BLOCKS = {"Frame": 0, "Part": 1}


class Program:
    """A linked program with its uniform locations.

    Parameters
    ----------
    vertex, fragment : file names in `shaders`
    samplers : texture unit by sampler name, fixed for ever
    switches : names defined for the preprocessor. A software device works out both sides of
        every branch, so that what a part does not need has to be left out of its program
    """

    def __init__(
        self,
        vertex: str,
        fragment: str,
        samplers: dict[str, int],
        switches: tuple[str, ...] = (),
    ) -> None:
        try:
            stages = [
                gl_shaders.compileShader(_source(vertex, switches), GL.GL_VERTEX_SHADER),
                gl_shaders.compileShader(_source(fragment, switches), GL.GL_FRAGMENT_SHADER),
            ]
        except (RuntimeError, GL.GLError) as error:
            msg = f"shaders {vertex}, {fragment}: expected them to compile, got {error}"
            raise RendererError(msg) from error
        self.handle = int(GL.glCreateProgram())
        for stage in stages:
            GL.glAttachShader(self.handle, stage)
        GL.glLinkProgram(self.handle)
        if not GL.glGetProgramiv(self.handle, GL.GL_LINK_STATUS):
            log = GL.glGetProgramInfoLog(self.handle)
            msg = f"shaders {vertex}, {fragment}: expected them to link, got {log!r}"
            raise RendererError(msg)
        for stage in stages:
            GL.glDeleteShader(stage)
        self._locations: dict[str, int] = {}
        self._bind(samplers)

    def _bind(self, samplers: dict[str, int]) -> None:
        GL.glUseProgram(self.handle)
        for name, unit in samplers.items():
            GL.glUniform1i(self.location(name), unit)
        for name, binding in _BLOCKS.items():
            block = GL.glGetUniformBlockIndex(self.handle, name)
            if block != GL.GL_INVALID_INDEX:
                GL.glUniformBlockBinding(self.handle, block, binding)

    def location(self, name: str) -> int:
        """Give a uniform's location, -1 if the program does not read it."""
        if name not in self._locations:
            self._locations[name] = int(GL.glGetUniformLocation(self.handle, name))
        return self._locations[name]

    def use(self) -> None:
        """Make this the current program."""
        GL.glUseProgram(self.handle)

    def delete(self) -> None:
        """Free the program."""
        GL.glDeleteProgram(self.handle)


class SwitchedPrograms:
    """One program per choice of switches, made when it is first wanted.

    Parameters
    ----------
    vertex, fragment, samplers : as of `Program`
    names : of the switches, in the order in which they are given
    """

    def __init__(
        self, vertex: str, fragment: str, samplers: dict[str, int], names: tuple[str, ...]
    ) -> None:
        self._given = (vertex, fragment, samplers)
        self._names = names
        self._programs: dict[tuple[bool, ...], Program] = {}

    def get(self, switches: tuple[bool, ...]) -> Program:
        """Give the program with the switches that are on."""
        program = self._programs.get(switches)
        if program is None:
            pairs = zip(self._names, switches, strict=True)
            program = Program(*self._given, tuple(name for name, is_on in pairs if is_on))
            self._programs[switches] = program
        return program

    def delete(self) -> None:
        """Free the programs."""
        for program in self._programs.values():
            program.delete()


def _source(name: str, switches: tuple[str, ...]) -> str:
    version, rest = (_SHADERS / name).read_text(encoding="utf-8").split("\n", 1)
    defined = "".join(f"#define {switch}\n" for switch in switches)
    return f"{version}\n{defined}{rest}"
