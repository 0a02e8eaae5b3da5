"""Forms of one kind, whatever they ask."""

from __future__ import annotations

from typing import Any, Final

from dsfr.forms import DsfrBaseForm

CHAMP_LIBRE: Final = "socle/composants/champ_libre.html"


class FormLibre(DsfrBaseForm):
    """Filters, short lines: every question may be left empty, so none is marked optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.template_name = CHAMP_LIBRE  # type: ignore[attr-defined]  # not in the stubs
