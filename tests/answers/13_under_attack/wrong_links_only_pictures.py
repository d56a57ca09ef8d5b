"""Looks at Markdown pictures and links only."""

# %% answer-links
from urllib.parse import urlsplit


def foreign_hosts(answer, hosts):
    names = [urlsplit(a).hostname for a in re.findall(r"\]\(((?:https?:)?//[^)]*)\)", answer, re.IGNORECASE)]
    return list(
        dict.fromkeys(n for n in names if n and not any(n == o or n.endswith("." + o) for o in hosts))
    )
