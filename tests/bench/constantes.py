"""Field statistics of the real files, as measured by `statistiques.py`.

Only shares, quantiles and labels of the official lists: no text of a real contract. The values
out of the lists are the kinds of errors that real files hold, in small doses.
"""

from __future__ import annotations

from typing import Final

# --- Both versions ------------------------------------------------------------------------------

# Every 5 %, both ends included (the ends are chosen: a placeholder, and a very large contract).
QUANTILES_MONTANT: Final = (
    500, 6000, 10578, 19124, 25000, 34442, 40617, 51107, 60000, 72306, 85720, 102486,
    132547, 161853, 210130, 260000, 354000, 559867, 860000, 2382130, 60000000,
)  # fmt: skip
PART_RONDS: Final = 0.39
# Days between notification and publication.
QUANTILES_DELAI: Final = (
    0, 0, 0, 1, 2, 5, 8, 14, 20, 22, 30, 43, 52, 57, 58, 73, 106, 170, 226, 420, 600,
)  # fmt: skip
TYPES_DE_LIEU: Final = (
    ("Code postal", 0.729),
    ("Code département", 0.193),
    ("Code commune", 0.04),
    ("Code pays", 0.02),
    ("Code région", 0.013),
    ("Code Postal", 0.002),
    ("CODE POSTAL", 0.001),
    ("Code arrondissement", 0.001),
)
DIVISIONS_CPV: Final = (
    ("45", 300), ("71", 56), ("55", 53), ("80", 47), ("90", 25), ("44", 23), ("15", 22), ("34", 17),
    ("79", 15), ("77", 13), ("50", 12), ("31", 9), ("42", 8), ("66", 7), ("03", 7), ("30", 7),
    ("75", 7), ("38", 6), ("60", 5), ("48", 5), ("39", 5), ("18", 5), ("72", 5), ("32", 3),
    ("64", 3), ("09", 3), ("33", 8), ("41", 2), ("92", 2), ("37", 1), ("63", 1), ("85", 2),
)  # fmt: skip
PART_CPV_AVEC_CLE: Final = 0.03
# First digits of the SIREN of buyers: communes, groups, State, hospitals, companies.
DEBUTS_DE_SIREN: Final = (
    ("21", 0.45), ("20", 0.12), ("24", 0.1), ("22", 0.04), ("26", 0.09), ("25", 0.06),
    ("13", 0.03), ("11", 0.01), ("18", 0.02), ("19", 0.03), ("3", 0.02), ("4", 0.01), ("7", 0.02),
)  # fmt: skip
# Identifier type and what stands in its place.
FORMES_DE_TITULAIRE: Final = (
    (("SIRET", "siret"), 0.978),
    (("SIRET", "siren"), 0.006),
    (("SIRET", "espaces"), 0.003),
    (("SIRET", "zeros"), 0.0005),
    (("SIRET", "court"), 0.0005),
    (("SIRET", "tva"), 0.001),
    (("TVA", "tva"), 0.004),
    (("Siret", "siret"), 0.002),
    (("siret", "siret"), 0.001),
    (("", "siret"), 0.001),
    (("TVA_INTRACOMMUNAUTAIRE", "tva"), 0.001),
    (("HORS-UE", "hors_ue"), 0.002),
)
# How a lot is announced at the end of `objet`.
ETIQUETTES_DE_LOT: Final = (
    ("", 0.3),
    (": Lot {k} : {m}", 0.3),
    (" - Lot n° {k} : {m}", 0.1),
    (" - LOT N°{k} - {m}", 0.06),
    (" lot {k:02d} - {m}", 0.14),
    (" (lot {k})", 0.1),
)

# --- Version 2 ----------------------------------------------------------------------------------

