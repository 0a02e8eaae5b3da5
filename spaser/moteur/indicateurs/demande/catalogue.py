"""The definitions of the figures on demand, each with its example.

How far the first holders gather the euros of a year (ECO-15) is only known of the whole year. No
published field says of which procedure a contract is a lot (ECO-16), but what people write tells it
often: « Réfection de l'école – Lot n° 2 : électricité ». There, no answer belongs to a contract
alone: the proof is written here, over the rows of one buyer and year, and the figure sums it up.
"""

from datetime import date
from typing import Final

from spaser.contenus.faits import load_fichiers, read_decompte
from spaser.moteur.decp.identite import lot_sql
from spaser.moteur.indicateurs import textes
from spaser.moteur.indicateurs.definition import MARCHES, Attendu, Exemple, Indicateur, Population

# --- ECO-13 ---

_ECO_13: Final = Indicateur(
    code="ECO-13",
    libelle="Marchés à une seule offre",
    statut="propose",
    unite="%",
    population=MARCHES,
    variantes=("nombre", "montant"),
    reponse="nullif(offres_recues, 0) = 1",
    version="2026.2",
    depuis_2024=True,
    methode="Un marché compte si une seule offre est déclarée. Zéro offre déclarée pour un marché "
    "attribué n'a pas de sens : c'est une réponse inconnue.",
    limites=(
        (
            "Un marché passé sans mise en concurrence n'a qu'une offre par nature : lisez la part "
            "par procédure avant de conclure à un manque de concurrence."
        ),
        (
            "Un marché subséquent déclare les offres de sa propre mise en concurrence, entre les "
            "seuls titulaires de l'accord-cadre."
        ),
        textes.DECLARATIF,
        textes.AVANT_2024,
        textes.MONTANTS,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("offres_recues", "montant_utile"),
        marches=((1, 100_000), (1, None), (4, 300_000), (0, 200_000), (None, 400_000)),
        attendus=(
            Attendu("nombre", 2, 3, 5, 2, 2 / 3, 2 / 5, 4 / 5),
            Attendu("montant", 100_000, 400_000, 4, 2, 1 / 4, 1 / 10, 7 / 10),
        ),
    ),
)

# --- ECO-14 ---

_DELAI: Final = "CCP-R2196-1"


_SEUIL: Final = int(read_decompte(_DELAI, "seuil"))
_MOIS: Final = int(read_decompte(_DELAI, "delai"))
_TARD: Final = f"date_publication > date_notification + INTERVAL {_MOIS} MONTH"

_ECO_14: Final = Indicateur(
    code="ECO-14",
    libelle="Marchés publiés après le délai",
    statut="propose",
    unite="%",
    faits=(_DELAI,),
    population=Population(
        nom="a_publier",
        texte="Les marchés notifiés dans l'année, depuis l'entrée en vigueur du texte cité, dont "
        "le montant notifié atteint le seuil de ce texte. Un montant factice ou aberrant ne dit "
        "rien : le marché n'est pas regardé.",
        vide="aucun marché de cette année n'est soumis à ce délai",
        condition="famille = 'marche' AND montant_suspicion IS NULL "
        f"AND montant_initial >= {_SEUIL} "
        f"AND date_notification >= DATE '{load_fichiers().find(_DELAI)[0].depuis}'",
    ),
    variantes=("nombre",),
    # Nothing, when the day may be that of a later version, or comes before the contract.
    reponse=f"CASE WHEN date_publication < date_notification OR ({_TARD} "
    f"AND (nb_versions > 1 OR nb_modifications > 0)) THEN NULL ELSE {_TARD} END",
    indice=True,
    methode="Un marché compte si le jour de sa publication, tel que la donnée le donne, dépasse la "
    "notification de plus que le délai du texte cité.",
    limites=(
        (
            "Un marché modifié, ou lu en plusieurs versions, peut porter le jour de sa "
            "dernière publication et non de la première : s'il semble en retard, il est inconnu."
        ),
        (
            "Un jour de publication antérieur à la notification est une erreur de saisie : le "
            "marché est inconnu."
        ),
        "Un marché qui n'a jamais été publié n'est pas dans les données : il n'est pas compté.",
        textes.INDICE,
        textes.COUVERTURE,
    ),
    exemple=Exemple(
        colonnes=("date_notification", "date_publication", "montant_utile", "nb_modifications"),
        marches=(
            (date(2025, 1, 15), date(2025, 3, 15), 50_000, 0),
            (date(2025, 1, 15), date(2025, 3, 16), 50_000, 0),
            (date(2025, 1, 15), date(2025, 12, 1), 90_000, 1),
            (date(2025, 1, 15), date(2025, 1, 2), 90_000, 0),
            (date(2025, 1, 15), None, 90_000, 0),
            (date(2025, 1, 15), date(2025, 12, 1), 30_000, 0),
        ),
        attendus=(Attendu("nombre", 1, 2, 5, 3, 1 / 2, 1 / 5, 4 / 5),),
    ),
)

# --- ECO-15 ---

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

_PREUVE_PREMIERS: Final = """
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
        statut="propose",
        unite="%",
        population=MARCHES,
        variantes=("montant",),
        preuve=PLACES + _PREUVE_PREMIERS.format(nombre=nombre),
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


_ECO_15: Final = (
    _define(1, Attendu("montant", 150_000, 250_000, 5, 1, 3 / 5, 1 / 2, 2 / 3)),
    _define(5, Attendu("montant", 250_000, 250_000, 5, 1, 1, 5 / 6, 1)),
    _define(10, Attendu("montant", 250_000, 250_000, 5, 1, 1, 5 / 6, 1)),
)

# --- ECO-16 ---

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

_PREUVE_LOTS: Final = """
SELECT cle, CASE WHEN consultation IS NULL THEN 'inconnu' ELSE 'compte' END AS etat,
       CAST(montant_initial AS DOUBLE) AS montant, montant_utile IS NOT NULL AS pese
FROM lots
"""

_ECO_16: Final = Indicateur(
    code="ECO-16",
    libelle="Lots par procédure allotie",
    statut="propose",
    unite="lots",
    population=MARCHES,
    variantes=("moyenne",),
    preuve=LOTS + _PREUVE_LOTS,
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


DEMANDES: Final = (_ECO_13, _ECO_14, *_ECO_15, _ECO_16)
