"""The rules of a ballot in short sentences, as the voter reads them above the projects."""

from __future__ import annotations

from app.core.i18n import _, ngettext
from app.rounds.models import BallotType, Incomplete, OwnProject, PotScope, RuleSet


def how_to(rules: RuleSet, *, pots: int, has_own: bool) -> list[str]:
    """What to do, in the order of importance. has_own: a project of the voter's own group is on the ballot (E09)."""
    said = [_main(rules), *_more(rules)]
    if pots > 1:
        said.append(
            str(_("You can choose in every pot below."))
            if rules.pot_scope is PotScope.ALL
            else str(_("The pots below are the ones for everyone and for your area."))
        )
    if rules.boost_votes:
        said.append(
            str(
                ngettext(
                    "You also have %(num)s boost vote, for a project that offers it. It may go to one that you chose.",
                    "You also have %(num)s boost votes, for projects that offer them. They may go to ones you chose.",
                    rules.boost_votes,
                )
            )
        )
    if has_own and rules.own_project is OwnProject.EXCLUDED:
        said.append(str(_("What you give to a project of your own group is not counted.")))
    if has_own and rules.own_project is OwnProject.BARRED:
        said.append(str(_("You cannot vote for a project of your own group.")))
    return said


def _main(rules: RuleSet) -> str:
    match rules.ballot_type:
        case BallotType.BUDGET:
            text = _("Tick the projects that should get money, as long as there is money left.")
        case BallotType.POINTS if rules.points_total and _is_capped(rules):
            text = ngettext(
                "You have %(num)s point to share out.",
                "You have %(num)s points to share out among the projects.",
                rules.points_total,
            )
        case BallotType.POINTS if rules.points_total:
            text = ngettext(
                "You have %(num)s point to give.",
                "You have %(num)s points. Give them all to one project, or some to several.",
                rules.points_total,
            )
        case BallotType.POINTS:
            text = _("Give points to the projects you like.")
        case BallotType.SCORE:
            text = _(
                "Give each project a score from %(least)s to %(most)s. %(most)s is the best.",
                least=rules.scale_min,
                most=rules.scale_max,
            )
        case BallotType.RANK:
            text = _("Give 1st to the project you like best, then 2nd, and so on.")
        case _:
            text = _ticks(rules)
    return str(text)


def _is_capped(rules: RuleSet) -> bool:
    """Points cannot all go to one project."""
    is_points = rules.ballot_type is BallotType.POINTS
    return is_points and rules.per_item_max is not None and rules.per_item_max < (rules.points_total or 0)


def _ticks(rules: RuleSet) -> str:
    if rules.max_choices is None:
        return str(_("Tick as many projects as you like."))
    if rules.min_choices == rules.max_choices:
        return str(ngettext("Tick %(num)s project.", "Tick %(num)s projects.", rules.max_choices))
    return str(ngettext("Tick up to %(num)s project.", "Tick up to %(num)s projects.", rules.max_choices))


def _more(rules: RuleSet) -> list[str]:
    """Limits that are not in the first sentence (E04, E06, E07)."""
    said: list[str] = []
    if rules.ballot_type is BallotType.SCORE:
        words = {
            Incomplete.REJECT: _("Your vote can be cast when every project has a score."),
            Incomplete.MEAN: _("A project that you do not score is not marked down."),
            Incomplete.ZERO: _("A project that you do not score counts as 0."),
        }
        return [str(words[rules.incomplete])]
    if rules.per_item_max and _is_capped(rules):
        said.append(
            str(
                ngettext(
                    "You can give one project at most %(num)s point.",
                    "You can give one project at most %(num)s points.",
                    rules.per_item_max,
                )
            )
        )
    if rules.ballot_type in {BallotType.RANK, BallotType.POINTS, BallotType.BUDGET} and rules.max_choices:
        said.append(str(ngettext("Choose up to %(num)s project.", "Choose up to %(num)s projects.", rules.max_choices)))
    if rules.min_choices > 1 and rules.min_choices != rules.max_choices:
        said.append(
            str(ngettext("Choose at least %(num)s project.", "Choose at least %(num)s projects.", rules.min_choices))
        )
    return said
