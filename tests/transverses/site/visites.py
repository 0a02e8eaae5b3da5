"""Visits every address as every visitor, once a run; the tests read the answers kept here."""

import sys
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import override_settings
from django.urls import reverse

from tests.outils.tirage import draw, is_all_drawn, is_drawn
from tests.transverses.site.documents import list_links
from tests.transverses.site.exemples import (
    find_arguments,
    list_missing,
    make_exemples,
)
from tests.transverses.site.marche import uncopied, undone
from tests.transverses.site.monde import make_monde
from tests.transverses.site.personnes import ANONYME, Personne
from tests.transverses.site.regles import expect
from tests.transverses.site.remplir import MOT, Remplissage, find_marques
from tests.transverses.site.variables import Manques, watch_variables
from tests.transverses.site.vues import Vue, list_vues

# A demonstration on https, with ProConnect: no page is out of reach for want of a setting.
REGLAGES = {
    "HTTPS": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-session",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "DEMONSTRATION": True,
    "PROCONNECT_EMETTEUR": "https://proconnect.exemple.fr",
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "https://proconnect.exemple.fr/authorize",
    "OIDC_RP_CLIENT_ID": "essai",
}
# Who comes to each address each day: nobody, and who may do most in the organisation.
TOUJOURS = {ANONYME, "administration"}
# To read these is to begin to sign in: a session is opened, or a key drawn.
OUVRENT = {
    "comptes:cle_ajouter",
    "comptes:lien_demonstration",
    "comptes:proconnect_depart",
    "comptes:second_facteur_activer",
}
# Who comes to a space whose every field is filled.
LECTEURS = {ANONYME, "lecture", "administration", "administration ailleurs", "animation"}
REFUS = {403: "interdite", 404: "introuvable", 405: "autre méthode", 500: "panne"}


@dataclass
class Visite:
    """One answer: who asked for what, and how it went."""

    vue: Vue
    personne: Personne
    methode: str
    adresse: str
    du_leurre: bool = False
    est_suite: bool = False
    statut: int = 0
    entetes: dict = field(default_factory=dict, repr=False)
    biscuits: dict = field(default_factory=dict, repr=False)
    texte: str = field(default="", repr=False)
    requetes: list = field(default_factory=list, repr=False)
    gabarits: set = field(default_factory=set, repr=False)
    panne: str = ""
    marques: set = field(default_factory=set, repr=False)  # of a filled space

    def __str__(self):
        return f"{self.methode} {self.vue.nom} ({self.personne.nom})"

    @property
    def issue(self):
        """Say in a word what became of the visitor."""
        if self.statut in REFUS:
            return REFUS[self.statut]
        return self._sent_away() or "admise"

    @property
    def est_html(self):
        return bool(self.texte)

    @property
    def est_page(self):
        return self.statut == 200 and self.est_html

    @property
    def forme(self):
        """Name what was shown: the same templates for the same address make the same page."""
        return self.vue.nom, self.methode, self.statut, frozenset(self.gabarits)

    def _sent_away(self):
        but = urlsplit(self.entetes.get("Location", ""))
        suite = parse_qs(but.query).get("next", [""])[0]
        if suite not in {self.adresse, reverse("comptes:reprise")}:
            return ""
        portes = {"comptes:connexion": "connexion", "comptes:second_facteur": "second facteur"}
        return {reverse(vue): issue for vue, issue in portes.items()}.get(but.path, "")


@dataclass(frozen=True)
class Campagne:
    """All the answers: those of addresses, then of the links found on the pages."""

    visites: list[Visite]
    suites: list[Visite]
    manques: list[str]  # examples that addresses want
    variables: Manques  # what templates name in vain
    rempli: Remplissage | None = None


