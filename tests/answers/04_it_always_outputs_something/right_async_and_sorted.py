"""An async repair, a validator as one comprehension, a rule by running counts."""


# %% answer-extract
def find_json(text):
    ends = [i + 1 for i, sign in enumerate(text) if sign == "}"]
    place, answer = 0, None
    while (place := text.find("{", place)) != -1:
        for end in (e for e in ends if e > place):
            try:
                answer, place = json.loads(text[place:end]), end
                break
            except ValueError:
                continue
        else:
            if '"' in text[place:] and re.match(r'\{\s*"', text[place:]):
                return answer
            place += 1
    return answer


# %% answer-faults
def faults(message, answer):
    def own(value, shape):
        return any(
            re.fullmatch(shape, found) and found == value for found in re.findall(r"#?[A-Z]?[0-9]+", message)
        )

    fine = {
        "order_id": lambda v: v is None or own(v, "#W[0-9]{7}"),
        "zip": lambda v: v is None or own(v, "[0-9]{5}"),
        "wish": lambda v: v in ("return", "exchange", "cancel"),
    }
    return sorted(
        name
        for name in {*fine, *answer}
        if name not in fine or name not in answer or not fine[name](answer[name])
    )


# %% answer-repair
from kit import AsyncOpenAI

slow = AsyncOpenAI(max_retries=0)


async def repair(message, limit):
    """Keeps only the first message and the last exchange."""
    start, last, kept, used = {"role": "user", "content": "Facts as JSON, please: " + message}, [], [], 0
    for _ in range(limit):
        try:
            reply = await slow.chat.completions.create(model=MODEL, messages=[start, *last])
        except openai.APIError:
            kept.append(dict(text="", faults=["call"]))
            continue
        used += reply.usage.prompt_tokens + reply.usage.completion_tokens
        text = reply.choices[0].message.content
        found = find_json(text)
        wrong = faults(message, found) if found is not None else ["json"]
        kept.append(dict(text=text, faults=wrong))
        if not wrong:
            return dict(value=found, attempts=kept, tokens=used)
        last = [dict(role="assistant", content=text), dict(role="user", content=f"JSON refused: {wrong}")]
    return dict(value=None, attempts=kept, tokens=used)


# %% answer-abstain
from itertools import groupby


def abstain_rule(scored, most_wrong):
    rows = sorted(scored, key=lambda row: -row[0])
    threshold, delivered, bad, seen, wrong = None, 0, 0, 0, 0
    for score, group in groupby(rows, key=lambda row: row[0]):
        group = list(group)
        seen += len(group)
        wrong += sum(not right for _, right in group)
        if wrong <= most_wrong:
            threshold, delivered, bad = score, seen, wrong
    return {"threshold": threshold, "coverage": delivered / max(1, len(rows)), "wrong": bad}
