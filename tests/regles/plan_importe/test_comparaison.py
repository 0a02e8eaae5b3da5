"""What importing a plan would do, beside the one that is there: what meets what, what changes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.champs import write_dite
from spaser.regles.nomenclatures import DatePartielle
from spaser.regles.plan import EtapeSuivie, EtatAction, clean_titre
from spaser.regles.plan_importe.comparaison import (
    Decision,
    SortAction,
    assemble_plan,
    compare_plans,
    decide_prevision,
    give_numeros,
    merge_actions,
)
from spaser.site.plan.models.actions import PAR_NOM, ContenuAction
from tests.regles.plan_importe.fabrique import ANNUAIRES, lire, make_lignes

ICI = ContenuAction(code="A-1", axe="Social", titre="Former", cle_import="1.1")


@pytest.mark.parametrize(
    ("lue", "code", "sort", "doute"),
    [
        ({"code": "A-1", "axe": "Social", "titre": "Former"}, "A-1", "inchangee", False),
        ({"code": "A-1", "titre": "Former mieux"}, "A-1", "modifiee", True),
        ({"code": "1.1", "axe": "Social", "titre": "Former"}, "A-1", "inchangee", False),
        ({"code": "1.1", "axe": "Social", "titre": "Sourcer"}, "A-1", "modifiee", True),
        ({"axe": "social", "titre": "FORMER", "pilote": "RH"}, "A-1", "modifiee", False),
        ({"axe": "Vert", "titre": "Former"}, "A-1", "modifiee", True),
        ({"axe": "Social", "titre": "Sourcer"}, "", "creee", False),
    ],
)
def test_an_action_is_found_by_its_code_its_number_or_its_title(lue, code, sort, doute):
    (prevision,) = compare_plans(lire(lue), [ICI])

    assert (prevision.code, prevision.sort.value, bool(prevision.doute)) == (code, sort, doute)
    if doute:
        assert decide_prevision(prevision, Decision.IGNORER) is None
        assert decide_prevision(prevision, None) is None
        assert prevision.preselection is Decision.METTRE_A_JOUR
        assert decide_prevision(prevision, Decision.AJOUTER).sort is SortAction.CREEE


def test_a_blank_erases_nothing_and_lists_are_completed():
    ici = replace(
        ICI, pilote="RH", contributeurs=("DSI",), commentaire="Avant",
        etapes=(EtapeSuivie("Choisir", None, date(2026, 1, 2)),),
    )  # fmt: skip
    lue = ContenuAction(
        titre="Former", contributeurs=("CCAS",), commentaire="Après",
        etapes=(EtapeSuivie("choisir", DatePartielle("2027-01")), EtapeSuivie("Payer")),
    )  # fmt: skip
    apres = merge_actions(ici, lue)

    assert (apres.pilote, apres.contributeurs) == ("RH", ("DSI", "CCAS"))
    assert apres.commentaire == "Avant\nAprès"
    assert apres.etapes == (
        EtapeSuivie("Choisir", DatePartielle("2027-01"), date(2026, 1, 2)),
        EtapeSuivie("Payer"),
    )
    assert merge_actions(apres, lue) == apres


@pytest.mark.parametrize(
    ("lue", "change"),
    [
        ({"axe": "SOCIAL"}, {}),
        ({"axe": "SOCIAL", "objectif": "insérer"}, {}),
        ({"axe": "Vert"}, {"axe": "Vert", "objectif": ""}),
        ({"axe": "Vert", "objectif": "Insérer"}, {"axe": "Vert"}),
        ({}, {}),
        ({"etat": EtatAction.A_LANCER}, {"etat": EtatAction.A_LANCER}),
        ({"avancement": 0}, {"avancement": 0}),
    ],
)
def test_a_file_changes_what_it_says_and_letters_alone_change_nothing(lue, change):
    ici = replace(ICI, objectif="Insérer", etat=EtatAction.EN_COURS, avancement=30)

    lue = replace(ContenuAction(titre="Former", etat=None), **lue)
    assert merge_actions(ici, lue) == replace(ici, **change)


@pytest.mark.parametrize(
    ("ici", "axe", "objectif", "dits"),
    [
        (ICI, "Social", "Insérer", 0),
        (replace(ICI, axe=""), "", "", 1),
        (None, "", "", 1),
    ],
)
def test_an_objective_of_a_row_of_ours_stands_under_the_axis_of_its_action_or_is_told(
    ici, axe, objectif, dits
):
    lu = lire({"code": "A-1", "titre": "Former", "objectif": "Insérer"})
    (prevision,) = compare_plans(lu, [ici] if ici else [])

    assert (prevision.apres.axe, prevision.apres.objectif) == (axe, objectif)
    assert len(prevision.ligne.constats) == dits


def test_notes_that_no_longer_hold_are_told():
    ici = replace(ICI, commentaire="a" * 3990)
    (prevision,) = compare_plans(
        lire({"axe": "Social", "titre": "Former", "commentaire": "b" * 100}), [ici]
    )

    assert len(prevision.apres.commentaire) == 4000
    assert "dépassent 4000 signes" in prevision.ligne.constats[0].probleme


def test_actions_that_wait_for_others_are_linked_and_rounds_are_refused():
    lu = lire(
        {"code": "1", "titre": "Former", "attend": "2"},
        {"code": "2", "titre": "Sourcer", "attend": "1"},
        {"code": "3", "titre": "Payer", "attend": "Former\n9"},
    )
    previsions = compare_plans(lu, [])

    assert [p.ligne.action.attend for p in previsions] == [("+1",), (), ("+0",)]
    assert [len(p.ligne.constats) for p in previsions] == [0, 1, 1]


MOTS = st.text(
    st.characters(categories=["L", "N", "P"], max_codepoint=0x2FF), min_size=1, max_size=20
).map(clean_titre)
JOURS = st.one_of(
    st.none(),
    st.dates(date(1990, 1, 1), date(2099, 12, 31)).map(lambda j: DatePartielle(j.isoformat())),
    st.dates(date(1990, 1, 1), date(2099, 12, 31)).map(lambda j: DatePartielle(f"{j:%Y-%m}")),
)
ETAPES = st.builds(
    EtapeSuivie, MOTS, JOURS, st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
)
ACTIONS = st.lists(
    st.builds(
        ContenuAction,
        axe=st.one_of(st.just(""), st.sampled_from(["Social", "1. Vert"])),
        titre=MOTS,
        description=st.one_of(st.just(""), MOTS),
        etat=st.sampled_from(EtatAction),
        avancement=st.one_of(st.none(), st.integers(0, 100)),
        pilote=st.one_of(st.just(""), MOTS),
        contributeurs=st.lists(MOTS, max_size=3, unique=True).map(tuple),
        debut=JOURS,
        fin=JOURS,
        etapes=st.lists(ETAPES, max_size=3).map(tuple),
        budget=st.one_of(st.none(), st.decimals(0, 10**8, places=2)),
        indicateurs=st.sampled_from([(), ("SOC-05",), ("SOC-05", "Réunions tenues")]),
        familles=st.sampled_from([(), ("TRX",)]),
        commentaire=st.one_of(st.just(""), MOTS),
        cle_import=st.one_of(st.just(""), MOTS),
    ),
    max_size=6,
)


CODES = st.sampled_from(["A-{}", "1.{}", "A{}", "Act-{}.1"])


@pytest.mark.longue
@given(ACTIONS, CODES)
def test_a_plan_written_reads_back_the_same_and_changes_nothing(actions, code):
    plan = [
        replace(a, code=code.format(rang), cle_import=a.cle_import and f"{rang} {a.cle_import}")
        for rang, a in enumerate(actions, start=1)
    ]
    noms = {"TRX": "Travaux", "SOC-05": "Marchés réservés"}
    rangees = [
        {
            nom: str(cellule)
            for nom, cellule in zip(
                PAR_NOM, write_dite(a, lambda _, code: noms.get(code, "")), strict=True
            )
            if cellule not in {None, ""}
        }
        for a in plan
    ]
    brutes = [replace(brute, notre=True) for brute in make_lignes(*rangees)]
    lu = assemble_plan(brutes, ContenuAction, ANNUAIRES)

    assert [ligne.action for ligne in lu.lignes] == plan
    assert {p.sort for p in compare_plans(lu, plan)} <= {SortAction.INCHANGEE}
    neuves = give_numeros(compare_plans(lu, []), (), 0)
    assert [p.apres.code for p in neuves] == [a.code for a in plan]


@pytest.mark.parametrize(
    ("code", "garde", "dit"),
    [
        ("1.1", "1.1", 0),
        ("1,1", "1.1", 0),  # as a spreadsheet says it
        ("A2", "A2", 0),
        ("ACT 4", "ACT-4", 0),
        ("1/2", "1-2", 0),
        ("n°4", "", 0),
        ("A-9", "A-9", 0),
        ("A-3", "", 1),  # given once, to another
        ("2.1", "", 1),  # borne by another
        ("Direction des achats", "", 0),  # no number
        ("1.2.3.4.5.6.7.8.9.10.11", "", 0),  # longer than a code
        ("", "", 0),
    ],
)
def test_the_number_of_a_file_is_the_code_of_its_action_unless_it_was_used(code, garde, dit):
    previsions = compare_plans(lire({"code": code, "titre": "Former"}), [])
    (prevision,) = give_numeros(previsions, {"2.1", "A-1"}, 3)

    assert prevision.apres.code == garde
    assert sum("a déjà servi" in c.probleme for c in prevision.ligne.constats) == dit


def test_a_row_that_is_unticked_is_left_whatever_it_would_do():
    previsions = compare_plans(lire("Former", {"titre": "Sourcer", "pilote": "RH"}), [ICI])

    assert [decide_prevision(p, Decision.IGNORER) for p in previsions] == [None, None]


def test_a_file_of_ours_changes_its_cells_and_makes_no_list_shorter():
    ici = replace(
        ICI, commentaire="Avant", indicateurs=("SOC-05",), etapes=(EtapeSuivie("Choisir"),),
        familles=("TRX", "FRN"),
    )  # fmt: skip
    lue = replace(
        ICI, commentaire="Après", indicateurs=("SOC-03",), etapes=(EtapeSuivie("Payer"),),
        familles=("SRV",),
    )  # fmt: skip
    apres = merge_actions(ici, lue, notre=True)

    assert (apres.commentaire, apres.indicateurs) == ("Après", ("SOC-03",))
    assert apres.etapes == (EtapeSuivie("Payer"),)
    assert apres.familles == ("TRX", "FRN", "SRV")
