"""Who must have a SPASER: a table of cases, its limits first."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from spaser.regles.assujettissement import (
    Assujettissement,
    Depenses,
    Motif,
    NatureAcheteur,
    SituationDeclaree,
    Territoire,
    decide_assujettissement,
    find_regime,
    load_regle,
)
from spaser.regles.nomenclatures import TypeStructure

JOUR = date(2026, 11, 24)
N = NatureAcheteur
HT = Depenses.exactes
M = Decimal(1_000_000)
CENT = Decimal("0.01")


def ask(nature, annee, depenses, territoire=Territoire.METROPOLE, jour=JOUR):
    situation = SituationDeclaree(
        nature=nature, annee=annee, depenses=depenses, territoire=territoire
    )
    return decide_assujettissement(situation, jour)


@pytest.mark.parametrize(
    ("nature", "annee", "depenses", "motif"),
    [
        # The threshold must be exceeded.
        (N.COMMUNE, 2025, HT(50 * M), Motif.PAS_AU_DESSUS),
        (N.COMMUNE, 2025, HT(50 * M + CENT), Motif.AU_DESSUS),
        (N.COMMUNE, 2025, HT(50 * M - CENT), Motif.PAS_AU_DESSUS),
        (N.COMMUNE, 2025, HT(Decimal(0)), Motif.PAS_AU_DESSUS),
        (N.COMMUNE, 2025, HT(100_000 * M), Motif.AU_DESSUS),
        # 100 million until the end of 2022, 50 million from 2023.
        (N.REGION, 2022, HT(100 * M), Motif.PAS_AU_DESSUS),
        (N.REGION, 2022, HT(100 * M + CENT), Motif.AU_DESSUS),
        (N.REGION, 2022, HT(60 * M), Motif.PAS_AU_DESSUS),
        (N.REGION, 2023, HT(60 * M), Motif.AU_DESSUS),
        (N.SYNDICAT, 2021, HT(120 * M), Motif.AU_DESSUS),
        (N.REGION, 2019, HT(120 * M), Motif.AU_DESSUS),
        (N.REGION, 2018, HT(120 * M), Motif.AVANT_LE_CODE),
        (N.REGION, 2018, HT(1 * M), Motif.AVANT_LE_CODE),
        # Every buyer since 25 October 2023; before, only some of them.
        (N.ETAT, 2023, HT(60 * M), Motif.AU_DESSUS),
        (N.ETAT, 2022, HT(120 * M), Motif.NATURE_A_VERIFIER),
        (N.HOPITAL, 2022, HT(120 * M), Motif.NATURE_A_VERIFIER),
        (N.HOPITAL, 2022, HT(90 * M), Motif.PAS_AU_DESSUS),
        (N.HOPITAL, 2025, HT(60 * M), Motif.AU_DESSUS),
        (N.BAILLEUR, 2025, HT(60 * M), Motif.AU_DESSUS),
        (N.ENTREPRISE_PUBLIQUE, 2025, HT(60 * M), Motif.AU_DESSUS),
        (N.ENTITE_RESEAU, 2025, HT(60 * M), Motif.AU_DESSUS),
        (N.ORGANISME, 2025, HT(60 * M), Motif.AU_DESSUS),
        # Those who do not know, and those whom the code does not bind.
        (N.INCONNUE, 2025, HT(60 * M), Motif.NATURE_INCONNUE),
        (N.INCONNUE, 2025, HT(40 * M), Motif.PAS_AU_DESSUS),
        (N.INCONNUE, 2025, Depenses(), Motif.DEPENSES_INCONNUES),
        (N.HORS_CODE, 2025, HT(60 * M), Motif.HORS_CODE),
        (N.HORS_CODE, 2018, Depenses(), Motif.HORS_CODE),
        # Spend unknown, in part, or with its tax.
        (N.COMMUNE, 2025, Depenses(), Motif.DEPENSES_INCONNUES),
        (N.COMMUNE, 2025, HT(40 * M).partielles(), Motif.DEPENSES_PARTIELLES),
        (N.COMMUNE, 2025, HT(51 * M).partielles(), Motif.AU_DESSUS),
        (N.COMMUNE, 2025, Depenses.ttc(50 * M), Motif.PAS_AU_DESSUS),
        (N.COMMUNE, 2025, Depenses.ttc(50 * M + CENT), Motif.DEPENSES_TTC),
        (N.COMMUNE, 2025, Depenses.ttc(60 * M), Motif.DEPENSES_TTC),
        (N.COMMUNE, 2025, Depenses.ttc(60 * M + 1), Motif.AU_DESSUS),
        (N.COMMUNE, 2025, Depenses.ttc(55 * M).partielles(), Motif.DEPENSES_PARTIELLES),
        # A year that is not over: already above, or nothing can be said.
        (N.COMMUNE, 2026, HT(51 * M), Motif.AU_DESSUS),
        (N.COMMUNE, 2026, HT(40 * M), Motif.DEPENSES_PARTIELLES),
        (N.COMMUNE, 2026, Depenses.ttc(40 * M), Motif.DEPENSES_PARTIELLES),
    ],
)
def test_the_rule(nature, annee, depenses, motif):
    assert ask(nature, annee, depenses).motif is motif


@pytest.mark.parametrize(
    ("motif", "verdict"),
    [
        (Motif.AU_DESSUS, Assujettissement.OBLIGE),
        (Motif.PAS_AU_DESSUS, Assujettissement.NON_OBLIGE),
        (Motif.HORS_CODE, Assujettissement.NON_OBLIGE),
    ],
)
def test_three_ways_lead_to_an_answer(motif, verdict):
    natures = {Motif.HORS_CODE: N.HORS_CODE}
    montants = {Motif.PAS_AU_DESSUS: 50 * M}
    conclusion = ask(natures.get(motif, N.COMMUNE), 2025, HT(montants.get(motif, 60 * M)))

    assert (conclusion.motif, conclusion.verdict) == (motif, verdict)
    assert conclusion.manques == ()


@pytest.mark.parametrize(
    ("territoire", "motif"),
    [
        (Territoire.OUTRE_MER, Motif.AU_DESSUS),
        (Territoire.MAYOTTE, Motif.AU_DESSUS),
        (Territoire.PACIFIQUE, Motif.TERRITOIRE_A_VERIFIER),
    ],
)
def test_territories_whose_law_was_not_read_get_no_answer(territoire, motif):
    assert ask(N.COMMUNE, 2025, HT(60 * M), territoire).motif is motif


DEPENSES = [
    Depenses(),
    HT(40 * M),
    HT(50 * M),
    HT(200 * M),
    HT(40 * M).partielles(),
    Depenses.ttc(55 * M),
    Depenses.ttc(110 * M),
]


@pytest.mark.parametrize("nature", NatureAcheteur)
def test_every_answer_gives_its_reason_and_says_what_is_missing(nature):
    for annee, depenses, territoire in product(range(2017, 2027), DEPENSES, Territoire):
        conclusion = ask(nature, annee, depenses, territoire)

        assert conclusion.raison.endswith(".")
        assert "{" not in conclusion.raison + "".join(conclusion.manques)
        assert bool(conclusion.manques) is (conclusion.verdict is Assujettissement.INDETERMINE)
        assert bool(conclusion.fondements) is (annee >= 2019)


def test_the_answer_quotes_the_texts_in_force_that_year():
    assert [f.libelle.partition(",")[0] for f in ask(N.REGION, 2025, HT(60 * M)).fondements] == [
        "Article L2111-3 du code de la commande publique",
        "Article D2111-3 du code de la commande publique",
    ]
    assert "décret n°\u00a02015-90" in ask(N.REGION, 2022, HT(60 * M)).fondements[1].libelle


def test_an_amount_with_tax_quotes_the_rate_it_was_bounded_with():
    assert "TVA" in ask(N.REGION, 2025, Depenses.ttc(55 * M)).fondements[-1].libelle


def test_exactly_the_threshold_is_explained():
    assert "l’atteindre exactement ne suffit pas" in ask(N.COMMUNE, 2025, HT(50 * M)).raison
    assert "au plus" in ask(N.COMMUNE, 2025, Depenses.ttc(50 * M)).raison


def test_an_amount_with_tax_that_exceeds_without_it_is_explained():
    raison = ask(N.COMMUNE, 2025, Depenses.ttc(61 * M)).raison

    assert raison.startswith("Même en retirant la TVA au taux le plus élevé, vos dépenses de 2025")


def test_an_old_year_is_told_in_the_past_with_its_doubts():
    conclusion = ask(N.REGION, 2022, HT(120 * M))

    assert conclusion.titre == "Vous deviez adopter un SPASER"
    assert "à vérifier" in conclusion.reserves[0]
    assert "répondez pour 2025" in conclusion.reserves[1]
    assert ask(N.REGION, 2025, HT(120 * M)).titre == "Vous devez adopter un SPASER"
    assert ask(N.REGION, 2025, HT(120 * M)).reserves == ()


def test_the_year_under_way_proposes_the_last_one():
    assert "pour 2025" in ask(N.COMMUNE, 2026, HT(40 * M)).manques[1]


def test_the_first_months_of_the_last_change_are_under_the_law_of_the_day():
    avant = ask(N.HOPITAL, 2023, HT(60 * M), jour=date(2023, 10, 24))
    apres = ask(N.HOPITAL, 2023, HT(60 * M), jour=date(2023, 10, 25))

    assert (avant.motif, apres.motif) == (Motif.NATURE_A_VERIFIER, Motif.AU_DESSUS)


def test_a_year_to_come_is_refused():
    with pytest.raises(ValueError, match="pas commencé"):
        ask(N.COMMUNE, 2027, HT(60 * M))


@pytest.mark.parametrize(
    ("jour", "code"),
    [
        ("2019-03-31", None),
        ("2019-04-01", "2019"),
        ("2022-12-31", "2019"),
        ("2023-01-01", "2023-01"),
        ("2023-10-24", "2023-01"),
        ("2023-10-25", "2023-10"),
        ("2040-01-01", "2023-10"),
    ],
)
def test_the_law_is_dated(jour, code):
    regime = find_regime(date.fromisoformat(jour))

    assert (regime.code if regime else None) == code


def test_every_kind_of_buyer_is_sent_to_its_neighbours_of_the_register():
    sans_voisin = {nature for nature in NatureAcheteur if not nature.voisins}

    assert N.METROPOLE.voisins == (TypeStructure.METROPOLE, TypeStructure.EPCI)
    assert sans_voisin == {
        N.ENTREPRISE_PUBLIQUE,
        N.ENTITE_RESEAU,
        N.ORGANISME,
        N.HORS_CODE,
        N.INCONNUE,
    }


def test_what_counts_says_when_the_text_leaves_it_to_be_understood():
    regle = load_regle()

    assert [p.est_notre_lecture for p in regle.compte] == [False, True, True]
    assert [p.est_notre_lecture for p in regle.ne_compte_pas] == [False] * 4 + [True, False]


@pytest.mark.parametrize(
    ("annee", "dit"), [(2022, "le seuil alors en vigueur"), (2025, "le seuil en vigueur")]
)
def test_a_threshold_of_the_past_is_said_to_be(annee, dit):
    depenses = Depenses.exactes(Decimal(200_000_000))
    situation = SituationDeclaree(nature=NatureAcheteur.COMMUNE, annee=annee, depenses=depenses)

    raison = decide_assujettissement(situation, date(2026, 11, 30)).raison

    assert raison.endswith(f", {dit}.")
