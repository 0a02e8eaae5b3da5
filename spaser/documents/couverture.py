"""Which files were read of a buyer, on which days, and which of its years they cover."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from spaser.documents.francais import format_annees, format_date, pluriel, typographie
from spaser.documents.vue_bilan import VueBilan, count_marches
from spaser.metier.comparaison import CouvertureAnnee, EtatCouverture, tell_sans_marche

_MONTRES: Final = 20  # files that are named; beyond, they are counted
_DITES: Final = {
    EtatCouverture.ENTIERE: "couvertes",
    EtatCouverture.PARTIELLE: "couvertes en partie",
    EtatCouverture.EPARSE: "à peine couvertes",
    EtatCouverture.ABSENTE: "non couvertes",
}


@dataclass(frozen=True, slots=True)
class FichiersLus:
    """The same in a line, then year by year and file by file."""

    resume: str
    annees: tuple[tuple[int, str], ...]  # the latest first
    fichiers: tuple[str, ...]


def tell_fichiers(vue: VueBilan) -> FichiersLus | None:
    lus = {fichier for serie in vue.bilan.series for fichier in serie.fichiers}
    if not lus or not vue.annees:
        return None
    jours = sorted(fichier.date_import for fichier in lus)
    quand = f"le {format_date(jours[-1])}"
    if jours[0] != jours[-1]:
        quand = f"du {format_date(jours[0])} au {format_date(jours[-1])}"
    derniere = max(vue.bilan.date_calcul.year, vue.annees[0])
    couvertures = [vue.find_couverture(a) for a in range(vue.annees[0], derniere + 1)]
    noms = sorted(f"{fichier.nom}, lu le {format_date(fichier.date_import)}" for fichier in lus)
    reste = len(noms) - _MONTRES
    return FichiersLus(
        resume=typographie(
            f"{pluriel(len(lus), 'fichier lu', 'fichiers lus')} {quand} ; {_sum_up(couvertures)}."
        ),
        annees=tuple((c.annee, _tell(c, vue)) for c in reversed(couvertures)),
        fichiers=(
            *noms[:_MONTRES],
            *([f"et {pluriel(reste, 'autre fichier', 'autres fichiers')}"] if reste > 0 else []),
        ),
    )


def _sum_up(couvertures: list[CouvertureAnnee]) -> str:
    """Return « années couvertes : 2020, 2021 ; non couvertes : 2022 à 2026 »."""
    par_etat: dict[EtatCouverture, list[int]] = defaultdict(list)
    for couverture in couvertures:
        par_etat[couverture.etat].append(couverture.annee)
    dits = (
        f"{dit} : {format_annees(tuple(par_etat[etat]))}"
        for etat, dit in _DITES.items()
        if par_etat[etat]
    )
    return f"années {' ; '.join(dits)}"


def _tell(couverture: CouvertureAnnee, vue: VueBilan) -> str:
    marches = count_marches(vue.bilan, couverture.annee)
    dits = pluriel(marches, "marché") if marches else tell_sans_marche(couverture.annee)
    return typographie(f"{dits} ; année {couverture.texte}")
