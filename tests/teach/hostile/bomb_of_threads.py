"""Threads without end, each so small that memory does not stop them."""
# EXPECT: {"price": "not run", "craft": "not run", "ask": "not run", "even": "not run", "refuse": "not run"}
# OR: {"price": "fail"}
# OR: {"price": "fail", "ask": "fail"}
# SAYS: threads|can't start new thread


# %% answer-price
def price_of(tokens):
    import threading

    threading.stack_size(32768)
    stay = threading.Event()
    while True:
        threading.Thread(target=stay.wait, daemon=True).start()
