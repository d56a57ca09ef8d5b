"""Types are looked at in dicts, but not in lists."""


# %% answer-approval
def alike(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(alike(a[k], b[k]) for k in a)
    return a == b


def spend(grants, name, arguments):
    for i, g in enumerate(grants):
        if g["name"] == name and alike(g["arguments"], arguments):
            return {"ok": True, "grants": grants[:i] + grants[i + 1 :]}
    return {"ok": False, "grants": grants}
