"""A bilan made by hand, for tests that need no engine."""

# ruff: noqa: E501 - a table of cases reads best with a case a line

from __future__ import annotations

from datetime import date

from spaser.moteur.valeurs import Acheteur, Bilan, FicheMethode, SourceLue, Valeur

SIREN = "000100008"

AVANT_2024 = "non publié : la donnée manque pour tous ces marchés"


def fiche(code, libelle, theme, statut="suivi", unite="%", **plus):
    return FicheMethode(
        code=code,
        libelle=libelle,
        theme=theme,
        statut=statut,
        unite=unite,
        methode=plus.get(
            "methode", "Marchés concernés, rapportés aux marchés dont la réponse est connue."
        ),
        limites=plus.get("limites", "Une clause annoncée n'est pas une clause tenue."),
        source="DECP, schéma 2",
        version="1",
        indice=plus.get("indice", False),
    )


FICHES = (
    fiche("SOC-01", "Marchés avec au moins une considération sociale", "social", "legal"),
    fiche("SOC-02", "Marchés avec au moins une considération sociale, en valeur", "social", "legal"),
    fiche("SOC-03", "Marchés avec clause sociale d'exécution", "social"),
    fiche("SOC-04", "Marchés avec critère social", "social", "propose"),
    fiche("SOC-05", "Marchés réservés", "social"),
    fiche("SOC-13", "Achats auprès d'entreprises solidaires d'utilité sociale (ESUS)", "social", "legal"),
    fiche("SOC-17", "Achats auprès de l'économie sociale et solidaire, hors ESUS", "social"),
    fiche("SOC-IN", "Achats auprès d'entreprises employant des personnes défavorisées", "social", "legal"),
    fiche("ENV-01", "Marchés avec au moins une considération environnementale", "environnement", "legal"),
    fiche("ENV-02", "Marchés avec au moins une considération environnementale, en valeur", "environnement", "legal"),
    fiche("ENV-03", "Marchés avec critère environnemental", "environnement"),
    fiche("ENV-05", "Marchés cumulant clause et critère", "environnement", indice=True),
    fiche("ECO-05", "Offres reçues par marché", "economie", "propose", unite="offres"),
    fiche("ECO-10-actes", "Montant des actes de sous-traitance", "economie", unite="€"),
    fiche("ECO-11", "Achats innovants", "economie"),
    fiche("ECO-12-ue", "Produits venant de l'Union européenne", "economie", unite="%"),
    fiche("VOL-01", "Nombre de marchés", "volume", unite="marchés"),
    fiche("VOL-02", "Montant notifié", "volume", unite="€"),
    fiche("VOL-10", "Marchés écartés des sommes", "volume", unite="marchés"),
)  # fmt: skip

EN_VALEUR = {"SOC-01": "SOC-02", "ENV-01": "ENV-02"}


def part(code, annee, reponses, variante="nombre", total=None):
    oui, non, inconnus = reponses
    n = oui + non + inconnus
    if variante == "montant":
        connus = total * (oui + non) / max(n, 1)
        oui_euros = connus * oui / max(oui + non, 1)
        return Valeur(
            SIREN, annee, code, "montant", oui_euros, connus, n, inconnus,
            oui_euros / connus, oui_euros / total, (oui_euros + total - connus) / total,
        )  # fmt: skip
    if oui + non == 0:
        return Valeur(SIREN, annee, code, variante, 0, 0, n, inconnus, None, 0, 1)
    return Valeur(
        SIREN, annee, code, variante, oui, oui + non, n, inconnus,
        oui / (oui + non), oui / n, (oui + inconnus) / n,
    )  # fmt: skip


def absente(code, annee, n, variante="nombre"):
    return Valeur(SIREN, annee, code, variante, None, None, n, n, None, None, None, AVANT_2024)


def total(code, annee, nombre, n):
    return Valeur(SIREN, annee, code, "total", nombre, None, n, 0, nombre, None, None)


