import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryon.cli.outfits import arranged, outfits, parse_choice
from tryon.errors import InputError, UnknownLookError, UnknownProductError
from tryon.factory import Choice, EngineConfig

SLOTS = {"cap": "headwear", "beret": "headwear", "red": "lipstick", "hoop": "earrings"}


def slot(choice: Choice) -> str:
    return SLOTS[choice.sku]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("hoi-an", Choice("hoi-an")),
        ("hoi-an:silver", Choice("hoi-an", "silver")),
        ("hoi-an:silver@2", Choice("hoi-an", "silver", 2)),
        ("hoi-an@0", Choice("hoi-an", None, 0)),
    ],
)
def test_choice_names_product_colour_and_person(text: str, choice: Choice) -> None:
    assert parse_choice(text) == choice


@pytest.mark.parametrize("text", ["hoi-an@", "hoi-an@me", "hoi-an@-1"])
def test_person_is_a_number(text: str) -> None:
    with pytest.raises(InputError, match="number after @"):
        parse_choice(text)


def test_different_slots_are_worn_together_and_the_same_in_turn() -> None:
    chosen = [Choice("cap"), Choice("red"), Choice("beret")]
    assert arranged(chosen, slot) == [
        (Choice("cap"), Choice("red")),
        (Choice("beret"), Choice("red")),
    ]


def test_two_people_wear_their_own_in_one_picture() -> None:
    chosen = [Choice("cap", person=0), Choice("beret", person=1)]
    assert arranged(chosen, slot) == [tuple(chosen)]


@given(
    st.lists(st.builds(Choice, st.sampled_from(sorted(SLOTS)), person=st.sampled_from([None, 1])))
)
def test_every_choice_is_in_some_outfit_and_no_slot_twice_in_one(chosen: list[Choice]) -> None:
    found = arranged(chosen, slot)
    assert {choice for outfit in found for choice in outfit} == set(chosen)
    for outfit in found:
        places = [(slot(choice), choice.person) for choice in outfit]
        assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("products", "looks", "error"),
    [
        pytest.param([], [], InputError, id="nothing"),
        pytest.param(["no-such"], [], UnknownProductError, id="product"),
        pytest.param(["an-bang:no-such"], [], UnknownProductError, id="variant"),
        pytest.param([], ["no-such"], UnknownLookError, id="look"),
    ],
)
def test_what_there_is_not_is_refused(
    products: list[str], looks: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        outfits(products, looks, EngineConfig())


def test_a_look_gives_its_name_and_single_products_replace_what_it_has_there() -> None:
    found = outfits(["ba-na:gold", "my-khe"], ["mua-thu"], EngineConfig())
    assert [outfit.name for outfit in found] == ["mua-thu+ba-na-gold", "mua-thu+my-khe"]
    for outfit, sku in zip(found, ("ba-na", "my-khe"), strict=True):
        skus = [choice.sku for choice in outfit.choices]
        assert skus.count(sku) == 1
        assert "cat-ba" not in skus
        assert {"da-lat", "bat-trang"} <= set(skus)
