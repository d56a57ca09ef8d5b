import pytest

import kit
from kit import source, use
from kit.models.sources import NAMES, PaidCallRefused, SourceError, _say_once, named, source_for

KEY = "sk-planted-0123456789abcdef"


@pytest.fixture(autouse=True)
def _own_source(monkeypatch):
    monkeypatch.setattr("kit.models.sources._chosen", None)
    _say_once.cache_clear()


@pytest.fixture
def paid(monkeypatch):
    monkeypatch.delenv("KIT_NO_PAID")


def test_local_is_the_default_and_the_environment_can_choose_another(monkeypatch):
    assert source().name == "local"
    monkeypatch.setenv("KIT_SOURCE", "simulated")
    assert source().name == "simulated"
    use("local")
    assert source().name == "local"


def test_a_source_that_is_none_is_an_error_that_lists_them():
    with pytest.raises(ValueError, match=r"no source 'opnai'; there are: local, simulated, replay, openai"):
        use("opnai")


def test_a_simulated_model_can_be_the_source():
    use(kit.simulated.Script(["first", "second"]))
    asked = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    answers = [kit.OpenAI().chat.completions.create(**asked).choices[0].message.content for _ in range(2)]
    assert answers == ["first", "second"]


@pytest.mark.parametrize(
    ("vendor", "variable"), [("openai", "OPENAI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY")]
)
def test_a_missing_key_names_the_variable_and_the_way_out(paid, vendor, variable):
    with pytest.raises(SourceError, match=f"No key for source '{vendor}'. Set {variable}, or kit.use"):
        use(vendor)
    assert source().name == "local"


@pytest.mark.parametrize("vendor", ["openai", "anthropic"])
def test_no_paid_refuses_a_vendor_even_with_a_key(monkeypatch, vendor):
    monkeypatch.setenv(f"{vendor.upper()}_API_KEY", KEY)
    with pytest.raises(PaidCallRefused, match="KIT_NO_PAID is set"):
        use(vendor)
    monkeypatch.setenv("KIT_SOURCE", vendor)
    client = kit.OpenAI if vendor == "openai" else kit.Anthropic
    with pytest.raises(PaidCallRefused):
        client()


@pytest.mark.parametrize("name", NAMES)
def test_every_source_says_in_one_sentence_what_is_missing_and_shows_no_key(monkeypatch, name, paid):
    monkeypatch.setenv("KIT_API_KEY", KEY)
    monkeypatch.setenv("KIT_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("KIT_LOCAL_URL", "http://127.0.0.1:1")
    why = named(name).ready()
    assert (why is None) == (name == "simulated")
    if why:
        assert why.count("\n") == 0
        assert why.endswith(".")
        assert KEY[:6] not in why


def test_a_vendor_with_a_key_is_ready(monkeypatch, paid):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert named("openai").ready() is None
    assert KEY not in repr(use("openai"))


def test_replay_wants_a_recording_that_exists(monkeypatch, tmp_path):
    with pytest.raises(SourceError, match="Set KIT_REPLAY"):
        use("replay")
    monkeypatch.setenv("KIT_REPLAY", str(tmp_path / "none.db"))
    with pytest.raises(SourceError, match=r"none\.db is not there"):
        use("replay")


def test_compatible_on_this_machine_is_free_and_a_remote_one_with_a_key_is_not(monkeypatch):
    monkeypatch.setenv("KIT_BASE_URL", "http://localhost:11434/v1")
    monkeypatch.setenv("KIT_API_KEY", KEY)
    assert not named("compatible").paid
    monkeypatch.setenv("KIT_BASE_URL", "https://llm.example.com/v1")
    assert named("compatible").paid
    monkeypatch.delenv("KIT_API_KEY")
    assert not named("compatible").paid


def test_an_sdk_the_source_cannot_speak_to_falls_back_and_says_so_once(monkeypatch, capsys, paid):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    use("openai")
    assert source_for("openai").name == "openai"
    assert source_for("anthropic").name == "local"
    assert source_for("anthropic").name == "local"
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "anthropic clients use 'local'" in said
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    assert source_for("anthropic").name == "anthropic"


def test_use_sets_the_cap_on_paid_calls_without_forgetting_what_was_spent():
    from kit.models.layers.budget import paid_budget

    before = paid_budget().usd
    try:
        use("local", budget_usd=0.25)
        assert paid_budget().usd == 0.25
    finally:
        paid_budget().usd = before