NOMBRES = {2019: 96, 2020: 71, 2021: 104, 2022: 118, 2023: 127, 2024: 139, 2025: 214, 2026: 88}
EUROS = {
    2019: 41.2e6, 2020: 30.9e6, 2021: 52.4e6, 2022: 61e6,
    2023: 66.3e6, 2024: 72.8e6, 2025: 88.34e6, 2026: 31.5e6,
}  # fmt: skip

# code -> year -> yes, no, unknown
PARTS = {
    "SOC-01": {2024: (31, 98, 10), 2025: (63, 139, 12), 2026: (29, 51, 8)},
    "ENV-01": {2024: (66, 61, 12), 2025: (131, 69, 14), 2026: (65, 16, 7)},
    "SOC-13": {2024: (2, 126, 11), 2025: (5, 190, 19), 2026: (1, 80, 7)},
    "SOC-IN": {2024: (9, 60, 70), 2025: (14, 92, 108), 2026: (4, 30, 54)},
    "SOC-03": {2024: (22, 107, 10), 2025: (41, 161, 12), 2026: (19, 61, 8)},
    "SOC-04": {2024: (15, 114, 10), 2025: (31, 171, 12), 2026: (14, 66, 8)},
    "SOC-05": {2024: (3, 126, 10), 2025: (6, 196, 12), 2026: (2, 78, 8)},
    "ENV-03": {2024: (50, 77, 12), 2025: (102, 98, 14), 2026: (60, 21, 7)},
    "ENV-05": {2024: (20, 107, 12), 2025: (55, 145, 14), 2026: (33, 48, 7)},
    "ECO-11": {2024: (0, 139, 0), 2025: (1, 213, 0), 2026: (0, 3, 85)},
}


def make_valeurs():
    valeurs = []
    for code, annees in PARTS.items():
        valeurs += [absente(code, annee, NOMBRES[annee]) for annee in range(2019, 2024)]
        for annee, reponses in annees.items():
            valeurs.append(part(code, annee, reponses))
            jumeau = EN_VALEUR.get(code, code)
            valeurs.append(part(jumeau, annee, reponses, "montant", EUROS[annee]))
    for annee, n in NOMBRES.items():
        valeurs.append(total("VOL-01", annee, n, n))
        valeurs.append(total("VOL-02", annee, EUROS[annee], n))
        valeurs.append(total("VOL-10", annee, 3, n))
        valeurs.append(Valeur(SIREN, annee, "ECO-05", "moyenne", 3.4 * n, n, n, 0, 3.4, None, None))
        valeurs.append(
            Valeur(
                SIREN,
                annee,
                "SOC-17",
                "nombre",
                None,
                0,
                n,
                n,
                None,
                0,
                1,
                "inconnu : Sirene n'est pas chargé",
            )
        )
    valeurs.append(Valeur(SIREN, 2025, "ECO-12-ue", "moyenne", 6.3, 9, 31, 22, 0.7, 0.2, 0.91))
    valeurs.append(
        Valeur(SIREN, 2025, "ECO-10-actes", "total", 812_000, None, 214, 9, 812_000, 812_000, None)
    )
    return tuple(valeurs)


def make_bilan(**changements):
    champs = {
        "acheteur": Acheteur(
            SIREN, "Métropole de Val-Fictif (fictif)", (f"{SIREN}00015",), 957, 6, tuple(NOMBRES)
        ),
        "date_donnees": date(2026, 10, 30),
        "date_calcul": date(2026, 11, 24),
        "valeurs": make_valeurs(),
        "fiches": FICHES,
        "sources": (
            SourceLue("a", "val-fictif-2019-2023.json", "0f3a" * 16, date(2026, 11, 24), 1512),
            SourceLue("b", "val-fictif-2024-2026.json.gz", "9be1" * 16, date(2026, 11, 24), 1404),
        ),
    }
    return Bilan(**(champs | changements))
