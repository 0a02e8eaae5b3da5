"""Values of contracts as a page prints them."""

from __future__ import annotations

from datetime import date

from django import template

from spaser.documents.francais import format_date, format_euros, format_nombre, typographie
from spaser.donnees.referentiels.embarques import read_familles
from spaser.metier.corrections.champs import ChampMarche, NatureChamp, Reponse
from spaser.web.marches.models import Fonds
from spaser.web.marches.tasks import repair_prive
from spaser.web.organisations.models import Espace
from spaser.web.socle.taches.baux import list_vives

register = template.Library()
_ABSENTE = "non connu"


@register.filter
def valeur(texte: str, champ: ChampMarche | str) -> str:
    if not texte:
        return _ABSENTE
    nature = ChampMarche(champ).definition.nature
    if nature is NatureChamp.ETAT:
        return Reponse(texte).libelle
    if nature is NatureChamp.EUROS:
        return format_euros(float(texte))
    if nature is NatureChamp.FAMILLE:
        return read_familles().get(texte, texte)
    if nature is NatureChamp.HEURES:
        return typographie(f"{format_nombre(int(texte))} h")
    return format_date(date.fromisoformat(texte)) if nature is NatureChamp.JOUR else texte


@register.filter
def libelle_champ(champ: str) -> str:
    return ChampMarche(champ).libelle


@register.filter
def oui_non(texte: str) -> str:
    return Reponse(texte).libelle if texte else _ABSENTE


@register.inclusion_tag("marches/relecture.html")
def relecture(espace: Espace) -> dict[str, object]:
    """Say that the files of a space are being read again, when what was read of them is damaged."""
    fonds: Fonds | None = getattr(espace, "fonds_marches", None)
    if fonds is None or fonds.abime_le is None:
        return {"abime": False}
    return {"abime": True, "vive": list_vives(repair_prive, numero=fonds.pk).exists()}
