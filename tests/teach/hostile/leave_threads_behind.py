"""Threads, exit handlers and finalizers that will not end."""
# EXPECT: {}

# %% answer-price
import atexit
import signal
import threading
import time
import weakref


class Slow:
    def __del__(self):
        time.sleep(10**6)


kept = Slow()
atexit.register(time.sleep, 10**6)
weakref.finalize(kept, time.sleep, 10**6)
for daemon in True, False:
    threading.Thread(target=time.sleep, args=[10**6], daemon=daemon).start()
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE):
    signal.signal(number, signal.SIG_IGN)


def price_of(tokens):
    return tokens * 2
