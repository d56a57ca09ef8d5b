"""What Linux offers a process that wants to be locked in, unprivileged: namespaces, Landlock, seccomp.

Thin calls into the kernel by ctypes, each one wall; `kit.learn.jail` says which, in what order, around what.
Numbers and structures are those of the kernel's headers (linux/landlock.h, linux/seccomp.h, linux/sched.h);
man 7 landlock, man 2 seccomp, man 7 namespaces. Each raises OSError where this kernel, or a container around
it, will not have it.
"""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
from collections.abc import Iterable
from functools import cache

NEW = {
    "user": 0x10000000,
    "process": 0x20000000,
    "network": 0x40000000,
    "ipc": 0x08000000,
    "mount": 0x00020000,
}
_NOSUID, _NODEV, _PRIVATE, _RECURSIVE = 2, 4, 1 << 18, 1 << 14
_NO_NEW_PRIVILEGES, _SECCOMP, _SUBREAPER, _PARENT_DEATH = 38, 22, 36, 1

# Landlock's rights by the version of its interface that brought them.
_READ = 1 << 0 | 1 << 2 | 1 << 3  # execute, read a file, read a folder
_FILE_ONLY = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_CREATE, _ADD, _ENFORCE = 444, 445, 446  # the same on every architecture

# seccomp: system calls by name, their numbers on x86-64 and arm64.
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_CALLS: dict[str, tuple[int | None, int | None]] = {
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429), "open_tree": (428, 428),
    "fsopen": (430, 430), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "io_uring_setup": (425, 425),
    "pidfd_getfd": (438, 438), "personality": (135, 92), "sethostname": (170, 161),
    "mount_setattr": (442, 442), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # memory that no limit of a process counts, and what all processes of a user share
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "msgget": (68, 186),
    "semget": (64, 190), "mq_open": (240, 180), "vmsplice": (278, 75), "inotify_init": (253, None),
    "inotify_init1": (294, 26), "fanotify_init": (300, 262),
}  # fmt: skip
_CLONE, _CLONE3, _SOCKET, _PAIR, _THREAD = (56, 220), (435, 435), (41, 198), (53, 199), 0x10000
_LOAD, _EQUAL, _BITS, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x54, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000

_libc = ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    got = _libc.syscall(ctypes.c_long(number), *arguments)
    if got < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(got)


