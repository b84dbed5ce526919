"""Journeys through a real browser, walked twice: in English by keyboard on a phone, in Urdu by clicks on a desk."""
