"""1,500 and 1500 are two numbers."""

# %% answer-claims
import re


def support(sentences, passages):
    def numbers(text):
        return set(re.findall(r"\$?\d+(?:,\d{3})*(?:\.\d+)?%?", text))

    known = [numbers(passage) for passage in passages]
    return [next((i for i, has in enumerate(known) if numbers(s) <= has), None) for s in sentences]