def _prctl(option: int, *arguments: int) -> None:
    if _libc.prctl(ctypes.c_int(option), *map(ctypes.c_ulong, arguments)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def unshare(*names: str) -> None:
    """Leave the machine's namespaces for new ones ("network", "ipc" ..., of `NEW`), in a user namespace.

    In there this process is user 0 and may set the others up; outside it stays who it is. A new "process"
    namespace begins with the next child.
    """
    user, group = os.geteuid(), os.getegid()
    if _libc.unshare(NEW["user"] | sum(NEW[name] for name in names)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    for file, line in (("setgroups", "deny"), ("gid_map", f"0 {group} 1"), ("uid_map", f"0 {user} 1")):
        with open(f"/proc/self/{file}", "w") as out:
            out.write(line)


def new_processes() -> None:
    """Let the next child be the first of a process namespace of its own; this process stays where it is."""
    if _libc.unshare(NEW["process"]):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def enter_processes(namespace: int) -> None:
    """Have further children in the process namespace of that descriptor again, as before `new_processes`."""
    if _libc.setns(ctypes.c_int(namespace), ctypes.c_int(NEW["process"])):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _mount(source: bytes | None, target: bytes, kind: bytes | None, flags: int, data: bytes | None) -> None:
    if _libc.mount(source, target, kind, ctypes.c_ulong(flags), data):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def mounts_unchangeable() -> None:
    """In a new mount namespace: make all there is read-only. Landlock keeps nobody from changing modes."""
    _mount(None, b"/", None, _PRIVATE | _RECURSIVE, None)
    read_only, and_below = struct.pack("QQQQ", 1, 0, 0, 0), 0x8000
    _call(442, ctypes.c_int(-100), b"/", ctypes.c_uint(and_below), read_only, ctypes.c_size_t(32))


def mount_memory(folder: str, megabytes: int) -> None:
    """In a new mount namespace: put an empty file system of that size, kept in memory, over `folder`."""
    size = f"size={megabytes}m,nr_inodes=20k".encode()
    _mount(b"tmpfs", os.fsencode(folder), b"tmpfs", _NOSUID | _NODEV, size)


def loopback_up() -> None:
    """In a new network namespace: let it have a loopback address of its own, and nothing else."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sh22x", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP


def no_new_privileges() -> None:
    """No program this process may start has more rights than it; the other walls ask for this first."""
    _prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def drop_capabilities() -> None:
    """Give up what being user 0 of a namespace allows there: setting up networks, mounts, limits."""
    header, nothing = struct.pack("Ii", 0x20080522, 0), bytes(24)
    if _libc.capset(header, nothing):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def end_with_parent() -> None:
    """End at once when the thread that forked this process ends."""
    _prctl(_PARENT_DEATH, 9)


def adopt_orphans() -> None:
    """Be the parent of grandchildren whose parent ended, so that they can be counted and reaped."""
    _prctl(_SUBREAPER, 1, 0, 0, 0)


def landlock(readable: Iterable[str], writable: Iterable[str], only_port: int | None = None) -> int:
    """See and change no files but these, for good; and talk to no process outside.

    Args:
        readable: folders and files to read and execute; what is not there is left out.
        writable: those to do anything with.
        only_port: the only TCP port to connect to, where no network namespace sees to that.
    Returns:
        The version of the kernel's interface: 4 and above hold TCP, 6 and above signals.
    """
    version = _call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))
    rights = _ALL[max(v for v in _ALL if v <= version)]
    tcp = only_port is not None and version >= 4
    net, scoped = (3 if tcp else 0), (3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = struct.pack("QQQ", rights, net, scoped)[:size]
    rules = _call(_CREATE, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
    try:
        for paths, wanted in ((readable, _READ), (writable, rights)):
            for path in paths:
                try:
                    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
                except OSError:
                    continue
                given = wanted if os.path.isdir(path) else wanted & _FILE_ONLY & rights
                rule = struct.pack("=Qi", given, place)
                _call(_ADD, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint(0))
                os.close(place)
        if tcp:
            rule = struct.pack("=QQ", 2, only_port)
            _call(_ADD, ctypes.c_int(rules), ctypes.c_int(2), rule, ctypes.c_uint(0))
        _call(_ENFORCE, ctypes.c_int(rules), ctypes.c_uint(0))
    finally:
        os.close(rules)
    return version


def seccomp(pairs: bool = False) -> None:
    """Start no process and no program (threads may), trace nobody, open only sockets of the internet's kind.

    Args:
        pairs: connected pairs of local streams may be had: event loops ask for one. By such a pair
            descriptors can be sent that nobody takes, of which a user (a whole class) may have only so many
            under way. A pair of datagrams, never allowed, could be turned to any socket that has a path.

    What is refused gets "operation not permitted". A processor whose numbers we do not know raises OSError.
    """
    code = filter_code(pairs)
    held = ctypes.create_string_buffer(code)
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(held)))
    _prctl(_SECCOMP, 2, ctypes.addressof(program))


@cache
def filter_code(pairs: bool) -> bytes:
    """The program for the kernel that `seccomp` installs, in instructions of 8 bytes; made once.

    Raises:
        OSError: there is no list of system calls for this processor.
    """
    if platform.machine() not in _MACHINES:
        raise OSError(38, f"no list of system calls for {platform.machine()}")
    audit, at = _MACHINES[platform.machine()]
    refused = [numbers[at] for numbers in _CALLS.values() if numbers[at] is not None]
    refused += [] if pairs else [_PAIR[at]]
    no, unknown = _ERRNO | 1, _ERRNO | 38
    body: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4), (_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, no),  # x86-64's second table of numbers
    ]  # fmt: skip
    for number in refused:
        body += [(_EQUAL, 0, 1, number or 0), (_RETURN, 0, 0, no)]
    body += [(_EQUAL, 0, 1, _CLONE3[at]), (_RETURN, 0, 0, unknown)]  # its flags cannot be read: use clone
    body += [(_EQUAL, 0, 4, _CLONE[at]), (_LOAD, 0, 0, 16), (_BITS, 0, 1, _THREAD), (_RETURN, 0, 0, _ALLOW)]
    body += [(_RETURN, 0, 0, no)]
    body += [(_EQUAL, 0, 5, _SOCKET[at]), (_LOAD, 0, 0, 16), (_EQUAL, 2, 0, 2), (_EQUAL, 1, 0, 10)]
    body += [(_RETURN, 0, 0, no), (_RETURN, 0, 0, _ALLOW)]
    body += [(_EQUAL, 0, 4, _PAIR[at]), (_LOAD, 0, 0, 24), (_AND, 0, 0, 15), (_EQUAL, 1, 0, 1)]
    body += [(_RETURN, 0, 0, no), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *line) for line in body)
