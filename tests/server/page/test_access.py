"""The page for everybody: keyboard, names, languages, small screens, links."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.server.fakes import PaintEngine
from tests.server.page.steps import middle_of, upload_and_wait

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_pairs_are_chosen_with_the_keyboard(page: Page, engine: PaintEngine) -> None:
    upload_and_wait(page)
    first = page.locator("#name").text_content()

    page.locator(".card input").first.focus()
    with page.expect_response("**/v1/try-ons"):
        page.keyboard.press("ArrowRight")

    expect(page.locator("#name")).not_to_have_text(str(first))
    assert engine.calls[-1]["choices"] != engine.calls[0]["choices"]
    assert "sku=" in page.url


def test_every_control_has_a_name_and_focus_runs_in_reading_order(page: Page) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, input, summary, [role=img]')]
            .filter(e => e.checkVisibility() && !e.closest('[aria-hidden=true]'))
            .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()
                           || [...(e.labels ?? [])].some(l => l.textContent.trim())))
            .map(e => e.outerHTML)"""
    )
    assert nameless == []

    order: list[str] = []
    for _ in range(16):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                """() => document.activeElement.closest(`.skip, header, .welcome, .tools,
                    .wearing, .chosen, .picker, .about`)?.className ?? ''"""
            )
        )
    places = ["skip", "top", "welcome", "tools", "wearing", "chosen", "picker"]
    found = [places.index(name) for name in order if name in places]
    assert found == sorted(found)
    assert set(found) == set(range(len(places)))


def test_language_is_switched_and_remembered(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator(".welcome h2")).to_have_text("Xem thử ngay trên khuôn mặt bạn")
    page.reload()

    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("#price")).to_contain_text("₫")


def test_browser_language_is_the_first_choice(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(address)

    expect(page.locator("html")).to_have_attribute("lang", "vi")
    context.close()


def test_shops_can_link_to_a_pair_and_its_colour(page: Page, address: str) -> None:
    page.goto(f"{address}/?sku=hoi-an&variant=silver")

    expect(page.locator('.card input[value="hoi-an"]')).to_be_checked()
    expect(page.locator('input[name="colour"][value="silver"]')).to_be_checked()


def test_shops_can_link_to_several_products_or_a_look(page: Page, address: str) -> None:
    page.goto(f"{address}/?sku=hoi-an:silver&sku=mau-mot:plum")
    expect(page.locator(".worn")).to_have_count(2)

    page.goto(f"{address}/?look=beach")

    expect(page.get_by_role("button", name="Take off masks: Hạ Long")).to_have_count(0)
    expect(page.get_by_role("button", name="Take off masks: Ha Long")).to_be_visible()
    expect(page.locator('#swatches input[value="black"]')).to_be_checked()


def test_categories_are_reached_with_the_arrow_keys(page: Page) -> None:
    page.locator('[role="tab"][aria-selected="true"]').focus()

    page.keyboard.press("End")

    expect(page.locator('[role="tab"]').last).to_be_focused()
    expect(page.locator('[role="tab"]').last).to_have_attribute("aria-selected", "true")
    expect(page.locator("#list")).to_have_attribute("aria-labelledby", "tab-masks")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-looks")).to_be_focused()


def test_before_and_after_can_be_slid_with_the_keyboard(page: Page) -> None:
    upload_and_wait(page)

    page.locator("#tool-split").click()
    expect(page.locator("#split")).to_be_focused()
    page.keyboard.press("End")

    red, green, blue = middle_of(page, "#photo-view")
    assert max(red, green, blue) - min(red, green, blue) < 20


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_overflows_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert overflow <= 0


def test_touch_targets_are_large_enough(page: Page) -> None:
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, label, summary')]
            .filter(e => e.checkVisibility())
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 44 || box.height < 44)
            .map(([html, box]) => `${html} ${box.width}x${box.height}`)
            .filter(text => !text.includes('distance-input'))"""
    )

    assert small == []
