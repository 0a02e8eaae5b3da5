"""One certainty a duty: the same on the page of a buyer, among the duties, in its documents."""

import re
from datetime import date

import pytest

from spaser.documents.document import Tableau
from spaser.documents.schema.cadre import Voix, write_cadre
from spaser.regles.assujettissement import NatureAcheteur
from spaser.regles.nomenclatures import TypeStructure
from spaser.regles.obligations import AcheteurConnu, apply_all, load_obligations
from spaser.regles.politiques import NiveauAttente, load_plans, propose_plans
from spaser.site.acheteurs.page_publique import read_devoirs
from spaser.site.editorial.obligations import read_obligations
from spaser.site.organisations.identite import Identite
from tests.outils.pages import flatten

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 30)
VILLE = Identite("217605401", "Ville de Rouen", type=TypeStructure.COMMUNE, population=114_000)


def list_marques(page):
    """Return the titles of the duties that the list marks, or doubts for this buyer."""
    articles = page.partition('class="spaser-plis ')[2].split("<details")[1:]
    return {
        re.search(r'<article class="obligation" id="([A-Z0-9-]+)"', article)[1]
        for article in articles
        if ">À vérifier</span>" in article or "Pour vous, à vérifier" in article
    }


def list_articles(page):
    return set(re.findall(r'<article class="obligation" id="([A-Z0-9-]+)"', page))


def test_a_duty_is_certain_on_the_page_of_a_buyer_if_the_list_of_duties_marks_it_nowhere(client):
    devoirs = read_devoirs(VILLE, JOUR)

    page = flatten(client.get(devoirs.adresse).text)

    certains = {o.code for o in devoirs.certains}
    vivantes = list_articles(page.partition('id="etat-passee')[0])
    assert certains
    assert certains == vivantes - list_marques(page)
    assert devoirs.a_verifier == len(vivantes & list_marques(page))


def test_a_document_names_as_binding_only_what_is_certain():
    devoirs = read_devoirs(VILLE, JOUR)
    acheteur = AcheteurConnu(nature=devoirs.nature, habitants=VILLE.population)
    applications = apply_all(read_obligations(JOUR), acheteur, JOUR)
    adopter = next(o for o in load_obligations() if o.code == "SPASER-ADOPTER")

    blocs = write_cadre(Voix(), JOUR, None, adopter, applications)

    (table,) = [b for b in blocs if isinstance(b, Tableau) and "autres" in (b.identifiant or "")]
    titres = {o.titre for o in devoirs.certains}
    assert {ligne[0] for ligne in table.lignes} <= titres


def test_a_plan_is_not_expected_for_sure_when_its_duty_is_not_sure():
    acheteur = AcheteurConnu(nature=NatureAcheteur.COMMUNE, habitants=200_000)

    attendus = [
        p.plan
        for p in propose_plans(load_plans(), acheteur, JOUR)
        if p.attente is NiveauAttente.ATTENDU
    ]

    assert attendus
    assert [plan.code for plan in attendus if plan.obligation.reserve or plan.a_verifier] == []
