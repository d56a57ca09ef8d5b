"""Names that do something when they are looked up, called or asked for their name."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}


# %% answer-price
class Voucher:
    def __getattr__(self, name):
        raise SystemExit

    def __call__(self, *args):
        return self


price_of = Voucher()


# %% answer-craft
class Names(dict):
    def __contains__(self, name):
        return True

    def __getitem__(self, name):
        raise KeyboardInterrupt


craft = property(lambda self: "engineering")


# %% answer-refuse
class Refuse:
    @property
    def __name__(self):
        raise SystemExit

    def __call__(self, text):
        raise GeneratorExit


refuse = Refuse()
