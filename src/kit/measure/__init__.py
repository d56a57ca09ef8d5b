"""How sure am I? Rates with intervals, repeated sampling, spread of answers, and when to stop.

The chain is short: `sample` asks the same thing n times, `histogram`, `agreement` and `entropy` say how
far the answers spread, and a `Rate` never comes without its n and its interval. For comparing two models
or prompts, see scipy.stats; for whole evaluation suites, see inspect_ai.
"""

from kit.measure.planning import calls_needed
from kit.measure.rate import Rate
from kit.measure.sample import Samples, asample, sample
from kit.measure.sequential import Sprt, sprt
from kit.measure.size import size
from kit.measure.spread import Histogram, agreement, corrected_entropy, distinct, entropy, histogram

__all__ = [
    "Histogram",
    "Rate",
    "Samples",
    "Sprt",
    "agreement",
    "asample",
    "calls_needed",
    "corrected_entropy",
    "distinct",
    "entropy",
    "histogram",
    "sample",
    "size",
    "sprt",
]
