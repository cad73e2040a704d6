"""The documents say what is true: commands exist, links resolve, names are mentioned."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import tryon

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(path for path in ROOT.glob("*.md"))
MAX_LINES = {"README.md": 150, "ARCHITECTURE.md": 200}


def shell_lines(path: Path) -> list[str]:
    """Give the commands of a document's `sh` blocks, comments and continuations resolved."""
    blocks = re.findall(r"^```(?:sh|bash)\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [command for line in lines if (command := line.split("#")[0].strip())]


def make_targets() -> set[str]:
    """Give the targets of the Makefile."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_readme_names_the_two_commands() -> None:
    assert {"make run", "make test"} <= set(shell_lines(ROOT / "README.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_named_make_targets_exist(document: Path) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", document.read_text(), re.MULTILINE))

    assert named <= make_targets()


def test_every_make_target_is_in_its_help() -> None:
    help_text = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    ).stdout

    assert make_targets() - {"help"} == set(re.findall(r"^make ([a-z]+)", help_text, re.MULTILINE))


def test_ci_calls_the_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def tryon_commands() -> list[str]:
    """Give the `tryon ...` command lines of all documents."""
    lines = [line for document in DOCUMENTS for line in shell_lines(document)]
    return sorted({line for line in lines if line.startswith("tryon ")})


@pytest.mark.parametrize("command", tryon_commands())
def test_named_commands_and_options_exist(command: str) -> None:
    words = command.split()[1:]
    subcommands: list[str] = []
    for word in words[:2]:
        if not re.fullmatch(r"[a-z]+", word):
            break
        subcommands.append(word)

    done = subprocess.run(
        [str(Path(sys.executable).parent / "tryon"), *subcommands, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
    )

    assert done.returncode == 0, done.stdout + done.stderr
    options = [word.split("=")[0] for word in words if word.startswith("--")]
    assert [option for option in options if option not in done.stdout] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_relative_links_resolve(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", document.read_text())

    broken = [
        target
        for target in targets
        if not re.match(r"[a-z]+:", target) and not (document.parent / target).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("name", MAX_LINES)
def test_document_stays_short(name: str) -> None:
    assert len((ROOT / name).read_text().splitlines()) <= MAX_LINES[name]


def test_every_public_name_and_category_is_mentioned() -> None:
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    categories = [path.parent.name for path in (ROOT / "tryon" / "categories").glob("*/fit.py")]

    names = [name for name in tryon.__all__ if not name.startswith("__")]
    assert [name for name in (*names, *categories) if name not in text] == []


def test_every_model_is_credited() -> None:
    models = tomllib.loads((ROOT / "assets" / "models" / "models.toml").read_text())["models"]
    credits_text = (ROOT / "assets" / "CREDITS.md").read_text()

    assert [model["name"] for model in models if model["name"] not in credits_text] == []
