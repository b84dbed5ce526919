"""The words of rule sets that only officers read, as the choices of their forms."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import ChannelPolicy, Incomplete, Leftover, OwnProject, PotScope, RankMethod, ScoreScope

SCORE_SCOPES = {
    ScoreScope.ALL: lazy("All together, after everything was presented"),
    ScoreScope.PRESENTED: lazy("Each as it is presented in the hall"),
}
INCOMPLETE = {
    Incomplete.REJECT: lazy("The ballot does not count"),
    Incomplete.MEAN: lazy("Projects are compared by the mean of those who scored them"),
    Incomplete.ZERO: lazy("A missing score counts as 0"),
}
RANK_METHODS = {
    RankMethod.BORDA: lazy("As many points as there are projects for the first place, one fewer for each next"),
    RankMethod.THREE_TWO_ONE: lazy("3 points for the first place, 2 for the second, 1 for the third"),
}
OWN_PROJECTS = {
    OwnProject.ALLOWED: lazy("They count like any other"),
    OwnProject.EXCLUDED: lazy("They are left out, and projects are compared by mean score"),
    OwnProject.BARRED: lazy("They are not allowed"),
}
LEFTOVERS = {
    Leftover.BACK: lazy("Stays in the pot"),
    Leftover.NEXT_POT: lazy("Goes to the next pot of the round"),
    Leftover.UP: lazy("Goes from the pots of areas to the pot for everyone"),
}
CHANNEL_POLICIES = {
    ChannelPolicy.ONE_TOTAL: lazy("One vote, whichever way"),
    ChannelPolicy.ONE_PER_CHANNEL: lazy("One vote from home and one in person"),
}
POT_SCOPES = {
    PotScope.OWN: lazy("People choose in the pot of their own area"),
    PotScope.ALL: lazy("People choose in all pots"),
}
