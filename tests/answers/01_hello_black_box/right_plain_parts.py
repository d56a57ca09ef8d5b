# Small tables, dataclasses and recursion: the same behaviour out of other parts.

# %% answer-receipt
from dataclasses import dataclass


@dataclass
class Receipt:
    text: str
    input_tokens: int
    output_tokens: int


def receipt(question):
    raw = OpenAI().responses.with_raw_response.create(
        model=MODEL,
        instructions="Answer in one sentence.",
        input=[{"role": "user", "content": question}],
        max_output_tokens=24,
        store=False,
    )
    reply = raw.parse()
    return Receipt(reply.output_text, reply.usage.input_tokens, reply.usage.output_tokens)


# %% answer-price
from decimal import Decimal

FIELDS = {
    "prompt_tokens": "input",
    "input_tokens": "input",
    "cache_read_input_tokens": "cached",
    "cache_creation_input_tokens": "cache_write",
    "completion_tokens": "output",
    "output_tokens": "output",
}


def price(usage, rates):
    exact = {name: Decimal(str(rate)) for name, rate in rates.items()}
    total = sum((usage[f] or 0) * exact[kind] for f, kind in FIELDS.items() if f in usage)
    match usage:
        case {"prompt_tokens_details": {"cached_tokens": int(inside)}}:
            total -= inside * (exact["input"] - exact["cached"])
    return total / 1_000_000


# %% answer-chat
def chat(rules, turns):
    if not turns:
        return []
    *before, last = turns
    return _next(rules, before, chat(rules, before), last)


def _next(rules, before, answers, last):
    items = []
    for user, model_said in zip(before, answers, strict=True):
        items += [{"role": "user", "content": user}, {"role": "assistant", "content": model_said}]
    items.append({"role": "user", "content": last})
    reply = Anthropic().messages.create(
        model=CLAUDE, max_tokens=100, system=[{"type": "text", "text": rules}], messages=items
    )
    return [*answers, "".join(b.text for b in reply.content)]


# %% answer-stop
STATUS = {"max_output_tokens": "cut", "max_tokens": "cut", "content_filter": "refused", "refusal": "refused"}


def ask_safely(question, sdk):
    if sdk == "openai":
        reply = OpenAI().responses.create(
            model=MODEL, input=[{"role": "user", "content": question}], max_output_tokens=200, store=False
        )
        why = reply.incomplete_details.reason if reply.incomplete_details else "end"
        if any(part.type == "refusal" for item in reply.output for part in item.content):
            why = "refusal"
        text = reply.output_text
    else:
        reply = Anthropic().messages.create(
            model=CLAUDE, max_tokens=200, system="Be kind.", messages=[{"role": "user", "content": question}]
        )
        why, text = reply.stop_reason, "".join(getattr(block, "text", "") for block in reply.content)
    status = STATUS.get(why, "ok")
    return {"status": status, "text": text * (status == "ok")}


# %% answer-cap
def answer_all(tickets, calls):
    import openai

    def ask(ticket):
        try:
            reply = OpenAI().chat.completions.create(
                model=MODEL, max_completion_tokens=64, messages=[{"role": "user", "content": ticket}]
            )
        except openai.APIStatusError as error:
            if error.response.status_code == 402:
                return None
            raise
        return reply.choices[0].message.content

    with budget(calls=calls):
        pairs = [[ticket, ask(ticket)] for ticket in tickets]
    return {
        "answered": [pair for pair in pairs if pair[1] is not None],
        "refused": [ticket for ticket, text in pairs if text is None],
    }
