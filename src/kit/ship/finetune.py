"""Before you finetune: what it would cost in labels, money and weeks, and when the next model makes it moot.

Nobody knows these numbers exactly, so each is a range, and the answer is a share of thousands of futures
drawn from the ranges, never one number. A future is simple: you pay up front, wait until it is built, then
earn a little with every case, until a model is out that is as good with a prompt alone. From then on the
finetuned one earns nothing more. Left out: training again when the base model is retired, discounting, and
labels' other uses (they are an eval, too).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import ceil, inf
from typing import TYPE_CHECKING, Any, Literal

from kit.measure.estimate import Estimate

if TYPE_CHECKING:
    import numpy as np

Range = float | tuple[float, float] | Estimate
Verdict = Literal["finetune", "prompt", "unclear"]

_MONTH = 12 / 52  # months in a week
_SURE = 0.9  # share of futures from which on the verdict is clear
_SAID = {  # of each part: what it is, and where its range is from
    "cases": ("a month", "yours"),
    "worth": ("USD, a right answer over a wrong one", "yours"),
    "gain": ("share of cases more that come out right", "measure it"),
    "usd_prompt": ("USD, the tokens of a case, with a prompt", "your bill"),
    "usd_tuned": ("USD, the tokens of a case, finetuned", "a price list"),
    "rows": ("labelled rows", "OpenAI's guide; LIMA 2023"),
    "minutes": ("of a person, for a label", "assumption: time ten"),
    "label_hour": ("USD", "US median, BLS 2024, to its full cost"),
    "weeks": ("of one engineer", "assumption, to a published account"),
    "engineer_hour": ("USD", "US median, BLS 2024, to its full cost"),
    "row_tokens": ("tokens of a row", "count yours"),
    "epochs": ("times through the rows", "assumption"),
    "training_mtok": ("USD, a million training tokens", "price lists, 2026"),
    "hosting": ("USD a month", "AWS; Microsoft, February 2026"),
    "next_model": ("months, until a prompt alone does as well", "Epoch AI, August 2025"),
    "fall": ("times cheaper in a year, at equal quality", "Gundlach et al. 2025; Epoch AI, March 2025"),
}


@dataclass(frozen=True, repr=False)
class Finetune:
    """A plan to finetune, each part a number, a range (low, high), or an `Estimate` that you measured.

    Ranges are drawn evenly on a logarithmic scale (evenly, if low is 0 or less); estimates from a normal
    distribution with their interval. Replace what you know: `dataclasses.replace(plan, minutes=2)`.

    Attributes:
        cases: a month. worth: USD that a right answer is worth over a wrong one. Yours to know.
        gain: share of cases more that come out right than with the best prompt; may be an `Estimate`.
        usd_prompt, usd_tuned: tokens of a case, with a prompt and finetuned, in USD. Default 0: left out.
        rows: labelled rows. OpenAI's guide to supervised finetuning starts at 50; LIMA took 1,000 (C. Zhou et
            al. 2023, arXiv 2305.11206).
        minutes: a person's, per label. An assumption: time ten of your own.
        label_hour: USD. Median of US customer service representatives in May 2024, 20.59 (Bureau of Labor
            Statistics, Occupational Outlook Handbook), up to that over 0.702, the share of wages in what
            private employers pay (same, Employer Costs for Employee Compensation, June 2025, USDL-25-1358).
        weeks: of one engineer, to prepare, train, evaluate, deploy. The high end is a published account of
            six weeks for data and two for training (eclips.tech, "Fine-tuning vs prompting"), the low end an
            assumption.
        engineer_hour: USD. Median of US software developers in May 2024, 63.20; up to that over 0.702 (same).
        row_tokens: of one training row; count yours. epochs: 1 to 4, an assumption.
        training_mtok: USD per million training tokens: 0.46 (Ori, up to 10B parameters, LoRA) to 25 (OpenAI,
            large model, as listed until its finetuning closed to newcomers on 2026-05-07).
        hosting: USD a month: 0 (billed by tokens: Amazon Bedrock User Guide, "Deploy a custom model for
            on-demand inference") to 1,241 (billed by the hour besides, 1.70 x 730: Microsoft Learn,
            "Cost management for fine-tuning", 2026-02-11). A machine of your own costs more.
        next_model: months until a model is as good with a prompt alone: 5 to 22 is what Epoch AI saw between
            frontier and open models (2025-08-15, "Frontier AI performance becomes accessible on consumer
            hardware within a year"). Your task may be slower, or there already.
        fall: by what factor the price of equal quality falls in a year: 3 (algorithms alone; 5 to 10 in all:
            H. Gundlach et al. 2025, "The Price of Progress", MIT FutureTech) to 40 (Epoch AI, 2025-03-12, at
            GPT-4's level on science questions; 9 to 900 by benchmark). What you do is not a benchmark.
    """

    cases: Range = 10_000
    worth: Range = (0.5, 2.0)
    gain: Range = (-0.02, 0.10)
    usd_prompt: Range = 0.0
    usd_tuned: Range = 0.0
    rows: Range = (50, 1000)
    minutes: Range = (0.5, 3.0)
    label_hour: Range = (20.59, 29.33)
    weeks: Range = (2.0, 8.0)
    engineer_hour: Range = (63.20, 90.03)
    row_tokens: Range = (100, 1000)
    epochs: Range = (1, 4)
    training_mtok: Range = (0.46, 25.0)
    hosting: Range = (0.0, 1241.0)
    next_model: Range = (5.0, 22.0)
    fall: Range = (3.0, 40.0)

    def __post_init__(self) -> None:
        for part in fields(self):
            low, high = _ends(value := getattr(self, part.name))
            if not low <= high or (part.name not in ("gain", "usd_prompt", "usd_tuned") and low < 0):
                raise ValueError(f"{part.name}={value!r}: a number, or a range (low, high) of 0 or more.")

    def futures(self, draws: int = 4000, *, seed: int = 0) -> Moot:
        """Draw futures from the ranges, and count.

        Raises:
            ValueError: fewer than 100 draws.
        """
        import numpy as np

        if draws < 100:
            raise ValueError(f"draws={draws}: 100 is the least that says anything.")
        parts = [part.name for part in fields(self)]
        d = {name: _drawn(getattr(self, name), draws, [seed, i]) for i, name in enumerate(parts)}
        labels, people = d["rows"] * d["minutes"] / 60 * d["label_hour"], d["weeks"] * 40 * d["engineer_hour"]
        training = d["rows"] * d["row_tokens"] * d["epochs"] * d["training_mtok"] / 1e6
        spent, ready = labels + people + training, d["weeks"] * _MONTH
        months = (np.arange(ceil(d["next_model"].max() / _MONTH) + 1) + 0.5) * _MONTH
        live = (months >= ready[:, None]) & (months < d["next_model"][:, None])
        tokens = d["usd_prompt"][:, None] * d["fall"][:, None] ** (-months / 12) - d["usd_tuned"][:, None]
        besides = live * (d["cases"][:, None] * tokens - d["hosting"][:, None]) * _MONTH
        earned = live * (d["cases"] * d["gain"] * d["worth"])[:, None] * _MONTH
        total = (besides + earned).cumsum(1) - spent[:, None]
        back = np.where((total >= 0).any(1), months[(total >= 0).argmax(1)], inf)
        units = live.sum(1) * d["cases"] * d["worth"] * _MONTH
        with np.errstate(divide="ignore"):
            needed = np.where(units > 0, (spent - besides.sum(1)) / units, inf)
        net = total[:, -1]
        moved = {name: _ranks_agree(x, net) for name, x in d.items() if np.ptp(x) > 0}
        return Moot(
            {"labels": _said(labels), "people": _said(people), "training": _said(training)},
            _said(spent, "USD"), _said(d["weeks"], "weeks"), _said(back, "months"),
            _said(d["next_model"], "months"), _said(net, "USD", True), _said(needed),
            float(np.isfinite(back).mean()), dict(sorted(moved.items(), key=lambda pair: -abs(pair[1]))),
            (months, *np.quantile(total, [0.05, 0.5, 0.95], axis=0)),
        )  # fmt: skip

    def _repr_markdown_(self) -> str:
        rows = [
            f"| {part.name} | {_words(getattr(self, part.name))} | {_SAID[part.name][0]} | "
            f"{_SAID[part.name][1] if getattr(self, part.name) == part.default else 'set by you'} |"
            for part in fields(self)
        ]
        return "\n".join(["| | range | what | from |", "|---|---|---|---|", *rows])

    def __repr__(self) -> str:
        return "\n".join(
            f"{part.name}: {_words(getattr(self, part.name))} ({_SAID[part.name][0]})"
            for part in fields(self)
        )


@dataclass(frozen=True, repr=False)
class Moot:
    """What became of a plan in the futures drawn. Intervals hold 90 of 100 futures.

    Attributes:
        costs: labels, people and training, USD each. cost: their sum. weeks: until it is built.
        payback: months until it is paid back; inf where the next model came first.
        next_model: months until that model. net: USD won or lost until then.
        needed: the gain (share of cases) at which it would have come out even.
        pays: share of futures in which it was paid back.
        drivers: by input, how its rank goes with that of net (Spearman), the strongest first.
        curve: months, and the balance in USD: low, middle, high.
    """

    costs: dict[str, Estimate]
    cost: Estimate
    weeks: Estimate
    payback: Estimate
    next_model: Estimate
    net: Estimate
    needed: Estimate
    pays: float
    drivers: dict[str, float]
    curve: tuple[Any, ...]

    @property
    def verdict(self) -> Verdict:
        """ "finetune" if it pays in 90 of 100 futures, "prompt" if in 10 or fewer, else "unclear"."""
        return "finetune" if self.pays >= _SURE else "prompt" if self.pays <= 1 - _SURE else "unclear"

    @property
    def lines(self) -> list[str]:
        """The verdict's reasons, a sentence each."""
        first = next(iter(self.drivers), "nothing")
        return [
            f"It costs {_words(self.cost)} USD up front, {_words(self.weeks)} weeks of one engineer in it.",
            f"Months until it is paid back: {_words(self.payback)}; until the next model: "
            f"{_words(self.next_model)}. In time in {self.pays:.0%} of the futures.",
            f"Balance by then: {_words(self.net)} USD.",
            f"It would come out even at a gain of {_words(self.needed)} of the cases.",
            f"What decides most: {first}.",
        ]

    def __repr__(self) -> str:
        return "\n".join([f"Finetune? {self.verdict}", *(f"  {line}" for line in self.lines)])

    def _repr_markdown_(self) -> str:
        return "\n".join([f"**Finetune? {self.verdict}**", "", *(f"- {line}" for line in self.lines)])


def _ends(value: Range) -> tuple[float, float]:
    if isinstance(value, Estimate):
        return value.low, value.high
    return value if isinstance(value, tuple) else (value, value)


def _drawn(value: Range, draws: int, seed: list[int]) -> np.ndarray:
    """Values of one input, from a stream of its own, so that changing another leaves them alone."""
    import numpy as np

    rng, (low, high) = np.random.default_rng(seed), _ends(value)
    if isinstance(value, Estimate):
        return rng.normal(value.value, (high - low) / 2 / 1.96, draws)
    u = rng.random(draws)
    return low * (high / low) ** u if low > 0 else low + (high - low) * u


def _said(values: np.ndarray, unit: str = "", signed: bool = False) -> Estimate:
    import numpy as np

    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], method="inverted_cdf").tolist()
    n, method = len(values), "90 of 100 futures"
    return Estimate(middle, low, high, n, unit=unit, signed=signed, method=method, confidence=0.9)


def _ranks_agree(a: np.ndarray, b: np.ndarray) -> float:
    import numpy as np

    return float(np.corrcoef(a.argsort().argsort(), b.argsort().argsort())[0, 1])


def _words(value: Range) -> str:
    def short(x: float) -> str:
        return "never" if x == inf else f"{x:,.0f}" if abs(x) >= 100 else f"{x:.2g}"

    low, high = _ends(value)
    middle = f"{short(value.value)} " if isinstance(value, Estimate) else ""
    return f"{middle}[{short(low)} to {short(high)}]" if low < high else short(low)
