"""Locked in: what stands around a stranger's code while it is graded, and what each wall keeps out.

`enter` is called in a freshly forked process, before any line of a submission runs. On Linux it needs no
privilege. A wall that this machine cannot raise (an old kernel, a container that forbids it) is no reason
to stop: its name comes back, and the report of a class says which walls did not stand.

| wall | by | what it keeps out |
|---|---|---|
| processes | a process namespace | seeing, signalling or tracing anybody; outliving the grade |
| network | a network namespace | everything but the one address that the checker answers on |
| ipc | an IPC namespace | shared memory and queues of others |
| scratch | a file system in memory, all others read-only | filling the disk; changing modes and times |
| files | Landlock | reading solutions, submissions, keys, homes; writing anywhere else |
| calls | seccomp | programs, tracing, mounting, other kinds of socket, memory that nobody counts |
| limits | resource limits | memory, CPU time, file size, open files, threads |

Root's threads have no limit in the kernel; `kit.learn.wall` counts threads from outside, whoever runs it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NO_DOOR = "door"
WALLS = ("processes", "network", "ipc", "scratch", "files", "calls", "limits")
_SYSTEM = """/usr /lib /lib64 /bin /etc/ld.so.cache /etc/ssl /etc/localtime /etc/timezone /etc/os-release
    /etc/mime.types /etc/hosts /etc/nsswitch.conf /etc/fonts /sys/devices/system/cpu""".split()  # noqa: SIM905
_SHUT = """On this machine a submission that is locked in reaches nothing, not even the checker's models (its
network has no address of its own), so checks that need a model cannot be passed.""".replace("\n", " ")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class Jail:
    """What a submission may have.

    Attributes:
        scratch: its folder: home, working and temporary folder at once; empty, and gone with the process.
        disk: megabytes that fit into it.
        memory: megabytes beyond what the process has when it is locked in.
        cpu: seconds of processor time.
        files: files and connections open at a time.
        threads: of them so many at a time.
        port: of the checker's address, in case that no namespace can be had for the network.
    """

    scratch: str
    disk: int = 64
    memory: int = 2048
    cpu: int = 300
    files: int = 256
    threads: int = 512
    port: int | None = None


@dataclass(frozen=True)
class Entered:
    """How it went.

    Attributes:
        missing: walls that could not be raised, of `WALLS`; and "door" if the network is shut off and has no
            door: then no model can be reached either.
        door: where network is shut off, the listening socket inside, for the checker to answer on; else None.
    """

    missing: tuple[str, ...]
    door: socket.socket | None


@cache
def readable() -> tuple[str, ...]:
    """What may be read: the system's libraries, this Python and its packages, the kit, its cached assets.

    Neither `solutions/` nor `tests/`, nor any home: of the folder the kit is in, its source alone.
    """
    import kit
    from kit.assets import cache_dir

    own = [str(Path(kit.__file__).parent), str(cache_dir()), sys.prefix, sys.base_prefix]
    own += [path for path in sys.path if "site-packages" in path or path.endswith(".zip")]
    return tuple(dict.fromkeys([*_SYSTEM, *own, *(str(Path(path).resolve()) for path in own)]))


def prepare() -> None:
    """Make ready what every worker of this process's forks needs in order to be locked in."""
    import resource  # noqa: F401

    from kit.learn import linux

    readable()
    for pairs in (False, True):
        linux.filter_code(pairs)


def enter(jail: Jail, alone: bool) -> Entered:
    """Raise the walls around this process, for good.

    Args:
        jail: what it may have.
        alone: it is the first of a process namespace of its own; that wall stands already.
    """
    from kit.learn import linux

    may_read = readable()
    missing = [] if alone else ["processes"]
    try:
        linux.unshare("network", "ipc", "mount")
    except OSError:
        missing += ["network", "ipc", "scratch"]
    _first_to_go()
    door = None
    if "network" not in missing:
        try:
            linux.loopback_up()
            door = socket.create_server(("127.0.0.1", 0), backlog=128)
        except OSError:
            missing.append(NO_DOOR)
    if "scratch" not in missing:
        try:
            linux.mounts_unchangeable()
            linux.mount_memory(jail.scratch, jail.disk)
        except OSError:
            missing.append("scratch")
    os.chdir(jail.scratch)
    missing += _without_namespaces(jail, may_read, door, alone="network" not in missing)
    if door:
        socket.socketpair = _loopback_pair  # type: ignore[assignment]  # the system's is refused
    return Entered(tuple(wall for wall in (*WALLS, NO_DOOR) if wall in missing), door)


def _loopback_pair(*kind: object) -> tuple[socket.socket, socket.socket]:
    """Two connected sockets, as event loops want them, over the loopback address of this process alone."""
    with socket.create_server(("127.0.0.1", 0), backlog=1) as listener:
        one = socket.create_connection(listener.getsockname())
        return one, listener.accept()[0]


def _first_to_go() -> None:
    """Where the machine's memory runs out all the same, this process is the one to end."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")


def _without_namespaces(
    jail: Jail, may_read: tuple[str, ...], door: socket.socket | None, alone: bool
) -> list[str]:
    """Raise the walls that need none; names of those that could not be."""
    from kit.learn import linux

    missing = []
    try:
        _limit(jail, alone)
    except (OSError, ValueError):
        missing.append("limits")
    try:
        linux.no_new_privileges()
        only_port = jail.port if door is None else None
        linux.landlock(may_read, (jail.scratch, *_DEVICES), only_port)
    except OSError:
        missing.append("files")
    try:
        linux.drop_capabilities()
        linux.seccomp(pairs=door is None)
    except OSError:
        missing.append("calls")
    return missing


def _limit(jail: Jail, alone: bool) -> None:
    import resource

    with open("/proc/self/statm") as sizes:
        pages = int(sizes.read().split()[0])
    limits = {
        "AS": pages * resource.getpagesize() + jail.memory * 2**20,
        "FSIZE": jail.disk * 2**20,
        "NOFILE": jail.files,
        "CORE": 0,
        "CPU": jail.cpu,
    }
    if alone:  # in a user namespace of its own; else all of the user's processes would count
        limits["NPROC"] = jail.threads
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def explain(missing: Collection[str]) -> str:
    """For a report: which walls did not stand; "" if all did."""
    walls = ", ".join(wall for wall in missing if wall != NO_DOOR)
    said = [f"On this machine these walls could not be raised around submissions: {walls}."] if walls else []
    return " ".join([*said, _SHUT] if NO_DOOR in missing else said)
