"""How did they do? The instructor's half: grade a class, fast, the same for all, safe against the worst.

`found` reads a folder of submissions, `classroom` grades it, `results` is what comes out, and the rest shows
it. A submission is data: only its answer cells are taken, and only behind the walls of `kit.learn.jail`.
"""
