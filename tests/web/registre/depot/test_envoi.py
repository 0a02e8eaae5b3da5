import pytest

from spaser.web.registre.models import Depot, Fiche
from tests.web.registre.depot.conftest import open_draft

pytestmark = pytest.mark.django_db


def test_a_member_publishes_at_once(membre, equipe, courriels, rennes):
    adresse = open_draft(membre)
    page = membre.get(f"{adresse}verification/")
    assert "publiée dès l’envoi" in page.content.decode()
    revision = Depot.objects.get().revision
    reponse = membre.post(
        f"{adresse}verification/", {"revision": revision, "consentement": "on"}, follow=True
    )
    assert reponse.status_code == 200
    fiche = Fiche.objects.get()
    assert (fiche.structure, fiche.origine, fiche.organisation) == (
        "Commune de Rennes",
        "depose",
        rennes,
    )
    assert [(m.to, m.subject) for m in courriels] == [
        (["ada@exemple.fr"], "Commune de Rennes : votre SPASER est publié"),
        (["mona@exemple.fr"], "Registre : Commune de Rennes, dépôt publié, à vérifier"),
    ]
