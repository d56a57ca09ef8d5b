"""Lists that are longer than they say, or never end."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}
# SAYS: more than 1,000,000 items


# %% answer-price
class Few(list):
    def __len__(self):
        return 1

    def __iter__(self):
        while True:
            yield 1


def price_of(tokens):
    return Few()


# %% answer-craft
def craft():
    while True:
        yield "engineering"


craft = craft()


# %% answer-refuse
def refuse(text):
    if not text:
        raise ValueError
    return {number: [0] * 1000 for number in range(1001)}
