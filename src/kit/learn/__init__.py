"""Did I get it? Checks, grading, hints, progress, and how exercises are made from solutions.

A check reaches the learner's names only with plain values (`plain`, `reach`), so one and the same check
cell runs in the notebook (`check`) and, for a grade, in a process that the learner's code never touches
(`worker` is the learner's side, `wall` and `grade` the checker's). See docs/authoring.md.
"""
