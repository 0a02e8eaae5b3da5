"""The contracts of a buyer as the store has them, with what the reading could not understand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from spaser.donnees.reparation.restitution import Lignes, Objet, restore_record

if TYPE_CHECKING:
    from spaser.donnees.entrepot.lecture import Entrepot

_FILLES: Final = ("titulaires", "modifications", "sous_traitances", "executions")

# Tables of this connection alone: they go with the cursor. The tables of lists are sorted as the
# contracts are: the range of lines spares reading the rest of a large store.
_CHOISIS: Final = """
CREATE OR REPLACE TEMP TABLE a_reparer AS
SELECT m.*, s.nom AS fichier FROM marches m LEFT JOIN sources s ON s.cle = m.source
WHERE m.acheteur_siren = $siren
"""
_BORNES: Final = "SELECT min(ligne), max(ligne) FROM a_reparer"
_LUES: Final = "SELECT * FROM a_reparer ORDER BY famille DESC, date_notification, source, rang"
_FILLE: Final = """
SELECT t.* FROM {table} t SEMI JOIN a_reparer c ON c.ligne = t.ligne
WHERE t.ligne BETWEEN $debut AND $fin ORDER BY t.ligne, {ordre}
"""
_ORDRES: Final = {
    "titulaires": "modification, ordre",
    "modifications": "ordre",
    "sous_traitances": "genre, ordre",
    "executions": "ordre",
}
_ANOMALIES: Final = """
SELECT c.cle, a.code, a.champ, a.valeur
FROM anomalies a JOIN a_reparer c ON c.source = a.source AND c.rang = a.rang
WHERE a.source IN (SELECT DISTINCT source FROM a_reparer)
"""


class Anomalie(NamedTuple):
    """A value that the reading could not take as it was."""

    code: str
    champ: str
    valeur: str | None


@dataclass(frozen=True, slots=True)
class Publie:
    """A contract as it was published, as far as the store knows."""

    cle: int
    famille: str
    ancien: bool  # published in the format used before 2024
    id: str | None
    objet: str | None
    siret: str | None
    annee: int | None
    date_notification: date | None
    montant: float | None
    fichier: str
    rang: int
    enregistrement: Objet
    anomalies: tuple[Anomalie, ...]


def count_publies(ouvert: Entrepot, siren: str) -> int:
    """Return how many contracts and concessions the store has of a buyer."""
    acheteur = ouvert.acheteur(siren)
    return acheteur.nb_marches + acheteur.nb_concessions if acheteur else 0


def list_publies(ouvert: Entrepot, siren: str) -> Iterator[Publie]:
    """Yield the contracts of a buyer, then its concessions, by date."""
    with ouvert.cursor() as lecteur:
        lecteur.connexion.execute(_CHOISIS, {"siren": siren})
        marches = _rows(lecteur, _LUES)
        filles = {table: _group(lecteur, table) for table in _FILLES}
        anomalies = _group_anomalies(lecteur)
    for m in marches:
        lignes = Lignes(*(filles[table].get(m["cle"], ()) for table in _FILLES))
        yield Publie(
            cle=m["cle"],
            famille=m["famille"],
            ancien=m["format"] == "v1",
            id=m["id"],
            objet=m["objet"],
            siret=m["acheteur_siret"],
            annee=m["annee"],
            date_notification=m["date_notification"],
            montant=None if m["montant_initial"] is None else float(m["montant_initial"]),
            fichier=m["fichier"] or "",
            rang=m["rang"],
            enregistrement=restore_record(m, lignes),
            anomalies=tuple(anomalies.get(m["cle"], ())),
        )


def _group(lecteur: Entrepot, table: str) -> dict[int, list[dict[str, Any]]]:
    ((debut, fin),) = lecteur.connexion.execute(_BORNES).fetchall()
    requete = _FILLE.format(table=table, ordre=_ORDRES[table])
    par_cle: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for ligne in _rows(lecteur, requete, {"debut": debut, "fin": fin}):
        par_cle[ligne["cle"]].append(ligne)
    return par_cle


def _group_anomalies(lecteur: Entrepot) -> dict[int, list[Anomalie]]:
    par_cle: dict[int, list[Anomalie]] = defaultdict(list)
    for cle, code, champ, valeur in lecteur.connexion.execute(_ANOMALIES).fetchall():
        par_cle[cle].append(Anomalie(code, champ or "", valeur))
    return par_cle


def _rows(
    lecteur: Entrepot, requete: str, parametres: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    curseur = lecteur.connexion.execute(requete, parametres or {})
    noms = [colonne[0] for colonne in curseur.description or ()]
    return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
