"""« J’ai déjà un SPASER »: a SIREN, a day, and the first draft; what is due, and its reminders."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from spaser.elements import add_mois
from spaser.site.espace.models import ObligationGardee
from spaser.site.organisations.models import Espace
from spaser.site.plan.cibles.lignes import list_vises
from spaser.site.plan.models.actions import Axe
from spaser.site.schema.app import run_rappels
from spaser.site.schema.models import Moment, SchemaAdopte
from spaser.site.schema.publication.parutions import read_etat
from spaser.site.schema.publication.services import add_axes, add_indicateurs
from spaser.site.schema.redaction.services import say_moment
from tests.site.organisations.fabrique import SIREN_VAL, make_personne, sign_in
from tests.site.schema.publication.conftest import texte

ADOPTE = reverse("publication:adopte", args=[SIREN_VAL])
PUBLIER = reverse("publication:publier", args=[SIREN_VAL])
ACCUEIL = reverse("accueil:accueil", args=[SIREN_VAL])


def test_from_the_siren_to_the_first_draft_with_nothing_typed_but_a_day(marches, db):
    client = sign_in(make_personne("nouvelle@exemple.fr"))
    siren = {"siren": SIREN_VAL, "type": "metropole"}  # nobody's: its kind is in no table
    ouverte = client.post(reverse("accueil:espaces"), siren, follow=True)
    assert "J’ai déjà un SPASER" in texte(ouverte)

    page = texte(client.post(ADOPTE, {"adopte_le": "2024-03-12"}, follow=True))

    assert "Votre premier projet de publication est prêt." in page
    assert "Publication attendue depuis le 12 mars 2026" in page
    assert "en retard" not in page  # nobody concluded that the law binds this buyer
    assert "sur 142 marchés." in page
    assert Espace.objects.get().est_essai


def test_axes_and_indicators_are_pasted_and_come_once(client, espace, redactrice):
    saisie = {
        "adopte_le": "12/03/2024",
        "fin": "2030-03-12",
        "axes": "1. Acheter sobre\n2. Acheter solidaire",
        "indicateurs": "Heures d’insertion ; heures ; 12 000 ; 2028\nDéchets évités",
    }
    page = texte(client.post(ADOPTE, saisie, follow=True))

    assert "2 axes de plus" in page
    assert "2 indicateurs de plus" in page
    heures = next(vise for vise in list_vises(espace) if vise.nom == "Heures d’insertion")
    assert (heures.unite, heures.visee.cible.valeur, heures.visee.cible.annee) == (
        "heures", 12000, 2028,
    )  # fmt: skip
    assert list(Axe.objects.values_list("titre", flat=True)) == [
        "Acheter sobre",
        "Acheter solidaire",
    ]
    assert add_axes(espace, ["ACHETER SOBRE"], redactrice) == 0
    assert len(list_vises(espace)) == 6
    client.post(ADOPTE, saisie | {"version": 1})
    assert len(list_vises(espace)) == 6
    assert "12 000 heures en 2028" in texte(client.get(PUBLIER))
    encore = saisie | {"version": 2, "axes": "", "indicateurs": "HEURES d’insertion;heures;9;2030"}
    page = texte(client.post(ADOPTE, encore, follow=True))
    assert "la cible n’a pas changé : « HEURES d’insertion »" in page
    assert "Votre schéma est enregistré." in page
    assert "Votre premier projet" not in page
    assert "12 000 heures en 2028" in page
    assert add_indicateurs(espace, [], redactrice) == 0


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"adopte_le": ""}, "Donnez le jour où votre assemblée a adopté"),
        ({"adopte_le": "hier"}, "Écrivez une date"),
        ({"adopte_le": "2999-01-01"}, "Ce jour n’est pas passé"),
        ({"fin": "2020-01-01"}, "La fin ne peut pas précéder l’adoption"),
        ({"derniere_publication": "2020-01-01"}, "La publication ne peut pas précéder"),
        ({"adresse": "javascript:alert(1)"}, "Écrivez l’adresse entière"),
        ({"indicateurs": "a\n; b"}, "Ligne 2 : il manque le nom"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(client, champs, dit):
    page = client.post(ADOPTE, {"adopte_le": "2024-03-12", "axes": "Le mien"} | champs)

    assert dit in texte(page)
    assert "Le mien" in texte(page)
    assert not SchemaAdopte.objects.exists()
    assert not Axe.objects.exists()


@pytest.mark.parametrize(
    ("champs", "jour", "choisie"),
    [
        ({"adopte_le": date(2024, 3, 12)}, date(2026, 3, 12), False),
        (
            {"adopte_le": date(2024, 3, 12), "derniere_publication": date(2025, 6, 1)},
            date(2027, 6, 1),
            False,
        ),
        ({"adopte_le": date(2024, 3, 12), "echeance": date(2027, 1, 15)}, date(2027, 1, 15), True),
        # Chosen for the former one: it says nothing of the next.
        (
            {
                "adopte_le": date(2020, 3, 12),
                "echeance": date(2024, 1, 15),
                "derniere_publication": date(2024, 2, 1),
            },
            date(2026, 2, 1),
            False,
        ),
    ],
)
def test_the_day_is_chosen_or_counted(espace, champs, jour, choisie):
    SchemaAdopte.objects.create(espace=espace, **champs)
    echeance = read_etat(espace).echeance

    assert (echeance.jour, echeance.choisie) == (jour, choisie)


def test_the_day_may_be_changed_then_left_to_the_count(client, espace):
    SchemaAdopte.objects.create(espace=espace, adopte_le=date(2024, 3, 12))
    adresse = reverse("publication:echeance", args=[SIREN_VAL])

    client.post(adresse, {"echeance": "2031-05-04", "version": 1})
    assert read_etat(espace).echeance.jour == date(2031, 5, 4)
    client.post(adresse, {"echeance": "", "version": 2})
    assert read_etat(espace).echeance.jour == date(2026, 3, 12)


def _at(jour):
    return datetime(jour.year, jour.month, jour.day, 9, tzinfo=UTC)


def test_reminders_are_sent_once_each_to_those_who_prepare(
    espace, redactrice, administratrice, django_capture_on_commit_callbacks
):
    echeance = add_mois(timezone.localdate(), 12)
    schema = SchemaAdopte.objects.create(
        espace=espace, adopte_le=date(2024, 3, 12), echeance=echeance
    )
    for mois in (10, 9, 9, 5, 3, 1, 1):
        with django_capture_on_commit_callbacks(execute=True):
            run_rappels(_at(add_mois(echeance, -mois)))
    schema.refresh_from_db()

    assert schema.rappels == [f"{echeance}:9", f"{echeance}:3", f"{echeance}:1"]
    assert sorted(m.to[0] for m in mail.outbox) == sorted(
        [redactrice.courriel, administratrice.courriel] * 3
    )
    assert "dans 9 mois" in mail.outbox[0].subject
    assert PUBLIER in mail.outbox[0].body


def test_a_trial_is_reminded_of_nothing(db):
    essai = Espace.objects.create(
        proprietaire=make_personne("seule@exemple.fr"), siren=SIREN_VAL, nom="Essai"
    )
    echeance = add_mois(timezone.localdate(), 1)
    SchemaAdopte.objects.create(espace=essai, adopte_le=date(2024, 3, 12), echeance=echeance)
    run_rappels(timezone.now())

    assert mail.outbox == []


def test_home_says_what_is_due(client, espace, redactrice):
    say_moment(espace, Moment.ADOPTE, redactrice)
    assert "Dire quand votre schéma a été adopté" in texte(client.get(ACCUEIL))

    SchemaAdopte.objects.create(espace=espace, adopte_le=date(2020, 3, 12))
    page = client.get(ACCUEIL)

    assert "Publication des résultats attendue depuis le 12 mars 2022" in texte(page)
    assert "Publier les résultats" in [acte.titre for acte in page.context["actes"]]


def test_saying_that_it_is_adopted_asks_when(client, espace):
    adresse = reverse("accueil:dire_moment", args=[SIREN_VAL])

    assert client.post(adresse, {"moment": "adopte"}).url == ADOPTE
    SchemaAdopte.objects.create(espace=espace, adopte_le=date(2024, 3, 12))
    client.post(adresse, {"moment": "ecrit"})
    assert client.post(adresse, {"moment": "adopte"}).url == ACCUEIL


@pytest.mark.parametrize(
    ("verdict", "dit", "tu"),
    [
        ("oblige", "Publication en retard", "Publication attendue"),
        ("non_oblige", "Publication attendue", "en retard"),
        (None, "Publication attendue", "en retard"),
    ],
)
def test_only_a_buyer_concluded_bound_is_late_and_as_we_read_the_law(
    client, espace, verdict, dit, tu
):
    SchemaAdopte.objects.create(espace=espace, adopte_le=date(2024, 3, 12))
    if verdict:
        ObligationGardee.objects.create(
            espace=espace, annee=2025, nature="commune", territoire="metropole", bas=1,
            verdict=verdict, titre="Conclu", raison="Parce que.",
        )  # fmt: skip
    page = texte(client.get(PUBLIER))

    assert dit in page
    assert tu not in page
    assert ("notre lecture de la loi" in page) is (verdict == "oblige")
