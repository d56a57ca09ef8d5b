"""Takes for granted that JSON is an object."""

# %% answer-dispatch
import copy


def dispatch(orders, name, arguments):
    if name not in TOOLS:
        return {"ok": False, "text": f"no tool; there are {list(TOOLS)}", "orders": orders}
    function, types = TOOLS[name]
    try:
        given = json.loads(arguments)
    except ValueError as error:
        return {"ok": False, "text": str(error), "orders": orders}
    odd = sorted(set(given) ^ set(types))
    odd += [p for p in types if p in given and type(given[p]) is not types[p]]
    if odd:
        return {"ok": False, "text": f"wrong: {odd}", "orders": orders}
    after = copy.deepcopy(orders)
    try:
        return {"ok": True, "text": function(after, **given), "orders": after}
    except Exception as error:
        return {"ok": False, "text": str(error) or "no", "orders": orders}
