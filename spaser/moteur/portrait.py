"""What a buyer buys, from whom and until when: the facts around its figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from spaser.moteur.entrepot import familles
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.noms import join_noms, name
from spaser.moteur.indicateurs.preuve import join_fille

TITULAIRES_MAX: Final = 10
PREMIERS: Final = (1, 5, 10)
ECHEANCES_MAX: Final = 20
MOIS_A_VENIR: Final = 12
MOIS_PAR_FAMILLE: Final = 24
FINS_PAR_FAMILLE: Final = 3


@dataclass(frozen=True, slots=True)
class Volume:
    """Contracts and their awarded euros; `sans_montant` have no usable amount.

    `subsequents` have one, left out of the sum: their framework already counts it.
    """

    nom: str
    marches: int
    montant: float | None
    sans_montant: int
    subsequents: int


@dataclass(frozen=True, slots=True)
class Titulaire:
    """A holder of several contracts; the whole amount of a contract counts for each holder."""

    siren: str
    nom: str | None
    marches: int
    montant: float | None


@dataclass(frozen=True, slots=True)
class Premiers:
    """Euros of the contracts that at least one of the first holders has."""

    nombre: int
    montant: float


@dataclass(frozen=True, slots=True)
class Concentration:
    """How far a few holders gather the euros; a contract counts once, whoever shares it.

    `sans_titulaire` contracts have no known holder, for `inconnu` euros: they make the bounds.
    """

    titulaires: int
    connu: float
    inconnu: float
    sans_titulaire: int
    premiers: tuple[Premiers, ...]

    def bound(self, montant: float) -> tuple[float, float, float]:
        """Return the share of an amount, then its bounds; nothing is divided by 0 euros."""
        total = self.connu + self.inconnu
        return montant / self.connu, montant / total, (montant + self.inconnu) / total


@dataclass(frozen=True, slots=True)
class FinDeContrat:
    """A contract that ends soon, by its published start and length."""

    id: str | None
    objet: str | None
    fin: date
    montant: float | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """A buyer's contracts seen from a few sides; concessions are only counted.

    Departments are named by their code, nothing when it is not known. A contract counts in that of
    each of its holders; there are none without the list of establishments.
    """

    annees: tuple[Volume, ...]
    familles: tuple[Volume, ...]
    titulaires: tuple[Titulaire, ...]
    concentration: Concentration | None
    lieux_titulaires: tuple[Volume, ...] | None
    lieux_execution: tuple[Volume, ...]
    echeances: tuple[FinDeContrat, ...]
    nb_echeances: int
    sans_echeance: int  # contracts whose length or date is missing
    fins: tuple[Volume, ...] = ()  # all of those that end soon, by month: 2026-12


@dataclass(frozen=True, slots=True)
class FamilleAchetee:
    """A family of purchases in a year, then its contracts that end soon, of any year.

    `sans_titulaire` contracts have no known holder; `sans_fin` have no readable end.
    """

    volume: Volume
    titulaires: int
    sans_titulaire: int
    nb_fins: int
    sans_fin: int
    fins: tuple[FinDeContrat, ...]


def compute_portrait(entrepot: Entrepot, siren: str, aujourdhui: date) -> Portrait:
    """Read the contracts of a buyer, once: what follows asks the same few thousand lines."""
    with entrepot.cursor() as lecteur:
        _choose(lecteur, siren)
        lecteur.connexion.execute(
            f"CREATE OR REPLACE TEMP TABLE detenus AS {_write_detenus(lecteur, 'choisis')}"
        )
        volumes = _read_volumes(lecteur)
        ((sans_echeance, premieres, *concentration),) = _read(
            lecteur, _TITULAIRES, nombre=TITULAIRES_MAX
        )
        toutes, bientot = _FINS.format(par="''"), {"jour": aujourdhui, "mois": MOIS_A_VENIR}
        echeances = _read(lecteur, toutes, **bientot, nombre=ECHEANCES_MAX)
        return Portrait(
            annees=volumes["annee"],
            familles=volumes["famille"],
            titulaires=tuple(Titulaire(*ligne) for ligne in premieres or ()),
            concentration=_make_concentration(*concentration),
            lieux_titulaires=_list_lieux(lecteur),
            lieux_execution=volumes["lieu"],
            echeances=tuple(FinDeContrat(*ligne[2:]) for ligne in echeances),
            nb_echeances=echeances[0][1] if echeances else 0,
            sans_echeance=sans_echeance,
            fins=tuple(Volume(*ligne) for ligne in _read(lecteur, _FINS_PAR_MOIS, **bientot)),
        )


def list_familles(
    entrepot: Entrepot, siren: str, annee: int, aujourdhui: date
) -> tuple[FamilleAchetee, ...]:
    with entrepot.cursor() as lecteur:
        _choose(lecteur, siren)
        lecteur.connexion.execute(_ANNEE, {"annee": annee})
        detenus = _write_detenus(lecteur, "annees")
        comptes: dict[str, int] = {}
        fins: dict[str, list[FinDeContrat]] = {}
        for nom, nombre, *fin in _read(
            lecteur,
            _FINS.format(par="nom"),
            jour=aujourdhui,
            mois=MOIS_PAR_FAMILLE,
            nombre=FINS_PAR_FAMILLE,
        ):
            comptes[nom] = nombre
            fins.setdefault(nom, []).append(FinDeContrat(*fin))
        return tuple(
            FamilleAchetee(
                Volume(nom, *volume),
                titulaires,
                sans_titulaire,
                comptes.get(nom, 0),
                sans_fin,
                tuple(fins.get(nom, ())),
            )
            for nom, *volume, titulaires, sans_titulaire, sans_fin in _read(
                lecteur, _ACHETEES.format(detenus=detenus)
            )
        )


def count_titularisations(entrepot: Entrepot, siren: str) -> int:
    """Return how many times this SIREN holds a contract of somebody else."""
    ((nombre,),) = _read(
        entrepot, "SELECT count(*) FROM titulaires WHERE siren = $siren", siren=siren
    )
    return int(nombre)


def _choose(entrepot: Entrepot, siren: str) -> None:
    """Hold the contracts of a buyer in a table of its own connection: it goes with the cursor."""
    entrepot.connexion.execute(_CHOISIS, {"siren": siren})


def _read_volumes(entrepot: Entrepot) -> dict[str, tuple[Volume, ...]]:
    volumes: dict[str, list[Volume]] = {"annee": [], "famille": [], "lieu": []}
    for quoi, *volume in _read(entrepot, _VOLUMES):
        volumes[quoi].append(Volume(*volume))
    return {quoi: tuple(lus) for quoi, lus in volumes.items()}


def _write_detenus(entrepot: Entrepot, choisis: str) -> str:
    return _DETENUS.format(jointure=join_fille(entrepot, "titulaires", choisis))


def _make_concentration(
    titulaires: int, connu: float, inconnu: float, sans_titulaire: int, *premiers: float
) -> Concentration | None:
    """Return None when no holder has a known amount: there is nothing to share."""
    if not connu:
        return None
    paires = zip(PREMIERS, premiers, strict=True)
    return Concentration(
        titulaires, connu, inconnu, sans_titulaire, tuple(Premiers(n, m) for n, m in paires)
    )


def _list_lieux(entrepot: Entrepot) -> tuple[Volume, ...] | None:
    if "ref_sirene_etablissements" in entrepot.listes_absentes:
        return None
    return tuple(Volume(*ligne) for ligne in _read(entrepot, _LIEUX))


def _read(entrepot: Entrepot, requete: str, **parametres: object) -> list[tuple[Any, ...]]:
    return entrepot.connexion.execute(requete, parametres).fetchall()


_VOLUME: Final = """count(*), CAST(sum(montant_utile) AS DOUBLE),
       count(*) FILTER (montant_utile IS NULL AND NOT double_compte),
       count(*) FILTER (montant_utile IS NULL AND double_compte)"""

_CHOISIS: Final = f"""
CREATE OR REPLACE TEMP TABLE choisis AS
SELECT m.cle, m.ligne, m.id, m.objet, m.annee, {familles.LIBELLE} AS nom, m.montant_utile,
       m.double_compte, m.lieu_departement,
       CASE WHEN m.duree_mois BETWEEN 0 AND 600 THEN
            CAST(coalesce(m.date_debut_execution, m.date_notification)
                 + to_months(CAST(round(m.duree_mois) AS INTEGER)) AS DATE) END AS fin
