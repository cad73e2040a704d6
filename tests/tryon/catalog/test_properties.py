import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.catalog.properties import read_properties


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"a=1\nb = 2\nc:3\nd 4\n", {"a": "1", "b": "2", "c": "3", "d": "4"}, id="="),
        pytest.param(b"# no\n! no\n\n  a=1", {"a": "1"}, id="comments"),
        pytest.param(b"name#1=Gh\\u1ebf\n", {"name#1": "Ghế"}, id="escaped"),
        pytest.param("name#1=Ghế\n".encode(), {"name#1": "Ghế"}, id="utf-8"),
        pytest.param(b"name#1=caf\xe9\n", {"name#1": "café"}, id="latin-1"),
        pytest.param(b"a=one \\\n   two\n", {"a": "one two"}, id="continued"),
        pytest.param(b"a=one\\\\\nb=2", {"a": "one\\", "b": "2"}, id="escaped backslash"),
        pytest.param(b"a\\=b=c", {"a=b": "c"}, id="escaped separator"),
        pytest.param(b"a=1\r\nb=2\rc=3", {"a": "1", "b": "2", "c": "3"}, id="line ends"),
        pytest.param(b"alone", {"alone": ""}, id="no value"),
        pytest.param(b"a=\\ud83d\\ude00", {"a": "\U0001f600"}, id="pair"),
        pytest.param(b"a=x\\ud83dx", {"a": "x�x"}, id="half a pair"),
        pytest.param(b"a=1\na=2", {"a": "2"}, id="twice"),
    ],
)
def test_lines_are_read_as_java_does(data: bytes, expected: dict[str, str]) -> None:
    assert read_properties(data) == expected


@given(st.binary(max_size=300))
def test_no_content_is_an_error(data: bytes) -> None:
    for key, value in read_properties(data).items():
        # What comes out can be written anywhere.
        assert (key + value).encode("utf-8").decode("utf-8") == key + value