NOMBRE_TITULAIRES: Final = ((1, 628), (2, 19), (3, 8), (4, 15), (5, 1), (7, 1))
PART_MODIFIES: Final = 0.16
PART_MODIFIES_UN_JOUR: Final = 0.36
NOMBRE_MODIFICATIONS: Final = ((1, 54), (2, 26), (3, 15), (4, 6), (5, 2), (7, 1), (11, 1))
# What a modification changes: amount, amount and duration, duration, holders.
GENRES_MODIFICATION: Final = (("m", 169), ("md", 15), ("d", 15), ("t", 3), ("mt", 1))
PART_INCREMENTS: Final = 0.15
# The July 2024 files hold 0.107; a national day of 1 278 records holds 5: in between.
PART_SOUS_TRAITES: Final = 0.015
NOMBRE_ACTES: Final = ((1, 34), (2, 11), (3, 6), (4, 5), (8, 2), (10, 3), (13, 3), (16, 1))
PART_ACTES_MODIFIES: Final = 0.2
VARIATIONS: Final = (("Ferme", 263), ("Révisable", 12), ("Actualisable", 7))
GROUPEMENTS_SI_PLUSIEURS: Final = (("Pas de groupement", 28), ("Conjoint", 8), ("Solidaire", 8))
TECHNIQUES: Final = (
    ("Sans objet", "Sans objet", 395),
    ("Accord-cadre", "Bons de commande", 141),
    ("Sans objet", "Bons de commande", 104),
    ("Accord-cadre", "Marchés subséquents", 15),
    ("Sans objet", "Tranches", 12),
    ("Accord-cadre", "Sans objet", 2),
    ("Concours", "Sans objet", 1),
    ("Système d'acquisition dynamique", "Marchés subséquents", 0.5),
    ("Catalogue électronique", "Bons de commande", 0.3),
)
PART_CADRE_AVEC_REFERENCE: Final = 0.85
AVANCES: Final = (  # -1: no rate
    (False, -1, 612), (True, 0.05, 47), (False, 0, 5), (True, 0.2, 4), (True, 0.1, 2),
    (True, 0.3, 2), (True, -1, 2), ("false", -1, 1), ("oui", 0.05, 0.5), (None, -1, 1),
)  # fmt: skip
PART_ORIGINE: Final = 0.04
_RIEN_SOCIAL = "Pas de considération sociale"
_RIEN_ENVIRONNEMENT = "Pas de considération environnementale"
SOCIALES: Final = (
    ((_RIEN_SOCIAL,), 560),
    (("Critère social",), 43),
    (("Clause sociale",), 38),
    (("Critère social", "Clause sociale"), 17),
    (("Marché réservé",), 7),
    (("Critère social", "Marché réservé"), 2),
    (("clause sociale",), 0.7),
    (("Pas de considération sociale ",), 1),
    (("NC",), 1),
    ((), 2),
    ("(absent)", 6),
    (None, 1),
)
ENVIRONNEMENTALES: Final = (
    ((_RIEN_ENVIRONNEMENT,), 512),
    (("Critère environnemental",), 78),
    (("Critère environnemental", "Clause environnementale"), 44),
    (("Clause environnementale",), 33),
    (("CRITERE ENVIRONNEMENTAL",), 0.7),
    (("NC",), 1),
    ((), 2),
    ("(absent)", 6),
    (None, 1),
)
CHAMPS_V2: Final[dict[str, tuple[tuple[object, float], ...]]] = {
    "nature": (
        ("Marché", 990), ("Marché de partenariat", 2), ("Marché de défense ou de sécurité", 4),
        ("marché", 2), ("MARCHE", 1), ("(absent)", 1),
    ),
    "procedure": (
        ("Procédure adaptée", 455), ("Appel d'offres ouvert", 180), ("Appel d’offres ouvert", 3),
        ("Marché passé sans publicité ni mise en concurrence préalable", 18),
        ("Procédure avec négociation", 8), ("Appel d'offres restreint", 2),
        ("Dialogue compétitif", 1),
        ("PROCEDURE ADAPTEE", 2), ("procédure adaptée", 1), ("(absent)", 2),
    ),
    "dureeMois": (
        (48, 144), (12, 110), (14, 39), (18, 31), (24, 30), (19, 30), (36, 27), (6, 26), (11, 24),
        (5, 23), (8, 20), (2, 19), (3, 18), (4, 18), (1, 15), (9, 14), (10, 14), (60, 8), (84, 3),
        (240, 0.5), ("12", 1), (1.5, 0.3), (0, 0.7), ("NC", 0.2), (None, 0.5), ("(absent)", 0.5),
    ),
    "formePrix": (("Forfaitaire", 348), ("Unitaire", 272), ("Mixte", 49), ("forfaitaire", 1),
                  ("Révisable", 0.5), ("(absent)", 1.5)),
    "typesPrix": (
        ({"typePrix": ["Définitif révisable"]}, 431), ({"typePrix": ["Définitif ferme"]}, 152),
        ({"typePrix": ["Définitif actualisable"]}, 77), ({"typePrix": ["Provisoire"]}, 11),
        ({"typePrix": ["Définitif ferme", "Définitif révisable"]}, 1), ("(absent)", 1),
    ),
    "offresRecues": (
        (1, 160), (2, 159), (3, 135), (4, 97), (5, 49), (6, 18), (7, 14), (8, 11), (11, 9), (13, 5),
        (9, 4), (12, 3), (24, 1), ("4", 1), (0, 1), (None, 1), ("(absent)", 2),
    ),
    "marcheInnovant": ((False, 646), (True, 23), ("non", 1), ("(absent)", 2)),
    "ccag": (
        ("Pas de CCAG", 254), ("Travaux", 213), ("Fournitures courantes et services", 174),
        ("Maitrise d'œuvre", 11), ("Maîtrise d’oeuvre", 2), ("Prestations intellectuelles", 11),
        ("Techniques de l'information et de la communication", 4), ("Marchés industriels", 1),
        ("FOURNITURES COURANTES ET SERVICES", 1), ("(absent)", 4),
    ),
    "sousTraitanceDeclaree": ((False, 640), (True, 31), ("0", 0.5), ("(absent)", 0.5)),
    "_type": (("Marché", 217), ("(absent)", 783)),
    "source": (("profil d'acheteur", 10), ("(absent)", 990)),
    "referenceInterne": (("hors schéma", 1), ("(absent)", 999)),
}  # fmt: skip
GROUPEMENTS: Final = (("Pas de groupement", 605), ("Conjoint", 17), ("Solidaire", 6))

