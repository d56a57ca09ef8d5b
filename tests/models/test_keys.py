"""A planted key must not come out anywhere, and must reach no address but its own."""

import asyncio
import json
import traceback

import httpx2
import openai
import pytest
from vendor import ASK, ASK_CLAUDE, chat, message, server, vendor

import kit
from kit.models.keys import PLACEHOLDER, known_keys, owner_of, scrub
from kit.models.wire import Direct

KEY = "sk-planted-Zx81Qw7r-0123456789abcdef"
CLAUDE_KEY = "sk-ant-planted-Zx81Qw7r-0123456789"


@pytest.fixture(autouse=True)
def planted(monkeypatch):
    monkeypatch.setattr("kit.models.sources._chosen", None)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_ADMIN_KEY", KEY + "-admin")
    monkeypatch.setenv("OPENAI_WEBHOOK_SECRET", KEY + "-hook")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"x-proxy-auth: {KEY}")
    monkeypatch.setenv("ANTHROPIC_API_KEY", CLAUDE_KEY)
    monkeypatch.setenv("ANTHROPIC_WEBHOOK_SIGNING_KEY", CLAUDE_KEY + "-hook")
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", f"x-proxy-auth: {CLAUDE_KEY}")


@pytest.fixture
def at_the_vendor(monkeypatch):
    """Paid calls allowed, and a stand-in where the network begins. Yields what reached it."""
    monkeypatch.delenv("KIT_NO_PAID")
    answers: list = []
    transport, seen = vendor(lambda request: answers[0](request))
    monkeypatch.setattr("kit.models.wire.kept", lambda url: transport)
    monkeypatch.setattr("kit.models.wire.kept_async", lambda url: transport)
    answers.append(refuse)
    return seen, answers


def refuse(request):
    """A 401 that echoes the key it was given, in its body and in a header."""
    given = request.headers["authorization"].removeprefix("Bearer ")
    body = {"error": {"message": f"Incorrect API key provided: {given}", "type": "invalid_request_error"}}
    return httpx2.Response(401, json=body, headers={"x-echo": given})


def everything_in(thing, depth=6, seen=None):
    """The repr of an object and of all it holds, as one text."""
    seen = seen if seen is not None else set()
    if id(thing) in seen or depth == 0:
        return ""
    seen.add(id(thing))
    inside = list(vars(thing).values()) if hasattr(thing, "__dict__") else []
    inside += list(thing.values()) if isinstance(thing, dict) else []
    inside += list(thing) if isinstance(thing, list | tuple | set) else []
    if isinstance(thing, httpx2.Headers):
        inside.append(str(thing.raw))
    return repr(thing) + "".join(everything_in(i, depth - 1, seen) for i in inside)


CLIENTS = [kit.OpenAI, kit.AsyncOpenAI, kit.Anthropic, kit.AsyncAnthropic]


@pytest.mark.parametrize("source", ["local", "simulated", "openai", "anthropic"])
@pytest.mark.parametrize("kind", CLIENTS)
def test_no_client_holds_a_key(kind, source, monkeypatch):
    monkeypatch.delenv("KIT_NO_PAID")
    kit.use(source)
    client = kind()
    text = everything_in(client) + everything_in(client.with_options(timeout=1)) + str(client.default_headers)
    assert PLACEHOLDER in text
    assert "planted" not in text


def test_the_vendor_gets_its_own_key_and_the_error_shows_none(at_the_vendor):
    seen, _ = at_the_vendor
    kit.use("openai")
    with kit.trace() as t, pytest.raises(openai.AuthenticationError) as caught:
        kit.OpenAI().chat.completions.create(**ASK)
    assert seen[0].headers["authorization"] == f"Bearer {KEY}"
    error = caught.value
    shown = "".join(traceback.format_exception(error)) + everything_in(error) + str(error.response.content)
    shown += (
        str(error.request.headers.raw) + str(error.response.headers.raw) + str(error.response.request.headers)
    )
    assert "planted" not in shown
    assert "Incorrect API key provided: [key]" in str(error)
    assert "planted" not in everything_in(t) + t._repr_html_()


def test_the_error_of_an_async_client_shows_no_key_either(at_the_vendor):
    seen, _ = at_the_vendor
    kit.use("anthropic")

    async def ask():
        async with kit.AsyncAnthropic() as client:
            await client.messages.create(**ASK_CLAUDE)

    with pytest.raises(Exception, match=r"Incorrect API key provided: \[key\]") as caught:
        asyncio.run(ask())
    assert seen[0].headers["authorization"] == f"Bearer {CLAUDE_KEY}"
    assert "planted" not in "".join(traceback.format_exception(caught.value)) + everything_in(caught.value)


