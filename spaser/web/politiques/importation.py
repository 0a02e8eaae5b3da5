"""The inventory of plans as a file: written, read back, compared with what the space says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from spaser.documents.classeur import Onglet
from spaser.donnees.tables.colonnes import Nature, Rangee, colonne, list_colonnes
from spaser.donnees.tables.lecture import read_feuilles
from spaser.donnees.tables.modele import Budget, ErreurTable, Feuille, Remarque
from spaser.donnees.tables.rangees import find_tableau
from spaser.lettres import fold_mots
from spaser.metier.politiques import (
    ANNEES,
    Plan,
    explain_periode,
    find_au_catalogue,
    find_plan,
    fold_nom_plan,
    load_plans,
)
from spaser.web.commun import scelle
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.politiques.models import EtatPlan, Politique
from spaser.web.politiques.selectors import list_politiques
from spaser.web.politiques.services import create_politique, save_politique
from spaser.web.socle.fichiers.service import open_copie

MEGA: Final = 1024 * 1024
OCTETS_MAX: Final = 5 * MEGA
LIGNES_MAX: Final = 500
_CELLULES_MAX: Final = 1_000_000
_DEMESURE: Final = "Le classeur est trop gros : gardez la seule feuille de l’inventaire."
_USAGE: Final = "politiques.importation"
_ETATS: Final = {fold_mots(nom): etat for etat in EtatPlan for nom in (etat.value, etat.label)} | {
    "oui": EtatPlan.EXISTE,
    "x": EtatPlan.EXISTE,
    "en cours": EtatPlan.PREPARATION,
    "non": EtatPlan.ABSENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LignePlan:
    """What a row says of a plan; `code` is empty for one that is not in the catalogue."""

    # fmt: off
    nom: str = colonne("Plan ou schéma", nature=Nature.LIGNE, debuts="plan|schema|politique|nom")
    etat: EtatPlan = colonne("État", EtatPlan.INCONNU, nature=Nature.CHOIX,
        debuts="etat|existe|statut")
    debut: int | None = colonne("Première année", None, nature=Nature.LIGNE,
        debuts="premiere annee|debut")
    fin: int | None = colonne("Dernière année", None, nature=Nature.LIGNE,
        debuts="derniere annee|fin|echeance")
    service: str = colonne("Service pilote", "", nature=Nature.LIGNE, debuts="service|pilote")
    document: str = colonne("Où le trouver", "", nature=Nature.LIGNE, debuts="ou le|document|lien")
    code: str = colonne("Code du catalogue", "", nature=Nature.CLE, debuts="code")
    # fmt: on


COLONNES: Final = list_colonnes(LignePlan)
_LONGUEURS: Final = {"nom": 200, "service": 200, "document": 300}


@dataclass(slots=True)
class InventaireLu:
    """The rows read, and what is wrong in the file."""

    lignes: list[LignePlan] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Apport:
    """What a row brings: a plan of the space and the fields to write, or a new plan."""

    ligne: LignePlan
    champs: dict[str, Any]
    politique: Politique | None = None

    @property
    def libelles(self) -> str:
        """Name the fields that it fills."""
        return ", ".join(c.titre.lower() for c in COLONNES if c.nom in self.champs)


@dataclass(frozen=True, slots=True)
class Garde:
    """What was read of a file; `empreinte` is the inventory that it was compared with."""

    lignes: tuple[LignePlan, ...]
    empreinte: str


@dataclass(frozen=True, slots=True)
class Comparaison:
    """What importing would do."""

    apports: tuple[Apport, ...]
    inchangees: int
    empreinte: str

    @property
    def nouveaux(self) -> list[Apport]:
        """Return the plans that the space does not have."""
        return [apport for apport in self.apports if apport.politique is None]

    @property
    def completes(self) -> list[Apport]:
        """Return the plans to complete."""
        return [apport for apport in self.apports if apport.politique is not None]


def make_inventaire(lignes: Iterable[LignePlan]) -> Onglet:
    """Return the sheet of an inventory, that can be read back."""
    titres = tuple(colonne_.titre for colonne_ in COLONNES)
    rangees = [tuple(_write(ligne)) for ligne in lignes]
    return Onglet("Inventaire", titres, rangees, a_remplir=True)


def make_ligne(plan: Plan, etat: str = EtatPlan.INCONNU) -> LignePlan:
    """Return the row of a plan of the catalogue."""
    return LignePlan(nom=plan.nom, etat=EtatPlan(etat), code=plan.code)


def list_inventaire(espace: Espace) -> list[LignePlan]:
    """Return what a space says of the whole catalogue, then of its own plans."""
    politiques = list(list_politiques(espace))
    par_code = {politique.code_plan: politique for politique in politiques if politique.code_plan}
    return [
        *(_tell(par_code[p.code]) if p.code in par_code else make_ligne(p) for p in load_plans()),
        *(_tell(politique) for politique in politiques if not politique.code_plan),
    ]


def read_fichier(envoi: UploadedFile[bytes]) -> InventaireLu:
    """Read the first sheet that holds an inventory; ErreurTable says why there is none."""
    if (envoi.size or 0) > OCTETS_MAX:
        raise ErreurTable(f"Le fichier pèse plus de {OCTETS_MAX // MEGA} Mo : allégez-le.")
    with open_copie(envoi) as chemin:
        budget = Budget(60 * MEGA, _CELLULES_MAX, demesure=_DEMESURE)
        for feuille in read_feuilles(chemin, budget):
            if lu := read_feuille(feuille):
                return lu
    raise ErreurTable(
        "Nous ne trouvons pas la ligne des titres : gardez au moins « Plan ou schéma » et "
        "« État » en tête des colonnes."
    )


def read_feuille(feuille: Feuille) -> InventaireLu | None:
    """Return the inventory of a sheet, wherever its titles stand; None when there is none."""
    trouve = find_tableau(feuille, COLONNES, lambda rangs: {"nom", "etat"} <= set(rangs))
    if trouve is None:
        return None
    rangees = list(trouve.list_rangees())
    if len(rangees) > LIGNES_MAX:
        raise ErreurTable(f"Le fichier compte plus de {LIGNES_MAX} lignes : découpez-le.")
    lu = InventaireLu()
    for rangee in rangees:
        ligne = _read(rangee)
        if ligne.nom or ligne.code:
            lu.lignes.append(ligne)
        else:
            rangee.tell("nom", "le nom du plan manque : la ligne n’est pas lue.")
        lu.remarques += rangee.remarques
    return lu


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
    """Return what a page carries to the next one, that nobody can alter."""
    return scelle.seal(espace, garde, _USAGE)


def unseal(espace: Espace, texte: str) -> Garde | None:
    """Return what a page carried; None when it was altered, is too old or is another space's."""
    return scelle.unseal(espace, texte, _USAGE, Garde)


