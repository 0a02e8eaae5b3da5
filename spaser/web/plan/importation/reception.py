"""What is handed over is read at once; its rows are kept until somebody decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from django.core.files.uploadedfile import UploadedFile

from spaser.donnees.envois.formats import MEGA
from spaser.donnees.tables.correspondance import Memoire, assign_titres
from spaser.metier.plan.lecture.modele import LigneBrute
from spaser.metier.plan.modele import NOM_MAX
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.plan.importation.champs import ChampPlan, CorrespondancePlan
from spaser.web.plan.importation.lecture import TableLue, read_colle, read_fichier
from spaser.web.plan.models import ImportationPlan
from spaser.web.socle.fichiers.service import read_table

OCTETS_MAX: Final = 5 * MEGA
_MEMOIRE: Final = 20
_ALLEGER: Final = "gardez seulement le plan d’actions."


def receive_fichier(
    espace: Espace, envoi: UploadedFile[bytes], auteur: Utilisateur
) -> ImportationPlan:
    """Read a file; ErreurTable says why not."""
    lue = read_table(envoi, read_fichier, OCTETS_MAX, _ALLEGER)
    return _keep(espace, envoi.name or "Fichier", lue, auteur)


def receive_colle(espace: Espace, texte: str, auteur: Utilisateur) -> ImportationPlan:
    """Read a pasted text; ErreurTable says why not."""
    return _keep(espace, "Texte collé", read_colle(texte), auteur)


def unpack(importation: ImportationPlan) -> TableLue:
    return msgspec.convert(importation.tableau, TableLue)


def propose(espace: Espace, lue: TableLue, recue: ImportationPlan) -> CorrespondancePlan:
    """Return what columns say: as somebody confirmed once, else by the words of their titles."""
    if recue.correspondance:
        return msgspec.convert(recue.correspondance, CorrespondancePlan)
    passees = ImportationPlan.objects.filter(espace=espace).exclude(correspondance={})
    gardees = list(passees.values_list("correspondance", flat=True)[:_MEMOIRE])
    memoire = Memoire[CorrespondancePlan](
        correspondances=tuple(msgspec.convert(c, CorrespondancePlan) for c in reversed(gardees))
    )
    if connue := memoire.find(lue.titres):
        return connue
    colonnes = assign_titres(ChampPlan, lue.titres)
    if ChampPlan.TITRE not in colonnes and (titre := _find_longue(lue, set(colonnes.values()))):
        colonnes[ChampPlan.TITRE] = titre
    return CorrespondancePlan(titres=lue.titres, colonnes=colonnes)


def remember(importation: ImportationPlan, correspondance: CorrespondancePlan) -> None:
    importation.correspondance = msgspec.to_builtins(correspondance)
    importation.save(update_fields=["correspondance"])


def make_lignes(lue: TableLue, correspondance: CorrespondancePlan) -> list[LigneBrute]:
    """Return the rows under the columns that are known; the others keep their title."""
    rangs = {rang: champ.value for champ, rang in correspondance.ranks().items()}
    lignes = []
    for ligne in lue.lignes:
        remplis = [(r, texte) for r, texte in enumerate(ligne.textes) if texte.strip()]
        textes = {rangs[rang]: texte for rang, texte in remplis if rang in rangs}
        restes = _join_restes((_name(lue, r), texte) for r, texte in remplis if r not in rangs)
        if textes or restes:
            lignes.append(LigneBrute(ligne.lieu, textes, restes))
    return lignes


def _join_restes(dits: Iterable[tuple[str, str]]) -> dict[str, str]:
    restes: dict[str, list[str]] = {}
    for titre, texte in dits:
        restes.setdefault(titre, []).append(texte)
    return {titre: " / ".join(textes) for titre, textes in restes.items()}


def _name(lue: TableLue, rang: int) -> str:
    return (lue.ecrits[rang] if rang < len(lue.ecrits) else "") or f"Colonne {rang + 1}"


def _keep(espace: Espace, nom: str, lue: TableLue, auteur: Utilisateur) -> ImportationPlan:
    tableau: Any = msgspec.to_builtins(lue)
    return ImportationPlan.objects.create(
        espace=espace, nom=nom[:NOM_MAX], tableau=tableau, auteur=auteur
    )


def _find_longue(lue: TableLue, prises: set[str]) -> str:
    """Return the column of the longest texts: the titles of actions, most often."""
    longueurs = {
        titre: sum(len(x.textes[rang]) for x in lue.lignes if rang < len(x.textes))
        for rang, titre in enumerate(lue.titres)
        if titre and titre not in prises
    }
    return max(longueurs, key=lambda titre: longueurs[titre], default="")
