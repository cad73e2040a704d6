from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from kiosk.ui.texts import text, text_keys
from kiosk.ui.theme import Metrics, fitted_font


def test_sizes_follow_the_shorter_side() -> None:
    lying, standing, small = Metrics(1920, 1080), Metrics(1080, 1920), Metrics(1280, 720)
    assert (lying.px(90), standing.px(90), small.px(90)) == (90, 90, 60)
    assert (lying.is_portrait, standing.is_portrait) == (False, True)


def test_larger_text_is_a_quarter_larger(qt: QApplication) -> None:
    del qt
    assert Metrics(1920, 1080, True).font(40).pixelSize() == 50


def test_bundled_type_is_used_and_has_every_letter(qt: QApplication) -> None:
    del qt
    font = Metrics(1920, 1080).font(30)
    assert QFontInfo(font).family() == "Be Vietnam Pro"
    letters = {letter for key in text_keys() for letter in text(key, "vi") if letter.isalpha()}
    metrics = QFontMetricsF(font)
    assert all(metrics.inFontUcs4(ord(letter)) for letter in letters | {"₫", "□"})


def test_text_shrinks_instead_of_being_cut(qt: QApplication) -> None:
    del qt
    words = "Gương không lưu và không gửi hình của bạn đi đâu."
    font = fitted_font(Metrics(1920, 1080).font(60), words, 300.0)
    assert QFontMetricsF(font).horizontalAdvance(words) <= 310.0
