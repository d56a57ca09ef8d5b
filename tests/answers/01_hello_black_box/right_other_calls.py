# The same answers through other SDK calls, other cases of the same rules, written another way.

# %% answer-receipt
def receipt(question):
    message = Anthropic().messages.create(
        model=CLAUDE,
        max_tokens=20,
        messages=[{"role": "user", "content": [{"type": "text", "text": question}]}],
    )
    used = message.usage
    prompt = used.input_tokens + (used.cache_read_input_tokens or 0) + (used.cache_creation_input_tokens or 0)
    text = "".join(b.text for b in message.content)
    return dict(text=text, input_tokens=prompt, output_tokens=used.output_tokens)


# %% answer-price
from fractions import Fraction


def price(usage, rates):
    def number(name):
        return Fraction(usage.get(name) or 0)

    details = usage.get("prompt_tokens_details") or {}
    inside = Fraction(details.get("cached_tokens") or 0)
    parts = {
        "input": number("prompt_tokens") - inside + number("input_tokens"),
        "cached": inside + number("cache_read_input_tokens"),
        "cache_write": number("cache_creation_input_tokens"),
        "output": number("completion_tokens") + number("output_tokens"),
    }
    return float(sum(tokens * Fraction(rates[kind]) for kind, tokens in parts.items()) / 10**6)


# %% answer-chat
def chat(rules, turns):
    said = []
    for turn in turns:
        pairs = zip(turns, said, strict=False)
        past = [
            m for u, a in pairs for m in ({"role": "user", "content": u}, {"role": "assistant", "content": a})
        ]
        message = Anthropic().messages.create(
            model=CLAUDE, max_tokens=300, system=rules, messages=[*past, {"role": "user", "content": turn}]
        )
        said.append(message.content[0].text)
    return said


# %% answer-stop
def ask_safely(question, sdk):
    if sdk == "anthropic":
        return _through_messages(question)
    reply = OpenAI().responses.create(model=MODEL, input=question, max_output_tokens=200, store=False)
    parts = [part for item in reply.output if item.type == "message" for part in item.content]
    if reply.status == "incomplete":
        why = reply.incomplete_details.reason
        return {"status": "refused" if why == "content_filter" else "cut", "text": ""}
    if any(part.type == "refusal" for part in parts):
        return {"status": "refused", "text": ""}
    return {"status": "ok", "text": reply.output_text}


def _through_messages(question):
    message = Anthropic().messages.create(
        model=CLAUDE, max_tokens=200, messages=[{"role": "user", "content": question}]
    )
    match message.stop_reason:
        case "end_turn" | "stop_sequence":
            return {"status": "ok", "text": message.content[0].text}
        case "refusal":
            return {"status": "refused", "text": ""}
        case _:
            return {"status": "cut", "text": ""}


# %% answer-cap
def answer_all(tickets, calls):
    import anthropic

    done, left = [], list(tickets)
    with budget(calls=calls):
        client = Anthropic()
        while left:
            try:
                message = client.messages.create(
                    model=CLAUDE, max_tokens=64, messages=[{"role": "user", "content": left[0]}]
                )
            except anthropic.APIStatusError as error:
                if error.status_code == 402:
                    break
                raise
            done.append((left.pop(0), message.content[0].text))
    return {"answered": done, "refused": left}
