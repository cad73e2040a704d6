"""The pinned environments: hashes for everything, no addresses, one set of versions."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")


def requirements_of(name: str) -> dict[str, str]:
    """Map each `package==version ; marker` of a lock to its hash lines."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)
    return {
        block.split("\\\n")[0].strip(): block for block in blocks if re.match(r"[\w.-]+==", block)
    }


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_has_hashes_and_no_address(name: str) -> None:
    requirements = requirements_of(name)

    assert requirements
    assert [line for line, block in requirements.items() if "--hash=sha256:" not in block] == []
    assert re.findall(r"[a-z+]+://\S+", (ROOT / name).read_text()) == []


def test_tests_run_on_the_versions_that_ship() -> None:
    assert set(requirements_of("requirements.lock")) <= set(
        requirements_of("requirements-dev.lock")
    )


def test_locks_hold_one_opencv() -> None:
    names = [line.split("==")[0] for line in requirements_of("requirements-dev.lock")]

    assert [name for name in names if "opencv" in name] == ["opencv-contrib-python-headless"]
