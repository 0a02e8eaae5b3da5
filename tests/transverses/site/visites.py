"""Every visitor at every address, once a run: what came back is what the tests read."""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from tests.transverses.site.exemples import find_arguments, make_exemples
from tests.transverses.site.monde import make_monde
from tests.transverses.site.personnes import Personne
from tests.transverses.site.variables import watch_variables
from tests.transverses.site.vues import Vue, list_vues

# A demonstration, with ProConnect: no page is out of reach for want of a setting.
REGLAGES = {
    "DEMONSTRATION": True,
    "PROCONNECT_EMETTEUR": "https://proconnect.exemple.fr",
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "https://proconnect.exemple.fr/authorize",
    "OIDC_RP_CLIENT_ID": "essai",
}
REFUS = {403: "interdite", 404: "introuvable", 405: "autre méthode", 500: "panne"}


@dataclass
class Visite:
    """One answer: who asked for what, and how it went."""

    vue: Vue
    personne: Personne
    methode: str
    adresse: str
    du_leurre: bool = False
    statut: int = 0
    entetes: dict = field(default_factory=dict, repr=False)
    biscuits: dict = field(default_factory=dict, repr=False)
    texte: str = field(default="", repr=False)
    requetes: list = field(default_factory=list, repr=False)
    gabarits: set = field(default_factory=set, repr=False)
    manques: set = field(default_factory=set, repr=False)
    panne: str = ""

    def __str__(self):
        return f"{self.methode} {self.vue.nom} ({self.personne.nom})"

    @property
    def issue(self):
        """Say in a word what became of the visitor."""
        if self.statut in REFUS:
            return REFUS[self.statut]
        return self._sent_away() or "admise"

    @property
    def est_page(self):
        return self.statut == 200 and self.entetes.get("Content-Type", "").startswith("text/html")

    def _sent_away(self):
        but = urlsplit(self.entetes.get("Location", ""))
        suite = parse_qs(but.query).get("next", [""])[0]
        if suite not in {self.adresse, reverse("comptes:reprise")}:
            return ""
        portes = {"comptes:connexion": "connexion", "comptes:second_facteur": "second facteur"}
        return {reverse(vue): issue for vue, issue in portes.items()}.get(but.path, "")


@cache
def visit_all():
    """Visit everything; the base is left as it was. Called with the base open."""
    with override_settings(**REGLAGES), transaction.atomic():
        monde = make_monde()
        client = Client(raise_request_exception=False)
        visites = [_visit(client, visite) for visite in _list_visites(monde)]
        transaction.set_rollback(True)
    return visites


def _list_visites(monde):
    exemples = make_exemples(monde, monde.maison)
    leurres = exemples | make_exemples(monde, monde.leurre) | {"siren": exemples["siren"]}
    for vue in list_vues():
        adresse = vue.address(find_arguments(vue, exemples))
        for methode in ("GET", "POST"):
            for personne in monde.personnes:
                yield Visite(vue, personne, methode, adresse)
            if vue.portee == "organisation" and len(vue.parametres) > 1:
                detournee = vue.address(find_arguments(vue, leurres))
                chez_soi = monde.person("administration")
                yield Visite(vue, chez_soi, methode, detournee, du_leurre=True)


def _visit(client, visite):
    _sit_down(client, visite.personne)
    with _undone(), _heard(visite), _counted(visite), watch_variables(visite.manques):
        reponse = client.generic(visite.methode, visite.adresse, **_body(visite))
        contenu = reponse.getvalue()
    visite.statut, visite.entetes = reponse.status_code, dict(reponse.headers)
    visite.biscuits = reponse.cookies
    if visite.entetes.get("Content-Type", "").startswith("text/html"):
        visite.texte = contenu.decode()
    return visite


def _sit_down(client, personne):
    """Give the browser to a visitor: what the last one left in it is gone."""
    client.cookies.clear()
    if personne.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = personne.session


def _body(visite):
    formulaire = {"content_type": "application/x-www-form-urlencoded"}
    return formulaire if visite.methode == "POST" else {}


@contextmanager
def _undone():
    """Give each visit the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _counted(visite):
    with CaptureQueriesContext(connection) as requetes:
        yield
    visite.requetes = [requete["sql"] for requete in requetes.captured_queries]
    connection.queries_log.clear()


@contextmanager
def _heard(visite):
    """Note the templates that are rendered, and what breaks."""

    def note_gabarit(template, **_):
        visite.gabarits.add(template.name)

    def note_panne(**_):
        visite.panne = repr(sys.exc_info()[1])

    template_rendered.connect(note_gabarit)
    got_request_exception.connect(note_panne)
    try:
        yield
    finally:
        template_rendered.disconnect(note_gabarit)
        got_request_exception.disconnect(note_panne)
