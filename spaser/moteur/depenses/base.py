"""The file of lines: opened by a connection bounded in memory, settled, rid of a year.

Only the whole set of lines tells what people decided of suppliers, accounts and lines, and which
lines are there twice.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, Self, get_type_hints

import duckdb
import msgspec

from spaser.elements import fold_mots, is_siren, is_siret
from spaser.moteur.boite.memoire import fit_moteur
from spaser.moteur.boite.modele import MEGA
from spaser.moteur.depenses.modele import CompteRendu, ErreurDepenses, EtatLigne, Somme, to_euros
from spaser.moteur.sql import litteral
from spaser.moteur.tables.modele import Remarque

type Connexion = duckdb.DuckDBPyConnection

MEMOIRE: Final = 512 * MEGA


@contextmanager
def open_base() -> Iterator[Connexion]:
    """Open a base of its own; what does not fit in memory goes to a draft folder."""
    with tempfile.TemporaryDirectory(prefix="spaser-depenses-") as brouillon:
        memoire = f"{fit_moteur(MEMOIRE)}B"
        connexion = duckdb.connect(
            config={"threads": 2, "memory_limit": memoire, "temp_directory": brouillon}
        )
        try:
            yield connexion
        finally:
            connexion.close()


@contextmanager
def open_lignes(chemin: Path) -> Iterator[Connexion]:
    with open_base() as connexion:
        attach_lignes(connexion, chemin)
        yield connexion


def attach_lignes(connexion: Connexion, *chemins: Path) -> None:
    """Show the lines of these files as the view `depenses` of a connection."""
    liste = ", ".join(litteral(str(chemin)) for chemin in chemins)
    connexion.execute(
        f"CREATE OR REPLACE TEMP VIEW depenses AS SELECT * FROM read_parquet([{liste}])"
    )


@contextmanager
def replace_file(chemin: Path) -> Iterator[Path]:
    """Give a file to write, which takes the place of this one in one step once it is whole."""
    with tempfile.TemporaryDirectory(prefix=".depenses-", dir=chemin.parent) as travail:
        neuf = Path(travail) / chemin.name
        yield neuf
        neuf.replace(chemin)


def list_tables_vues(connexion: Connexion) -> set[str]:
    """Return the names of the views and tables that a connection shows."""
    noms = "SELECT view_name FROM duckdb_views() UNION SELECT table_name FROM duckdb_tables()"
    return {nom for (nom,) in connexion.execute(noms).fetchall()}


def list_rows[T](
    connexion: Connexion, forme: type[T], requete: str, parametres: Sequence[object] = ()
) -> list[T]:
    """Return what a query gives, its columns in the order of the fields; cents become euros."""
    types = list(get_type_hints(forme).values())
    return [
        forme(*(_read_valeur(*v) for v in zip(ligne, types, strict=False)))
        for ligne in connexion.execute(requete, parametres).fetchall()
    ]


def _read_valeur(valeur: Any, genre: object) -> Any:  # noqa: ANN401 - of any column
    if genre is Decimal or (genre == Decimal | None and valeur is not None):
        return to_euros(valeur)
    return valeur


def copy_lignes(connexion: Connexion, requete: str, sortie: Path) -> None:
    connexion.execute(
        f"COPY ({requete}) TO {litteral(str(sortie))} (FORMAT parquet, COMPRESSION zstd)"
    )


# --- What people decided ---


type Decision = Literal["identifiant", "particulier", "hors_achats"]

_SIREN: Final = 9


class ChoixTiers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A supplier as the extract names it, and who it is. Without postcode: wherever it is."""

    nom: str  # folded
    code_postal: str | None = None
    decision: Decision = "identifiant"
    identifiant: str | None = None  # a SIREN or a SIRET

    @property
    def siren(self) -> str | None:
        return (self.identifiant or "")[:_SIREN] or None

    @property
    def siret(self) -> str | None:
        return self.identifiant if len(self.identifiant or "") > _SIREN else None


class TableChoix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    choix: tuple[ChoixTiers, ...] = ()

    def decide(self, choix: ChoixTiers) -> Self:
        """Return the same with one more choice; a former one on the same supplier is replaced."""
        nom = fold_mots(choix.nom)
        if not nom:
            raise ErreurDepenses("Un choix porte sur un fournisseur qui a un nom.")
        identifiant = (choix.identifiant or "").replace(" ", "")
        if choix.decision == "identifiant" and not (is_siren(identifiant) or is_siret(identifiant)):
            raise ErreurDepenses(
                f"« {choix.identifiant or ''} » n’est ni un SIREN ni un SIRET.",
                "Un SIREN a 9 chiffres, un SIRET 14 : recopiez-le sans en oublier.",
            )
        propre = msgspec.structs.replace(choix, nom=nom, identifiant=identifiant or None)
        autres = (c for c in self.choix if (c.nom, c.code_postal) != (nom, choix.code_postal))
        return msgspec.structs.replace(self, choix=(*autres, propre))


