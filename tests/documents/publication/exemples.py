"""Publications to write: an ordinary one, one that says as much as it may, one without a value."""

from datetime import date
from decimal import Decimal

from spaser.documents.publication import ErratumPublie, Parution
from spaser.regles.comparaison import CouvertureAnnee, EtatCouverture
from spaser.regles.publication import (
    COMMENTAIRE_MAX,
    EDITION,
    TEXTE_MAX,
    Compte,
    ContenuPublie,
    Expression,
    LignePubliee,
    ResultatAnnee,
)

NOMS = (
    ("SOC-01", "Marchés avec au moins une considération sociale"),
    ("ENV-01", "Marchés avec au moins une considération environnementale"),
    ("SOC-13", "Achats auprès d’entreprises solidaires d’utilité sociale (ESUS)"),
    ("SOC-IN", "Achats auprès d’entreprises employant des personnes défavorisées ou vulnérables"),
)
SOURCE = "Données essentielles de la commande publique, au 1er octobre 2026"


def make_resultat(annee, valeur="48.591549", **reste):
    champs = {
        "valeur": valeur and Decimal(valeur),
        "bas": Decimal("47.26"),
        "haut": Decimal("50.01"),
        "numerateur": Decimal(69),
        "denominateur": Decimal(142),
        "n": 146,
        "inconnus": 4,
        "expression": Expression.NOMBRE,
        "origine": "publies",
        "source": SOURCE,
        "reference": f"001010016:SOC-01:{annee}:nombre:publie",
    }
    return ResultatAnnee(annee=annee, **champs | reste)


def make_ligne(cle="SOC-01", nom=NOMS[0][1], **reste):
    champs = {
        "code": cle,
        "legal": True,
        "unite": "%",
        "cible": Decimal(60),
        "cible_annee": 2028,
        "resultats": (make_resultat(2024, "25.6"), make_resultat(2025)),
    }
    return LignePubliee(cle=cle, nom=nom, **champs | reste)


def make_contenu(lignes=None, **reste):
    champs = {
        "siren": "001010016",
        "acheteur": "Métropole de Val-Fictif (fictif)",
        "annees": (2024, 2025),
        "calcule_le": date(2026, 10, 30),
        "adopte_le": date(2024, 3, 12),
        "perimetre": ("Les marchés publiés sous ce SIREN.", "Les petits achats n’en sont pas."),
    }
    return ContenuPublie(
        lignes=tuple(lignes or [make_ligne(cle, nom) for cle, nom in NOMS]), **champs | reste
    )


def make_longue(autres=60, signe="m"):
    """Return the longest publication that forms let somebody write."""
    mot = f"{signe * 9} "
    texte = (mot * TEXTE_MAX)[:TEXTE_MAX]
    propres = [
        make_ligne(f"L{rang}", (mot * 300)[:300], legal=False, commentaire=texte[:COMMENTAIRE_MAX])
        for rang in range(autres)
    ]
    reserve = (mot * 60)[:400]
    resultats = (make_resultat(2024, reserve=reserve), make_resultat(2025, reserve=reserve))
    legales = [
        make_ligne(cle, nom, commentaire=texte[:COMMENTAIRE_MAX], resultats=resultats)
        for cle, nom in NOMS
    ]
    return make_contenu(
        [*legales, *propres],
        presentation=texte,
        methode=(texte,),
        perimetre=(texte[:300],) * 24,
    )


COUPEE = CouvertureAnnee(2024, EtatCouverture.PARTIELLE, au=date(2024, 7, 26))
FRAGILE = (  # a year cut short, two bases, no target, a vague one, corrected contracts
    make_ligne(
        "SOC-01",
        resultats=(
            make_resultat(2024, "100", couverture=COUPEE),
            make_resultat(
                2025,
                origine="corriges",
                corriges=7,
                marches=31,
                publie=make_resultat(
                    2025, "42.8", numerateur=Decimal(12), denominateur=Decimal(28)
                ),
            ),
        ),
    ),
    make_ligne(
        "SOC-13",
        NOMS[2][1],
        cible=Decimal(8),
        resultats=(
            make_resultat(2024, "4.8"),
            make_resultat(
                2025,
                "7.2",
                expression=Expression.VALEUR,
                origine="payes",
                reference="001010016:SOC-13:2025:montant:paye",
            ),
        ),
    ),
    make_ligne("SOC-IN", NOMS[3][1], cible=None, cible_annee=None),
    make_ligne(
        "ECO-05", "Offres reçues", legal=False, cible=None, cible_annee=None,
        precision="Donner envie",
    ),
)  # fmt: skip


def make_fragile():
    """Return a publication of which much is to be told."""
    return make_contenu(FRAGILE, incomplete="La suite paraîtra au printemps.", edition=EDITION)


PUBLIEE = Parution(
    prochaine=date(2028, 11, 20),
    adresse="https://exemple.fr/publications/001010016/2025/",
    publiee_le=date(2026, 11, 20),
    validee_par="la directrice générale des services",
)
PROJET = Parution()
CORRIGEE = Parution(
    adresse=PUBLIEE.adresse,
    publiee_le=PUBLIEE.publiee_le,
    validee_par=PUBLIEE.validee_par,
    corrections=tuple(
        ErratumPublie(
            jour=date(2027, 1, jour),
            texte="m" * 500,
            cle="SOC-01",
            annee=2025,
            valeur=Decimal("47.9"),
            compte=Compte(numerateur=Decimal(68), denominateur=Decimal(142)),
        )
        for jour in range(1, 9)
    ),
)
