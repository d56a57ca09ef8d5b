"""`kit ship`: a notebook becomes a folder that starts by itself, or is refused in a sentence."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import venv
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import httpx2
import pytest
from test_faulted import free_port

from kit.cli import main
from kit.measure import cases_from_csv
from kit.ship import Feedback, ship
from kit.ship.cells import Cell, ShipError, module_of
from kit.ship.lock import write_wheel
from kit.ship.new import new
from kit.ship.package import package_name
from kit.ship.parameters import RunError

FORMS = """from typing import Literal
from pydantic import BaseModel

class Request(BaseModel):
    text: str

class Answer(BaseModel):
    label: Literal["refund", "exchange", "other"]"""
SOLVE = """from kit import OpenAI, model
client = OpenAI()

def solve(request: Request) -> Answer:
    said = client.chat.completions.parse(
        model=model(MODEL).name, response_format=Answer, max_tokens=32,
        messages=[{"role": "user", "content": f"What is wanted? {request.text}"}])
    return said.choices[0].message.parsed

def stream(request):
    for word in request.text.split():
        yield word + " "

examples = [Request(text="I'd like \\"my\\" money back: $HOME `x` ''' \\\\"), Request(text="Größer bitte")]"""
PARAMETERS = (("parameters", "ship"), 'MODEL = "small"')
WHOLE = [
    PARAMETERS,
    ((), "import nowhere"),
    (("ship",), FORMS),
    (("ship",), SOLVE),
    ((), "%time solve(examples[0])"),
]
SIMPLE = (("ship",), FORMS + "\n\ndef solve(request):\n    return Answer(label='other')")


def notebook(path: Path, cells: Sequence[tuple[Sequence[str], str]]) -> Path:
    """A notebook file of code cells with tags."""
    made = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {"tags": list(tags)}, "outputs": [],
         "execution_count": None, "source": text.splitlines(keepends=True)}
        for number, (tags, text) in enumerate(cells)
    ]  # fmt: skip
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return path


@pytest.fixture(scope="module")
def parcel(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A shipped notebook with an eval card beside it; ask for another folder where you change something."""
    folder = tmp_path_factory.mktemp("idea")
    (folder / "05 My tickets.card.html").write_text("<p>card</p>")
    return ship(notebook(folder / "05 My tickets.ipynb", WHOLE), folder / "out")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Another, with what the first has not: set parameters, no examples, a library, a slow answer."""
    forms = FORMS.replace("    text: str", "    text: str\n    size: Literal['S', 'L']\n    n: int = 3")
    solve = (
        "import time\n\ndef draw():\n    import matplotlib.pyplot as plt\n    return plt\n\n"
        "def solve(request):\n    time.sleep(1.0)\n    return Answer(label='refund')"
    )
    cells = [(("parameters", "ship"), "K = 1"), (("injected-parameters",), "K = 5")]
    cells += [(("ship",), forms), (("ship",), solve)]
    folder = tmp_path_factory.mktemp("small")
    return ship(notebook(folder / "my_tickets.ipynb", cells), folder / "out")


def environment(**more: str) -> dict[str, str]:
    """What a stranger's shell has: nothing of ours but where answers come from."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KIT_", "PYTHON"))}
    return kept | {"KIT_SOURCE": "simulated", "KIT_NO_PAID": "1"} | more


@contextmanager
def started(folder: Path, python: str = sys.executable, **settings: str) -> Iterator[tuple[Any, Any]]:
    """The parcel's own process, started as its README says, and a client of it."""
    port = free_port()
    there = environment(MY_TICKETS_PORT=str(port), **settings)
    process = subprocess.Popen(
        [python, "src/my_tickets"], cwd=folder, env=there, stderr=subprocess.PIPE, text=True
    )
    client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
    try:
        assert process.stderr is not None
        assert f"http://127.0.0.1:{port}" in process.stderr.readline()
        threading.Thread(target=process.stderr.read, daemon=True).start()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                client.get("/health")
                break
            except httpx2.TransportError:
                time.sleep(0.05)
        yield process, client
    finally:
        process.kill()
        process.wait()


# --- what is written ---------------------------------------------------------------------------------


