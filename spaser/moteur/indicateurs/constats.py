"""Single figures of a buyer and year: offers, time of publication, holders, lots."""

from dataclasses import dataclass
from typing import Any, Final

from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.indicateurs.catalogue import DEFINITIONS
from spaser.moteur.indicateurs.catalogue.economie import LOTS, PLACES, PREMIERS
from spaser.moteur.indicateurs.colonnes import LUES
from spaser.moteur.indicateurs.preuve import (
    MARCHES,
    SIENS,
    SOMME,
    SommeMarches,
    explain_absence,
    make_part,
    sum_part,
    write_filles,
)
from spaser.moteur.indicateurs.requetes import read_sql_preuve
from spaser.moteur.valeurs import Valeur, Variante


@dataclass(frozen=True, slots=True)
class Indice:
    """The Herfindahl-Hirschman index of the holders of a year, from 0 to 10 000, with its bounds.

    `egaux` is how many holders of equal size would give it. The amount of a contract is shared
    equally between its holders, here only: the shares of all must add up to one.
    """

    valeur: float
    bas: float
    haut: float
    titulaires: int

    @property
    def egaux(self) -> float:
        """Return the number of equal holders of the same index."""
        return ECHELLE / self.valeur


@dataclass(frozen=True, slots=True)
class Constats:
    """The figures of a year, in reading order."""

    parts: tuple[Valeur, ...]
    premiers: tuple[Valeur, ...]
    indice: Indice | None
    lots: Valeur


ECHELLE: Final = 10_000


def compute_constats(entrepot: Entrepot, siren: str, annee: int | None) -> Constats:
    """Compute the single figures of a buyer and year (None: year unknown)."""
    parts: tuple[tuple[str, Variante], ...] = (
        ("ECO-13", "nombre"),
        ("ECO-13", "montant"),
        ("ECO-14", "nombre"),
    )
    codes = dict.fromkeys(code for code, _ in parts)
    with entrepot.cursor() as lecteur:
        # Asked five times. A table of its own connection: it goes with the cursor.
        lecteur.connexion.execute(_CHOISIS, {"siren": siren, "annee": annee})
        sommes = {code: _sum_etats(lecteur, code) for code in codes}
        ((connu, inconnu, n, sans, titulaires, carres, premier, *gagnes),) = _run(
            lecteur, _CONCENTRATION
        )
        ((lots, procedures, nommes, isoles),) = _run(lecteur, _LOTS)
    return Constats(
        parts=tuple(
            explain_absence(sum_part(siren, annee, code, v, sommes[code])) for code, v in parts
        ),
        premiers=tuple(
            explain_absence(make_part((siren, annee, f"ECO-15-{nombre}", "montant"),
                              (gagne, connu - gagne, inconnu), (n, sans)))
            for nombre, gagne in zip(PREMIERS, gagnes, strict=True)
        ),
        indice=_measure_indice(connu, inconnu, carres, premier, titulaires),
        lots=_count_lots(siren, annee, lots, procedures, nommes, isoles),
    )  # fmt: skip


def _sum_etats(lecteur: Entrepot, code: str) -> dict[str, SommeMarches]:
    requete = read_sql_preuve(lecteur.version, code)
    lignes = _run(lecteur, f"SELECT etat, {SOMME} FROM ({requete}) GROUP BY etat")
    return {etat: SommeMarches(*somme) for etat, *somme in lignes}


def _run(lecteur: Entrepot, requete: str) -> list[tuple[Any, ...]]:
    filles = write_filles(lecteur, requete)
    avec = f"WITH {', '.join(filles)}" if filles else ""
    return lecteur.connexion.execute(f"{avec} {requete}").fetchall()


def _measure_indice(
    connu: float, inconnu: float, carres: float, premier: float, titulaires: int
) -> Indice | None:
    """Bound the index: unknown euros go to many small holders, or all to the first one."""
    if connu <= 0:
        return None
    total = connu + inconnu
    gonfle = carres - premier**2 + (premier + inconnu) ** 2
    return Indice(
        valeur=ECHELLE * carres / connu**2,
        bas=ECHELLE * carres / total**2,
        haut=ECHELLE * gonfle / total**2,
        titulaires=titulaires,
    )


def _count_lots(
    siren: str, annee: int | None, lots: int, procedures: int, nommes: int, isoles: int
) -> Valeur:
    """Return the mean of lots; contracts that name a lot alone make its bounds."""
    sait = procedures > 0
    return Valeur(
        siren, annee, "ECO-16", "moyenne",
        numerateur=float(lots) if sait else None,
        denominateur=float(procedures),
        n=nommes,
        inconnus=isoles,
        valeur=lots / procedures if sait else None,
        bas=(lots + isoles) / (procedures + isoles) if sait else None,
        haut=(lots + isoles) / procedures if sait else None,
        absence=None if sait else _SANS_LOT if not nommes else DEFINITIONS["ECO-16"].inconnu,
    )  # fmt: skip


_SANS_LOT: Final = "aucun objet de cette année ne nomme un lot"

_CHOISIS: Final = (
    f"CREATE OR REPLACE TEMP TABLE {MARCHES} AS SELECT {', '.join(LUES['marches'])}, "
    f"ligne, id, groupe, objet, procedure FROM marches m WHERE {SIENS}"
)

_GAGNES: Final = ", ".join(
    f"CAST(coalesce(sum(montant_utile) FILTER (place <= {nombre}), 0) AS DOUBLE)"
    for nombre in PREMIERS
)
_CONCENTRATION: Final = f"""
SELECT * FROM ({PLACES}, partages AS (
    SELECT p.siren, sum(CAST(p.montant_utile AS DOUBLE) / r.titulaires) AS euros
    FROM paires p JOIN places r USING (cle) GROUP BY p.siren
)
SELECT CAST(coalesce(sum(montant_utile) FILTER (place IS NOT NULL), 0) AS DOUBLE),
       CAST(coalesce(sum(montant_utile) FILTER (place IS NULL), 0) AS DOUBLE),
       count(montant_utile), count(montant_utile) FILTER (place IS NULL),
       (SELECT count(*) FROM partages WHERE euros > 0),
       (SELECT coalesce(sum(euros * euros), 0) FROM partages),
       (SELECT coalesce(max(euros), 0) FROM partages), {_GAGNES}
FROM marches_choisis m LEFT JOIN places USING (cle) WHERE m.famille = 'marche')
"""
_LOTS: Final = f"""
SELECT count(consultation), count(DISTINCT consultation), coalesce(sum(contrats), 0)::BIGINT,
       coalesce(sum(contrats) FILTER (consultation IS NULL), 0)::BIGINT
FROM (
    SELECT consultation, lot, count(*) AS contrats
    FROM ({LOTS} SELECT * FROM lots) GROUP BY consultation, lot
)
"""
