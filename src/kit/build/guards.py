"""Guards: functions that look at a text on its way in or out, and say what they found.

A guard takes a text and returns a `Verdict`: allowed or not, with a reason. Guards stand in layers, in front
of the model and behind it (`guarded`). Those that look at words, here, can be talked past; what a tool may do
at all is decided in `kit.build.privilege`. A guard that breaks lets nothing through. Left out: guards that
are models of their own (Llama Guard, Prompt Guard: through `judged`, if a source serves them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kit.build.disguise import views

Guard: TypeAlias = "Callable[[str], Verdict]"
"""Takes a text, says whether it may pass."""
Score: TypeAlias = Callable[[str], float]

REFUSAL = "I cannot help with this here. A person will look at it."


@dataclass(frozen=True)
class Verdict:
    """What a guard says of a text.

    Attributes:
        allowed: whether it may pass.
        reason: a sentence for the log, not for the one who wrote the text: it would teach an attacker.
        guard: which guard said so.
    """

    allowed: bool
    reason: str = ""
    guard: str = ""


PATTERNS: Mapping[str, str] = {
    "overrides the instructions": r"\b(?:ignor\w*|disregard\w*|forget|overrid\w*|supersed\w*)\b[^.\n]{0,40}"
    r"\b(?:instructions?|prompts?|rules?|guidelines|polic\w+|everything|prior)\b",
    "asks for the instructions": r"\b(?:reveal|show|print|repeat|output|tell|display|reproduce)\b[^.\n]{0,40}"
    r"\b(?:system (?:prompt|message)|instructions|hidden prompt|words above|context window)\b",
    "gives a new role": r"\byou are (?:now|no longer)\b|\b(?:developer|unrestricted|maintenance) mode\b",
    "lifts the limits": r"\b(?:no|without|any) (?:restrictions?|limits?|filters?|rules|content polic\w+)\b",
    "forges a turn": r"<\|?im_(?:start|end)|(?:^|\n)\W*(?:system|assistant)\W*:|\[/?(?:system|inst)\]"
    r"|\bend of (?:user input|document)\b",
    "addresses the assistant": r"\b(?:note|notice|message) (?:to|for) (?:the |any )?(?:bot|assistant|ai)\b"
    r"|\bai (?:assistant|agent|system)s?\b|\bsystem (?:note|update)\b",
}
"""What to look for, and its regular expression (letter case ignored). English only, as filters tend to be."""


def patterns(rules: Mapping[str, str] = PATTERNS, *, undisguised: bool = False) -> Guard:
    """A guard that refuses what matches a regular expression.

    Args:
        rules: name of what is found to a regular expression; letter case does not count.
        undisguised: look at every view of the text (`kit.build.disguise.views`), not only at its face.
    Raises:
        ValueError: no rules. re.error: an expression that is none.
    """
    if not rules:
        raise ValueError("a guard of no patterns lets all through; give it one, or leave it out.")
    compiled = {name: re.compile(rule, re.IGNORECASE) for name, rule in rules.items()}

    def guard(text: str) -> Verdict:
        for view in views(text) if undisguised else (text,):
            for name, rule in compiled.items():
                if found := rule.search(view):
                    return Verdict(False, f"{name}: {found[0][:60]!r}", "patterns")
        return Verdict(True, guard="patterns")

    return guard


def learned(attacks: Sequence[str], benign: Sequence[str]) -> Score:
    """Train a small classifier to tell attacks from harmless texts.

    Pieces of words (2 to 5 letters) weighted by TF-IDF, and a logistic regression over them
    (scikit-learn); it learns in a tenth of a second and knows the words it saw.

    Args:
        attacks, benign: texts to learn from, at least one of each. Judge it on others.
    Returns:
        A function from a text to a score, 0 to 1; more is more like the attacks. `above` makes a guard of it.
    Raises:
        ValueError: no attacks, or no benign texts.
    """
    if not attacks or not benign:
        raise ValueError("it learns from both: give at least one attack and one benign text.")
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(pieces, LogisticRegression(class_weight="balanced", C=10.0, max_iter=1000))
    model.fit([*attacks, *benign], [1] * len(attacks) + [0] * len(benign))
    return lambda text: float(model.predict_proba([text])[0, 1])


def threshold_for(benign: Sequence[float], limit: float) -> float:
    """The lowest threshold at which no more than a share `limit` of these harmless texts is refused.

    Args:
        benign: scores of harmless texts that the score was not trained on.
        limit: largest share refused, 0 to 1, where a text with a score at or above the threshold is refused.
    Returns:
        A threshold; just above the highest score if not one may be refused.
    Raises:
        ValueError: no scores, or a limit that is no share.
    """
    from math import floor, inf, nextafter

    if not benign or not 0 <= limit <= 1:
        raise ValueError(f"threshold_for needs scores and a limit from 0 to 1; got {len(benign)}, {limit!r}.")
    ranked = sorted(benign, reverse=True)
    spare = floor(limit * len(ranked) + 1e-9)
    return -inf if spare == len(ranked) else nextafter(ranked[spare], inf)


def above(score: Score, threshold: float = 0.5, name: str = "classifier") -> Guard:
    """A guard that refuses texts whose score is at or above a threshold."""

    def guard(text: str) -> Verdict:
        value = score(text)
        reason = "" if value < threshold else f"scores {value:.2f}, at or above {threshold:.2f}"
        return Verdict(value < threshold, reason, name)

    return guard


def judged(ask: Callable[[str], Any], attack: Callable[[str], bool | None], name: str = "judge") -> Guard:
    """A guard that asks a model whether a text is an attack.

    The judge reads the attacker's text too, and can be talked into things by it.

    Args:
        ask: makes one SDK call about a text.
        attack: reads the answer: True, False, or None where it is neither, which refuses the text.
    """

    def guard(text: str) -> Verdict:
        from kit.models.reply import Reply

        said = Reply.of(ask(text)).text
        found = attack(said)
        reason = "" if found is False else f"the judge said {said[:60]!r}"
        return Verdict(found is False, reason, name)

    return guard


def at_random(rate: float, seed: int = 0) -> Guard:
    """The negative control: refuses a share of all texts, whatever they say; one text always fares alike."""
    from kit.models.simulated.model import dice, share

    share("rate", rate)

    def guard(text: str) -> Verdict:
        unlucky = dice(seed, "at random", text).random() < rate
        return Verdict(not unlucky, "bad luck" if unlucky else "", "at random")

    return guard


def look(guard: Guard, text: str) -> Verdict:
    """A guard's verdict; that of one that raises is a refusal, whose reason is the error."""
    try:
        return guard(text)
    except Exception as error:
        name = getattr(guard, "__name__", "guard")
        return Verdict(False, f"the guard failed: {type(error).__name__}: {error}", name)


