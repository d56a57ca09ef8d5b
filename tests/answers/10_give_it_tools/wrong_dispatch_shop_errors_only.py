"""Only what the shop refuses is caught; a broken tool breaks the desk."""

# %% answer-dispatch
import copy


def dispatch(orders, name, arguments):
    if name not in TOOLS:
        return {"ok": False, "text": f"no tool; there are {list(TOOLS)}", "orders": orders}
    function, types = TOOLS[name]
    try:
        given = json.loads(arguments)
        if not isinstance(given, dict):
            raise ShopError("no object")
        odd = sorted(set(given) ^ set(types))
        odd += [p for p in types if p in given and type(given[p]) is not types[p]]
        if odd:
            raise ShopError(f"wrong: {odd}")
        after = copy.deepcopy(orders)
        return {"ok": True, "text": function(after, **given), "orders": after}
    except (ShopError, json.JSONDecodeError) as error:
        return {"ok": False, "text": str(error) or "no", "orders": orders}
