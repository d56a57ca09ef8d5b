"""Counts winners that are true: the place 0 is not."""

# %% answer-swap
import re


def swap_test(question, pairs):
    def verdict(first, second):
        prompt = pair_prompt(question, first, second)
        reply = client.chat.completions.create(
            model=JUDGE, messages=[{"role": "user", "content": prompt}], max_completion_tokens=8
        )
        found = re.search(r"\b[AB]\b", reply.choices[0].message.content or "")
        return found[0] if found else None

    both = [(verdict(one, other), verdict(other, one)) for one, other in pairs]
    winners = [{("A", "B"): 0, ("B", "A"): 1}.get(said) for said in both]
    read = [said for verdicts in both for said in verdicts if said]
    return {
        "winners": winners,
        "consistent": sum(bool(winner) for winner in winners) / len(pairs),
        "first": read.count("A") / len(read) if read else None,
    }
