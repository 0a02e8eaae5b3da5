"""What a space knows of its buyer."""

import pytest

from spaser.regles.assujettissement import NatureAcheteur
from spaser.site.espace.perimetre import describe_acheteur
from spaser.site.organisations.espaces import open_essai
from tests.site.organisations.fabrique import SIREN_VAL, make_organisation, make_personne

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("siren", "nature"),
    [
        ("213502388", NatureAcheteur.COMMUNE),  # Rennes
        ("243500139", NatureAcheteur.METROPOLE),  # Rennes Métropole
        (SIREN_VAL, None),
    ],
)
def test_the_tables_tell_the_kind_and_the_size(siren, nature):
    acheteur = describe_acheteur(open_essai(make_personne("a@exemple.fr"), siren, "Essai"))

    assert acheteur.nature is nature
    assert (acheteur.habitants is None) is (nature is None)


@pytest.mark.parametrize(
    ("type_", "nature"),
    [
        ("region", NatureAcheteur.REGION),
        ("universite", NatureAcheteur.ETABLISSEMENT_ETAT),
        ("epci", None),  # of which kind, nobody can tell
        ("", None),
    ],
)
def test_an_organisation_tells_its_kind_when_only_one_can_be(type_, nature):
    organisation = make_organisation(type=type_, population=1000)
    acheteur = describe_acheteur(organisation.espace)

    assert (acheteur.nature, acheteur.habitants) == (nature, 1000)
