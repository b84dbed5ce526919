"""Tests of the counting library."""
