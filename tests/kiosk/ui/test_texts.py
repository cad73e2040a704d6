import string

import pytest

from kiosk.hints import Hint
from kiosk.ui.texts import text, text_keys


@pytest.mark.parametrize("key", text_keys())
def test_both_languages_say_it_with_the_same_blanks(key: str) -> None:
    said = [text(key, "vi"), text(key, "en")]
    blanks = [{name for _, name, _, _ in string.Formatter().parse(words)} for words in said]
    assert all(said)
    assert said[0] != said[1]
    assert blanks[0] == blanks[1]


def test_every_hint_has_words() -> None:
    hints: tuple[Hint, ...] = ("searching", "starting", "nobody", "closer", "look", "center")
    assert all(f"hint_{hint}" in text_keys() for hint in hints)
