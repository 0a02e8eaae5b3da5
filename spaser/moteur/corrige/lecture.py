"""All that is known of one buyer: published contracts, her own files, her corrections.

The figures are computed from what is shown, with the definitions of the national ones.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import msgspec

from spaser.moteur.decp.identite import SANS_DECISION, Decisions, Paire, cote_sql
from spaser.moteur.entrepot.compte import acheteurs_sql
from spaser.moteur.entrepot.corrections import ETATS
from spaser.moteur.entrepot.decisions import list_fusions_douteuses
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent, find_version
from spaser.moteur.entrepot.lecture import Entrepot, open_entrepot
from spaser.moteur.entrepot.membres import titulaires_sql
from spaser.moteur.entrepot.noms import titulaires_nommes
from spaser.moteur.entrepot.schema import APRES, PREFIXE, TABLES
from spaser.moteur.entrepot.vues import IMBRIQUEES
from spaser.moteur.indicateurs.colonnes import TOUCHEES, Touche
from spaser.moteur.indicateurs.requetes import read_sql_valeurs
from spaser.moteur.sql import litteral, select_donnees, transpose
from spaser.moteur.valeurs import AnneeCorrigee

# What reading damaged files raises, beside our own errors.
ILLISIBLE: Final = (duckdb.Error, msgspec.MsgspecError, OSError, EntrepotAbime, EntrepotAbsent)
LUES: Final = ("records", "retouches", "fusions", "titulaires_recus", *TABLES)


class PriveAbime(EntrepotAbime):
    """The private store of a buyer cannot be read; what is published can."""


@dataclass(frozen=True, slots=True)
class Contrat:
    """A contract as it was read: published, in one of the buyer's own files (`depose`), or both."""

    cle: int
    id: str | None
    objet: str | None
    famille: str
    annee: int | None
    date_notification: date | None
    montant: float | None
    titulaires: str
    publie: bool
    depose: str | None
    social: bool | None
    clause_sociale: bool | None
    critere_social: bool | None
    reserve: bool | None
    environnement: bool | None
    clause_environnementale: bool | None
    critere_environnemental: bool | None
    famille_achat: str | None = None  # what its CPV code says
    sirens: str = ""  # of its holders, to recognise it
    doutes: str = ""  # pairs of publications that one agreement alone makes this contract

    @property
    def prive(self) -> bool:
        """Tell whether one of the buyer's own files holds it."""
        return self.depose is not None


@dataclass(frozen=True, slots=True)
class OrigineMarche:
    """A record that a contract was read from: the file, its place, and their days."""

    prive: bool
    source: str
    fichier: str
    rang: int
    version_du: date | None  # the latest publication day that the record gives
    lue_le: date | None
    montree: bool  # its values are those shown


@contextmanager
def open_corrige(
    dossier: Path,
    siren: str,
    prive: Path | None = None,
    decisions: Decisions = SANS_DECISION,
    *,
    chiffres: bool = True,
) -> Iterator[Entrepot]:
    """Open what is known of one buyer; her private store is enough when there is no other.

    `decisions` are what she said of pairs of publications: the published figures ignore it. Who
    reads contracts alone leaves the figures aside: a third of the work.

    Raises:
        EntrepotAbsent: there is neither.
        PriveAbime: her private store cannot be read.
        EntrepotAbime: a list that was there at the build is gone.
    """
    sien, seul = prive, prive is not None and find_version(dossier) is None
    if prive is not None and seul:
        dossier, prive = prive, None
    with ExitStack() as pile:
        try:
            entrepot = pile.enter_context(open_entrepot(dossier, prive, siren, decisions))
            _hold_marches(entrepot.connexion)
            if seul:
                _mark_prives(entrepot)
            _keep_origines(entrepot)
            _keep_doutes(entrepot, decisions, seul=seul)
            entrepot.connexion.execute(f"CREATE VIEW main.contrats AS {_LUS}")
            _keep_acheteur(entrepot, siren, decisions)
            _keep_noms(entrepot.connexion)
            if chiffres:
                _compute_valeurs(entrepot)
        except ILLISIBLE as cause:
            if sien is None or is_lisible(sien):
                raise
            raise PriveAbime(
                "Ce qui a été lu des fichiers de marchés n’est plus lisible.",
                "Lisez ces fichiers à nouveau.",
            ) from cause
        yield entrepot


def is_lisible(dossier: Path) -> bool:
    try:
        with open_entrepot(dossier) as entrepot:
            for table in LUES:
                entrepot.connexion.execute(f"CREATE TEMP TABLE lue AS FROM main.{table}")
                entrepot.connexion.execute("DROP TABLE lue")
    except ILLISIBLE:
        return False
    return True


def _hold_marches(connexion: duckdb.DuckDBPyConnection) -> None:
    """Hold the contracts, which figures read again and again; `publies` is what was published."""
    for table in ("marches", *IMBRIQUEES):
        _hold(connexion, table, f"FROM main.{table}")
    connexion.execute("CREATE TABLE main.publies AS FROM main.marches")


