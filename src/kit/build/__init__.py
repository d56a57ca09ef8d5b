"""What do I make? Structured output, label calibration, voting and retries: parts made of model calls.

Each part is a plain function around calls that you write with an SDK. Import from the module that holds it,
e.g. `from kit.build.labels import batch_calibration`.
"""

from kit.build.cache import cached
from kit.build.chain import Step, Stitched, chain
from kit.build.labels import batch_calibration, choose, contextual_calibration, label_logprobs
from kit.build.outcome import Attempt, Outcome, cost_per_correct
from kit.build.queue import Queue
from kit.build.retry import best_of, cascade, retry
from kit.build.route import gated, parallel, route
from kit.build.vote import log_odds, majority, majority_accuracy, vote, weighted_vote

__all__ = [
    "Attempt",
    "Outcome",
    "Queue",
    "Step",
    "Stitched",
    "batch_calibration",
    "best_of",
    "cached",
    "cascade",
    "chain",
    "choose",
    "contextual_calibration",
    "cost_per_correct",
    "gated",
    "label_logprobs",
    "log_odds",
    "majority",
    "majority_accuracy",
    "parallel",
    "retry",
    "route",
    "vote",
    "weighted_vote",
]
