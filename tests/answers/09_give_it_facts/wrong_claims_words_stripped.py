"""Splits at spaces and strips the signs that came to mind."""

# %% answer-claims
import re
from collections import Counter


def support(sentences, passages):
    def numbers(text):
        out = set()
        for word in text.split():
            word = word.strip(".,()[]!?:;").replace(",", "")
            if any(c.isdigit() for c in word):
                out.add(("$" in word, float(word.strip("$%")), "%" in word))
        return out

    known = [numbers(passage) for passage in passages]
    return [next((i for i, has in enumerate(known) if numbers(s) <= has), None) for s in sentences]
