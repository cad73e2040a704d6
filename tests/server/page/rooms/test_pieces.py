"""Pieces in the shopper's room: put, moved, turned, taken away."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.server.page.rooms.steps import FURNISHED, furnish, room_file, spots, touch, upload
from tests.server.page.steps import hand_over
from tests.server.room_painter import RoomPainter
from tests.tryon.tracking.room_pictures import DrawnRoom

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_piece_stands_where_the_floor_is_touched(
    page: Page, drawn: DrawnRoom, painter: RoomPainter
) -> None:
    upload(page, drawn)
    expect(page.locator("#hint")).to_have_text("Touch the floor where An armchair shall stand.")

    touch(page, 0.5, 0.8)

    expect(page.locator("#room-image")).to_have_attribute("alt", "Your room with An armchair")
    sureness = r"About \d\.\d\sm away, size ±\d+\s%, from an assumed camera height"
    expect(page.locator("#sureness")).to_have_text(re.compile(sureness))
    expect(page.locator("#warnings")).to_contain_text("Tell us more")
    assert spots(painter)[0] == pytest.approx((480, 576), abs=4)
    expect(page.locator("#overlay .piece")).to_have_count(1)


def test_photo_of_a_room_is_dropped(page: Page, drawn: DrawnRoom) -> None:
    hand_over(page, "drop", room_file(drawn))

    expect(page.locator("#sureness")).to_contain_text("above the floor")


def test_sky_is_no_floor(page: Page, drawn: DrawnRoom, painter: RoomPainter) -> None:
    upload(page, drawn)

    touch(page, 0.5, 0.04)

    expect(page.locator("#hint")).to_contain_text("not on the floor")
    assert painter.furnished == []


def test_piece_is_dragged_and_turned(page: Page, drawn: DrawnRoom, painter: RoomPainter) -> None:
    furnish(page, drawn)
    box = page.locator("#overlay").bounding_box()
    assert box is not None
    x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.76 * box["height"]

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 0.1 * box["width"], y, steps=5)
    expect(page.locator("#overlay .edge")).not_to_have_count(0)
    page.mouse.up()
    expect(page.locator("#overlay .edge")).to_have_count(0)
    page.wait_for_timeout(400)
    assert spots(painter)[0] == pytest.approx((576, 576), abs=8)

    page.locator("#turn-back").click()
    page.wait_for_timeout(400)
    assert painter.furnished[-1][0][0].stand.yaw_deg > 5


def test_everything_is_done_with_the_keyboard(
    page: Page, drawn: DrawnRoom, painter: RoomPainter
) -> None:
    upload(page, drawn)
    page.locator("#place").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#room-image")).to_have_attribute("alt", FURNISHED)
    before = spots(painter)[0]

    page.locator("#overlay .piece").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(400)
    assert spots(painter)[0][0] > before[0] + 20
    page.keyboard.press(".")
    page.wait_for_timeout(400)
    expect(page.locator("#overlay .piece")).to_be_focused()
    page.keyboard.press("Delete")

    expect(page.locator("#overlay .piece")).to_have_count(0)
    expect(page.locator("#room-image")).to_have_attribute("alt", "Your room as it is")


def test_several_pieces_that_collide_are_spoken_of_and_one_is_taken_away(
    page: Page, drawn: DrawnRoom, painter: RoomPainter
) -> None:
    furnish(page, drawn)
    page.locator('.card[data-sku="tu-dai"]').click()
    touch(page, 0.5, 0.76)
    expect(page.locator("#warnings")).to_contain_text("where another piece is")
    expect(page.locator("#pieces .worn")).to_have_count(2)

    page.get_by_role("button", name="Remove Long chest").click()

    expect(page.locator("#warnings")).not_to_contain_text("where another piece is")
    page.wait_for_timeout(300)
    assert len(spots(painter)) == 1


def test_colour_of_a_piece_is_swapped(page: Page, drawn: DrawnRoom, painter: RoomPainter) -> None:
    furnish(page, drawn)

    page.locator('#swatches input[value="blue"]').check(force=True)
    page.wait_for_timeout(400)

    assert painter.furnished[-1][0][0].variant == "blue"
    assert painter.furnished[-1][0][0].stand.spot == painter.furnished[0][0][0].stand.spot


def test_picture_is_saved(page: Page, drawn: DrawnRoom) -> None:
    furnish(page, drawn)

    with page.expect_download() as download:
        page.locator("#tool-save").click()

    assert download.value.suggested_filename == "ghe-do.jpg"


def test_faces_and_rooms_do_not_mix(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".card")).not_to_have_count(0)
    expect(page.locator("#tab-furniture")).to_have_count(0)
    page.locator("#places a").click()
    expect(page).to_have_url(f"{address}/room")

    page.goto(f"{address}/?sku=tu-dai:blue")

    expect(page).to_have_url(f"{address}/room?sku=tu-dai:blue")
    expect(page.locator("#name")).to_have_text("Long chest")
    expect(page.locator("#colour-name")).to_have_text("Blue")
    assert page.locator('.card[data-sku="an-bang"]').count() == 0


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_overflows_and_targets_are_large(
    page: Page, address: str, width: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{address}/room?lang={language}")
    expect(page.locator(".card")).not_to_have_count(0)
    page.locator("#better summary").click()

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, a, select')]
            .filter(e => e.checkVisibility() && !e.closest('.skip'))
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 44 || box.height < 43.5)
            .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )
    assert small == []


def test_every_control_has_a_name(page: Page, drawn: DrawnRoom) -> None:
    furnish(page, drawn)
    page.locator("#better summary").click()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, summary, [role=button]')]
            .filter(e => e.checkVisibility() && !e.closest('[aria-hidden=true]'))
            .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()
                           || [...(e.labels ?? [])].some(l => l.textContent.trim())))
            .map(e => e.outerHTML)"""
    )
    assert nameless == []


def test_ar_is_offered_only_where_a_viewer_opens_it(page: Page) -> None:
    expect(page.locator("#chosen")).to_be_visible()
    expect(page.locator("#ar a")).to_have_count(0)


def test_ar_link_of_phones_with_quick_look_keeps_the_true_size(
    shared: BrowserContext, address: str
) -> None:
    page = shared.new_page()
    page.add_init_script(
        """const supports = DOMTokenList.prototype.supports;
           DOMTokenList.prototype.supports = function (token) {
             return token === "ar" || supports.call(this, token);
           };"""
    )
    page.goto(f"{address}/room?sku=ghe-do:blue")
    link = page.locator("#ar a")

    model = "/v1/products/ghe-do/model.usdz?variant=blue#allowsContentScaling=0"
    expect(link).to_have_attribute("href", model)
    expect(link).to_have_attribute("rel", "ar")
    # Quick Look wants a picture as the link's one child.
    assert link.evaluate("a => [...a.children].map(e => e.tagName).join()") == "IMG"
    assert page.request.get(f"{address}{model}").body()[:4] == b"PK\x03\x04"
    page.close()
