"""Takes what stands before the @ for the host."""


# %% answer-links
def foreign_hosts(answer, hosts):
    names = re.findall(r"(?:https?:|(?<![\w:/]))//([^\s\"'<>)\]/?#@:]+)", answer, re.IGNORECASE)
    names = [name.lower() for name in names]
    return list(dict.fromkeys(n for n in names if not any(n == o or n.endswith("." + o) for o in hosts)))
