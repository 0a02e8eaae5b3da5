"""What a corrected rate is a share of, and its bounds: asked for, never invented."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import msgspec
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from spaser.metier.publication.errata import Compte, check_compte
from spaser.web.cibles.forms.champs import ChampValeur, read_valeur

CHAMPS: Final = ("numerateur", "denominateur", "bas", "haut")
_BORNES: Final = frozenset({"bas", "haut"})


class FormCompte(DsfrBaseForm):
    """The count of a corrected rate; a form that corrects a value has these fields."""

    numerateur = ChampValeur(
        label="Numérateur corrigé",
        required=False,
        help_text="Pour un taux : ce qui est compté, par exemple 68 marchés.",
    )
    denominateur = ChampValeur(
        label="Dénominateur corrigé",
        required=False,
        help_text="Pour un taux : sur quoi, par exemple 142 marchés. Sans compte, la correction "
        "dit qu’elle n’en donne pas.",
    )
    bas = ChampValeur(label="Borne basse corrigée", required=False)
    haut = ChampValeur(label="Borne haute corrigée", required=False)

    def read_compte(self, valeur: Decimal, unite: str) -> dict[str, Any] | None:
        """Return the count as the database keeps it; None when none is given."""
        lus: dict[str, Decimal | None] = {}
        for nom in CHAMPS:
            try:
                lus[nom] = read_valeur(
                    self.cleaned_data.get(nom) or "", unite if nom in _BORNES else ""
                )
            except ValidationError as faute:
                self.add_error(nom, faute)
        if len(lus) < len(CHAMPS) or not any(une is not None for une in lus.values()):
            return None
        compte = Compte(**lus)
        for nom, dite in check_compte(valeur, unite, compte).items():
            self.add_error(nom, dite)
        dits: dict[str, Any] = msgspec.to_builtins(compte)
        return dits