def test_a_notebook_becomes_a_whole_package(parcel: Any) -> None:
    assert parcel.name == "my_tickets"
    assert {
        "README.md", "Dockerfile", ".dockerignore", "pyproject.toml", "requirements.lock",
        "card/05 My tickets.card.html",
        "src/my_tickets/__init__.py", "src/my_tickets/__main__.py", "src/my_tickets/app.py",
        "src/my_tickets/settings.py", "src/my_tickets/solution.py", "tests/test_service.py",
    } <= set(parcel.files)  # fmt: skip
    solution = (parcel.folder / "src/my_tickets/solution.py").read_text("utf-8")
    assert 'MODEL = "small"' in solution
    assert "nowhere" not in solution
    assert not [name for name in parcel.folder.parent.iterdir() if name.name.startswith(".")]
    texts = [
        one.read_text("utf-8")
        for one in parcel.folder.rglob("*")
        if one.suffix in {".md", ".py", ".toml", ".lock"}
    ]
    assert not [text for text in texts if "${" in text or str(parcel.folder.parent) in text]


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    path = notebook(tmp_path / "nb.ipynb", [SIMPLE])
    mine = tmp_path / "out" / "README.md"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(FileExistsError, match="--to"):
        ship(path, tmp_path / "out")
    assert mine.read_text() == "mine"
    assert [one.name for one in mine.parent.iterdir()] == ["README.md"]


def test_what_a_run_set_goes_with_the_parameters(small: Any) -> None:
    source = (small.folder / "src/my_tickets/solution.py").read_text()
    assert source.index("K = 1") < source.index("K = 5")


def test_the_card_is_the_notebooks_own_and_one_of_another_prompt_or_model_is_said_to_be(
    tmp_path: Path,
) -> None:
    cells = [((), "NAME = 'My Idea'"), PARAMETERS, (("ship",), "PROMPT = 'sort it'"), SIMPLE]
    path, card = notebook(tmp_path / "nb.ipynb", cells), tmp_path / "cards" / "my-idea.card.json"
    without = ship(path, tmp_path / "a")
    assert "run the notebook" in repr(without)
    for other in (card, tmp_path / "a" / "card" / card.name, card.with_name("my-idea.before.card.json")):
        other.parent.mkdir(exist_ok=True)
        other.write_text(
            f'{{"prompts": {{"prompt": "of old"}}, "model": "large: {other.parent.parent.name}"}}'
        )
    old = ship(path, tmp_path / "b")
    assert [name for name in old.files if name.startswith("card/")] == ["card/my-idea.card.json"]
    assert (tmp_path / "b" / "card" / card.name).read_text() == card.read_text()
    assert "of another prompt and model" in repr(old)
    assert "of another prompt and model" in (tmp_path / "b" / "README.md").read_text()
    card.write_text('{"prompts": {"prompt": "sort it"}, "model": "small: one at local"}')
    assert ship(path, tmp_path / "c").note == ""


