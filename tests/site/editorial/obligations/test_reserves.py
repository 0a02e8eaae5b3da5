"""The duties of August 2026 were read before they came into force: every screen says so."""

from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from spaser.regles.obligations import Echeance, load_obligations
from spaser.site.editorial.obligations import write_echeances
from tests.outils.pages import flatten
from tests.site.editorial.fabrique import make_texte
from tests.site.organisations.fabrique import make_equipe, sign_in

pytestmark = pytest.mark.django_db

AOUT = ("CCP-EXECUTION-ENVIRONNEMENT", "CCP-CRITERE-ENVIRONNEMENT", "CCP-EXECUTION-SOCIAL")
RESERVE = "aucun report n’a été trouvé, mais rien de postérieur n’a pu être lu."
BADGE = "À vérifier</span>"
AVANT, APRES = datetime(2026, 8, 1, 9, tzinfo=UTC), datetime(2026, 11, 26, 9, tzinfo=UTC)


def find(code):
    return next(o for o in load_obligations() if o.code == code)


def read(client, adresse):
    return unescape(flatten(client.get(adresse).text)).replace("\u00a0", " ")


def cut(page, debut, fin):
    return page[page.index(debut) :].partition(fin)[0]


@pytest.fixture(params=[AVANT, APRES], ids=["avant", "après"])
def quand(request, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: request.param)
    return request.param


@pytest.mark.parametrize("code", AOUT)
def test_they_have_a_reserve(code):
    assert RESERVE in find(code).reserve


@pytest.mark.parametrize("code", AOUT)
def test_the_list_and_the_detail_carry_it(client, quand, code):
    article = cut(read(client, "/obligations/?theme=marches"), f'id="{code}"', "</article>")

    assert BADGE in article.partition("<details")[0]
    assert RESERVE in article


@pytest.mark.parametrize("code", AOUT)
def test_the_dates_to_come_carry_it(client, monkeypatch, code):
    monkeypatch.setattr(timezone, "now", lambda: AVANT)

    dates = cut(read(client, "/obligations/"), '<ol class="obligation-dates">', "</ol>")

    jours = [li for li in dates.split("<li>") if f'href="#{code}"' in li]
    assert jours
    assert all(BADGE in li for li in jours)


@pytest.mark.parametrize("code", AOUT)
def test_the_diary_carries_it(code):
    echeance = Echeance(jour=APRES.date(), texte="Un jour.", obligation=find(code))

    agenda = write_echeances([echeance]).replace("\r\n ", "")

    assert "À vérifier : " in agenda
    assert RESERVE.replace(",", "\\,") in agenda


@pytest.mark.parametrize("code", AOUT)
def test_the_pages_of_the_team_carry_it(client, code):
    equipe = sign_in(make_equipe(), second_facteur=True)
    redaction = make_texte(code=code)

    ligne = cut(read(equipe, "/editorial/obligations/"), f"/editorial/obligations/{code}/", "</tr>")
    assert BADGE in ligne
    assert BADGE in read(equipe, f"/editorial/obligations/{code}/")
    assert RESERVE in read(equipe, redaction.get_absolute_url())


@pytest.mark.parametrize("code", AOUT)
def test_the_page_of_each_text_carries_it(client, code):
    citation = find(code).faits[0]

    page = read(client, f"/obligations/sources/{citation}/")

    assert BADGE in page
    assert RESERVE in page
    assert f'href="/obligations/#{code}"' in page


@pytest.mark.parametrize("code", AOUT)
def test_what_the_elected_read_carries_it(code):
    vue = SimpleNamespace(
        phrase="", lignes=(), annee=2025, manques=(), suites=(), date_donnees=None,
        publication=find(code),
    )  # fmt: skip

    assert RESERVE in render_to_string("accueil/elus/contenu.html", {"vue": vue})
