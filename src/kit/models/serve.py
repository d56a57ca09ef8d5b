"""`kit serve`: one engine for many programs, and for any program that speaks a vendor's protocol.

Alone it prints where the engine listens and waits for Ctrl-C. Given a command, it runs that command with
`KIT_LOCAL_URL` set, so that every kernel, test process and script in it shares the one engine, and ends
with the command's exit code.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any

from kit.models.embedder import embedder_settings
from kit.models.engine import Engine, chat_settings, running


def serve(command: Sequence[str] = (), *, port: int = 0, say: Callable[[str], None] = print) -> int:
    """Start both engines and share them until Ctrl-C, or while `command` runs.

    Args:
        command: program and arguments to run with the addresses in its environment; none: wait.
        port: where the language model listens; 0: a free one. The embedder takes a free one.
        say: called with each line to show.
    Returns:
        The exit code: the command's own (128 + n if signal n ended it), else 0.
    Raises:
        EngineError: the engine does not start (no weights, the port is taken, ...).
    """
    chat = running("chat", lambda: chat_settings(port))
    embedder = running("embeddings", embedder_settings)
    addresses = {"KIT_LOCAL_URL": chat.address, "KIT_EMBED_URL": embedder.address}
    if command:
        return run(command, addresses)
    with contextlib.suppress(KeyboardInterrupt), _signals(_interrupt):
        say(_about(chat, addresses))
        threading.Event().wait()
    say("Stopped.")
    return 0


def run(command: Sequence[str], addresses: dict[str, str]) -> int:
    """Run a command with `addresses` in its environment; a signal to us ends its whole process tree."""
    own_group: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {}
    try:
        child = subprocess.Popen(list(command), env=os.environ | addresses, **own_group)
    except OSError as error:
        print(f"Cannot run {command[0]!r}: {error.strerror}.", file=sys.stderr)
        return 127

    def pass_on(number: int, _: FrameType | None) -> None:
        _end(child, number)

    with _signals(pass_on):
        try:
            code = child.wait()
        finally:
            _end(child, signal.SIGTERM)  # whatever the command left running goes with it
    return code if code >= 0 else 128 - code


def _about(chat: Engine, addresses: dict[str, str]) -> str:
    export = " ".join(f"{name}={value}" for name, value in addresses.items())
    return (
        f"Serving {chat.model.name} at {chat.address} ({chat.threads} threads). Ctrl-C ends it.\n"
        f"  OpenAI SDK      base_url={chat.address}/v1\n"
        f"  Anthropic SDK   base_url={chat.address}\n"
        f"  embeddings      base_url={addresses['KIT_EMBED_URL']}/v1\n"
        f"For the kit's own clients, in another terminal:\n"
        f"  {'set' if os.name == 'nt' else 'export'} {export}"
    )


def _interrupt(number: int, _: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(child: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to the child and all it started; on Windows, end the child."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(child.pid, number)
        elif child.poll() is None:
            child.terminate()


@contextlib.contextmanager
def _signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Have `handler` take SIGINT, SIGTERM and SIGHUP meanwhile (in the main thread; elsewhere nothing)."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
