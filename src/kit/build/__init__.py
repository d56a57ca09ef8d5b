"""What do I make? Structured output, label calibration, voting and retries: parts made of model calls.

Each part is a plain function around calls that you write with an SDK. Import from the module that holds it,
e.g. `from kit.build.labels import batch_calibration`.
"""

from kit.build.cache import cached
from kit.build.chain import Step, Stitched, chain
from kit.build.chunk import Passage, chunk
from kit.build.cite import Citation, Claim, cite, quote, supported
from kit.build.dispatch import Approvals, Result, Toolbox
from kit.build.done import claims_success, score_claims, unbacked
from kit.build.embed import embedder, embedding_store
from kit.build.guards import Guarded, Verdict, guarded, patterns
from kit.build.labels import batch_calibration, choose, contextual_calibration, label_logprobs
from kit.build.leaks import canary, no_canary, no_secrets, own_links
from kit.build.ledger import Act, Ledger
from kit.build.loop import Run, aloop, loop
from kit.build.outcome import Attempt, Outcome, cost_per_correct
from kit.build.privilege import least_privilege
from kit.build.queue import Queue
from kit.build.retry import best_of, cascade, retry
from kit.build.route import gated, parallel, route
from kit.build.search import Dense, Fused, Hit, Lexical, fuse
from kit.build.tools import Tool, tool
from kit.build.untrusted import spotlight
from kit.build.vote import log_odds, majority, majority_accuracy, vote, weighted_vote

__all__ = [
    "Act",
    "Approvals",
    "Attempt",
    "Citation",
    "Claim",
    "Dense",
    "Fused",
    "Guarded",
    "Hit",
    "Ledger",
    "Lexical",
    "Outcome",
    "Passage",
    "Queue",
    "Result",
    "Run",
    "Step",
    "Stitched",
    "Tool",
    "Toolbox",
    "Verdict",
    "aloop",
    "batch_calibration",
    "best_of",
    "cached",
    "canary",
    "cascade",
    "chain",
    "choose",
    "chunk",
    "cite",
    "claims_success",
    "contextual_calibration",
    "cost_per_correct",
    "embedder",
    "embedding_store",
    "fuse",
    "gated",
    "guarded",
    "label_logprobs",
    "least_privilege",
    "log_odds",
    "loop",
    "majority",
    "majority_accuracy",
    "no_canary",
    "no_secrets",
    "own_links",
    "parallel",
    "patterns",
    "quote",
    "retry",
    "route",
    "score_claims",
    "spotlight",
    "supported",
    "tool",
    "unbacked",
    "vote",
    "weighted_vote",
]
