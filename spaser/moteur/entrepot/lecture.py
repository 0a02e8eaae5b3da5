"""Opening a store: a frozen version, read-only, with a private store on top if there is one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import duckdb

from spaser.moteur.boite.memoire import fit_moteur
from spaser.moteur.decp.identite import SANS_DECISION, Decisions
from spaser.moteur.entrepot import familles
from spaser.moteur.entrepot.decisions import apply_decisions
from spaser.moteur.entrepot.dossier import REFERENTIELS, hold_version
from spaser.moteur.entrepot.manifeste import FichierLu, Manifeste, read_manifeste
from spaser.moteur.entrepot.noms import OFFICIELS, SANS_OFFICIELS, join_noms, name
from spaser.moteur.entrepot.schema import NATIONAL, PREFIXE, PRIVE
from spaser.moteur.entrepot.superposition import superpose
from spaser.moteur.entrepot.vues import list_vues
from spaser.moteur.referentiels import depot, embarques
from spaser.moteur.sql import select_donnees, transpose
from spaser.moteur.valeurs import Acheteur, SourceLue

_SURES: Final = frozenset("AB")
_SOURCES: Final = {"cle": "VARCHAR", "nom": "VARCHAR", "lue_le": "DATE"}
_CESSEE: Final = "C"

# The files in force that hold what is shown of a buyer.
_EN_VIGUEUR: Final = """
    WITH siens AS MATERIALIZED (
        SELECT ligne, source FROM {schema}.marches WHERE acheteur_siren = $1
    )
    SELECT source FROM (
        SELECT source FROM siens UNION SELECT p.source FROM siens m
        JOIN {schema}.presences p ON m.ligne >= p.ligne AND m.ligne < p.ligne + p.nombre
        WHERE NOT list_contains($2, p.source)
    ) WHERE NOT list_contains($2, source)
