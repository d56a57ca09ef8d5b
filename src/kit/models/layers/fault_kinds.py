"""The faults that can be asked for, by name: see `kit.models.layers.faults` for what each one sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "rate_limit",
    "rate_limit_no_header",
    "server_error",
    "overloaded",
    "timeout",
    "connection_refused",
    "reset_mid_stream",
    "truncated",
    "refusal",
    "malformed_json",
    "wrong_shape",
]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        kind: one of `KINDS`.
        retry_after: seconds that a rate limit tells the client to wait (rate_limit only).
    """

    kind: Kind
    retry_after: float = 1.0

    def __post_init__(self) -> None:
        """Raise ValueError for an unknown kind."""
        if self.kind not in KINDS:
            raise ValueError(f"no fault {self.kind!r}; there are: {', '.join(KINDS)}")