def test_a_connection_error_shows_no_key(at_the_vendor):
    _, answers = at_the_vendor
    answers[0] = lambda request: httpx2.ConnectError(f"cannot connect with {KEY[:0]}", request=request)
    kit.use("openai")
    with pytest.raises(openai.APIConnectionError) as caught:
        kit.OpenAI(max_retries=0).chat.completions.create(**ASK)
    error = caught.value
    assert error.__cause__ is not None
    assert "planted" not in everything_in(error) + everything_in(error.__cause__)
    assert "planted" not in str(error.request.headers.raw) + str(error.__cause__.request.headers.raw)


def test_a_key_in_prompt_or_answer_is_scrubbed_from_traces_and_recordings(tmp_path):
    transport, _ = vendor(chat(f"your key is {KEY}"))
    ask = {**ASK, "messages": [{"role": "user", "content": f"remember {KEY}"}]}
    with kit.answering(transport), kit.trace(tmp_path / "t.db") as t, kit.replay(tmp_path / "r.db"):
        reply = kit.OpenAI().chat.completions.create(**ask)
    assert KEY in reply.choices[0].message.content  # the learner's own answer is not touched
    assert t[0].answer == "your key is [key]"
    assert "planted" not in everything_in(t)
    files = sorted(tmp_path.iterdir())
    assert {f.name for f in files} >= {"t.db", "r.db"}
    assert all(b"planted" not in f.read_bytes() for f in files)


def test_a_key_in_an_exception_is_scrubbed_from_the_trace():
    transport, _ = vendor(httpx2.ConnectError(f"refused {KEY}"))
    with kit.answering(transport), kit.trace() as t, pytest.raises(openai.APIConnectionError):
        kit.OpenAI(max_retries=0).chat.completions.create(**ASK)
    assert t[0].error == "ConnectError: refused [key]"


@pytest.fixture
def listening():
    """A server on this machine; the list holds all headers that reached it."""
    heard = []

    def answer(path, headers, body):
        heard.append(headers)
        return 200, json.dumps(message() if path.endswith("/messages") else chat()).encode()

    with server(answer) as address:
        yield address, heard


def ask_both(**arguments):
    address = arguments.pop("address", None)
    here = {"base_url": f"{address}/v1"} if address else {}
    kit.OpenAI(**here, **arguments).chat.completions.create(**ASK)
    kit.Anthropic(**({"base_url": address} if address else {}), **arguments).messages.create(**ASK_CLAUDE)


def test_no_key_goes_to_a_gateway_on_this_machine(listening, monkeypatch):
    address, heard = listening
    monkeypatch.setenv("KIT_GATEWAY", address)
    ask_both()
    monkeypatch.delenv("KIT_NO_PAID")
    kit.use("openai")
    ask_both()
    assert len(heard) == 4
    assert "planted" not in str(heard)


def test_no_key_goes_to_a_compatible_address_but_its_own(listening, monkeypatch):
    address, heard = listening
    monkeypatch.setenv("KIT_BASE_URL", f"{address}/v1")
    kit.use("compatible")
    kit.OpenAI().chat.completions.create(**ASK)
    assert "authorization" not in heard[0]
    monkeypatch.setenv("KIT_API_KEY", "key-of-the-compatible-server")
    kit.OpenAI().chat.completions.create(**ASK)
    assert heard[1]["authorization"] == "Bearer key-of-the-compatible-server"
    assert "planted" not in str(heard)


def test_a_vendors_key_given_by_hand_still_does_not_leave_for_this_machine(listening):
    address, heard = listening
    ask_both(address=address)
    ask_both(address=address, api_key=KEY)
    ask_both(address=address, default_headers={"x-secret": CLAUDE_KEY})
    assert len(heard) == 6
    assert "planted" not in str(heard)


def test_a_key_belongs_to_one_address_and_port(monkeypatch):
    monkeypatch.setenv("KIT_BASE_URL", "http://127.0.0.1:8000/v1")
    assert owner_of("127.0.0.1", 8000) == "compatible"
    assert owner_of("127.0.0.1", 8001) is None
    assert [owner_of(h) for h in ("api.openai.com", "eu.api.openai.com", "api.anthropic.com")] == [
        "openai",
        "openai",
        "anthropic",
    ]
    assert owner_of("api.openai.com.example.org") is None
    assert owner_of("notapi.openai.com") is None


def test_no_paid_refuses_before_anything_is_sent():
    client = kit.OpenAI(base_url="https://api.openai.com/v1")
    with pytest.raises(kit.models.sources.PaidCallRefused, match=r"nothing is sent to api\.openai\.com"):
        client.chat.completions.create(**ASK)
    with httpx2.Client(transport=Direct()) as bare, pytest.raises(RuntimeError, match="KIT_NO_PAID"):
        bare.get("https://example.com")


def test_scrubbing_knows_a_key_as_soon_as_it_is_set(monkeypatch):
    assert scrub("a new-secret-value here") == "a new-secret-value here"
    monkeypatch.setenv("MY_SERVICE_TOKEN", "new-secret-value")
    assert scrub("a new-secret-value here") == "a [key] here"
    assert KEY in known_keys()
    monkeypatch.delenv("MY_SERVICE_TOKEN")
    assert "new-secret-value" not in known_keys()
