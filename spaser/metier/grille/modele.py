"""A line of the grid, its lists of values and its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spaser.metier.indicateurs.modele import Frequence
from spaser.metier.indicateurs.themes import Rubrique
from spaser.metier.registre.nomenclatures import Nomenclature

TEXTE_MAX: Final = 1000


class Priorite(Nomenclature):
    """The three levels of the programme; none while it is not decided."""

    COEUR = "1", "1 : au cœur des enjeux"
    SECONDAIRE = "2", "2 : nécessaire mais secondaire"
    PAS_PRIORITAIRE = "3", "3 : pas prioritaire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """What is said of a sub-theme: the seven columns of the programme, then ours."""

    rubrique: Rubrique
    sous_thematique: str = ""
    schemas: str = ""
    objectif: str = ""
    lien_achat: str = ""
    indicateur: str = ""
    referent: str = ""
    priorite: Priorite | None = None
    deja_suivi: bool = False
    code: str = ""
    remarque: str = ""
    retenu: bool = False
    responsable: str = ""
    frequence: Frequence | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of the spreadsheet: its field, its title, how other titles for it look."""

    nom: str
    titre: str
    commence: tuple[str, ...]

    def recognises(self, plie: str) -> bool:
        """Say whether a folded title is that of this column."""
        return plie.startswith(self.commence)


COLONNES: Final = (
    Colonne("rubrique", "Rubrique", ("rubrique", "thematique", "theme", "pilier")),
    Colonne("sous_thematique", "Sous-thématique", ("sous theme", "sous thematique")),
    Colonne("schemas", "Schémas existants", ("schema",)),
    Colonne("objectif", "Objectif spécifique", ("objectif",)),
    Colonne("lien_achat", "Lien avec la politique achat", ("lien avec", "lien politique")),
    Colonne("indicateur", "Indicateur SPASER", ("indicateur",)),
    Colonne("referent", "Référent interne", ("referent",)),
    Colonne("priorite", "Niveau de priorité", ("niveau de priorite", "priorite")),
    Colonne("deja_suivi", "Déjà suivi", ("deja suivi",)),
    Colonne("code", "Code de l’indicateur", ("code",)),
    Colonne("remarque", "Remarques", ("remarque", "commentaire")),
    Colonne("retenu", "Retenu", ("retenu",)),
    Colonne("responsable", "Responsable du suivi", ("responsable",)),
    Colonne("frequence", "Fréquence", ("frequence",)),
    Colonne("source", "Source des données", ("source",)),
)
DU_PROGRAMME: Final = COLONNES[1:8]
PAR_NOM: Final = {colonne.nom: colonne for colonne in COLONNES}
TEXTES: Final = (
    "sous_thematique schemas objectif lien_achat indicateur referent remarque responsable source"
).split()


def clean_texte(valeur: object) -> str:
    """Return a text on one line, single blanks between words."""
    return "" if valeur is None else " ".join(str(valeur).split())


def write_ligne(ligne: Ligne) -> tuple[str, ...]:
    """Return a line as a spreadsheet holds it, in the order of the columns."""
    return tuple(_write(getattr(ligne, colonne.nom)) for colonne in COLONNES)


def _write(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Priorite):
        return valeur.value
    if isinstance(valeur, Rubrique | Frequence):
        return valeur.libelle
    return "" if valeur is None else str(valeur)
