"""Targets of a plan that comes in: what each cell says, for which indicator, with what left."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.indicateurs import recognize
from spaser.regles.plan_importe.comparaison import assemble_plan
from spaser.regles.plan_importe.lignes import LigneBrute
from spaser.regles.plan_importe.visees import gather_visees, read_nombre_dit
from spaser.site.plan.models.actions import ContenuAction
from tests.regles.plan_importe.fabrique import ANNUAIRES, lire


@pytest.mark.parametrize(
    ("texte", "unite", "attendu"),
    [
        ("30 %", "%", (30, "%", None)),
        ("30 % en 2029", "%", (30, "%", 2029)),
        ("2029 : 30 %", "%", (30, "%", 2029)),
        ("30 % d’ici fin 2029", "%", (30, "%", 2029)),
        ("100 % (2028)", "%", (100, "%", 2028)),
        ("0,3", "%", (30, "%", None)),
        ("≥ 30 %", "%", (30, "%", None)),
        ("au moins 30 % des marchés", "%", (30, "%", None)),
        ("2 000 heures", None, (2000, "heures", None)),
        ("2000 heures en 2029", None, (2000, "heures", 2029)),
        ("12020 heures", None, (12020, "heures", None)),
        ("40 000 €", "€", (40000, "€", None)),
        ("12", None, (12, "", None)),
        ("oui", "oui ou non", (1, "oui ou non", None)),
        ("60 à 70 %", "%", None),
        ("60-70 %", "%", None),
        ("x2", None, None),
        ("doubler", None, None),
        ("+10 pts", "%", None),
        ("+10 %", "%", None),
        ("-20 %", "%", None),
        ("30 % en 2027 puis 40 % en 2029", "%", None),
        ("2029", "%", None),
        ("12 à 15 agents", None, None),
        ("1.234", None, None),
        ("une charte signée par tous les services avant fin 2027", None, None),
    ],
)
def test_a_target_is_one_number_or_stays_in_words(texte, unite, attendu):
    lu = read_nombre_dit(texte, unite)

    assert (lu and (int(lu.valeur), lu.unite, lu.annee)) == attendu


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("% de marchés avec clause sociale", "SOC-03"),
        ("Part des marchés publics avec au moins une considération environnementale", "ENV-01"),
        ("% des montants de marchés avec considération sociale", "SOC-02"),
        ("Marchés avec clauses environnementales (%)", "ENV-04"),
        ("Nombre d’heures d’insertion", "SOC-07"),
        ("Montant des marchés réservés", "SOC-06"),
        ("% de marchés réservés", "SOC-05"),
        ("Part d’acheteurs formés", "GOV-01"),
        ("% PME", "ECO-01"),
        ("Nombre de marchés avec clause sociale", None),  # a count is no rate
        ("Montant des marchés avec clause sociale", None),
        ("% de marchés avec clause d’insertion", None),
        ("Nombre d’acheteurs formés", None),
        ("Nombre de réunions", None),
        ("Marchés", None),
        ("%", None),
        ("", None),
    ],
)
def test_an_indicator_is_known_by_the_words_of_the_library_or_of_plans(texte, code):
    fiche = recognize(texte)

    assert (fiche and fiche.code) == code


ROW = {"titre": "Former", "axe": "Social"}


@pytest.mark.parametrize(
    ("rangee", "dites", "notes"),
    [
        (
            {"indicateurs": "SOC-05", "cible": "30 %", "cible_annee": "2029"},
            {"SOC-05": "30 % en 2029"}, "",
        ),
        (
            {"indicateurs": "% de marchés avec clause sociale", "cible": "0,3", "base": "12 %",
             "cible_annee": "2029", "base_annee": "2024"},
            {"SOC-03": "30 % en 2029, départ 12 % en 2024"}, "",
        ),
        (
            {"indicateurs": "Nombre de réunions", "cible": "4", "unite": "réunions"},
            {"Nombre de réunions": "4 réunions"}, "",
        ),
        (
            {"indicateurs": "Taux de satisfaction", "cible": "+10 pts", "cible_annee": "2029"},
            {"Taux de satisfaction": "+10 pts en 2029"}, "Cible : +10 pts en 2029",
        ),
        (
            {"indicateurs": "Nombre de réunions", "cible": "60 à 70 %"},
            {"Nombre de réunions": "60 à 70 %"}, "Cible : 60 à 70 %",
        ),
        (
            {"indicateurs": "Réunions\nBoîtes", "cible": "4\n12", "cible_annee": "2029"},
            {"Réunions": "4 en 2029", "Boîtes": "12 en 2029"}, "",
        ),
        (
            {"indicateurs": "Réunions\nBoîtes", "cible": "4"},
            {"Réunions": "", "Boîtes": ""}, "Cible : 4",
        ),
        ({"cible": "30 %"}, {}, "Cible : 30 %"),
        (
            {"indicateurs": "Réunions", "base": "2", "cible": "4"},
            {"Réunions": "4"}, "Valeur de départ : 2",
        ),
        ({"indicateurs": "à définir", "cible": "30 %"}, {},
         "Indicateurs : à définir\nCible : 30 %"),
    ],
)  # fmt: skip
def test_what_is_aimed_at_has_its_place_or_stays_in_the_notes(rangee, dites, notes):
    (ligne,) = lire(ROW | rangee).lignes

    assert {v.nom: v.texte for v in ligne.visees} == dites
    assert ligne.action.indicateurs == tuple(dites)
    assert ligne.action.commentaire.replace("\u00a0", " ") == notes
    assert {c.lieu for c in ligne.constats} >= {
        f"ligne 2, « {dit.partition(' : ')[0]} »" for dit in notes.splitlines()
    }


def test_two_rows_of_one_indicator_complete_each_other_and_what_differs_is_told():
    lu = lire(
        {"titre": "a", "indicateurs": "Réunions", "cible": "4", "cible_annee": "2029"},
        {"titre": "b", "indicateurs": "Réunions", "base": "2", "base_annee": "2024"},
        {"titre": "c", "indicateurs": "réunions", "cible": "6", "cible_annee": "2029"},
    )

    visees, constats = gather_visees(lu.lignes)
    assert [v.texte for v in visees] == ["4 en 2029, départ 2 en 2024"]
    assert [(c.lieu, c.valeur) for c in constats] == [("ligne 4", "6 en 2029")]


def test_a_row_without_title_gives_one_more_indicator_to_the_action_above():
    lu = lire(
        {"titre": "a", "indicateurs": "Réunions", "cible": "4"},
        {"indicateurs": "Boîtes", "cible": "12", "pilote": "DSI"},
        {"indicateurs": "Boîtes", "pilote": "RH"},
    )

    assert lu.lignes[0].action.indicateurs == ("Réunions", "Boîtes")
    assert [v.texte for v in lu.lignes[0].visees] == ["4", "12", ""]
    assert lu.lignes[0].action.pilote == "DSI"
    assert lu.lignes[0].action.commentaire == "ligne 4, Pilote\u00a0: RH"


TOTAUX = {
    "a total and its count": {"axe": "Total", "titre": "8 actions"},
    "under a merged axis": {"axe": "Social", "titre": "Sous-total", "budget": "12 000 €"},
    "of an axis": {"titre": "Total axe 1 : 8 actions", "budget": "12 000"},
    "a count alone": {"titre": "8 actions"},
    "a number alone": {"code": "12"},
    "an amount alone": {"budget": "1,2 M€"},
    "with words beside it": {"titre": "TOTAL GÉNÉRAL", "pilote": "voir la DAF"},
}
ACTIONS = {
    "a count that says more": {"titre": "8 actions de formation"},
    "a verb": {"titre": "Totaliser les achats responsables", "budget": "3"},
    "led by somebody": {"titre": "Total des achats à recenser", "pilote": "DAF"},
}


@pytest.mark.parametrize("cas", TOTAUX)
def test_a_total_is_told_and_left_out(cas):
    lu = lire({"titre": "Former", "axe": "Social"}, TOTAUX[cas], {"titre": "Trier", "axe": "Vert"})

    assert [ligne.action.titre for ligne in lu.lignes] == ["Former", "Trier"]
    assert [ligne.action.commentaire for ligne in lu.lignes] == ["", ""]
    assert lu.axes == ("Social", "Vert")
    assert [(c.lieu, c.valeur) for c in lu.constats] == [
        ("ligne 3", " / ".join(TOTAUX[cas].values()))
    ]


@pytest.mark.parametrize("cas", ACTIONS)
def test_an_action_that_begins_like_a_total_stays(cas):
    assert [x.action.titre for x in lire(ACTIONS[cas]).lignes] == [ACTIONS[cas]["titre"]]


def test_a_dash_is_no_title():
    lu = lire({"titre": "Former"}, {"titre": "–", "pilote": "RH"})

    assert [ligne.action.titre for ligne in lu.lignes] == ["Former"]
    assert "Ligne sans titre d’action" in lu.lignes[0].constats[-1].probleme


NOMBRES = st.from_regex(r"[0-9]{1,6}(?: ?%| €| k€| actions| mesures)?", fullmatch=True)
SOMMES = st.sampled_from(["Total", "TOTAL", "Sous-total", "Totaux", "Total général", "Total axe 2"])
COLONNES = ("axe", "objectif", "titre", "code", "pilote", "budget", "fin", "cible", "indicateurs")


@st.composite
def draw_total(draw):
    """Draw a row of a total: its word anywhere, numbers and counts elsewhere."""
    dits = draw(st.dictionaries(st.sampled_from(COLONNES), NOMBRES, max_size=5))
    textes = dits | {draw(st.sampled_from(COLONNES)): draw(SOMMES)}
    restes = draw(st.dictionaries(st.sampled_from(["Élu", "x"]), NOMBRES | SOMMES, max_size=2))
    return textes, restes


@pytest.mark.longue
@given(st.lists(draw_total(), min_size=1, max_size=5))
def test_no_mix_of_totals_is_ever_an_action_an_axis_or_a_step(totaux):
    brutes = [LigneBrute("ligne 1", {"axe": "Social", "titre": "Former"})]
    brutes += [LigneBrute(f"ligne {r}", t, restes) for r, (t, restes) in enumerate(totaux, 2)]
    lu = assemble_plan(brutes, ContenuAction, ANNUAIRES)

    assert [(x.action.titre, x.action.etapes, x.visees) for x in lu.lignes] == [("Former", (), ())]
    assert (lu.axes, lu.objectifs) == (("Social",), ())
    assert {c.lieu for c in lu.constats} >= {f"ligne {r}" for r in range(2, len(totaux) + 2)}


@pytest.mark.parametrize(
    ("rangee", "motif"),
    [
        ({"etat": "Abandonnée", "motif": "Sans crédits"}, "Sans crédits"),
        ({"etat": "Abandonnée : sans crédits"}, "sans crédits"),
        ({"etat": "Abandonnée (sans crédits)"}, "sans crédits"),
        ({"etat": "Abandonnée"}, ""),
        ({"etat": "En cours : sans crédits"}, ""),
    ],
)
def test_why_an_action_is_abandoned_is_read_in_its_column_or_with_its_state(rangee, motif):
    (ligne,) = lire({"titre": "Former", **rangee}).lignes

    assert ligne.action.motif == motif


def test_values_of_a_share_are_whole():
    lu = read_nombre_dit("33,3 %", "%")

    assert lu.valeur == Decimal("33.3")
