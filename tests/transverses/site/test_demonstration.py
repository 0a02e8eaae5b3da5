"""The space that anybody may visit: every page is read, nothing is written.

A check draws, of each view, which of its visitors come.
"""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from spaser.site.organisations.espaces import is_ouverte
from tests.outils.tirage import is_drawn
from tests.transverses.site.exemples import find_arguments, make_exemples
from tests.transverses.site.monde import make_monde
from tests.transverses.site.personnes import ANONYME, SEULE
from tests.transverses.site.visites import REGLAGES
from tests.transverses.site.vues import list_vues

pytestmark = pytest.mark.django_db

DE_L_ESPACE = [vue for vue in list_vues() if getattr(vue.callback, "sans_compte", None)]
ECRITURE = re.compile(r"^(?:INSERT|UPDATE|DELETE)\b")


def _visit(client, vue, methode, arguments):
    with transaction.atomic(), CaptureQueriesContext(connection) as requetes:
        reponse = client.generic(methode, vue.address(arguments), secure=True)
        reponse.getvalue()
        transaction.set_rollback(True)
    return reponse, [r["sql"] for r in requetes.captured_queries if ECRITURE.match(r["sql"])]


@pytest.fixture(scope="module")
def tournee(django_db_setup, django_db_blocker):
    """Give every answer of that space to who holds nothing in it, with what it wrote."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**REGLAGES):
        monde = make_monde()
        siren = monde.maison.organisation.siren
        exemples = make_exemples(monde, monde.maison)
        reponses = {}
        with override_settings(ESPACE_VISITABLE=siren):
            for nom in (ANONYME, SEULE):
                client = Client(raise_request_exception=False)
                if session := monde.person(nom).session:
                    client.cookies["__Host-session"] = session
                for vue in _draw_vues(nom):
                    for methode in ("GET", "POST"):
                        arguments = find_arguments(vue, exemples)
                        reponses[nom, vue.nom, methode] = _visit(client, vue, methode, arguments)
        transaction.set_rollback(True)
    return reponses


def _draw_vues(nom):
    return [vue for vue in DE_L_ESPACE if is_drawn(f"{vue.nom} {nom}", parts=8)]


def _select(tournee, nom, methode):
    return {v: r for (n, v, m), (r, _) in tournee.items() if (n, m) == (nom, methode)}


@pytest.mark.parametrize("nom", [ANONYME, SEULE])
def test_every_page_is_read_without_a_role(tournee, nom):
    fermees = {
        vue: reponse.status_code
        for vue, reponse in _select(tournee, nom, "GET").items()
        if reponse.status_code not in {200, 405}
        and (reponse.status_code not in {301, 302} or "connexion" in reponse["Location"])
    }

    assert fermees == {}


def test_to_write_one_signs_in(tournee):
    reponses = _select(tournee, ANONYME, "POST").values()

    assert {r.status_code for r in reponses} == {302}
    assert all("/connexion/" in r["Location"] for r in reponses)


def test_a_visitor_who_is_signed_in_writes_nothing_either(tournee):
    ecrivent = _select(tournee, SEULE, "POST")

    assert {vue: r.status_code for vue, r in ecrivent.items() if r.status_code != 403} == {}


def test_no_visit_leaves_a_trace_in_the_base(tournee):
    ecrites = {
        f"{methode} {vue} ({nom})": requetes
        for (nom, vue, methode), (_, requetes) in tournee.items()
        if any("django_session" not in r and "comptes_session" not in r for r in requetes)
    }

    assert ecrites == {}


def test_a_visitor_is_told_where_she_is(tournee):
    pages = [r for r in _select(tournee, ANONYME, "GET").values() if _is_page(r)]
    muettes = [r.request["PATH_INFO"] for r in pages if "espace de démonstration" not in r.text]

    assert len(pages) >= 10
    assert muettes == []


def test_no_other_space_is_open(rf, settings):
    settings.ESPACE_VISITABLE = "001010016"

    assert is_ouverte(rf.get("/"), siren="001010016")
    assert not is_ouverte(rf.get("/"), siren="001010024")
    assert not is_ouverte(rf.post("/"), siren="001010016")
    settings.ESPACE_VISITABLE = ""
    assert not is_ouverte(rf.get("/"), siren="001010016")
    assert not is_ouverte(rf.get("/"), siren="")


def _is_page(reponse):
    return reponse.status_code == 200 and reponse["Content-Type"].startswith("text/html")
