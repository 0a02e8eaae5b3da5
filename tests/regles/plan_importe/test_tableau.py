"""Rows of any table become a plan: what each one is, what is told of it."""

from decimal import Decimal

import pytest

from spaser.regles.plan import EtatAction
from spaser.regles.plan_importe.comparaison import assemble_plan
from spaser.regles.plan_importe.lignes import LigneBrute
from spaser.site.plan.models.actions import ContenuAction
from tests.regles.plan_importe.fabrique import ANNUAIRES, lire


def dit(lu):
    """Return the place of each action, its title, its steps."""
    return [
        (a.axe, a.objectif, a.titre, [e.titre for e in a.etapes])
        for a in (ligne.action for ligne in lu.lignes)
    ]


ARBRES = {
    "a list": (["Former", "Sourcer"], [("", "", "Former", []), ("", "", "Sourcer", [])]),
    "a list of bullets": (
        ["- Former", "- Sourcer"],
        [("", "", "Former", []), ("", "", "Sourcer", [])],
    ),
    "headings by their first word": (
        ["Axe 1 : Social", "Objectif 1.1 – Insérer", "Action 1 : Former", "Axe 2 : Vert", "Trier"],
        [("Social", "Insérer", "Former", []), ("Vert", "", "Trier", [])],
    ),
    "numbers of three depths": (
        [
            "1. Social",
            "1.1 Insérer",
            "1.1.1 Former",
            "1.1.2 Sourcer",
            "2. Vert",
            "2.1 Eau",
            "2.1.1 Mesurer",
        ],
        [
            ("Social", "Insérer", "Former", []),
            ("Social", "Insérer", "Sourcer", []),
            ("Vert", "Eau", "Mesurer", []),
        ],
    ),
    "numbers under an axis": (
        [
            {"axe": "Social", "code": "1.2", "titre": "Former", "pilote": "RH"},
            {"axe": "Social", "code": "1.2.1", "titre": "Choisir"},
        ],
        [("Social", "", "Former", ["Choisir"])],
    ),
    "a first depth that is led by somebody is an action": (
        [{"titre": "1. Former", "pilote": "RH"}, "1.1 Choisir", "1.2 Payer"],
        [("", "", "Former", ["Choisir", "Payer"])],
    ),
    "indented titles": (
        [{"titre": "Former", "pilote": "RH"}, "   Choisir", "- Payer", "Sourcer"],
        [("", "", "Former", ["Choisir", "Payer"]), ("", "", "Sourcer", [])],
    ),
    "bullets under headings": (
        ["Axe 1 : Social", "- Former", "- Sourcer"],
        [("Social", "", "Former", []), ("Social", "", "Sourcer", [])],
    ),
    "a column of sub-actions": (
        [
            {"titre": "Former", "sous_action": "Choisir"},
            {"sous_action": "Payer", "fin": "T2 2027"},
            {"titre": "Sourcer"},
        ],
        [("", "", "Former", ["Choisir", "Payer"]), ("", "", "Sourcer", [])],
    ),
    "an axis merged over its actions": (
        [{"axe": "A", "titre": "x"}, {"axe": "A", "titre": "y"}, {"titre": "z"}],
        [("A", "", "x", []), ("A", "", "y", []), ("", "", "z", [])],
    ),
    "an axis written once": (
        [{"axe": "A", "titre": "x"}, {"titre": "y"}, {"axe": "B", "titre": "z"}],
        [("A", "", "x", []), ("A", "", "y", []), ("B", "", "z", [])],
    ),
    "an axis on its own row": (
        [{"axe": "Axe 1 : A"}, {"titre": "x"}, {"axe": "B"}, {"objectif": "O"}, {"titre": "z"}],
        [("A", "", "x", []), ("B", "O", "z", [])],
    ),
    "objectives without any axis are axes": (
        [
            {"objectif": "Insérer", "titre": "x"},
            {"titre": "y"},
            {"objectif": "Trier", "titre": "z"},
        ],
        [("Insérer", "", "x", []), ("Insérer", "", "y", []), ("Trier", "", "z", [])],
    ),
    "a number alone is no axis": (
        [{"axe": "Social"}, {"code": "1", "titre": "x"}, {"code": "2"}, {"titre": "y"}],
        [("Social", "", "x", []), ("Social", "", "y", [])],
    ),
    "three workshops are no number": (["3 ateliers par an"], [("", "", "3 ateliers par an", [])]),
    "the same axis in other letters": (
        [
            {"axe": "Économie", "titre": "x"},
            {"axe": "ECONOMIE", "titre": "y"},
            {"axe": "Économie", "titre": "z"},
        ],
        [("Économie", "", "x", []), ("Économie", "", "y", []), ("Économie", "", "z", [])],
    ),
}


@pytest.mark.parametrize("cas", ARBRES)
def test_each_row_is_a_heading_an_action_or_a_step(cas):
    rangees, attendu = ARBRES[cas]
    assert dit(lire(*rangees)) == attendu


