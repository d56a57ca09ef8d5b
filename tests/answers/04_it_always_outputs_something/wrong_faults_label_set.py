"""A list is no label and no key of a set."""


# %% answer-faults
def faults(message: str, answer: dict) -> list[str]:
    """Names of the fields that are missing, too many, misshapen or not from the message."""
    shapes = {"order_id": r"#W[0-9]{7}", "zip": r"[0-9]{5}"}
    wrong = set(answer) ^ {"order_id", "zip", "wish"}
    for name, shape in shapes.items():
        value = answer.get(name)
        if value is None:
            continue
        fits = isinstance(value, str) and re.fullmatch(shape, value)
        if not fits or not re.search(rf"(?<![0-9]){re.escape(value)}(?![0-9])", message):
            wrong.add(name)
    if answer.get("wish") not in {"return", "exchange", "cancel"}:
        wrong.add("wish")
    return sorted(wrong)
