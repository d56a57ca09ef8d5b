"""isinstance lets True pass as an int."""

# %% answer-dispatch
import copy


def dispatch(orders, name, arguments):
    if name not in TOOLS:
        return {"ok": False, "text": f"no tool; there are {list(TOOLS)}", "orders": orders}
    function, types = TOOLS[name]
    try:
        given = json.loads(arguments)
        if not isinstance(given, dict):
            raise ValueError("no object")
        odd = sorted(set(given) ^ set(types))
        odd += [p for p in types if p in given and not isinstance(given[p], types[p])]
        if odd:
            raise ValueError(f"wrong: {odd}")
        after = copy.deepcopy(orders)
        return {"ok": True, "text": function(after, **given), "orders": after}
    except Exception as error:
        return {"ok": False, "text": str(error) or "no", "orders": orders}
