"""Amounts and shares of spend as a page prints them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context

from spaser.documents import francais
from spaser.moteur.depenses.modele import Somme
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles.corrections import ChampCorrige, NatureChamp, OuiNon
from spaser.site.chiffres.depenses.resultats import Taux
from spaser.site.chiffres.figures import FigureMontree, draw_payes
from spaser.site.chiffres.marches.fichiers import repair_prive
from spaser.site.chiffres.models import Fonds
from spaser.site.organisations.models import Espace
from spaser.site.socle.taches.file import list_vives

register = template.Library()


@register.inclusion_tag("chiffres/situation/figures.html")
def figures(montrees: Sequence[FigureMontree], *, sens: bool = False) -> dict[str, Any]:
    """Draw figures side by side, their legend told once; with `sens`, what each counts in view."""
    bases = dict.fromkeys(une.base_nationale for une in montrees if une.base_nationale)
    autrui = f"France, autre base : {' ; '.join(bases)}" if bases else ""
    return {
        "figures": montrees,
        "sens": sens,
        "dessine": any(une.cible.valeur is not None for une in montrees),
        "cible": "cible" if any(une.cible.cible is not None for une in montrees) else "",
        "autrui": francais.typographie(autrui),
    }


@register.inclusion_tag("depenses/taux.html", takes_context=True)
def taux_payes(context: Context, lus: Sequence[tuple[Taux, bool]]) -> dict[str, Any]:
    """Draw rates of a paid year side by side; beside each, whether its method has a page."""
    dessins = draw_payes([taux for taux, _ in lus], context["objectifs"])
    lu = {nom: context[nom] for nom in ("espace", "annee", "voir_lignes", "garder", "objectifs")}
    return lu | {"rangs": [(*un, dessin) for un, dessin in zip(lus, dessins, strict=True)]}


@register.filter
def centimes(montant: Decimal | None) -> str:
    """Write an amount to the cent; « non connu » when there is none."""
    return (
        "non connu"
        if montant is None
        else f"{francais.format_nombre(float(montant), 2)}{francais.FINE}€"
    )


register.filter("budget", francais.format_budget)


@register.filter
def poids(somme: Somme) -> str:
    return centimes(somme.euros)


@register.filter
def lus(montant: Decimal) -> str:
    return francais.format_euros_lus(float(montant))


@register.filter
def part(valeur: float | None) -> str:
    return "non connue" if valeur is None else francais.format_pourcent(valeur)


@register.filter
def nombre(valeur: int) -> str:
    return francais.format_nombre(valeur)


@register.filter
def siren(valeur: str | None) -> str:
    return francais.format_siren(valeur) if valeur else ""


@register.filter
def cherche(table: dict[str, str], cle: str | None) -> str:
    return table.get(cle or "", "")


# --- Values of contracts as a page prints them ---


_ABSENTE = "non connu"


@register.filter
def valeur(texte: str, champ: ChampCorrige | str) -> str:
    if not texte:
        return _ABSENTE
    nature = ChampCorrige(champ).definition.nature
    if nature is NatureChamp.ETAT:
        return OuiNon(texte).libelle
    if nature is NatureChamp.EUROS:
        return francais.format_euros(float(texte))
    if nature is NatureChamp.FAMILLE:
        return read_familles().get(texte, texte)
    if nature is NatureChamp.HEURES:
        return francais.typographie(f"{francais.format_nombre(int(texte))} h")
    return francais.format_date(date.fromisoformat(texte)) if nature is NatureChamp.JOUR else texte


@register.filter
def libelle_champ(champ: str) -> str:
    return ChampCorrige(champ).libelle


@register.filter
def oui_non(texte: str) -> str:
    return OuiNon(texte).libelle if texte else _ABSENTE


@register.inclusion_tag("marches/relecture.html")
def relecture(espace: Espace) -> dict[str, object]:
    """Say that the files of a space are being read again, when what was read of them is damaged."""
    fonds: Fonds | None = getattr(espace, "fonds_marches", None)
    if fonds is None or fonds.abime_le is None:
        return {"abime": False}
    return {"abime": True, "vive": list_vives(repair_prive, numero=fonds.pk).exists()}
