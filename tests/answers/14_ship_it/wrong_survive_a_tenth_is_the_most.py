# %% answer-survive
def survive(text: str, seconds: float = 5.0, most: int = 4) -> str | None:
    """The customer's intent, or None if there is none to be had in time."""
    end = time.monotonic() + seconds
    for tried in range(1, most + 1):
        wait = 0.002
        try:
            reply = client.chat.completions.create(
                model=MODEL,
                messages=[{"role": "user", "content": text}],
                max_completion_tokens=30,
                timeout=max(0.001, end - time.monotonic()),
            )
            choice = reply.choices[0]
            if choice.message.refusal:
                return None
            said = json.loads(choice.message.content or "")
            if choice.finish_reason == "stop" and isinstance(said, dict) and said.get("intent") in INTENTS:
                return said["intent"]
        except openai.BadRequestError:
            return None
        except openai.APIError as error:
            wait += asked_wait(error)
        except ValueError:  # no JSON
            pass
        if tried == most or time.monotonic() + wait >= end:
            return None
        time.sleep(min(wait, 0.1))
    return None
