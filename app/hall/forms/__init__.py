"""Forms of decision days: the officers' and the voters'."""
