"""What the service says when something cannot be done, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from server.messages import Language, Message
from server.texts_rooms import ROOM_MESSAGES

__all__ = ["LANGUAGES", "MESSAGES", "Language", "Message", "message", "preferred_language"]

LANGUAGES: tuple[Language, ...] = ("vi", "en")
DEFAULT_LANGUAGE: Language = "en"


MESSAGES: Mapping[str, Mapping[Language, Message]] = {
    **ROOM_MESSAGES,
    "no_face": {
        "en": Message(
            "No face found",
            "We could not find a face. Face the camera, in even light, with nothing over your "
            "eyes, and fill about a third of the picture.",
        ),
        "vi": Message(
            "Không thấy khuôn mặt",
            "Chúng tôi không tìm thấy khuôn mặt. Hãy nhìn thẳng vào máy ảnh, ở nơi sáng đều, không "
            "che mắt, và để khuôn mặt chiếm khoảng một phần ba bức ảnh.",
        ),
    },
    "face_too_small": {
        "en": Message("Face too small", "Your face is too small here. Come closer to the camera."),
        "vi": Message("Khuôn mặt quá nhỏ", "Khuôn mặt trong ảnh quá nhỏ. Hãy lại gần máy ảnh hơn."),
    },
    "turned_away": {
        "en": Message(
            "Face turned away", "Your face is turned too far. Turn a little towards the camera."
        ),
        "vi": Message(
            "Khuôn mặt quay đi", "Khuôn mặt đang quay quá xa. Hãy quay về phía máy ảnh một chút."
        ),
    },
    "cut_off": {
        "en": Message(
            "Face cut off", "Part of your face is outside the picture. Move back to the middle."
        ),
        "vi": Message(
            "Khuôn mặt bị cắt", "Một phần khuôn mặt nằm ngoài ảnh. Hãy lùi lại và đứng vào giữa."
        ),
    },
    "headwear_worn": {
        "en": Message(
            "A hat is on already", "Take off what you wear on your head, then try again."
        ),
        "vi": Message("Bạn đang đội mũ", "Hãy bỏ mũ hoặc khăn trên đầu ra rồi thử lại."),
    },
    "hair_too_tall": {
        "en": Message("Hair too tall for a hat", "Your hair stands too high. Tie it lower."),
        "vi": Message("Tóc quá cao để đội mũ", "Tóc búi quá cao. Hãy buộc tóc thấp xuống."),
    },
    "lobe_uncertain": {
        "en": Message(
            "Ear lobe not clear", "We cannot see the ear lobe well. Come closer and turn a little."
        ),
        "vi": Message(
            "Chưa thấy rõ dái tai", "Chưa thấy rõ dái tai. Hãy lại gần và quay đầu một chút."
        ),
    },
    "ears_hidden": {
        "en": Message("Ears covered", "Your ears are covered. Put your hair behind them."),
        "vi": Message("Tai bị che", "Tai của bạn đang bị che. Hãy vén tóc ra sau tai."),
    },
    "neck_not_visible": {
        "en": Message("Neck out of view", "Step back until neck and shoulders are in the picture."),
        "vi": Message("Chưa thấy cổ", "Hãy lùi lại để thấy cả cổ và vai trong ảnh."),
    },
    "neck_covered": {
        "en": Message("Neck covered", "A collar covers the neck. Open it, or choose a longer one."),
        "vi": Message("Cổ áo che cổ", "Cổ áo đang che cổ. Hãy mở cổ áo hoặc chọn dây dài hơn."),
    },
    "not_fitting": {
        "en": Message(
            "Could not be placed", "We could not place this here. Try another photo, facing ahead."
        ),
        "vi": Message(
            "Không đeo thử được",
            "Chúng tôi chưa thể đeo thử trên ảnh này. Hãy thử một ảnh khác, nhìn thẳng về trước.",
        ),
    },
    "too_many_bytes": {
        "en": Message(
            "Picture too large", "The picture may have at most 12 MB. Send a smaller one."
        ),
        "vi": Message("Ảnh quá nặng", "Ảnh được phép nặng tối đa 12 MB. Hãy gửi ảnh nhẹ hơn."),
    },
    "too_large": {
        "en": Message(
            "Too many pixels",
            "The picture may have at most 25 megapixels and 8192 pixels a side.",
        ),
        "vi": Message(
            "Ảnh quá lớn", "Ảnh được phép có tối đa 25 triệu điểm ảnh và mỗi cạnh tối đa 8192."
        ),
    },
    "picture_too_small": {
        "en": Message("Picture too small", "The picture must be at least 32 pixels a side."),
        "vi": Message("Ảnh quá bé", "Mỗi cạnh của ảnh phải có ít nhất 32 điểm ảnh."),
    },
    "unsupported_format": {
        "en": Message(
            "Not a JPEG, PNG or WebP picture",
            "We read JPEG, PNG and WebP pictures. Save the picture as JPEG and try again.",
        ),
        "vi": Message(
            "Không phải ảnh JPEG, PNG hay WebP",
            "Chúng tôi đọc được ảnh JPEG, PNG và WebP. Hãy lưu ảnh dưới dạng JPEG rồi thử lại.",
        ),
    },
    "animated": {
        "en": Message("Moving picture", "Moving pictures are not supported. Send a still one."),
        "vi": Message("Ảnh động", "Chúng tôi chưa hỗ trợ ảnh động. Hãy gửi một ảnh tĩnh."),
    },
    "damaged": {
        "en": Message(
            "Damaged picture", "The picture is damaged or incomplete. Send it again or use another."
        ),
        "vi": Message(
            "Ảnh bị hỏng", "Ảnh bị hỏng hoặc chưa gửi xong. Hãy gửi lại hoặc chọn ảnh khác."
        ),
    },
    "unknown_product": {
        "en": Message("Unknown product", "We do not have this product or colour."),
        "vi": Message("Không có sản phẩm này", "Chúng tôi không có sản phẩm hoặc màu này."),
    },
    "unknown_look": {
        "en": Message("Unknown look", "We do not have this look."),
        "vi": Message("Không có bộ này", "Chúng tôi không có bộ phối này."),
    },
    "unknown_person": {
        "en": Message("Nobody of that number", "That person is not in the picture."),
        "vi": Message("Không có người này", "Người được chọn không có trong ảnh."),
    },
    "same_slot": {
        "en": Message(
            "Two products in one place",
            "One person cannot wear both at once. To compare, send one request for each.",
        ),
        "vi": Message(
            "Hai sản phẩm cùng một chỗ",
            "Một người không thể đeo cả hai cùng lúc. Để so sánh, hãy gửi từng sản phẩm một.",
        ),
    },
    "invalid_request": {
        "en": Message("Request not understood", "The request is incomplete or has a wrong value."),
        "vi": Message("Yêu cầu không hợp lệ", "Yêu cầu thiếu thông tin hoặc có giá trị sai."),
    },
    "unsupported_body": {
        "en": Message("Not a form", "Send the picture as multipart/form-data."),
        "vi": Message("Không phải biểu mẫu", "Hãy gửi ảnh dưới dạng multipart/form-data."),
    },
    "not_acceptable": {
        "en": Message(
            "No such answer format",
            "We answer image/jpeg, image/png, image/webp, application/json or multipart/form-data.",
        ),
        "vi": Message(
            "Không có định dạng này",
            "Chúng tôi trả lời dưới dạng image/jpeg, image/png, image/webp, application/json "
            "hoặc multipart/form-data.",
        ),
    },
    "upload_too_slow": {
        "en": Message("Upload too slow", "The picture did not arrive in time. Try again."),
        "vi": Message("Gửi ảnh quá chậm", "Ảnh chưa được gửi xong kịp thời. Hãy thử lại."),
    },
    "busy": {
        "en": Message("Busy", "Many people are trying on right now. Try again in a moment."),
        "vi": Message("Đang bận", "Đang có nhiều người thử. Hãy thử lại sau giây lát."),
    },
    "engine_starting": {
        "en": Message("Starting", "The try-on engine is starting. Try again in a moment."),
        "vi": Message("Đang khởi động", "Hệ thống thử đang khởi động. Hãy thử lại sau."),
    },
    "engine_failed": {
        "en": Message("Interrupted", "The try-on engine was interrupted. Try again in a moment."),
        "vi": Message("Bị gián đoạn", "Hệ thống thử vừa bị gián đoạn. Hãy thử lại sau."),
    },
    "not_found": {
        "en": Message("Not found", "There is nothing at this address."),
        "vi": Message("Không tìm thấy", "Không có gì ở địa chỉ này."),
    },
    "method_not_allowed": {
        "en": Message("Method not allowed", "This address does not answer that method."),
        "vi": Message("Phương thức không được phép", "Địa chỉ này không trả lời phương thức đó."),
    },
    "internal": {
        "en": Message("Something went wrong", "This is our fault. It has been logged."),
        "vi": Message("Đã xảy ra lỗi", "Đây là lỗi của chúng tôi. Lỗi đã được ghi lại."),
    },
}


def message(code: str, language: Language) -> Message:
    """Give the message of a code; unknown codes of categories read as `not_fitting`."""
    return MESSAGES.get(code, MESSAGES["not_fitting"])[language]


def preferred_language(accept_language: str | None) -> Language:
    """Choose the language out of an Accept-Language header (RFC 9110, 12.5.4)."""
    best: Language = DEFAULT_LANGUAGE
    best_weight = 0.0
    for item in (accept_language or "")[:500].split(","):
        name, _, parameters = item.strip().partition(";")
        primary = name.split("-")[0].lower()
        weight = weight_of(parameters)
        for language in LANGUAGES:
            if primary == language and weight > best_weight:
                best, best_weight = language, weight
    return best


def weight_of(parameters: str) -> float:
    """Give the q-value of an Accept item's parameters, 1 if there is none, 0 if unreadable."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