def _keep_origines(entrepot: Entrepot) -> None:
    """Hold where each contract was read, in both stores when there are two."""
    requete = "SELECT cle, cle AS lue, source, rang, date_version FROM main.publies"
    if not entrepot.figures_publiees:
        requete = (
            "SELECT r.cle, r.lue, source, rang, date_version FROM main.records "
            "JOIN main.retouches r USING (ligne) WHERE r.statut = 'retenu'"
        )
    entrepot.connexion.execute(f"CREATE TABLE main.origines AS {requete}")


_DOUTES: Final = {
    "cle": "UBIGINT",
    "paire": "VARCHAR",
    "premiere": "BIGINT",
    "seconde": "BIGINT",
    "accords": "VARCHAR[]",
}


def _keep_doutes(entrepot: Entrepot, decisions: Decisions, *, seul: bool) -> None:
    """Hold the doubtful links that the buyer has not said to be right.

    In her own files, which name few holders, one number and one object leave no doubt. What they
    repeat of what is published is asked once.
    """
    lignes: dict[Paire, tuple[object, ...]] = {}
    for doute in list_fusions_douteuses(entrepot.connexion):
        sien = seul or doute.premiere >= APRES
        if doute.paire not in decisions.unies and not (sien and "objet" in doute.accords):
            paire = "-".join(doute.paire)
            lignes.setdefault(doute.paire, (doute.cle, paire, *doute[2:]))
    entrepot.connexion.execute(
        f"CREATE TABLE main.doutes AS {select_donnees(_DOUTES)}",
        transpose(lignes.values(), _DOUTES),
    )


def _keep_acheteur(entrepot: Entrepot, siren: str, decisions: Decisions) -> None:
    """Hold the buyer's row: from now on, nothing is read from the private files.

    What she decided changes how many contracts she has.
    """
    lu = f"SELECT * FROM main.acheteurs WHERE siren = {litteral(siren)}"
    if any(decisions):
        lu = acheteurs_sql(0, f"SELECT {litteral(siren)} AS siren")
    _hold(entrepot.connexion, "acheteurs", lu)


def _keep_noms(connexion: duckdb.DuckDBPyConnection) -> None:
    """Copy the names of the buyer and of its holders: the private files are not read after this."""
    cites = "SELECT siren FROM main.titulaires UNION ALL SELECT siren FROM main.acheteurs"
    _hold(connexion, "noms", f"SELECT n.* FROM main.noms n SEMI JOIN ({cites}) USING (siren)")


def _hold(connexion: duckdb.DuckDBPyConnection, vue: str, requete: str) -> None:
    connexion.execute(f"CREATE TABLE main.{vue}_lus AS {requete}")
    connexion.execute(f"DROP VIEW main.{vue}")
    connexion.execute(f"ALTER TABLE main.{vue}_lus RENAME TO {vue}")


def _mark_prives(entrepot: Entrepot) -> None:
    """Name the files of a private store read alone as when it is read over another."""
    for table, colonne in (("publies", "source"), ("marches", "source"), ("sources", "cle")):
        entrepot.connexion.execute(f"UPDATE main.{table} SET {colonne} = '{PREFIXE}' || {colonne}")


def _compute_valeurs(entrepot: Entrepot) -> None:
    """Run over what is shown the query that gave the published figures."""
    requete = read_sql_valeurs(entrepot.version, entrepot.listes_absentes)
    entrepot.connexion.execute("DROP VIEW main.valeurs")
    try:
        entrepot.connexion.execute(f"CREATE TABLE main.valeurs AS {requete}")
    except duckdb.CatalogException as cause:
        raise EntrepotAbime(
            f"Une liste qui sert aux chiffres a été retirée de « {entrepot.referentiels} ».",
            "Importez-la à nouveau avec : spaser importer FICHIER…",
        ) from cause


def list_sirets(entrepot: Entrepot, siren: str) -> list[tuple[str, str]]:
    return entrepot.connexion.execute(_SIRETS, {"siren": siren}).fetchall()


def find_cles(entrepot: Entrepot, empreinte: str) -> dict[int, int]:
    """Return, by rank in one of her files, the key of the contract that shows each record.

    The file is known by the checksum of what was read. A record that another one supersedes leads
    to the same contract; one that was put in quarantine leads to none. Asks for the connection
    that `open_corrige` gives: the keys shown are in a table of its own.
    """
    prefixe = "" if entrepot.figures_publiees else PREFIXE
    sources = (s.cle for s in entrepot.sources() if s.sha256 == empreinte)
    source = next((cle for cle in sources if cle.startswith(prefixe)), None)
    return dict(entrepot.connexion.execute(_CLES, [source]).fetchall())


def list_contrats(entrepot: Entrepot) -> tuple[Contrat, ...]:
    """Return the contracts as they were read, before any correction, the latest first."""
    return tuple(Contrat(*ligne) for ligne in entrepot.connexion.execute(_CONTRATS).fetchall())


