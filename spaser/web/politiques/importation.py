"""The inventory of plans as a file: written, read back, compared with what the space says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from spaser.documents.classeur import Onglet
from spaser.donnees.envois.formats import MEGA
from spaser.metier.politiques import (
    EtatPlan,
    Plan,
    explain_periode,
    find_plan,
    fold_nom_plan,
    load_plans,
)
from spaser.web.commun import scelle
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.politiques.lecture import COLONNES, InventaireLu, LignePlan, read_classeur
from spaser.web.politiques.models import Politique
from spaser.web.politiques.selectors import list_politiques
from spaser.web.politiques.services import create_politique, save_politique
from spaser.web.socle.fichiers.service import read_table

OCTETS_MAX: Final = 5 * MEGA
_USAGE: Final = "politiques.importation"


@dataclass(frozen=True, slots=True)
class Apport:
    """What a row brings: a plan of the space and the fields to write, or a new plan."""

    ligne: LignePlan
    champs: dict[str, Any]
    politique: Politique | None = None

    @property
    def libelles(self) -> str:
        return ", ".join(c.titre.lower() for c in COLONNES if c.nom in self.champs)


@dataclass(frozen=True, slots=True)
class Garde:
    """What was read of a file; `empreinte` is the inventory that it was compared with."""

    lignes: tuple[LignePlan, ...]
    empreinte: str


@dataclass(frozen=True, slots=True)
class Comparaison:
    apports: tuple[Apport, ...]
    inchangees: int
    empreinte: str

    @property
    def nouveaux(self) -> list[Apport]:
        return [apport for apport in self.apports if apport.politique is None]

    @property
    def completes(self) -> list[Apport]:
        return [apport for apport in self.apports if apport.politique is not None]


def make_inventaire(lignes: Iterable[LignePlan]) -> Onglet:
    titres = tuple(colonne_.titre for colonne_ in COLONNES)
    rangees = [tuple(_write(ligne)) for ligne in lignes]
    return Onglet("Inventaire", titres, rangees, a_remplir=True)


def make_ligne(plan: Plan, etat: str = EtatPlan.INCONNU) -> LignePlan:
    return LignePlan(nom=plan.nom, etat=EtatPlan(etat), code=plan.code)


def list_inventaire(espace: Espace) -> list[LignePlan]:
    politiques = list(list_politiques(espace))
    par_code = {politique.code_plan: politique for politique in politiques if politique.code_plan}
    return [
        *(_tell(par_code[p.code]) if p.code in par_code else make_ligne(p) for p in load_plans()),
        *(_tell(politique) for politique in politiques if not politique.code_plan),
    ]


def read_fichier(envoi: UploadedFile[bytes]) -> InventaireLu:
    """Read the inventory of a file; ErreurTable says why there is none."""
    return read_table(envoi, read_classeur, OCTETS_MAX, "allégez-le.")


def compare(espace: Espace, lignes: Sequence[LignePlan]) -> Comparaison:
    """Tell what the rows add; a cell that says nothing changes nothing, none erases."""
    connues = list(list_politiques(espace))
    apports = [a for ligne in _unite(lignes) if (a := _weigh(ligne, connues)).champs]
    empreinte = ",".join(f"{p.pk}:{p.version}" for p in sorted(connues, key=lambda p: p.pk))
    return Comparaison(tuple(apports), len(lignes) - len(apports), empreinte)


@transaction.atomic
def apply_import(espace: Espace, garde: Garde, auteur: Utilisateur) -> None:
    """Write what the rows add; VersionDepassee when the inventory is no longer what was seen."""
    vue = compare(espace, garde.lignes)
    if vue.empreinte != garde.empreinte:
        raise VersionDepassee
    for apport in vue.apports:
        if apport.politique:
            save_politique(espace, apport.politique, apport.champs, auteur)
        else:
            create_politique(espace, apport.champs, auteur, apport.ligne.code)


def seal(espace: Espace, garde: Garde) -> str:
    """Return the signed text that a page hands to the next one."""
    return scelle.seal(espace, garde, _USAGE)


def unseal(espace: Espace, texte: str) -> Garde | None:
    """Return what the page before handed over; None if altered, too old, or of another space."""
    return scelle.unseal(espace, texte, _USAGE, Garde)


def _write(ligne: LignePlan) -> Iterator[str | int | None]:
    for colonne_ in COLONNES:
        valeur = getattr(ligne, colonne_.nom)
        yield valeur.libelle if isinstance(valeur, EtatPlan) else valeur


def _tell(politique: Politique) -> LignePlan:
    return LignePlan(
        nom=politique.nom,
        etat=EtatPlan(politique.etat),
        debut=politique.debut,
        fin=politique.fin,
        service=politique.service,
        document=politique.document,
        code=politique.code_plan,
    )


def _unite(lignes: Sequence[LignePlan]) -> list[LignePlan]:
    """Keep the last row of each plan."""
    return list({ligne.code or fold_nom_plan(ligne.nom): ligne for ligne in lignes}.values())


def _weigh(ligne: LignePlan, connues: Sequence[Politique]) -> Apport:
    politique = _find(ligne, connues)
    dits = {nom: getattr(ligne, nom) for nom in ("debut", "fin", "service", "document")}
    champs = {n: v for n, v in dits.items() if v and not (politique and getattr(politique, n))}
    etat = politique.etat if politique else EtatPlan.INCONNU
    if ligne.etat not in {EtatPlan.INCONNU, etat}:
        champs["etat"] = ligne.etat
    if politique and explain_periode(
        champs.get("debut", politique.debut), champs.get("fin", politique.fin)
    ):
        champs = {n: v for n, v in champs.items() if n not in {"debut", "fin"}}
    if politique is None and champs:
        champs = _describe(ligne) | champs
    return Apport(ligne, champs, politique)


def _find(ligne: LignePlan, connues: Sequence[Politique]) -> Politique | None:
    if ligne.code:
        return next((p for p in connues if p.code_plan == ligne.code), None)
    plie = fold_nom_plan(ligne.nom)
    return next((p for p in connues if fold_nom_plan(p.nom) == plie), None)


def _describe(ligne: LignePlan) -> dict[str, Any]:
    """Return what a new plan begins with; a row that does not say so is of a plan that exists."""
    plan = find_plan(ligne.code)
    themes = list(plan.sous_themes) if plan else []
    return {"nom": ligne.nom, "etat": EtatPlan.EXISTE, "sous_themes": themes}
