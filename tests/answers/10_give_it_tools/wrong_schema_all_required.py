"""What can be left out is demanded, too."""

# %% answer-schema
from kit.build import tool


def tool_of(spec):
    made = tool(make_function(**spec)).chat
    schema = made["function"]["parameters"]
    schema["required"] = list(schema["properties"])
    return made
