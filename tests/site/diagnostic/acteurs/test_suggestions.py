"""Suggestions: of the region, of a theme, of the store, accepted one by one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.regles.acteurs import load_catalogue
from spaser.site.diagnostic.acteurs.services import accept_suggestion, read_avancement_acteurs
from spaser.site.diagnostic.models import Acteur, SuggestionEcartee
from spaser.site.socle.models import Evenement
from tests.outils.scenario import play
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/acteurs/"
SUGGESTIONS = f"{RACINE}suggestions/"


def test_the_region_of_the_buyer_comes_first_with_its_sources(client):
    page = texte(client.get(SUGGESTIONS))

    assert page.index("RESECO") < page.index("Marché de l’inclusion")
    assert "lecture du 24 novembre 2026, source secondaire" in page
    assert "À vérifier" in page


def test_another_region_may_be_looked_at(client):
    page = texte(client.get(f"{SUGGESTIONS}?region=93"))

    assert "ARBE Région Sud" in page
    assert "RESECO" not in page


def test_without_a_known_region_one_is_asked_for(client, organisation):
    organisation.code_region = ""
    organisation.save()

    page = texte(client.get(f"{SUGGESTIONS}?region=zz"))

    assert "Votre région n’est pas connue" in page
    assert "Marché de l’inclusion" in page


def test_a_theme_proposes_its_kinds_of_stakeholders(client):
    page = texte(client.get(f"{SUGGESTIONS}?theme=insertion"))

    assert "Sur ce thème, pensez à :" in page
    assert "La clause verte" not in page


def test_a_suggestion_is_accepted_once_with_its_source_and_its_date(client):
    for _ in range(2):
        page = client.post(f"{SUGGESTIONS}accepter/", {"code": "reseco", "region": "53"})

    acteur = Acteur.objects.get()
    assert (acteur.nom, acteur.suggestion) == ("RESECO", "reseco")
    assert "achats-durables.gouv.fr" in acteur.source
    assert str(acteur.verifie_le) == "2026-11-24"
    assert page.url.endswith("?region=53")
    assert "Dans votre tableau" in texte(client.get(SUGGESTIONS))


@pytest.mark.parametrize("envoi", [{}, {"code": "rien"}, {"siren": "001010024"}])
def test_what_is_not_suggested_is_not_added(client, envoi):
    page = client.post(f"{SUGGESTIONS}accepter/", envoi, follow=True)

    assert "n’existe plus" in texte(page)
    assert not Acteur.objects.exists()


def test_inclusive_structures_of_published_contracts_are_proposed(marches, client):
    page = client.get(SUGGESTIONS)
    structure = page.context["inclusion"].structures[0]
    assert "chez vous" in texte(page)

    client.post(f"{SUGGESTIONS}accepter/", {"siren": structure.siren})

    acteur = Acteur.objects.get()
    assert (acteur.siren, acteur.typologie) == (structure.siren, "insertion")
    assert acteur.nom == structure.nom
    assert "Déjà là" in texte(client.get(SUGGESTIONS))


def test_without_a_store_the_page_says_so(client):
    assert "pas encore lu de données de marchés" in texte(client.get(SUGGESTIONS))


@pytest.mark.parametrize(
    ("champs", "titre"),
    [
        (None, "Repérer les acteurs de votre territoire"),
        ({"nom": "A"}, "Dire ce que chaque acteur apporte"),
        ({"nom": "A", "role": "decision"}, None),
    ],
)
def test_the_next_act_follows_what_is_done(espace, champs, titre):
    if champs:
        Acteur.objects.create(espace=espace, **champs)

    acte = read_avancement_acteurs(espace).suite

    assert (acte.titre if acte else None) == titre


def test_a_date_that_has_come_is_the_next_act(espace):
    acteur = Acteur.objects.create(espace=espace, nom="A", role="decision")
    acteur.echanges.create(jour="2026-01-05", moyen="courriel", dit="Oui", relance_le="2026-01-06")

    assert read_avancement_acteurs(espace).suite.titre.replace("\u00a0", " ") == "Faire 1 relance"


def test_the_demonstration_is_filled_once():
    play("Organisations")

    for _ in range(2):
        play("Acteurs du territoire")

    assert Acteur.objects.count() == 7
    assert Acteur.objects.get(typologie="insertion").personnes.count() == 1


def test_a_suggestion_is_set_aside_for_everybody_and_taken_back(client, membre):
    client.post(f"{SUGGESTIONS}ecarter/", {"code": "reseco"})

    page = client.get(SUGGESTIONS)
    assert "reseco" not in [p.suggestion.code for p in page.context["propositions"]]
    assert "RESECO, écarté le" in texte(page)
    assert f"par {membre.nom_complet}" in texte(page)

    suite = client.post(f"{SUGGESTIONS}reprendre/", {"code": "reseco", "region": "53"})
    page = client.get(SUGGESTIONS)
    assert suite.url.endswith("?region=53")
    assert "reseco" in [p.suggestion.code for p in page.context["propositions"]]
    assert "écarté le" not in texte(page)
    assert [e.geste for e in Evenement.objects.order_by("pk") if "suggestion." in e.geste] == [
        "suggestion.ecart",
        "suggestion.reprise",
    ]


def test_a_structure_of_the_store_is_set_aside_too(marches, client):
    structure = client.get(SUGGESTIONS).context["inclusion"].structures[0]

    page = client.post(f"{SUGGESTIONS}ecarter/", {"code": structure.siren}, follow=True)

    assert structure.siren not in [s.siren for s in page.context["structures"]]
    assert f'Proposer de nouveau<span class="fr-sr-only"> : {structure.nom}' in texte(page)


@pytest.mark.parametrize("geste", ["ecarter", "reprendre"])
@pytest.mark.parametrize("code", ["", "rien", "001010024"])
def test_what_is_not_suggested_is_not_set_aside(client, geste, code):
    page = client.post(f"{SUGGESTIONS}{geste}/", {"code": code}, follow=True)

    assert "n’existe plus" in texte(page)
    assert not SuggestionEcartee.objects.exists()


def test_what_is_in_the_table_stays_in_sight(client):
    client.post(f"{SUGGESTIONS}ecarter/", {"code": "reseco"})
    client.post(f"{SUGGESTIONS}accepter/", {"code": "reseco"})

    assert "Dans votre tableau" in texte(client.get(SUGGESTIONS))
    assert not SuggestionEcartee.objects.exists()


def test_a_reader_sets_nothing_aside(organisation):
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)

    assert lectrice.post(f"{SUGGESTIONS}ecarter/", {"code": "reseco"}).status_code == 403
    assert "Écarter" not in texte(lectrice.get(SUGGESTIONS))


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
def test_every_suggestion_comes_back_from_a_file_as_it_was(client, espace, membre, format_):
    for suggestion in load_catalogue().suggestions:
        accept_suggestion(espace, suggestion, membre)
    fichier = client.get(f"{RACINE}export.{format_}").content

    envoi = SimpleUploadedFile(f"acteurs.{format_}", fichier)
    page = texte(client.post(f"{RACINE}importer/", {"fichier": envoi}, follow=True))

    assert f"Déjà là, identiques : {len(load_catalogue().suggestions)}" in page