def test_what_has_no_place_goes_to_the_notes_and_is_told():
    rangee = {
        "titre": "Former", "etat": "à voir", "fin": "en continu", "budget": "10 à 15 k€",
        "indicateurs": "SOC-05\nÀ définir", "avancement": "la moitié",
    }  # fmt: skip
    ligne = assemble_plan(
        [LigneBrute("ligne 4", rangee, {"Élu référent": "Vice-présidence"})],
        ContenuAction,
        ANNUAIRES,
    ).lignes[0]

    assert ligne.action.indicateurs == ("SOC-05",)
    assert ligne.action.commentaire.splitlines() == [
        "Avancement\u00a0: la moitié",
        "État\u00a0: à voir",
        "Échéance\u00a0: en continu",
        "Budget\u00a0: 10 à 15 k€",
        "Indicateurs\u00a0: À définir",
        "Élu référent\u00a0: Vice-présidence",
    ]
    assert [c.lieu for c in ligne.constats] == [
        "ligne 4, « Avancement »", "ligne 4, « État »", "ligne 4, « Échéance »",
        "ligne 4, « Budget »", "ligne 4, « Indicateurs »",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("colonne", "texte", "dates"),
    [
        ("fin", "2026-2028", ("2026-01", "2028-12")),
        ("fin", "06/2027", (None, "2027-06")),
        ("fin", "T2 2027", (None, "2027-06")),
        ("fin", "2e semestre 2027", (None, "2027-12")),
        ("fin", "fin 2027", (None, "2027-12")),
        ("fin", "2027", (None, "2027-12")),
        ("fin", "courant 2027", (None, "2027-12")),
        ("fin", "T2 2026 - T3 2027", ("2026-04", "2027-09")),
        ("debut", "T2 2026", ("2026-04", None)),
        ("debut", "fin 2027", (None, "2027-12")),
        ("debut", "2026-2028", ("2026-01", "2028-12")),
    ],
)
def test_a_quarter_is_an_end_and_two_dates_are_both(colonne, texte, dates):
    (ligne,) = lire({"titre": "a", colonne: texte}).lignes

    assert (ligne.action.debut, ligne.action.fin) == dates


def test_rates_of_a_column_are_read_alike():
    lu = lire(*({"titre": t, "avancement": v} for t, v in (("a", "0,3"), ("b", "1"), ("c", "0"))))

    assert [(x.action.avancement, x.action.etat) for x in lu.lignes] == [
        (30, EtatAction.EN_COURS), (100, EtatAction.TERMINEE), (0, None),
    ]  # fmt: skip


def test_an_action_told_twice_is_one_and_what_differs_is_kept():
    lu = lire(
        {"axe": "A", "titre": "Former", "pilote": "RH"},
        {"axe": "A", "titre": "former", "pilote": "Achats", "budget": "3 k€"},
    )

    assert len(lu.lignes) == 1
    action = lu.lignes[0].action
    assert (action.pilote, action.budget) == ("RH", Decimal(3000))
    assert action.commentaire == "ligne 3, Pilote\u00a0: Achats"
    assert [c.lieu for c in lu.lignes[0].constats] == ["ligne 3"]


def test_a_number_given_twice_is_told_and_both_actions_stay():
    lu = lire({"code": "4", "titre": "Former"}, {"code": "4", "titre": "Sourcer"})

    assert [(x.action.titre, x.action.cle_import) for x in lu.lignes] == [
        ("Former", "4"),
        ("Sourcer", ""),
    ]
    assert "« 4 » est déjà celui de « Former » (ligne 2)" in lu.lignes[1].constats[0].probleme


def test_a_row_without_title_is_kept_with_the_action_above_or_told():
    lu = lire({"pilote": "RH"}, {"titre": "Former"}, {"pilote": "Achats"})

    assert lu.constats[0].lieu == "ligne 2"
    assert lu.constats[0].valeur == "Pilote\u00a0: RH"
    assert lu.lignes[0].action.commentaire == "Pilote\u00a0: Achats"


TROP = "Acheter " * 50  # more than a title holds


@pytest.mark.parametrize(
    ("rangee", "titre", "fin", "notes"),
    [
        ({"sous_action": "Payer", "fin": "T2 2027"}, "Payer", "2027-06", ""),
        ({"sous_action": "Payer", "fin": "bientôt"}, "Payer", None, "Payer, Échéance : bientôt"),
        (
            {"sous_action": "Payer", "fin": "06/2027", "debut": "01/2027"},
            "Payer", "2027-06", "Payer, Début : 01/2027",
        ),
        (
            {"sous_action": "Payer", "fin": "mars à juin 2027"},
            "Payer", "2027-06", "Payer, Échéance : mars à juin 2027",
        ),
        ({"sous_action": "Payer", "debut": "dès 2027"}, "Payer", None, "Payer, Début : dès 2027"),
        ({"sous_action": "Payer", "etat": "Fait"}, "Payer", None, "Payer, État : Fait"),
        (
            {"sous_action": TROP}, TROP[:300].rstrip(), None,
            f"{TROP[:300].rstrip()}, Sous-action : {TROP.strip()}",
        ),
        (
            {"titre": "1.1.1 Payer", "sous_action": "Choisir"},
            "Choisir", None, "Choisir, Action : 1.1.1 Payer",
        ),
    ],
)  # fmt: skip
def test_what_a_row_says_of_a_step_is_kept(rangee, titre, fin, notes):
    (ligne,) = lire({"titre": "1.1 Former", "pilote": "RH"}, rangee).lignes
    (etape,) = ligne.action.etapes

    assert (etape.titre, etape.fin, etape.faite_le) == (titre, fin, None)
    assert ligne.action.commentaire.replace("\u00a0", " ") == notes
    assert len(ligne.constats) == (2 if notes else 1)


