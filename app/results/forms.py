"""What officers fill in to count."""

from __future__ import annotations

from wtforms.validators import Optional

from app.core.forms import Form, WordsField
from app.core.i18n import lazy


class CountForm(Form):
    """A count; the reason is asked for once a result was published."""

    reason = WordsField(
        lazy("Why are the votes counted again?"),
        most=500,
        rows=3,
        validators=[Optional()],
        description=lazy("Everyone can read this"),
    )
