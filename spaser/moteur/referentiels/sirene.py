"""The two stocks of Sirene (Parquet), reduced to the units that the store has met.

The stocks hold tens of millions of rows: DuckDB streams the few columns needed and keeps only
the SIREN met, so memory follows what is kept, never the stock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from spaser.moteur.boite.memoire import fit_moteur
from spaser.moteur.referentiels.modele import ErreurReferentiel, RapportReferentiel
from spaser.moteur.sql import litteral
from spaser.moteur.tables.modele import Remarque

# Columns that older stocks lack: read as unknown.
FACULTATIVES: Final = frozenset(
    {
        "societeMissionUniteLegale",
        "denominationUsuelle1UniteLegale",
        "prenomUsuelUniteLegale",
        "nomUsageUniteLegale",
        "nomUniteLegale",
        "dateDebut",
    }
)


@dataclass(frozen=True, slots=True)
class Stock:
    cle: str  # column that identifies a row
    champs: Mapping[str, str]  # column kept -> SQL over `s`
    traitement: str  # column that dates the stock

    @property
    def requises(self) -> set[str]:
        """Return the columns that it must have, in lower case: the historical ones lack some."""
        lues = {nom for sql in self.champs.values() for nom in re.findall(r"\bs\.(\w+)", sql)}
        return {nom.lower() for nom in lues - FACULTATIVES}


def _booleen(colonne: str) -> str:
    """Real boolean, or the letters O and N."""
    return (
        f"CASE upper(CAST(s.{colonne} AS VARCHAR)) WHEN 'O' THEN true WHEN 'TRUE' THEN true "
        f"WHEN 'N' THEN false WHEN 'FALSE' THEN false END"
    )


def _texte(colonne: str) -> str:
    """Text without blanks around; `[ND]` is what hides a value that may not be shown."""
    return f"nullif(nullif(trim(CAST(s.{colonne} AS VARCHAR)), ''), '[ND]')"


_PERSONNE: Final = (
    f"nullif(trim(concat_ws(' ', coalesce({_texte('prenomUsuelUniteLegale')}, ''), "
    f"coalesce({_texte('nomUsageUniteLegale')}, {_texte('nomUniteLegale')}, ''))), '')"
)
_DIFFUSIBLE: Final = f"coalesce({_texte('statutDiffusionUniteLegale')}, 'O') = 'O'"

STOCKS: Final[dict[str, Stock]] = {
    "sirene_unites": Stock(
        cle="siren",
        champs={
            "siren": _texte("siren"),
            "nom": (
                f"CASE WHEN {_DIFFUSIBLE} THEN coalesce({_texte('denominationUniteLegale')}, "
                f"{_texte('denominationUsuelle1UniteLegale')}, {_PERSONNE}) END"
            ),
            "categorie_entreprise": (
                f"CASE WHEN {_texte('categorieEntreprise')} IN ('PME', 'ETI', 'GE') "
                f"THEN {_texte('categorieEntreprise')} END"
            ),
            "categorie_juridique": _texte("categorieJuridiqueUniteLegale"),
            "activite_principale": _texte("activitePrincipaleUniteLegale"),
            "ess": _booleen("economieSocialeSolidaireUniteLegale"),
            "societe_mission": _booleen("societeMissionUniteLegale"),
            "etat": _texte("etatAdministratifUniteLegale"),
            "diffusible": _DIFFUSIBLE,
        },
        traitement="dateDernierTraitementUniteLegale",
    ),
    "sirene_etablissements": Stock(
        cle="siret",
        champs={
            "siret": _texte("siret"),
            "siren": _texte("siren"),
            "commune": _texte("codeCommuneEtablissement"),
            "est_siege": _booleen("etablissementSiege"),
            "etat": _texte("etatAdministratifEtablissement"),
        },
        traitement="dateDernierTraitementEtablissement",
    ),
}


def recognise_stock(chemin: Path) -> str | None:
    """Tell a stock by the columns of a Parquet file."""
    import pyarrow.parquet as pq

    try:
        colonnes = {nom.lower() for nom in pq.read_schema(chemin).names}
    except (OSError, ValueError) as cause:
        raise ErreurReferentiel("Le fichier Parquet est abîmé.") from cause
    for nom, stock in STOCKS.items():
        if stock.requises <= colonnes:
            return nom
    return None


def write_stock(
    chemin: Path,
    nom: str,
    sirens: duckdb.DuckDBPyRelation,
    sortie: Path,
    rapport: RapportReferentiel,
) -> date | None:
    """Write the rows of the SIREN met, sorted; return the date of the stock."""
    import pyarrow.parquet as pq

    stock = STOCKS[nom]
    with duckdb.connect(config={"memory_limit": f"{fit_moteur()}B"}) as connexion:
        connexion.execute(f"SET temp_directory = {litteral(str(sortie.parent))}")
        _load_rencontres(connexion, sirens)
        present = {c.lower() for c in pq.read_schema(chemin).names}
        absentes = [c for c in sorted(FACULTATIVES) if c.lower() not in present]
        ajouts = "".join(f", NULL::VARCHAR AS {c}" for c in absentes)
        source = f"(SELECT *{ajouts} FROM read_parquet({litteral(str(chemin))}))"
        champs = ", ".join(f"{sql} AS {colonne}" for colonne, sql in stock.champs.items())
        connexion.execute(
            f"CREATE TABLE trouvees AS SELECT {champs}, "
            f"CAST(s.dateDebut AS VARCHAR) AS _recent FROM {source} s "
            f"WHERE {_texte('siren')} IN (SELECT siren FROM rencontres)"
        )
        trouvees = int(_value(connexion, "SELECT count(*) FROM trouvees"))
        gardees = ", ".join(stock.champs)
        connexion.execute(
            f"COPY (SELECT {gardees} FROM trouvees QUALIFY row_number() OVER "
            f"(PARTITION BY {stock.cle} ORDER BY _recent DESC NULLS LAST) = 1 "
            f"ORDER BY {stock.cle}) TO {litteral(str(sortie))} (FORMAT parquet, COMPRESSION zstd)"
        )
        rapport.lues = pq.read_metadata(chemin).num_rows
        rapport.gardees = pq.read_metadata(sortie).num_rows
        _note_ecarts(rapport, trouvees)
        return _date_stock(connexion, chemin, stock.traitement, present)


def _load_rencontres(connexion: duckdb.DuckDBPyConnection, sirens: duckdb.DuckDBPyRelation) -> None:
    """Copy the SIREN met into this connection: a relation belongs to its own."""
    colonne = "siren" if "siren" in sirens.columns else sirens.columns[0]
    apportes = sirens.select(colonne).distinct().to_arrow_table().rename_columns(["siren"])
    connexion.register("apportes", apportes)
    connexion.execute("CREATE TABLE rencontres AS FROM apportes WHERE siren IS NOT NULL")
    connexion.unregister("apportes")


def _note_ecarts(rapport: RapportReferentiel, trouvees: int) -> None:
    for motif, nombre in (
        ("non_rencontre", rapport.lues - trouvees),
        ("doublon", trouvees - rapport.gardees),
    ):
        if nombre:
            rapport.rejets[motif] = nombre
            rapport.remarques.append(Remarque(ligne=None, motif=motif, valeur=f"{nombre} lignes"))


def _date_stock(
    connexion: duckdb.DuckDBPyConnection, chemin: Path, colonne: str, present: set[str]
) -> date | None:
    if colonne.lower() not in present:
        return None
    jour = _value(
        connexion,
        f"SELECT max(TRY_CAST({colonne} AS TIMESTAMP))::DATE "
        f"FROM read_parquet({litteral(str(chemin))})",
    )
    return jour if isinstance(jour, date) else None


def _value(connexion: duckdb.DuckDBPyConnection, requete: str) -> Any:  # noqa: ANN401 - any type
    return connexion.execute(requete).fetchall()[0][0]
