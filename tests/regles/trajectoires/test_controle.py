"""What the law asks of a scheme, duty by duty."""

from datetime import date

import pytest

from spaser.contenus.faits import tell_citation
from spaser.regles.approches import load_approches
from spaser.regles.controle_schema import DEVOIRS, SchemaConstate, check_devoirs
from spaser.regles.indicateurs import SousTheme

RUBRIQUES = {
    "axes": "Axes", "gouvernance": "Gouvernance", "calendrier": "Calendrier",
    "indicateurs": "Indicateurs", "publication": "Publication",
}  # fmt: skip
D_UNE_APPROCHE = {code: nom for code, nom in RUBRIQUES.items() if code != "axes"} | {
    "fiches_action": "Fiches action", "pi_social": "Achats socialement responsables",
}  # fmt: skip
SANS_CIBLE = "Aucune cible n’est fixée pour"
NI = " : ni indicateur retenu, ni plan."
TOUT = {
    "rubriques": RUBRIQUES, "pretes": frozenset(RUBRIQUES),
    "cibles": {"SOC-01", "ENV-01", "SOC-13", "SOC-IN"},
    "valeurs": {"SOC-01", "ENV-01", "SOC-13", "SOC-IN"},
    "themes": {SousTheme.NUMERIQUE, SousTheme.DECHETS},
    "plan": ("axes",), "rendu_public_le": date(2026, 3, 12),
}  # fmt: skip


def list_manques(**champs):
    return {
        c.devoir.code: c.manques
        for c in check_devoirs(SchemaConstate(**TOUT | champs))
        if c.manques
    }


def test_every_duty_cites_a_fact_and_headings_of_the_outline():
    codes = {r.code for partie in load_approches().trame for r in partie.rubriques}

    assert all(tell_citation(devoir.fait) for devoir in DEVOIRS)
    assert {code for devoir in DEVOIRS for code in devoir.rubriques} <= codes
    assert list_manques() == {}


@pytest.mark.parametrize(
    ("champs", "attendus"),
    [
        (
            {"cibles": {"SOC-02", "ENV-01", "SOC-13"}},
            {
                "cibles": ("Aucune cible n’est fixée pour les achats aux structures inclusives.",),
                "inclusion": (
                    "Aucune cible n’est fixée pour les achats aux structures inclusives.",
                ),
            },
        ),
        (
            {"cibles": {"SOC-13", "SOC-IN"}},
            {
                "cibles": (
                    "Aucune cible n’est fixée pour les achats sociaux.",
                    "Aucune cible n’est fixée pour les achats écologiques.",
                )
            },
        ),
        (
            {"valeurs": {"ENV-01", "SOC-13", "SOC-IN"}},
            {"indicateurs": ("Aucune valeur n’est connue pour les achats sociaux.",)},
        ),
        (
            {"plan": ()},
            {
                "objectifs": ("Le plan n’a encore ni action ni axe décrit.",),
                "suivi": ("Le plan n’a encore ni action ni axe décrit.",),
            },
        ),
        # An approach has chapters in place of « axes »: actions stand there, or in their sheets.
        (
            {
                "rubriques": D_UNE_APPROCHE,
                "pretes": frozenset(D_UNE_APPROCHE),
                "plan": ("pi_social", "fiches_action"),
            },
            {},
        ),
        (
            {"rendu_public_le": None},
            {"publication": ("Le jour où le schéma a été rendu public n’est pas donné.",)},
        ),
        (
            {"pretes": frozenset(RUBRIQUES) - {"gouvernance"}},
            {"suivi": ("La rubrique « Gouvernance » n’a encore rien à imprimer.",)},
        ),
        (
            {"themes": {SousTheme.DECHETS}},
            {
                "durabilite": (
                    "Rien ne suit la sobriété numérique : ni indicateur retenu, ni plan.",
                )
            },
        ),
    ],
)
def test_what_is_missing_is_told_under_its_duty(champs, attendus):
    assert list_manques(**champs) == attendus


def test_headings_that_hold_the_plan_answer_wherever_they_stand():
    tenu = SchemaConstate(**TOUT | {"rubriques": D_UNE_APPROCHE, "plan": ("pi_social",)})
    repondent = {c.devoir.code: c.repondent for c in check_devoirs(tenu)}

    assert repondent["objectifs"] == ("pi_social",)
    assert repondent["suivi"] == ("pi_social", "gouvernance", "calendrier")
