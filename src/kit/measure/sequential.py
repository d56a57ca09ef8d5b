"""Stop as soon as the trials have said enough: Wald's sequential probability ratio test (SPRT).

A check of something random cannot take one shot (it fails a good answer one time in ten) and need not take
a hundred. It goes on, trial by trial, until the evidence for "good" or for "bad" is strong enough, and says
"need more" until then. Left out: stopping rules for several hypotheses or for means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log
from typing import Literal

from kit.measure.rate import Rate

Verdict = Literal["pass", "fail", "need more"]


@dataclass(frozen=True, repr=False)
class Sprt:
    """State of a sequential test: what it should tell apart, and the trials seen. Made by `sprt()`.

    Attributes:
        p_good: success rate that should pass.
        p_bad: success rate that should fail.
        alpha: accepted probability of failing something as good as p_good.
        beta: accepted probability of passing something as bad as p_bad.
        successes, n: trials seen.
        decided: the verdict once reached; it does not change again.
    """

    p_good: float
    p_bad: float
    alpha: float
    beta: float
    successes: int = 0
    n: int = 0
    decided: Verdict | None = None

    @property
    def verdict(self) -> Verdict:
        """ "pass", "fail" or "need more"."""
        return self.decided or "need more"

    @property
    def evidence(self) -> float:
        """Log likelihood ratio of good against bad (natural log): positive speaks for good."""
        failures = self.n - self.successes
        return self.successes * log(self.p_good / self.p_bad) + failures * log(
            (1 - self.p_good) / (1 - self.p_bad)
        )

    @property
    def rate(self) -> Rate:
        """Share of successes. Stopping early pulls it towards the verdict, so report it as that."""
        return Rate(self.successes, self.n)

    def add(self, success: bool) -> Sprt:
        """The test after one more trial; trials after a verdict change nothing."""
        if self.decided:
            return self
        after = replace(self, successes=self.successes + bool(success), n=self.n + 1)
        if after.evidence >= log((1 - self.alpha) / self.beta):
            return replace(after, decided="pass")
        if after.evidence <= log(self.alpha / (1 - self.beta)):
            return replace(after, decided="fail")
        return after

    def run(self, trial: Callable[[int], bool], limit: int = 100) -> Sprt:
        """Run trials until a verdict, or until `limit` trials have been seen.

        Args:
            trial: called with the trial's number (0, 1, ...); true for success.
            limit: most trials in all.
        Returns:
            The test afterwards; its verdict is "need more" if the limit came first.
        """
        test = self
        while test.decided is None and test.n < limit:
            test = test.add(trial(test.n))
        return test

    def __repr__(self) -> str:
        seen = f"{self.successes} of {self.n} trials"
        return f"{self.verdict} after {seen} (good {self.p_good:g}, bad {self.p_bad:g})"


def sprt(p_good: float = 0.9, p_bad: float = 0.5, alpha: float = 0.01, beta: float = 0.05) -> Sprt:
    """Start a sequential test that tells a success rate of p_good from one of p_bad.

    A. Wald, Sequential Tests of Statistical Hypotheses, Annals of Mathematical Statistics 16, 1945. With the
    defaults, something right 95 % of the time passes with probability 0.9997, in 7 trials on average.

    Args:
        p_good: rate that should pass.
        p_bad: rate that should fail, below p_good.
        alpha: probability of failing something at p_good.
        beta: probability of passing something at p_bad.
    Returns:
        A `Sprt` that has seen no trial: `sprt().run(one_trial).verdict`.
    Raises:
        ValueError: rates not 0 < p_bad < p_good < 1, or errors not in (0, 0.5).
    """
    if not 0 < p_bad < p_good < 1:
        raise ValueError(f"sprt needs 0 < p_bad < p_good < 1, got p_bad={p_bad!r} and p_good={p_good!r}.")
    if not (0 < alpha < 0.5 and 0 < beta < 0.5):
        raise ValueError(f"sprt needs error rates between 0 and 0.5, got alpha={alpha!r} and beta={beta!r}.")
    return Sprt(p_good, p_bad, alpha, beta)
