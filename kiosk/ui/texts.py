"""Every sentence the mirror says, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.settings import Language

_TEXTS: Mapping[str, Mapping[Language, str]] = {
    "compare": {"vi": "So sánh", "en": "Compare"},
    "take_picture": {"vi": "Chụp ảnh", "en": "Take a picture"},
    "take_another": {"vi": "Chụp lại", "en": "Take another"},
    "delete": {"vi": "Xoá ngay", "en": "Delete now"},
    "back": {"vi": "Về gương", "en": "Back to the mirror"},
    "language": {"vi": "English", "en": "Tiếng Việt"},
    "language_name": {"vi": "Đổi sang tiếng Anh", "en": "Switch to Vietnamese"},
    "text_size": {"vi": "Chữ to hơn", "en": "Larger text"},
    "colours": {"vi": "Màu", "en": "Colours"},
    "privacy": {
        "vi": "Gương không lưu và không gửi hình của bạn đi đâu.",
        "en": "This mirror stores no pictures of you and sends none anywhere.",
    },
    "picture_privacy": {
        "vi": "Ảnh chỉ có trên màn hình này và tự xoá sau {seconds} giây.",
        "en": "This picture exists on this screen only. It deletes itself in {seconds} s.",
    },
    "compare_title": {"vi": "Bạn thích cặp nào?", "en": "Which pair is yours?"},
    "compare_hint": {
        "vi": "Cùng một khoảnh khắc. Chạm vào cặp bạn muốn đeo tiếp.",
        "en": "The same moment. Touch the pair you want to keep on.",
    },
    "compare_wait": {"vi": "Chờ một chút …", "en": "One moment …"},
    "idle_title": {"vi": "Thử kính ngay tại đây", "en": "Try glasses on right here"},
    "idle_hint": {
        "vi": "Mời bạn đứng trước gương hoặc chạm vào màn hình",
        "en": "Step in front of the mirror or touch the screen",
    },
    "no_products": {"vi": "Chưa có sản phẩm nào", "en": "There are no products yet"},
    "hint_searching": {
        "vi": "Chờ một chút, gương đang tìm máy quay",
        "en": "One moment, the mirror is looking for its camera",
    },
    "hint_starting": {
        "vi": "Chờ một chút, kính sắp hiện lên",
        "en": "One moment, the glasses are on their way",
    },
    "hint_nobody": {"vi": "Mời bạn đứng trước gương", "en": "Step in front of the mirror"},
    "hint_closer": {"vi": "Mời bạn lại gần hơn", "en": "Step a little closer"},
    "hint_look": {"vi": "Hãy nhìn thẳng vào gương", "en": "Look straight at the mirror"},
    "hint_center": {"vi": "Mời bạn đứng vào giữa gương", "en": "Move to the middle of the mirror"},
}


def text(key: str, language: Language) -> str:
    """Give a sentence by its key."""
    return _TEXTS[key][language]


def text_keys() -> tuple[str, ...]:
    """Give every key, for whoever checks that both languages are complete."""
    return tuple(_TEXTS)