def test_a_card_measured_at_other_settings_than_the_services_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sweep says that K=1 is as good, `kit run -p K=1` makes the card, and the notebook still says K=5."""
    parameters = "from kit import size\nSOURCE = 'here'\nK = size(5, quick=3)\nHINTS = False\nN = 60"
    cells = [
        (("parameters", "ship"), parameters),
        (("ship",), "ROOM = 32\nKNOBS = {'temperature': K / 10}"),
        SIMPLE,
    ]
    path, card = notebook(tmp_path / "nb.ipynb", cells), tmp_path / "cards" / "nb.card.json"
    card.parent.mkdir()

    def noted(settings: dict[str, Any], to: str, **given: Any) -> str:
        card.write_text(json.dumps({"prompts": {}, "model": "", "settings": settings}))
        shipped = ship(path, tmp_path / to, given)
        assert shipped.note in (shipped.folder / "README.md").read_text("utf-8")
        return shipped.note

    with pytest.raises(ShipError) as other:
        noted({"K": 1, "HINTS": True, "ROOM": 32, "elsewhere": 1}, "a")
    assert "measured at K = 1, HINTS = True; this service has K = 5, HINTS = False" in str(other.value)
    assert "what was measured: kit ship nb.ipynb -p K=1 -p HINTS=True; or" in str(other.value)
    assert "unmeasured: kit ship nb.ipynb -p K=5 -p HINTS=False; or run" in str(other.value)
    assert not (tmp_path / "a").exists()
    chosen = noted({"K": 1, "HINTS": True}, "a", K="5")
    assert "this service has K = 5, HINTS = False. Run the notebook, then ship again (--to a_2)." in chosen
    assert noted({"K": 1, "HINTS": True}, "b", K="1", hints="true") == ""
    assert "K = 1\nHINTS = True" in (tmp_path / "b/src/nb/solution.py").read_text()
    assert "-p" not in noted({"ROOM": 64}, "c")
    assert (
        noted({"K": 5, "KNOBS": {"temperature": 1}}, "f") == ""
    )  # it goes by the model, not by what is typed
    assert noted({"K": 5, "SOURCE": "there"}, "d") == ""
    monkeypatch.setenv("KIT_SIZE", "quick")  # a card of a quick run is not one of what will be served
    with pytest.raises(ShipError, match="measured at K = 3; this service has K = 5"):
        noted({"K": 3}, "e")


def test_a_parameter_that_the_notebook_has_not_or_does_not_ship_is_refused(tmp_path: Path) -> None:
    path = notebook(tmp_path / "nb.ipynb", [PARAMETERS, SIMPLE])
    with pytest.raises(RunError, match="did you mean MODEL"):
        ship(path, tmp_path / "a", {"MODELS": "large"})
    path = notebook(tmp_path / "nb.ipynb", [(("parameters",), "K = 1"), SIMPLE])
    with pytest.raises(ShipError, match="not tagged `ship`"):
        ship(path, tmp_path / "a", {"K": "2"})
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("stem", "name"),
    [("json", "json_service"), ("numpy", "numpy_service"), ("01 Ship-it!", "ship_it"), ("99", "solution")],
)
def test_a_package_gets_a_name_that_python_takes(stem: str, name: str) -> None:
    assert package_name(stem) == name


# --- what is refused ---------------------------------------------------------------------------------

REFUSED = {
    "no cell of nb.ipynb is tagged": [((), FORMS)],
    "`LEAST` (in cell 3, `def f(): return LEAST + M`; made in cell 1, `LEAST = 3`), "
    "`M` (in cell 3, `def f(): return LEAST + M`; made in no cell). Move the lines": [
        ((), "LEAST = 3"),
        SIMPLE,
        (("ship",), "def f(): return LEAST + M"),
    ],
    "`display` (in cell 2, `def show():`; made in no cell)": [
        SIMPLE,
        (("ship",), "def show():\n    display(1)"),
    ],
    "`np` (in cell 2, `Z = [np.zeros(1)`; made in no cell)": [SIMPLE, (("ship",), "Z = [np.zeros(1)\n]")],
    "notebook command `%matplotlib inline`": [SIMPLE, (("ship",), "%matplotlib inline")],
    "no Python": [SIMPLE, (("ship",), "def f(:")],
    "no Python that": [SIMPLE, (("ship",), "await solve(1)")],
    "calls solve(...) by itself": [SIMPLE, (("ship",), "solve(Request(text='x'))")],
    "pydantic model Answer, and none does": [(("ship",), FORMS.replace("class Answer", "class Other"))],
    "Request must be a pydantic model": [SIMPLE, (("ship",), "Request = dict")],
    "must define solve": [(("ship",), FORMS)],
    "needs a, b": [SIMPLE, (("ship",), "def solve(a, b): ...")],
    "must yield pieces": [SIMPLE, (("ship",), "def stream(request): return 'text'")],
    "no Request (text: ": [SIMPLE, (("ship",), "examples = [{'txt': 'x'}]")],
    "No module named 'beside'": [SIMPLE, (("ship",), "import beside")],
    "No such file or directory: 'data.csv'": [SIMPLE, (("ship",), "ROWS = open('data.csv').read()")],
    "Cell 2: NameError: name 'hidden' is not defined": [SIMPLE, (("ship",), "from math import *\nhidden()")],
    "ended the process": [SIMPLE, (("ship",), "import os\nos._exit(3)")],
}  # fmt: skip


@pytest.mark.parametrize("says", REFUSED)
def test_what_cannot_work_is_refused_in_a_sentence(tmp_path: Path, says: str) -> None:
    (tmp_path / "beside.py").write_text("x = 1")
    (tmp_path / "data.csv").write_text("1")
    path = notebook(tmp_path / "nb.ipynb", REFUSED[says])
    with pytest.raises(ShipError) as refused:
        ship(path, tmp_path / "out")
    assert says.lower() in str(refused.value).lower()
    assert str(refused.value).endswith((".", "?", ")."))
    assert "\n" not in str(refused.value)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["beside.py", "data.csv", "nb.ipynb"]


@pytest.mark.parametrize(
    "cell",
    [
        "from math import sqrt\nroots = [sqrt(x) for x in range(3) if (y := x) >= 0]",
        "def outer():\n    n = 0\n    def inner():\n        nonlocal n\n        n += 1\n    return inner",
        "def setup():\n    global late\n    late = 1\n\ndef use():\n    return late",
        "try:\n    import nowhere\nexcept ImportError as error:\n    nowhere = None",
        "class Shape:\n    kind: 'Shape' = None\n    def twin(self):\n        return __class__()",
        "import kit\nkit.use('simulated')\nlambda z: z",
        "match 3:\n    case int(found):\n        pass\nwhole = found",
    ],
)
def test_names_that_are_made_are_known(cell: str) -> None:
    shipped = [Cell(number, text, frozenset({"ship"})) for number, text in enumerate((SIMPLE[1], cell), 1)]
    assert cell in module_of(shipped, "nb.ipynb")


# --- what it is installed from -----------------------------------------------------------------------


def test_the_lock_pins_what_a_service_needs_and_leaves_the_notebook_at_home(parcel: Any) -> None:
    wheel, *pins = [
        line
        for line in (parcel.folder / "requirements.lock").read_text().splitlines()
        if not line.startswith("#")
    ]
    assert (parcel.folder / wheel).exists()
    versions = dict(pin.split("==") for pin in pins)
    assert {name: versions[name] for name in ("fastapi", "openai", "pydantic-core", "xllamacpp")} == {
        name: metadata.version(name) for name in ("fastapi", "openai", "pydantic-core", "xllamacpp")
    }
    assert not {"jupyterlab", "ipykernel", "matplotlib", "pytest"} & set(versions)


def test_what_the_cells_import_is_pinned_too(small: Any) -> None:
    pinned = (small.folder / "requirements.lock").read_text()
    assert f"matplotlib=={metadata.version('matplotlib')}" in pinned
    assert '"matplotlib"' in (small.folder / "pyproject.toml").read_text()


def test_the_kit_travels_as_a_wheel_that_pip_takes(parcel: Any, tmp_path: Path) -> None:
    (first,), second = parcel.folder.glob("wheels/*"), tmp_path / write_wheel(tmp_path)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as wheel:
        record = wheel.read(next(name for name in wheel.namelist() if name.endswith("/RECORD"))).decode()
        for line in record.splitlines()[:-1]:
            name, digest, size = line.rsplit(",", 2)
            data = wheel.read(name)
            made = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (digest, size) == (f"sha256={made}", str(len(data)))
        assert not [name for name in wheel.namelist() if "__pycache__" in name]
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-index",
        "--no-deps",
        "-q",
        "--target",
        "there",
        str(first),
    ]
    subprocess.run(pip, cwd=tmp_path, check=True)
    code = "import kit, kit.ship.service; print(kit.__file__)"
    there = environment(PYTHONPATH=str(tmp_path / "there"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=there)
    assert str(tmp_path / "there") in done.stdout


def test_the_dockerfile_names_what_is_there_and_runs_what_works(parcel: Any) -> None:
    text = (parcel.folder / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (\S+) ", text, re.M):
        assert (parcel.folder / line).exists(), line
    assert f"FROM python:{sys.version_info[0]}.{sys.version_info[1]}-slim" in text
    assert "pip install -r requirements.lock" in text
    set_in = dict(re.findall(r"(\w+)=(\S+)", " ".join(re.findall(r"^ENV (.*)$", text, re.M))))
    port = str(free_port())
    there = environment(**set_in) | {
        "PYTHONPATH": str(parcel.folder / "src"), "MY_TICKETS_FOLDER": "kept", "MY_TICKETS_PORT": port,
    }  # fmt: skip
    assert {"MY_TICKETS_HOST", "MY_TICKETS_PORT", "MY_TICKETS_FOLDER"} <= set(set_in)
    check, run = (json.loads(found) for found in re.findall(r"CMD (\[.*\])$", text, re.M))
    check = [sys.executable, *(word.replace(":8000", f":{port}") for word in check[1:])]
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0
    process = subprocess.Popen(
        [sys.executable, *run[1:]], cwd=parcel.folder, env=there, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 60
        while subprocess.run(check, capture_output=True, check=False).returncode != 0:
            assert time.monotonic() < end, "the health check never passed"
            time.sleep(0.1)
    finally:
        process.terminate()
        assert process.wait(20) == 0
        shutil.rmtree(parcel.folder / "kept", ignore_errors=True)


# --- what it does ------------------------------------------------------------------------------------


def pasted(readme: Path, port: int) -> list[str]:
    """The README's shell blocks, for another port."""
    blocks = re.findall(r"```sh\n(.*?)```", readme.read_text("utf-8"), re.S)
    return [block.replace(":8000", f":{port}") for block in blocks]


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="no curl or bash here")
def test_the_lines_of_its_readme_work_as_they_are_written(parcel: Any) -> None:
    with started(parcel.folder) as (_, client):
        ask, again, stream, tell = pasted(parcel.folder / "README.md", client.base_url.port)
        there = environment(MY_TICKETS_PORT=str(client.base_url.port))
        second = subprocess.run(
            [sys.executable, "src/my_tickets"],
            cwd=parcel.folder,
            env=there,
            capture_output=True,
            text=True,
            check=False,
        )
        said = [
            subprocess.run(
                ["bash", "-euc", block], capture_output=True, text=True, check=True, timeout=60
            ).stdout
            for block in (ask, again, again, stream, tell)
        ]
    assert second.returncode == 1
    assert second.stderr.startswith("Port ")  # a sentence, no traceback
    assert "MY_TICKETS_PORT" in second.stderr
    assert '"status":"ready"' in said[0]
    assert '"label"' in said[0]
    assert json.loads(said[1]) == json.loads(said[2])
    assert "event: done" in said[3]
    assert '"cases":1' in said[4]
    assert "kit_requests_total" in said[4]
    (case,) = Feedback(parcel.folder / ".kit" / "answers.sqlite").cases()
    assert (case.expected, case.note) == ({"label": "refund"}, "what should have come")
    assert case.input["text"] == "I'd like \"my\" money back: $HOME `x` ''' \\"


