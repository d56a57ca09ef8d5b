"""What is the true rate, if the one who counted makes mistakes? A judged rate, corrected for its judge.

A judge who finds 9 in 10 of the good answers and takes 3 in 10 of the bad ones for good reports 0.60 where
half are good, and more cases only make it surer of the wrong number. If people labelled some cases that the
judge graded too, its errors are known, roughly, and can be taken out; the interval then carries the luck of
the cases and the luck of the labels. Left out: corrections case by case (package ppi-python).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

from kit.measure.estimate import Estimate
from kit.measure.rate import Rate


def sensitivity_specificity(said: Sequence[object], truth: Sequence[object]) -> tuple[Rate, Rate]:
    """A judge's two kinds of being right, on cases that people labelled.

    Args:
        said: for each case whether the judge called it good (anything true or false).
        truth: for each case whether it is.
    Returns:
        (sensitivity, specificity): share of the good cases that were called good, and share of the bad ones
        that were called bad.
    Raises:
        ValueError: sequences of different length, or no good case, or no bad one.

    Example:
        `sensitivity_specificity([True, True, False], [True, False, False])` is (Rate(1, 1), Rate(1, 2)).
    """
    if len(said) != len(truth):
        raise ValueError(f"a verdict and a label for each case, please; got {len(said)} and {len(truth)}.")
    good = [bool(verdict) for verdict, label in zip(said, truth, strict=True) if label]
    bad = [not verdict for verdict, label in zip(said, truth, strict=True) if not label]
    if not good or not bad:
        kind = "bad" if good else "good"
        raise ValueError(
            f"no case is labelled {kind}, so nothing says how the judge does on those; add some."
        )
    return Rate.of(good), Rate.of(bad)


def corrected_rate(raw: Rate, sensitivity: Rate, specificity: Rate) -> Estimate:
    """True rate behind a judged rate: (raw + specificity - 1) / (sensitivity + specificity - 1).

    W. J. Rogan and B. Gladen, Estimating prevalence from the results of a screening test, American Journal of
    Epidemiology 107, 1978. Interval: Z. Lang and J. Reiczigel, Confidence limits for prevalence of disease
    adjusted for estimated sensitivity and specificity, Preventive Veterinary Medicine 113, 2014. The same
    was proposed for model judges by C. Lee et al., How to correctly report LLM-as-a-judge evaluations, 2025.

    The labelled cases must be graded by the same judge and be of the same kind as the others, and must not
    have served to build or choose that judge. Nothing in the numbers can show that they did.

    Args:
        raw: share of cases that the judge called good, on cases without labels.
        sensitivity: share of the truly good labelled cases that it called good.
        specificity: share of the truly bad labelled cases that it called bad.
    Returns:
        An `Estimate`, 0 to 1, whose n is that of `raw`.
    Raises:
        ValueError: the judge does no better than a coin (sensitivity + specificity of 1 or less), so that its
            verdicts tell nothing.

    Example:
        `corrected_rate(Rate(600, 1000), Rate(90, 100), Rate(70, 100)).value` is 0.5.
    """
    if sensitivity.value + specificity.value <= 1:
        raise ValueError(
            f"sensitivity {sensitivity.value:.2f} + specificity {specificity.value:.2f} is not above 1: this "
            "judge does no better than a coin, so no correction can help; change it, or let people grade."
        )
    z = NormalDist().inv_cdf(0.975)
    n, positives, negatives = raw.n + z * z, sensitivity.n + 2, specificity.n + 2
    p = (raw.successes + z * z / 2) / n
    sens, spec = (sensitivity.successes + 1) / positives, (specificity.successes + 1) / negatives
    better = sens + spec - 1  # Youden's index: 0 is a coin, 1 never errs
    value = _share((raw.value + specificity.value - 1) / (sensitivity.value + specificity.value - 1))
    method = "Rogan-Gladen, interval of Lang and Reiczigel 2014"
    if better <= 0:  # a few labels let it look better than a coin: nothing is excluded
        return Estimate(value, 0.0, 1.0, raw.n, method=method)
    middle = (p + spec - 1) / better
    of_sens, of_spec = sens * (1 - sens) / positives, spec * (1 - spec) / negatives
    shift = 2 * z * z * (middle * of_sens - (1 - middle) * of_spec)
    half = z * sqrt(p * (1 - p) / n + middle**2 * of_sens + (1 - middle) ** 2 * of_spec) / better
    low, high = _share(middle + shift - half), _share(middle + shift + half)
    return Estimate(value, min(low, value), max(high, value), raw.n, method=method)


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
