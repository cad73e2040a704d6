"""Several things on, several people, looks: what the page sends and shows."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.server.fakes import PaintEngine
from tests.server.page.steps import WORN, upload, upload_and_wait
from tryon import Choice

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def wear(page: Page, category: str, sku: str) -> None:
    """Put a product on and wait for the picture."""
    page.locator(f"#tab-{category}").click()
    with page.expect_response("**/v1/try-ons"):
        page.locator(f'.card input[value="{sku}"]').check(force=True)
    expect(page.locator("#busy")).to_be_hidden()


def last_choices(engine: PaintEngine) -> set[Choice]:
    choices: Any = engine.calls[-1]["choices"]
    return set(choices)


def test_things_of_different_kinds_are_worn_together_and_of_one_kind_in_turn(
    page: Page, engine: PaintEngine
) -> None:
    upload_and_wait(page)
    first = last_choices(engine)

    wear(page, "masks", "mau-mot")
    both = last_choices(engine)
    wear(page, "masks", "mau-hai")

    assert len(first) == 1
    assert both == first | {Choice("mau-mot", "red")}
    assert last_choices(engine) == first | {Choice("mau-hai", "red")}
    expect(page.locator(".worn")).to_have_count(2)
    expect(page.locator("#after")).to_have_attribute("alt", re.compile(r"\+ Sa Pa$"))


def test_shade_is_chosen_by_its_swatch(page: Page, engine: PaintEngine) -> None:
    upload_and_wait(page)
    wear(page, "masks", "mau-mot")
    expect(page.locator("#colour-label")).to_have_text("Shade")

    with page.expect_response("**/v1/try-ons"):
        page.locator('#swatches input[value="plum"]').check(force=True)

    assert Choice("mau-mot", "plum") in last_choices(engine)
    expect(page.locator("#colour-name")).to_have_text("Plum")


def test_what_is_worn_is_taken_off_in_the_tray_and_put_back_by_undo(
    page: Page, engine: PaintEngine
) -> None:
    upload_and_wait(page)
    wear(page, "masks", "mau-mot")

    page.get_by_role("button", name="Take off masks: Ha Long").click()
    expect(page.locator(".worn")).to_have_count(1)
    expect(page.locator('.card input[value="mau-mot"]')).not_to_be_checked()
    page.locator("#undo").click()

    expect(page.locator(".worn")).to_have_count(2)
    expect(page.locator('.card input[value="mau-mot"]')).to_be_checked()


def test_touching_what_is_worn_takes_it_off_and_nothing_on_shows_the_plain_photo(
    page: Page,
) -> None:
    upload_and_wait(page)

    page.locator(".card input:checked").click(force=True)

    expect(page.locator("#after")).to_have_attribute("alt", "Your picture as it is")
    expect(page.locator("#tray")).to_contain_text("Nothing on yet")
    expect(page.locator("#busy")).to_be_hidden()


def test_look_puts_everything_on_with_one_touch(page: Page, engine: PaintEngine) -> None:
    upload_and_wait(page)
    page.locator("#tab-looks").click()

    with page.expect_response("**/v1/try-ons"):
        page.get_by_role("button", name=re.compile("^Beach")).click()

    assert last_choices(engine) == {Choice("an-bang", "black"), Choice("mau-mot", "plum")}
    expect(page.locator('[data-look="beach"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator('[data-look="city"]')).to_have_attribute("aria-pressed", "false")


def test_two_people_are_dressed_by_touching_their_faces(page: Page, engine: PaintEngine) -> None:
    engine.people = 2
    upload_and_wait(page)
    common = next(iter(last_choices(engine)))
    expect(page.locator("#faces .face")).to_have_count(2)

    page.get_by_role("button", name="Choose for person 2").click()
    wear(page, "masks", "mau-mot")

    one, two = Choice(common.sku, common.variant, 0), Choice(common.sku, common.variant, 1)
    assert last_choices(engine) == {one, two, Choice("mau-mot", "red", 1)}
    page.locator("#people").get_by_role("button", name="Person 1").click()
    expect(page.locator(".worn")).to_have_count(1)
    with page.expect_response("**/v1/try-ons"):
        page.locator("#tray .off").click()
    assert last_choices(engine) == {two, Choice("mau-mot", "red", 1)}
    page.locator("#people").get_by_role("button", name="Everyone").click()
    wear(page, "scarves", "mau-ba")
    assert {Choice("mau-ba", "red", person) for person in (0, 1)} <= last_choices(engine)


def test_another_photo_begins_with_nobody_chosen(page: Page, engine: PaintEngine) -> None:
    engine.people = 2
    upload_and_wait(page)
    page.get_by_role("button", name="Choose for person 2").click()
    wear(page, "masks", "mau-mot")
    engine.people = 1

    with page.expect_response("**/v1/try-ons"):
        upload(page)

    expect(page.locator("#people")).to_be_hidden()
    assert [choice.person for choice in last_choices(engine)] == [None]


def test_filter_and_counts_narrow_the_list(page: Page) -> None:
    expect(page.locator("#tab-masks small")).to_have_text("2")
    page.locator("#tab-masks").click()
    expect(page.locator(".card")).to_have_count(2)

    page.locator("#filter").fill("sa pa")
    expect(page.locator(".card")).to_have_count(1)
    page.locator("#filter").fill("teapot")

    expect(page.locator("#list")).to_contain_text("No such products.")


def test_what_one_product_lacks_is_said_while_the_others_are_worn(
    page: Page, engine: PaintEngine
) -> None:
    upload_and_wait(page)
    engine.refused["mau-mot"] = "hair_too_tall"

    wear(page, "masks", "mau-mot")

    expect(page.locator("#hint")).to_have_text(re.compile("^Ha Long: Your hair stands too high"))
    expect(page.locator("#notice")).to_be_hidden()


def test_notes_about_the_wearer_are_shown(page: Page, engine: PaintEngine) -> None:
    engine.notes.append("glasses_worn")

    upload_and_wait(page)

    expect(page.locator("#hint")).to_contain_text("Take them off")


def test_looks_are_compared_and_one_is_kept(page: Page, engine: PaintEngine) -> None:
    upload_and_wait(page)
    page.locator("#tool-compare").click()
    page.locator("#tab-looks").click()
    for name in ("Beach", "City"):
        page.get_by_role("button", name=re.compile(f"^{name}")).click()
        page.wait_for_timeout(300)
    tiles = page.locator(".tile:not(.tile-empty)")
    expect(tiles).to_have_count(3)
    expect(page.locator(".tile.is-waiting")).to_have_count(0)

    tiles.nth(1).locator(".tile-name button").click()

    expect(page.locator("#photo-view")).to_be_visible()
    expect(page.locator("#after")).to_have_attribute("alt", re.compile("Ha Long"))
    assert Choice("mau-mot", "plum") in {c for call in engine.calls for c in _of(call)}


def _of(call: dict[str, Any]) -> tuple[Choice, ...]:
    return call["choices"]


def test_picture_is_shared_only_when_asked_and_where_it_can_be(
    context: BrowserContext, address: str, engine: PaintEngine
) -> None:
    engine.reset()
    context.add_init_script(
        """window.shared = [];
           navigator.canShare = ({ files }) => files.length === 1;
           navigator.share = async ({ files }) => { window.shared.push(files[0].type); };"""
    )
    page = context.new_page()
    page.goto(address)
    upload_and_wait(page)
    before = page.evaluate("window.shared.length")

    page.locator("#tool-share").click()

    assert before == 0
    assert page.evaluate("window.shared") == ["image/jpeg"]


def test_share_is_not_offered_where_it_cannot_be(page: Page) -> None:
    page.evaluate("delete Navigator.prototype.canShare")
    expect(page.locator("#tool-save")).to_be_visible()
    shareable = page.evaluate(
        "Boolean(navigator.canShare?.({files: [new File([''], 'a.jpg', {type: 'image/jpeg'})]}))"
    )
    assert shareable is False


def test_each_person_keeps_their_own_in_the_live_preview(
    page: Page, context: BrowserContext, engine: PaintEngine
) -> None:
    context.grant_permissions(["camera"])
    engine.people = 2
    page.locator("#tool-live").click()
    expect(page.locator("#live-faces .face")).to_have_count(2)

    page.locator("#live-faces .face").nth(1).click()
    page.locator("#tab-masks").click()
    page.locator('.card input[value="mau-mot"]').check(force=True)

    wanted = Choice("mau-mot", "red", 1)
    for _ in range(100):
        if wanted in last_choices(engine):
            break
        page.wait_for_timeout(50)
    assert wanted in last_choices(engine)
    assert {choice.person for choice in last_choices(engine)} == {0, 1}


def test_address_carries_what_is_worn(page: Page, engine: PaintEngine) -> None:
    upload_and_wait(page)
    wear(page, "masks", "mau-mot")
    address = page.url

    page.goto(address)

    expect(page.locator(".worn")).to_have_count(2)
    upload(page)
    expect(page.locator("#after")).to_have_attribute("alt", WORN)
    assert Choice("mau-mot", "red") in last_choices(engine)
