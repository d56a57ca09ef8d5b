"""The local engine: one per process, on this machine only, and one sentence when it cannot start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from kit.models.engine import EngineError, best_threads, chat_settings, chat_template, engine

SMOLLM2 = (  # the template inside SmolLM2-135M-Instruct, as the file's own metadata has it
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, "
    "trained by Hugging Face<|im_end|>\n' }}"
    "{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)

ONE_PROCESS = """
import json, os, sys, urllib.request
from kit.models.engine import engine, MODEL_NAME

def ask(address):
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 3}
    request = urllib.request.Request(address + "/v1/chat/completions", json.dumps(body).encode(),
                                     {"content-type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=120))["model"]

mine = engine()
assert engine() is mine, "one per process"
idle = os.fork()
if idle == 0:
    sys.exit(3)
asking = os.fork()
if asking == 0:
    own = engine()
    assert own.address != mine.address
    assert ask(own.address) == MODEL_NAME
    sys.exit(4)
ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in (idle, asking)]
print(json.dumps({"address": mine.address, "ends": ends, "model": ask(mine.address)}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="forking with threads is safe on Linux only")
def test_one_engine_per_process_and_a_forked_child_starts_its_own() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "KIT_LOCAL_URL"}
    ended = subprocess.run(
        [sys.executable, "-c", ONE_PROCESS], env=environment, capture_output=True, text=True, timeout=180
    )
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert said["address"].startswith("http://127.0.0.1:")
    assert said["ends"] == [3, 4]
    assert said["model"] == "smollm2-135m-instruct"
    assert ended.stderr == "", "the engine keeps quiet"


def test_without_tools_the_prompt_is_smollm2s_own() -> None:
    from jinja2 import Environment

    for turns in (
        [{"role": "user", "content": "Hi"}],
        [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "a"},
            {"role": "assistant", "content": "b"},
            {"role": "user", "content": "c"},
        ],
    ):
        for more in (True, False):
            ours, own = (
                Environment().from_string(text).render(messages=turns, add_generation_prompt=more)
                for text in (chat_template(), SMOLLM2)
            )
            assert ours == own


def test_the_engine_renders_each_tool_with_examples(engine_url: str) -> None:
    days = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}
    tool = {
        "type": "function",
        "function": {"name": "forecast", "description": "Forecast", "parameters": days},
    }
    body = {"messages": [{"role": "user", "content": "Rome?"}], "tools": [tool]}
    prompt = httpx2.post(engine_url + "/apply-template", json=body, timeout=60).json()["prompt"]
    assert '<tool_call>\n{"name": "forecast", "arguments": {"city": "X5", "days": 7}}\n</tool_call>' in prompt
    assert prompt.endswith("<|im_start|>user\nRome?<|im_end|>\n<|im_start|>assistant\n")


@pytest.fixture
def no_engine_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.models.engine._running", {})


def test_a_missing_model_file_is_one_sentence(
    no_engine_yet: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KIT_MODEL", str(tmp_path / "none.gguf"))
    with pytest.raises(
        EngineError, match=r"KIT_MODEL names '.*none\.gguf', which cannot be read: No such file"
    ):
        engine()


def test_a_file_that_is_no_model_is_one_sentence(
    no_engine_yet: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("not a model")
    monkeypatch.setenv("KIT_MODEL", str(tmp_path / "notes.txt"))
    with pytest.raises(EngineError, match=r"is not a GGUF model file\. Unset KIT_MODEL"):
        engine()


def test_a_broken_model_file_is_one_sentence(
    no_engine_yet: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + bytes(64))
    monkeypatch.setenv("KIT_MODEL", str(tmp_path / "broken.gguf"))
    with pytest.raises(EngineError, match=r"The engine cannot start with .*broken\.gguf"):
        engine()


def test_threads_leave_a_core_free_and_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_THREADS", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(4)), raising=False)
    assert best_threads() == 3
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert best_threads() == 1
    monkeypatch.setenv("KIT_THREADS", "2")
    assert best_threads() == 2
    monkeypatch.setenv("KIT_THREADS", "many")
    with pytest.raises(EngineError, match="KIT_THREADS is 'many'; give a whole number"):
        best_threads()


def test_settings_use_one_number_of_threads_and_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIT_MODEL", raising=False)
    _, params = chat_settings()
    assert params.cpuparams.n_threads == params.cpuparams_batch.n_threads == best_threads()
    assert params.cache_ram_mib == 0
    assert params.n_ctx == 8 * 4096
    assert params.hostnames == ["127.0.0.1"]
