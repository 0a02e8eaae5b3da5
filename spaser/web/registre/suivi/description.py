"""A search, in words."""

from __future__ import annotations

from spaser.web.registre.selectors.demande import Demande
from spaser.web.registre.selectors.filtres import PAR_NOM, name_valeur


def describe_demande(demande: Demande) -> str:
    """Say a search in one sentence: « bretagne » ; Type de structure : Région."""
    if demande.est_libre:
        return "tous les schémas du registre"
    morceaux = [f"« {demande.texte} »"] if demande.texte else []
    for nom, valeurs in demande.filtres.items():
        filtre = PAR_NOM[nom]
        libelles = ", ".join(name_valeur(filtre, valeur) for valeur in valeurs)
        morceaux.append(f"{filtre.libelle} : {libelles}")
    return " ; ".join(morceaux)
