from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from spaser.regles.fiche import Contact
from spaser.regles.nomenclatures import OrigineFiche
from spaser.site.registre.fiches import ActePublication, publish_fiche
from spaser.site.registre.models import Fiche, RappelExactitude
from spaser.site.registre.moderation.requetes import ask_exactitude
from spaser.site.socle.models import Jeton
from tests.site.registre.depot.conftest import RENNES, lien_dans, make_membre, texte
from tests.site.registre.fabrique import make_fiche, make_spaser

pytestmark = pytest.mark.django_db
PUBLIEE = datetime(2025, 11, 1, tzinfo=UTC)
MAINTENANT = datetime(2026, 11, 24, tzinfo=UTC)


def _fiche(contact=None, organisation=None, origine=OrigineFiche.DEPOSE):
    spaser = make_spaser("Rennes", siren=RENNES)
    if contact:
        spaser = spaser.__class__(structure=spaser.structure, schema=spaser.schema, contact=contact)
    return publish_fiche(
        ActePublication(
            spaser=spaser, origine=origine, maintenant=PUBLIEE, organisation=organisation
        )
    )


def test_members_who_may_answer_are_asked_once_a_year(ada, rennes, courriels):
    make_membre(RENNES, "lecture@exemple.fr", "lecture")
    _fiche(organisation=rennes)
    for jour in range(3):
        ask_exactitude(MAINTENANT + timedelta(days=jour))
    [message] = courriels
    assert (message.to, message.subject) == (
        ["ada@exemple.fr"],
        "Rennes : votre fiche est-elle toujours exacte ?",
    )
    assert "n’a pas changé depuis le 01/11/2025" in message.body
    ask_exactitude(MAINTENANT + timedelta(days=366))
    assert len(courriels) == 2


def test_without_members_the_service_of_the_sheet_is_asked(courriels):
    _fiche(Contact(service="Achats", courriel="achats@rennes.exemple"))
    ask_exactitude(MAINTENANT)
    assert [m.to for m in courriels] == [["achats@rennes.exemple"]]


def test_with_nobody_to_ask_no_mail_leaves(courriels):
    _fiche()
    assert ask_exactitude(MAINTENANT) == 0
    assert courriels == []
    assert RappelExactitude.objects.get().destinataires == 0


def test_a_sheet_found_in_a_source_that_nobody_keeps_is_not_asked_about(courriels):
    _fiche(
        Contact(service="Achats", courriel="achats@rennes.exemple"), origine=OrigineFiche.RECENSE
    )
    ask_exactitude(MAINTENANT)
    assert courriels == []


@pytest.mark.parametrize("champ", ["mise_a_jour_le", "confirmee_le"])
def test_a_sheet_looked_at_within_the_year_is_not_asked_about(ada, rennes, courriels, champ):
    fiche = _fiche(organisation=rennes)
    setattr(fiche, champ, datetime(2026, 6, 1, tzinfo=UTC))
    fiche.save()
    ask_exactitude(MAINTENANT)
    assert courriels == []


def test_one_click_confirms_the_sheet_once(ada, rennes, courriels, client):
    _fiche(organisation=rennes)
    ask_exactitude(MAINTENANT)
    lien = lien_dans(courriels[0])
    page = texte(client.get(lien))
    assert "la fiche est-elle toujours exacte" in page
    assert Fiche.objects.get().confirmee_le is None
    assert client.post(lien)["Location"] == Fiche.objects.get().get_absolute_url()
    assert Fiche.objects.get().confirmee_le is not None
    assert Fiche.objects.get().versions.count() == 1
    reponse = client.post(lien)
    assert reponse.status_code == 410
    assert "Ce lien a déjà servi" in texte(reponse)


def test_the_page_also_leads_to_a_correction(ada, rennes, courriels, client):
    fiche = _fiche(organisation=rennes)
    ask_exactitude(MAINTENANT)
    page = client.get(lien_dans(courriels[0])).content.decode()
    assert f"/registre/deposer/fiche/{fiche.pk}/" in page


def test_an_expired_link_confirms_nothing(ada, rennes, courriels, client):
    _fiche(organisation=rennes)
    ask_exactitude(MAINTENANT)
    Jeton.objects.update(expire_le=timezone.now() - timedelta(days=1))
    assert client.post(lien_dans(courriels[0])).status_code == 410
    assert Fiche.objects.get().confirmee_le is None


def test_an_invented_link_confirms_nothing(client):
    make_fiche("Rennes")
    assert client.post("/registre/confirmer/invente/").status_code == 410
