"""What holds of a publication once it was corrected: what was published stays beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.metier.cibles.modele import is_taux
from spaser.metier.publication.modele import Contenu, LignePubliee, ResultatAnnee

SANS_COMPTE: Final = "Compte non donné par la correction."
_PRECISION: Final = Decimal("0.5")  # a value may be given to the nearest per cent
_CENT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte:
    """What a corrected rate is a share of, and its bounds, as they were given."""

    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    bas: Decimal | None = None
    haut: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ValeurCorrigee:
    cle: str
    annee: int
    valeur: Decimal
    jour: date
    compte: Compte | None = None


def hold_contenu(contenu: Contenu, errata: Sequence[ValeurCorrigee]) -> Contenu:
    """Return a publication as its errata leave it, in the order of time: the last one holds."""
    return replace(contenu, lignes=tuple(_hold(ligne, errata) for ligne in contenu.lignes))


def _hold(ligne: LignePubliee, errata: Sequence[ValeurCorrigee]) -> LignePubliee:
    siens = {une.annee: une for une in errata if une.cle == ligne.cle}
    resultats = tuple(
        _correct(resultat, ligne.unite, siens[resultat.annee])
        if resultat.annee in siens
        else resultat
        for resultat in ligne.resultats
    )
    return replace(ligne, resultats=resultats) if siens else ligne


def _correct(avant: ResultatAnnee, unite: str, une: ValeurCorrigee) -> ResultatAnnee:
    source = f"Résultats corrigés le {une.jour:%d/%m/%Y}"
    return correct(avant, unite, une.valeur, une.compte, source)


def correct(
    avant: ResultatAnnee, unite: str, valeur: Decimal, compte: Compte | None, source: str
) -> ResultatAnnee:
    """Return a corrected value of the same things, with the count that was given of it, if any."""
    tenu = compte or Compte()
    return replace(
        avant,
        valeur=valeur,
        numerateur=tenu.numerateur,
        denominateur=tenu.denominateur,
        bas=tenu.bas,
        haut=tenu.haut,
        n=None,
        inconnus=None,
        source=source,
        reference="",
        reserve=SANS_COMPTE if is_taux(unite) and tenu.denominateur is None else "",
        absence="",
        commentaire="",
    )


def check_corrigee(nouvelle: Decimal | None, unite: str, tenue: Decimal | None) -> str:
    if nouvelle is not None and is_taux(unite) and not 0 <= nouvelle <= _CENT:
        return "Un taux va de 0 à 100 %."
    if nouvelle == tenue:
        return "C’est déjà la valeur qui est montrée : rien à corriger."
    return ""


def check_compte(valeur: Decimal, unite: str, compte: Compte) -> dict[str, str]:
    donnes = [nom for nom, nombre in asdict(compte).items() if nombre is not None]
    if donnes and not is_taux(unite):
        return {donnes[0]: "Seul un taux a un numérateur, un dénominateur et une fourchette."}
    return dict((*_check_part(valeur, compte), *_check_bornes(valeur, compte)))


def _check_part(valeur: Decimal, compte: Compte) -> Iterator[tuple[str, str]]:
    partie, tout = compte.numerateur, compte.denominateur
    if partie is None or tout is None:
        if partie is not tout:
            manque = "numerateur" if partie is None else "denominateur"
            yield manque, "Donnez le numérateur et le dénominateur, ou ni l’un ni l’autre."
    elif tout <= 0:
        yield "denominateur", "Le dénominateur est plus grand que zéro."
    elif not 0 <= partie <= tout:
        yield "numerateur", "Le numérateur va de zéro au dénominateur."
    elif abs(_CENT * partie / tout - valeur) > _PRECISION:
        part = f"{_CENT * partie / tout:.1f}".replace(".", ",")
        dits = f"{partie.normalize():f} sur {tout.normalize():f}"
        yield "numerateur", f"{dits} ne font pas cette valeur : {part} %."


def _check_bornes(valeur: Decimal, compte: Compte) -> Iterator[tuple[str, str]]:
    bas, haut = compte.bas, compte.haut
    if bas is None or haut is None:
        if bas is not haut:
            manque = "bas" if bas is None else "haut"
            yield manque, "Donnez la borne basse et la haute, ou aucune."
    elif not (bas >= 0 and haut <= _CENT):
        yield "bas", "Un taux va de 0 à 100 %."
    elif not bas <= valeur <= haut:
        yield "bas", "La valeur est dans sa fourchette."
