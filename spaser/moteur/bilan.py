"""Gathers every figure of a buyer, from the store, into one value."""

from collections.abc import Sequence
from datetime import date

from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.series import list_series
from spaser.moteur.indicateurs import fiches
from spaser.moteur.indicateurs.definition import tell_absentes
from spaser.moteur.indicateurs.lecture_valeurs import list_valeurs
from spaser.moteur.valeurs import Acheteur, Bilan, Valeur


def compute_bilan(
    entrepot: Entrepot, siren: str, annee: int | None, aujourdhui: date
) -> Bilan | None:
    """Return the bilan of a buyer for one year or for all; None when nobody has that SIREN."""
    acheteur = entrepot.acheteur(siren)
    if acheteur is None:
        return None
    valeurs = tuple(
        list_valeurs(entrepot.connexion, siren, annee, absents=entrepot.listes_absentes)
    )
    if annee is not None and not valeurs:
        raise annee_absente(acheteur, annee)
    return Bilan(
        acheteur=acheteur,
        date_donnees=entrepot.date_donnees,
        date_calcul=aujourdhui,
        valeurs=valeurs,
        fiches=fiches(),
        sources=tuple(entrepot.sources_de(siren)),
        avertissements=tuple(_warn(acheteur, valeurs, entrepot.listes_absentes)),
        annee=annee,
        series=list_series(entrepot, siren),
    )


def annee_absente(acheteur: Acheteur, annee: int) -> ErreurSpaser:
    """Return the error of a year of which nothing was read, with those that are known."""
    connues = ", ".join(str(connue) for connue in acheteur.annees)
    return ErreurSpaser(
        f"Aucun marché de {annee} dans les fichiers lus pour {acheteur.nom or acheteur.siren}.",
        f"Années connues : {connues}." if connues else None,
    )


def _warn(
    acheteur: Acheteur, valeurs: Sequence[Valeur], listes_absentes: frozenset[str]
) -> list[str]:
    """Say what a reader must know before the first figure."""
    avertissements = []
    sans_annee = max((valeur.n for valeur in valeurs if valeur.annee is None), default=0)
    if sans_annee:
        avertissements.append(
            "1 marché n’a pas de date lisible : il ne compte dans aucune année."
            if sans_annee == 1
            else f"{sans_annee} marchés n’ont pas de date lisible : ils ne comptent dans aucune "
            "année."
        )
    if not acheteur.nb_marches and acheteur.nb_concessions:
        avertissements.append(
            "Cet acheteur n’a publié que des concessions, qui ne comptent pas dans ces parts."
        )
    if absentes := tell_absentes(listes_absentes):
        avertissements.append(absentes)
    return avertissements
