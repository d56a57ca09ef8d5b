"""`python -m kit`: the command line, for places where the `kit` script is not on the path."""

from kit.cli import main

if __name__ == "__main__":
    main()
