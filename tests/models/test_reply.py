import anthropic
import httpx2
import openai
import pytest
from vendor import ASK, ASK_CLAUDE, chat, message, response, vendor

from kit import Reply, Usage


def from_openai(body, call="chat"):
    client = openai.OpenAI(api_key="x", http_client=httpx2.Client(transport=vendor(body)[0]))
    if call == "chat":
        return client.chat.completions.create(**ASK)
    return client.responses.create(model="gpt-6-luna", input="Say hello.", store=False)


def from_anthropic(body):
    client = anthropic.Anthropic(api_key="x", http_client=httpx2.Client(transport=vendor(body)[0]))
    return client.messages.create(**ASK_CLAUDE)


def test_one_answer_reads_the_same_from_all_three_calls():
    replies = [
        Reply.of(from_openai(chat("hello"))),
        Reply.of(from_openai(response("hello"), "responses")),
        Reply.of(from_anthropic(message("hello"))),
    ]
    assert [(r.text, r.finish, r.usage.output_tokens) for r in replies] == [("hello", "stop", 3)] * 3
    assert replies[0].usage == Usage(9, 3, 2, 1)
    assert replies[2].usage.input_tokens == 117


@pytest.mark.parametrize(
    ("reason", "finish"),
    [("stop", "stop"), ("length", "length"), ("tool_calls", "tool"), ("content_filter", "refusal")],
)
def test_chat_finish_reasons(reason, finish):
    assert Reply.of(from_openai(chat("x", reason))).finish == finish


def test_a_refusal_of_openai_ends_with_stop_and_is_still_a_refusal():
    reply = Reply.of(from_openai(chat(None, refusal="I cannot help with that.")))
    assert (reply.text, reply.finish) == ("", "refusal")


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("tool_use", "tool"),
        ("refusal", "refusal"),
    ],
)
def test_anthropic_stop_reasons(reason, finish):
    assert Reply.of(from_anthropic(message("x", reason))).finish == finish


def test_a_response_cut_by_its_token_limit_is_not_a_whole_answer():
    cut = response("hel", "incomplete", incomplete_details={"reason": "max_output_tokens"})
    assert Reply.of(from_openai(cut, "responses")).finish == "length"


def test_a_response_that_wants_a_tool_run_says_so():
    call = {"type": "function_call", "id": "f", "call_id": "c", "name": "look", "arguments": "{}"}
    assert Reply.of(from_openai(response(output=[call]), "responses")).finish == "tool"


def test_a_failed_response_carries_the_vendors_words():
    failed = response("", "failed", error={"code": "server_error", "message": "out of luck"})
    reply = Reply.of(from_openai(failed, "responses"))
    assert reply.finish == "error"
    assert "out of luck" in str(reply.error)


def test_an_exception_becomes_a_reply_that_keeps_it():
    error = TimeoutError("slow")
    reply = Reply.of(error, seconds=2.0)
    assert (reply.finish, reply.error, reply.seconds) == ("error", error, 2.0)


def test_a_stream_is_not_an_answer_yet():
    with pytest.raises(TypeError, match="reads a ChatCompletion, Response or Message, not list"):
        Reply.of(["chunk"])
