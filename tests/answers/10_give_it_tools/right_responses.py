"""The responses API, asked by both tasks that call a model; a plan of files instead of a database."""

# %% answer-dispatch
import copy


def dispatch(orders, name, arguments):
    before = copy.deepcopy(orders)
    try:
        if name not in TOOLS:
            raise LookupError("known tools: " + " ".join(TOOLS))
        function, types = TOOLS[name]
        given = json.loads(arguments)
        if type(given) is not dict:
            raise TypeError("give an object")
        odd = set(given) ^ set(types)
        odd |= {part for part in set(given) & set(types) if type(given[part]) is not types[part]}
        if odd:
            raise TypeError(f"look at {sorted(odd)}")
        said = function(orders, **given)
    except Exception as error:
        return dict(ok=False, text=str(error) or "it failed", orders=before)
    return dict(ok=True, text=said, orders=orders)


# %% answer-once
import hashlib
import os


def voucher_once(folder, key, order_id, usd):
    place = Path(folder) / ("key-" + hashlib.sha256(key.encode()).hexdigest())
    if place.exists():
        return {"begun": "unknown", "done": "sent before"}[place.read_text()]
    with place.open("w") as file:
        file.write("begun")
        file.flush()
        os.fsync(file.fileno())
    try:
        send_voucher(folder, order_id, usd)
    except ValueError:
        place.unlink()
        return "refused"
    except Exception:
        return "unknown"
    whole = place.with_suffix(".new")
    whole.write_text("done")
    os.replace(whole, place)
    return "sent"


# %% answer-loop
FLAT = [{"type": "function", "strict": False, **OFFER[0]["function"]}]


def desk(text, steps=5, tokens=100_000):
    talk, bad, spent, made = [{"role": "user", "content": text}], [], 0, 0
    while True:
        made += 1
        try:
            reply = client.responses.create(
                model=MODEL, input=talk, tools=FLAT, max_output_tokens=60, store=False
            )
        except openai.APIError:
            return {"answer": None, "stopped": "error"}
        spent += reply.usage.total_tokens
        asked = [item for item in reply.output if item.type == "function_call"]
        if not asked:
            return {"answer": reply.output_text.strip(), "stopped": "answer"}
        walls = {
            "repeats": any([item.name, item.arguments] in bad for item in asked),
            "steps": made >= steps,
            "tokens": spent + reply.usage.total_tokens > tokens,
        }
        for why, hit in walls.items():
            if hit:
                return {"answer": None, "stopped": why}
        talk += [item.model_dump(exclude_none=True) for item in reply.output]
        for item in asked:
            output = run_tool(item.name, item.arguments)
            bad += [[item.name, item.arguments]] * output.startswith("error")
            talk.append({"type": "function_call_output", "call_id": item.call_id, "output": output})


# %% answer-live
def wanted_by(text):
    try:
        reply = client.responses.create(
            model=MODEL,
            input=text,
            tools=[{"type": "function", "strict": False, **CANCEL["function"]}],
            max_output_tokens=60,
            store=False,
        )
        call = next(i for i in reply.output if i.type == "function_call" and i.name == "cancel_order")
        given = json.loads(call.arguments)
        return given if given["order_id"] and given["order_id"] in text else None
    except (openai.APIError, StopIteration, ValueError, KeyError, TypeError):
        return None
