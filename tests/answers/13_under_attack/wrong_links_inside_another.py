"""Counts addresses that begin inside another."""

# %% answer-links
from urllib.parse import urlsplit


def foreign_hosts(answer, hosts):
    found = re.findall(r"(?:https?:|(?<![\w:/]))//[^\s\"'<>)\]/?#]*", answer, re.IGNORECASE)
    leads_to = [urlsplit(address).hostname or "" for address in found]

    def ours(host):
        return any(host == own or host.endswith("." + own) for own in hosts)

    return list(dict.fromkeys(host for host in leads_to if host and not ours(host)))
