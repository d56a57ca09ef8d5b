"""Where the runs of a sweep go: kernels here that share one engine, or the machines of a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from kit.ship.parameters import RunError, defaults


@contextmanager
def shared_engine(book: Mapping[str, Any], grid: Mapping[str, Any]) -> Iterator[None]:
    """One local engine for all kernels, if they will want one: each with its own would be slow, and large."""
    own = (defaults(book) or {}).get("SOURCE")
    sources = grid.get("SOURCE") or (own and (os.environ.get("KIT_SOURCE") or own),)
    if "local" not in sources or "KIT_LOCAL_URL" in os.environ:
        yield
        return
    from kit.models.engine import engine

    os.environ["KIT_LOCAL_URL"] = engine().address
    try:
        yield
    finally:
        del os.environ["KIT_LOCAL_URL"]


@contextmanager
def cluster(address: str, seconds: float = 10.0) -> Iterator[Executor]:
    """The machines of a Dask scheduler as an executor.

    Args:
        address: the scheduler's, as it prints it ("tcp://10.0.0.1:8786").
        seconds: how long to wait for an answer.
    Raises:
        RunError: `distributed` is not installed, or nothing answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise RunError("--on needs Dask: pip install 'ai-engineering-kit[cluster]'.") from None
    try:
        client = Client(address, timeout=seconds)
    except (OSError, ValueError) as error:
        raise RunError(
            f"No Dask scheduler answers at {address} ({error}); start one: dask scheduler."
        ) from error
    with client:  # pure=False: two repeats with the same parameters are two runs
        yield client.get_executor(pure=False, retries=3)
