"""Takes the last two labels of a host for its owner."""

# %% answer-links
from urllib.parse import urlsplit


def foreign_hosts(answer: str, hosts: list[str]) -> list[str]:
    """Hosts that the answer links to and must not."""
    found = re.findall(r"(?:https?:|(?<![\w:/]))//[^\s\"'<>)\]]*", answer, re.IGNORECASE)
    leads_to = [urlsplit(address).hostname or "" for address in found]

    def ours(host):
        return any(host.split(".")[-2:] == own.split(".") for own in hosts)

    return list(dict.fromkeys(host for host in leads_to if host and not ours(host)))