def test_it_ends_what_is_in_the_air_before_it_stops(small: Any) -> None:
    answers: list[Any] = []
    with started(small.folder) as (process, client):
        asked = {"text": "x", "size": "S"}
        asking = threading.Thread(target=lambda: answers.append(client.post("/answer", json=asked)))
        asking.start()
        time.sleep(0.4)
        assert not answers
        process.send_signal(signal.SIGTERM)
        asking.join()
        assert answers[0].json()["answer"] == {"label": "refund"}
        assert process.wait(20) == 0


def own_tests(folder: Path, **there: str) -> str:
    """What the parcel's own tests say, run as its README says."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(**there),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


def test_feedback_comes_back_as_a_row_of_the_prototypes_table(tmp_path: Path) -> None:
    """From `kit new` to the README's last line: the path of an idea, once around."""
    path = new("My tickets", "classify", tmp_path)
    made = ship(path, tmp_path / "services" / "first")
    readme = (made.folder / "README.md").read_text("utf-8")
    assert "There is no eval card" in readme
    with started(made.folder) as (_, client):
        asked = subprocess.run(
            ["bash", "-c", made.ask.replace(":8000", f":{client.base_url.port}")],
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(asked.stdout)["answer"]["confidence"] <= 1
        text = "The kettle leaks. What now?"
        said = client.post("/answer", json={"text": text}).json()
        other = {"label": "cancel" if said["answer"]["label"] != "cancel" else "return"}
        assert client.post("/feedback", json={"id": said["id"], "better": other}).status_code == 201
        same = client.post("/answer", json={"text": "Hm."}).json()
        told = {"id": same["id"], "better": same["answer"]}  # whoever repeats an answer calls it right
        assert client.post("/feedback", json=told).status_code == 201
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.S)
    before = cases_from_csv(path.with_suffix(".csv"))
    for _ in range(2):  # the second time it is there already
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, env=environment())
        *same, wrong, right = cases_from_csv(path.with_suffix(".csv"))
        assert (same, wrong.input, wrong.expected) == (before, {"text": text}, other)
    assert (wrong.note, right.note) == ("feedback, wrong", "feedback, right")