"""


@dataclass(frozen=True, slots=True)
class UniteLegale:
    """A legal unit of Sirene; nothing is kept of the name of a person."""

    nom: str | None
    famille: str | None  # of public buyers, as `familles_acheteurs` names them; None: not sure
    cessee: bool
    personne: bool
    au: date


@dataclass(eq=False)
class Entrepot:
    """A version of the store, open for reading.

    `connexion` shows the tables of `schema.TABLES`. With a private store on top, its records
    supersede those of the same key and `figures_publiees` is False: the computed `valeurs` only
    hold the national ones.
    """

    connexion: duckdb.DuckDBPyConnection
    dossier: Path
    version: Path
    manifestes: tuple[Manifeste, ...]  # of the store, then of the private one
    schema: str = "main"  # what is in it hides what has the same name in `main`

    @property
    def manifeste(self) -> Manifeste:
        return self.manifestes[0]

    @contextmanager
    def cursor(self) -> Iterator[Entrepot]:
        """Return a cursor on the same store, for another thread to read at the same time."""
        with self._see(self.schema) as entrepot:
            yield entrepot

    @contextmanager
    def lay(self) -> Iterator[Entrepot]:
        """Give a cursor on the same store, with an empty schema of its own, for one block."""
        schema = f"pose_{uuid4().hex}"
        with self.connexion.cursor() as connexion:
            connexion.execute(f"CREATE SCHEMA {schema}")
            try:
                with self._see(schema) as entrepot:
                    yield entrepot
            finally:
                connexion.execute(f"DROP SCHEMA {schema} CASCADE")

    @contextmanager
    def _see(self, schema: str) -> Iterator[Entrepot]:
        with self.connexion.cursor() as connexion:
            connexion.execute(f"SET search_path = '{schema},main'")
            yield Entrepot(connexion, self.dossier, self.version, self.manifestes, schema)

    @property
    def figures_publiees(self) -> bool:
        """Tell whether `valeurs` describes exactly the contracts that are shown."""
        return len(self.manifestes) == 1

    @property
    def referentiels(self) -> Path:
        return self.dossier / REFERENTIELS

    @property
    def listes_absentes(self) -> frozenset[str]:
        """Return the reference lists that the figures could not use, as `ref_<nom>`."""
        return frozenset(
            f"ref_{nom}" for nom in depot.COLONNES if nom not in self.manifeste.referentiels
        )

    @property
    def date_donnees(self) -> date | None:
        jours = [m.date_donnees for m in self.manifestes if m.date_donnees]
        return date.fromisoformat(max(jours)) if jours else None

    def acheteur(self, siren: str) -> Acheteur | None:
        lignes = self._list_acheteurs("WHERE a.siren = $1", [siren])
        return lignes[0] if lignes else None

    def list_acheteurs(self, limite: int) -> list[Acheteur]:
        return self._list_acheteurs("ORDER BY nb_marches DESC, a.siren LIMIT $1", [limite])

    def _list_acheteurs(self, suite: str, parametres: list[Any]) -> list[Acheteur]:
        lignes = self.connexion.execute(
            f"SELECT a.siren, {name('a.nom')}, sirets, nb_marches, nb_concessions, annees "
            f"FROM acheteurs a {join_noms('a')} {suite}",
            parametres,
        ).fetchall()
        return [
            Acheteur(siren, nom, tuple(sirets or ()), marches, concessions, tuple(annees or ()))
            for siren, nom, sirets, marches, concessions, annees in lignes
        ]

    def list_noms(self) -> list[tuple[str, str, int]]:
        """Return the SIREN, the name and the contracts of the buyers that have a name.

        A person, who is no public buyer, is left out.
        """
        return self.connexion.execute(
            f"FROM (SELECT a.siren, {name('a.nom')} AS nom, nb_marches FROM acheteurs a "
            f"{join_noms('a')} WHERE personne IS NOT true) "
            "WHERE nom IS NOT NULL ORDER BY nb_marches DESC, siren"
        ).fetchall()

    def list_innommes(self, sirens: Collection[str]) -> list[str]:
        """Return the SIREN that neither Sirene nor a file names; those that hide are not there."""
        lignes = self.connexion.execute(
            "SELECT siren FROM (SELECT unnest($1) AS siren) ANTI JOIN noms_officiels USING (siren) "
            "ANTI JOIN noms USING (siren)",
            [list(sirens)],
        ).fetchall()
        return [siren for (siren,) in lignes]

    @property
    def connait_unites(self) -> bool:
        return "sirene_unites" in depot.list_disponibles(self.referentiels)

    def find_unite(self, siren: str) -> UniteLegale | None:
        """Return what the Sirene list says of a legal unit; None when it does not hold it."""
        if not self.connait_unites:
            return None
        ligne = self.connexion.execute(
            "SELECT o.nom, f.famille, f.confiance, u.etat, o.personne FROM ref_sirene_unites u "
            "JOIN noms_officiels o USING (siren) "
            "LEFT JOIN ref_familles_acheteurs f ON starts_with(u.categorie_juridique, f.prefixe) "
            "WHERE u.siren = $1 ORDER BY length(f.prefixe) DESC LIMIT 1",
            [siren],
        ).fetchone()
        if ligne is None:
            return None
        nom, famille, confiance, etat, personne = ligne
        return UniteLegale(
            nom=nom,
            famille=famille if confiance in _SURES else None,
            cessee=etat == _CESSEE,
            personne=personne,
            au=depot.list_disponibles(self.referentiels)["sirene_unites"].date,
        )

    def sources_de(self, siren: str) -> list[SourceLue]:
        ligne = self.connexion.execute(
            "SELECT sources FROM acheteurs WHERE siren = $1", [siren]
        ).fetchone()
        cles = ligne[0] if ligne else []
        if remplacees := self.manifeste.remplacees:  # files that may hold these contracts no more
            schema = "main" if self.figures_publiees else NATIONAL
            lignes = self.connexion.execute(
                _EN_VIGUEUR.format(schema=schema), [siren, remplacees]
            ).fetchall()
            privees = (cle for cle in cles or () if cle.startswith(PREFIXE))
            cles = [*(cle for (cle,) in lignes), *privees]
        elif cles is None:  # a store of an earlier release
            lignes = self.connexion.execute(
                "SELECT DISTINCT source FROM marches WHERE acheteur_siren = $1", [siren]
            ).fetchall()
            cles = [cle for (cle,) in lignes]
        return [source for source in self.sources() if source.cle in cles]

    def sources(self) -> list[SourceLue]:
        return [
            SourceLue(cle, s.nom, s.sha256, date.fromisoformat(s.date_import), s.lus)
            for cle, s in _list_sources(self.manifestes)
        ]


@contextmanager
def open_entrepot(
    dossier: Path,
    prive: Path | None = None,
    siren: str | None = None,
    decisions: Decisions = SANS_DECISION,
) -> Iterator[Entrepot]:
    """Open the version in force of a store; it stays readable until the end of the block.

    With a SIREN, the contracts shown are those of this buyer alone, made as she decided.

    Raises:
        EntrepotAbsent: there is no store in `dossier`.
    """
    with ExitStack() as pile:
        version = pile.enter_context(hold_version(dossier))
        manifeste = read_manifeste(version)
        connexion = pile.enter_context(connect(dossier))
        if prive is None:
            _create(connexion, version, manifeste, "main", siren)
            apply_decisions(connexion, "main", decisions)
            create_vue_sources(connexion, (manifeste,))
            yield Entrepot(connexion, dossier, version, (manifeste,))
            return
        version_privee = pile.enter_context(hold_version(prive))
        manifeste_prive = read_manifeste(version_privee)
        _create(connexion, version, manifeste, NATIONAL, siren)
        _create(connexion, version_privee, manifeste_prive, PRIVE, siren)
        apply_decisions(connexion, NATIONAL, decisions)
        apply_decisions(connexion, PRIVE, decisions)
        superpose(connexion, decisions)
        create_vue_sources(connexion, (manifeste, manifeste_prive))
        yield Entrepot(connexion, dossier, version, (manifeste, manifeste_prive))


@contextmanager
def connect(dossier: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a base in memory that knows the lists of a store, and nothing of its contracts yet."""
    with duckdb.connect(config={"threads": 2, "memory_limit": f"{fit_moteur()}B"}) as connexion:
        _attach_listes(connexion, dossier)
        connexion.execute(familles.CORRIGEES)
        yield connexion