def _write(ligne: LignePlan) -> Iterator[str | int | None]:
    for colonne_ in COLONNES:
        valeur = getattr(ligne, colonne_.nom)
        yield valeur.label if isinstance(valeur, EtatPlan) else valeur


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


def _read(rangee: Rangee) -> LignePlan:
    textes = {nom: _read_texte(rangee, nom, longueur) for nom, longueur in _LONGUEURS.items()}
    plan = find_plan(_clean(rangee, "code").upper()) or find_au_catalogue(
        textes["nom"], load_plans()
    )
    debut, fin = _read_annee(rangee, "debut"), _read_annee(rangee, "fin")
    if faute := explain_periode(debut, fin):
        rangee.tell("fin", faute, "Les deux années sont laissées de côté.")
        debut = fin = None
    return LignePlan(
        **textes | {"nom": plan.nom if plan else textes["nom"]},
        etat=_read_etat(rangee),
        debut=debut,
        fin=fin,
        code=plan.code if plan else "",
    )


def _clean(rangee: Rangee, nom: str) -> str:
    return " ".join(str(rangee.valeurs.get(nom) or "").split())


def _read_texte(rangee: Rangee, nom: str, longueur: int) -> str:
    texte = _clean(rangee, nom)
    if len(texte) > longueur:
        rangee.tell(nom, f"ce texte dépasse {longueur} signes : sa fin est laissée de côté.")
    return texte[:longueur]


def _read_etat(rangee: Rangee) -> EtatPlan:
    texte = _clean(rangee, "etat")
    etat = _ETATS.get(fold_mots(texte))
    if texte and etat is None:
        choix = ", ".join(f"« {libelle} »" for libelle in EtatPlan.labels)
        rangee.tell("etat", f"« {texte} » n’est pas un état connu.", f"Écrivez {choix}.")
    return etat or EtatPlan.INCONNU


def _read_annee(rangee: Rangee, nom: str) -> int | None:
    texte = _clean(rangee, nom).removesuffix(".0")
    annee = int(texte) if texte.isascii() and texte.isdigit() and len(texte) == 4 else 0  # noqa: PLR2004
    if ANNEES[0] <= annee <= ANNEES[1]:
        return annee
    if texte:
        rangee.tell(nom, f"« {texte} » n’est pas une année : écrivez par exemple 2024.")
    return None


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