@pytest.mark.parametrize(
    ("rangee", "etat", "avancement", "notes"),
    [
        (
            {"etat": "En cours, trois réunions tenues"}, "en_cours", None,
            "État : En cours, trois réunions tenues",
        ),
        ({"etat": "Réalisé à 30 %"}, "en_cours", None, "État : Réalisé à 30 %"),
        ({"etat": "05/2027 livré"}, None, None, "État : 05/2027 livré"),
        ({"etat": "0,5"}, "en_cours", 50, ""),
        ({"etat": "0"}, "a_lancer", None, ""),
        ({"etat": "Pas encore commencée"}, "a_lancer", None, ""),
        ({"avancement": "Fait le 3 mai"}, "terminee", None, "Avancement : Fait le 3 mai"),
        ({}, None, None, ""),
    ],
)  # fmt: skip
def test_a_state_that_says_more_keeps_its_words(rangee, etat, avancement, notes):
    (ligne,) = lire({"titre": "Former", **rangee}).lignes

    lu = (ligne.action.etat, ligne.action.avancement, ligne.action.commentaire)
    assert (*lu[:2], lu[2].replace("\u00a0", " ")) == (etat, avancement, notes)
    assert bool(notes) <= bool(ligne.constats)


@pytest.mark.parametrize(
    ("debut", "fin", "dates", "notes"),
    [
        ("T2 2026", "T3 2027", ("2026-04", "2027-09"), ""),
        ("2026-2028", "06/2027", ("2026-01", "2027-06"), "Début : 2026-2028"),
        ("2026-2028", "2026-2028", ("2026-01", "2028-12"), ""),
        ("06/2027", "2026 à 2028", ("2027-06", "2028-12"), "Échéance : 2026 à 2028"),
        ("fin 2027", "06/2028", (None, "2028-06"), "Début : fin 2027"),
    ],
)
def test_two_columns_of_dates_that_disagree_are_both_kept(debut, fin, dates, notes):
    (ligne,) = lire({"titre": "Former", "debut": debut, "fin": fin}).lignes

    assert (ligne.action.debut, ligne.action.fin) == dates
    assert ligne.action.commentaire.replace("\u00a0", " ") == notes
    assert len(ligne.constats) == bool(notes)


def test_names_too_long_and_numbers_given_beside_others_are_kept():
    service = "Direction de la commande publique et des achats responsables " * 4
    (ligne,) = lire({
        "titre": "Former", "code": "ACT 4", "cle_import": "P-12", "contributeurs": service,
        "etapes": TROP,
    }).lignes  # fmt: skip

    assert (ligne.action.code, ligne.action.cle_import) == ("", "P-12")
    assert ligne.action.commentaire.replace("\u00a0", " ").splitlines() == [
        "Code : ACT 4", f"Contributeurs : {service.strip()}", f"Étapes : {TROP.strip()}",
    ]  # fmt: skip
    assert len(ligne.constats) == 3


def test_objectives_that_become_axes_are_told_once():
    lu = lire({"objectif": "Insérer", "titre": "x"}, {"objectif": "Trier", "titre": "y"})

    assert (lu.axes, lu.objectifs) == (("Insérer", "Trier"), ())
    assert [c.lieu for c in lu.constats] == ["Tout le tableau"]


def test_a_code_given_twice_under_two_titles_makes_two_actions():
    lu = lire({"code": "A-3", "titre": "Former"}, {"code": "A-3", "titre": "Sourcer"})

    assert [(x.action.code, x.action.titre) for x in lu.lignes] == [
        ("A-3", "Former"), ("", "Sourcer"),
    ]  # fmt: skip
    assert "Le code A-3 est déjà celui de « Former » (ligne 2)" in lu.lignes[1].constats[0].probleme


def test_an_action_told_twice_under_two_objectives_keeps_both():
    lu = lire(
        {"axe": "A", "objectif": "O", "titre": "Former"},
        {"axe": "A", "objectif": "P", "titre": "Former"},
    )

    assert [x.action.objectif for x in lu.lignes] == ["O"]
    assert lu.lignes[0].action.commentaire == "ligne 3, Objectif\u00a0: P"


def test_a_step_before_its_action_is_told():
    lu = lire({"titre": "Former", "debut": "06/2027", "etapes": "Choisir | 01/2027"})

    assert ["Choisir" in c.probleme for c in lu.lignes[0].constats] == [True]
