"""Guards on the way out: what an answer must not carry, whatever talked the model into writing it.

A canary is a token that stands in the instructions and nowhere else: in an answer, it proves a leak. Links
are let through by an allow-list of hosts, since a picture's address can carry a customer's data to a stranger
as soon as it is shown. Left out: names and addresses of people (presidio finds those).
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from kit.build.disguise import views, visible
from kit.build.guards import Guard, Verdict

_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # no I, L, O; no digits, which leetspeak would change


def canary(seed: int | None = None) -> str:
    """A token of 12 letters that no honest answer holds, such as "KXWM-QPTR-ZVAB".

    Args:
        seed: the same seed gives the same token; default: one that nobody can guess.
    """
    rng = secrets.SystemRandom() if seed is None else random.Random(seed)
    return "-".join("".join(rng.choices(_SIGNS, k=4)) for _ in range(3))


def carries(text: str, token: str) -> bool:
    """Whether a text holds a token, letter case, spacing and punctuation aside, undisguised (`views`).

    Raises:
        ValueError: a token without letters or digits.
    """
    folded = _folded(token)
    if not folded:
        raise ValueError(f"the token {token!r} has no letter or digit to look for.")
    return any(folded in _folded(view) for view in views(text))


def _folded(text: str) -> str:
    return "".join(sign for sign in visible(text).casefold() if sign.isalnum())


def no_canary(token: str) -> Guard:
    """A guard that refuses answers that hold the canary, in any spelling that `carries` sees through.

    An attacker who has the instructions told in other words, without the token, passes.
    """
    carries("", token)  # a token that cannot be found is an error now, not an open door later

    def guard(text: str) -> Verdict:
        leaked = carries(text, token)
        return Verdict(not leaked, "the answer holds the canary" if leaked else "", "canary")

    return guard


_LINK = re.compile(
    r"(?:(?:[a-z][a-z0-9+.-]*:|(?<![\w:/]))//|(?<![\w.@-])www\.)[^\s<>\"'`)\]]*|\b(?:javascript|vbscript|data):[^\s<>\"'`]+",
    re.IGNORECASE,
)


def links(text: str) -> list[str]:
    """All addresses in a text: with and without a scheme, in Markdown, in HTML, bare `www.`.

    Also `javascript:` and `data:`.
    """
    # Browsers take a backslash for a slash and leave line breaks and tabs inside an address out.
    return [found.rstrip(".,;:!?") for found in _LINK.findall(visible(text).replace("\\", "/"))]


def own_links(hosts: Sequence[str]) -> Guard:
    """A guard that refuses answers with an address on any host but these, subdomains included.

    Args:
        hosts: as "shop.example"; with none, no link passes.
    """
    if isinstance(hosts, str):
        raise ValueError(f"hosts is a list, as in own_links([{hosts!r}]).")
    own = [host.casefold().strip(".") for host in hosts]

    def guard(text: str) -> Verdict:
        for link in links(text):
            host = _host(link)
            if not any(host == mine or host.endswith(f".{mine}") for mine in own):
                return Verdict(False, f"links to {host or link[:40]!r}", "links")
        return Verdict(True, guard="links")

    return guard


def _host(link: str) -> str:
    """An address's host, in small letters; "" if it has none (`javascript:`) or cannot be read."""
    address = f"//{link}" if link.casefold().startswith("www.") else link
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").strip(".") if parts.scheme in ("", "http", "https") else ""
    except ValueError:
        return ""


SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an API key": r"\b(?:sk|pk|rk)[-_](?:[a-z]+[-_])?[A-Za-z0-9]{16}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30}",
    # Begun nowhere in the middle of a word, or hostile text takes quadratic time.
    "a web token": r"(?<![\w-])eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}",
}
"""What secrets look like, by regular expression."""


def no_secrets(known: Iterable[str] = ()) -> Guard:
    """A guard that refuses answers that hold keys, tokens, card numbers, or one of the `known` secrets."""
    held = list(known)
    for secret in held:
        carries("", secret)

    def guard(text: str) -> Verdict:
        what = next((name for name, rule in SECRETS.items() if re.search(rule, text)), "")
        if not what and any(_is_card(run) for run in re.findall(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)", text)):
            what = "a card number"
        if not what and any(carries(text, secret) for secret in held):
            what = "a known secret"
        return Verdict(not what, what and f"the answer holds {what}", "secrets")

    return guard


def _is_card(run: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1): with every second digit from the right doubled, a multiple of 10."""
    digits = [int(sign) for sign in reversed(run) if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) if at % 2 else digit for at, digit in enumerate(digits)]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0


def no_false_claims(acts: Callable[[], object]) -> Guard:
    """A guard that refuses "done!" where nothing was done.

    Args:
        acts: gives what was done in this conversation: a list of writes, or their number.
    """

    def guard(text: str) -> Verdict:
        from kit.build.done import claims_success

        lies = claims_success(text) and not acts()
        return Verdict(not lies, "claims an act that the ledger has not" if lies else "", "claims")

    return guard
