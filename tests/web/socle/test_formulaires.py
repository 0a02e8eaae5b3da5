"""What every form refuses alike."""

import pytest
from django.core.exceptions import ValidationError

from spaser.web.socle.formulaires import refuse_lien


@pytest.mark.parametrize(
    "nom",
    [
        "Gagnez sur https://exemple.org",
        "www.exemple",
        "exemple.com",
        "Voir mon-site.xyz/gagne",
        "Ada EXEMPLE.FR",
    ],
)
def test_a_name_holds_no_address(nom):
    with pytest.raises(ValidationError, match="retirez-la"):
        refuse_lien(nom)


@pytest.mark.parametrize(
    "nom",
    [
        "Ville de Saint-Étienne",
        "S.I.V.U. du Val",
        "Communauté de communes (C.C.) de l’Orb",
        "SEM Val.Habitat",
        "M. Martin",
        "St.Denis",
        "C.F.A. de l’Ain",
    ],
)
def test_dots_alone_are_no_address(nom):
    assert refuse_lien(nom) is None
