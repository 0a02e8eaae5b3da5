"""Random stores, small but twisted: every state of every field, holders of every kind."""

from datetime import date
from decimal import Decimal
from random import Random

from tests.moteur.indicateurs.magasin import make_tables

TROIS = (True, False, None)
CPV = ("15100000", "15982200", "15982201", "18843000", "34144910", "45000000", None)
# A commune, its EPCI, a département, a région, and a buyer without any territory.
ACHETEURS = ("213502388", "243500139", "223500018", "233500016", "180000000")
SIRENS = tuple(str(rang) * 9 for rang in range(1, 9))
SIRETS = tuple(f"{siren}000{numero}1" for siren in SIRENS for numero in (1, 2))
TITULAIRES = (*SIRETS, "333333333", "inconnu", "FR123")
FINS = (date(2025, 6, 1), date(2027, 1, 1), None)
SEUILS = (
    (2024, "travaux", 5_538_000),
    (2024, "fournitures_services", 221_000),
    (2026, "travaux", 5_404_000),
    (2026, "fournitures_services", 216_000),
)
COMMUNES = tuple(
    dict(zip(("code", "siren", "epci_siren", "departement", "region"), valeurs, strict=True))
    for valeurs in (
        ("35238", "213502388", "243500139", "35", "53"),
        ("35051", "213500515", "243500139", "35", "53"),
        ("44109", "214401093", "243500139", "44", "52"),
        ("29155", "212901557", None, "29", "53"),
        ("75056", "217500016", "200054781", "75", "11"),
    )
)
PROCEDURES = ("Procédure adaptée", "Appel d'offres ouvert", None)
OBJETS = (
    "Rénovation du gymnase - Lot 1 : toiture",
    "RÉNOVATION DU GYMNASE, lot n°02 façades",
    "Rénovation du gymnase – Lot 2 : façades",
    "Entretien des espaces verts (lots n° 3 et 4)",
    "Entretien des espaces verts (lot 4)",
    "Lot 5 : vitres",
    "lot 05 sols",
    "Lot n° 7",
    "Étude d'un lotissement",
    "Achat de lots divers",
    "Fourniture de gaz",
    None,
)
CODES = ("35238", "35051", "44109", "29155", "75108", "99999")


def make_marche(r):
    montant = r.choice((None, Decimal("0.50"), Decimal(216_000), Decimal(r.randrange(10**9)) / 100))
    initial = montant if montant is not None else r.choice((None, Decimal(999_999_999)))
    clause, critere, reserve = r.choice(TROIS), r.choice(TROIS), r.choice(TROIS)
    vert, note = r.choice(TROIS), r.choice(TROIS)
    return {
        "famille": r.choice(("marche",) * 9 + ("concession",)),
        "format": r.choice(("v1", "v2")),
        "acheteur_siren": r.choice(ACHETEURS),
        "annee": r.choice((2023, 2025, None)),
        "date_notification": r.choice((date(2025, 3, 1), date(2026, 9, 1), date(2019, 1, 1), None)),
        "nature": r.choice(("Marché", "Marché", "Marché de défense ou de sécurité", None)),
        "categorie": r.choice(("travaux", "fournitures", "services", None)),
        "cpv": r.choice(CPV),
        "accord_cadre": r.choice(TROIS),
        "double_compte": montant is None and r.random() < 0.5,
        "montant_utile": montant,
        "montant_initial": initial,
        "montant": r.choice((initial, montant)),
        "montant_suspicion": r.choice(("factice", "aberrant", None)) if montant is None else None,
        "clause_sociale": clause,
        "critere_social": critere,
        "reserve": reserve,
        "social": r.choice(TROIS),
        "clause_environnementale": vert,
        "critere_environnemental": note,
        "environnement": r.choice(TROIS),
        "avance": r.choice(TROIS),
        "sous_traitance": r.choice(TROIS),
        "innovant": r.choice(TROIS),
        "offres_recues": r.choice((None, 0, 1, 7)),
        "procedure": r.choice(PROCEDURES),
        "objet": r.choice(OBJETS),
        "groupe": r.randrange(20),
        "date_publication": r.choice((date(2025, 5, 1), date(2025, 5, 2), date(2026, 10, 1), None)),
        "nb_versions": r.choice((1, 1, 2)),
        "nb_modifications": r.choice((0, 0, 1)),
        "origine_ue": r.choice((None, 0.0, 0.25, 1.0)),
        "origine_france": r.choice((None, 0.0, 0.5)),
        "titulaires": r.sample(TITULAIRES, r.choice((0, 1, 1, 2, 3))),
        "actes": r.choices((None, Decimal(10), Decimal(5000)), k=r.choice((0, 0, 1, 2))),
    }


def make_unite(r, siren):
    return {
        "siren": siren,
        "categorie_entreprise": r.choice(("PME", "ETI", "GE", None)),
        "categorie_juridique": "5710",
        "ess": r.choice(TROIS),
    }


def make_site(siret, commune):
    siege = siret.endswith("11")
    return {"siret": siret, "siren": siret[:9], "commune": commune, "est_siege": siege}


def make_listes(r):
    return {
        "ref_esus": [{"siren": r.choice(SIRENS), "date_fin": r.choice(FINS)} for _ in range(4)],
        "ref_inclusion": [
            {"siret": siret, "type": r.choice(("EI", "ESAT", "GEIQ", "ACI"))}
            for siret in r.sample(SIRETS, 6)
        ],
        "ref_sirene_unites": [
            *(make_unite(r, siren) for siren in SIRENS[:6]),
            {"siren": "223500018", "categorie_juridique": "7220"},
            {"siren": "233500016", "categorie_juridique": "7230"},
        ],
        "ref_sirene_etablissements": [
            *(make_site(siret, r.choice(CODES)) for siret in SIRETS[:12]),
            *(make_site(f"{siren}00011", "35238") for siren in ("223500018", "233500016")),
        ],
        "ref_communes": list(COMMUNES),
        "ref_communes_anciennes": [{"code": "75108", "commune": "75056"}],
        "ref_seuils": [
            {"nature": n, "montant": montant, "debut": date(an, 1, 1), "fin": date(an + 1, 12, 31)}
            for an, n, montant in SEUILS
        ],
    }


def make_hasard(graine, nombre=150):
    """Make the rows of a random store."""
    r = Random(graine)  # noqa: S311 - the same stores at each run
    tables = make_tables([make_marche(r) for _ in range(nombre)], make_listes(r))
    # Holders set by a modification, and modified acts, must never be looked at.
    tables["titulaires"] += [
        t | {"modification": 1, "siret": r.choice(SIRETS)} for t in tables["titulaires"][::5]
    ]
    tables["sous_traitances"] += [
        a | {"genre": "modification"} for a in tables["sous_traitances"][::3]
    ]
    return tables
