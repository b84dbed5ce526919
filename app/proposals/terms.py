"""The words that people read for a proposal's states, budget headings and the people it brings together."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import BudgetHeading, Mixing, ProposalState

STATES: dict[str, object] = {
    ProposalState.DRAFT: lazy("Draft"),
    ProposalState.SUBMITTED: lazy("Sent, being checked"),
    ProposalState.QUERY: lazy("We have a question"),
    ProposalState.ELIGIBLE: lazy("Passed the check"),
    ProposalState.INELIGIBLE: lazy("Does not meet the rules"),
    ProposalState.ON_BALLOT: lazy("On the ballot"),
    ProposalState.FUNDED: lazy("Funded"),
    ProposalState.PART_FUNDED: lazy("Funded in part"),
    ProposalState.RESERVE: lazy("On the reserve list"),
    ProposalState.NOT_FUNDED: lazy("Not funded"),
    ProposalState.WITHDRAWN: lazy("Withdrawn"),
}

STATE_COLOURS: dict[str, str] = {
    ProposalState.DRAFT: "grey",
    ProposalState.SUBMITTED: "blue",
    ProposalState.QUERY: "yellow",
    ProposalState.ELIGIBLE: "teal",
    ProposalState.INELIGIBLE: "red",
    ProposalState.ON_BALLOT: "purple",
    ProposalState.FUNDED: "green",
    ProposalState.PART_FUNDED: "green",
    ProposalState.RESERVE: "orange",
    ProposalState.NOT_FUNDED: "grey",
    ProposalState.WITHDRAWN: "grey",
}

MIXING: dict[str, object] = {
    Mixing.INTERGENERATIONAL: lazy("Different ages"),
    Mixing.CULTURAL: lazy("Different cultures or ethnic backgrounds"),
    Mixing.FAITH: lazy("Different faiths, and none"),
    Mixing.NEW_AND_SETTLED: lazy("People who are new here and people who have long been here"),
    Mixing.NEIGHBOURHOOD: lazy("Different neighbourhoods or ways of life"),
    Mixing.ECONOMIC: lazy("People with more money and people with less"),
    Mixing.DISABILITY: lazy("Disabled people and people who are not"),
    Mixing.GENDER: lazy("Women, men and people of other genders"),
    Mixing.ORIENTATION: lazy("People of different sexual orientations"),
    Mixing.URBAN_AND_RURAL: lazy("Town and countryside"),
}

HEADINGS: dict[str, object] = {
    BudgetHeading.STAFF: lazy("Staff"),
    BudgetHeading.SESSIONAL: lazy("Paid session workers"),
    BudgetHeading.VOLUNTEERS: lazy("Volunteers' expenses"),
    BudgetHeading.VENUE: lazy("Rooms and places"),
    BudgetHeading.MATERIALS: lazy("Materials and food"),
    BudgetHeading.ACCESS: lazy("Access and interpreting"),
    BudgetHeading.CHILDCARE: lazy("Childcare"),
    BudgetHeading.TRAVEL: lazy("Travel"),
    BudgetHeading.PUBLICITY: lazy("Telling people about it"),
    BudgetHeading.EVALUATION: lazy("Finding out what changed"),
    BudgetHeading.OVERHEAD: lazy("Running costs"),
}

AGREEMENT: dict[str, object] = {
    "yes": lazy("Yes"),
    "partly": lazy("Partly"),
    "not-yet": lazy("Not yet"),
}
