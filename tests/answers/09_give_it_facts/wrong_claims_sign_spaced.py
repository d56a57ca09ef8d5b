"""A sign that stands apart belongs to the number, too."""

# %% answer-claims
import re
from collections import Counter


def support(sentences, passages):
    def numbers(text):
        found = re.findall(r"(\$?) ?(\d[\d,]*(?:\.\d+)?) ?(%?)", text)
        return {(money, float(digits.replace(",", "")), percent) for money, digits, percent in found}

    known = [numbers(passage) for passage in passages]
    return [next((i for i, has in enumerate(known) if numbers(s) <= has), None) for s in sentences]
