"""The bridge: any transport as an HTTP server on loopback, the genuine SDKs on the other side of a socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anthropic
import httpx2
import openai
import pytest
from simulated_clients import USER, chat_text, message_text, response_text

from kit.models import bridge as bridging
from kit.models.bridge import Bridge, serve_transport
from kit.models.layers.faults import Faults, FaultTransport
from kit.models.simulated import Coin, Dice, Fault, Script, SimulatedTransport
from kit.models.simulated.write import EventStream


def openai_at(bridge: Bridge, **options: Any) -> openai.OpenAI:
    return openai.OpenAI(api_key="x", base_url=f"{bridge.address}/v1", **{"max_retries": 0, **options})


def anthropic_at(bridge: Bridge, **options: Any) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="x", base_url=bridge.address, **{"max_retries": 0, **options})


def test_both_sdks_are_answered_over_a_socket() -> None:
    transport = SimulatedTransport(Script(["up"]))
    with serve_transport(transport) as bridge:
        assert bridge.address.startswith("http://127.0.0.1:")
        client, claude = openai_at(bridge), anthropic_at(bridge)
        assert (chat_text(client, "?"), response_text(client, "?"), message_text(claude, "?")) == (
            "up",
            "up",
            "up",
        )
        with claude.messages.stream(model="any", messages=USER, max_tokens=9) as stream:
            assert stream.get_final_text() == "up"
        chunks = client.chat.completions.create(model="any", messages=USER, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "up"
    assert [call.protocol for call in transport.calls] == [
        "chat",
        "responses",
        "messages",
        "messages",
        "chat",
    ]
    assert transport.calls[0].messages == [{"role": "user", "content": "?"}]


def test_it_answers_the_same_over_the_socket_as_without() -> None:
    with serve_transport(SimulatedTransport(Dice(seed=2))) as bridge:
        over = [chat_text(openai_at(bridge), "?") for _ in range(10)]
    http_client = openai.DefaultHttpxClient(transport=SimulatedTransport(Dice(seed=2)))
    direct = openai.OpenAI(api_key="x", base_url="http://sim/v1", http_client=http_client)
    assert [chat_text(direct, "?") for _ in range(10)] == over


def test_sixteen_at_once_are_answered_at_once() -> None:
    with serve_transport(SimulatedTransport(Coin(latency=0.3))) as bridge:
        client = openai_at(bridge)
        started = time.perf_counter()
        with ThreadPoolExecutor(16) as pool:
            said = list(pool.map(lambda _: chat_text(client, "?"), range(16)))
        assert len(said) == 16
        assert time.perf_counter() - started < 2.4  # 16 in turn would take 4.8 s


def test_events_leave_one_by_one() -> None:
    go_on = threading.Event()

    def chunks() -> Iterator[bytes]:
        yield b"data: first\n\n"
        assert go_on.wait(10)
        yield b"data: second\n\n"

    class Slow(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            return httpx2.Response(
                200, headers={"content-type": "text/event-stream"}, stream=EventStream(chunks())
            )

    with serve_transport(Slow()) as bridge, httpx2.stream("POST", bridge.address) as response:
        parts = response.iter_bytes()
        assert next(parts) == b"data: first\n\n"  # though the second is not made yet
        go_on.set()
        assert next(parts) == b"data: second\n\n"


def test_a_reset_in_mid_stream_is_a_real_reset() -> None:
    with serve_transport(SimulatedTransport(Script([Fault("reset_mid_stream")]))) as bridge:
        with pytest.raises(openai.APIConnectionError) as caught:
            list(openai_at(bridge).chat.completions.create(model="any", messages=USER, stream=True))
        assert isinstance(caught.value.__cause__, httpx2.ReadError)
        with socket.create_connection(("127.0.0.1", int(bridge.address.rpartition(":")[2]))) as raw:
            body = b'{"model": "any", "messages": [{"role": "user", "content": "?"}]}'
            raw.sendall(
                b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
            )
            with pytest.raises(ConnectionResetError):  # noqa: PT012
                while raw.recv(65536):
                    pass


def test_a_silent_transport_is_silence_until_the_client_gives_up() -> None:
    with serve_transport(SimulatedTransport(Script([Fault("timeout")]))) as bridge:
        started = time.perf_counter()
        with pytest.raises(openai.APITimeoutError):
            chat_text(openai_at(bridge, timeout=0.3), "?")
        assert 0.3 <= time.perf_counter() - started < 3


def test_silence_ends_in_a_reset_after_the_time_it_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridging, "HOLD", 0.2)
    with serve_transport(SimulatedTransport(Script([Fault("timeout")]))) as bridge:
        with pytest.raises(anthropic.APIConnectionError) as caught:
            message_text(anthropic_at(bridge, timeout=20), "?")
        assert not isinstance(caught.value, anthropic.APITimeoutError)


def test_faults_around_the_transport_cross_the_socket() -> None:
    transport = FaultTransport(
        SimulatedTransport(Script(["up"])), Faults([Fault("rate_limit", retry_after=0.05), None])
    )
    with serve_transport(transport) as bridge:
        assert chat_text(openai_at(bridge, max_retries=2), "?") == "up"
    assert transport.faults.happened == ["rate_limit", None]


def test_a_transport_that_fails_is_a_500_and_the_next_request_is_served() -> None:
    class Broken(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            raise KeyError("secret detail")

    with serve_transport(Broken()) as bridge:
        for _ in range(2):
            got = httpx2.get(bridge.address)
            assert got.status_code == 500
            assert "secret" not in got.text


def test_nothing_listens_after_it_is_closed_and_no_thread_is_left() -> None:
    before = threading.active_count()
    bridge = serve_transport(SimulatedTransport(Coin()))
    client = openai_at(bridge)
    chat_text(client, "?")
    bridge.close()
    bridge.close()
    with pytest.raises(openai.APIConnectionError):
        chat_text(client, "?")
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_it_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with serve_transport(SimulatedTransport(Script([Fault("reset_mid_stream"), "up"]))) as bridge:
        chat_text(openai_at(bridge, max_retries=1), "?")
    assert capfd.readouterr() == ("", "")