def _attach_listes(connexion: duckdb.DuckDBPyConnection, dossier: Path) -> None:
    """Create the views of the embedded tables, of the lists that are here, of official names."""
    embarques.load_embarques(connexion)
    presentes = depot.attach(connexion, dossier / REFERENTIELS)
    connexion.execute(OFFICIELS if "sirene_unites" in presentes else SANS_OFFICIELS)


def _create(
    connexion: duckdb.DuckDBPyConnection,
    version: Path,
    manifeste: Manifeste,
    schema: str,
    siren: str | None,
) -> None:
    connexion.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for vue in list_vues(version, manifeste, schema, siren):
        connexion.execute(vue)


def create_vue_sources(
    connexion: duckdb.DuckDBPyConnection, manifestes: tuple[Manifeste, ...]
) -> None:
    """Create the table `sources` that leads from a record back to its file and its day."""
    connexion.execute(
        f"CREATE OR REPLACE TABLE sources AS {select_donnees(_SOURCES)}",
        transpose([(cle, s.nom, s.date_import) for cle, s in _list_sources(manifestes)], _SOURCES),
    )


def _list_sources(manifestes: tuple[Manifeste, ...]) -> Iterator[tuple[str, FichierLu]]:
    """Yield each file and its key as records carry it; the second store is the private one."""
    for prefixe, manifeste in zip(("", PREFIXE), manifestes, strict=False):
        for source in manifeste.sources:
            yield f"{prefixe}{source.cle}", source
