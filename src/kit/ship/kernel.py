"""A warm kernel: forked from a ready parent that has imported what notebooks import.

A notebook's first cells spend seconds on imports; a fork takes milliseconds. It is an ordinary Jupyter kernel
provisioner (`kit-warm`): `python3` stays the stock kernel, and only who asks gets this one. `run` and `sweep`
ask; JUPYTER_DEFAULT_PROVISIONER_NAME=kit-warm asks for a whole program. Where processes cannot fork, the
kernel is of another Python, or the parent does not answer, a stock kernel starts instead.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from weakref import WeakSet

import psutil
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

NAME, GROUP = "kit-warm", "jupyter_client.kernel_provisioners"
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
_LAUNCHER = "ipykernel_launcher"
IMPORTS = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *("IPython.core.completerlib", "IPython.extensions.storemagic", "tornado.platform.asyncio"),
    *("matplotlib.pyplot", "scipy.stats", "openai", "anthropic", "genai_prices"),
    *("kit.models.clients", "kit.measure", "kit.ship.record"),
)
_OWN = {"env", "cwd", "extra_arguments", "kernel_id"}  # what a launch may ask for and get from a fork
_LONGEST = 80  # characters of a folder; a socket's whole path may have about 100
_lock = threading.Lock()
_parent: subprocess.Popen[bytes] | None = None
_live: WeakSet[Manager] = WeakSet()


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by a fork of this process's warm parent, or as Jupyter does where that cannot be."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork, or launch a stock kernel."""
        forked = _fork(cmd, kwargs)
        if forked is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = forked  # type: ignore[assignment]
        self.pid = self.pgid = forked.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info


class Manager(AsyncKernelManager):
    """Jupyter's kernel manager with its sockets in a folder, so that no port is taken; see `manager`."""

    folder, warm = "", False
    more: Mapping[str, str] = {}

    def __init__(self, **traits: Any) -> None:
        if hasattr(socket, "AF_UNIX") and 0 < len(self.folder) < _LONGEST:
            traits = {"transport": "ipc", "connection_file": os.path.join(self.folder, "k.json"), **traits}
        super().__init__(**traits)
        _live.add(self)

    async def start_kernel(self, **asked: Any) -> None:  # type: ignore[override]
        """Start it, with what the run adds to the environment."""
        await super().start_kernel(**({"env": os.environ | self.more} | asked if self.more else asked))

    async def _async_interrupt_kernel(self) -> None:
        """Jupyter interrupts a kernel before it ends it, and an idle one may call that an error."""
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    @property
    def kernel_spec(self) -> Any:
        """The notebook's kernel; one of Python is for the warm provisioner if that is wanted and known."""
        spec = super().kernel_spec
        if self.warm and spec is not None and _LAUNCHER in spec.argv and known():
            spec.metadata = {"kernel_provisioner": {"provisioner_name": NAME}, **spec.metadata}
        return spec


def manager(folder: str, warm: bool, more: Mapping[str, str] | None = None) -> type[Manager]:
    """A manager class for one run: sockets in `folder`, forked if `warm`, `more` in its environment."""
    return type("Manager", (Manager,), {"folder": folder, "warm": warm, "more": more or {}})


def known() -> bool:
    """True if this installation has the provisioner's entry point."""
    return bool(entry_points(group=GROUP, name=NAME))


def interrupt(seconds: float = 3.0) -> None:
    """Interrupt what the kernels of this process run, so that notebooks end and are kept; then kill."""
    for number, until in ((signal.SIGINT, seconds), (getattr(signal, "SIGKILL", signal.SIGTERM), 0.0)):
        processes = [km.provisioner.process for km in _live if getattr(km.provisioner, "process", None)]  # type: ignore[union-attr]
        for process in processes:
            with contextlib.suppress(OSError):
                process.send_signal(number)
        end = time.monotonic() + until
        while time.monotonic() < end and any(process.poll() is None for process in processes):
            time.sleep(0.05)


def warm() -> bool:
    """Start this process's warm parent unless it is there; False where there can be none."""
    global _parent
    with _lock:
        if CAN_FORK and known() and not is_warm():
            cool()
            command = [sys.executable, "-Xfrozen_modules=off", "-m", "kit.ship.kernel_parent", str(_alive())]
            _parent = subprocess.Popen(
                [*command, *IMPORTS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None
                if os.environ.get("KIT_DEBUG")
                else subprocess.DEVNULL,  # cells' is in the notebook
                pass_fds=[_alive()],
                start_new_session=True,
            )
            if not _answer(b"ready?\n"):
                cool()
        return is_warm()


@cache
def _alive() -> int:
    """The end of a pipe that kernels read: nothing comes, and it is over when this process is."""
    return os.pipe()[0]


def _answer(line: bytes) -> bytes:
    """What the warm parent says to a line; nothing if it has ended."""
    assert _parent is not None
    assert _parent.stdin is not None
    assert _parent.stdout is not None
    with contextlib.suppress(OSError):
        _parent.stdin.write(line)
        _parent.stdin.flush()
    return _parent.stdout.readline()


def cool() -> None:
    """End the warm parent. Kernels that it forked go on; the next is forked by a new one."""
    global _parent
    if _parent is not None:
        _parent.kill()
        _parent.communicate()
        _parent = None


def is_warm() -> bool:
    """True if a warm parent is there."""
    return _parent is not None and _parent.poll() is None


atexit.register(cool)


class Forked(psutil.Process):
    """A forked kernel with what a provisioner needs of a `Popen`; how it ended only its parent knows."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        """None while it runs, then 1."""
        with contextlib.suppress(psutil.Error):
            if self.is_running() and self.status() != psutil.STATUS_ZOMBIE:
                return None
        return 1

    def wait(self, timeout: float | None = None) -> int:  # type: ignore[override]
        """Wait until it has ended."""
        while self.poll() is None:
            time.sleep(0.01)
        return 1

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is there."""
        with contextlib.suppress(psutil.NoSuchProcess):
            super().send_signal(number)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def _fork(cmd: list[str], asked: dict[str, Any]) -> Forked | None:
    """A kernel forked from the warm parent; None where it cannot do what is asked, or does not answer."""
    extra = {name for name, value in asked.items() if value is not None} - _OWN
    if extra or cmd[0] != sys.executable or _LAUNCHER not in cmd or not warm():
        return None
    wanted = {"argv": cmd[cmd.index(_LAUNCHER) :], "env": asked.get("env") or dict(os.environ)}
    wanted["cwd"] = str(asked.get("cwd") or Path.cwd())
    with (
        _lock,
        contextlib.suppress(Exception),
    ):  # it was killed: the stock kernel starts, or says what is wrong
        return Forked(int(_answer(json.dumps(wanted).encode() + b"\n")))
    return None
