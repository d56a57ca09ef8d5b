"""Wait for what never comes; and write a cell that never ends."""
# EXPECT: {"price": "fail", "craft": "fail"}
# SAYS: took more than


# %% answer-price
async def price_of(tokens):
    import asyncio

    await asyncio.Event().wait()


# %% answer-craft
while True:
    pass
craft = "engineering"
