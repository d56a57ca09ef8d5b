"""A list of allowed texts is a text, any text."""

# %% answer-schema
NAMES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


def tool_of(spec):
    properties = {}
    for p in spec["parameters"]:
        if p["type"] == "list[str]":
            properties[p["name"]] = {"type": "array", "items": {"type": "string"}}
        else:
            properties[p["name"]] = {"type": "string" if isinstance(p["type"], list) else NAMES[p["type"]]}
    required = [p["name"] for p in spec["parameters"] if "default" not in p]
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    first = " ".join(spec["doc"].split("\n\n")[0].split())
    return {
        "type": "function",
        "function": {"name": spec["name"], "description": first, "parameters": schema},
    }
