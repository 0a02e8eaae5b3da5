"""Results: provisional, frozen, exported, compared, even when the questionnaire changed."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from spaser.regles import autodiagnostic
from spaser.site.diagnostic import models
from spaser.site.diagnostic.models import Participation
from spaser.site.espace.models import Proposition
from tests.regles.autodiagnostic.test_evolution import change
from tests.site.diagnostic.fabrique import RACINE, all_at, make_campagne, make_figee, type_all
from tests.site.organisations.fabrique import texte

pytestmark = pytest.mark.django_db


def freeze(client, campagne):
    return client.post(f"{campagne.get_absolute_url()}figer/")


def test_a_result_is_provisional_until_it_is_frozen(redaction, campagne):
    type_all(campagne, all_at(2), all_at(2, portage=4))
    page = texte(redaction.get(f"{campagne.get_absolute_url()}resultat/"))

    assert "Provisoire" in page
    assert "50 sur 100" in page
    assert "entre 47,5 et 52,5" in page
    assert "1 question a des réponses différentes" in page


def test_a_campaign_without_answers_has_no_score_and_cannot_be_frozen(redaction, campagne):
    assert "Pas encore de score" in texte(redaction.get(f"{campagne.get_absolute_url()}resultat/"))

    freeze(redaction, campagne)
    campagne.refresh_from_db()
    assert not campagne.est_figee


def test_before_freezing_the_page_tells_what_is_open(redaction, campagne):
    type_all(campagne, all_at(2), all_at(2, portage=4))
    Participation.objects.create(campagne=campagne, mode="lien", nom="Finances")

    page = texte(redaction.get(f"{campagne.get_absolute_url()}figer/"))
    assert "1 encore attendue" in page
    assert "1 sans niveau" in page


def test_freezing_keeps_the_levels_and_proposes_what_comes_next(redaction, campagne):
    type_all(campagne, all_at(2, portage=0))
    freeze(redaction, campagne)
    campagne.refresh_from_db()

    assert campagne.retenus == all_at(2, portage=0)
    assert campagne.nb_reponses == 1
    assert Proposition.objects.count() == 5
    portage = Proposition.objects.get(code="ACT-02")
    assert "Réponse retenue dans « Point de départ »" in portage.raison


def test_a_frozen_result_changes_no_more(redaction, campagne):
    type_all(campagne, all_at(2))
    freeze(redaction, campagne)
    redaction.post(
        f"{campagne.get_absolute_url()}accords/portage/",
        {"niveau": 4, "raison": "Trop tard.", "version": 0},
    )
    redaction.post(f"{campagne.get_absolute_url()}papier/", {"nom": "Tard", "portage": "4"})
    campagne.refresh_from_db()

    assert campagne.retenus == all_at(2)
    assert campagne.participations.count() == 1
    assert not campagne.accords.exists()


@pytest.mark.parametrize(("nominative", "garde"), [(True, True), (False, False)])
def test_freezing_takes_names_off_a_campaign_without_names(
    organisation, redactrice, redaction, contribution, nominative, garde
):
    campagne = make_campagne(organisation, redactrice, nominative=nominative)
    adresse = f"{campagne.get_absolute_url()}repondre/"
    contribution.post(adresse, {"portage": "2", "envoyer": "oui"})
    type_all(campagne, all_at(2), all_at(2))
    freeze(redaction, campagne)

    sienne = Participation.objects.get(mode="compte")
    assert (sienne.utilisateur is not None) is garde
    assert sienne.reponses == {"portage": 2}


def export(client, campagne, extension):
    reponse = client.get(f"{campagne.get_absolute_url()}resultat.{extension}")
    nom = f"autodiagnostic-2026-11-24.{extension}"
    assert reponse["Content-Disposition"] == f'attachment; filename="{nom}"'
    return reponse.content


def test_the_result_leaves_as_an_accessible_pdf(redaction, campagne):
    type_all(campagne, all_at(2))
    lecteur = PdfReader(io.BytesIO(export(redaction, campagne, "pdf")))

    assert lecteur.metadata.title == "Autodiagnostic : Point de départ"
    assert lecteur.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "provisoire" in lecteur.pages[0].extract_text()


def test_the_result_leaves_as_a_workbook(redaction, campagne):
    type_all(campagne, all_at(2), all_at(2, portage=4))
    classeur = load_workbook(io.BytesIO(export(redaction, campagne, "xlsx")))

    assert classeur.sheetnames == ["Lire ce classeur", "Résultat", "Réponses", "Et ensuite"]
    portage = list(classeur["Réponses"].iter_rows(values_only=True))[2]
    assert portage[2] is None
    assert (
        portage[4].replace("\u00a0", " ").replace("\u202f", " ") == "1 au niveau 2 ; 1 au niveau 4"
    )
    assert export(redaction, campagne, "ods").startswith(b"PK")


def test_an_unknown_format_is_not_there(redaction, campagne):
    assert redaction.get(f"{campagne.get_absolute_url()}resultat.exe").status_code == 404


def test_one_or_two_unnamed_people_make_no_result(organisation, redactrice, redaction):
    campagne = make_campagne(organisation, redactrice, nominative=False)
    type_all(campagne, all_at(2), all_at(2))
    adresse = f"{campagne.get_absolute_url()}resultat/"
    assert "Pas encore de score" in texte(redaction.get(adresse))
    assert "trois réponses envoyées" in texte(
        redaction.get(f"{campagne.get_absolute_url()}figer/", follow=True)
    )

    type_all(campagne, all_at(2))
    assert "50 sur 100" in texte(redaction.get(adresse))


def test_an_unnamed_export_keeps_small_numbers_to_itself(organisation, redactrice, redaction):
    campagne = make_campagne(organisation, redactrice, nominative=False)
    type_all(campagne, all_at(2), all_at(3))
    classeur = load_workbook(io.BytesIO(export(redaction, campagne, "xlsx")))

    notes = {ligne[4] for ligne in classeur["Réponses"].iter_rows(min_row=2, values_only=True)}
    assert notes <= {None, ""}


def test_campaigns_are_compared_over_time(organisation, redactrice, redaction):
    make_figee(organisation, redactrice, all_at(1), jour=date(2025, 11, 24))
    incomplete = all_at(2, portage=0)
    del incomplete["bilan"]
    make_figee(organisation, redactrice, incomplete, titre="Après")

    page = texte(redaction.get(f"{RACINE}evolution/"))
    assert "24/11/2025 : 25 sur 100." in page
    assert page.count('class="g-hachures"') == 1
    assert "De 1 à 0." in page
    assert "1 question sans niveau" in page


@pytest.mark.parametrize("nombre", [0, 1])
def test_a_comparison_needs_two_campaigns(organisation, redactrice, redaction, nombre):
    for _ in range(nombre):
        make_figee(organisation, redactrice, all_at(1))

    page = texte(redaction.get(f"{RACINE}evolution/"))
    assert ("Rien à comparer" in page, "Une seule campagne" in page) == (not nombre, bool(nombre))


@pytest.fixture
def deux_versions(monkeypatch):
    """The site asks a second version today, and still knows the first one."""

    def publish():
        versions = dict(autodiagnostic.load_questionnaires()) | {3: change()}
        for module in (autodiagnostic, models):
            monkeypatch.setattr(module, "load_questionnaires", lambda: versions)

    return publish


def test_an_open_campaign_keeps_the_questionnaire_it_was_opened_on(
    redaction, campagne, deux_versions
):
    deux_versions()
    page = texte(redaction.get(f"{campagne.get_absolute_url()}repondre/"))

    assert "Existe-t-il une politique achats formalisée ?" in page
    assert "Autrement ?" not in page


def test_a_comparison_says_what_changed_in_the_questionnaire(
    organisation, redactrice, redaction, deux_versions
):
    make_figee(organisation, redactrice, all_at(1), jour=date(2025, 11, 24))
    deux_versions()
    seconde = make_campagne(organisation, redactrice, titre="Après")
    seconde.questionnaire_version, seconde.retenus = 3, all_at(2, nouvelle=3)
    seconde.figee_le = seconde.ouverte_le
    seconde.save()

    page = texte(redaction.get(f"{RACINE}evolution/"))
    assert "Question ajoutée : Nouvelle ?" in page
    assert "Question dite autrement : Autrement ?" in page
    assert "<td>–</td><td>" in page
