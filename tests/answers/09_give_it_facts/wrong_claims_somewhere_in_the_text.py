"""18 is found in 180."""

# %% answer-claims
import re


def support(sentences, passages):
    def there(sentence, passage):
        plain = passage.replace(",", "")
        found = re.findall(r"\$?\d[\d,]*(?:\.\d+)?%?", sentence)
        return all(number.replace(",", "") in plain for number in found)

    return [next((i for i, p in enumerate(passages) if there(s, p)), None) for s in sentences]
