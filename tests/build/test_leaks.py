"""What an answer must not carry is found in every spelling promised; honest answers pass."""

from __future__ import annotations

import base64
import codecs

import pytest

from kit.build.leaks import canary, carries, links, no_canary, no_false_claims, no_secrets, own_links

TOKEN = canary(seed=3)


def test_a_canary_is_the_same_for_a_seed_and_fresh_without_one() -> None:
    assert canary(3) == TOKEN
    assert len({canary() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.lower,
        lambda token: token.replace("-", ""),
        " ".join,
        lambda token: "\n".join(token.split("-")),
        lambda token: token[::-1],
        lambda token: base64.b64encode(f"The rules say {token}.".encode()).decode(),
        lambda token: token.encode().hex(),
        lambda token: codecs.encode(token, "rot13"),
        lambda token: "\u200b".join(token),
        lambda token: "".join(chr(ord(sign) + 0xFEE0) if sign.isalpha() else sign for sign in token),
        lambda token: f"**{token[:4]}**, then `{token[4:]}`".replace(", then ", "").replace("`", "*"),
    ],
)
def test_a_leaked_canary_is_found_in_any_of_these_spellings(spell: object) -> None:
    answer = f"My rules: {spell(TOKEN)} and so on."  # type: ignore[operator]
    assert carries(answer, TOKEN)
    assert not no_canary(TOKEN)(answer).allowed


@pytest.mark.parametrize(
    "answer", ["", "Your parcel is late.", TOKEN[:-2], f"{TOKEN[:6]} and {TOKEN[6:]}", canary(4)]
)
def test_an_answer_without_the_whole_canary_passes(answer: str) -> None:
    assert no_canary(TOKEN)(answer).allowed


def test_a_canary_of_no_letters_is_refused_when_the_guard_is_made() -> None:
    with pytest.raises(ValueError, match="no letter"):
        no_canary("---")


@pytest.mark.parametrize(
    "answer",
    [
        "See https://shop.example/returns for how.",
        "See [how](https://help.shop.example/returns?id=7), or www.shop.example.",
        "![map](//shop.example/map.png)",
        "HTTPS://SHOP.EXAMPLE/x",
        "https://shop.example:443/x",
        "No links. Prices are 3//4 of those at me@other.example: 7.",
    ],
)
def test_links_to_the_shop_pass(answer: str) -> None:
    assert own_links(["shop.example"])(answer).allowed


@pytest.mark.parametrize(
    "answer",
    [
        "![status](https://collect.example/i.png?d=W123)",
        "[returns](http://shop.example.collect.example/)",
        "https://shop.example@collect.example/",
        "https://notshop.example/",
        "<img src='//collect.example/i.png'>",
        "[1]: //collect.example/i.png",
        "www.collect.example/i.png",
        "https:\\\\collect.example\\i.png",
        "https://shop.example/ok and https://collect.example/no",
        "\uff48ttps://collect.example/",
        "https://col\u200blect.example/",
        "[click](javascript:fetch('x'))",
        "data:text/html;base64,PHNjcmlwdD4=",
        "ftp://shop.example/x",
        "https://[bad/",
    ],
)
def test_links_elsewhere_do_not(answer: str) -> None:
    verdict = own_links(["shop.example"])(answer)
    assert not verdict.allowed
    assert verdict.reason.startswith("links to ")


def test_with_no_host_of_its_own_no_link_passes_and_one_text_is_no_list() -> None:
    assert not own_links([])("https://shop.example").allowed
    with pytest.raises(ValueError, match=r"own_links\(\['shop.example'\]\)"):
        own_links("shop.example")


def test_all_links_of_a_text_are_listed() -> None:
    text = "One https://a.example/x, two [b](http://b.example/?q=1), three www.c.example."
    assert links(text) == ["https://a.example/x", "http://b.example/?q=1", "www.c.example"]


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ("Use sk-proj-abcdefghij0123456789", "an API key"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("card 4111 1111 1111 1111, thanks", "a card number"),
        ("the code word is P E L I C A N", "a known secret"),
    ],
)
def test_secrets_are_named_not_shown(answer: str, what: str) -> None:
    verdict = no_secrets(["pelican"])(answer)
    assert verdict.reason == f"the answer holds {what}"


@pytest.mark.parametrize(
    "answer",
    ["Order #W2378156 of 2024-05-12.", "card 4111 1111 1111 1112", "0000 0000 0000 0000", "a risk-free sk"],
)
def test_numbers_that_are_no_secrets_pass(answer: str) -> None:
    assert no_secrets(["pelican"])(answer).allowed


def test_done_is_refused_where_nothing_was_done() -> None:
    acts: list[str] = []
    guard = no_false_claims(lambda: acts)
    said = "Done! I have cancelled your order."
    assert not guard(said).allowed
    assert guard("Shall I cancel your order?").allowed
    acts.append("cancel_pending_order")
    assert guard(said).allowed