def test_its_own_tests_run_green_without_a_model(parcel: Any) -> None:
    assert "8 passed" in own_tests(parcel.folder)


@pytest.mark.long
def test_its_own_tests_run_green_with_the_local_model(parcel: Any, engine_url: str) -> None:
    assert "8 passed" in own_tests(parcel.folder, KIT_SOURCE="local", KIT_LOCAL_URL=engine_url)


@pytest.mark.long
def test_its_own_tests_see_a_solution_that_is_wrong(tmp_path: Path) -> None:
    wrong = FORMS + "\ndef solve(request):\n    return {}['no']\nexamples = [Request(text='x')]"
    parcel = ship(notebook(tmp_path / "nb.ipynb", [(("ship",), wrong)]), tmp_path / "out")
    with pytest.raises(AssertionError, match=r"3 failed|4 failed"):
        own_tests(parcel.folder)


def test_without_examples_one_is_made_up_from_the_form(small: Any) -> None:
    for name in ("README.md", "tests/test_service.py"):
        assert '"size": "S"' in (small.folder / name).read_text()


def test_the_command_says_what_to_do_next_and_an_error_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook(tmp_path / "my_tickets.ipynb", [SIMPLE])
    monkeypatch.chdir(tmp_path)
    for code, out, errors in ((0, "python src/my_tickets", 0), (1, "", 1)):
        with pytest.raises(SystemExit) as left:
            main(["ship", "my_tickets.ipynb"])
        said = capsys.readouterr()
        assert left.value.code == code
        assert out in said.out
        assert len(said.err.strip().splitlines()) == errors