# --- Version 1 ----------------------------------------------------------------------------------

PART_MODIFIES_V1: Final = 0.014
PART_SANS_NOTIFICATION_V1: Final = 0.1
PART_SANS_PUBLICATION_V1: Final = 0.18
NATURES_V1: Final = (
    ("Marché", 5107), ("Accord-cadre", 2985), ("marché", 67), ("Marché de partenariat", 3),
)  # fmt: skip
CHAMPS_V1: Final[dict[str, tuple[tuple[object, float], ...]]] = {
    "_type": (("Marché", 981), ("(absent)", 19)),
    "source": (("profil d'acheteur", 53), ("pes", 22), ("aife", 20), ("(absent)", 5)),
    "procedure": (
        ("Procédure adaptée", 5516), ("Appel d'offres ouvert", 2601), ("Appel d offres ouvert", 43),
        ("Marché négocié sans publicité ni mise en concurrence préalable", 214),
        ("Marché public négocié sans publicité ni mise en concurrence préalable", 47),
        ("Procédure concurrentielle avec négociation", 38), ("Dialogue compétitif", 5),
        ("Procédure négociée avec mise en concurrence préalable", 29),
        ("Appel d'offres restreint", 10), ("", 2),
    ),
    "dureeMois": (
        (12, 240), (48, 180), (36, 90), (24, 70), (6, 60), (3, 60), (4, 50), (2, 50), (1, 45),
        (8, 40), (10, 35), (5, 30), (18, 25), (60, 10), (0, 3), ("36", 18),
    ),
    "formePrix": (("Révisable", 4043), ("Ferme", 2784), ("Ferme et actualisable", 1677),
                  (None, 12), ("", 1)),
    "donneesExecution": (([], 53), ("(absent)", 47)),
}  # fmt: skip
