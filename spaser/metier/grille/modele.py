"""A line of the grid, its lists of values and its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spaser.donnees.tables.colonnes import Nature, colonne, list_colonnes
from spaser.metier.indicateurs import Frequence, Rubrique
from spaser.metier.registre.nomenclatures import Nomenclature

TEXTE_MAX: Final = 1000
_FONCTION: Final = "Un service ou une fonction plutôt qu’un nom."


class Priorite(Nomenclature):
    """The three levels of the programme; none while it is not decided."""

    COEUR = "1", "1 : au cœur des enjeux"
    SECONDAIRE = "2", "2 : nécessaire mais secondaire"
    PAS_PRIORITAIRE = "3", "3 : pas prioritaire"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContenuLigne:
    """What is said of a sub-theme: the seven columns of the programme, then ours.

    Each column is declared here once: forms, pages, imports and exports read it.
    """

    # fmt: off
    rubrique: Rubrique = colonne("Rubrique", nature=Nature.CHOIX,
        debuts="rubrique|thematique|theme|pilier")
    sous_thematique: str = colonne("Sous-thématique", "", nature=Nature.LIGNE,
        aide="Égalité, déchets, économie sociale…", debuts="sous theme|sous thematique")
    schemas: str = colonne("Schémas existants", "", nature=Nature.LIGNE,
        aide="Plan climat, budget vert, politique déchets…", debuts="schema")
    objectif: str = colonne("Objectif spécifique", "", debuts="objectif")
    lien_achat: str = colonne("Lien avec la politique achat", "",
        debuts="lien avec|lien politique")
    indicateur: str = colonne("Indicateur SPASER", "", nature=Nature.LIGNE,
        aide="Un indicateur que vous suivez déjà, de préférence.", debuts="indicateur")
    referent: str = colonne("Référent interne", "", nature=Nature.LIGNE, aide=_FONCTION,
        debuts="referent")
    priorite: Priorite | None = colonne("Niveau de priorité", None, nature=Nature.CHOIX,
        debuts="niveau de priorite|priorite")
    deja_suivi: bool = colonne("Déjà suivi", defaut=False, question="Nous le suivons déjà",
        nature=Nature.OUI_NON, debuts="deja suivi")
    code: str = colonne("Code de l’indicateur", "", question="Dans la bibliothèque",
        nature=Nature.CHOIX, debuts="code")
    remarque: str = colonne("Remarques", "", debuts="remarque|commentaire")
    retenu: bool = colonne("Retenu", defaut=False, nature=Nature.OUI_NON, debuts="retenu")
    responsable: str = colonne("Responsable du suivi", "", nature=Nature.LIGNE,
        question="Qui le suit ?", aide=_FONCTION, debuts="responsable")
    frequence: Frequence | None = colonne("Fréquence", None, question="À quel rythme ?",
        nature=Nature.CHOIX, debuts="frequence")
    source: str = colonne("Source des données", "", nature=Nature.LIGNE,
        question="D’où viennent les données ?",
        aide="Un fichier, un logiciel, un service.", debuts="source")
    # fmt: on


COLONNES: Final = list_colonnes(ContenuLigne)
TITRES: Final = tuple(colonne_.titre for colonne_ in COLONNES)
DU_PROGRAMME: Final = COLONNES[1:8]
PAR_NOM: Final = {colonne_.nom: colonne_ for colonne_ in COLONNES}
TEXTES: Final = tuple(c.nom for c in COLONNES if c.nature in {Nature.LIGNE, Nature.TEXTE})


def clean_ligne(valeur: object) -> str:
    """Return a text on one line, single blanks between words."""
    return "" if valeur is None else " ".join(str(valeur).split())


def write_ligne(ligne: ContenuLigne, nom_code: str = "") -> tuple[str, ...]:
    mots = {"code": f"{ligne.code} : {nom_code}"} if nom_code else {}
    return tuple(mots.get(c.nom, _write(getattr(ligne, c.nom))) for c in COLONNES)


def write_vierge() -> tuple[tuple[str, ...], ...]:
    """Return the rows of an empty grid: the four headings of the programme, to be filled."""
    return tuple(
        tuple(r.libelle if c.nom == "rubrique" else "" for c in COLONNES) for r in Rubrique
    )


def _write(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Priorite | Rubrique | Frequence):
        return valeur.libelle
    return "" if valeur is None else str(valeur)
