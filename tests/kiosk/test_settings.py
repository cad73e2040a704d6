from pathlib import Path

import pytest

from kiosk.settings import KioskSettings, SettingsError, load_settings, with_values
from tryon import InputError


def test_environment_overrules_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mirror.toml"
    path.write_text('source = "0"\nrotate = 90\nidle_s = 30\nstore_name = "Mắt Sáng"\n', "utf-8")
    settings = load_settings(path, {"KIOSK_ROTATE": "270", "SOURCE": "demo"})
    found = (settings.source, settings.rotate, settings.idle_s, settings.store_name)
    assert found == ("demo", 270, 30.0, "Mắt Sáng")


def test_without_file_and_environment_the_defaults_hold() -> None:
    assert load_settings(None, {}) == KioskSettings()


def test_own_variable_overrules_the_short_one() -> None:
    assert load_settings(None, {"SOURCE": "demo", "KIOSK_SOURCE": "1"}).source == "1"


@pytest.mark.parametrize(
    ("given", "names"),
    [
        pytest.param({"rotate": 45}, "rotate", id="not-a-quarter"),
        pytest.param({"rotate": "up"}, "rotate", id="not-a-number"),
        pytest.param({"language": "fr"}, "language", id="language"),
        pytest.param({"idle_s": 0}, "idle_s", id="zero-time"),
        pytest.param({"idle_s": "nan"}, "idle_s", id="no-time"),
        pytest.param({"fullscreen": "perhaps"}, "fullscreen", id="not-a-bool"),
        pytest.param({"colour": "red"}, "colour", id="unknown"),
        pytest.param({"calibration": "1,2,3"}, "calibration", id="short-calibration"),
        pytest.param({"calibration": "0,1,2,3,4,5"}, "calibration", id="impossible-camera"),
    ],
)
def test_a_wrong_setting_is_named(given: dict[str, object], names: str) -> None:
    with pytest.raises(SettingsError, match=names) as caught:
        with_values(KioskSettings(), given)
    assert isinstance(caught.value, InputError)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mirror.toml"
    path.write_text("source =", "utf-8")
    with pytest.raises(SettingsError, match=r"mirror\.toml"):
        load_settings(path, {})


def test_calibration_follows_the_picture_size() -> None:
    settings = KioskSettings(calibration="1000,1010,639.5,359.5,1280,720")
    camera = settings.camera_for(640, 360)
    found = (camera.fx, camera.fy, camera.cx, camera.cy, camera.source)
    assert found == (500.0, 505.0, 319.5, 179.5, "calibrated")


def test_without_calibration_the_camera_is_a_guess() -> None:
    assert KioskSettings().camera_for(640, 360).source == "default"
