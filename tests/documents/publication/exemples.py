"""Publications to write: an ordinary one, one that says as much as it may, one without a value."""

from datetime import date
from decimal import Decimal

from spaser.documents.publication.textes import Correction, Parution
from spaser.metier.publication.modele import (
    COMMENTAIRE_MAX,
    TEXTE_MAX,
    Contenu,
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
    return Contenu(
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


PUBLIEE = Parution(
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
        Correction(
            jour=date(2027, 1, jour),
            texte="m" * 500,
            cle="SOC-01",
            annee=2025,
            valeur=Decimal("47.9"),
        )
        for jour in range(1, 9)
    ),
)