FROM marches m {familles.JOINTURE} WHERE m.acheteur_siren = $siren AND m.famille = 'marche'
"""

# The order of each: years as they come, families by amount, places by amount then by contracts.
_VOLUMES: Final = f"""
SELECT CASE WHEN grouping(annee) = 0 THEN 'annee'
            WHEN grouping(nom) = 0 THEN 'famille' ELSE 'lieu' END AS quoi,
       CASE quoi WHEN 'annee' THEN coalesce(CAST(annee AS VARCHAR), 'Sans date')
                 WHEN 'famille' THEN nom ELSE coalesce(lieu_departement, '') END AS libelle,
       {_VOLUME}
FROM choisis GROUP BY GROUPING SETS ((annee), (nom), (lieu_departement))
ORDER BY annee NULLS LAST, 4 DESC NULLS LAST,
         CASE WHEN grouping(lieu_departement) = 0 THEN count(*) END DESC, libelle
"""

_DETENUS: Final = """
SELECT m.cle, t.siren, t.siret, max(t.nom) AS nom, any_value(m.montant_utile) AS montant
FROM {jointure} WHERE t.modification = 0 AND t.siren IS NOT NULL
GROUP BY m.cle, t.siren, t.siret
"""

_PAIRES: Final = """
paires AS (
    SELECT cle, siren, max(nom) AS nom, any_value(montant) AS montant
    FROM detenus GROUP BY cle, siren
), tries AS (
    SELECT siren, max(nom) AS nom, count(*) AS marches, sum(montant) AS montant,
           row_number() OVER (ORDER BY sum(montant) DESC NULLS LAST, count(*) DESC, siren) AS rang
    FROM paires GROUP BY siren
)
"""

_PART_DES_PREMIERS: Final = ", ".join(
    f"CAST(coalesce(sum(montant_utile) FILTER (rang <= {nombre}), 0) AS DOUBLE)"
    for nombre in PREMIERS
)
_TITULAIRES: Final = f"""
WITH {_PAIRES}, meilleurs AS (
    SELECT p.cle, min(t.rang) AS rang FROM paires p JOIN tries t USING (siren) GROUP BY p.cle
)
SELECT count(*) FILTER (fin IS NULL),
       (SELECT list(row(tries.siren, {name("tries.nom")}, marches, CAST(montant AS DOUBLE))
                    ORDER BY tries.rang)
        FROM tries {join_noms("tries")} WHERE tries.rang <= $nombre),
       (SELECT count(*) FROM tries),
       CAST(coalesce(sum(montant_utile) FILTER (rang IS NOT NULL), 0) AS DOUBLE),
       CAST(coalesce(sum(montant_utile) FILTER (rang IS NULL), 0) AS DOUBLE),
       count(*) FILTER (rang IS NULL), {_PART_DES_PREMIERS}
