"""Any host that ends in the name of an allowed one."""

# %% answer-links
from urllib.parse import urlsplit


def foreign_hosts(answer, hosts):
    found = re.findall(r"(?:https?:|(?<![\w:/]))//[^\s\"'<>)\]]*", answer, re.IGNORECASE)
    names = [urlsplit(a).hostname for a in found]
    return list(dict.fromkeys(n for n in names if n and not n.endswith(tuple(hosts))))
