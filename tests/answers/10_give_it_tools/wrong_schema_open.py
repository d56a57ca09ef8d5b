"""Arguments that the function has not are let in."""

# %% answer-schema
from kit.build import tool


def tool_of(spec):
    made = tool(make_function(**spec)).chat
    made["function"]["parameters"].pop("additionalProperties")
    return made
