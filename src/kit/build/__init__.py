"""What do I make? Structured output, label calibration, voting and retries: parts made of model calls.

Each part is a plain function around calls that you write with an SDK. Import from the module that holds it,
e.g. `from kit.build.labels import batch_calibration`.
"""

from kit.build.labels import batch_calibration, choose, contextual_calibration, label_logprobs

__all__ = [
    "batch_calibration",
    "choose",
    "contextual_calibration",
    "label_logprobs",
]
