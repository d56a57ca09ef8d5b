"""How sure am I? Rates with intervals, repeated sampling, spread of answers, and when to stop.

The chain is short: `sample` asks the same thing n times, `histogram`, `agreement` and `entropy` say how
far the answers spread, and a `Rate` never comes without its n and its interval. `paired` compares two
models or prompts over the same cases, and may end "inconclusive".
"""

from kit.measure.calibration import Calibration, calibration
from kit.measure.compare import Comparison, mcnemar, noise_floor, paired, unpaired
from kit.measure.corrected import corrected_rate, sensitivity_specificity
from kit.measure.intervals import bootstrap, clustered, median
from kit.measure.judges import Swap, grade_prompt, pair_prompt, repeatability, swapped
from kit.measure.kappa import against_rest, fleiss, kappa
from kit.measure.passes import pass_at_k, pass_curves, pass_hat_k
from kit.measure.planning import calls_needed
from kit.measure.power import cases_needed, detectable
from kit.measure.rate import Rate
from kit.measure.sample import Samples, asample, sample
from kit.measure.sequential import Sprt, sprt
from kit.measure.size import size
from kit.measure.spread import Histogram, agreement, corrected_entropy, distinct, entropy, histogram

__all__ = [
    "Calibration",
    "Comparison",
    "Histogram",
    "Rate",
    "Samples",
    "Sprt",
    "Swap",
    "against_rest",
    "agreement",
    "asample",
    "bootstrap",
    "calibration",
    "calls_needed",
    "cases_needed",
    "clustered",
    "corrected_entropy",
    "corrected_rate",
    "detectable",
    "distinct",
    "entropy",
    "fleiss",
    "grade_prompt",
    "histogram",
    "kappa",
    "mcnemar",
    "median",
    "noise_floor",
    "pair_prompt",
    "paired",
    "pass_at_k",
    "pass_curves",
    "pass_hat_k",
    "repeatability",
    "sample",
    "sensitivity_specificity",
    "size",
    "sprt",
    "swapped",
    "unpaired",
]
