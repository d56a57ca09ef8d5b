"""Overlooks addresses that begin with //."""

# %% answer-links
from urllib.parse import urlsplit


def foreign_hosts(answer, hosts):
    found = re.findall(r"https?://[^\s\"'<>)\]]*", answer, re.IGNORECASE)
    names = [urlsplit(a).hostname for a in found]
    return list(
        dict.fromkeys(n for n in names if n and not any(n == o or n.endswith("." + o) for o in hosts))
    )
