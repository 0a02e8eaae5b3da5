"""Small firms, competition, advances, subcontracting, innovation, origin and place of suppliers.

How far the first holders gather the euros of a year (ECO-15) is only known of the whole year. No
published field says of which procedure a contract is a lot (ECO-16), but what people write tells it
often: « Réfection de l'école – Lot n° 2 : électricité ». There, no answer belongs to a contract
alone: the proof is written here, over the rows of one buyer and year, and the figure sums it up.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from spaser.contenus.faits import load_fichiers, read_decompte
from spaser.moteur.decp.identite import lot_sql
from spaser.moteur.indicateurs.definition import (
    AVEC_ACTES,
    ORIGINE_DUE,
    Indicateur,
    Mesures,
    Population,
    make_exemple,
)

# --- ECO-02: four scales of the buyer's territory, two places of the holder ---

# The name of the territory, and the buyers that have one.
_TERRITOIRES: Final = {
    "commune": ("la commune de l'acheteur", "les communes"),
    "epci": (
        "l'intercommunalité de l'acheteur",
        "les communes et les EPCI à fiscalité propre",
    ),
    "departement": (
        "le département de l'acheteur",
        "les communes, les EPCI à fiscalité propre et les départements",
    ),
    "region": (
        "la région de l'acheteur",
        "les communes, les EPCI à fiscalité propre, les départements et les régions",
    ),
}
_LIEUX: Final = {"siege": "son siège social", "etablissement": "son établissement"}

# The buyer's commune, then one further away at each scale.
_COMMUNES: Final = (
    {
        "code": "35238",
        "siren": "213502388",
        "epci_siren": "243500139",
        "departement": "35",
        "region": "53",
    },
    {"code": "35051", "epci_siren": "243500139", "departement": "35", "region": "53"},
    {"code": "35288", "epci_siren": "243500782", "departement": "35", "region": "53"},
    {"code": "29232", "epci_siren": "200068120", "departement": "29", "region": "53"},
    {"code": "75056", "epci_siren": "200054781", "departement": "75", "region": "11"},
)


def _list_etablissements(lieu: str) -> Iterator[dict[str, object]]:
    """Place five holders in the five communes; the other place of each is in Paris."""
    for rang, commune in enumerate(_COMMUNES, start=1):
        for nic, site in (("00011", "siege"), ("00022", "etablissement")):
            yield {
                "siret": f"{str(rang) * 9}{nic}",
                "siren": str(rang) * 9,
                "commune": commune["code"] if site == lieu else "75108",
                "est_siege": site == "siege",
            }


def _list_locaux() -> Iterator[Indicateur]:
    for oui, (echelle, (territoire, acheteurs)) in enumerate(_TERRITOIRES.items(), start=1):
        population = Population(
            nom=f"territoire_{echelle}",
            texte="Tous les marchés notifiés dans l'année par un acheteur dont le territoire est "
            f"connu à cette échelle : {acheteurs}.",
            vide="le territoire de l'acheteur n'est pas connu à cette échelle : ce calcul ne vaut "
            f"que pour {acheteurs}",
            condition=f"famille = 'marche' AND territoire_{echelle}",
        )
        for lieu, place in _LIEUX.items():
            ou = f"{place} dans {territoire}"
            yield Indicateur(
                code=f"ECO-02-{echelle}-{lieu}",
                libelle=f"Marchés dont un titulaire a {ou}",
                statut="suivi",
                population=population,
                reponse=f"local_{echelle}_{lieu}",
                methode=f"Un marché compte si au moins un titulaire a {ou}. Il ne compte pas si "
                "tous ses titulaires sont situés et qu'aucun ne l'est là ; il est inconnu sinon. "
                "Un arrondissement municipal ou une commune fusionnée est ramené à la commune "
                "actuelle.",
                limites="C'est une observation faite après coup, non un critère de choix des "
                "offres.\n"
                "Le territoire est celui de l'acheteur, non le lieu d'exécution. Celui d'un EPCI "
                "qui s'étend sur plusieurs départements ou régions les comprend tous.\n"
                "Sirene donne l'adresse d'aujourd'hui, appliquée aux marchés passés ; un siège "
                "n'est pas toujours le lieu du travail, ni l'établissement du SIRET publié "
                "toujours celui qui exécute.",
                exemple=make_exemple(
                    ("acheteur_siren", "montant_utile", "titulaires"),
                    *(("213502388", 100_000, (f"{str(rang) * 9}00022",)) for rang in range(1, 6)),
                    ("213502388", 300_000, ("inconnu",)),
                    listes={
                        "ref_communes": _COMMUNES,
                        "ref_communes_anciennes": ({"code": "75108", "commune": "75056"},),
                        "ref_sirene_etablissements": tuple(_list_etablissements(lieu)),
                    },
                    nombre=(oui, 5, 6, 1, oui / 5, oui / 6, (oui + 1) / 6),
                    montant=(oui * 1e5, 5e5, 6, 1, oui / 5, oui / 8, (oui + 3) / 8),
                ),
            )


# --- ECO-12 ---


def _origine(ou: str, libelle: str, methode: str) -> Indicateur:
    return Indicateur(
        code=f"ECO-12-{ou}",
        libelle=libelle,
        population=ORIGINE_DUE,
        mesure=f"origine_{ou}",
        entre_0_et_1=True,
        methode=methode,
        limites="La moyenne n'est pas pondérée par les montants. Cette donnée est facultative dans "
        "le format : elle est souvent absente.",
        exemple=make_exemple(
            ("cpv", f"origine_{ou}"),
            ("15800000", 0.9),
            ("33140000", 0.5),
            ("34110000", None),
            ("45000000", 1.0),
            moyenne=(1.4, 2, 3, 1, 0.7, 1.4 / 3, 2.4 / 3),
        ),
    )


# --- ECO-14 ---

_DELAI: Final = "CCP-R2196-1"
_SEUIL: Final = int(read_decompte(_DELAI, "seuil"))
_MOIS: Final = int(read_decompte(_DELAI, "delai"))
_TARD: Final = f"date_publication > date_notification + INTERVAL {_MOIS} MONTH"

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


def _share_premiers(nombre: int, libelle: str, qui: str, montant: Mesures) -> Indicateur:
    return Indicateur(
        code=f"ECO-15-{nombre}",
        libelle=libelle,
        a_la_demande=True,
        preuve=PLACES + _PREUVE_PREMIERS.format(nombre=nombre),
        inconnu="inconnu : aucun titulaire de ces marchés n'est identifié",
        methode="Les titulaires sont rangés par montant notifié dans l'année, le plus fort "
        f"d'abord. Un marché compte si un de ses titulaires est {qui}. Un titulaire est une "
        "entreprise, par son numéro SIREN, quel que soit son établissement.",
        limites="Une centrale d'achat ou un accord-cadre qui sert plusieurs années pèse en entier "
        "l'année de sa notification.\n"
        "Plusieurs entreprises d'un même groupe comptent chacune pour elle-même.",
        exemple=make_exemple(
            ("montant_utile", "titulaires"),
            (100_000, ("11111111100011",)),
            (50_000, ("22222222200022", "11111111100011")),
            (60_000, ("22222222200022",)),
            (40_000, ("33333333300033",)),
            (50_000, ()),
            (None, ("33333333300033",)),
            montant=montant,
        ),
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

# --- All of them ---

INDICATEURS: Final = (
    Indicateur(
        code="ECO-01",
        libelle="Marchés attribués à au moins une PME",
        statut="suivi",
        reponse="pme",
        methode="Un marché compte si Sirene classe au moins un titulaire parmi les PME (très "
        "petites entreprises comprises). Il ne compte pas si tous ses titulaires sont connus et "
        "qu'aucun n'est une PME ; il est inconnu sinon. Tous les titulaires sont regardés, et non "
        "le premier : les données ne disent pas lequel est mandataire.",
        limites="Sirene donne la catégorie d'aujourd'hui, appliquée aux marchés passés.",
        exemple=make_exemple(
            ("montant_utile", "titulaires"),
            (100_000, ("11111111100011",)),
            (200_000, ("22222222200022", "11111111100011")),
            (500_000, ("22222222200022",)),
            (200_000, ("22222222200022", "33333333300033")),
            listes={
                "ref_sirene_unites": (
                    {"siren": "111111111", "categorie_entreprise": "PME"},
                    {"siren": "222222222", "categorie_entreprise": "GE"},
                )
            },
            nombre=(2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
            montant=(300_000, 800_000, 4, 1, 3 / 8, 3 / 10, 5 / 10),
        ),
    ),
    *_list_locaux(),
    Indicateur(
        code="ECO-05",
        libelle="Offres reçues par marché",
        unite="offres",
        mesure="nullif(offres_recues, 0)",
        methode="Moyenne simple du nombre d'offres reçues déclaré pour chaque marché. Un nombre "
        "absent ou nul est inconnu.",
        limites="Les données ne regroupent pas les lots d'une même consultation : la moyenne est "
        "par marché ou par lot. Elle n'a pas de fourchette, car un nombre d'offres inconnu peut "
        "être quelconque.",
        exemple=make_exemple(
            ("offres_recues",), (1,), (5,), (3,), (None,), moyenne=(9, 3, 4, 1, 3, None, None)
        ),
    ),
    Indicateur(
        code="ECO-08",
        libelle="Marchés avec avance",
        faits=("CCP-R2191-3",),
        reponse="avance",
        methode="Un marché compte s'il déclare l'attribution d'une avance.",
        limites="La part des avances dont le taux dépasse le minimum réglementaire n'est pas "
        "donnée : ce minimum dépend de la nature de l'acheteur, de ses dépenses et de la taille du "
        "titulaire, que les données ne disent pas.",
        exemple=make_exemple(
            ("avance",),
            (True,),
            (True,),
            (False,),
            (None,),
            nombre=(2, 3, 4, 1, 2 / 3, 2 / 4, 3 / 4),
        ),
    ),
    Indicateur(
        code="ECO-10",
        libelle="Marchés avec sous-traitance déclarée",
        reponse="sous_traitance",
        methode="Un marché compte si de la sous-traitance est déclarée à l'attribution.",
        limites="La sous-traitance déclarée en cours d'exécution n'est pas dans ce champ ; les "
        "actes publiés sont donnés par ECO-10-actes.",
        exemple=make_exemple(
            ("sous_traitance",),
            (True,),
            (False,),
            (False,),
            (None,),
            nombre=(1, 3, 4, 1, 1 / 3, 1 / 4, 2 / 4),
        ),
    ),
    Indicateur(
        code="ECO-10-actes",
        libelle="Montant des actes de sous-traitance publiés",
        unite="€",
        population=AVEC_ACTES,
        mesure="montant_actes",
        inconnu="inconnu : les montants de ces actes manquent ou dépassent celui du marché",
        methode="Somme des montants initiaux des actes de sous-traitance publiés pour les marchés "
        "notifiés dans l'année, quelle que soit la date des actes. Le montant d'un marché est "
        "inconnu si l'un de ses actes n'en a pas, ou si la somme de ses actes dépasse le montant "
        "du marché.",
        limites="La publication des actes est très incomplète : ce total est un minimum. Les "
        "modifications d'actes ne sont pas reprises.",
        exemple=make_exemple(
            ("montant_initial", "actes"),
            (500_000, (100_000, 50_000)),
            (200_000, (60_000,)),
            (100_000, (900_000,)),
            (300_000, ()),
            total=(210_000, None, 3, 1, 210_000, 210_000, None),
        ),
    ),
    Indicateur(
        code="ECO-11",
        libelle="Achats innovants",
        statut="suivi",
        faits=("DECRET-2025-1383",),
        reponse="innovant",
        methode="Un marché compte s'il est déclaré innovant. Les numérateurs sont le nombre et le "
        "montant des marchés innovants.",
        exemple=make_exemple(
            ("montant_utile", "innovant"),
            (90_000, True),
            (410_000, False),
            (500_000, None),
            nombre=(1, 2, 3, 1, 1 / 2, 1 / 3, 2 / 3),
            montant=(90_000, 500_000, 3, 1, 0.18, 0.09, 0.59),
        ),
    ),
    _origine(
        "france",
        "Part des produits venant de France",
        "Moyenne simple, par marché, de la part de produits originaires de France que l'acheteur a "
        "déclarée.",
    ),
    _origine(
        "ue",
        "Part des produits venant de l'Union européenne",
        "Moyenne simple, par marché, de la part de produits originaires de l'Union européenne que "
        "l'acheteur a déclarée.",
    ),
    Indicateur(
        code="ECO-13",
        libelle="Marchés à une seule offre",
        a_la_demande=True,
        reponse="nullif(offres_recues, 0) = 1",
        methode="Un marché compte si une seule offre est déclarée. Zéro offre déclarée pour un "
        "marché attribué n'a pas de sens : c'est une réponse inconnue.",
        limites="Un marché passé sans mise en concurrence n'a qu'une offre par nature : lisez la "
        "part par procédure avant de conclure à un manque de concurrence.\n"
        "Un marché subséquent déclare les offres de sa propre mise en concurrence, entre les seuls "
        "titulaires de l'accord-cadre.",
        exemple=make_exemple(
            ("offres_recues", "montant_utile"),
            (1, 100_000),
            (1, None),
            (4, 300_000),
            (0, 200_000),
            (None, 400_000),
            nombre=(2, 3, 5, 2, 2 / 3, 2 / 5, 4 / 5),
            montant=(100_000, 400_000, 4, 2, 1 / 4, 1 / 10, 7 / 10),
        ),
    ),
    Indicateur(
        code="ECO-14",
        libelle="Marchés publiés après le délai",
        a_la_demande=True,
        faits=(_DELAI,),
        population=Population(
            nom="a_publier",
            texte="Les marchés notifiés dans l'année, depuis l'entrée en vigueur du texte cité, "
            "dont le montant notifié atteint le seuil de ce texte. Un montant factice ou aberrant "
            "ne dit rien : le marché n'est pas regardé.",
            vide="aucun marché de cette année n'est soumis à ce délai",
            condition="famille = 'marche' AND montant_suspicion IS NULL "
            f"AND montant_initial >= {_SEUIL} "
            f"AND date_notification >= DATE '{load_fichiers().find(_DELAI)[0].depuis}'",
        ),
        # Nothing, when the day may be that of a later version, or comes before the contract.
        reponse=f"CASE WHEN date_publication < date_notification OR ({_TARD} "
        f"AND (nb_versions > 1 OR nb_modifications > 0)) THEN NULL ELSE {_TARD} END",
        indice=True,
        methode="Un marché compte si le jour de sa publication, tel que la donnée le donne, "
        "dépasse la notification de plus que le délai du texte cité.",
        limites="Un marché modifié, ou lu en plusieurs versions, peut porter le jour de sa "
        "dernière publication et non de la première : s'il semble en retard, il est inconnu.\n"
        "Un jour de publication antérieur à la notification est une erreur de saisie : le marché "
        "est inconnu.\n"
        "Un marché qui n'a jamais été publié n'est pas dans les données : il n'est pas compté.",
        exemple=make_exemple(
            ("date_notification", "date_publication", "montant_utile", "nb_modifications"),
            (date(2025, 1, 15), date(2025, 3, 15), 50_000, 0),
            (date(2025, 1, 15), date(2025, 3, 16), 50_000, 0),
            (date(2025, 1, 15), date(2025, 12, 1), 90_000, 1),
            (date(2025, 1, 15), date(2025, 1, 2), 90_000, 0),
            (date(2025, 1, 15), None, 90_000, 0),
            (date(2025, 1, 15), date(2025, 12, 1), 30_000, 0),
            nombre=(1, 2, 5, 3, 1 / 2, 1 / 5, 4 / 5),
        ),
    ),
    _share_premiers(
        1,
        "Part du premier titulaire",
        "le premier",
        (150_000, 250_000, 5, 1, 3 / 5, 1 / 2, 2 / 3),
    ),
    _share_premiers(
        5,
        "Part des 5 premiers titulaires",
        "un des 5 premiers",
        (250_000, 250_000, 5, 1, 1, 5 / 6, 1),
    ),
    _share_premiers(
        10,
        "Part des 10 premiers titulaires",
        "un des 10 premiers",
        (250_000, 250_000, 5, 1, 1, 5 / 6, 1),
    ),
    Indicateur(
        code="ECO-16",
        libelle="Lots par procédure allotie",
        a_la_demande=True,
        unite="lots",
        preuve=LOTS + _PREUVE_LOTS,
        inconnu="inconnu : aucun objet ne dit à quelle procédure appartient un lot",
        methode="Les données publiées ne relient pas les lots d'une procédure. Sont donc regardés "
        "les marchés dont l'objet nomme un lot (« Lot n° 2 »). Ceux dont l'objet commence de la "
        "même façon avant ce mot, avec le même type de procédure, sont les lots d'une même "
        "procédure ; à défaut, ceux qui portent le même numéro de marché. Un même numéro de lot, "
        "attribué à plusieurs, n'est compté qu'une fois. La valeur est le nombre de lots divisé "
        "par le nombre de procédures. Au moins : chaque lot isolé est une procédure à lui seul ; "
        "au plus : tous sont des lots des procédures connues.",
        limites="Un marché dont l'objet ne nomme aucun lot n'est pas regardé : il peut être un lot "
        "que l'objet ne dit pas.\n"
        "Un lot sans suite, ou notifié une autre année, manque : la valeur est plutôt basse.\n"
        "Deux procédures dont les objets commencent de la même façon sont confondues.",
        exemple=make_exemple(
            ("objet", "groupe"),
            ("Réfection de l'école – Lot n° 1 : gros œuvre", None),
            ("RÉFECTION DE L'ÉCOLE, lot 2 électricité", None),
            ("Réfection de l'école – Lot n° 2 : électricité", None),
            ("Entretien des espaces verts (lot 3)", None),
            ("Lot 1 : nettoyage des vitres", 7),
            ("Lot 2 : nettoyage des sols", 7),
            ("Lot 4 : papier", 8),
            ("Fourniture de gaz", 9),
            moyenne=(5, 3, 7, 1, 5 / 3, 6 / 4, 6 / 3),
        ),
    ),
)
