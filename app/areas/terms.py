"""Words for the kinds of areas and links, as pages show them."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import AreaType, Basis, LinkKind

AREA_TYPES = {
    AreaType.DISTRICT: lazy("District"),
    AreaType.COUNCIL_AREA: lazy("Council area"),
    AreaType.CONSTITUENCY: lazy("Constituency"),
    AreaType.WARD: lazy("Ward"),
    AreaType.PARISH: lazy("Parish"),
    AreaType.NEIGHBOURHOOD: lazy("Neighbourhood"),
}
LINK_KINDS = {
    LinkKind.WITHIN: lazy("lies in"),
    LinkKind.OVERLAPS: lazy("lies partly in"),
    LinkKind.SUCCESSOR_OF: lazy("is in the place of"),
}
BASES = {
    Basis.LEGAL: lazy("by law"),
    Basis.POSTCODES: lazy("from postcodes"),
    Basis.POPULATION: lazy("from population"),
    Basis.ESTIMATE: lazy("estimate, not confirmed"),
}
