"""Texts inside lists that a plain cast refuses: read with the same care as those of the record.

They are rare: a batch without any pays one query. Those found are read by the functions
of `conversion`; the text is replaced by what was understood, and told among the anomalies.
"""

from dataclasses import dataclass
from typing import Final

import duckdb

from spaser.moteur.decp.conversion.regles import DATE, DUREE, LISTE, MONTANT, Dictionnaire
from spaser.moteur.decp.plausibilite import VALEUR_MAX
from spaser.moteur.decp.typage import RANG, Dictionnaires

_RAPIDES: Final = {
    DATE.nom: "jour_de({})",
    DUREE.nom: "TRY_CAST({} AS DOUBLE)",
    MONTANT.nom: "euros_de({})",
    LISTE.nom: "CASE WHEN {0} IN ('[]', 'null') "
    "OR (starts_with({0}, '[{{') AND NOT contains({0}, '[[')) THEN true END",
}


@dataclass(frozen=True, slots=True)
class _Champ:
    """A column of raw text of a table of lists, and the official field it comes from."""

    table: str
    colonne: str
    champ: str
    dictionnaire: Dictionnaire

    @property
    def resiste(self) -> str:
        """Return the SQL that tells whether the plain cast refuses the text."""
        texte = f"t.{self.colonne}"
        rapide = _RAPIDES[self.dictionnaire.nom].format(texte)
        return f"(trim({texte}) <> '' AND {rapide} IS NULL)"


def _list_champs(table: str, liste: str, **champs: tuple[str, Dictionnaire]) -> tuple[_Champ, ...]:
    return tuple(
        _Champ(table, colonne, f"{liste}.{nom}", dictionnaire)
        for colonne, (nom, dictionnaire) in champs.items()
    )


_TABLES: Final = (
    _list_champs(
        "mods_lues",
        "modifications",
        date_notification=("dateNotificationModification", DATE),
        date_publication=("datePublicationDonneesModification", DATE),
        duree_mois=("dureeMois", DUREE),
        montant=("montant", MONTANT),
        titulaires=("titulaires", LISTE),
    ),
    _list_champs(
        "actes_lus",
        "actesSousTraitance",
        date_notification=("dateNotification", DATE),
        date_publication=("datePublicationDonnees", DATE),
        duree_mois=("dureeMois", DUREE),
        montant=("montant", MONTANT),
    ),
    _list_champs(
        "executions_lues",
        "donneesExecution",
        date_publication=("datePublicationDonneesExecution", DATE),
        depenses_investissement=("depensesInvestissement", MONTANT),
        tarif=("tarif", MONTANT),
    ),
)


def mend(connexion: duckdb.DuckDBPyConnection, dictionnaires: Dictionnaires, ligne: str) -> None:
    """Read the texts that resist in `mods_lues`, `actes_lus` and `executions_lues`.

    `ligne` is the SQL of the physical key of a record of `lu`. What was not understood becomes
    NULL; its raw text goes to the temporary table `anomalies`.
    """
    comptes = (
        f"(SELECT {', '.join(f'count(*) FILTER ({c.resiste})' for c in champs)} "
        f"FROM {champs[0].table} t)"
        for champs in _TABLES
    )
    nombres = connexion.execute(f"FROM {', '.join(comptes)}").fetchone()
    tous = (champ for champs in _TABLES for champ in champs)
    for champ, nombre in zip(tous, nombres or (), strict=True):
        if nombre:
            _mend(connexion, dictionnaires, champ, ligne)


def _mend(
    connexion: duckdb.DuckDBPyConnection, dictionnaires: Dictionnaires, champ: _Champ, ligne: str
) -> None:
    texte = f"t.{champ.colonne}"
    place = (champ.dictionnaire, texte, f"{champ.table} t", champ.resiste)
    dictionnaires.learn_textes(connexion, [place])
    connus = f"d_{champ.dictionnaire.nom}"
    connexion.execute(
        f"INSERT INTO anomalies SELECT reperage.source, {RANG}, d.anomalie, '{champ.champ}', "
        f"left({texte}, {VALEUR_MAX}) FROM {champ.table} t JOIN lu ON t.ligne = {ligne} "
        f"JOIN reperage USING (filename) JOIN {connus} d ON d.brut = {texte} "
        f"WHERE d.anomalie IS NOT NULL AND {champ.resiste}"
    )
    connexion.execute(
        f"UPDATE {champ.table} AS t SET {champ.colonne} = CAST(d.v0 AS VARCHAR) FROM {connus} d "
        f"WHERE d.brut = {texte} AND {champ.resiste}"
    )
