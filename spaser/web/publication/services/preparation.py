"""What is said before anything is public: the adopted scheme, the texts of a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from spaser.lettres import fold_mots
from spaser.metier.grille.modele import ContenuLigne
from spaser.metier.indicateurs import Rubrique
from spaser.metier.publication.echeance import NOMBRE
from spaser.metier.publication.modele import EtatPublication
from spaser.metier.publication.saisie import IndicateurEcrit
from spaser.web.cibles.services import save_visee
from spaser.web.cibles.vises import list_vises
from spaser.web.commun.versions import VersionDepassee, save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.grille.selectors import sort_lignes
from spaser.web.grille.services import add_lignes
from spaser.web.organisations.models import Espace
from spaser.web.plan.selectors import list_axes
from spaser.web.plan.services.structure import create_axe
from spaser.web.publication.models import Publication, SchemaAdopte
from spaser.web.socle.journal import record


class AnneesPubliees(VersionDepassee):
    """Years whose results are public already."""


@transaction.atomic
def save_schema_adopte(
    espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur, lue: int | None = None
) -> SchemaAdopte:
    """Keep what a space says of its adopted scheme; VersionDepassee when others did meanwhile."""
    espace.hold()
    connu = SchemaAdopte.objects.filter(espace=espace).first()
    if connu is None:
        connu = SchemaAdopte.objects.create(espace=espace, **champs, modifie_par=auteur)
    elif lue is None and any(getattr(connu, nom) != valeur for nom, valeur in champs.items()):
        raise VersionDepassee
    else:
        save_version(connu, lue or connu.version, **champs, modifie_par=auteur)
    record("publication.schema", auteur=auteur, objet=connu, espace=espace)
    return connu


@transaction.atomic
def add_axes(espace: Espace, titres: Iterable[str], auteur: Utilisateur) -> int:
    """Add the axes that the plan does not have; return how many."""
    connus = {fold_mots(axe.titre) for axe in list_axes(espace)}
    nouveaux = {fold_mots(titre): titre for titre in titres if fold_mots(titre) not in connus}
    for titre in nouveaux.values():
        create_axe(espace, {"titre": titre}, auteur)
    return len(nouveaux)


@transaction.atomic
def add_indicateurs(espace: Espace, ecrits: Sequence[IndicateurEcrit], auteur: Utilisateur) -> int:
    """Follow the indicators that nothing follows yet, with their targets; return how many."""
    espace.hold()
    connus = {fold_mots(vise.nom) for vise in list_vises(espace)}
    nouveaux = {fold_mots(un.nom): un for un in ecrits if fold_mots(un.nom) not in connus}
    lignes = [
        ContenuLigne(rubrique=Rubrique.GOUVERNANCE, indicateur=un.nom, retenu=True)
        for un in nouveaux.values()
    ]
    avant = {ligne.pk for ligne in sort_lignes(espace)}
    add_lignes(espace, lignes, auteur)
    for vise in list_vises(espace):
        ligne, ecrit = vise.suivi.ligne, nouveaux.get(fold_mots(vise.nom))
        if ligne is None or ligne.pk in avant or ecrit is None:
            continue
        champs = {"unite": ecrit.unite, "cible_valeur": ecrit.cible, "cible_annee": ecrit.annee}
        save_visee(espace, vise, champs, {}, auteur)
    return len(nouveaux)


def list_ecartees(espace: Espace, ecrits: Iterable[IndicateurEcrit]) -> list[str]:
    """Return the indicators that are followed already with another target than the one written."""
    connues = {fold_mots(vise.nom): vise.visee.cible for vise in list_vises(espace)}
    ecartees = []
    for ecrit in ecrits:
        cle = fold_mots(ecrit.nom)
        if ecrit.cible is None or cle not in connues:
            continue
        tenue = connues[cle]
        if tenue is None or (tenue.valeur, tenue.annee) != (ecrit.cible, ecrit.annee):
            ecartees.append(ecrit.nom)
    return ecartees


@transaction.atomic
def save_textes(
    espace: Espace,
    annees: Sequence[int],
    champs: Mapping[str, Any],
    auteur: Utilisateur,
    lue: int | None = None,
) -> Publication:
    """Keep the words of a draft; VersionDepassee once it is proposed, or changed by others."""
    publication = hold_brouillon(espace, annees, auteur)
    if lue is not None and lue != publication.version:
        raise VersionDepassee
    save_version(publication, publication.version, **champs, modifie_par=auteur)
    record("publication.textes", auteur=auteur, objet=publication, espace=espace)
    return publication


@transaction.atomic
def choose_annees(espace: Espace, fin: int, auteur: Utilisateur) -> Publication:
    """Give the draft other years; the texts that it has stay with it."""
    espace.hold()
    ouverte = Publication.objects.ouvertes().filter(espace=espace).first()
    if Publication.objects.publiees().filter(espace=espace, annee=fin).exists():
        raise AnneesPubliees
    debut = fin - NOMBRE + 1
    if ouverte is None:
        ouverte = hold_brouillon(espace, (debut, fin), auteur)
    elif ouverte.etat != EtatPublication.BROUILLON:
        raise VersionDepassee
    save_version(ouverte, ouverte.version, debut=debut, annee=fin, modifie_par=auteur)
    record("publication.textes", auteur=auteur, objet=ouverte, espace=espace)
    return ouverte


def hold_brouillon(espace: Espace, annees: Sequence[int], auteur: Utilisateur) -> Publication:
    """Return the draft of these years, kept; VersionDepassee when it is another, or proposed.

    A space prepares one at a time.
    """
    espace.hold()
    siennes = Publication.objects.select_for_update().filter(espace=espace)
    ouverte = siennes.ouvertes().first()
    if ouverte is None:
        if siennes.filter(annee=annees[-1]).exists():
            raise AnneesPubliees
        return Publication.objects.create(
            espace=espace, annee=annees[-1], debut=annees[0], modifie_par=auteur
        )
    if ouverte.annees != tuple(annees) or ouverte.etat != EtatPublication.BROUILLON:
        raise VersionDepassee
    return ouverte
