"""One switch for how much a notebook does: the full lesson, or a quick run of the same cells."""

from __future__ import annotations

import os


def size(full: int, quick: int) -> int:
    """Sample size for this run: `full`, or `quick` when the environment says `KIT_SIZE=quick`.

    Args:
        full: size for a reader, whose numbers go into the lesson.
        quick: size for a test run, which only has to reach the end.
    Returns:
        One of the two numbers.
    Raises:
        ValueError: KIT_SIZE is neither "full" nor "quick".

    Example:
        `N = size(100, quick=20)` is 100, and 20 under `KIT_SIZE=quick jupyter lab`.
    """
    chosen = os.environ.get("KIT_SIZE") or "full"
    if chosen not in ("full", "quick"):
        raise ValueError(f"KIT_SIZE={chosen!r} is not a size; set it to 'full' or 'quick', or unset it.")
    return full if chosen == "full" else quick
