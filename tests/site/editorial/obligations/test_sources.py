"""The texts that the site cites: each on its page, and what the team must still have read."""

from datetime import date
from random import Random

import pytest
from django.urls import reverse

from spaser.contenus.faits import NIVEAUX, find_fait, load_faits, load_sujets, tell_citation
from spaser.moteur.indicateurs.catalogue import INDICATEURS
from spaser.regles.assujettissement import load_regle
from spaser.regles.indicateurs import load_bibliotheque
from spaser.regles.obligations import load_obligations
from spaser.regles.politiques import load_plans
from spaser.site.editorial.faits import SUJETS
from spaser.site.socle.templatetags.socle import jour
from tests.regles.test_sources import replace_fait
from tests.site.organisations.fabrique import make_equipe, sign_in, texte

pytestmark = pytest.mark.django_db

RACINE = "/obligations/sources/"
A_RELIRE = "/obligations/a-relire/"
TRENTE = 30


def read(client, adresse):
    return texte(client.get(adresse)).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_list_holds_every_text_under_its_subject_and_explains_the_words(client):
    page = read(client, RACINE)

    assert {*SUJETS} >= {*load_sujets()}
    for code in load_faits():
        assert f'href="{RACINE}{code}/"' in page
    for niveau in NIVEAUX.values():
        assert f"« {niveau.mots.capitalize()} »" in page
        assert niveau.sens in page


@pytest.mark.longue
def test_each_text_says_its_version_its_page_its_day_and_what_is_not_sure(client):
    for fait in load_faits().values():
        page = read(client, f"{RACINE}{fait.code}/")
        attendus = [fait.texte, fait.enonce, *fait.points.values(), fait.version, fait.reserve]
        attendus += [fait.niveau.sens, jour(fait.lu_le), fait.reproduit_par]
        attendus = [a.replace("\u202f", " ").replace("\u00a0", " ") for a in attendus]
        assert [a for a in attendus if a.lower() not in page.lower()] == [], fait.code
        assert ("personne n’a lu ce texte" in page) is (fait.lu_le is None)


def test_a_code_that_names_nothing_has_no_page(client):
    assert client.get(f"{RACINE}CCP-RIEN/").status_code == 404


def test_the_official_address_is_not_said_to_be_what_was_read(client):
    page = read(client, f"{RACINE}CCP-D2111-3/")

    assert "Lire le texte en vigueur</a> (pas la page qui a été lue)" in page


def test_a_page_that_is_gone_is_told_without_a_link(client, monkeypatch):
    fait = find_fait("CCP-D2111-3")
    replace_fait(
        monkeypatch, fait.code, confiance="C", morte_le=date(2026, 11, 1), reserve="Page partie."
    )

    page = read(client, f"{RACINE}{fait.code}/")

    assert "Cette adresse ne répond plus depuis le 1er novembre 2026." in page
    assert fait.adresse in page
    assert f'href="{fait.adresse}"' not in page


def test_a_text_that_is_over_is_not_told_as_the_law_of_the_day(client):
    assert "ce n’est plus le texte" in read(client, f"{RACINE}CCP-D2111-3-AVANT-2023/")
    assert "ce n’est plus le texte" not in read(client, f"{RACINE}CCP-D2111-3/")


def test_the_team_sees_what_ends_tomorrow_and_what_must_be_read(monkeypatch, client):
    equipe = sign_in(make_equipe(), second_facteur=True)
    assert "à lire maintenant" not in read(equipe, "/editorial/")

    demain = date.fromordinal(date.today().toordinal() + 1)  # noqa: DTZ011 - the day of the site
    replace_fait(monkeypatch, "CCP-L2112-2", jusqu_a=demain)

    for adresse in ("/editorial/", A_RELIRE):
        page = read(equipe, adresse)
        assert "1 texte à lire maintenant" in page
        assert "CCP-L2112-2 (marches.json) : il finit demain, et rien ne le suit" in page
    assert "L’article n’a pas été relu." in read(equipe, A_RELIRE)
    assert client.get(A_RELIRE).status_code == 302


def _list_ecrans():
    """Return every statement of a public screen, with the address of that screen."""
    liste = reverse("obligations:liste") + "?detail=tout"
    ecrans = [(c, liste) for o in load_obligations() for c in o.faits]
    ecrans += [
        (c, reverse("politiques:plan", args=[p.code])) for p in load_plans() for c in p.faits
    ]
    ecrans += [
        (c, reverse("grille:indicateur", args=[i.code]))
        for i in load_bibliotheque().indicateurs
        for c in i.faits
    ]
    ecrans += [
        (c, reverse("chiffres:methode", args=[i.code])) for i in INDICATEURS for c in i.faits
    ]
    regle = load_regle()
    precisions = (*regle.compte, *regle.ne_compte_pas)
    ecrans += [(p.fait, reverse("espace:concerne")) for p in precisions if p.fait]
    return ecrans + [(code, f"{RACINE}{code}/") for code in load_faits()]


def test_thirty_statements_taken_at_random_say_where_they_were_read(client):
    ecrans = _list_ecrans()
    graine = date.today().toordinal()  # noqa: DTZ011 - another draw each day
    assert len({adresse for _, adresse in ecrans}) > TRENTE
    pages = {}

    for citation, adresse in Random(graine).sample(ecrans, TRENTE):  # noqa: S311 - no secret here
        fait = find_fait(citation)
        fiche = f"{RACINE}{fait.code}/"
        for page in {adresse, fiche} - {*pages}:
            pages[page] = read(client, page)
        if fait.lu_le and adresse != fiche:
            mention = f"lecture du {jour(fait.lu_le)}, {fait.niveau.mots}"
            assert f'href="{fiche}">' in pages[adresse], (citation, adresse)
            assert mention in pages[adresse], (citation, adresse)
        for dit in (tell_citation(citation), fait.version, fait.niveau.sens):
            assert dit.replace("\u202f", " ").replace("\u00a0", " ") in pages[fiche], citation
