"""ECO-15: how far the first holders gather the euros of a year.

Which holders are first is only known of the whole year: no answer belongs to a contract alone, so
the proof is written here, over the rows of one buyer and year, and the figure sums it up.
"""

from typing import Final

from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

PREMIERS: Final = (1, 5, 10)

PLACES: Final = """
WITH paires AS (
    SELECT DISTINCT m.cle, t.siren, m.montant_utile
    FROM marches_choisis m JOIN titulaires_choisis t USING (cle)
    WHERE m.famille = 'marche' AND t.modification = 0 AND t.siren IS NOT NULL
), tries AS (
    SELECT siren, row_number() OVER (
        ORDER BY sum(montant_utile) DESC NULLS LAST, count(*) DESC, siren
    ) AS place
    FROM paires GROUP BY siren
), places AS (
    SELECT p.cle, min(t.place) AS place, count(*) AS titulaires
    FROM paires p JOIN tries t USING (siren) GROUP BY p.cle
)
"""
"""Each holder has a place, the most euros first; each contract has that of its first holder."""

_PREUVE: Final = """
SELECT m.cle, CASE WHEN r.place IS NULL THEN 'inconnu'
                   WHEN r.place <= {nombre} THEN 'compte' ELSE 'non_compte' END AS etat,
       CAST(m.montant_initial AS DOUBLE) AS montant, m.montant_utile IS NOT NULL AS pese
FROM marches_choisis m LEFT JOIN places r USING (cle) WHERE m.famille = 'marche'
"""
_MARCHES: Final = (
    (100_000, ("11111111100011",)),
    (50_000, ("22222222200022", "11111111100011")),
    (60_000, ("22222222200022",)),
    (40_000, ("33333333300033",)),
    (50_000, ()),
    (None, ("33333333300033",)),
)
_NOMS: Final = {
    1: "Part du premier titulaire",
    5: "Part des 5 premiers titulaires",
    10: "Part des 10 premiers titulaires",
}
_DONT: Final = {1: "le premier", 5: "un des 5 premiers", 10: "un des 10 premiers"}


def _define(nombre: int, attendu: Attendu) -> Indicateur:
    return Indicateur(
        code=f"ECO-15-{nombre}",
        libelle=_NOMS[nombre],
        theme="economie",
        statut="propose",
        unite="%",
        population=MARCHES,
        variantes=("montant",),
        preuve=PLACES + _PREUVE.format(nombre=nombre),
        inconnu="inconnu : aucun titulaire de ces marchés n'est identifié",
        methode="Les titulaires sont rangés par montant notifié dans l'année, le plus fort "
        f"d'abord. Un marché compte si un de ses titulaires est {_DONT[nombre]}. Un titulaire "
        "est une entreprise, par son numéro SIREN, quel que soit son établissement.",
        limites=(
            (
                "Une centrale d'achat ou un accord-cadre qui sert plusieurs années pèse en entier "
                "l'année de sa notification."
            ),
            "Plusieurs entreprises d'un même groupe comptent chacune pour elle-même.",
            textes.GROUPEMENT,
            textes.TITULAIRES,
            textes.MONTANTS,
            textes.COUVERTURE,
        ),
        exemple=Exemple(
            colonnes=("montant_utile", "titulaires"), marches=_MARCHES, attendus=(attendu,)
        ),
    )


INDICATEURS: Final = (
    _define(1, Attendu("montant", 150_000, 250_000, 5, 1, 3 / 5, 1 / 2, 2 / 3)),
    _define(5, Attendu("montant", 250_000, 250_000, 5, 1, 1, 5 / 6, 1)),
    _define(10, Attendu("montant", 250_000, 250_000, 5, 1, 1, 5 / 6, 1)),
)
