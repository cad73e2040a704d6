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
    "your_room": {"vi": "Phòng của bạn", "en": "Your room"},
    "room_title": {
        "vi": "Xem đồ nội thất ngay trong phòng của bạn",
        "en": "See furniture in your own room",
    },
    "room_step_scan": {"vi": "Quét mã bằng điện thoại", "en": "Scan the code with your phone"},
    "room_step_photo": {
        "vi": "Chụp phòng và chạm vào sàn để đặt món đồ",
        "en": "Photograph your room and tap the floor to place a piece",
    },
    "room_step_here": {"vi": "Cho hiện phòng trên gương này", "en": "Show it on this mirror"},
    "room_privacy": {
        "vi": "Chỉ khi bạn đồng ý, phòng của bạn mới hiện ở đây.",
        "en": "Your room appears here only if you agree.",
    },
    "room_shown": {
        "vi": "Mọi người trong cửa hàng đều thấy. Không có gì được lưu lại.",
        "en": "Everybody in the shop can see this. Nothing of it is kept.",
    },
    "room_done": {"vi": "Xong, xoá khỏi gương", "en": "Done, take it off"},
    "undo": {"vi": "Hoàn tác", "en": "Undo"},
    "take_off": {"vi": "Bỏ", "en": "Take off"},
    "person": {"vi": "Người {number}  ×", "en": "Person {number}  ×"},
    "category_eyewear": {"vi": "Kính", "en": "Glasses"},
    "category_headwear": {"vi": "Mũ", "en": "Hats"},
    "category_earrings": {"vi": "Bông tai", "en": "Earrings"},
    "category_necklace": {"vi": "Dây chuyền", "en": "Necklaces"},
    "category_makeup": {"vi": "Trang điểm", "en": "Make-up"},
    "category_looks": {"vi": "Bộ phối", "en": "Looks"},
    "compare_title": {"vi": "Bạn thích kiểu nào?", "en": "Which one is yours?"},
    "compare_hint": {
        "vi": "Cùng một khoảnh khắc. Chạm vào kiểu bạn muốn giữ.",
        "en": "The same moment. Touch the one you want to keep on.",
    },
    "compare_wait": {"vi": "Chờ một chút …", "en": "One moment …"},
    "idle_title": {"vi": "Thử ngay tại đây", "en": "Try it on right here"},
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
        "vi": "Chờ một chút, sắp xong rồi",
        "en": "One moment, nearly there",
    },
    "hint_nobody": {"vi": "Mời bạn đứng trước gương", "en": "Step in front of the mirror"},
    "hint_closer": {"vi": "Mời bạn lại gần hơn", "en": "Step a little closer"},
    "hint_look": {"vi": "Hãy nhìn thẳng vào gương", "en": "Look straight at the mirror"},
    "hint_center": {"vi": "Mời bạn đứng vào giữa gương", "en": "Move to the middle of the mirror"},
    "hint_glasses_worn": {
        "vi": "Hãy bỏ kính của bạn ra để thấy đúng hơn",
        "en": "Take off your own glasses to see it truly",
    },
    "hint_headwear_worn": {"vi": "Hãy bỏ mũ của bạn ra", "en": "Take off your own hat"},
    "hint_hair_too_tall": {
        "vi": "Tóc quá cao để đội mũ, hãy buộc thấp xuống",
        "en": "Your hair is too tall for a hat, tie it lower",
    },
    "hint_lobe_uncertain": {
        "vi": "Hãy lại gần và quay đầu một chút để thấy rõ tai",
        "en": "Come closer and turn a little to show the ear",
    },
    "hint_ears_hidden": {"vi": "Hãy vén tóc ra sau tai", "en": "Put your hair behind your ears"},
    "hint_neck_not_visible": {
        "vi": "Hãy lùi lại để thấy cả cổ và vai",
        "en": "Step back until neck and shoulders show",
    },
    "hint_neck_covered": {
        "vi": "Cổ áo đang che cổ, hãy mở cổ áo",
        "en": "A collar covers the neck, open it",
    },
}


def text(key: str, language: Language) -> str:
    """Give a sentence by its key."""
    return _TEXTS[key][language]


def category_text(name: str, language: Language) -> str:
    """Name a category; one the mirror does not know keeps its own name."""
    known = _TEXTS.get(f"category_{name}")
    return name if known is None else known[language]


def text_keys() -> tuple[str, ...]:
    """Give every key, for whoever checks that both languages are complete."""
    return tuple(_TEXTS)