def count_corrigees(entrepot: Entrepot) -> tuple[AnneeCorrigee, ...]:
    lignes = entrepot.connexion.execute(_CORRIGEES).fetchall()
    return tuple(AnneeCorrigee(*ligne) for ligne in lignes)


def find_contrat(entrepot: Entrepot, cle: int) -> Contrat | None:
    """Return one contract as it was read, before any correction.

    A published contract that the buyer's files show under another key is found by both.
    """
    ligne = entrepot.connexion.execute(_UN_CONTRAT, [cle]).fetchone()
    return Contrat(*ligne) if ligne else None


def list_cles_partagees(entrepot: Entrepot) -> frozenset[int]:
    """Return the contracts that share their id and lot with another one."""
    return frozenset(cle for (cle,) in entrepot.connexion.execute(_PARTAGES).fetchall())


def list_origines(entrepot: Entrepot, cle: int) -> tuple[OrigineMarche, ...]:
    """Return every record that a contract was read from: what is published first."""
    lignes = entrepot.connexion.execute(_ORIGINES, [cle]).fetchall()
    return tuple(OrigineMarche(*ligne) for ligne in lignes)


# The most frequent establishment first.
_SIRETS: Final = """
SELECT id, acheteur_siret FROM marches
WHERE acheteur_siren = $siren AND acheteur_siret IS NOT NULL AND id IS NOT NULL
ORDER BY count(*) OVER (PARTITION BY acheteur_siret) DESC, acheteur_siret, id
"""

_CLES: Final = """
SELECT rang, coalesce(r.cle, m.groupe) AS cle
FROM main.records m LEFT JOIN main.retouches r USING (ligne) WHERE m.source = $1
"""

_LUS: Final = f"""
SELECT m.cle, m.id, m.objet, m.famille, m.annee, m.date_notification,
       CAST(m.montant_initial AS DOUBLE) AS montant, coalesce(n.noms, '') AS titulaires,
       coalesce(o.publie, false) AS publie, o.depose, {", ".join(f"m.{nom}" for nom in ETATS)},
       fs.famille AS famille_achat, coalesce(t.sirens, '') AS sirens,
       coalesce(d.paires, '') AS doutes
FROM publies m
LEFT JOIN ref_segments fs ON fs.prefixe = prefixe_cpv(m.cpv)
LEFT JOIN (
    SELECT o.cle, bool_or(NOT starts_with(source, '{PREFIXE}')) AS publie,
           min(coalesce(s.nom, '')) FILTER (starts_with(source, '{PREFIXE}')) AS depose
    FROM origines o LEFT JOIN sources s ON s.cle = o.source GROUP BY o.cle
) o ON o.cle = m.cle
LEFT JOIN ({titulaires_nommes("titulaires", "cle")}) n ON n.cle = m.cle
LEFT JOIN ({titulaires_sql("titulaires", "publies", "cle")}) t ON t.cle = m.cle
LEFT JOIN (
    SELECT cle, string_agg(paire, ' ' ORDER BY paire) AS paires FROM doutes GROUP BY cle
) d ON d.cle = m.cle
"""


def _differ(etats: Iterable[str]) -> str:
    changent = " OR ".join(f"m.{nom} IS DISTINCT FROM p.{nom}" for nom in sorted(etats))
    return f"count(*) FILTER (prive OR {changent})"


_CORRIGEES: Final = f"""
SELECT m.annee, count(*), {_differ(TOUCHEES[Touche.SOCIAL])},
       {_differ(TOUCHEES[Touche.ENVIRONNEMENT])},
       {_differ(("montant_initial",))}
FROM (SELECT *, starts_with(source, '{PREFIXE}') AS prive FROM marches) m JOIN publies p USING (cle)
WHERE m.famille = 'marche' AND m.annee IS NOT NULL GROUP BY m.annee ORDER BY m.annee
"""
_CONTRATS: Final = "FROM contrats ORDER BY date_notification DESC NULLS LAST, id, cle"
_UN_CONTRAT: Final = (
    "FROM contrats WHERE cle = coalesce((SELECT any_value(cle) FROM origines WHERE lue = $1), $1)"
)
_PARTAGES: Final = f"""
SELECT cle FROM publies WHERE {cote_sql("id", "objet")} IS NOT NULL
QUALIFY count(*) OVER (PARTITION BY {cote_sql("id", "objet")}) > 1
"""
_ORIGINES: Final = f"""
SELECT starts_with(o.source, '{PREFIXE}') AS prive, o.source, coalesce(s.nom, ''), o.rang,
       o.date_version, s.lue_le, (o.source, o.rang) = (m.source, m.rang)
FROM origines o JOIN publies m USING (cle) LEFT JOIN sources s ON s.cle = o.source
WHERE o.cle = $1 ORDER BY prive, s.lue_le, o.source, o.rang
"""
