import tomllib

from hypothesis import given
from hypothesis import strategies as st

from tryon.catalog.toml_lines import key_lines

_DOCUMENT = '''# comment = 1
title = "a # [not] = {a} comment"
"quoted key".inner = 1
text = """
fake = 2
[fake]
"""
point = [1, # one
  2, { deep = 3 },
]
[table.sub]
inline = { first = 1, second = { third = 'x = 1' } }
[[items]]
name = 1
[items.details]
size = 2
[[items]]
name = 3
[items.details]
size = 4
'''


def test_key_lines_finds_every_key_of_a_crowded_document() -> None:
    tomllib.loads(_DOCUMENT)

    lines = key_lines(_DOCUMENT)

    assert lines["title",] == 2
    assert lines["quoted key", "inner"] == 3
    assert lines["text",] == 4
    assert lines["point",] == 8
    assert lines["point", 2, "deep"] == 9
    assert lines["table", "sub"] == 11
    assert lines["table", "sub", "inline", "second", "third"] == 12
    assert lines["items", 0, "details", "size"] == 16
    assert lines["items", 1, "name"] == 18
    assert lines["items", 1, "details", "size"] == 20
    assert ("fake",) not in lines


@given(
    st.lists(
        st.tuples(
            st.text("abcXYZ09_-", min_size=1, max_size=8),
            st.sampled_from(
                ["1", '"#"', "[1, 2]", "{ a = 1 }", "'''x\n'''", "1979-05-27T07:32:00Z"]
            ),
            st.integers(0, 3),
        ),
        unique_by=lambda entry: entry[0],
    )
)
def test_key_lines_agrees_with_the_way_a_document_was_written(
    entries: list[tuple[str, str, int]],
) -> None:
    text, expected = "", {}
    for key, value, blank in entries:
        text += "\n" * blank
        expected[key] = text.count("\n") + 1
        text += f"{key} = {value}  # {key}\n"

    lines = key_lines(text)

    assert {key: lines[key,] for key in expected} == expected
