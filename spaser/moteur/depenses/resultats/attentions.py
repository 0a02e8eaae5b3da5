"""Lines to look at: suppliers without a number, credit notes with their invoice, look-alikes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from spaser.elements import fold_mots
from spaser.moteur.depenses.base import Connexion, list_rows, list_tables_vues
from spaser.moteur.depenses.modele import to_euros
from spaser.moteur.sql import litteral


@dataclass(frozen=True, slots=True)
class Candidat:
    """Who it may be: never applied without somebody's word."""

    siren: str
    siret: str | None
    nom: str
    raison: str
    ressemblance: float


@dataclass(frozen=True, slots=True)
class FournisseurInconnu:
    """A supplier without a usable SIREN, and what it weighs."""

    nom: str
    nom_plie: str
    code_postal: str | None
    montant: Decimal
    lignes: int
    candidats: tuple[Candidat, ...] = ()


@dataclass(frozen=True, slots=True)
class Paire:
    """Two lines that go together: a credit note and its invoice, or two look-alikes."""

    fichier: str
    ligne: int
    autre_fichier: str
    autre_ligne: int
    tiers: str | None
    montant: Decimal


@dataclass(frozen=True, slots=True)
class Avoirs:
    """The negative lines that are counted."""

    lignes: int
    montant: Decimal
    rapproches: tuple[Paire, ...]
    nb_rapproches: int


LIMITE: Final = 100
_CANDIDATS_MAX: Final = 3
_SEUIL: Final = 0.93
_EXACT: Final = 1.0
_FORMES: Final = frozenset(
    "sa sas sasu sarl eurl sci scop scic scp snc gie ste societe ets etablissements "
    "entreprise association asso et de du des la le les l d".split()
)

# `core` in SQL: the directory of firms holds tens of millions of names.
_MOTS: Final = (
    "string_split(trim(regexp_replace(strip_accents(lower(nom)), '[^a-z0-9]+', ' ', 'g')), ' ')"
)
_PROPRES: Final = (
    f"list_filter({_MOTS}, lambda mot: mot NOT IN ({', '.join(map(litteral, sorted(_FORMES)))}))"
)
_CORE: Final = (
    f"coalesce(nullif(array_to_string({_PROPRES}, ' '), ''), array_to_string({_MOTS}, ' '))"
)

_INCONNUS: Final = """
SELECT any_value(tiers), tiers_plie, code_postal, sum(lu), count(*)
FROM depenses WHERE etat IN ('comptee', 'a_verifier') AND siren IS NULL AND tiers_plie <> ''
GROUP BY tiers_plie, code_postal ORDER BY sum(lu) DESC, tiers_plie, code_postal LIMIT ?
"""
_SOURCES: Final = {
    "ref_sirene_unites": "SELECT siren, NULL AS siret, nom FROM ref_sirene_unites",
    "titulaires": "SELECT siren, any_value(siret), nom FROM titulaires "
    "WHERE siren IS NOT NULL AND nom IS NOT NULL GROUP BY siren, nom",
    "ref_esus": "SELECT siren, siret, nom FROM ref_esus",
    "depenses": "SELECT siren, any_value(siret), tiers FROM depenses "
    "WHERE siren IS NOT NULL AND tiers IS NOT NULL GROUP BY siren, tiers",
}
_CHERCHE: Final = f"""
SELECT plie, siren, any_value(siret), any_value(nom), max(note) AS note
FROM (
    SELECT c.plie, n.siren, n.siret, n.nom,
        jaro_winkler_similarity(c.plie, n.plie, {_SEUIL}) AS note
    FROM depenses_cherches c JOIN depenses_noms n ON n.tete = c.tete)
WHERE note >= {_SEUIL} GROUP BY plie, siren ORDER BY plie, note DESC, siren
"""
_LIEUX: Final = """
SELECT DISTINCT e.siren, p.code_postal FROM ref_sirene_etablissements e
JOIN ref_codes_postaux p ON p.commune = e.commune
WHERE list_contains(?, e.siren)
"""


def list_inconnus(connexion: Connexion, limite: int = LIMITE) -> list[FournisseurInconnu]:
    """Return the heaviest suppliers without a SIREN, each with at most three candidates."""
    inconnus = list_rows(connexion, FournisseurInconnu, _INCONNUS, [limite])
    candidats = _find_candidats(connexion, {i.nom_plie for i in inconnus})
    lieux = _find_lieux(connexion, candidats.values())
    return [
        replace(i, candidats=_rank(candidats.get(core(i.nom_plie), []), i.code_postal, lieux))
        for i in inconnus
    ]


def sum_inconnus(connexion: Connexion) -> Decimal:
    """Return what every supplier without a SIREN weighs, listed or not."""
    [(centimes,)] = connexion.execute(
        "SELECT sum(lu) FROM depenses WHERE etat IN ('comptee', 'a_verifier') AND siren IS NULL"
    ).fetchall()
    return to_euros(centimes)


def core(nom: str) -> str:
    """Return the words of a name that tell it from another, without its legal form."""
    mots = fold_mots(nom).split()
    return " ".join([m for m in mots if m not in _FORMES] or mots)


