"""Writes the values of a sheet, and those of a filter."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from spaser.regles.nomenclatures import Statut, format_valeur
from spaser.site.recherche.services import read_generation
from spaser.site.registre.documents import GENERATION
from spaser.site.registre.models import Fiche, LienFiche
from spaser.site.registre.porteurs import FiltreCompte

register = template.Library()

# The text depends on the values alone, and few come back often: each is kept.
_FILTRES: Final = 300
_LIGNES: Final = 2000

_BADGE: Final = '<span class="fr-badge fr-badge--sm fr-badge--no-icon{}">{}</span>'
_COULEURS: Final = {
    Statut.EN_REFLEXION: " fr-badge--new",
    Statut.EN_COURS_ELABORATION: " fr-badge--new",
    Statut.ADOPTE: " fr-badge--success",
    Statut.EN_REVISION: " fr-badge--info",
    Statut.ECHU: " fr-badge--warning",
}
_CHECKED: Final = SafeString(" checked")
_CHOIX: Final = (
    '<div class="fr-fieldset__element"><div class="fr-checkbox-group fr-checkbox-group--sm">'
    '<input type="checkbox" name="{0}" value="{1}" id="{0}-{1}"{2}>'
    '<label class="fr-label" for="{0}-{1}">{3} ({4})</label></div></div>'
)


@register.filter
def francais(valeur: object) -> str:
    return format_valeur(valeur)


@register.filter
def etat_de(adresses: Mapping[str, LienFiche], url: str) -> LienFiche | None:
    """Return what is known of an address of a sheet, if it is one of its addresses."""
    return adresses.get(url)


@register.simple_tag
@lru_cache(maxsize=_FILTRES)
def choix_de(facette: FiltreCompte) -> SafeString:
    """Write the boxes of a filter; in Python, because a list has a hundred of them."""
    return format_html_join(
        "\n",
        _CHOIX,
        (
            (facette.nom, v.valeur, _CHECKED if v.coche else "", v.libelle, v.nombre)
            for v in facette.valeurs
        ),
    )


@register.simple_tag
def resultat_de(fiche: Fiche, comparees: Collection[int] | None = None) -> SafeString:
    """Write the line of a sheet; `comparees` adds the box that compares it, ticked or not."""
    coche = None if comparees is None else fiche.pk in comparees
    return _write_resultat(read_generation(GENERATION), timezone.localdate(), fiche, coche)


@lru_cache(maxsize=_LIGNES)
def _write_resultat(
    _generation: str,
    _jour: date,
    fiche: Fiche,
    coche: bool | None,  # noqa: FBT001 - a key of the cache
) -> SafeString:
    return render_to_string("registre/liste/resultat.html", {"fiche": fiche, "coche": coche})


@register.simple_tag
def statut_de(statut: Statut) -> SafeString:
    libelle = "Statut non connu" if statut is Statut.INCONNU else statut.libelle
    return format_html(_BADGE, _COULEURS.get(statut, ""), libelle)
