"""Tests of decision days."""
