"""What the service says about rooms, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from server.messages import Language, Message

ROOM_MESSAGES: Mapping[str, Mapping[Language, Message]] = {
    "for_rooms": {
        "en": Message("Nothing to wear", "This stands in a room. Send a photo of the room."),
        "vi": Message(
            "Không phải đồ để đeo", "Món này đặt trong phòng. Hãy gửi ảnh chụp căn phòng."
        ),
    },
    "not_for_rooms": {
        "en": Message("Nothing for a room", "This is worn, not put into a room."),
        "vi": Message("Không phải đồ đặt trong phòng", "Món này để đeo, không đặt trong phòng."),
    },
    "body_too_large": {
        "en": Message("Too much at once", "There are too many pieces or strokes. Remove some."),
        "vi": Message("Quá nhiều cùng lúc", "Có quá nhiều món đồ hoặc nét vẽ. Hãy bớt một ít."),
    },
    "unknown_room": {
        "en": Message(
            "No such room", "The photo of this room has been deleted. Send it once more."
        ),
        "vi": Message("Không có phòng này", "Ảnh căn phòng này đã được xóa. Hãy gửi lại ảnh."),
    },
    "unknown_screen": {
        "en": Message("Screen not free", "Read the code on the shop's screen once more."),
        "vi": Message("Màn hình chưa sẵn sàng", "Hãy quét lại mã trên màn hình của cửa hàng."),
    },
    "no_gravity": {
        "en": Message(
            "Floor not recognised",
            "We cannot tell where the floor is. Hold the phone upright and take in a whole corner "
            "of the room, use the phone's sensor, or lay a sheet of A4 on the floor.",
        ),
        "vi": Message(
            "Chưa nhận ra sàn nhà",
            "Chưa xác định được mặt sàn. Hãy giữ thẳng điện thoại và chụp trọn một góc phòng, "
            "bật cảm biến của điện thoại, hoặc đặt một tờ giấy A4 lên sàn.",
        ),
    },
    "tap_above_horizon": {
        "en": Message(
            "Not on the floor", "This place is not on the floor. Tap where the floor can be seen."
        ),
        "vi": Message("Không nằm trên sàn", "Chỗ này không phải mặt sàn. Hãy chạm vào mặt sàn."),
    },
    "marker_not_found": {
        "en": Message(
            "Sheet not found",
            "We do not see the sheet. Lay it flat on the floor, whole in the picture and well lit.",
        ),
        "vi": Message(
            "Không thấy tờ giấy",
            "Chưa thấy tờ giấy. Hãy đặt phẳng trên sàn, nằm trọn trong ảnh và đủ sáng.",
        ),
    },
    "marker_ambiguous": {
        "en": Message(
            "Sheet too small to read", "The sheet is too small here. Come closer, then try again."
        ),
        "vi": Message(
            "Tờ giấy quá nhỏ", "Tờ giấy trong ảnh quá nhỏ. Hãy lại gần hơn rồi chụp lại."
        ),
    },
    "camera_too_tilted": {
        "en": Message(
            "Camera held too slanted", "Hold the phone upright, only slightly down to the floor."
        ),
        "vi": Message(
            "Máy nghiêng quá nhiều", "Hãy giữ điện thoại thẳng đứng, chỉ hơi chúc xuống sàn."
        ),
    },
    "product_out_of_frame": {
        "en": Message(
            "Outside the picture", "Too much of the piece is outside. Move it further in."
        ),
        "vi": Message("Nằm ngoài ảnh", "Phần lớn món đồ nằm ngoài ảnh. Hãy kéo vào trong."),
    },
    "camera_in_product": {
        "en": Message("Too close", "The piece would stand where you are. Move it further away."),
        "vi": Message("Quá gần", "Món đồ đang ở ngay chỗ bạn đứng. Hãy đặt xa hơn."),
    },
    "too_far": {
        "en": Message("Far away", "So far away the size is uncertain. Choose a nearer place."),
        "vi": Message("Quá xa", "Ở xa như vậy kích thước kém chắc chắn. Hãy chọn chỗ gần hơn."),
    },
    "scale_assumed": {
        "en": Message(
            "Size is an estimate",
            "We assume that you hold the phone 1.4 m high. Tell us more for a truer size.",
        ),
        "vi": Message(
            "Kích thước ước lượng",
            "Chúng tôi giả định bạn cầm máy cao 1,4 m. Hãy cho biết thêm để đúng cỡ hơn.",
        ),
    },
    "scale_conflict": {
        "en": Message(
            "References disagree", "What you told us about sizes does not agree. Check it."
        ),
        "vi": Message("Số đo mâu thuẫn", "Các số đo bạn cho không khớp nhau. Hãy kiểm tra lại."),
    },
    "image_cropped": {
        "en": Message("Cropped picture", "The picture was cropped. A whole one is more exact."),
        "vi": Message("Ảnh đã bị cắt", "Ảnh đã bị cắt xén. Ảnh nguyên vẹn cho kết quả đúng hơn."),
    },
    "lens_too_wide": {
        "en": Message("Very wide lens", "The lens is very wide. Use the main camera, not 0.5x."),
        "vi": Message("Ống kính quá rộng", "Ống kính quá rộng. Hãy dùng camera chính, không 0,5x."),
    },
    "focal_assumed": {
        "en": Message("Lens unknown", "The lens is not known, so distances are less certain."),
        "vi": Message("Chưa rõ ống kính", "Chưa rõ ống kính nên khoảng cách kém chắc chắn hơn."),
    },
    "taps_too_close": {
        "en": Message("Points too close", "The two points are too close for a good measure."),
        "vi": Message("Hai điểm quá gần", "Hai điểm quá gần nhau để đo cho đúng."),
    },
    "sensor_disagrees": {
        "en": Message(
            "Sensor disagrees", "The phone's sensor and the room's lines disagree a little."
        ),
        "vi": Message(
            "Cảm biến chưa khớp", "Cảm biến của máy và các đường thẳng trong phòng hơi lệch nhau."
        ),
    },
    "track_lost": {
        "en": Message("Lost the place", "Point the camera back to where the piece stood."),
        "vi": Message("Mất vị trí", "Hãy hướng máy về chỗ đã đặt món đồ."),
    },
    "walk_ended": {
        "en": Message("Put it again", "The room was lost. Touch the floor to put the piece again."),
        "vi": Message("Hãy đặt lại", "Đã mất vị trí. Hãy chạm vào sàn để đặt lại món đồ."),
    },
    "move_slowly": {
        "en": Message("Move slowly", "Move the phone more slowly."),
        "vi": Message("Di chuyển chậm", "Hãy di chuyển điện thoại chậm hơn."),
    },
    "point_at_floor": {
        "en": Message("Show the floor", "Point the camera at the floor."),
        "vi": Message("Hướng xuống sàn", "Hãy hướng máy xuống mặt sàn."),
    },
    "collision": {
        "en": Message("Pieces overlap", "Two pieces stand in one place. Move one of them."),
        "vi": Message("Đồ chồng lên nhau", "Hai món đồ đang chồng lên nhau. Hãy dời một món."),
    },
}
