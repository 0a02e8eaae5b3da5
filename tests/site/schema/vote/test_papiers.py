"""Every figure and every date of a sitting's files: the same references, the same values."""

import json
import re

import pytest

from spaser.site.espace.editions import make_fichiers
from spaser.site.schema.vote.fichiers import list_fichiers
from tests.site.schema.vote.conftest import HEURES
from tests.site.schema.vote.papiers import flatten_mots, list_figures, read_papier

SOCIALE = "Marchés avec au moins une considération sociale"
VERTE = "Marchés avec au moins une considération environnementale"
COMPTE, CIBLES, PERIODE = "2 axes, 3 actions", "3 cibles chiffrées", "2027–2029"

# What no scheme tells: the sitting and what follows it, a sum, the texts that a draft cites.
SEANCE, TOTAL = "17 décembre 2026", "1 258 567,50 €"
PROPRES = {
    "deux-pages": {SEANCE, TOTAL},
    "diapositives": {SEANCE, TOTAL},
    "fiches-action": set(),
    "deliberation": {SEANCE, "1er janvier 2020", "29 décembre 2019", "30 décembre 2019"},
    "note": {
        SEANCE, "11 décembre 2026", "24 décembre 2026", "17 janvier 2027", "17 décembre 2028",
    },
}  # fmt: skip
ECHELLES = {"12,5", "50", "50 100 %", "20 000"}  # the ends of scales, which drawings alone show

# Each named figure as it is written, and the papers that tell it.
DESSINES = (
    (
        f"{SOCIALE} : 49 % en 2025. Entre 47 % et 50 %, selon les réponses qui manquent. "
        "Départ : 26 % en 2024. Cible : 62 % en 2028. 146 marchés, 4 sans réponse."
    ),
    (
        f"{VERTE} : 73 % en 2025. Entre 72 % et 74 %, selon les réponses qui manquent. "
        "Départ : 53 % en 2024. Cible : 81 % en 2029. 146 marchés, 3 sans réponse."
    ),
    (
        f"{HEURES} : 9 876 heures en 2025. Départ : 8 400 heures en 2023. "
        "Cible : 17 500 heures en 2029."
    ),
)
ACHATS = ("146 marchés notifiés en 2025, pour 41 M€ hors taxes", "120 M€ à 121 M€ payés")
BUDGETS = ("24 000 €", "1 234 567,50 €")
ECHEANCES = ("juin 2027", "mars 2027", "janvier 2028 – 30 juin 2029")
NOMMES = {
    "schema": (*DESSINES, *BUDGETS, *ECHEANCES, COMPTE, CIBLES, PERIODE, "15 janvier 2028"),
    "deux-pages": (*DESSINES, *ACHATS, TOTAL, COMPTE, CIBLES, PERIODE, SEANCE, "15 janvier 2028"),
    "diapositives": (*DESSINES, *ACHATS, TOTAL, COMPTE, CIBLES, PERIODE, SEANCE),
    "fiches-action": (*BUDGETS, *ECHEANCES, PERIODE),
    "deliberation": (
        f"{SOCIALE} : 62 % en 2028", f"{VERTE} : 81 % en 2029",
        f"{HEURES} : 17 500 heures en 2029", "2 axes, 1 objectif, 3 actions et 3 indicateurs",
        "146 marchés ont été notifiés en 2025, pour 41 millions d’euros hors taxes",
        "payés en 2025 atteignent entre 120 millions d’euros et 121 millions d’euros", PERIODE,
        f"Séance du {SEANCE}",
    ),
    "note": (
        f"{SOCIALE} 49 % en 2025 (entre 47 % et 50 %) 62 % en 2028",
        f"{VERTE} 73 % en 2025 (entre 72 % et 74 %) 81 % en 2029",
        f"{HEURES} 9 876 heures en 2025 17 500 heures en 2029", *BUDGETS, PERIODE, SEANCE,
        "2 axes, 1 objectif, 3 actions et 3 indicateurs", "15 janvier 2028",
        "146 marchés ont été notifiés en 2025, pour 41 millions d’euros hors taxes",
    ),
}  # fmt: skip
VISEES = {
    "49 % en 2025", "26 % en 2024", "62 % en 2028", "73 % en 2025", "53 % en 2024", "81 % en 2029",
    "9 876 heures en 2025", "8 400 heures en 2023", "17 500 heures en 2029",
}  # fmt: skip
_VISEE = re.compile(r"\d[\d ]*(?:,\d+)? (?:%|heures) en \d{4}")


