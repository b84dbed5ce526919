"""Pages of rounds: for residents and for officers."""