def _find_candidats(connexion: Connexion, noms: Iterable[str]) -> dict[str, list[Candidat]]:
    """Compare names with the known ones that begin with the same letters."""
    cherches = sorted({core(nom) for nom in noms} - {""})
    if not cherches:
        return {}
    presentes = list_tables_vues(connexion)
    connus = " UNION ALL ".join(sql for nom, sql in _SOURCES.items() if nom in presentes)
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE depenses_cherches AS "
        "SELECT unnest(?::VARCHAR[]) AS plie, left(plie, 3) AS tete",
        [cherches],
    )
    connexion.execute(
        "CREATE OR REPLACE TEMP TABLE depenses_noms AS "
        "SELECT siren, siret, nom, plie, left(plie, 3) AS tete FROM ("
        f"SELECT siren, siret, nom, {_CORE} AS plie FROM ({connus}) t(siren, siret, nom) "
        "WHERE nom IS NOT NULL AND siren IS NOT NULL) "
        "WHERE left(plie, 3) IN (SELECT tete FROM depenses_cherches)"
    )
    par_nom: dict[str, list[Candidat]] = {}
    for plie, siren, siret, nom, note in connexion.execute(_CHERCHE).fetchall():
        raison = "même nom" if note == _EXACT else "nom ressemblant"
        par_nom.setdefault(plie, []).append(Candidat(siren, siret, nom, raison, round(note, 3)))
    return par_nom


def _find_lieux(connexion: Connexion, candidats: Iterable[list[Candidat]]) -> set[tuple[str, str]]:
    sirens = sorted({c.siren for liste in candidats for c in liste})
    if not sirens or "ref_sirene_etablissements" not in list_tables_vues(connexion):
        return set()
    return set(connexion.execute(_LIEUX, [sirens]).fetchall())


def _rank(
    candidats: list[Candidat], code_postal: str | None, lieux: set[tuple[str, str]]
) -> tuple[Candidat, ...]:
    notes = [
        replace(c, raison=f"{c.raison}, même code postal") if (c.siren, code_postal) in lieux else c
        for c in candidats
    ]
    notes.sort(key=lambda c: ("postal" not in c.raison, -c.ressemblance, c.siren))
    return tuple(notes[:_CANDIDATS_MAX])


LIMITE_PAIRES: Final = 200

_CLE: Final = "coalesce(siren, nullif(tiers_plie || '|' || coalesce(code_postal, ''), '|'))"
_LIGNES: Final = f"""
lignes AS (
    SELECT row_number() OVER (ORDER BY fichier, feuille, ligne) AS cle, {_CLE} AS cle_tiers,
           fichier, ligne, tiers, lu, jour, piece
    FROM depenses WHERE etat IN ('comptee', 'a_verifier') AND {_CLE} IS NOT NULL)
"""
# A credit note and the only line that it cancels to the cent, at the same supplier, not after it.
_AVOIRS: Final = f"""
WITH {_LIGNES},
paires AS (
    SELECT a.fichier, a.ligne, f.fichier AS autre, f.ligne AS ligne_autre, a.tiers, a.lu,
           count(*) OVER (PARTITION BY a.cle) AS choix,
           count(*) OVER (PARTITION BY f.cle) AS partages
    FROM lignes a JOIN lignes f ON f.cle_tiers = a.cle_tiers AND f.lu = -a.lu
    WHERE a.lu < 0 AND coalesce(f.jour <= a.jour, true))
SELECT fichier, ligne, autre, ligne_autre, tiers, lu FROM paires WHERE choix = 1 AND partages = 1
ORDER BY lu, fichier, ligne
"""
# The same supplier, the same day, the same amount: counted, and listed.
_SEMBLABLES: Final = f"""
WITH {_LIGNES},
suites AS (
    SELECT *, lag(fichier) OVER w AS autre, lag(ligne) OVER w AS ligne_autre FROM lignes
    WHERE jour IS NOT NULL AND lu > 0
    WINDOW w AS (PARTITION BY cle_tiers, jour, lu ORDER BY cle))
SELECT fichier, ligne, autre, ligne_autre, tiers, lu FROM suites WHERE autre IS NOT NULL
ORDER BY lu DESC, fichier, ligne
"""


def list_avoirs(connexion: Connexion, limite: int = LIMITE_PAIRES) -> Avoirs:
    """Return the credit notes, and those whose invoice is plain."""
    [(lignes, centimes)] = connexion.execute(
        "SELECT count(*), sum(lu) FROM depenses WHERE etat = 'comptee' AND lu < 0"
    ).fetchall()
    trouves = list_rows(connexion, Paire, _AVOIRS)
    return Avoirs(lignes, to_euros(centimes), tuple(trouves[:limite]), len(trouves))


def list_semblables(
    connexion: Connexion, limite: int = LIMITE_PAIRES
) -> tuple[int, tuple[Paire, ...]]:
    trouvees = list_rows(connexion, Paire, _SEMBLABLES)
    return len(trouvees), tuple(trouvees[:limite])
