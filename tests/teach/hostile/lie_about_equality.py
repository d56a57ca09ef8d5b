"""Numbers, texts and dicts that say they equal whatever they are compared with."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}


# %% answer-price
class Any(int):
    def __eq__(self, other):
        return True

    def __rsub__(self, other):
        return Any(0)

    __sub__ = __rmul__ = __rsub__
    __hash__ = int.__hash__
    __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True


def price_of(tokens):
    return Any(3)


# %% answer-craft
class Text(str):
    def __eq__(self, other):
        return True

    def __str__(self):
        return "engineering"

    __hash__ = str.__hash__


craft = Text("mystery")


# %% answer-refuse
class Most(dict):
    def __eq__(self, other):
        return True

    def keys(self):
        return {"a"}

    def items(self):
        return [("a", 1)] * 3


def refuse(text):
    if not text:
        raise ValueError
    return Most(a=1)