@cache
def visit_all(*, rempli=False):
    """Visit everything, then follow links. The base, open, is left as it was.

    `rempli`: a few come to read a space whose every field is filled; no link is followed.
    """
    variables = Manques()
    with (
        override_settings(**REGLAGES),
        uncopied(),
        transaction.atomic(),
        watch_variables(variables),
    ):
        monde = make_monde()
        exemples = make_exemples(monde, monde.maison)
        leurres = exemples | make_exemples(monde, monde.leurre) | {"siren": exemples["siren"]}
        manques = {vue: list_missing(vue, exemples) for vue in list_vues()}
        plein = None
        if rempli:
            plein = Remplissage(
                monde.maison.organisation.espace, monde.person("redaction").utilisateur
            )
        vues = [vue for vue, noms in manques.items() if not noms]
        client = Client(raise_request_exception=False)
        visites = [
            faite
            for vue in vues
            for faite in (
                _visit_each(client, _list_lectures(vue, monde.personnes, exemples))
                if rempli
                else _visit_each(client, _list_visites(vue, monde.personnes, exemples, leurres))
            )
        ]
        suites = [] if rempli else [_visit(client, visite) for visite in _list_suites(visites)]
        transaction.set_rollback(True)
    exemples_voulus = [manque for noms in manques.values() for manque in noms]
    return Campagne(visites, suites, exemples_voulus, variables, plein)


def _list_visites(vue, personnes, exemples, leurres):
    """Send everybody home, and the administrator to what is the neighbour's under her own SIREN."""
    adresse = vue.address(find_arguments(vue, exemples))
    detournee = vue.address(find_arguments(vue, leurres))
    for methode in ("GET", "POST"):
        yield from _choose([Visite(vue, personne, methode, adresse) for personne in personnes])
        if vue.portee == "organisation" and detournee != adresse:
            chez_soi = next(p for p in personnes if p.nom == "administration")
            yield Visite(vue, chez_soi, methode, detournee, du_leurre=True)


def _list_lectures(vue, personnes, exemples):
    """Send to each address those who may read least, here, elsewhere and in the programme."""
    adresse = vue.address(find_arguments(vue, exemples))
    for personne in personnes:
        if personne.nom in LECTEURS:
            yield Visite(vue, personne, "GET", adresse)
        if personne.nom == ANONYME and vue.portee == "publique":
            yield Visite(vue, personne, "GET", f"{adresse}?q={MOT}")


def _choose(visites):
    """Give who comes today: those that pages and budgets are read from, and others in turn.

    Each answer that the rights matrix gives here is asked for: of those promised it, one comes.
    """
    premiere = next((v for v in visites if expect(v) == "admise"), None)
    autres = defaultdict(list)
    for visite in visites:
        if visite is not premiere and visite.personne.nom not in TOUJOURS:
            autres[expect(visite)].append(visite)
    nom = f"{visites[0].methode} {visites[0].vue.nom}"
    tirees = [visite for semblables in autres.values() for visite in draw(nom, semblables)]
    return [v for v in visites if v is premiere or v.personne.nom in TOUJOURS or v in tirees]


def _list_suites(visites):
    """Follow links that pages show, a share each day, as the first visitor to see each does."""
    vues = {visite.adresse for visite in visites}
    for visite in visites:
        if visite.est_html:
            for adresse in sorted(list_links(visite.texte, visite.adresse) - vues):
                vues.add(adresse)
                if is_drawn(adresse):
                    yield Visite(visite.vue, visite.personne, "GET", adresse, est_suite=True)


def _visit_each(client, visites):
    """Ask for a view by turns; once a method is refused there, others ask it with `--tout` only."""
    refusees = set()
    for visite in visites:
        if visite.methode not in refusees or is_all_drawn():
            faite = _visit(client, visite)
            if faite.issue == "autre méthode":
                refusees.add(faite.methode)
            yield faite


def _visit(client, visite):
    _sit_down(client, visite.personne)
    with undone(), _heard(visite), _counted(visite):
        reponse = client.generic(visite.methode, visite.adresse, secure=True, **_body(visite))
        contenu = reponse.getvalue()
    visite.statut, visite.entetes = reponse.status_code, dict(reponse.headers)
    visite.biscuits = reponse.cookies
    visite.marques = find_marques(contenu)
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
def _counted(visite):
    def note(execute, sql, params, many, context):
        visite.requetes.append(f"{sql} {params!r}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


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
