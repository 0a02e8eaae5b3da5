"""Rates by group, single figures and buyers alike, as a space and as everybody see them."""

import pytest

from tests.web.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
DETAIL = f"/espace/{SIREN_VAL}/indicateurs/detail/"


@pytest.fixture
def client():
    return sign_in(make_membre(make_organisation(), "contribution").utilisateur)


def lire(reponse):
    return texte(reponse).replace("\u202f", " ").replace("\u00a0", " ")


def test_smoke(marches, client):
    from pathlib import Path

    for par in ["famille", "procedure", "tranche"]:
        for taux in ["loi", "social", "environnement", "economie", "territoire"]:
            r = client.get(f"{DETAIL}?par={par}&taux={taux}&annee=2025")
            Path(f"/tmp/dem/{par}-{taux}.html").write_bytes(r.content)
    r = client.get(f"/acheteurs/{SIREN_VAL}/detail/?par=procedure&annee=2025")
    Path("/tmp/dem/public.html").write_bytes(r.content)
