"""What is kept of a text: nothing that points at a person, all that does not; measured, with a floor."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from functools import lru_cache

import pytest

from kit import Rate
from kit.desk.articles import articles
from kit.desk.shop import Shop
from kit.ship import Redacted, redact, redacted
from kit.ship.redact import _is_card, _is_iban

# Numbers that the standards' own texts and the card networks' test pages print.
CARDS = ["4242 4242 4242 4242", "5555555555554444", "3782 822463 10005", "6011-1111-1111-1117"]
IBANS = ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "FR14 2004 1010 0505 0001 3M02 606"]


@lru_cache(maxsize=1)
def people() -> list[dict[str, str]]:
    """Users of the shop that the rules were not made on, with phone, card and account made up for each."""
    rng, found = random.Random(7), []
    for row in Shop().db.execute("SELECT * FROM users ORDER BY user_id LIMIT -1 OFFSET 150"):
        person = dict(row)
        a, b, c = rng.randint(201, 989), rng.randint(200, 999), rng.randint(0, 9999)
        person["phone"] = rng.choice(
            ["({}) {}-{:04}", "{}-{}-{:04}", "+1 {} {} {:04}", "{}.{}.{:04}", "1-{}-{}-{:04}"]
        ).format(a, b, c)
        if rng.random() < 0.2:
            person["phone"] = f"+{rng.choice([44, 49, 33])} {a} {b}{c:04}"
        head = f"4{rng.randrange(10**14):014}"
        number = next(head + str(check) for check in range(10) if _is_card(head + str(check)))
        blocks = [number[at : at + 4] for at in range(0, 16, 4)]
        person["card"] = rng.choice([" ", "-", ""]).join(blocks)
        account = f"{rng.randrange(10**18):018}"
        iban = next(f"DE{two:02}{account}" for two in range(2, 99) if _is_iban(f"DE{two:02}{account}"))
        person["iban"] = rng.choice([iban, " ".join(iban[at : at + 4] for at in range(0, 22, 4))])
        person["street"] = f"{person['address1']}, {person['address2']}"
        person["place"] = f"{person['city']}, {person['state']} {person['zip']}"
        found.append(person)
    return found


SENTENCES = {
    "email": ["My address is {email}, please write.", "From: {first_name} <{email}>", "{email}?"],
    "phone": ["Call me on {phone} after six.", "You can reach me at {phone}.", "({phone})"],
    "card": ["I paid with {card} and was charged twice", "card no. {card}, exp. 04/27", "Card: {card}."],
    "iban": ["Please refund to {iban}, thanks", "IBAN {iban} is mine.", "my account ({iban})"],
    "address1": ["Send it to {street}, {place}.", "I moved to {address1}.", "deliver at {address1}\n{place}"],
    "zip": ["It went to {place}!", "my zip code is {zip}", "{city}, {state}, {zip}"],
    "last_name": [
        "I am {first_name} {last_name}.",
        "Mr {last_name} here",
        "signed, {first_name} {last_name}",
    ],
    "user_id": ["My user id is {user_id}.", "account {user_id}", "{user_id} wants a refund"],
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_what_a_customer_writes_of_himself_is_taken_out(kind: str) -> None:
    gone = []
    for at, person in enumerate(people()):
        text = SENTENCES[kind][at % 3].format(**person)
        known = [f"{person['first_name']} {person['last_name']}"] if kind in ("last_name", "user_id") else []
        gone.append(person[kind] not in redact(text, known).text)
    recall = Rate.of(gone)
    print(f"{kind}: found {recall!r}")
    assert recall.low > 0.95


def test_help_articles_lose_nothing() -> None:
    """None of the 698 holds anything personal, so each mark in them is a false one."""
    touched = Rate.of(redact(article.text).text != article.text for article in articles())
    print(f"articles touched: {touched!r}")
    assert touched.high < 0.01


def test_the_numbers_of_a_shop_stay() -> None:
    shop = Shop()
    rows = [*shop.db.execute("SELECT * FROM orders"), *shop.db.execute("SELECT * FROM variants")]
    where = ("address1", "address2", "zip", "user_id")
    texts = [json.dumps({k: v for k, v in dict(row).items() if k not in where}, default=str) for row in rows]
    touched = Rate.of(redact(text).text != text for text in texts)
    print(f"orders and variants touched: {touched!r}")
    assert touched.high < 0.01


@pytest.mark.parametrize(
    "text",
    [
        "Order #W2378156 of 2025-10-01, item 6086499569, $1,204.50, tracking 203283266934.",
        "It takes 3 to 5 days and 10 years; see chapter 12 Place your order; call 24 hours a day.",
        "credit_card_4421486 ends in 4242; version 1.45.2; 192.168.100.200; 4242424242424241 is no card.",
        "chatcmpl-869620eec04bf15605ba8bf0", "May 2025 I ask Will or Grace",
    ],
)  # fmt: skip
def test_what_is_nobodys_stays_as_it_is(text: str) -> None:
    assert redact(text, known=["Noah Brown"]) == Redacted(text)


@pytest.mark.parametrize("number", [*CARDS, *IBANS])
def test_published_test_numbers_are_found_whole(number: str) -> None:
    kind = "iban" if number in IBANS else "card"
    assert redact(f"It is {number} and OK.") == Redacted(f"It is [{kind}] and OK.", {kind: 1})


def test_keys_go_by_their_shape_and_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_API_KEY", "plain-words-only")
    vendors = "-".join(["sk", "ant", "api03", "x7" * 20])  # in pieces: scanners look for whole ones
    text = f"keys: plain-words-only, {vendors}, Bearer abcdefghij0123456789=="
    assert redact(text) == Redacted("keys: [key], [key], [key]", {"key": 3})


def test_names_that_are_told_go_in_every_form_and_no_others() -> None:
    text = "NOAH BROWN, Noah, noah_brown_6181, Mr. Brown's brown box, Noahs Ark, [name]"
    known = redact(text, known=["Noah Brown", "  "])
    assert known.text == "[name], [name], [name], Mr. [name]'s brown box, Noahs Ark, [name]"
    assert known.found == {"name": 4}
    assert redact(text).text == text


def test_known_emails_without_a_shape_go_too() -> None:
    assert redact("write to noah@desk", known=["noah@desk"]).text == "write to [name]"


def test_data_keeps_its_shape() -> None:
    body = json.dumps({"to": "a\nb@shop.example", "n": [4242424242424242, 5, True, None]})
    clean = redacted({"body": body, "open": "[b@shop.example"})
    assert json.loads(clean["body"]) == {"to": "a\n[email]", "n": ["[card]", 5, True, None]}
    assert clean["open"] == "[[email]"


def test_what_was_found_is_not_kept() -> None:
    assert "noah" not in repr(redact("noah@shop.example"))


def test_half_a_character_does_no_harm() -> None:
    assert redact("a\ud800b").text == "a?b"


@pytest.mark.parametrize(
    "bad", ["a", "A-", "a.", "1 ", "(555) ", "+1 ", "eyJ-", "a@", "a@b.", "DE12 ", "-----BEGIN ", "1 A A A "]
)
def test_no_text_takes_more_than_a_moment(bad: str) -> None:
    start = time.perf_counter()
    redact(bad * (50_000 // len(bad)), known=["Noah Brown"])
    assert time.perf_counter() - start < 5


def test_deep_nesting_is_text() -> None:
    assert redacted("[" * sys.getrecursionlimit() * 50).startswith("[[[")


def test_the_face_gives_the_function() -> None:
    from kit import ship

    kept: Callable[..., object] = ship.redact
    assert kept("x") == Redacted("x")
