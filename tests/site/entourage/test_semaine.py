"""A week of the programme's officer: all that waits, reached from her desk, gesture by gesture."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.site.entourage import echanges
from spaser.site.entourage.models.conseil import TenueAide
from spaser.site.entourage.models.echanges import EchangePublic, SignalementEchange
from spaser.site.organisations.models import DemandeAdhesion, RoleProgramme
from spaser.site.registre.models import Depot, EtatDepot
from tests.site.organisations.fabrique import (
    make_demande,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
)
from tests.site.registre.moderation.conftest import invite, send  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.longue]

SECONDES = 20  # a gesture: a page that is read, or a form that is filled and sent


class Officiere:
    """Goes only where a link of the page leads, sends only what the page holds, and counts."""

    def __init__(self, client):
        self.client, self.gestes = client, 0
        self._read(client.get("/bureau/", follow=True))

    def open(self, adresse):
        """Follow the first link that is so, whatever is asked of it."""
        lien = re.search(rf'href="({adresse})(?:[?#][^"]*)?"', self.page.text)
        assert lien, f"no way to {adresse} from {self.ici}"
        self._read(self.client.get(lien[1], follow=True))

    def send(self, bouton, ou="", **dits):
        """Press a button of this page (« nom=valeur »), filling what is asked."""
        nom, valeur = bouton.split("=") if "=" in bouton else ("", bouton)
        assert (f'name="{nom}"' if nom else valeur) in self.page.text
        assert valeur in self.page.text
        dits |= {nom: valeur} if nom else {}
        self._read(self.client.post(ou or self.ici, dits, follow=True))

    def _read(self, page):
        assert page.status_code == 200
        self.page, self.gestes = page, self.gestes + 1
        self.ici = page.redirect_chain[-1][0] if page.redirect_chain else page.request["PATH_INFO"]


@pytest.fixture
def semaine(invite):  # noqa: F811 - the fixture imported above
    """Twenty questions, three reports, two pages of helpers, five memberships, one deposit."""
    val = make_organisation()
    ada = make_membre(val, "redaction", "ada@val.exemple.fr").utilisateur
    (plume,) = echanges.list_plumes(ada, equipe=False)
    questions = [
        EchangePublic.objects.create(
            auteur=ada,
            titre=f"Question {rang} ?",
            publique_le=timezone.now() - timedelta(days=6),
            **plume._asdict(),
        )
        for rang in range(23)
    ]
    for question in questions[20:]:
        echanges.write_echange(ada, plume, {"texte": "Nous."}, question=question)
        echanges.report_echange(question, "Un fournisseur est nommé.")
    reseau = make_personne("reseau@exemple.fr")
    for appui in ("guichet-ile-de-france", "guichet-bretagne"):
        TenueAide.objects.create(
            appui=appui,
            utilisateur=reseau,
            confiee_le=timezone.now(),
            confirmee_le=timezone.now(),
            courriel="guichet@exemple.fr",
        )
    for rang in range(5):
        make_demande(val, f"demande{rang}@exemple.fr", destinataire="programme")
    send(invite)


def test_the_week_of_an_officer_takes_less_than_an_hour_from_one_desk(semaine):
    qui = make_equipe("animation", "officiere@programme.exemple.fr")
    RoleProgramme.objects.create(utilisateur=qui, role="moderation")
    elle = Officiere(sign_in(qui, second_facteur=True))

    for rang in range(20):
        if not rang:
            elle.open("/echanges/moderation/")
        elle.open(r"/echanges/\d+/")
        elle.send("geste=vue_le", f"{elle.ici}geste/")
    for _ in range(3):
        elle.open(r"/echanges/\d+/signaler/")
        elle.send("Masquer", message="Nomme un fournisseur.")
    elle.open("/bureau/")
    elle.open("/aides/a-completer/")
    for tenue in TenueAide.objects.all():
        elle.send(f"lu={tenue.pk}")
    elle.open("/bureau/")
    elle.open("/organisations/programme/demandes/")
    for _ in range(5):
        elle.open(r"/organisations/\d{9}/demandes/\d+/")
        elle.send("reponse=accepter", role="redaction")
        elle.open("/organisations/programme/demandes/")
    elle.open("/bureau/")
    elle.open("/registre/moderation/")
    elle.open(r"/registre/moderation/depots/[\w-]+/")
    depot = Depot.objects.get()
    elle.send("decision=accepter", version=depot.version, reponse="")

    assert not echanges.list_oubliees()
    assert not SignalementEchange.objects.attendent()
    assert not TenueAide.objects.filter(relue_le=None)
    assert not DemandeAdhesion.objects.filter(destinataire="programme", etat="en_attente")
    assert Depot.objects.get().etat != EtatDepot.SOUMIS
    assert elle.gestes * SECONDES <= 60 * 60, elle.gestes
