"""The local engine: a small language model answering over HTTP, inside this process.

`engine()` starts llama.cpp's own server (through `xllamacpp`) on a free port of the loopback address, on
first use, once per process; the SDKs then talk to it as they would to a vendor. No key, no network. The
weights come from `kit.assets`; `KIT_MODEL=/path/to.gguf` takes others. To share one engine between
programs use `kit serve`. For a server to put in production see llama.cpp's `llama-server`, or vLLM.
"""

from __future__ import annotations

import ctypes
import os
import threading
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from kit.assets import AssetError, asset

MODEL_NAME = "smollm2-135m-instruct"
SLOTS = 8  # requests answered at once
SLOT_CONTEXT = 4096  # tokens each of them may hold, prompt and answer together


class EngineError(RuntimeError):
    """The engine could not start; the message is one sentence with the way out."""


@dataclass(frozen=True)
class Engine:
    """A running server: where it is, how long it took to start (seconds), its threads and its model."""

    address: str
    seconds_to_start: float
    threads: int
    model: Path


_lock = threading.RLock()
_running: dict[str, tuple[Engine, Any]] = {}
_forked = False  # True in a child of a process that had an engine


def engine() -> Engine:
    """The language model's engine of this process, started on first use (about a second).

    After a fork the child gets an engine of its own: the parent's threads are not in the child.

    Raises:
        EngineError: the model file is missing, unreadable or not a GGUF.
    """
    return running("chat", chat_settings)


def running(kind: str, settings: Any) -> Engine:
    """The one engine of this `kind` in this process; `settings()` gives (model path, CommonParams)."""
    with _lock:
        if kind not in _running:
            _running[kind] = start(*settings())
        return _running[kind][0]


def start(model: Path, params: Any) -> tuple[Engine, Any]:
    """Start one server. It lives as long as the second value, the server object, is kept."""
    import xllamacpp

    began = time.perf_counter()
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineError(
            f"The engine cannot start with {model}: {str(error).strip() or 'no reason'}."
        ) from error
    seconds = time.perf_counter() - began
    if _forked:
        _pin(server)
    return Engine(server.listening_address, seconds, params.cpuparams.n_threads, model), server


def base_settings(model: Path, alias: str, *, threads: int | None = None, slots: int = SLOTS) -> Any:
    """Settings that every engine here shares, as an `xllamacpp.CommonParams`."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {alias}
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_parallel = slots
    # One number for both, or llama.cpp spins on the second pool: see benchmarks/engine_threads.py
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads or best_threads()
    params.cache_ram_mib = 0  # 0.55 GB in all instead of 3
    params.n_gpu_layers = 0
    params.fit_params = False
    params.ui = False
    params.cors_origins, params.cors_credentials = "", False  # no web page of anyone's may ask it
    params.verbosity = -1
    return params


def best_threads() -> int:
    """Computing threads: usable cores minus one, at most 8; `KIT_THREADS` overrides.

    Measured in benchmarks/engine_threads.py: the last core is needed by whoever reads the answers.
    """
    if chosen := os.environ.get("KIT_THREADS"):
        if not chosen.isdigit() or int(chosen) < 1:
            raise EngineError(f"KIT_THREADS is {chosen!r}; give a whole number of threads, such as 2.")
        return int(chosen)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(8, usable - 1))


def chat_template() -> str:
    """SmolLM2's own chat template, plus tools (Hermes style: the calls stand in `<tool_call>` tags)."""
    return files("kit.models").joinpath("chat_template.jinja").read_text("utf-8")


def chat_settings(port: int = 0) -> tuple[Path, Any]:
    """Model file and settings of the language model's engine; `port` 0 takes a free one."""
    own = os.environ.get("KIT_MODEL")
    try:
        model = Path(own).expanduser() if own else asset(MODEL_NAME)
        with model.open("rb") as file:
            magic = file.read(4)
    except AssetError as error:
        raise EngineError(str(error)) from error
    except OSError as error:
        raise EngineError(f"KIT_MODEL names {own!r}, which cannot be read: {error.strerror}.") from error
    if magic != b"GGUF":
        raise EngineError(f"{model} is not a GGUF model file. Unset KIT_MODEL to use the kit's own model.")
    params = base_settings(model, MODEL_NAME)
    params.port = port
    params.n_ctx = SLOTS * SLOT_CONTEXT
    if not own:
        params.chat_template = chat_template()
    return model, params


def _forget_after_fork() -> None:
    """In a forked child: the parent's servers are threads that are not here, so leave them alone.

    Tearing one down, or running the library's exit handlers, would wait for those threads for ever
    (measured): servers are pinned, and on Linux the child ends by `_exit` with its exit status.
    """
    global _lock, _forked
    _lock = threading.RLock()
    if _running and not _forked:
        _forked = True
        libc = ctypes.CDLL(None)
        if hasattr(libc, "on_exit"):
            libc.on_exit(libc._exit, None)
    for _, server in _running.values():
        _pin(server)
    _running.clear()


def _pin(server: Any) -> None:
    """Keep an object for ever: its destructor never runs."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(server))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)
