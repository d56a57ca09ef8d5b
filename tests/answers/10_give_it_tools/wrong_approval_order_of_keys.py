"""The order of keys counts."""


# %% answer-approval
def spend(grants, name, arguments):
    for place, grant in enumerate(grants):
        if grant["name"] == name and json.dumps(grant["arguments"]) == json.dumps(arguments):
            return {"ok": True, "grants": grants[:place] + grants[place + 1 :]}
    return {"ok": False, "grants": grants}
