import asyncio
import inspect
import statistics
import time

import anthropic
import httpx2
import openai
import pytest
from vendor import ASK, chat, message, server, vendor

import kit
from kit import Anthropic, AsyncAnthropic, AsyncOpenAI, OpenAI, answering, use
from kit.models.keys import PLACEHOLDER

BOTH = [(OpenAI, openai.OpenAI), (AsyncOpenAI, openai.AsyncOpenAI)]
BOTH += [(Anthropic, anthropic.Anthropic), (AsyncAnthropic, anthropic.AsyncAnthropic)]


@pytest.fixture(autouse=True)
def _own_source(monkeypatch):
    monkeypatch.setattr("kit.models.sources._chosen", None)


@pytest.fixture
def compatible(monkeypatch):
    """A server on this machine as the source; the list holds (path, headers) of what reached it."""
    import json

    seen = []

    def answer(path, headers, body):
        seen.append((path, headers))
        return 200, json.dumps(message() if path.endswith("/messages") else chat()).encode()

    with server(answer) as address:
        monkeypatch.setenv("KIT_BASE_URL", f"{address}/v1")
        use("compatible")
        yield seen


@pytest.mark.parametrize(("ours", "genuine"), BOTH)
def test_a_client_is_the_genuine_sdk_class_with_another_init_and_no_method_of_its_own(ours, genuine):
    assert issubclass(ours, genuine)
    own = {n for n in vars(ours) if not (n.startswith("__") and n.endswith("__"))}
    assert own == set()
    assert inspect.signature(ours).parameters.keys() == inspect.signature(genuine).parameters.keys()


def test_a_client_talks_over_a_real_socket(compatible):
    assert OpenAI().chat.completions.create(**ASK).choices[0].message.content == "hello"
    assert compatible[0][0] == "/v1/chat/completions"


def test_with_options_keeps_the_source_and_copies_nothing_twice(compatible):
    client = OpenAI(max_retries=5)
    other = client.with_options(timeout=3.0, max_retries=0).with_options(default_headers={"x-mine": "1"})
    assert type(other) is OpenAI
    assert (other.max_retries, other.timeout, other._client) == (0, 3.0, client._client)
    assert OpenAI(timeout=None).timeout is None
    other.chat.completions.create(**ASK)
    assert compatible[0][1]["x-mine"] == "1"
    claude = Anthropic(base_url="http://127.0.0.1:1").copy(max_retries=7)
    assert (type(claude), claude.max_retries, str(claude.base_url)) == (Anthropic, 7, "http://127.0.0.1:1")


def test_closing_one_client_closes_no_connection_of_another(compatible):
    other = OpenAI()
    with OpenAI() as client:
        client.chat.completions.create(**ASK)
    assert client.is_closed()
    assert other.chat.completions.create(**ASK).choices[0].message.content == "hello"


def test_async_clients_work_in_one_event_loop_after_another(compatible):
    client = AsyncOpenAI()

    async def ask():
        replies = await asyncio.gather(*(client.chat.completions.create(**ASK) for _ in range(3)))
        return [r.choices[0].message.content for r in replies]

    assert [asyncio.run(ask()) for _ in range(2)] == [["hello"] * 3] * 2


def test_async_anthropic_talks_over_a_real_socket(compatible, monkeypatch):
    import os

    monkeypatch.setenv("KIT_GATEWAY", os.environ["KIT_BASE_URL"].removesuffix("/v1"))

    async def ask():
        async with AsyncAnthropic() as client:
            return await client.messages.create(**ASK)

    assert asyncio.run(ask()).content[0].text == "hello"
    assert compatible[0][0] == "/v1/messages"


@pytest.mark.parametrize("kind", [OpenAI, AsyncOpenAI, Anthropic, AsyncAnthropic])
def test_a_second_client_takes_less_than_two_milliseconds(kind):
    kind()
    times = []
    for _ in range(15):
        start = time.perf_counter()
        kind()
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.002


def test_the_source_is_fixed_when_the_client_is_built_and_the_answering_model_is_not():
    use(kit.simulated.Script(["from the source"]))
    client = OpenAI()
    use("local")
    ask = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    assert client.chat.completions.create(**ask).choices[0].message.content == "from the source"
    with answering(kit.simulated.Script(["from the block"])):
        assert client.chat.completions.create(**ask).choices[0].message.content == "from the block"


def test_a_gateway_goes_before_every_source_and_answering_model(compatible, monkeypatch):
    import os

    gateway = os.environ["KIT_BASE_URL"].removesuffix("/v1")
    use("simulated")
    openai_client, claude = OpenAI(), Anthropic()
    monkeypatch.setenv("KIT_GATEWAY", gateway)
    with answering(kit.simulated.Script(["not this"])):
        assert openai_client.chat.completions.create(**ASK).choices[0].message.content == "hello"
        assert claude.messages.create(**ASK).content[0].text == "hello"
    assert [path for path, _ in compatible] == ["/v1/chat/completions", "/v1/messages"]


def test_an_address_a_key_and_a_transport_of_ones_own_are_used_as_they_are():
    transport, seen = vendor()
    client = OpenAI(api_key="mine", base_url="http://x/v1", http_client=httpx2.Client(transport=transport))
    client.chat.completions.create(**ASK)
    assert str(seen[0].url) == "http://x/v1/chat/completions"
    assert seen[0].headers["authorization"] == "Bearer mine"


def test_settings_meant_for_the_bare_sdk_do_not_redirect_a_kit_client(compatible, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/elsewhere")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-mine")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-custom: abc")
    client = OpenAI()
    assert client.api_key == PLACEHOLDER
    assert client.chat.completions.create(**ASK).choices[0].message.content == "hello"
    headers = compatible[0][1]
    assert {"openai-organization", "x-custom", "authorization"} & headers.keys() == set()


def test_streams_arrive_piece_by_piece_through_a_kit_client():
    transport, _ = vendor()
    with answering(transport):
        chunks = OpenAI().chat.completions.create(**ASK, stream=True)
        assert [c.choices[0].delta.content for c in chunks if c.choices] == ["he", "llo"]
        with Anthropic().messages.stream(**ASK) as stream:
            assert list(stream.text_stream) == ["he", "llo"]


def test_asking_the_room_for_a_client_it_does_not_have_names_those_it_has():
    from kit.models import clients

    with pytest.raises(AttributeError, match="has no 'Gemini'; it has: Anthropic, AsyncAnthropic"):
        _ = clients.Gemini


@pytest.mark.parametrize(("pause", "connections"), [(0.0, 1), (2.8, 2)])
def test_a_connection_is_given_up_before_the_engine_would_hang_up_on_it(pause, connections):
    """The engine closes what was idle for five seconds: a request sent at that moment would be lost."""
    import http.server
    import threading

    from kit.models.wire import Direct

    class Quiet(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        opened = 0

        def setup(self):
            Quiet.opened += 1
            super().setup()

        def do_GET(self):
            self.send_response(200)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *said):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        with httpx2.Client(transport=Direct()) as client:
            for _ in range(2):
                client.get(f"http://127.0.0.1:{one.server_port}/")
                time.sleep(pause)
        one.shutdown()
    assert Quiet.opened == connections