@pytest.mark.long
@pytest.mark.network
def test_a_stranger_installs_it_and_it_runs(parcel: Any, tmp_path: Path) -> None:
    """A fresh environment, the lock alone, its own tests, the service: what the README promises."""
    folder = tmp_path / "theirs"
    shutil.copytree(parcel.folder, folder, ignore=shutil.ignore_patterns(".kit", "__pycache__"))
    venv.create(folder / ".venv", with_pip=True)
    python = str(folder / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python")
    kept = environment() | {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    for lock in ("requirements.lock", "requirements-test.lock"):
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", lock], cwd=folder, env=kept, check=True)
    listed = subprocess.run(
        [python, "-m", "pip", "list"], capture_output=True, text=True, check=True, env=kept
    ).stdout
    assert "jupyterlab" not in listed
    subprocess.run([python, "-m", "pip", "check"], env=kept, check=True)
    subprocess.run([python, "-m", "pytest"], cwd=folder, env=kept, check=True)
    with started(folder, python) as (process, client):
        assert client.post("/answer", json={"text": "x"}).status_code == 200
        process.terminate()
        assert process.wait(20) == 0


def test_an_answer_that_has_no_schema_has_no_example_of_a_better_one() -> None:
    from collections.abc import Callable

    from pydantic import BaseModel

    from kit.ship.look import _better

    class Odd(BaseModel):
        call: Callable[[int], int]

    class Plain(BaseModel):
        text: str
        sure: float

    class Perhaps(BaseModel):
        text: str | None

    assert [_better(one) for one in (Odd, Plain, Perhaps)] == [
        None,
        {"text": "the right text"},
        {"text": None},
    ]
