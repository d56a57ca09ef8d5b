"""Numbers may come from several passages."""

# %% answer-claims
import re


def support(sentences, passages):
    def numbers(text):
        found = re.findall(r"(\$?)(\d[\d,]*(?:\.\d+)?)(%?)", text)
        return {(money, float(digits.replace(",", "")), percent) for money, digits, percent in found}

    known = [numbers(passage) for passage in passages]
    everything = set().union(*known)
    result = []
    for sentence in sentences:
        wanted = numbers(sentence)
        first = next((i for i, has in enumerate(known) if wanted & has), None)
        result.append(first if wanted <= everything else None)
    return result
