"""The facts themselves: found by code, dated, sourced, no surer than what was read."""

import re
from datetime import date

import msgspec
import pytest

from spaser.contenus.faits import (
    Faits,
    cache_faits,
    fill_connus,
    find_fait,
    list_alertes,
    load_faits,
    load_fichiers,
    load_sujets,
    read_from,
    tell_citation,
)
from spaser.elements import ErreurSpaser
from spaser.moteur.referentiels.embarques import TABLES

FAITS = tuple(load_faits().values())
JOUR = date(2026, 12, 1)
LECTURES = {None, *(date(2026, 11, jour) for jour in (24, 26, 27, 30)), JOUR}
LISTE_DES_CATEGORIES = 17


def test_every_fact_is_found_and_so_is_each_of_its_points():
    assert len(FAITS) == 248
    for fait in FAITS:
        assert tell_citation(fait.code) == fait.enonce
        assert [tell_citation(f"{fait.code}.{point}") for point in fait.points] == [
            *fait.points.values()
        ]


@pytest.mark.parametrize("citation", ["CCP-RIEN", "CCP-L2111-3.rien", ""])
def test_a_code_that_names_nothing_is_told(citation):
    with pytest.raises(ErreurSpaser, match=f"« {citation} » ne nomme aucun fait"):
        find_fait(citation)


def test_nobody_says_that_a_page_was_read_without_naming_it():
    assert {fait.lu_le for fait in FAITS} == LECTURES
    lus = [fait for fait in FAITS if fait.lu_le]
    assert [f.code for f in lus if "legifrance.gouv.fr" in f.adresse] == [
        "CCP-CONSULTATIONS-LANCEES",
        "CGCT-L2121-20",
        "CGCT-L2131-1",
        "EDUCATION-L719-7",
    ]
    assert [f.code for f in lus if not f.reproduit_par] == []
    assert [
        f.code for f in FAITS if re.search(r"testing|staging|www-dc3|images\.", f.adresse)
    ] == []


def test_what_is_not_sure_is_marked():
    marques = {f.code: f.marque for f in FAITS if not f.est_sur}

    assert marques == {
        "APER-CONSULTATIONS": "à vérifier",
        "CASF-L263-1": "à vérifier",
        "CENTRE-VAL-DE-LOIRE-PAIEMENT": "à vérifier",
        "CRESS": "à vérifier",
        "CRITERE-LIE-A-L-OBJET": "à vérifier",
        "DECP-AVANT-2020": "non vérifié",
        "ENR-EMPREINTE": "à vérifier",
        "GUICHET-NORMANDIE": "à vérifier",
        "GUICHET-NOUVELLE-AQUITAINE": "à vérifier",
        "GUICHET-OUEST": "à vérifier",
        "LOI-2005-102": "non vérifié",
        "PNAD-SUITE": "à vérifier",
        "RESTAURATION-PALIERS": "à vérifier",
        "RFAR-LABELLISES-2021": "à vérifier",
        "RFAR-LABELLISES-2024": "à vérifier",
        "RFAR-SPASER-POINTS-COMMUNS": "à vérifier",
        "SEUILS-UE-2016": "non vérifié",
        "SEUILS-UE-2018": "non vérifié",
    }


def test_nothing_needs_to_be_looked_at_today():
    assert list_alertes(FAITS, JOUR) == []


def test_a_fact_says_the_law_of_its_days():
    avant, apres = find_fait("CCP-D2111-3-AVANT-2023"), find_fait("CCP-D2111-3")

    assert [f.holds_on(date(2022, 12, 31)) for f in (avant, apres)] == [True, False]
    assert [f.holds_on(date(2023, 1, 1)) for f in (avant, apres)] == [False, True]
    assert [f.read_valeur("seuil") for f in (avant, apres)] == [100_000_000, 50_000_000]


def test_the_embedded_thresholds_are_those_of_the_facts():
    lignes = (TABLES / "seuils.csv").read_text("utf-8").splitlines()[1:]
    embarques = {tuple(ligne.split(",")[:5]) for ligne in lignes}
    des_faits = {
        (nature, acheteur, str(fait.depuis), str(fait.jusqu_a), str(int(valeur.valeur)))
        for fait in load_sujets()["seuils"]
        if fait.code.startswith("SEUILS-UE-") and fait.est_sur
        for valeur in fait.valeurs
        for nature, acheteur in _list_cas(valeur.nom)
    }

    assert embarques == des_faits


