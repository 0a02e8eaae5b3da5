"""Where a scheme stands, and what can be sent to the vote or told of it."""

from dataclasses import replace
from datetime import date

import pytest

from spaser.regles.etats_schema import (
    EtatEdition,
    EtatSchema,
    Pret,
    VoteDit,
    check_vote,
    find_etat_schema,
    fold_numeros,
    list_manques_vote,
    list_refus_vote,
)

JOUR = date(2026, 12, 17)
COMPLET = Pret(
    axes=3, cibles=5, sans_axe=0, sans_pilote=0, sans_echeance=0, edito=True, annees=True
)


@pytest.mark.parametrize(
    ("etats", "adopte_le", "rendu_public_le", "attendu"),
    [
        ((), None, None, EtatSchema.TRAVAIL),
        ((EtatEdition.RETIREE,), None, None, EtatSchema.TRAVAIL),
        ((EtatEdition.A_VOTER,), None, None, EtatSchema.A_VOTER),
        ((EtatEdition.RETIREE, EtatEdition.A_VOTER), None, None, EtatSchema.A_VOTER),
        ((EtatEdition.ADOPTEE,), JOUR, None, EtatSchema.ADOPTE),
        ((EtatEdition.AMENDEE, EtatEdition.ADOPTEE), JOUR, None, EtatSchema.ADOPTE),
        ((EtatEdition.ADOPTEE,), JOUR, JOUR, EtatSchema.PUBLIE),
        ((), JOUR, None, EtatSchema.ADOPTE),  # declared, before editions were
        ((), JOUR, JOUR, EtatSchema.PUBLIE),
        ((EtatEdition.ADOPTEE, EtatEdition.A_VOTER), JOUR, JOUR, EtatSchema.A_VOTER),
        ((EtatEdition.REMPLACEE,), None, None, EtatSchema.REMPLACE),
    ],
)
def test_a_scheme_stands_where_its_editions_and_its_vote_say(
    etats, adopte_le, rendu_public_le, attendu
):
    assert find_etat_schema(etats, adopte_le, rendu_public_le) is attendu


def test_a_text_without_an_axis_decides_nothing():
    assert list_refus_vote(COMPLET) == []
    vide = Pret(
        axes=0, cibles=0, sans_axe=2, sans_pilote=0, sans_echeance=0, edito=False, annees=False
    )
    assert list_refus_vote(vide) == [
        "Votre plan n’a pas d’axe qui porte une action : rien ne serait décidé."
    ]


def test_what_a_reader_would_miss_is_told_and_stops_nothing():
    assert list_manques_vote(COMPLET) == []
    partiel = Pret(
        axes=1, cibles=0, sans_axe=2, sans_pilote=1, sans_echeance=3, edito=False, annees=False
    )
    assert [texte for texte, _ in list_manques_vote(partiel)] == [
        "Les années que le schéma couvre ne sont pas dites.",
        "Aucune cible chiffrée n’accompagne les engagements.",
        "Actions hors de tout axe, qui ne seront pas votées : 2.",
        "Actions à voter sans pilote : 1.",
        "Actions à voter sans échéance : 3.",
        "L’édito n’est pas écrit : il ne sera pas imprimé.",
    ]
    assert list_manques_vote(replace(COMPLET, pistes=True)) == [
        ("Ce que vous avez écrit sous « Pistes à discuter » ne sera pas voté.", "pistes")
    ]


@pytest.mark.parametrize(
    ("dit", "fautes"),
    [
        (VoteDit(jour=JOUR, numero="2026-131"), set()),
        (VoteDit(jour=JOUR, numero="2026-131", pour=40, contre=3, abstentions=2), set()),
        (VoteDit(jour=date(2026, 12, 19), numero="2026-131"), {"jour"}),
        (VoteDit(jour=date(2026, 12, 3), numero="2026-131"), {"jour"}),
        (VoteDit(jour=JOUR, numero="D 2024-12"), {"numero"}),
        (VoteDit(jour=JOUR, numero="d2024-12"), {"numero"}),
        (VoteDit(jour=JOUR, numero="1", pour=0, abstentions=4), {"pour"}),
        (VoteDit(jour=JOUR, numero="1", pour=0, contre=0, abstentions=0), set()),
        (VoteDit(jour=JOUR, numero="1", pour=20, contre=20), {"contre"}),
    ],
)
def test_what_is_told_of_a_vote_is_checked(dit, fautes):
    trouvees = check_vote(
        dit,
        aujourdhui=date(2026, 12, 18),
        arretee_le=date(2026, 12, 4),
        numeros=fold_numeros({"D 2024-12": date(2024, 6, 28)}),
    )
    assert trouvees.keys() == fautes
