"""Who a buyer is: the site's own organisations and the reference tables."""

import pytest

from spaser.site.organisations.espaces import open_organisation, save_identite, verify_identite
from spaser.site.organisations.identite import (
    GesteRefuse,
    SirenRefuse,
    describe_siren,
    search_identites,
)
from spaser.site.organisations.models import Organisation
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import make_membre, make_organisation, make_personne

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


def test_a_buyer_of_the_tables_is_recorded_with_its_territory():
    organisation = open_organisation("200023414")

    assert organisation.nom == "Métropole Rouen Normandie"
    assert organisation.type == "metropole"
    assert organisation.nom_region == "Normandie"
    assert organisation.noms_departement == ["Seine-Maritime (76)"]
    assert organisation.population == 507654
    assert organisation.identite == "reference"


def test_a_commune_is_recorded_too():
    organisation = open_organisation("210100012")

    assert (organisation.type, organisation.code_region) == ("commune", "84")


def test_an_unknown_siren_is_recorded_under_the_name_given_to_be_checked():
    organisation = open_organisation("001010024", nom="  Département   du Haut-Fictif ")

    assert organisation.nom == "Département du Haut-Fictif"
    assert organisation.est_a_verifier
    assert organisation.code_region == ""
    assert organisation.population is None


def test_an_unknown_siren_without_name_is_refused():
    with pytest.raises(GesteRefuse, match="donnez le nom"):
        open_organisation("001010024", nom="  ")

    assert not Organisation.objects.exists()


def test_a_wrong_siren_is_refused():
    with pytest.raises(SirenRefuse):
        open_organisation("200023415", nom="Nom")


def test_the_same_siren_is_recorded_once_and_keeps_its_name(organisation):
    assert open_organisation(organisation.siren, nom="Autre nom") == organisation
    assert Organisation.objects.get().nom == "Métropole de Val-Fictif"


def test_the_name_given_for_a_known_buyer_is_not_heard():
    assert open_organisation("200023414", nom="Faux nom").nom == "Métropole Rouen Normandie"


def test_what_a_member_corrects_has_to_be_checked_again(organisation, administration):
    organisation.nom = "Nouveau nom"
    save_identite(organisation, administration.utilisateur)

    organisation.refresh_from_db()
    assert (organisation.nom, organisation.identite) == ("Nouveau nom", "a_verifier")


def test_what_the_tables_say_is_not_corrected_by_a_member():
    with pytest.raises(GesteRefuse, match="tables de référence"):
        save_identite(open_organisation("200023414"), make_personne("a@exemple.fr"))


def test_the_programme_checks_who_an_organisation_is():
    organisation = open_organisation("001010024", nom="Département du Haut-Fictif")
    moderation = make_personne("m@exemple.fr")
    verify_identite(organisation, moderation)

    assert organisation.identite == "verifiee"
    assert list(Evenement.objects.order_by("pk").values_list("geste", "auteur_id")) == [
        ("organisation.creation", None),
        ("organisation.verification", moderation.pk),
    ]


def test_the_site_and_the_tables_are_searched_together(organisation):
    make_organisation("001010024", "Métropole d’Évreux-Fictif")

    assert [i.nom for i in search_identites("évreux")] == [
        "Métropole d’Évreux-Fictif",
        "Évreux",
        "Communauté d’agglomération Evreux Portes de Normandie",
        "Le Vieil-Évreux",
    ]


def test_a_buyer_of_both_is_found_once():
    open_organisation("200023414")

    assert [i.siren for i in search_identites("métropole rouen normandie")] == ["200023414"]


def test_a_name_that_nobody_has_confirmed_is_not_shown_to_all():
    inventee = make_organisation("001010024", "Zigouillis", identite="a_verifier")
    assert search_identites("zigouillis") == []

    make_membre(inventee, "administration")
    make_membre(inventee, "lecture")
    assert [i.nom for i in search_identites("zigouillis")] == ["Zigouillis"]


@pytest.mark.parametrize("texte", ["", "   ", "%", "'; --", "200023415", "999999999"])
def test_nothing_is_found_for_nothing_usable(texte, organisation):
    assert search_identites(texte) == []


def test_a_siren_nobody_has_heard_of_is_not_described():
    assert describe_siren("001010024") is None


def test_a_place_is_told_in_words():
    assert describe_siren("200023414").lieu == "Seine-Maritime (76), Normandie"
