"""Text that no file, no terminal and no XML can hold: halves of pairs, NUL, escapes."""
# EXPECT: {"price": "fail", "craft": "fail", "refuse": "fail"}


# %% answer-price
def price_of(tokens):
    raise ValueError("\ud800 \x00 \x1b[2J \x9b2J \uffff \r </script> ]]>")


# %% answer-craft
craft = "engineering\x00\ud800"

# %% answer-refuse
refuse = type("\x1b[2J\x00", (Exception,), {})
