"""A default that counts as nothing is taken for none."""


# %% answer-schema
def tool_of(spec: dict) -> dict:
    """The tool that `make_function(**spec)` is, for chat completions."""
    function = make_function(**spec)
    plain = {
        str: {"type": "string"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
    }
    properties, required = {}, []
    for name, parameter in inspect.signature(function).parameters.items():
        kind = parameter.annotation
        if kind == list[str]:
            properties[name] = {"type": "array", "items": {"type": "string"}}
        elif kind in plain:
            properties[name] = plain[kind]
        else:
            properties[name] = {"type": "string", "enum": list(kind.__args__)}
        if not next(p for p in spec["parameters"] if p["name"] == name).get("default"):
            required.append(name)
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    first = " ".join(inspect.getdoc(function).split("\n\n")[0].split())
    return {
        "type": "function",
        "function": {"name": spec["name"], "description": first, "parameters": schema},
    }
