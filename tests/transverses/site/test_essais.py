"""Every page and every file of a trial says who made it: a new one is checked the day it is born.

The organisation of the small world loses its members: its space becomes a trial of one of them.
A check draws the views that it asks.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from html import unescape
from inspect import getsource, unwrap

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import NoReverseMatch
from pypdf import PdfReader

from spaser.site.diagnostic.models import ChoixApproche
from spaser.site.organisations.acces import SUFFIXE_ESSAI
from spaser.site.organisations.espaces import is_ouverte
from spaser.site.organisations.models import MENTION_ESSAI, Appartenance, Espace
from tests.outils.references import list_references_mal_jointes
from tests.outils.tirage import is_all_drawn, is_drawn
from tests.site.territoire import entrepot_fictif
from tests.transverses.site.exemples import find_arguments, make_exemples
from tests.transverses.site.monde import make_monde
from tests.transverses.site.visites import REGLAGES
from tests.transverses.site.vues import list_vues

__all__ = ["entrepot_fictif"]
pytestmark = pytest.mark.django_db

DONNE = re.compile(r"\breply_\w+\(|Content-Disposition|serve_fichier\(|export_bilan\(")
# What its members sent, given back as it came: the site did not make it. Review each line.
RENDUS = {"marches:preuve", "plan:preuve_fichier", "demandes:fichier"}
PARAGRAPHE, FIN = re.compile(r"</(?:\w+:)?(?:p|h|t[cdh]?|li|tr)>"), re.compile(r"<[^>]+>")
FORMES = ("csv", "xlsx", "ods", "docx", "odt", "pdf", "html", "json")
SANS_PHRASE = {"text/csv", "application/json"}  # nothing but data: their name says it
DEMANDES = {"chiffres:preuve_export": {"code": "SOC-01", "annee": "2025", "expression": "nombre"}}


@dataclass(frozen=True)
class Rendu:
    """What a view gave: a page, or a file with its name."""

    vue: str
    mime: str
    nom: str
    contenu: bytes

    @property
    def texte(self):
        if self.contenu.startswith(b"%PDF"):
            pages = PdfReader(io.BytesIO(self.contenu)).pages
            return " ".join("".join(page.extract_text() for page in pages).split())
        if self.contenu.startswith(b"PK"):
            archive = zipfile.ZipFile(io.BytesIO(self.contenu))
            noms = [nom for nom in archive.namelist() if nom.endswith((".xml", ".txt"))]
            return unescape("".join(archive.read(nom).decode() for nom in noms))
        return self.contenu.decode().replace("\r\n ", "")

    @property
    def mots(self):
        """Return what is read of a file, a line each paragraph."""
        return FIN.sub("", PARAGRAPHE.sub("\n", self.texte))


@pytest.fixture(scope="module")
def rendus(django_db_setup, django_db_blocker, entrepot_fictif):
    """Give what each address of a trial answers, in every form."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**REGLAGES, ENTREPOT=entrepot_fictif):
            donnes = list(_visit_all())
        transaction.set_rollback(True)
    return donnes


VUES = [v for v in list_vues() if getattr(v.callback, "sans_compte", None) is is_ouverte]
DONNENT = {v.nom for v in VUES if DONNE.search(getsource(unwrap(v.callback)))}


def _draw_vues():
    return [v for v in VUES if is_drawn(v.nom, parts=8)]


def _visit_all():
    monde = make_monde()
    exemples = make_exemples(monde, monde.maison) | {"code": "SOC-01"}
    ChoixApproche.objects.create(
        espace=monde.maison.organisation.espace, approche="piliers", raison="Pour essayer."
    )
    proprietaire = monde.person("administration")
    exemples |= {("plan:relais_document", "pk"): proprietaire.utilisateur.pk}
    Appartenance.objects.filter(organisation=monde.maison.organisation).delete()
    Espace.objects.filter(organisation=monde.maison.organisation).update(
        organisation=None, proprietaire=proprietaire.utilisateur
    )
    client = Client()
    client.cookies["__Host-session"] = proprietaire.session
    for vue in _draw_vues():
        for forme in FORMES if vue.nom in DONNENT else ("",):
            if rendu := _visit(client, vue, dict(find_arguments(vue, exemples)), forme):
                yield rendu


def _visit(client, vue, arguments, forme):
    """Return what a view gives; nothing when this form is not one of its own."""
    arguments |= {nom: forme for nom in ("classeur", "extension") if nom in arguments}
    demande = DEMANDES.get(vue.nom, {}) | ({"format": forme} if forme else {})
    try:
        adresse = vue.address(arguments)
    except NoReverseMatch:
        return None
    with transaction.atomic():
        reponse = client.get(adresse, demande, secure=True)
        contenu = reponse.getvalue()
        transaction.set_rollback(True)
    if reponse.status_code != 200:
        return None
    mime = reponse["Content-Type"].partition(";")[0]
    return Rendu(vue.nom, mime, reponse.get("Content-Disposition", ""), contenu)


def test_every_view_that_gives_a_file_gave_one(rendus):
    donnes = {rendu.vue for rendu in rendus if rendu.nom}

    assert len(DONNENT) >= 18
    assert DONNENT.intersection(v.nom for v in _draw_vues()) - donnes - RENDUS == set()


def test_the_name_of_every_file_of_a_trial_says_who_made_it(rendus):
    muets = {r.vue: r.nom for r in rendus if r.nom and SUFFIXE_ESSAI not in r.nom}

    assert {vue: nom for vue, nom in muets.items() if vue not in RENDUS} == {}


def test_every_file_of_a_trial_that_holds_sentences_says_it_too(rendus):
    phrases = [r for r in rendus if r.nom and r.mime not in SANS_PHRASE and r.vue not in RENDUS]
    muets = [(r.vue, r.mime) for r in phrases if MENTION_ESSAI not in r.texte]

    assert not muets, sorted(set(muets))
    sortes = {r.mime.rpartition("/")[2] for r in phrases}
    assert sortes >= {"pdf", "calendar", "plain"} if is_all_drawn() else sortes


def test_no_file_names_a_law_twice_in_a_row_nor_glued_to_a_word(rendus):
    fautes = {
        (r.vue, r.mime, faute)
        for r in rendus
        if r.nom and r.vue not in RENDUS
        for faute in list_references_mal_jointes(r.mots)
    }

    assert fautes == set()


def test_every_page_of_a_trial_says_it(rendus):
    pages = [r for r in rendus if r.mime == "text/html" and not r.nom]

    assert [r.vue for r in pages if MENTION_ESSAI not in r.texte] == []
    assert len(pages) >= (60 if is_all_drawn() else 6)
