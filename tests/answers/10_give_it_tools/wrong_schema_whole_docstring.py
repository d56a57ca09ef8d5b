"""The model is told the whole docstring."""

# %% answer-schema
from kit.build import tool


def tool_of(spec):
    return tool(make_function(**spec), description=" ".join(spec["doc"].split())).chat
