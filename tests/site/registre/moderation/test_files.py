from datetime import UTC, datetime

import pytest

from spaser.site.registre.models import Depot, Revendication, Signalement
from tests.site.registre.depot.conftest import make_personne, texte
from tests.site.registre.fabrique import make_fiche
from tests.site.registre.moderation.conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def attente(invite, membre):
    """Put one thing in each queue, in an order of their own."""
    fiche = make_fiche("Lyon")
    depose = send(invite, nom="Déposée")
    publie = send(membre, nom="Publiée")
    Depot.objects.filter(pk=depose.pk).update(soumis_le=datetime(2026, 11, 3, tzinfo=UTC))
    Depot.objects.filter(pk=publie.pk).update(soumis_le=datetime(2026, 11, 1, tzinfo=UTC))
    Revendication.objects.create(
        fiche=make_fiche("Revendiquée"),
        demandeur=make_personne("dora@exemple.fr", "Dora", "Fougère"),
        siren="216901231",
        creee_le=datetime(2026, 11, 2, tzinfo=UTC),
    )
    Signalement.objects.create(
        fiche=fiche, nature="lien", message="Mort", creee_le=datetime(2026, 11, 4, tzinfo=UTC)
    )


def test_everything_waits_in_one_list_the_oldest_first(moderatrice, attente):
    page = texte(moderatrice.get("/registre/moderation/"))
    tableau = page[page.index("<tbody>") :]
    places = [tableau.index(nom) for nom in ("Publiée", "Revendiquée", "Déposée", "Lyon")]
    assert places == sorted(places)
    assert "Tout (4)" in page
    assert "Dora Fougère (dora@exemple.fr)" in page
    assert "Signalement : un lien ne mène plus à rien" in page


@pytest.mark.parametrize(
    ("file", "nom", "autre"),
    [
        ("a-relire", "Déposée", "Publiée"),
        ("a-verifier", "Publiée", "Déposée"),
        ("revendications", "Revendiquée", "Publiée"),
        ("signalements", "Lyon", "Publiée"),
    ],
)
def test_each_queue_is_seen_alone(moderatrice, attente, file, nom, autre):
    page = texte(moderatrice.get(f"/registre/moderation/?file={file}"))
    tableau = page[page.index("<tbody>") : page.index("</tbody>")]
    assert nom in tableau
    assert autre not in tableau


def test_an_empty_queue_says_so(moderatrice):
    assert "Rien n’attend" in texte(moderatrice.get("/registre/moderation/"))


@pytest.mark.longue
def test_the_queue_asks_the_base_for_little(
    moderatrice, attente, invite, django_assert_max_num_queries
):
    for n in range(8):
        send(invite, nom=f"Déposée {n}")
    with django_assert_max_num_queries(18):
        moderatrice.get("/registre/moderation/")
