"""What an operator may set on a shipped service, from the environment: nothing in it is the solution's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one service; each field is read from `SERVICE_<FIELD>` (a parcel has its own prefix).

    Which model answers is not here: `KIT_SOURCE`, the vendors' keys and `KIT_BUDGET_USD` say that.
    """

    model_config = SettingsConfigDict(
        env_prefix="SERVICE_", env_file=".env", extra="ignore", use_attribute_docstrings=True
    )

    host: str = "127.0.0.1"
    """where it listens: 127.0.0.1 is this machine alone, a container wants 0.0.0.0"""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """the port; 0 takes a free one"""
    seconds: Annotated[float, Field(gt=0)] = 30.0
    """for one request in all, waiting included; after that it is answered 504"""
    concurrency: Annotated[int, Field(ge=1)] = 16
    """requests being solved at once, at most"""
    waiting: Annotated[int, Field(ge=0)] = 32
    """requests that may wait for a place; one more is answered 503 with `Retry-After`"""
    body_bytes: Annotated[int, Field(ge=1)] = 1_000_000
    """the largest body; a larger one is answered 413"""
    folder: Path = Path(".kit")
    """where answers, feedback and traces are kept"""
    keep_days: Annotated[float, Field(ge=0)] = 30.0
    """after that an answer nobody gave feedback on is forgotten, at the next start"""
    otlp: str | None = None
    """an OpenTelemetry collector's HTTP address, to send the spans to as well"""
    content: bool = True
    """whether traces keep the (redacted) text of prompts and answers"""
