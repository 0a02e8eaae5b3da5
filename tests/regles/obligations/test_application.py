"""The duties of a buyer on a day, and the dates that come next."""

import pytest

from spaser.regles.assujettissement import NatureAcheteur, Territoire
from spaser.regles.obligations import (
    AcheteurConnu,
    Portee,
    RendezVous,
    Vigueur,
    apply_all,
    list_echeances,
    load_obligations,
    next_rendez_vous,
)
from tests.regles.obligations.fabrique import day, make_obligation

N = NatureAcheteur
JOUR = day("2026-11-24")
COMMUNE = AcheteurConnu(nature=N.COMMUNE, habitants=20_000)
JUIN = RendezVous(mois=6, jour=30, texte="Déclarer.")


def apply(*obligations, acheteur=COMMUNE, jour=JOUR):
    return apply_all(obligations, acheteur, jour)


def real(code, acheteur, jour="2026-11-24"):
    applications = apply_all(load_obligations(), acheteur, day(jour))
    return next((a for a in applications if a.obligation.code == code), None)


@pytest.mark.parametrize(
    ("champs", "etat"),
    [
        ({}, Vigueur.EN_VIGUEUR),
        ({"depuis": "2026-11-24"}, Vigueur.EN_VIGUEUR),
        ({"depuis": "2026-11-25"}, Vigueur.A_VENIR),
        ({"jusqu_a": "2026-11-24"}, Vigueur.EN_VIGUEUR),
        ({"jusqu_a": "2026-11-23"}, Vigueur.PASSEE),
        ({"depuis": "2020-01-01", "jusqu_a": "2025-12-31"}, Vigueur.PASSEE),
    ],
)
def test_a_duty_is_past_in_force_or_to_come(champs, etat):
    assert apply(make_obligation(**champs))[0].etat is etat


def test_those_in_force_come_first_then_the_nearest_to_come_then_the_past():
    applications = apply(
        make_obligation("PASSEE", jusqu_a="2020-01-01"),
        make_obligation("LOIN", depuis="2030-01-01"),
        make_obligation("PRES", depuis="2027-01-01"),
        make_obligation("UNE", depuis="2024-01-01"),
        make_obligation("DEUX", depuis="2020-01-01"),
        make_obligation("AUTRE", natures=["etat"]),
    )

    codes = [a.obligation.code for a in applications]
    assert codes == ["UNE", "DEUX", "PRES", "LOIN", "PASSEE"]


def test_a_buyer_enters_on_the_day_its_exemption_ends():
    exemptee = make_obligation(
        depuis="2025-10-01",
        conditions=[{"fait": "habitants", "au_moins": 50000, "jusqu_a": "2026-12-31"}],
    )

    (application,) = apply(exemptee)
    assert (application.etat, application.depuis) == (Vigueur.A_VENIR, day("2027-01-01"))
    assert [(e.jour, e.texte) for e in list_echeances([application], JOUR)] == [
        (day("2027-01-01"), "Entrée en vigueur : Essai")
    ]
    assert apply(exemptee, jour=day("2027-01-01"))[0].etat is Vigueur.EN_VIGUEUR


@pytest.mark.parametrize(
    ("habitants", "entree"),
    [(50_000, None), (20_000, "2027-01-01"), (5_000, "2027-01-01"), (4_999, "2030-01-01")],
)
def test_energy_sobriety_reaches_smaller_buyers_step_by_step(habitants, entree):
    application = real("ENERGIE-SOBRIETE", AcheteurConnu(nature=N.COMMUNE, habitants=habitants))

    assert application.portee is Portee.CONCERNE
    assert application.depuis == day(entree or "2025-10-01")
    assert application.etat is (Vigueur.A_VENIR if entree else Vigueur.EN_VIGUEUR)


def test_plastic_containers_leave_small_communes_until_2028():
    assert real("PLASTIQUE-CONTENANTS", COMMUNE).etat is Vigueur.EN_VIGUEUR
    petite = AcheteurConnu(nature=N.COMMUNE, habitants=1_999)
    assert real("PLASTIQUE-CONTENANTS", petite).depuis == day("2028-01-01")


@pytest.mark.parametrize(
    ("nature", "taux"),
    [
        (N.COMMUNE, "au moins 40\u00a0%"),
        (N.ETAT, "au moins 50\u00a0%"),
        (N.BAILLEUR, "au moins 40\u00a0%"),
    ],
)
def test_fleets_have_the_share_of_their_kind(nature, taux):
    etapes = real("VEHICULES-RENOUVELER", AcheteurConnu(nature=nature)).etapes
    textes = [
        e.etape.texte
        for e in etapes
        if e.etat is Vigueur.EN_VIGUEUR and "à faibles" in e.etape.texte
    ]

    assert len(textes) == 1
    assert taux in textes[0]


@pytest.mark.parametrize(
    ("territoire", "taux"),
    [
        (Territoire.METROPOLE, "50\u00a0%"),
        (Territoire.OUTRE_MER, "35\u00a0%"),
        (Territoire.MAYOTTE, "15\u00a0%"),
    ],
)
def test_food_has_the_share_of_its_territory(territoire, taux):
    acheteur = AcheteurConnu(nature=N.COMMUNE, territoire=territoire)
    etapes = real("EGALIM-PRODUITS", acheteur).etapes

    assert taux in next(e.etape.texte for e in etapes if e.etat is Vigueur.EN_VIGUEUR)


def test_the_dates_to_come_are_in_order_and_past_duties_give_none():
    applications = apply(
        make_obligation("A", rendez_vous=[{"mois": 6, "jour": 30, "texte": "Déclarer."}]),
        make_obligation(
            "B",
            etapes=[
                {"texte": "Hier.", "depuis": "2024-01-01"},
                {"texte": "Demain.", "depuis": "2027-01-01"},
            ],
        ),
        make_obligation("C", depuis="2030-01-01"),
        make_obligation(
            "D", jusqu_a="2020-01-01", rendez_vous=[{"mois": 1, "jour": 1, "texte": "X."}]
        ),
    )

    assert [
        (e.jour.isoformat(), e.texte, e.annuelle) for e in list_echeances(applications, JOUR)
    ] == [
        ("2027-01-01", "Demain.", False),
        ("2027-06-30", "Déclarer.", True),
        ("2030-01-01", "Entrée en vigueur : C", False),
    ]


def test_the_first_step_of_a_duty_to_come_is_not_told_twice():
    applications = apply(
        make_obligation("A", depuis="2030-01-01", etapes=[{"texte": "E.", "depuis": "2030-01-01"}])
    )

    assert len(list_echeances(applications, JOUR)) == 1


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        ("2026-11-24", "2027-06-30"),
        ("2027-06-30", "2027-06-30"),
        ("2027-07-01", "2028-06-30"),
    ],
)
def test_a_yearly_day_comes_back(jour, attendu):
    assert next_rendez_vous(JUIN, day(jour)) == day(attendu)


def test_the_duties_of_every_kind_of_buyer_can_be_told():
    nombres = {
        nature: len(apply_all(load_obligations(), AcheteurConnu(nature=nature), JOUR))
        for nature in NatureAcheteur
    }

    assert nombres.pop(N.HORS_CODE) == 0
    assert min(nombres.values()) >= 14
    assert nombres[N.INCONNUE] == 41
