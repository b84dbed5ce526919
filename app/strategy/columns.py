"""Headings of an action plan's file: those of a delivery plan, which must be there, and more that may be."""

from __future__ import annotations

OBJECTIVE, ACTIVITY, AREAS, MILESTONES = "Objective", "Activity", "Target areas", "Milestones"
EVIDENCE = "Evidence base and hypothesis"
OUTCOMES = ("Outcome measures year 1", "Outcome measures year 2", "Outcome measures year 3")
PILLAR, CODE, TITLE, OWNER, PARTNERS, START, END = "Pillar", "Code", "Title", "Owner", "Partners", "Start", "End"
NEEDED = (OBJECTIVE, ACTIVITY, AREAS, MILESTONES, EVIDENCE, *OUTCOMES)
EXTRA = (PILLAR, CODE, TITLE, OWNER, PARTNERS, START, END)