def read_choix(octets: bytes) -> TableChoix:
    """Read choices that were kept in JSON; each one is checked again."""
    try:
        lue = msgspec.json.decode(octets, type=TableChoix)
    except msgspec.MsgspecError as cause:
        raise ErreurDepenses("Le fichier des choix de fournisseurs n’est pas lisible.") from cause
    table = TableChoix()
    for choix in lue.choix:
        table = table.decide(choix)
    return table


# Lines set apart for these reasons stay so, whatever is decided of their account or supplier.
_FERMES: Final = (
    "'ligne_de_total', 'montant_nul', 'non_paye', 'recette', 'autre_acheteur', 'autre_annee'"
)


@dataclass(frozen=True, slots=True)
class Reclassement:
    """An account (by its first digits) or a line (by its hash), and what it is: in, or out."""

    cle: str
    etat: EtatLigne


@dataclass(frozen=True, slots=True)
class DecisionsDepenses:
    """Everything that was decided in a space; the narrowest decision wins."""

    choix: TableChoix = field(default_factory=TableChoix)
    comptes: tuple[Reclassement, ...] = ()
    lignes: tuple[Reclassement, ...] = ()


# `decision` says which kind of decision moved the line, or gave its supplier a number.
_VUE: Final = f"""
CREATE OR REPLACE TEMP TABLE depenses_comptes_decides AS
SELECT c.compte, arg_max(d.etat, length(d.cle)) AS etat
FROM (SELECT DISTINCT compte FROM depenses WHERE compte IS NOT NULL) c
JOIN depenses_comptes d ON starts_with(c.compte, d.cle) GROUP BY c.compte;
CREATE OR REPLACE TEMP VIEW depenses_decidees AS
WITH suivies AS (
    SELECT d.*, l.etat AS l_etat, c.etat AS c_etat,
        coalesce(ici.decision, partout.decision) AS t_decision,
        coalesce(ici.siren, partout.siren) AS t_siren,
        CASE WHEN ici.nom IS NOT NULL THEN ici.siret ELSE partout.siret END AS t_siret,
        d.motif IS DISTINCT FROM 'particulier'
            OR coalesce(ici.decision, partout.decision) = 'identifiant' AS suit_compte
    FROM depenses d
    LEFT JOIN depenses_lignes l ON l.cle = d.empreinte
    LEFT JOIN depenses_comptes_decides c ON c.compte = d.compte
    LEFT JOIN depenses_choix ici ON ici.nom = d.tiers_plie AND ici.code_postal = d.code_postal
    LEFT JOIN depenses_choix partout ON partout.nom = d.tiers_plie AND partout.code_postal IS NULL),
jugees AS (
    SELECT *, CASE
        WHEN etat = '{EtatLigne.QUARANTAINE.value}' THEN 'ferme'
        WHEN l_etat IS NOT NULL THEN 'ligne'
        WHEN motif IN ({_FERMES}) THEN 'ferme'
        WHEN t_decision IN ('particulier', 'hors_achats') THEN 'tiers'
        WHEN c_etat IS NOT NULL AND suit_compte THEN 'compte'
        WHEN t_decision = 'identifiant' AND motif = 'particulier' THEN 'reconnu'
        ELSE 'ferme' END AS par
    FROM suivies)
SELECT * EXCLUDE (l_etat, c_etat, t_decision, t_siren, t_siret, suit_compte, par)
    REPLACE (
        CASE par WHEN 'ligne' THEN l_etat WHEN 'tiers' THEN '{EtatLigne.ECARTEE.value}'
            WHEN 'compte' THEN c_etat
            WHEN 'reconnu' THEN coalesce(etat_compte, '{EtatLigne.COMPTEE.value}')
            ELSE etat END AS etat,
        CASE par
            WHEN 'ligne' THEN CASE l_etat WHEN '{EtatLigne.ECARTEE.value}' THEN 'choix_ligne' END
            WHEN 'tiers' THEN CASE t_decision WHEN 'particulier' THEN t_decision ELSE 'choix' END
            WHEN 'compte' THEN CASE c_etat WHEN '{EtatLigne.ECARTEE.value}' THEN 'choix_compte' END
            WHEN 'reconnu' THEN motif_compte ELSE motif END AS motif,
        coalesce(siren, t_siren) AS siren,
        CASE WHEN siren IS NULL THEN t_siret ELSE siret END AS siret),
    CASE WHEN par IN ('ligne', 'tiers', 'compte') THEN par
         WHEN t_decision = 'identifiant' AND siren IS NULL THEN 'tiers' END AS decision
FROM jugees
"""


