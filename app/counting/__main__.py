"""`python -m app.counting`: count, explain, compare, certify and check Pabulib files."""

from __future__ import annotations

import sys

from app.counting.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
