import json
from pathlib import Path

import pytest

from benchmarks import machine
from benchmarks.machine import describe_machine, load_result, save_result
from benchmarks.tables import BEGIN, END, insert_tables, speed_rows


def test_tables_replace_what_is_between_the_marks() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    written = insert_tables(document, "| new |")
    assert written == f"before\n{BEGIN}\n| new |\n{END}\nafter\n"
    assert insert_tables(written, "| new |") == written


def test_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="expected"):
        insert_tables("nothing here", "| new |")


def test_speed_rows_show_the_figures_of_the_file() -> None:
    paced = {"proc_med": 12.34, "proc_p95": 20.0, "age_med": 13.0, "age_p95": 22.0}
    paced |= {"cpu_ms_per_frame": 31.0, "memory_mb": 512.4}
    rows = list(
        speed_rows(
            {
                "paced": paced,
                "unpaced": {"proc_med": 11.0},
                "distinct_frames_per_s": 29.96,
                "unpaced_frames_per_s": 61.04,
            }
        )
    )
    assert [got for *_, got in rows] == [
        "30.0",
        "12.3 / 20.0; 13.0 / 22.0",
        "31.0",
        "61.0, 11.0",
        "512",
    ]


def test_machine_says_where_a_result_comes_from() -> None:
    described = describe_machine("llvmpipe")
    assert {"commit", "date", "cpu", "cores", "drawn_by", "versions", "python"} <= set(described)
    assert described["drawn_by"] == "llvmpipe"
    assert described["versions"]["numpy"]


def test_result_files_keep_what_was_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "RESULTS_DIR", tmp_path)
    path = save_result("speed", {"cpu": "some"}, {"resolution": [1280, 720], "ms": 3.5})
    assert load_result("speed") == {
        "machine": {"cpu": "some"},
        "resolution": [1280, 720],
        "ms": 3.5,
    }
    assert json.loads(path.read_text(encoding="utf-8"))["ms"] == 3.5
    assert "[1280, 720]" in path.read_text(encoding="utf-8")
    assert load_result("never") is None
