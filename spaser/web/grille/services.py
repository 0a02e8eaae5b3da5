"""Writes the grid of a space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from spaser.metier.grille.choix import IndicateurSuggere
from spaser.metier.grille.importation import Rapprochement
from spaser.metier.grille.modele import ContenuLigne
from spaser.metier.indicateurs import FicheIndicateur, load_bibliotheque
from spaser.web.commun.versions import VersionDepassee, save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.models import LigneGrille, write_champs
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


@transaction.atomic
def add_lignes(
    espace: Espace, lignes: Iterable[ContenuLigne], auteur: Utilisateur, geste: str = "grille.ajout"
) -> int:
    ajoutees = [
        LigneGrille(espace=espace, **write_champs(ligne), modifie_par=auteur) for ligne in lignes
    ]
    LigneGrille.objects.bulk_create(ajoutees)
    if ajoutees:
        _record(geste, espace, auteur, {"lignes": len(ajoutees)})
    return len(ajoutees)


def add_suggestions(
    espace: Espace, retenues: Iterable[IndicateurSuggere], auteur: Utilisateur
) -> int:
    lignes = [start_ligne(s.fiche, schemas=", ".join(s.schemas)) for s in retenues]
    return add_lignes(espace, lignes, auteur, "grille.suggestions")


def start_ligne(fiche: FicheIndicateur, **champs: Any) -> ContenuLigne:
    return ContenuLigne(
        rubrique=fiche.rubrique,
        sous_thematique=fiche.sous_theme.libelle,
        indicateur=fiche.libelle,
        code=fiche.code,
        frequence=fiche.frequence,
        source=fiche.donnees,
        **champs,
    )


@transaction.atomic
def start_legale(
    espace: Espace, code: str, champs: Mapping[str, Any], auteur: Utilisateur
) -> LigneGrille:
    """Give a line of the law its place in the grid; VersionDepassee if somebody just did."""
    espace.hold()
    if LigneGrille.objects.filter(espace=espace, code=code).exists():
        raise VersionDepassee
    fiche = load_bibliotheque().find(code)
    if fiche is None:
        raise LookupError(code)
    commencee = write_champs(start_ligne(fiche)) | dict(champs)
    ligne = LigneGrille.objects.create(espace=espace, **commencee, modifie_par=auteur)
    _record("grille.ajout", espace, auteur, {"lignes": 1})
    return ligne


@transaction.atomic
def save_ligne(
    espace: Espace, ligne: LigneGrille, champs: Mapping[str, Any], auteur: Utilisateur
) -> None:
    """Change a line; VersionDepassee when somebody else did since it was read."""
    save_version(ligne, ligne.version, **champs, modifie_par=auteur)
    _record("grille.modification", espace, auteur, {}, ligne)


@transaction.atomic
def choose_ligne(espace: Espace, pk: int, auteur: Utilisateur, *, retenu: bool) -> LigneGrille:
    ligne = LigneGrille.objects.select_for_update(of=("self",)).get(espace=espace, pk=pk)
    champs: dict[str, Any] = {"retenu": retenu}
    if retenu:
        fiche = load_bibliotheque().find(ligne.code)
        champs |= {
            "responsable": ligne.responsable or ligne.referent,
            "frequence": ligne.frequence or (fiche.frequence.value if fiche else ""),
            "source": ligne.source or (fiche.donnees if fiche else ""),
        }
    _write(ligne, champs, auteur)
    _record("grille.choix" if retenu else "grille.abandon", espace, auteur, {}, ligne)
    return ligne


@transaction.atomic
def delete_ligne(espace: Espace, ligne: LigneGrille, auteur: Utilisateur) -> None:
    _record("grille.retrait", espace, auteur, {}, ligne)
    ligne.delete()


@transaction.atomic
def apply_import(espace: Espace, ecarts: Rapprochement[int], auteur: Utilisateur) -> None:
    """Add what is new in a file and change what it changes; nothing is taken out."""
    add_lignes(espace, ecarts.nouvelles, auteur, "grille.import")
    lignes = LigneGrille.objects.select_for_update(of=("self",)).filter(espace=espace)
    connues = lignes.in_bulk([changement.cle for changement in ecarts.changements])
    for changement in ecarts.changements:
        _write(connues[changement.cle], write_champs(changement.apres), auteur)
    _record("grille.import", espace, auteur, {"changees": len(ecarts.changements)})


def undecide(ligne: ContenuLigne) -> ContenuLigne:
    """Return a line without what only those who decide the short list may write."""
    return replace(ligne, retenu=False, responsable="", frequence=None, source="")


def _write(ligne: LigneGrille, champs: Mapping[str, Any], auteur: Utilisateur) -> None:
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    ligne.version += 1
    ligne.modifie_par = auteur
    ligne.save()


def _record(
    geste: str,
    espace: Espace,
    auteur: Utilisateur,
    details: dict[str, Any],
    ligne: LigneGrille | None = None,
) -> None:
    record(geste, auteur=auteur, objet=ligne, espace=espace, details=details)
