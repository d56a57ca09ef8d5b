"""Data that contains itself, once and many times; and data a hundred levels deep."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}
# SAYS: deeper than 60 levels


# %% answer-price
def price_of(tokens):
    found = []
    found.append(found)
    return found


# %% answer-craft
craft = {}
craft.update(a=craft, b=craft)


# %% answer-refuse
def refuse(text):
    if not text:
        raise ValueError
    deep = text
    for _ in range(100):
        deep = [deep]
    return deep
