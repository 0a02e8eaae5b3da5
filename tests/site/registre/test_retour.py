"""Going back to a former version of a sheet."""

from datetime import date

import pytest
from django.utils import timezone

from spaser.regles.nomenclatures import OrigineFiche, TypeStructure
from spaser.site.registre.fiches import ActePublication, publish_fiche
from spaser.site.registre.models import Provenance
from spaser.site.socle.models import Evenement
from tests.outils.pages import flatten
from tests.site.organisations.fabrique import SIREN_VAL, make_equipe, make_membre, make_organisation
from tests.site.organisations.fabrique import sign_in as connect
from tests.site.registre.fabrique import make_spaser

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

NOM = "Métropole de Val-Fictif"
SOURCE = {"libelle": "Délibération", "url": "https://exemple.fr/d", "date": date(2026, 1, 2)}


@pytest.fixture
def organisation():
    return make_organisation(SIREN_VAL, NOM)


def publish(organisation, fiche=None, provenances=None, confiance="", origine="depose", **champs):
    publication = ActePublication(
        spaser=make_spaser(NOM, type=TypeStructure.METROPOLE, siren=SIREN_VAL, **champs),
        origine=OrigineFiche(origine),
        maintenant=timezone.now(),
        organisation=organisation,
        confiance=confiance,
    )
    return publish_fiche(publication, fiche, provenances)


@pytest.fixture
def fiche(organisation):
    """A sheet found in a source, that a member then got wrong."""
    recense = Provenance(origine="recense", confiance="C", champ="schema.titre", **SOURCE)
    fiche = publish(organisation, None, [recense], "C", "recense", titre="Juste", debut="2024")
    depose = Provenance(origine="depose", libelle="Dépôt", date=date(2026, 2, 3))
    return publish(organisation, fiche, [depose], titre="Faux", debut="2042")


def address(fiche, version=1):
    return f"/registre/fiches/{fiche.pk}/versions/{version}/revenir/"


def ask(client, fiche, **champs):
    return client.post(address(fiche), {"depuis": 2, "motif": "La période était fausse."} | champs)


@pytest.fixture
def redactrice(organisation):
    return connect(make_membre(organisation, "redaction").utilisateur)


@pytest.fixture
def moderatrice():
    return connect(make_equipe("moderation"), second_facteur=True)


def test_a_member_goes_back_and_every_version_stays(redactrice, fiche):
    assert ask(redactrice, fiche).status_code == 302
    fiche.refresh_from_db()

    assert (fiche.titre, fiche.debut) == ("Juste", "2024")
    assert [v.numero for v in fiche.versions.all()] == [3, 2, 1]
    motif = fiche.versions.latest("numero").motif
    assert motif == "Retour à la version 1\u00a0: La période était fausse."


def test_the_origin_of_each_fact_comes_back_too(redactrice, fiche):
    ask(redactrice, fiche)
    fiche.refresh_from_db()
    (source,) = fiche.provenances.all()

    assert (fiche.origine, fiche.confiance) == ("recense", "C")
    assert {nom: getattr(source, nom) for nom in SOURCE} == SOURCE
    assert (source.champ, source.confiance) == ("schema.titre", "C")


def test_those_who_keep_the_sheet_are_told_but_not_the_one_who_acts(
    moderatrice, redactrice, fiche, courriels
):
    ask(moderatrice, fiche)

    assert [message.to for message in courriels] == [["redaction@001010016.exemple.fr"]]
    assert "La période était fausse." in courriels[0].body
    courriels.clear()
    ask(redactrice, fiche, depuis=3)
    assert courriels == []


def test_the_gesture_is_in_the_journal(moderatrice, fiche):
    ask(moderatrice, fiche)

    dernier = Evenement.objects.order_by("pk").last()
    assert (dernier.geste, dernier.details["motif"]) == (
        "registre.modifiee",
        "Retour à la version 1\u00a0: La période était fausse.",
    )


def test_the_page_shows_what_would_change(redactrice, fiche):
    page = redactrice.get(address(fiche)).text

    assert page.index("Faux") < page.index("Juste")
    assert "Il n’y a rien à changer" in flatten(redactrice.get(address(fiche, 2)).text)


def test_the_versions_offer_it_to_those_who_may(client, redactrice, moderatrice, fiche):
    versions = f"{fiche.get_absolute_url()}versions/"

    for admise in (redactrice, moderatrice):
        page = admise.get(versions).text
        assert address(fiche, 1) in page
        assert address(fiche, 2) not in page
    assert "revenir" not in client.get(versions).text


@pytest.mark.parametrize("motif", ["", "   ", "x" * 201])
def test_a_reason_is_asked_for(redactrice, fiche, motif):
    page = ask(redactrice, fiche, motif=motif)

    assert page.status_code == 200
    assert fiche.versions.count() == 2


def test_the_second_of_two_at_once_sees_what_the_first_did(redactrice, organisation, fiche):
    publish(organisation, fiche, titre="Tout autre", debut="2024")
    page = ask(redactrice, fiche)

    assert page.status_code == 200
    assert "Une autre version a été publiée entre-temps" in page.text
    assert "Tout autre" in page.text
    assert "La période était fausse." in page.text
    assert 'value="3"' in page.text
    assert fiche.versions.count() == 3


@pytest.mark.parametrize(("role", "statut"), [("contribution", 403), ("lecture", 403)])
def test_other_members_may_not(organisation, fiche, role, statut):
    client = connect(make_membre(organisation, role, f"{role}@exemple.fr").utilisateur)

    assert ask(client, fiche).status_code == statut
    assert fiche.versions.count() == 2


def test_a_stranger_finds_nothing_there(fiche):
    ailleurs = make_organisation("001010024", "Autre-Fictif")
    etrangere = connect(make_membre(ailleurs, "administration", "x@exemple.fr").utilisateur)

    assert ask(etrangere, fiche).status_code == 404


@pytest.mark.parametrize("version", [0, 3, 99])
def test_a_version_that_does_not_exist_is_not_found(redactrice, fiche, version):
    assert redactrice.get(address(fiche, version)).status_code == 404


def test_a_version_under_a_format_no_longer_read_is_not_offered(redactrice, fiche):
    fiche.versions.filter(numero=1).update(contenu={"ancien": "format"})

    assert redactrice.get(address(fiche)).status_code == 404
    assert address(fiche) not in redactrice.get(f"{fiche.get_absolute_url()}versions/").text