def _list_cas(nom):
    nature, _, acheteur = nom.partition("/")
    if acheteur:
        return [(nature, acheteur)]
    acheteurs = ["etat", "pouvoir_adjudicateur", "entite_adjudicatrice"]
    acheteurs += ["defense_securite"] if nature == "travaux" else []
    return [(nature, acheteur) for acheteur in acheteurs]


def test_the_shares_of_reuse_that_nobody_could_read_say_so():
    parts = find_fait("AGEC-58-TAUX").valeurs

    assert len({part.objet for part in parts}) == LISTE_DES_CATEGORIES
    lues = {(p.objet[:17], p.nom, p.annee): p.valeur for p in parts if p.valeur is not None}
    assert lues == {
        ("Produits textiles", "reemploi", 2024): 8,
        ("Produits textiles", "recycle", 2024): 20,
        ("Produits textiles", "reemploi", 2027): 15,
        ("Produits textiles", "recycle", 2027): 25,
        ("Produits textiles", "reemploi", 2030): 15,
        ("Produits textiles", "recycle", 2030): 30,
        ("Mobilier et aména", "reemploi", 2024): 20,
        ("Mobilier et aména", "recycle", 2024): 15,
        ("Mobilier et aména", "reemploi", 2030): 30,
        ("Mobilier urbain", "reemploi", 2024): 5,
        ("Mobilier urbain", "recycle", 2024): 20,
        ("Bâtiments modulai", "reemploi", 2024): 20,
    }


def test_the_targets_of_the_national_plan_are_past():
    plan = find_fait("PNAD-2022-2025")

    assert {(v.indicateur, v.valeur, v.annee) for v in plan.valeurs} == {
        ("ENV-01", 100, 2025),
        ("SOC-01", 30, 2025),
    }
    assert not plan.holds_on(JOUR)
    assert "Échéance passée, suite non connue." in plan.enonce
    assert not find_fait("PNAD-SUITE").est_sur


@pytest.mark.parametrize("fait", FAITS, ids=lambda fait: fait.code)
def test_statements_are_whole_and_typed_in_french(fait):
    phrases = [fait.enonce, *fait.points.values(), *filter(None, [fait.reserve])]

    assert [p for p in phrases if not p.endswith(".")] == []
    textes = [*phrases, fait.texte, fait.version]
    assert [t for t in textes if re.search(r"['\"]|  | [:;?!%€»]|« ", t)] == []


def _edit(**champs):
    sujets = load_fichiers().sujets
    donnees = tuple(
        msgspec.structs.replace(f, **champs) if f.code == "CCP-R2196-1" else f
        for f in sujets["donnees"]
    )
    return Faits({**sujets, "donnees": donnees})


def test_a_program_may_say_where_facts_are_read_and_what_is_kept_of_them_follows():
    edites = _edit(enonce="À partir de 60 000 €.")

    @cache_faits()
    def keep():
        return tell_citation("CCP-R2196-1")

    avant = keep()
    with read_from(lambda: edites):
        assert keep() == tell_citation("CCP-R2196-1") == "À partir de 60 000 €."
    assert keep() == avant == tell_citation("CCP-R2196-1") != "À partir de 60 000 €."


@pytest.mark.parametrize(
    ("signe", "dit"),
    [
        ("{{CCP-R2196-1.delai}}", "Un marché est publié dans les deux mois de sa notification."),
        ("dès {{CCP-R2196-1:seuil}} HT", "dès 40\u00a0000\u00a0€ HT"),
        ("{{RIEN-9}}", "(RIEN-9, source inconnue)"),
        ("{{CCP-R2196-1:rien}}", "(CCP-R2196-1:rien, source inconnue)"),
        ("{{un gabarit}}", "{{un gabarit}}"),
    ],
)
def test_a_text_takes_the_words_and_the_numbers_of_facts(signe, dit):
    assert fill_connus(signe) == dit


def test_a_copy_of_legifrance_is_never_called_the_official_text():
    copies = [
        fait
        for fait in load_faits().values()
        if fait.confiance == "A" and ("legalize-fr" in fait.lien or "legi-data" in fait.lien)
    ]

    assert len(copies) >= 31
    assert {fait.niveau.mots for fait in copies} == {"copie de Légifrance"}
    assert find_fait("MISSION-SPASER").niveau.mots != "copie de Légifrance"


def test_a_text_read_at_a_private_publisher_is_never_called_the_official_text():
    prives = ("lexbase.fr", "doctrine.fr", "juriblio.fr", "seban", "lemoniteur", "dalloz")
    faux = [
        fait.code
        for fait in load_faits().values()
        if fait.niveau.mots == "texte officiel"
        and any(prive in f"{fait.adresse} {fait.reproduit_par}".lower() for prive in prives)
    ]

    assert faux == []
