"""Objects that say they are of another class, by property and by metaclass."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}


# %% answer-price
class Number:
    __class__ = property(lambda self: int)

    def bit_length(self):
        return 1


def price_of(tokens):
    return Number()


# %% answer-craft
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    __mro__ = property(lambda cls: 1 / 0)

    def __instancecheck__(cls, other):
        return True

    def __getattribute__(cls, name):
        raise SystemExit


class Odd(metaclass=Meta):
    pass


craft = Odd()


# %% answer-refuse
class Wrong(Exception, metaclass=Meta):
    pass


def refuse(text):
    raise Wrong
