"""How sure am I? Rates with intervals, repeated sampling, spread of answers, and when to stop.

The chain is short: `sample` asks the same thing n times, `histogram`, `agreement` and `entropy` say how
far the answers spread, and a `Rate` never comes without its n and its interval. `paired` compares two
models or prompts over the same cases, and may end "inconclusive". `evaluate` asks whole lists of `Case`s and
makes a `Report` of them.
"""

from kit.measure.attacks import Defences, Trials
from kit.measure.calibration import Calibration, calibration
from kit.measure.cases import Case
from kit.measure.compare import Comparison, mcnemar, noise_floor, paired, unpaired
from kit.measure.compound import Compound, compound
from kit.measure.corrected import corrected_rate, sensitivity_specificity
from kit.measure.drift import Alarm, LabelWatch, SlowWatch, Watch
from kit.measure.evaluate import evaluate
from kit.measure.frontier import Frontier, against_coin, frontier
from kit.measure.gate import Gate, gate
from kit.measure.intervals import bootstrap, clustered, median
from kit.measure.judges import Swap, grade_prompt, pair_prompt, repeatability, swapped
from kit.measure.kappa import against_rest, fleiss, kappa
from kit.measure.passes import pass_at_k, pass_curves, pass_hat_k
from kit.measure.planning import calls_needed
from kit.measure.power import cases_needed, detectable
from kit.measure.rate import Rate
from kit.measure.report import Report
from kit.measure.retrieval import hit_rate, mrr, ndcg, recall_at
from kit.measure.risk import RiskCoverage, risk_coverage
from kit.measure.rows import Row
from kit.measure.sample import Samples, asample, sample
from kit.measure.scorers import Score
from kit.measure.selection import Selection
from kit.measure.sequential import Sprt, sprt
from kit.measure.size import size
from kit.measure.splits import copy_groups, leaks, near_copies, split
from kit.measure.spread import Histogram, agreement, corrected_entropy, distinct, entropy, histogram
from kit.measure.tables import append_to_csv, cases_from_csv
from kit.measure.threshold import Threshold, best_threshold
from kit.measure.value import Stakes, ValueCurve, expected_value

__all__ = [
    "Alarm",
    "Calibration",
    "Case",
    "Comparison",
    "Compound",
    "Defences",
    "Frontier",
    "Gate",
    "Histogram",
    "LabelWatch",
    "Rate",
    "Report",
    "RiskCoverage",
    "Row",
    "Samples",
    "Score",
    "Selection",
    "SlowWatch",
    "Sprt",
    "Stakes",
    "Swap",
    "Threshold",
    "Trials",
    "ValueCurve",
    "Watch",
    "against_coin",
    "against_rest",
    "agreement",
    "append_to_csv",
    "asample",
    "best_threshold",
    "bootstrap",
    "calibration",
    "calls_needed",
    "cases_from_csv",
    "cases_needed",
    "clustered",
    "compound",
    "copy_groups",
    "corrected_entropy",
    "corrected_rate",
    "detectable",
    "distinct",
    "entropy",
    "evaluate",
    "expected_value",
    "fleiss",
    "frontier",
    "gate",
    "grade_prompt",
    "histogram",
    "hit_rate",
    "kappa",
    "leaks",
    "mcnemar",
    "median",
    "mrr",
    "ndcg",
    "near_copies",
    "noise_floor",
    "pair_prompt",
    "paired",
    "pass_at_k",
    "pass_curves",
    "pass_hat_k",
    "recall_at",
    "repeatability",
    "risk_coverage",
    "sample",
    "sensitivity_specificity",
    "size",
    "split",
    "sprt",
    "swapped",
    "unpaired",
]
