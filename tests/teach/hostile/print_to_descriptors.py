"""200 MB to the descriptors themselves, from several threads."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# SAYS: printed more than


# %% answer-price
def price_of(tokens):
    import os
    import threading

    def flood(number):
        while True:
            os.write(number, bytes(100_000))

    for number in 1, 2, 1, 2:
        threading.Thread(target=flood, args=[number], daemon=True).start()
    threading.Event().wait()
