"""ECO-16: lots of a procedure, as far as objects tell them.

No published field says of which procedure a contract is a lot. What people write tells it often:
« Réfection de l'école – Lot n° 2 : électricité ».
"""

from typing import Final

from spaser.moteur.decp.identite import lot_sql
from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

LETTRES_MIN: Final = 12
"""Before the lot, fewer signs than « accord-cadre » and one more name no procedure."""

# `suite` goes from the word « lot » to the end; `debut` is what comes before it. Keys are hashes:
# texts of objects are long, and compared three times. Read twice, they are cut once. (To trim signs
# beyond ASCII, DuckDB takes five times as long as a pattern does.)
LOTS: Final = rf"""
WITH lus AS (
    SELECT cle, id, groupe, procedure, montant_initial, montant_utile, objet,
           regexp_extract(objet, '(?is)\blots?\b.*') AS suite
    FROM marches_choisis WHERE famille = 'marche'
), nommes AS MATERIALIZED (
    SELECT cle, id, groupe, procedure, montant_initial, montant_utile, {lot_sql("suite")} AS lot,
           regexp_replace(lower(left(objet, length(objet) - length(suite))),
                          '[ ,;:./(–—-]+$', '') AS debut
    FROM lus
), partages AS (
    SELECT groupe FROM nommes WHERE id IS NOT NULL AND length(debut) < {LETTRES_MIN}
    GROUP BY groupe HAVING count(DISTINCT lot) > 1
), lots AS (
    SELECT cle, hash(lot) AS lot, montant_initial, montant_utile,
           CASE WHEN length(debut) >= {LETTRES_MIN} THEN hash(debut, procedure)
                WHEN p.groupe IS NOT NULL THEN hash(p.groupe) END AS consultation
    FROM nommes n LEFT JOIN partages p USING (groupe) WHERE lot IS NOT NULL
)
"""
"""Each contract that names a lot, and what its procedure is known by: NULL when nothing tells."""

_PREUVE: Final = """
SELECT cle, CASE WHEN consultation IS NULL THEN 'inconnu' ELSE 'compte' END AS etat,
       CAST(montant_initial AS DOUBLE) AS montant, montant_utile IS NOT NULL AS pese
FROM lots
"""

INDICATEUR: Final = Indicateur(
    code="ECO-16",
    libelle="Lots par procédure allotie",
    theme="economie",
    statut="propose",
    unite="lots",
    population=MARCHES,
    variantes=("moyenne",),
    preuve=LOTS + _PREUVE,
    inconnu="inconnu : aucun objet ne dit à quelle procédure appartient un lot",
    methode="Les données publiées ne relient pas les lots d'une procédure. Sont donc regardés les "
    "marchés dont l'objet nomme un lot (« Lot n° 2 »). Ceux dont l'objet commence de la même façon "
    "avant ce mot, avec le même type de procédure, sont les lots d'une même procédure ; à défaut, "
    "ceux qui portent le même numéro de marché. Un même numéro de lot, attribué à plusieurs, n'est "
    "compté qu'une fois. La valeur est le nombre de lots divisé par le nombre de procédures. Au "
    "moins : chaque lot isolé est une procédure à lui seul ; au plus : tous sont des lots des "
    "procédures connues.",
    limites=(
        (
            "Un marché dont l'objet ne nomme aucun lot n'est pas regardé : il peut être un lot que "
            "l'objet ne dit pas."
        ),
        "Un lot sans suite, ou notifié une autre année, manque : la valeur est plutôt basse.",
        "Deux procédures dont les objets commencent de la même façon sont confondues.",
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("objet", "groupe"),
        marches=(
            ("Réfection de l'école – Lot n° 1 : gros œuvre", None),
            ("RÉFECTION DE L'ÉCOLE, lot 2 électricité", None),
            ("Réfection de l'école – Lot n° 2 : électricité", None),
            ("Entretien des espaces verts (lot 3)", None),
            ("Lot 1 : nettoyage des vitres", 7),
            ("Lot 2 : nettoyage des sols", 7),
            ("Lot 4 : papier", 8),
            ("Fourniture de gaz", 9),
        ),
        attendus=(Attendu("moyenne", 5, 3, 7, 1, 5 / 3, 6 / 4, 6 / 3),),
    ),
)
