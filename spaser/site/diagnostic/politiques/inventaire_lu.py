"""The inventory of a spreadsheet, read in a box: nothing here knows of the site."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from spaser.elements import fold_mots
from spaser.moteur.tables import modele
from spaser.moteur.tables.colonnes import Nature, Rangee, colonne, find_tableau, list_colonnes
from spaser.moteur.tables.lecture import read_premiere
from spaser.regles import politiques

LIGNES_MAX: Final = 500
_DEMESURE: Final = "Le classeur est trop gros : gardez la seule feuille de l’inventaire."
_ABSENCE: Final = (
    "Nous ne trouvons pas la ligne des titres : gardez au moins « Plan ou schéma » et « État » en "
    "tête des colonnes."
)
_ETATS: Final = {
    fold_mots(nom): etat for etat in politiques.EtatPlan for nom in (etat.value, etat.libelle)
} | {
    "oui": politiques.EtatPlan.EXISTE,
    "x": politiques.EtatPlan.EXISTE,
    "en cours": politiques.EtatPlan.PREPARATION,
    "non": politiques.EtatPlan.ABSENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LignePlan:
    """What a row says of a plan; `code` is empty for one that is not in the catalogue."""

    # fmt: off
    nom: str = colonne("Plan ou schéma", nature=Nature.LIGNE, debuts="plan|schema|politique|nom")
    etat: politiques.EtatPlan = colonne("État", politiques.EtatPlan.INCONNU, nature=Nature.CHOIX,
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
    lignes: list[LignePlan] = field(default_factory=list)
    remarques: list[modele.Remarque] = field(default_factory=list)


def find_inventaire(chemin: Path) -> InventaireLu:
    """Read the first sheet that holds an inventory; ErreurTable says why there is none."""
    return read_premiere(chemin, read_inventaire, _DEMESURE, _ABSENCE)


def read_inventaire(feuille: modele.Feuille) -> InventaireLu | None:
    """Return the inventory of a sheet, wherever its titles stand; None when there is none."""
    trouve = find_tableau(feuille, COLONNES, lambda rangs: {"nom", "etat"} <= set(rangs))
    if trouve is None:
        return None
    rangees = list(trouve.list_rangees())
    if len(rangees) > LIGNES_MAX:
        raise modele.ErreurTable(f"Le fichier compte plus de {LIGNES_MAX} lignes : découpez-le.")
    lu = InventaireLu()
    for rangee in rangees:
        ligne = _read(rangee)
        if ligne.nom or ligne.code:
            lu.lignes.append(ligne)
        else:
            rangee.tell("nom", "le nom du plan manque : la ligne n’est pas lue.")
        lu.remarques += rangee.remarques
    return lu


def _read(rangee: Rangee) -> LignePlan:
    textes = {nom: _read_texte(rangee, nom, longueur) for nom, longueur in _LONGUEURS.items()}
    plan = politiques.find_plan(_clean(rangee, "code").upper()) or politiques.find_au_catalogue(
        textes["nom"], politiques.load_plans()
    )
    debut, fin = _read_annee(rangee, "debut"), _read_annee(rangee, "fin")
    if faute := politiques.explain_periode(debut, fin):
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


def _read_etat(rangee: Rangee) -> politiques.EtatPlan:
    texte = _clean(rangee, "etat")
    etat = _ETATS.get(fold_mots(texte))
    if texte and etat is None:
        choix = ", ".join(f"« {etat.libelle} »" for etat in politiques.EtatPlan)
        rangee.tell("etat", f"« {texte} » n’est pas un état connu.", f"Écrivez {choix}.")
    return etat or politiques.EtatPlan.INCONNU


def _read_annee(rangee: Rangee, nom: str) -> int | None:
    texte = _clean(rangee, nom).removesuffix(".0")
    annee = int(texte) if texte.isascii() and texte.isdigit() and len(texte) == 4 else 0  # noqa: PLR2004
    if politiques.ANNEES[0] <= annee <= politiques.ANNEES[1]:
        return annee
    if texte:
        rangee.tell(nom, f"« {texte} » n’est pas une année : écrivez par exemple 2024.")
    return None
