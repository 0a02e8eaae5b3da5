"""What a buyer buys, drawn for a page: its years, its families, what ends soon."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from spaser.documents.dessins import BarreAnnee, Rang
from spaser.documents.dessins_pages import (
    Legende,
    Tuile,
    draw_colonnes_page,
    draw_pavage,
    draw_rangs_page,
)
from spaser.documents.francais import (
    MOIS,
    enumerate_mots,
    format_euros_courts,
    format_nombre,
    format_pourcent,
    pluriel,
    typographie,
)
from spaser.moteur.portrait import Portrait, Volume

_ANNEES_MAX: Final = 8  # that a phone holds side by side
_RANGS_MAX: Final = 4
_TUILES_MIN: Final = 4  # under which tiles say less than bars


@dataclass(frozen=True)
class ImageAchats:
    """A picture, what it tells in a line, its marks, and its table."""

    identifiant: str
    titre: str
    note: str
    volumes: tuple[Volume, ...]
    rangs: Sequence[Rang]
    trace: Callable[[Legende], str]

    @property
    def dessin(self) -> SafeString:
        """Draw it, unless it would only repeat a number."""
        dits = ", ".join(f"{rang.nom} : {rang.etiquette}" for rang in self.rangs)
        legende = Legende(f"achats-{self.identifiant}", self.titre, typographie(f"{dits}."))
        return mark_safe(self.trace(legende) if len(self.rangs) > 1 else "")  # noqa: S308 - drawings escape every text


@dataclass(frozen=True)
class ImagesAchats:
    annees: ImageAchats
    familles: ImageAchats
    fins: ImageAchats


def draw_achats(lu: Portrait, annee: int | None, incompletes: Collection[int]) -> ImagesAchats:
    """Draw what a buyer published; `annee` is the year of the page, `incompletes` are not whole."""
    return ImagesAchats(
        _draw_annees(lu.annees, annee, incompletes), _draw_familles(lu), _draw_fins(lu)
    )


def _draw_annees(
    volumes: tuple[Volume, ...], montree: int | None, incompletes: Collection[int]
) -> ImageAchats:
    connues = {int(volume.nom): volume.marches for volume in volumes if volume.nom.isdigit()}
    colonnes = [
        BarreAnnee(str(annee), format_nombre(n), n, annee in incompletes, annee == montree)
        for annee, n in sorted(connues.items())[-_ANNEES_MAX:]
    ]
    hachurees = [colonne.annee for colonne in colonnes if colonne.partielle]
    note = f"Pas encore entière\u00a0: {enumerate_mots(hachurees)}." if hachurees else ""
    titre = _tell_annees(connues, montree, incompletes)
    rangs = [Rang(colonne.annee, colonne.etiquette, colonne.valeur or 0) for colonne in colonnes]
    return ImageAchats(
        "annees", titre, note, volumes, rangs, lambda dite: draw_colonnes_page(dite, colonnes)
    )


def _tell_annees(connues: dict[int, int], montree: int | None, incompletes: Collection[int]) -> str:
    """Set the year of the page beside the one before, when both are whole."""
    avant = (montree or 0) - 1
    if montree not in connues or avant not in connues or {montree, avant} & set(incompletes):
        return "Marchés publiés par année"
    ecart = connues[montree] - connues[avant]
    if not ecart:
        return f"Autant de marchés publiés qu’en {avant}"
    dit = pluriel(abs(ecart), "marché publié", "marchés publiés")
    return f"{dit} de {'plus' if ecart > 0 else 'moins'} qu’en {avant}"


def _draw_familles(lu: Portrait) -> ImageAchats:
    rangs = [
        Rang(famille.nom, format_euros_courts(famille.montant), famille.montant)
        for famille in lu.familles
        if famille.montant and famille.montant > 0
    ]
    total = sum(rang.valeur for rang in rangs)
    titre, note = "Montants par famille d’achat", ""
    if total:
        titre = f"{rangs[0].nom}\u00a0: {format_pourcent(rangs[0].valeur / total)} du montant"
        annees = [volume.nom for volume in lu.annees if volume.nom.isdigit()]
        depuis = f", de {annees[0]} à {annees[-1]}" if annees else ""
        note = f"{format_euros_courts(total)} HT à l’attribution{depuis}."
    return ImageAchats(
        "familles", titre, note, lu.familles, rangs, lambda dite: _draw_parts(dite, rangs)
    )


def _draw_parts(legende: Legende, rangs: list[Rang]) -> str:
    """Draw tiles; sorted bars where they are few or one has half: the rest would be crumbs."""
    if len(rangs) < _TUILES_MIN or 2 * rangs[0].valeur > sum(rang.valeur for rang in rangs):
        return draw_rangs_page(legende, _gather(rangs))
    return draw_pavage(legende, (Tuile(r.nom, r.etiquette, r.valeur) for r in rangs))


def _gather(rangs: list[Rang]) -> list[Rang]:
    """Keep the first ones, and add the others up."""
    autres = rangs[_RANGS_MAX:]
    if len(autres) <= 1:
        return rangs
    reste = sum(rang.valeur for rang in autres)
    nom = pluriel(len(autres), "autre famille", "autres familles")
    return [*rangs[:_RANGS_MAX], Rang(nom, format_euros_courts(reste), reste)]


def _draw_fins(lu: Portrait) -> ImageAchats:
    """Draw a column a month, from the first that sees a contract end to the last."""
    dit = pluriel(lu.nb_echeances, "marché prend fin", "marchés prennent fin")
    titre = (
        f"{dit} d’ici douze mois"
        if lu.nb_echeances
        else "Aucun marché ne prend fin d’ici douze mois"
    )
    fins = {fin.nom: fin for fin in lu.fins}
    mois = _list_mois(lu.fins[0].nom, lu.fins[-1].nom) if fins else {}
    nombres = {cle: fins[cle].marches if cle in fins else 0 for cle in mois}
    rangs = [Rang(mois[cle], format_nombre(nombre), nombre) for cle, nombre in nombres.items()]
    plus_haut = max(nombres.values(), default=0)
    colonnes = [
        BarreAnnee(r.nom[0].upper(), r.etiquette if r.valeur == plus_haut else "", r.valeur)
        for r in rangs
    ]
    note = "D’après les durées publiées, sans reconduction."
    if len(rangs) > 1:
        note = f"De {rangs[0].nom} à {rangs[-1].nom}, sans reconduction."
    volumes = tuple(replace(fin, nom=mois[cle]) for cle, fin in fins.items())
    return ImageAchats(
        "fins", titre, note, volumes, rangs, lambda dite: draw_colonnes_page(dite, colonnes)
    )


def _list_mois(premier: str, dernier: str) -> dict[str, str]:
    """Return the months from one to another, 2026-12 to 2027-11, with their names."""
    debut, fin = (12 * int(cle[:4]) + int(cle[5:]) - 1 for cle in (premier, dernier))
    return {
        f"{rang // 12}-{rang % 12 + 1:02}": f"{MOIS[rang % 12]} {rang // 12}"
        for rang in range(debut, fin + 1)
    }