def make_depenses_decidees(connexion: Connexion, decisions: DecisionsDepenses) -> None:
    """Make the view `depenses_decidees`: the lines of `depenses` as people decided of them."""
    for table, colonnes, lignes in (
        (
            "depenses_choix",
            "nom VARCHAR, code_postal VARCHAR, decision VARCHAR, siren VARCHAR, siret VARCHAR",
            [(c.nom, c.code_postal, c.decision, c.siren, c.siret) for c in decisions.choix.choix],
        ),
        (
            "depenses_comptes",
            "cle VARCHAR, etat VARCHAR",
            [(d.cle, d.etat.value) for d in decisions.comptes],
        ),
        (
            "depenses_lignes",
            "cle BIGINT, etat VARCHAR",
            [(int(d.cle), d.etat.value) for d in decisions.lignes],
        ),
    ):
        connexion.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({colonnes})")
        if lignes:
            places = ", ".join("?" * len(lignes[0]))
            connexion.executemany(f"INSERT INTO {table} VALUES ({places})", lignes)
    connexion.execute(_VUE)


# --- The lines of several files together ---


_DOUBLON: Final = "doublon_exact"
_COMPTEES: Final = "etat IN ('comptee', 'a_verifier')"

# A line is met twice when its whole row is the same and it has a piece number.
_RANG: Final = f"""
SELECT *, CASE WHEN piece IS NOT NULL AND {_COMPTEES} THEN row_number() OVER (
    PARTITION BY empreinte, piece, ({_COMPTEES})
    ORDER BY fichier, feuille, ligne) ELSE 1 END AS rang
FROM depenses_decidees
"""
_SANS_RANG: Final = "SELECT *, 1 AS rang FROM depenses_decidees"
_PROPRES: Final = f"""
SELECT * EXCLUDE (rang) REPLACE (
    CASE WHEN rang > 1 THEN '{EtatLigne.ECARTEE.value}' ELSE etat END AS etat,
    CASE WHEN rang > 1 THEN '{_DOUBLON}' ELSE motif END AS motif)
FROM ({{source}}) ORDER BY fichier, feuille, ligne
"""


def settle_depenses(
    bruts: Sequence[Path],
    sortie: Path,
    rendu: CompteRendu,
    decisions: DecisionsDepenses,
    *,
    garder_doublons: bool = False,
) -> None:
    """Put together lines that were read apart, as people decided of them; settle the account."""
    with replace_file(sortie) as propre, open_base() as connexion:
        attach_lignes(connexion, *bruts)
        make_depenses_decidees(connexion, decisions)
        source = _SANS_RANG if garder_doublons else _RANG
        copy_lignes(connexion, _PROPRES.format(source=source), propre)
        attach_lignes(connexion, propre)
        sommes = connexion.execute(
            "SELECT etat, motif, count(*), sum(lu)::BIGINT FROM depenses GROUP BY etat, motif"
        )
        for etat, motif, nombre, centimes in sommes.fetchall():
            rendu.settle(EtatLigne(etat), motif, nombre, centimes)
        doublons = connexion.execute(
            "SELECT fichier, feuille, ligne, piece FROM depenses WHERE motif = ? "
            "ORDER BY fichier, feuille, ligne",
            [_DOUBLON],
        )
        for fichier, feuille, ligne, piece in doublons.fetchall():
            rendu.remark(
                Remarque(
                    motif=_DOUBLON,
                    fichier=fichier,
                    feuille=feuille,
                    ligne=ligne,
                    colonne="piece",
                    valeur=str(piece),
                )
            )


def drop_annee(chemin: Path, annee: int) -> Somme:
    """Write the lines again without those of a year; return what is left."""
    with replace_file(chemin) as reste, open_lignes(chemin) as connexion:
        autres = f"SELECT * FROM depenses WHERE annee IS DISTINCT FROM {int(annee)}"
        copy_lignes(connexion, autres, reste)
        [(lignes, centimes)] = connexion.execute(
            f"SELECT count(*), coalesce(sum(lu), 0)::BIGINT FROM ({autres})"
        ).fetchall()
    return Somme(lignes, centimes)
