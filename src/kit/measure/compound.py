"""Many good steps make a poor chain: what the steps promise together, and what the chain does.

Steps that are right with chances p1, p2 ... of each other independent, none of which can undo an error, are
all right with p1 x p2 x ...; n alike: p^n. Real chains differ from it, both ways: errors that come together
and later steps that repair or hide an earlier error lift the chain above it, a step that does worse on the
inputs which the one before leaves it pulls the chain below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from kit.measure.estimate import Estimate
from kit.measure.intervals import bootstrap, numbers
from kit.measure.rate import Rate


@dataclass(frozen=True, repr=False)
class Compound:
    """Steps, their product, and the chain. Made by `compound()`.

    Attributes:
        steps: name to how often it is right *when its input is right*.
        product: what the steps promise: their rates multiplied.
        whole: how often the chain's answer is right.
        gap: whole - product; above zero: repaired, hidden or shared errors, below zero: errors that breed.
        weakest: the step with the lowest rate.
    """

    steps: dict[str, Rate]
    product: Estimate
    whole: Rate
    gap: Estimate

    @property
    def weakest(self) -> str:
        """Name of the step with the lowest rate; the first of equals."""
        return min(self.steps, key=lambda name: self.steps[name].value)

    def __repr__(self) -> str:
        rows = [f"  {name}: {rate!r}" for name, rate in self.steps.items()]
        ends = [f"  product {self.product!r}", f"  chain   {self.whole!r}", f"  gap {self.gap!r}"]
        return "\n".join(["right, given the right input", *rows, *ends])


def compound(steps: dict[str, Sequence[Any]], whole: Sequence[Any], *, seed: int = 0) -> Compound:
    """Hold a chain against the product of its steps, over the same cases.

    Args:
        steps: name to whether that step was right in each case, *given the right input*: measured in the
            running chain, a late step is blamed for what came before it.
        whole: whether the chain's last answer was right, same cases.
        seed: of the bootstrap over cases that gives the intervals of product and gap.
    Returns:
        A `Compound`.
    Raises:
        ValueError: no steps, no cases, or different numbers of cases.
    """
    import numpy as np

    rows = {name: numbers([bool(one) for one in right]) for name, right in steps.items()}
    end = numbers([bool(one) for one in whole])
    if not rows or {len(row) for row in rows.values()} != {len(end)}:
        sizes = {name: len(row) for name, row in rows.items()}
        raise ValueError(f"cases of the steps: {sizes}; of the chain: {len(end)}. They must be the same.")
    table = np.stack([*rows.values(), end])

    def product(places: Any) -> float:
        return prod(table[:-1, places.astype(int)].mean(1).tolist())

    def gap(places: Any) -> float:
        return float(table[-1, places.astype(int)].mean()) - product(places)

    places = list(range(len(end)))
    apart = bootstrap(places, gap, seed=seed)
    signed = Estimate(apart.value, apart.low, apart.high, apart.n, signed=True, method=apart.method)
    rates = {name: Rate.of(row) for name, row in rows.items()}
    return Compound(rates, bootstrap(places, product, seed=seed), Rate.of(end), signed)
