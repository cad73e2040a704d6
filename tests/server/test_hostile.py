"""Files made to break picture readers, through the whole upload."""

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient


@pytest.mark.data
@pytest.mark.slow
def test_hostile_files_through_the_upload(client: TestClient, data_dir: Path) -> None:
    files = [path for path in (data_dir / "hostile" / "images_pillow").rglob("*") if path.is_file()]
    slowest_s = 0.0
    for path in files:
        started_s = time.perf_counter()
        answer = client.post(
            "/v1/try-ons", files={"image": path.read_bytes()}, data={"sku": "an-bang"}
        )
        slowest_s = max(slowest_s, time.perf_counter() - started_s)
        assert answer.status_code in (200, 413, 415, 422), path.name

    assert len(files) > 80
    # The requirement is 0.25 s on a quiet machine; tests run on busy ones.
    assert slowest_s < 2.0
