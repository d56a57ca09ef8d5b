"""The keys of dicts in a list are not put in order."""


# %% answer-approval
def norm(x):
    if isinstance(x, dict):
        return [[k, norm(x[k])] for k in sorted(x)]
    return json.dumps(x)


def spend(grants, name, arguments):
    for i, g in enumerate(grants):
        if g["name"] == name and norm(g["arguments"]) == norm(arguments):
            return {"ok": True, "grants": grants[:i] + grants[i + 1 :]}
    return {"ok": False, "grants": grants}
