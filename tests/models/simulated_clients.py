"""Both vendors' genuine SDK clients around a transport, or around a socket, for the tests of this room."""

from __future__ import annotations

from typing import Any

import anthropic
import openai

USER: list[Any] = [{"role": "user", "content": "Which way is up?"}]


def openai_on(transport: Any, **options: Any) -> openai.OpenAI:
    """OpenAI's client on an httpx2 transport."""
    http = openai.DefaultHttpxClient(transport=transport)
    return openai.OpenAI(
        api_key="x", base_url="http://sim/v1", http_client=http, **{"max_retries": 0, **options}
    )


def async_openai_on(transport: Any) -> openai.AsyncOpenAI:
    """OpenAI's asynchronous client on an httpx2 transport."""
    http = openai.DefaultAsyncHttpxClient(transport=transport)
    return openai.AsyncOpenAI(api_key="x", base_url="http://sim/v1", http_client=http, max_retries=0)


def anthropic_on(transport: Any, **options: Any) -> anthropic.Anthropic:
    """Anthropic's client on an httpx2 transport."""
    http = anthropic.DefaultHttpxClient(transport=transport)
    return anthropic.Anthropic(
        api_key="x", base_url="http://sim", http_client=http, **{"max_retries": 0, **options}
    )


def async_anthropic_on(transport: Any) -> anthropic.AsyncAnthropic:
    """Anthropic's asynchronous client on an httpx2 transport."""
    http = anthropic.DefaultAsyncHttpxClient(transport=transport)
    return anthropic.AsyncAnthropic(api_key="x", base_url="http://sim", http_client=http, max_retries=0)


def chat_text(client: Any, text: str, **options: Any) -> str:
    """Ask by chat completions; the answer's text."""
    messages = [{"role": "user", "content": text}]
    done = client.chat.completions.create(model="any", messages=messages, **options)
    return done.choices[0].message.content or ""


def message_text(client: Any, text: str, **options: Any) -> str:
    """Ask by messages; the answer's text."""
    messages = [{"role": "user", "content": text}]
    done = client.messages.create(model="any", max_tokens=100, messages=messages, **options)
    return done.content[0].text


def response_text(client: Any, text: str, **options: Any) -> str:
    """Ask by responses; the answer's text."""
    return client.responses.create(model="any", input=text, **options).output_text
