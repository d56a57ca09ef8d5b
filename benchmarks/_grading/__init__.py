"""Parts of benchmarks/grading.py: the exercise, its submissions, the tools, the meter and the tables."""
