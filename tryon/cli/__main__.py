"""`python -m tryon.cli`."""

from tryon.cli import main

if __name__ == "__main__":
    main()
