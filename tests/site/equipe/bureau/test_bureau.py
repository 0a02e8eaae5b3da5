"""The team's desk: what waits, the month's hour, the buyers to call; nobody else reads it."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from spaser.moteur.volumes import VolumeEstime
from spaser.regles.bureau import MotifContact
from spaser.regles.fiche import DocumentPublic
from spaser.regles.nomenclatures import DatePartielle, TrancheAchats, TypeDocument, TypeStructure
from spaser.site.acheteurs.models import Remarque
from spaser.site.equipe import bureau
from spaser.site.equipe.models import Coche, Contact
from spaser.site.espace import bilans
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_AUTRE,
    SIREN_HAUT,
    SIREN_VAL,
    make_equipe,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)
from tests.site.portail.pratiques.fabrique import make_recit
from tests.site.registre.fabrique import make_fiche
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = pytest.mark.django_db

BUREAU = "/bureau/"
LISTE = "/bureau/acheteurs/"
JOUR = date(2026, 11, 24)
GRAND = {"type": TypeStructure.METROPOLE, "tranche_achats": TrancheAchats.DE_100_A_200_M}


@pytest.fixture
def moderation():
    return sign_in(make_equipe("moderation"), second_facteur=True)


@pytest.fixture
def animation():
    return sign_in(make_equipe("animation"), second_facteur=True)


def test_what_waits_is_counted_with_its_oldest_day_and_its_one_act(moderation, animation):
    Remarque.objects.create(
        siren=SIREN_VAL, nom="Val", message="Faux.", creee_le=datetime(2026, 3, 2, 12, tzinfo=UTC)
    )
    make_recit(make_organisation().espace, etat="envoyee")

    page = moderation.get(BUREAU)
    lues = {a.code: (a.nombre, a.depuis) for a, _ in page.context["attentes"]}
    assert lues["remarques"] == (1, date(2026, 3, 2))
    assert lues["pratiques"] == (1, timezone.localdate())
    assert next(a.code for a, _ in page.context["attentes"]) == "remarques"
    assert 'href="/acheteurs/remarques/">Répondre' in texte(page)
    assert "rôle Modération" in texte(animation.get(BUREAU))


def test_kinds_of_which_nothing_waits_keep_one_order_whoever_declares_them(moderation):
    vides = [attente.code for attente in moderation.get(BUREAU).context["vides"]]

    assert vides[:9] == [
        "depots",
        "verifications",
        "revendications",
        "signalements",
        "remarques",
        "questions",
        "publications",
        "avis",
        "pratiques",
    ]


def test_the_months_list_fits_in_an_hour_and_remembers_who_did_what(moderation, animation):
    jour = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for _ in range(40):
        Remarque.objects.create(siren=SIREN_VAL, nom="Val", message="Faux.", creee_le=jour)

    page = moderation.get(BUREAU)
    assert page.context["minutes"] <= 60
    assert "plus anciens" in texte(page)
    moderation.post("/bureau/mois/", {"besoin": "questions", "fait": "oui"})
    animation.post("/bureau/mois/", {"besoin": "questions", "fait": "oui"})
    (coche,) = Coche.objects.all()
    assert coche.mois == f"{timezone.localdate():%Y-%m}"
    assert "par Moderation Essai" in texte(animation.get(BUREAU))

    animation.post("/bureau/mois/", {"besoin": "questions", "fait": "non"})
    assert not Coche.objects.exists()
    refus = animation.post("/bureau/mois/", {"besoin": "vacances", "fait": "oui"}, follow=True)
    assert "Choisissez un des points" in texte(refus)


def test_members_of_an_organisation_read_nothing_of_it():
    membre = sign_in(make_membre(make_organisation(), "administration").utilisateur)

    for adresse in (BUREAU, LISTE, f"{LISTE}{SIREN_VAL}/", f"{LISTE}export.csv"):
        assert membre.get(adresse).status_code == 403
    assert "bureau" not in membre.get("/").text


def codes(motif):
    bureau._read_registre.cache_clear()
    return {i.siren for i in bureau.list_indices(JOUR) if i.motif is motif}


def test_a_scheme_that_is_over_is_told_unless_another_one_lives():
    make_fiche("Métropole A", siren=SIREN_VAL, debut="2019", fin="2023", **GRAND)
    make_fiche("Métropole B", siren=SIREN_HAUT, debut="2019", fin="2023", **GRAND)
    make_fiche("Métropole B", siren=SIREN_HAUT, debut="2024", fin="2028", **GRAND)
    petite = GRAND | {"tranche_achats": TrancheAchats.MOINS_DE_50_M}
    make_fiche("Commune C", siren=SIREN_AUTRE, debut="2019", fin="2023", **petite)

    assert codes(MotifContact.ECHU) == {SIREN_VAL}


@pytest.mark.parametrize(
    ("adopte_le", "bilan", "attendu"),
    [
        ("2024-10-01", "", {SIREN_VAL}),
        ("2025-10-01", "", set()),
        ("2020-10-01", "2025-03", set()),
        ("2020-10-01", "2023-03", {SIREN_VAL}),
        ("", "", set()),
    ],
)
def test_results_are_expected_two_years_after_the_last_that_are_known(adopte_le, bilan, attendu):
    documents = ()
    if bilan:
        documents = (
            DocumentPublic(
                titre="Bilan", url="https://exemple.fr/b.pdf", nature=TypeDocument.BILAN,
                date=DatePartielle(bilan),
            ),
        )  # fmt: skip
    make_fiche(
        "Métropole A", siren=SIREN_VAL, adopte_le=adopte_le, debut="2024", fin="2028",
        documents=documents, **GRAND,
    )  # fmt: skip

    assert codes(MotifContact.PUBLICATION) == attendu


def test_large_contracts_without_a_known_scheme_are_an_estimate_to_ask_about(
    moderation, marches, monkeypatch
):
    volumes = (
        VolumeEstime(SIREN_VAL, "Métropole de Val-Fictif", 61_500_000, 214),
        VolumeEstime(SIREN_HAUT, "=HYPERLINK(1)", 80_000_000, 90),
    )
    monkeypatch.setattr(bureau, "estimate_volumes", lambda *_: volumes)
    bilans.entrepot().close()
    make_fiche("Métropole A", siren=SIREN_VAL, debut="2024", fin="2099", **GRAND)

    page = texte(moderation.get(LISTE))
    assert "=HYPERLINK(1)" in page
    assert "Métropole de Val-Fictif" not in page  # its scheme is known
    assert "C’est une estimation, pas ce qui a été payé." in page
    assert "infraction" not in page

    lu = moderation.get(f"{LISTE}export.csv?motif=sans_schema").content.decode("utf-8-sig")
    (entetes, ligne) = csv.reader(io.StringIO(lu), delimiter=";")
    assert entetes[:4] == ["SIREN", "Acheteur", "Nature", "Motif"]
    assert not ligne[1].startswith("=")
    bilans.entrepot().close()


def test_a_contact_is_noted_and_takes_a_buyer_off_the_list_once_closed(moderation):
    make_fiche("Métropole A", siren=SIREN_VAL, debut="2019", fin="2023", **GRAND)
    bureau._read_registre.cache_clear()
    page = f"{LISTE}{SIREN_VAL}/"
    assert "Métropole A" in texte(moderation.get(LISTE))

    saisie = {"jour": "20/11/2026", "canal": "telephone", "resultat": "sans_reponse"}
    moderation.post(page, saisie | {"note": "Le service change de responsable."})
    premier = Contact.objects.get()
    assert premier.relance_le == date(2026, 12, 20)
    assert "à recontacter le" in texte(moderation.get(LISTE))
    assert "Métropole A" not in texte(moderation.get(f"{LISTE}?contact=jamais"))

    moderation.post(page, saisie | {"resultat": "a_jour"})
    premier.refresh_from_db()
    assert premier.relance_le is None  # the reminder is done with
    assert "Métropole A" not in texte(moderation.get(LISTE))
    assert "Métropole A" in texte(moderation.get(f"{LISTE}?contact=clos"))
    assert "Le service change" in texte(moderation.get(page))
    assert (
        Evenement.objects.filter(geste="bureau.contact", organisation_siren=SIREN_VAL).count() == 2
    )


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"jour": "20/11/2999"}, "n’est pas encore passé"),
        ({"jour": ""}, "Donnez le jour"),
        ({"canal": "pigeon"}, "n’est pas un moyen"),
        ({"resultat": ""}, "Dites ce qu’il en est"),
    ],
)
def test_a_contact_that_cannot_be_kept_is_told(moderation, champs, message):
    make_organisation()
    saisie = {"jour": "20/11/2026", "canal": "telephone", "resultat": "a_jour"} | champs

    assert message in texte(moderation.post(f"{LISTE}{SIREN_VAL}/", saisie))
    assert not Contact.objects.exists()


def test_a_task_of_the_month_has_a_link_for_who_may_open_its_page(moderation, animation):
    Remarque.objects.create(siren=SIREN_VAL, nom="Val", message="Faux.", creee_le=timezone.now())
    lien = 'href="/acheteurs/remarques/">Ouvrir'

    assert lien in " ".join(moderation.get(BUREAU).text.split())
    page = " ".join(animation.get(BUREAU).text.split())
    assert lien not in page
    assert ">rôle Modération</span>" in page


def test_a_number_that_nobody_bears_is_not_found(moderation):
    assert moderation.get(f"{LISTE}{SIREN_AUTRE}/").status_code == 404


@pytest.mark.parametrize(
    ("jour", "note_a", "avant"),
    [
        (date(2026, 11, 25), 15, True),
        (date(2026, 11, 26), 9, True),
        (date(2026, 11, 26), 11, False),
        (date(2026, 11, 27), 9, False),
    ],
)
def test_a_contact_of_the_day_of_a_request_answers_it_only_if_it_was_noted_after(
    jour, note_a, avant
):
    note_le = datetime(jour.year, jour.month, jour.day, note_a, tzinfo=UTC)
    contact = Contact(jour=jour, note_le=note_le)

    assert bureau._came_before(contact, datetime(2026, 11, 26, 10, tzinfo=UTC)) is avant