@dataclass(frozen=True)
class Guarded:
    """What came of a text that went through guards.

    Attributes:
        answer: what may be shown: the model's answer, or the refusal.
        verdicts: of the guards that looked, in order; the last one refused if `blocked`.
        raw: what `ask` returned; None if it was not called.
        blocked: the verdict that ended it, or None.
    """

    answer: str
    verdicts: tuple[Verdict, ...]
    raw: Any = field(default=None, repr=False)
    blocked: Verdict | None = None


def guarded(
    ask: Callable[[str], Any],
    before: Sequence[Guard] = (),
    after: Sequence[Guard] = (),
    *,
    refusal: str = REFUSAL,
) -> Callable[[str], Guarded]:
    """Put guards around a function that answers a text: cheap ones first, the first refusal ends it.

    Args:
        ask: answers a text; returns text, a reply of either SDK, or anything with `.answer` (a `Run`).
        before: guards that see what comes in. A refused text never reaches the model.
        after: guards that see the answer. What the model *did* through tools is done by then.
        refusal: shown in the place of an answer.
    Returns:
        A function from a text to a `Guarded`.

    Example:
        `guarded(ask, before=[patterns()], after=[no_canary(token), own_links(["shop.example"])])`
    """

    def answer(text: str) -> Guarded:
        verdicts: list[Verdict] = []
        for guard in before:
            verdicts.append(look(guard, text))
            if not verdicts[-1].allowed:
                return Guarded(refusal, tuple(verdicts), blocked=verdicts[-1])
        raw = ask(text)
        said = _text(raw)
        for guard in after:
            verdicts.append(look(guard, said))
            if not verdicts[-1].allowed:
                return Guarded(refusal, tuple(verdicts), raw, verdicts[-1])
        return Guarded(said, tuple(verdicts), raw)

    return answer


def _text(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    if hasattr(raw, "answer"):
        return raw.answer or ""
    from kit.models.reply import Reply

    return Reply.of(raw).text
