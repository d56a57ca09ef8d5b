"""Sort with a model that leans: read how likely it holds each label, and take its leaning out.

A prompt makes some labels likelier whatever the case says: the last example's label, the label named first,
a common word. `label_logprobs` reads the scores of all labels from one answered token; the two calibrations
estimate the prompt's leaning and subtract it, without a labelled case and without touching a weight. They
cannot tell cases apart that the model scored alike. Left out: domain-context and prototypical calibration,
and anything that learns from labels (scikit-learn's LogisticRegression on these scores does that).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any

Scores = Mapping[str, float]


def label_logprobs(reply: Any, labels: Sequence[str]) -> dict[str, float]:
    """How likely the model held each label as its answer, read from the first token's alternatives.

    A token counts for the label that it equals, or that it alone begins with two letters or more; white space
    around it and letter case aside. " Pos" is positive, "re" neither return nor refund. Spellings add up.

    Args:
        reply: a ChatCompletion asked for with `logprobs=True, top_logprobs=20`; one answered token is enough.
        labels: two or more; their first tokens must differ, as in "positive" and "negative".
    Returns:
        Label to natural log-probability, in the order of `labels`, not made to sum to 1: what is missing went
        to other words. A label not among the alternatives gets the least of them, the most it can have had.
        If the model ended its turn without a token, nothing is known, and all labels get log(1 / labels).
    Raises:
        ValueError: fewer than two labels, or a reply that was sent without log-probabilities.
    """
    if len(set(labels)) < 2:
        raise ValueError(f"two or more different labels are needed to choose between; got {list(labels)!r}")
    choice = reply.choices[0]
    found = choice.logprobs.content if choice.logprobs else None
    if not found and choice.message.content:
        raise ValueError(
            "This reply has no log-probabilities. Ask with logprobs=True, top_logprobs=20 where "
            'model("small").can("logprobs"); elsewhere decide from the words.'
        )
    if not found:
        return dict.fromkeys(labels, log(1 / len(labels)))
    first = found[0].top_logprobs or [found[0]]
    mass = dict.fromkeys(labels, 0.0)
    for option in first:
        if (label := _meant(option.token, labels)) is not None:
            mass[label] += exp(option.logprob)
    least = min(option.logprob for option in first)
    return {label: log(p) if p > 0 else least for label, p in mass.items()}


def contextual_calibration(scores: Scores, blank_scores: Scores | Sequence[Scores]) -> dict[str, float]:
    """Take out what the prompt says of a case that says nothing: log p(label | case) - log p(label | blank).

    T. Z. Zhao, E. Wallace, S. Feng, D. Klein and S. Singh, "Calibrate Before Use", ICML 2021: divide by p_cf,
    the mean over content-free inputs ("N/A", "[MASK]" and the empty text in the paper), and normalise.

    Args:
        scores: label to log-probability for one case.
        blank_scores: the same for a content-free case, or several of these; each costs one call a prompt.
    Returns:
        Label to calibrated log-probability; their exponentials sum to 1.
    Raises:
        ValueError: no blank, or other labels than the case has.
    """
    blanks = [blank_scores] if isinstance(blank_scores, Mapping) else list(blank_scores)
    return _divided(scores, _mean_share(blanks, list(scores)))


def batch_calibration(rows: Sequence[Scores]) -> list[dict[str, float]]:
    """Take out what the prompt says of all cases alike: log p(label | case) - log of its mean over the cases.

    H. Zhou, X. Wan, L. Proleev, D. Mincu, J. Chen, K. Heller and S. Roy, "Batch Calibration", ICLR 2024. No
    extra call and no label; but the cases should hold the labels in about equal parts, or a true majority is
    taken for a leaning.

    Args:
        rows: label to log-probability, one mapping a case, all answered under the same prompt; 20 and more.
    Returns:
        A calibrated mapping for each row, in order; the exponentials of each sum to 1.
    Raises:
        ValueError: no rows, or rows with different labels.
    """
    rows = list(rows)
    prior = _mean_share(rows, list(rows[0]) if rows else [])
    return [_divided(scores, prior) for scores in rows]


def choose(scores: Scores) -> str:
    """Name the likeliest label; of equals the first. Raises ValueError for no scores."""
    if not scores:
        raise ValueError("choose needs at least one label with its score.")
    return max(scores, key=lambda label: scores[label])


def _meant(token: str, labels: Sequence[str]) -> str | None:
    start = token.strip().casefold()
    begun = [label for label in labels if label.casefold().startswith(start)]
    exact = [label for label in begun if label.casefold() == start]
    if exact:
        return exact[0]
    return begun[0] if len(begun) == 1 and len(start) > 1 else None


def _shares(scores: Scores) -> dict[str, float]:
    top = max(scores.values())
    mass = {label: exp(value - top) for label, value in scores.items()}
    return {label: p / sum(mass.values()) for label, p in mass.items()}


def _mean_share(rows: Sequence[Scores], labels: Sequence[str]) -> dict[str, float]:
    if not rows:
        raise ValueError("a prompt's leaning is estimated from at least one row of scores; got none.")
    for row in rows:
        if set(row) != set(labels):
            raise ValueError(f"every row needs the labels {list(labels)!r}; one has {list(row)!r}")
    shares = [_shares(row) for row in rows]
    return {label: sum(share[label] for share in shares) / len(shares) for label in labels}


def _divided(scores: Scores, prior: Scores) -> dict[str, float]:
    top = max(value - log(prior[label]) for label, value in scores.items())
    moved = {label: value - log(prior[label]) - top for label, value in scores.items()}
    whole = log(sum(exp(value) for value in moved.values()))
    return {label: value - whole for label, value in moved.items()}
