"""Every address, every visitor: each is let in or kept out as the rights matrix says."""

import inspect
from collections import defaultdict

import pytest

from spaser.site.organisations.espaces import LECTURE
from spaser.site.socle.reglages import URLS_PUBLIQUES
from tests.transverses.site.personnes import ANONYME
from tests.transverses.site.regles import expect
from tests.transverses.site.vues import CONNEXION_SUFFIT, list_vues

pytestmark = pytest.mark.django_db

PORTEES = {"publique", "personne", "site", "organisation"}


def test_every_view_says_who_may_open_it():
    # Decorate it (spaser/site/organisations/acces.py), or review and list it: config/urls_publiques
    # for anyone, CONNEXION_SUFFIT for whoever is signed in.
    assert [vue.nom for vue in list_vues() if vue.portee not in PORTEES] == []


def test_a_view_that_asks_for_a_right_names_its_operation():
    muettes = [
        vue.nom
        for vue in list_vues()
        if vue.portee in {"site", "organisation"} and vue.operation is None
    ]

    assert muettes == []


def test_what_a_view_declares_agrees_with_the_reviewed_lists():
    declarees = {vue.nom: vue.portee for vue in list_vues() if hasattr(vue.callback, "portee")}

    assert {nom for nom, portee in declarees.items() if portee == "publique"} <= URLS_PUBLIQUES
    assert {nom for nom in URLS_PUBLIQUES if declarees.get(nom, "publique") != "publique"} == set()
    assert {nom for nom, portee in declarees.items() if portee == "personne"} <= CONNEXION_SUFFIT
    assert CONNEXION_SUFFIT.isdisjoint(URLS_PUBLIQUES)


def test_reviewed_lists_name_views_that_exist():
    connues = {vue.nom for vue in list_vues()}

    assert URLS_PUBLIQUES - connues == set()
    assert CONNEXION_SUFFIT - connues == set()


def test_no_view_opens_itself_to_all_out_of_the_reviewed_list():
    ouvertes = [v.nom for v in list_vues() if not getattr(v.callback, "login_required", True)]

    assert [nom for nom in ouvertes if nom not in URLS_PUBLIQUES] == []


def test_a_view_that_counts_on_somebody_signed_in_is_open_to_nobody_else():
    sures = [vue for vue in list_vues() if _counts_on_somebody(vue.callback)]
    ouvertes = [
        vue.nom
        for vue in sures
        if vue.portee == "publique"
        or (hasattr(vue.callback, "sans_compte") and not _is_only_written(vue.callback))
    ]

    assert sures
    assert ouvertes == []


def _counts_on_somebody(vue):
    parametres = inspect.signature(inspect.unwrap(vue)).parameters.values()
    dites = (parametre.annotation for parametre in parametres)  # a class, or its name
    return any(getattr(dite, "__name__", dite) == "RequeteConnectee" for dite in dites)


def _is_only_written(vue):
    """Say whether one of its decorators refuses the methods by which a visitor reads."""
    methodes = inspect.getclosurevars(vue).nonlocals.get("request_method_list")
    if methodes is not None and LECTURE.isdisjoint(methodes):
        return True
    return hasattr(vue, "__wrapped__") and _is_only_written(vue.__wrapped__)


def test_every_name_in_an_address_has_an_example(campagne):
    # An address without one is not visited: its app’s file of `exemples/` gives it.
    assert campagne.manques == []


def test_each_visitor_gets_what_the_matrix_says(visites):
    ecarts = [
        f"{visite}: {visite.issue}, expected {expect(visite)}"
        for visite in visites
        if visite.issue not in {"autre méthode", expect(visite)}
    ]

    assert ecarts == [], "\n".join(ecarts)


def test_each_view_was_judged_by_one_method_at_least(visites):
    methodes = defaultdict(set)
    for visite in visites:
        if visite.personne.nom != ANONYME:
            methodes[visite.vue.nom].add(visite.issue)

    assert [nom for nom, issues in methodes.items() if issues == {"autre méthode"}] == []


def test_no_visit_breaks_the_site(visites):
    assert [f"{visite}: {visite.panne}" for visite in visites if visite.issue == "panne"] == []


def test_an_organisation_that_is_not_ones_own_is_not_even_named(visites):
    bavardes = [
        str(visite)
        for visite in visites
        if visite.vue.portee == "organisation" and visite.issue == "introuvable"
        if "Val-Fictif" in visite.texte and not visite.du_leurre
    ]

    assert bavardes == []
