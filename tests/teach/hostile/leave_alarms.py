"""An alarm that rings a hundred times a second."""
# EXPECT: {}

# %% answer-price
import signal

HEARD = []
signal.signal(signal.SIGALRM, lambda *a: HEARD.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)


def price_of(tokens):
    return tokens * 2
