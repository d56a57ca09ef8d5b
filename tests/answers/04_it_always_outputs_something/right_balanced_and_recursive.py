"""Braces counted by hand, a recursive repair that keeps the whole conversation, thresholds from the top."""

# %% answer-extract
import contextlib


def find_json(text):
    answer, depth, start, quoted, escaped = None, 0, 0, False, False
    for i, sign in enumerate(text):
        if quoted:
            escaped, quoted = sign == "\\" and not escaped, sign != '"' or escaped
        elif sign == '"' and depth:
            quoted = True
        elif sign == "{":
            start = start if depth else i
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
            if not depth:
                with contextlib.suppress(ValueError):
                    answer = json.loads(text[start : i + 1])
    return answer


# %% answer-faults
def faults(message, answer):
    numbers = set(re.findall(r"[0-9]+", message))

    def bad_order(value):
        if value is None:
            return False
        if not isinstance(value, str) or not re.fullmatch("#W[0-9]{7}", value):
            return True
        return value[2:] not in numbers or value not in message

    def bad_zip(value):
        return value is not None and not (isinstance(value, str) and len(value) == 5 and value in numbers)

    rules = {
        "order_id": bad_order,
        "zip": bad_zip,
        "wish": lambda v: v not in ["return", "exchange", "cancel"],
    }
    found = [name for name in answer if name not in rules]
    found += [name for name, bad in rules.items() if name not in answer or bad(answer[name])]
    return sorted(found)


# %% answer-repair
def repair(message, limit):
    return _again([{"role": "user", "content": [{"type": "text", "text": message}]}], message, limit)


def _again(turns, message, left):
    if not left:
        return {"value": None, "attempts": [], "tokens": 0}
    try:
        reply = client.chat.completions.create(model=MODEL, messages=turns)
    except openai.OpenAIError:
        rest = _again(turns, message, left - 1)
        rest["attempts"].insert(0, {"text": "", "faults": ["call"]})
        return rest
    text = reply.choices[0].message.content
    found = find_json(text)
    wrong = ["json"] if found is None else faults(message, found)
    if wrong:
        said = "No JSON came." if wrong == ["json"] else " and ".join(wrong) + ": wrong"
        more = [{"role": "assistant", "content": text}, {"role": "user", "content": said}]
        rest = _again(turns + more, message, left - 1)
    else:
        rest = {"value": found, "attempts": [], "tokens": 0}
    rest["attempts"].insert(0, {"text": text, "faults": wrong})
    rest["tokens"] += reply.usage.total_tokens
    return rest


# %% answer-abstain
def abstain_rule(scored, most_wrong):
    best = {"threshold": None, "coverage": 0.0, "wrong": 0}
    for threshold in sorted({s for s, _ in scored}, reverse=True):
        out = [r for s, r in scored if s >= threshold]
        if out.count(False) > most_wrong:
            break
        best = {"threshold": threshold, "coverage": len(out) / len(scored), "wrong": out.count(False)}
    return best