def list_ecarts(textes):
    """Return all that a paper tells otherwise than the scheme, or than its other forms."""
    figures = {n: list_figures(texte, pdf=n.endswith(".pdf")) for n, texte in textes.items()}
    du_schema, mots = figures["schema.docx"], flatten_mots(textes["schema.docx"])
    ecarts = []
    for nom, texte in textes.items():
        famille, dit = nom.partition(".")[0], flatten_mots(texte)
        ecarts += [f"{nom}: no « {voulu} »" for voulu in NOMMES[famille] if voulu not in dit]
        permises = du_schema | PROPRES.get(famille, set()) | ECHELLES
        de_trop = {f for f in figures[nom] - permises if f"{f} " not in f"{mots} "}
        ecarts += [f"{nom}: {f}, that the scheme does not tell" for f in de_trop if not is_page(f)]
        tues = PROPRES.get(famille, du_schema) - figures[nom]
        ecarts += [f"{nom}: {f} is left out" for f in tues if f not in dit]
        if famille != "schema":
            ecarts += [f"{nom}: {v}" for v in _VISEE.findall(dit) if v not in VISEES]
    return ecarts


def is_page(figure):
    """Say whether a PDF may number a page, a note or an element of a list so."""
    return figure.isdigit() and int(figure) < 30


@pytest.mark.longue
def test_all_files_tell_the_same_figures_and_dates_and_a_wrong_one_is_seen(pleine):
    make_fichiers.func(numero=pleine.arretee_id)
    fichiers = list_fichiers(pleine)
    textes = {nom: read_papier(nom, octets) for nom, octets in fichiers if nom[-4:] != "json"}

    assert sorted(textes) == [
        "deliberation.docx", "deliberation.odt", "deux-pages.docx", "deux-pages.pdf",
        "diapositives.pptx", "fiches-action.docx", "fiches-action.pdf", "note.docx", "note.odt",
        "schema.docx", "schema.html", "schema.odt", "schema.pdf",
    ]  # fmt: skip
    assert list_ecarts(textes) == []
    # The proof is able to fail: one figure of one file is changed, each in turn.
    for nom, texte in textes.items():
        for juste, faux in FAUTES:
            fausse = re.sub(juste.replace(" ", r"\s"), faux, texte)
            assert fausse == texte or list_ecarts(textes | {nom: fausse}), f"{nom}: {faux}"
        assert any(re.search(juste.replace(" ", r"\s"), texte) for juste, _ in FAUTES), nom


FAUTES = (
    ("62 %", "63 %"),
    ("26 % en 2024", "26 % en 2023"),
    ("17 500 heures", "17 600 heures"),
    ("17 décembre 2026", "18 décembre 2026"),
    ("3 actions", "4 actions"),
    ("146 marchés", "147 marchés"),
    ("24 000 €", "25 000 €"),
)


def name_code(code):
    """Name an indicator of the buyer's own without the number of its row."""
    return "L" if re.fullmatch(r"L\d+", code) else code


@pytest.mark.longue
def test_the_open_format_tells_the_values_of_the_papers(pleine):
    schema = json.loads(dict(list_fichiers(pleine))["schema-spaser.json"])["schema"]

    assert schema["periode"] == {"debut": "2027-01-01", "fin": "2029-12-31"}
    assert [action["intitule"] for action in schema["actions"]] == [
        "Suivre les heures", "Réserver un lot par an", "Demander des écolabels",
    ]  # fmt: skip
    assert len(schema["axes"]) == 2
    assert {
        name_code(o["indicateurs"][0]): (
            o["annee_reference"],
            round(o["reference"], 1),
            o["echeance"],
            o["valeur"],
        )
        for o in schema["objectifs"]
    } == {
        "SOC-01": (2024, 25.6, "2028", 62),
        "ENV-01": (2024, 52.5, "2029", 81),
        "L": (2023, 8400, "2029", 17500),
    }
    valeurs = {name_code(i["code"]): i["valeurs"][-1] for i in schema["indicateurs"]}
    assert {c: (v["annee"], round(v["valeur"])) for c, v in valeurs.items() if c in CODES} == {
        "SOC-01": (2025, 49), "ENV-01": (2025, 73), "L": (2025, 9876),
    }  # fmt: skip
    assert [(etape["intitule"], etape["jour"]) for etape in schema["calendrier"]] == [
        ("Premier suivi", "2028-01-15")
    ]
    assert [action.get("echeance") for action in schema["actions"]] == [
        "2028", "2027-06", "2029-06-30",
    ]  # fmt: skip


CODES = {"SOC-01", "ENV-01", "L"}
