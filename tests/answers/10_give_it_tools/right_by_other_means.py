"""A pydantic model for the schema, a comparison by hand, JSON lines for a ledger, numpy for the shares."""

# %% answer-schema
from pydantic import ConfigDict, Field, create_model


def tool_of(spec):
    function = make_function(**spec)
    fields = {
        f"field_{i}": (
            p.annotation,
            Field(... if p.default is p.empty else p.default, alias=n),
        )
        for i, (n, p) in enumerate(inspect.signature(function).parameters.items())
    }
    model = create_model("Arguments", __config__=ConfigDict(extra="forbid"), **fields)
    lines = (function.__doc__ or "").splitlines()
    first = []
    for line in lines:
        if not line.strip():
            break
        first.extend(line.split())
    return {
        "type": "function",
        "function": {
            "name": function.__name__,
            "description": " ".join(first),
            "parameters": model.model_json_schema(),
            "strict": False,
        },
    }


# %% answer-dispatch
import copy


def dispatch(orders, name, arguments):
    work = copy.deepcopy(orders)
    try:
        function, types = TOOLS[name]
    except KeyError:
        return {
            "ok": False,
            "text": f"{name!r}? There are {sorted(TOOLS)}",
            "orders": orders,
            "changed": False,
        }
    strict = ConfigDict(strict=True, extra="forbid")
    model = create_model(
        "Arguments", __config__=strict, **{part: (kind, ...) for part, kind in types.items()}
    )
    try:
        text = function(work, **model.model_validate_json(arguments).model_dump())
    except Exception as error:
        return {"ok": False, "text": str(error), "orders": orders, "changed": False}
    return {"ok": True, "text": text, "orders": work, "changed": work != orders}


# %% answer-approval
def alike(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(alike(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(alike, a, b))
    return a == b


def spend(grants, name, arguments):
    left = list(grants)
    for grant in grants:
        if grant["name"] == name and alike(grant["arguments"], arguments):
            place = next(i for i, g in enumerate(left) if alike(g, grant))
            del left[place]
            return {"ok": True, "grants": left}
    return {"ok": False, "grants": left}


# %% answer-once
def voucher_once(folder, key, order_id, usd):
    log = Path(folder) / "log.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    state = dict(json.loads(line) for line in lines).get(key)
    if state in ("began", "sent"):
        return "unknown" if state == "began" else "sent before"

    def note(state):
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, state]) + "\n")

    note("began")
    try:
        send_voucher(folder, order_id, usd)
    except ValueError:
        note("free")
        return "refused"
    except BaseException:
        return "unknown"
    note("sent")
    return "sent"


# %% answer-score
import numpy as np


def score(errands):
    did = np.array(
        [sorted(e["after"].items()) == sorted({**e["before"], **e["wanted"]}.items()) for e in errands]
    )
    said = np.array([bool(claims(e["answer"])) for e in errands])
    return {
        "success": did.mean(),
        "false_success": (said & ~did).mean(),
        "unsaid": (did & ~said).mean(),
        "false_claims": (~did[said]).mean() if said.any() else None,
        "n": len(errands),
    }


# %% answer-live
import re


def wanted_by(text):
    said = [
        {"role": "system", "content": "Call cancel_order for the order that the customer names."},
        {"role": "user", "content": [{"type": "text", "text": text}]},
    ]
    try:
        reply = client.chat.completions.create(model=MODEL, messages=said, tools=[CANCEL], max_tokens=64)
    except openai.APIError:
        return None
    for call in reply.choices[0].message.tool_calls or []:
        if call.function.name == "cancel_order":
            try:
                wish = json.loads(call.function.arguments)
                return wish if wish["order_id"] in re.findall(r"#W\d+", text) else None
            except (ValueError, TypeError, KeyError):
                return None
    return None
