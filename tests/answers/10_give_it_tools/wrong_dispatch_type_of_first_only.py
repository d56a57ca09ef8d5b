"""Holds the type of the first argument and of the copies, no other."""

# %% answer-dispatch
import copy


def dispatch(orders: dict, name: str, arguments: str) -> dict:
    """{"ok", "text", "orders"} of one call."""

    def no(text):
        return {"ok": False, "text": text, "orders": orders}

    if name not in TOOLS:
        return no(f"There is no tool {name!r}. There are: {', '.join(TOOLS)}.")
    function, types = TOOLS[name]
    try:
        given = json.loads(arguments)
    except ValueError as error:
        return no(f"The arguments are not JSON: {error}.")
    if not isinstance(given, dict):
        return no("The arguments are not a JSON object.")
    faults = [f"{part} is missing" for part in types if part not in given]
    faults += [f"there is no argument {part}" for part in given if part not in types]
    faults += [
        f"{part} is not {kind.__name__}"
        for part, kind in [*list(types.items())[:1], ("copies", int)]
        if part in given and type(given[part]) is not kind
    ]
    if faults:
        return no(f"{'; '.join(faults)}.")
    after = copy.deepcopy(orders)
    try:
        return {"ok": True, "text": function(after, **given), "orders": after}
    except Exception as error:
        return no(f"{name} said no: {error}")
