"""Run by nbgrader's Python, outside the time that is measured: its gradebook. `... add|read DATABASE ...`

`add` puts learners, read from stdin, into a gradebook, so that grading need not; `read` prints all scores.
"""

import json
import sys

from nbgrader.api import Gradebook


def add(database: str) -> None:
    """Put every learner into the gradebook."""
    with Gradebook(f"sqlite:///{database}", "course") as book:
        for learner in json.load(sys.stdin):
            book.add_student(learner)


def read(database: str) -> None:
    """Print the scores of everybody who has any: {learner: {cell: share of its points}}."""
    with Gradebook(f"sqlite:///{database}", "course") as book:
        found = {
            handed_in.student.id: {
                grade.name: grade.score / grade.max_score
                for notebook in handed_in.notebooks
                for grade in notebook.grades
            }
            for handed_in in book.assignment_submissions("tickets")
        }
    print(json.dumps(found))


if __name__ == "__main__":
    {"add": add, "read": read}[sys.argv[1]](sys.argv[2])
