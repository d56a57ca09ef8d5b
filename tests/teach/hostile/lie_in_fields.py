"""Dataclasses and models whose fields are others each time one looks."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}

# %% answer-price
from dataclasses import dataclass


@dataclass
class Two:
    a: int = 1

    def __getattribute__(self, name):
        return self if name == "a" else object.__getattribute__(self, name)


def price_of(tokens):
    return Two()


# %% answer-craft
class Model:
    model_fields = {"a": 1}

    def model_dump(self, mode):
        return self


craft = Model()


# %% answer-refuse
class Frame:
    __module__ = "pandas.frame"

    def to_dict(self):
        raise SystemExit


def refuse(text):
    if not text:
        raise ValueError
    return Frame()
