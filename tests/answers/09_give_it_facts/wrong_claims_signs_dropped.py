"""$5, 5% and 5 are one."""

# %% answer-claims
import re


def support(sentences, passages):
    def numbers(text):
        return {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}

    known = [numbers(passage) for passage in passages]
    return [next((i for i, has in enumerate(known) if numbers(s) <= has), None) for s in sentences]
