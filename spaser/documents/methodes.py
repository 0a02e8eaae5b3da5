"""Methods of several figures, told without saying the same thing several times."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from spaser.documents.francais import format_nombre, typographie, uncapitalize
from spaser.documents.lecture import ECART_MAX, MARCHES_MIN
from spaser.documents.vue_bilan import VueBilan
from spaser.donnees.valeurs import Fiche

_FIN_DE_PHRASE: Final = ". "


@dataclass(frozen=True, slots=True)
class Methodes:
    """What most methods begin with, the version they share, and each one without them."""

    commune: str
    version: str
    propres: tuple[tuple[Fiche, str], ...]


def factor_methodes(fiches: Sequence[Fiche]) -> Methodes:
    commune = _find_commune([split_methode(fiche.methode)[0] for fiche in fiches])
    versions = {fiche.version for fiche in fiches}
    version = versions.pop() if len(versions) == 1 else ""
    propres = []
    for fiche in fiches:
        debut, reste = split_methode(fiche.methode)
        texte = reste if debut == commune else fiche.methode
        propres.append((fiche, texte if version else f"{texte} Version {fiche.version}."))
    return Methodes(commune, version, tuple(propres))


def join_methodes(fiche: Fiche, jumelle: Fiche | None) -> str:
    if jumelle is None:
        return fiche.methode
    debut, reste = split_methode(jumelle.methode)
    propre = reste if debut == split_methode(fiche.methode)[0] else jumelle.methode
    return f"{fiche.methode} En valeur : {uncapitalize(propre)}"


def split_methode(methode: str) -> tuple[str, str]:
    """Return the first sentence, which names the contracts, and what is done with them."""
    debut, point, reste = methode.partition(_FIN_DE_PHRASE)
    return (f"{debut}.", reste) if point else ("", methode)


def _find_commune(debuts: Sequence[str]) -> str:
    (debut, nombre), *_ = Counter(debuts).most_common(1) or [("", 0)]
    return debut if nombre > 1 else ""


def list_fiches(vue: VueBilan) -> list[Fiche]:
    """Return the sheets of the figures shown, for a reader who cannot unfold a printed page."""
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    return [
        fiche
        for ligne in lignes
        if ligne.est_connue
        for fiche in (ligne.fiche, ligne.jumelle)
        if fiche is not None
    ]


def tell_seuils() -> str:
    """Say when a figure proves too little."""
    points = format_nombre(ECART_MAX * 100)
    return typographie(
        f"Sous {MARCHES_MIN} marchés, ou quand la fourchette dépasse {points} points, "
        "la page affiche « trop peu de données pour conclure »."
    )
