"""Python's == takes True for 1 and 1.0."""


# %% answer-approval
def spend(grants, name, arguments):
    wanted = {"name": name, "arguments": arguments}
    if wanted not in grants:
        return {"ok": False, "grants": grants}
    place = grants.index(wanted)
    return {"ok": True, "grants": grants[:place] + grants[place + 1 :]}
