"""Pages of results: for everyone and for officers."""
