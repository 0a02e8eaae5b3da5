"""The publications behind a buyer's contracts: what each says, which doubtful ones were joined.

Read from a store that `open_corrige` opened. A publication is a record, whether or not its contract
shows it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from spaser.moteur.decp.identite import Decisions, Paire
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.membres import titulaires_sql
from spaser.moteur.entrepot.noms import titulaires_nommes
from spaser.moteur.entrepot.schema import PREFIXE
from spaser.moteur.indicateurs.requetes import read_sql_valeurs
from spaser.moteur.valeurs import Variante


class PublicationMarche(NamedTuple):
    """What a record says, and the key of the contract that it belongs to."""

    cle: int
    ligne: int
    id: str
    objet: str
    sirens: str
    noms: str
    montant: float | None
    jour: date | None
    publie_le: date | None
    fichier: str
    prive: bool = False  # said by one of her own files


@dataclass(frozen=True, slots=True)
class Doute:
    """Two publications that too few agreements make one contract."""

    cle: int
    paire: Paire
    accords: tuple[str, ...]
    premiere: PublicationMarche
    seconde: PublicationMarche


def list_publications(entrepot: Entrepot) -> list[PublicationMarche]:
    lignes = entrepot.connexion.execute(f"{_select(entrepot)} ORDER BY cle, ligne").fetchall()
    return [PublicationMarche(*ligne) for ligne in lignes]


def _select(entrepot: Entrepot) -> str:
    # A private store that is alone bears the prefix too: its files are in `main`.
    prefixe = PREFIXE if entrepot.figures_publiees else ""
    siens = "(FROM main.titulaires_lus_parts SEMI JOIN main.records USING (ligne))"
    return f"""
        SELECT coalesce(r.cle, m.groupe) AS cle, ligne, coalesce(m.id, ''), coalesce(m.objet, ''),
               coalesce(t.sirens, ''), coalesce(n.noms, ''),
               CAST(m.montant_initial AS DOUBLE), m.date_notification, m.date_version,
               coalesce(s.nom, ''), starts_with(coalesce(s.cle, ''), '{PREFIXE}')
        FROM main.records m LEFT JOIN main.retouches r USING (ligne)
        LEFT JOIN ({titulaires_sql("main.titulaires_lus_parts", "main.records")}) t USING (ligne)
        LEFT JOIN ({titulaires_nommes(siens, "ligne")}) n USING (ligne)
        LEFT JOIN main.sources s ON s.cle IN (m.source, '{prefixe}' || m.source)
    """


def has_doutes(entrepot: Entrepot) -> bool:
    """Tell whether a doubtful link waits for the buyer, without reading what records say."""
    return entrepot.connexion.execute("SELECT 1 FROM doutes LIMIT 1").fetchone() is not None


def list_doutes(entrepot: Entrepot) -> list[Doute]:
    """Return the doubtful links that the buyer was not asked about, or has not answered."""
    liens = entrepot.connexion.execute(
        "SELECT cle, paire, accords, premiere, seconde FROM doutes ORDER BY cle, paire"
    ).fetchall()
    requete = f"{_select(entrepot)} WHERE list_contains($1, ligne)"
    voulues = [ligne for *_, un, autre in liens for ligne in (un, autre)]
    lignes = entrepot.connexion.execute(requete, [voulues]).fetchall() if liens else ()
    lues = {p.ligne: p for p in (PublicationMarche(*ligne) for ligne in lignes)}
    return [
        Doute(cle, _cut(paire), tuple(accords), lues[premiere], lues[seconde])
        for cle, paire, accords, premiere, seconde in liens
    ]


def _cut(paire: str) -> Paire:
    une, autre = paire.split("-")
    return (une, autre)


class Fraction(NamedTuple):
    """What contracts bring to a figure."""

    numerateur: float = 0
    denominateur: float = 0

    @property
    def valeur(self) -> float | None:
        return self.numerateur / self.denominateur if self.denominateur else None


class Effet(NamedTuple):
    """A figure of a year, if two publications are one contract, and if they are two."""

    code: str
    annee: int
    un: float | None
    deux: float | None

    @property
    def ecart(self) -> float:
        """Return by how much it moves; a figure that appears or goes moves by all of it."""
        return abs((self.un or 0) - (self.deux or 0))


type Ouvre = Callable[[Decisions], AbstractContextManager[Entrepot]]
type Comptes = dict[tuple[str, int], Fraction]
VARIANTE: Final[Variante] = "nombre"  # that of the figures that the law asks for


def compute_effets(
    ouvre: Ouvre, decisions: Decisions, doutes: Iterable[Doute], codes: Iterable[str]
) -> dict[Paire, list[Effet]]:
    """Return what each doubt changes of these figures, if it is settled the other way.

    Figures are sums over contracts: what the joined contract brings gives way to what its two
    parts bring. Doubts of one contract are cut one at a time: a store is opened for each rank.
    """
    voulus = tuple(codes)
    rangs: dict[int, list[Doute]] = defaultdict(list)
    par_cle: dict[int, int] = defaultdict(int)
    for doute in doutes:
        rangs[par_cle[doute.cle]].append(doute)
        par_cle[doute.cle] += 1
    if not rangs:
        return {}
    with ouvre(decisions) as entrepot:
        tous = _sum_all(entrepot, voulus)
        unis = _sum_parts(entrepot, {doute.cle: doute.cle for doute in rangs[0]}, voulus)
    effets: dict[Paire, list[Effet]] = {}
    for ensemble in rangs.values():
        coupes = decisions._replace(separees=decisions.separees | {d.paire for d in ensemble})
        with ouvre(coupes) as entrepot:
            lignes = {p.ligne: d.cle for d in ensemble for p in (d.premiere, d.seconde)}
            deux = _sum_parts(entrepot, _find_cles(entrepot, lignes), voulus)
        for doute in ensemble:
            un = unis.get(doute.cle, {})
            effets[doute.paire] = _compare(tous, un, deux.get(doute.cle, {}))
    return effets


def _compare(tous: Comptes, un: Comptes, deux: Comptes) -> list[Effet]:
    effets = []
    for code, annee in sorted({*un, *deux}):
        tout = tous.get((code, annee), Fraction())
        avant, apres = un.get((code, annee), Fraction()), deux.get((code, annee), Fraction())
        separe = Fraction(*(t - a + b for t, a, b in zip(tout, avant, apres, strict=True)))
        effet = Effet(code, annee, tout.valeur, separe.valeur)
        if effet.un != effet.deux:
            effets.append(effet)
    return effets


def _find_cles(entrepot: Entrepot, lignes: dict[int, int]) -> dict[int, int]:
    """Return the keys of the contracts that show some records, with what each record stands for."""
    publications = list_publications(entrepot)
    return {p.cle: cle for p in publications if (cle := lignes.get(p.ligne)) is not None}


def _sum_all(entrepot: Entrepot, codes: tuple[str, ...]) -> Comptes:
    lignes = entrepot.connexion.execute(
        "SELECT indicateur, annee, numerateur, denominateur FROM main.valeurs "
        "WHERE variante = $1 AND annee IS NOT NULL AND list_contains($2, indicateur)",
        [VARIANTE, list(codes)],
    ).fetchall()
    return {(code, annee): Fraction(n or 0, d or 0) for code, annee, n, d in lignes}


def _sum_parts(
    entrepot: Entrepot, cles: dict[int, int], codes: tuple[str, ...]
) -> dict[int, Comptes]:
    """Return what contracts bring to each figure, summed by what their key stands for.

    The query of the figures sums up by buyer: each contract is given one of its own. The store is
    of no other use after that.
    """
    connexion = entrepot.connexion
    connexion.execute(
        "CREATE TEMP TABLE parts AS SELECT unnest($1::UBIGINT[]) AS cle, "
        "unnest($2::VARCHAR[]) AS part",
        [list(cles), [str(part) for part in cles.values()]],
    )
    connexion.execute(
        "CREATE OR REPLACE TABLE main.marches AS SELECT m.* REPLACE (p.part AS acheteur_siren) "
        "FROM main.marches m JOIN parts p USING (cle)"
    )
    requete = read_sql_valeurs(entrepot.version, entrepot.listes_absentes)
    lignes = connexion.execute(
        f"SELECT siren, indicateur, annee, numerateur, denominateur FROM ({requete}) "
        "WHERE variante = $1 AND annee IS NOT NULL AND list_contains($2, indicateur)",
        [VARIANTE, list(codes)],
    ).fetchall()
    sommes: dict[int, Comptes] = defaultdict(dict)
    for part, code, annee, numerateur, denominateur in lignes:
        sommes[int(part)][code, annee] = Fraction(numerateur or 0, denominateur or 0)
    return sommes
