"""What forms of the plan ask: its dates, its places, its pilots."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from spaser.documents.francais import format_nombre
from spaser.donnees.tables.cellules import MontantIllisible, read_centimes
from spaser.metier.plan.dates import AIDE, read_date_plan, write_date_plan
from spaser.metier.plan.modele import A_RANGER
from spaser.web.comptes.models import Utilisateur
from spaser.web.plan.models import Axe, Objectif

type Places = Sequence[tuple[Axe, Sequence[Objectif]]]

AXE: Final = "axe"
OBJECTIF: Final = "objectif"
NON_MEMBRE: Final = {
    "invalid_choice": "Cette personne n’est pas, ou n’est plus, membre de l’espace. Choisissez-en "
    "une autre, ou écrivez son nom ou son service."
}


class ChampMois(forms.CharField):
    """A month or a day, kept as a text that sorts."""

    def __init__(self, label: str, aide: str = AIDE, **options: Any) -> None:
        super().__init__(label=label, required=False, max_length=30, help_text=aide, **options)

    def clean(self, value: Any) -> str:  # noqa: ANN401 - as Django's
        """Read 06/2027, juin 2027 or 15/06/2027."""
        texte = super().clean(value)
        if not texte:
            return ""
        if lue := read_date_plan(texte):
            return str(lue)
        raise ValidationError(
            f"« {texte} » n’est ni un mois ni un jour. Écrivez par exemple 06/2027 ou 15/06/2027."
        )

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - as Django's
        lue = read_date_plan(value) if isinstance(value, str) else None
        return write_date_plan(lue) if lue else value


class ChampEuros(forms.CharField):
    """An amount, however it is spaced."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, required=False, max_length=40, **options)

    def clean(self, value: Any) -> Decimal | None:  # noqa: ANN401 - typed as a text
        """Read 1 234,50 or 1234.5."""
        texte = super().clean(value)
        if not texte:
            return None
        try:
            centimes = read_centimes(texte)
        except MontantIllisible as faute:
            raise ValidationError(f"« {texte} » : {faute}.") from faute
        if centimes < 0:
            raise ValidationError("Un budget n’est pas négatif.")
        return Decimal(centimes) / 100

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - as Django's
        if not isinstance(value, Decimal):
            return value
        entier = value == value.to_integral_value()
        return format_nombre(float(value), 0 if entier else 2)


def list_choix_places(places: Places) -> list[tuple[str, str]]:
    choix = [("", A_RANGER)]
    for axe, objectifs in places:
        choix += [(f"{AXE}-{axe.pk}", axe.titre)]
        choix += [(f"{OBJECTIF}-{o.pk}", f"{axe.titre} › {o.titre}") for o in objectifs]
    return choix


def list_choix_membres(membres: Sequence[Utilisateur]) -> list[tuple[str, str]]:
    return [("", "Aucun"), *((str(m.pk), m.nom_complet) for m in membres)]


def read_place(texte: str, places: Places) -> tuple[Axe | None, Objectif | None]:
    for axe, objectifs in places:
        if texte == f"{AXE}-{axe.pk}":
            return axe, None
        for objectif in objectifs:
            if texte == f"{OBJECTIF}-{objectif.pk}":
                return axe, objectif
    return None, None


def write_place(axe_id: int | None, objectif_id: int | None) -> str:
    if objectif_id:
        return f"{OBJECTIF}-{objectif_id}"
    return f"{AXE}-{axe_id}" if axe_id else ""
