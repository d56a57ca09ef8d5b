"""The warm parent's side: a process that imports what answers need, once, and forks a worker when asked.

`python -m kit.learn.parent` listens on a socket; `kit.learn.warm` is the checker's handle on it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys
from typing import Any


def first_calls() -> None:
    """Load what the SDKs that are here load for a first call (half a second), answered in this process."""
    loaded = {"openai", "anthropic"} & set(sys.modules)
    if not loaded:
        return
    from kit.models import clients
    from kit.models.layers.stack import answering
    from kit.models.simulated import Script

    asked: Any = [{"role": "user", "content": "Hello"}]
    with answering(Script(["Hello."])):
        if "openai" in loaded:
            clients.OpenAI().chat.completions.create(model="m", messages=asked)
            clients.OpenAI().responses.create(model="m", input="Hello")
        if "anthropic" in loaded:
            clients.Anthropic().messages.create(model="m", messages=asked, max_tokens=9)


def import_all(imports: str, often: bool = True) -> None:
    """Run import statements; one that fails is left to the cell it is from."""
    for line in imports.splitlines():
        with contextlib.suppress(Exception):
            exec(line, {})
    if often:
        first_calls()


def parent(path: str, jailed: bool) -> None:
    """Import what a line on standard input says, listen, and fork a worker for each connection, until the
    checker goes away."""
    import select

    gc.disable()  # nothing that is imported is garbage
    processes = own_processes() if jailed else None
    from kit.learn import worker

    ready_made = worker.Worker()
    ready_made.cell("pass")  # what a shell loads for its first cell
    ready_made.shell.execution_count = 1
    wanted = b""
    while not wanted.endswith(b"\n"):
        if not (chunk := os.read(0, 65536)):
            os._exit(0)
        wanted += chunk
    import_all(**json.loads(wanted))
    if jailed:
        from kit.assets import cache_dir

        cache = str(cache_dir())  # beside the home that is another in there
        with contextlib.suppress(OSError, ImportError):
            from kit.learn import jail, linux

            linux.adopt_orphans()
            jail.prepare()
    gc.freeze()  # what is here stays here: a fork's collector need not touch, and so copy, it
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    os.write(1, b"ready\n")
    while True:
        ready, _, _ = select.select([listener.fileno(), 0], [], [])
        if 0 in ready:
            os._exit(0)
        with listener.accept()[0] as asking:
            header, given, _, _ = socket.recv_fds(asking, 65536, 2)
            while header and not header.endswith(b"\n"):
                more = asking.recv(65536)
                header = header + more if more else b""
        if not header:
            continue
        alone = processes is not None and _apart()
        if os.fork() == 0:
            break
        if processes is not None:
            linux.enter_processes(processes)
        for number in given:
            os.close(number)
    if processes is not None:
        os.close(processes)
    talk, printed = (socket.socket(fileno=number) for number in given)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    listener.close()
    talk.sendall(b"!")  # who sends it is what the checker wants to know
    asked = json.loads(header)
    _become(asked["env"])
    os.chdir(asked["cwd"])
    if asked["jail"]:
        os.environ["KIT_CACHE"] = cache
        _lock_in(asked["jail"], alone, printed)
    os.setsid()
    for number, source in ((0, talk.fileno()), (1, talk.fileno()), (2, printed.fileno())):
        os.dup2(source, number)
    talk.close()
    printed.close()
    worker.main(ready_made)


def _become(environ: dict[str, str]) -> None:
    """Change this process's environment to another, most of which is the same."""
    for name in [name for name in os.environ if name not in environ]:
        del os.environ[name]
    for name, value in environ.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def own_processes() -> int | None:
    """Go on as the first process of a namespace in which each worker can have one of its own.

    When this process ends, so does everything in there. Returns a descriptor of the namespace, or None where
    there can be none. A fork tries it first: where a system lets a namespace be made and then refuses to set
    it up, who tried is left in one that nothing works in.
    """
    try:
        from kit.learn import linux
    except (OSError, ImportError, AttributeError):
        return None
    if (trying := os.fork()) == 0:
        try:
            linux.unshare("process")
            os._exit(0)
        finally:
            os._exit(1)
    if os.waitpid(trying, 0)[1]:
        return None
    linux.unshare("process")
    if child := os.fork():
        os.waitpid(child, 0)
        os._exit(0)
    linux.end_with_parent()
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def _apart() -> bool:
    """Let the next child be the first of a namespace of its own; False if that cannot be."""
    from kit.learn import linux

    try:
        linux.new_processes()
    except OSError:
        return False
    return True


def _lock_in(jail: dict[str, Any], alone: bool, printed: socket.socket) -> None:
    """Raise the walls around this worker, and tell the checker of them and of the door."""
    from kit.learn.jail import Jail, enter

    entered = enter(Jail(**jail), alone)
    os.environ |= dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR"), jail["scratch"])
    doors = []
    if entered.door:
        os.environ["KIT_GATEWAY"] = f"http://127.0.0.1:{entered.door.getsockname()[1]}"
        doors = [entered.door.fileno()]
    socket.send_fds(printed, [json.dumps(entered.missing).encode()], doors)
    if entered.door:
        entered.door.close()


if __name__ == "__main__":
    parent(sys.argv[1], sys.argv[2] == "True")
