"""When two rates may be compared, and whether files cover a year: one rule for every page.

A year is **covered** for a buyer by a *series* of files that holds contracts of this buyer: files
that bear one name, dates and ranks left aside (`decp-2023.json` and `decp-2024.json`). Others say
nothing of a buyer whom they never name. What counts is the day of notification of every contract
of the series, whoever bought.

- **Not covered**: the series holds no contract of that year, of any buyer.
- **Hardly**: it holds some, under a quarter of its fullest year: contracts published again for a
  change, not a year. A series of one buyer is only what that buyer bought: all its years count.
- **Partly**: nothing is notified for a month or more at an end of the year, and chance alone would
  leave such a hole less than once in a hundred, given how many contracts there are; or nothing was
  published after its end; or its last contracts still have time to be (the current year, always).
- **Wholly** otherwise. The best series decides.

Limits. A month that is missing inside a year is not seen. A platform that a buyer also used, and
whose files were not read, is not known. A year of very few contracts is believed.
So a buyer without a contract in a covered year has « aucun marché dans les fichiers lus »; a year
that no file covers is « non couverte », and nothing is concluded from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from spaser.contenus.faits import find_fait
from spaser.moteur.valeurs import SerieLue, Variante
from spaser.regles.indicateurs import Origine
from spaser.regles.nomenclatures import Nomenclature, annee_montree, tell_jour

_FORMAT: Final = "DECP-FORMAT-2024"
DANS_LES_FICHIERS: Final = " dans les fichiers lus"
_PART_PLEINE: Final = 0.25
_TROU: Final = timedelta(days=31)
_HASARD: Final = 0.01
_JOURS: Final = 365
ECART_CORRECTION: Final = 0.10
"""Shares of corrected contracts may differ by ten points: a correction moves a rate by its share
at most, and that is half of what one contract moves in the smallest rate that lets conclude."""


class EtatCouverture(Nomenclature):
    """How far the files that were read cover a year; the least first."""

    ABSENTE = "absente", "non couverte"
    EPARSE = "eparse", "à peine couverte"
    PARTIELLE = "partielle", "couverte en partie"
    ENTIERE = "entiere", "couverte"


@dataclass(frozen=True, slots=True)
class CouvertureAnnee:
    """How far a year is covered; `du` and `au` are the days of what is known in part."""

    annee: int
    etat: EtatCouverture
    du: date | None = None
    au: date | None = None

    @property
    def est_entiere(self) -> bool:
        """Say whether what is missing then was not bought."""
        return self.etat is EtatCouverture.ENTIERE

    @property
    def rang(self) -> tuple[int, bool]:
        """Return what sorts years by what is known of them: their state, then over half or not."""
        debut, fin = self.du or date(self.annee, 1, 1), self.au or date(self.annee, 12, 31)
        return list(EtatCouverture).index(self.etat), 2 * (fin - debut).days >= _JOURS

    @property
    def texte(self) -> str:
        """Say it after the year: « couverte en partie, jusqu’au 26 juillet 2024 »."""
        if self.etat is EtatCouverture.EPARSE:
            return "à peine couverte : quelques marchés seulement"
        bouts = [f"à partir du {tell_jour(self.du)}"] if self.du else []
        bouts += [f"jusqu’au {tell_jour(self.au)}"] if self.au else []
        return ", ".join([self.etat.libelle, *bouts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Assise:
    """What a rate rests on: who compares two of them asks `explain` first.

    `base` and `origine` are None for a value that somebody typed; `couverture` when nobody knows.
    `considerations`: it is a rate of social or environmental considerations. Of `marches`
    contracts, `corriges` are no longer as they were published.
    """

    annee: int
    base: Variante | None = None
    origine: Origine | None = None
    couverture: CouvertureAnnee | None = None
    considerations: bool = False
    corriges: int = 0
    marches: int = 0

    @property
    def part_corrigee(self) -> float:
        return self.corriges / self.marches if self.marches else 0.0

    @property
    def muette(self) -> bool:
        """Say whether its contracts could not tell their considerations."""
        return self.considerations and self.origine is not Origine.PAYES and is_muette(self.annee)


def is_muette(annee: int) -> bool:
    """Say whether contracts notified that year could not tell their considerations."""
    depuis = find_fait(_FORMAT).depuis
    return depuis is not None and annee < depuis.year


def tell_muette(annee: int) -> str:
    return f"les marchés notifiés en {annee} ne disent pas leurs considérations"


def tell_sans_marche(annee: int) -> str:
    """Say that what was read holds no contract of a year, covered or not."""
    return f"aucun marché de {annee}{DANS_LES_FICHIERS}"


def judge_annee(series: Iterable[SerieLue], annee: int, aujourdhui: date) -> CouvertureAnnee:
    jugees = [_judge(serie, annee, aujourdhui) for serie in series]
    if not jugees:
        return CouvertureAnnee(annee, EtatCouverture.ABSENTE)
    etats = list(EtatCouverture)
    etat = max((jugee.etat for jugee in jugees), key=etats.index)
    tenues = [jugee for jugee in jugees if jugee.etat is etat]
    debuts, fins = [t.du for t in tenues], [t.au for t in tenues]
    return CouvertureAnnee(
        annee,
        etat,
        du=None if None in debuts else min(d for d in debuts if d),
        au=None if None in fins else max(f for f in fins if f),
    )


def _judge(serie: SerieLue, annee: int, aujourdhui: date) -> CouvertureAnnee:
    vue = serie.find(annee)
    if vue is None:
        return CouvertureAnnee(annee, EtatCouverture.ABSENTE)
    pleine = max(autre.marches for autre in serie.annees)
    if not serie.un_acheteur and vue.marches < _PART_PLEINE * pleine:
        return CouvertureAnnee(annee, EtatCouverture.EPARSE)
    publiee = serie.publie_le.year > annee <= annee_montree(aujourdhui)
    debut = vue.premier - date(annee, 1, 1)
    fin = date(annee, 12, 31) - vue.dernier
    du = vue.premier if _is_trou(debut, vue.marches) else None
    au = vue.dernier if not publiee or _is_trou(fin, vue.marches) else None
    etat = EtatCouverture.PARTIELLE if du or au else EtatCouverture.ENTIERE
    return CouvertureAnnee(annee, etat, du, au)


def _is_trou(duree: timedelta, marches: int) -> bool:
    """Say whether days without a contract are more than chance: none of so many fell there."""
    return duree >= _TROU and (1 - duree.days / _JOURS) ** marches < _HASARD


def explain(une: Assise, autre: Assise) -> str:
    """Say why two rates are not compared, in a sentence; nothing when they may be."""
    avant, apres = sorted((une, autre), key=lambda assise: assise.annee)
    if avant.base != apres.base:
        return f"L’un compte {_COMPTES[avant.base]}, l’autre {_COMPTES[apres.base]}."
    return (
        _explain_origine(avant, apres)
        or next((raison for assise in (avant, apres) if (raison := _explain_annee(assise))), "")
        or explain_corrections(avant, apres)
    )


_COMPTES: Final[dict[Variante | None, str]] = {
    "nombre": "des marchés",
    "montant": "des euros",
    "moyenne": "une moyenne",
    "total": "un total",
    None: "une valeur relevée",
}


def _explain_origine(avant: Assise, apres: Assise) -> str:
    if avant.origine is apres.origine:
        return ""
    noms = [f"« {a.origine.libelle if a.origine else 'Valeur relevée'} »" for a in (avant, apres)]
    return f"Ils n’ont pas la même origine : {noms[0]}, puis {noms[1]}."


def _explain_annee(assise: Assise) -> str:
    if assise.muette:
        texte = tell_muette(assise.annee)
        return f"{texte[0].upper()}{texte[1:]}."
    couverture = assise.couverture
    if couverture is None or couverture.est_entiere:
        return ""
    return f"D’après les fichiers lus, {assise.annee} est {couverture.texte}."


def explain_corrections(avant: Assise, apres: Assise) -> str:
    """Say why two years are not set side by side in one trend; nothing when they may be."""
    if abs(avant.part_corrigee - apres.part_corrigee) <= ECART_CORRECTION:
        return ""
    parts = " et ".join(
        f"{assise.corriges} marché{'s' if assise.corriges > 1 else ''} sur {assise.marches} "
        f"en {assise.annee}"
        for assise in (avant, apres)
    )
    return f"Années inégalement corrigées : {parts}."