FROM choisis LEFT JOIN meilleurs USING (cle)
"""

_LIEUX: Final = f"""
WITH communes AS (
    SELECT code AS ancien, departement FROM ref_communes
    UNION SELECT a.code, c.departement
    FROM ref_communes_anciennes a JOIN ref_communes c ON c.code = a.commune
), lieux AS (
    SELECT DISTINCT m.cle, m.montant_utile, m.double_compte, coalesce(c.departement, '') AS lieu
    FROM choisis m LEFT JOIN detenus d USING (cle)
    LEFT JOIN ref_sirene_etablissements e ON e.siret = d.siret
    LEFT JOIN communes c ON c.ancien = e.commune
)
SELECT lieu, {_VOLUME} FROM lieux GROUP BY lieu ORDER BY 3 DESC NULLS LAST, 2 DESC, 1
"""

_ANNEE: Final = "CREATE OR REPLACE TEMP TABLE annees AS FROM choisis WHERE annee = $annee"
_ACHETEES: Final = f"""
WITH detenus AS ({{detenus}}), tenus AS (
    SELECT a.nom, count(DISTINCT d.siren) AS titulaires, count(DISTINCT d.cle) AS connus
    FROM annees a JOIN detenus d USING (cle) GROUP BY a.nom
), sans_fin AS (
    SELECT nom, count(*) FILTER (fin IS NULL) AS nombre FROM choisis GROUP BY nom
)
SELECT nom, {_VOLUME}, coalesce(any_value(t.titulaires), 0),
       count(*) - coalesce(any_value(t.connus), 0), any_value(s.nombre)
FROM annees LEFT JOIN tenus t USING (nom) JOIN sans_fin s USING (nom)
GROUP BY nom ORDER BY 3 DESC NULLS LAST, 2 DESC, 1
"""

_BIENTOT: Final = """fin BETWEEN CAST($jour AS DATE)
      AND CAST(CAST($jour AS DATE) + to_months(CAST($mois AS INTEGER)) AS DATE)"""

_FINS_PAR_MOIS: Final = f"""
SELECT strftime(fin, '%Y-%m'), {_VOLUME} FROM choisis WHERE {_BIENTOT} GROUP BY 1 ORDER BY 1
"""

_FINS: Final = f"""
SELECT par, count(*) OVER (PARTITION BY par), id, objet, fin, CAST(montant_utile AS DOUBLE)
FROM (SELECT *, {{par}} AS par FROM choisis)
WHERE {_BIENTOT}
QUALIFY row_number() OVER (PARTITION BY par ORDER BY montant_utile DESC NULLS LAST, fin, id)
        <= $nombre
ORDER BY par, montant_utile DESC NULLS LAST, fin, id
"""
