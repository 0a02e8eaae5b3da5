"""A statement of hours, read in a box: nothing here knows of the site."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from spaser.elements import fold_mots
from spaser.moteur.tables import modele
from spaser.moteur.tables.cellules import is_blank, write_texte
from spaser.moteur.tables.correspondance import (
    ChampCherche,
    LecteurLigne,
    Table,
    assign_titres,
    find_connue,
)
from spaser.moteur.tables.lecture import read_feuilles
from spaser.regles.trajectoires import NombreIllisible, read_nombre

LIGNES_MAX: Final = 2_000
TEXTE_MAX: Final = 300
HEURES: Final = "heures"
_DEMESURE: Final = "Le classeur est trop gros : gardez la seule feuille des heures."
_TOTAL: Final = "total"
_SOUS_TOTAL: Final = ("sous total", "soustotal")


_HEURES: Final = (
    "heures realisees, heures d insertion realisees, nb heures realisees, "
    "nombre d heures realisees, heures effectuees, realise, heures d insertion, nb heures, "
    "nombre d heures, heures"
)
_NUMERO: Final = (
    "numero du marche, numero de marche, n marche, no marche, n du marche, "
    "reference du marche, numero, reference"
)


class ChampHeures(ChampCherche):
    HEURES = "heures", "Heures réalisées", _HEURES, "prevues prevu theoriques engagees"
    NUMERO = "numero", "Numéro du marché", _NUMERO
    OPERATION = (
        "operation",
        "Opération",
        "operation, intitule, objet du marche, objet, chantier, nom du marche, libelle, marche",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationLue:
    """An operation, its contract's number if it has one, its hours."""

    ligne: int
    operation: str
    numero: str
    heures: Decimal


@dataclass(slots=True)
class ReleveLu:
    """What was read of a statement; `total` is the one that it says, if it says one."""

    lignes: list[OperationLue] = field(default_factory=list)
    total: Decimal | None = None
    colonnes: dict[str, str] = field(default_factory=dict)  # what each column was taken for
    remarques: list[modele.Remarque] = field(default_factory=list)

    @property
    def somme(self) -> Decimal:
        """Return the hours of the year: those of its lines, else the total that it says."""
        if self.lignes:
            return sum((ligne.heures for ligne in self.lignes), Decimal(0))
        return self.total or Decimal(0)


def read_releve_heures(chemin: Path) -> ReleveLu:
    """Read the first sheet that holds hours; ErreurTable says why there is none."""
    budget = modele.Budget(modele.OCTETS_PAGE, modele.CELLULES_PAGE, demesure=_DEMESURE)
    for feuille in read_feuilles(chemin, budget):
        table = find_connue(feuille, ChampHeures, (ChampHeures.HEURES,))
        if table is not None:
            return _read_table(table)
    raise modele.ErreurTable(
        "Nous ne trouvons pas les colonnes : il faut « Heures réalisées », avec « Opération » ou "
        "« Numéro du marché » à côté."
    )


def _read_table(table: Table) -> ReleveLu:
    lu = ReleveLu()
    colonnes = assign_titres(ChampHeures, table.titres)
    lecteur = LecteurLigne(table, colonnes)
    lu.colonnes = lecteur.list_colonnes()
    for numero, cellules in table.list_utiles():
        if len(lu.lignes) == LIGNES_MAX:
            raise modele.ErreurTable(
                f"Le relevé compte plus de {LIGNES_MAX} opérations : découpez-le, ou gardez-en le "
                "total."
            )
        lecteur.turn_to(numero, cellules)
        if ChampHeures.HEURES in lecteur.dits:
            _read_ligne(lu, lecteur, cellules)
    _check_total(lu)
    return lu


def _read_ligne(
    lu: ReleveLu, lecteur: LecteurLigne[ChampHeures], cellules: modele.Cellules
) -> None:
    tell = partial(lecteur.locate, ChampHeures.HEURES, gravite=modele.Gravite.ECARTEE)
    operation, du_marche = (
        " ".join(write_texte(lecteur.dits.get(champ)).split())[:TEXTE_MAX]
        for champ in (ChampHeures.OPERATION, ChampHeures.NUMERO)
    )
    try:
        heures = read_nombre(write_texte(lecteur.dits[ChampHeures.HEURES]), HEURES).valeur
    except NombreIllisible as faute:
        lu.remarques.append(tell(probleme=faute.probleme, remede=faute.remede))
        return
    if heures < 0:
        lu.remarques.append(tell(probleme="Des heures négatives.", remede="Corrigez cette ligne."))
    elif (premiers := _read_debut(cellules)).startswith(_TOTAL):
        lu.total = heures
    elif not premiers.startswith(_SOUS_TOTAL):
        lu.lignes.append(
            OperationLue(ligne=lecteur.ligne, operation=operation, numero=du_marche, heures=heures)
        )


def _read_debut(cellules: Iterable[Any]) -> str:
    """Return the first words of a row: they tell the row of a total."""
    return fold_mots(next((write_texte(c) for c in cellules if not is_blank(c)), ""))


def _check_total(lu: ReleveLu) -> None:
    """Say that the total of the file is not the sum of its lines."""
    if lu.lignes and lu.total is not None and lu.total != lu.somme:
        lu.remarques.append(
            modele.Remarque(
                ligne=None,
                probleme=f"le total écrit ({lu.total.normalize():f}) n’est pas la somme des lignes "
                f"({lu.somme.normalize():f}).",
                remede="Nous gardons la somme des lignes.",
            )
        )
