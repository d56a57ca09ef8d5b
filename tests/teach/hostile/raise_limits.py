"""More memory, more time, a better place in the queue, and no fear of the end."""
# EXPECT: {"price": "fail"}
# SAYS: Error
# WALL: limits


# %% answer-price
def price_of(tokens):
    import os
    import resource

    said = []
    for way in (
        lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
        lambda: resource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6)),
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1)),
        lambda: os.nice(-20),
        lambda: open("/proc/self/oom_score_adj", "w").write("-1000"),
        lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)),
    ):
        try:
            way()
            return tokens * 2
        except (OSError, ValueError) as error:
            said.append(type(error).__name__)
    return said
