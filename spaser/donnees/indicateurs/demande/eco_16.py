"""ECO-16: lots of a procedure, as far as objects tell them.

No published field says of which procedure a contract is a lot. What people write tells it often:
« Réfection de l'école – Lot n° 2 : électricité ».
"""

from typing import Final

from spaser.donnees.decp.identite import lot_sql
from spaser.donnees.indicateurs import textes
from spaser.donnees.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur

LETTRES_MIN: Final = 12
"""Before the lot, fewer letters than « accord-cadre » and one more name no procedure."""

# Letters and digits of what comes before the word « lot », without case nor accents.
_DEBUT: Final = (
    r"regexp_replace(lower(strip_accents(regexp_extract(objet, '(?is)^(.*?)\blots?\b', 1))), "
    r"'[^a-z0-9]', '', 'g')"
)

LOTS: Final = f"""
WITH lus AS (
    SELECT cle, groupe, procedure, {lot_sql("objet")} AS lot, {_DEBUT} AS debut,
           CAST(montant_initial AS DOUBLE) AS montant, montant_utile IS NOT NULL AS pese
    FROM marches_choisis WHERE famille = 'marche'
), lots AS (
    SELECT cle, lot, montant, pese,
           CASE WHEN length(debut) >= {LETTRES_MIN}
                THEN 'objet ' || coalesce(procedure, '') || ' ' || debut
                WHEN groupe IS NOT NULL AND count(DISTINCT lot) OVER (PARTITION BY groupe) > 1
                THEN 'id ' || groupe END AS consultation
    FROM lus WHERE lot IS NOT NULL
)
"""
"""Each contract that names a lot, and what its procedure is known by: NULL when nothing tells."""

_PREUVE: Final = """
SELECT cle, CASE WHEN consultation IS NULL THEN 'inconnu' ELSE 'compte' END AS etat, montant, pese
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
        "Un marché dont l'objet ne nomme aucun lot n'est pas regardé : il peut être un lot que "
        "l'objet ne dit pas.",
        "Un lot sans suite, ou notifié une autre année, manque : la valeur est plutôt basse.",
        "Deux procédures dont les objets commencent de la même façon sont confondues.",
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("objet", "groupe"),
        marches=(
            ("Réfection de l'école – Lot n° 1 : gros œuvre", None),
            ("REFECTION DE L'ECOLE, lot 2 électricité", None),
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
