"""Demonstrations that put all rooms together; `kit demo desk` is the support desk as one system."""
