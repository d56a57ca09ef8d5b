"""What do I make? Structured output, label calibration, voting and retries: parts made of model calls.

Each part is a plain function around calls that you write with an SDK. Import from the module that holds it,
e.g. `from kit.build.labels import batch_calibration`.
"""

from kit.build.cache import cached
from kit.build.labels import batch_calibration, choose, contextual_calibration, label_logprobs
from kit.build.outcome import Attempt, Outcome, cost_per_correct
from kit.build.retry import best_of, cascade, retry
from kit.build.vote import log_odds, majority, majority_accuracy, vote, weighted_vote

__all__ = [
    "Attempt",
    "Outcome",
    "batch_calibration",
    "best_of",
    "cached",
    "cascade",
    "choose",
    "contextual_calibration",
    "cost_per_correct",
    "label_logprobs",
    "log_odds",
    "majority",
    "majority_accuracy",
    "retry",
    "vote",
    "weighted_vote",
]
