"""Both languages of the page are complete, and every reason code has words."""

import re
from pathlib import Path
from typing import get_args

import pytest

from server.texts import MESSAGES
from tryon.cli.reasons import REFUSALS
from tryon.landmarks.room import ROOM_NOTES, ROOM_REFUSALS, ScaleSource

WEB = Path(__file__).resolve().parents[3] / "server" / "web"
ROOT = WEB.parents[1]


def keys_of(language: str) -> dict[str, str]:
    text = "".join(
        (WEB / f"texts-{part}{language}.js").read_text("utf-8") for part in ("", "room-")
    )
    return dict(re.findall(r'^  "?([\w-]+)"?:\s*"((?:[^"\\]|\\.)*)"', text, re.MULTILINE))


def test_both_languages_have_the_same_keys_and_blanks() -> None:
    vi, en = keys_of("vi"), keys_of("en")
    assert set(vi) == set(en)
    for key, said in vi.items():
        assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", en[key])), key


def test_every_key_the_page_uses_has_words() -> None:
    known = keys_of("en")
    used: set[str] = set()
    for path in WEB.iterdir():
        if path.suffix in (".js", ".html"):
            text = path.read_text("utf-8")
            used |= set(re.findall(r'\bt\("(\w+)"', text))
            used |= set(re.findall(r'data-(?:text|label|placeholder)="(\w+)"', text))
    assert used - set(known) == set()


REASONS = (
    "turned_away", "face_too_small", "cut_off", "headwear_worn", "hair_too_tall",
    "lobe_uncertain", "ears_hidden", "neck_not_visible",
)  # fmt: skip


@pytest.mark.parametrize("code", REASONS)
def test_every_refusal_is_explained_everywhere(code: str) -> None:
    for language in ("vi", "en"):
        keys = keys_of(language)
        assert {code, f"{code}Title"} <= set(keys)
        assert MESSAGES[code][language].detail  # type: ignore[index]
    assert REFUSALS[code]


@pytest.mark.parametrize("code", [*ROOM_REFUSALS, *ROOM_NOTES])
def test_everything_said_of_rooms_is_explained_everywhere(code: str) -> None:
    for language in ("vi", "en"):
        keys = keys_of(language)
        assert code in keys
        assert MESSAGES[code][language].detail  # type: ignore[index]
        if code in ROOM_REFUSALS:
            assert f"{code}Title" in keys


def test_every_source_of_a_room_s_scale_is_named() -> None:
    named = {f"scale_{source}" for source in get_args(ScaleSource)}
    assert named <= set(keys_of("vi"))


def test_no_category_refuses_for_a_reason_without_words() -> None:
    sources = "".join(
        path.read_text("utf-8") for path in (ROOT / "tryon" / "categories").rglob("*.py")
    )
    named = set(re.findall(r'refusal="(\w+)"|return "(\w+_\w+)"$', sources, re.MULTILINE))
    codes = {one or other for one, other in named}
    assert codes - set(MESSAGES) == set()
