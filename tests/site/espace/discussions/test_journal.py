"""« Journal du site »: every gesture in words, for the programme's team alone."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

import spaser.site
from spaser.site.espace.historique import list_sujets
from spaser.site.socle.journal import record
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_equipe,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
PAGE = "/programme/journal/"
GESTE = re.compile(r'record\(\s*"([a-z_]+)\.([a-z_]+)"')


@pytest.fixture
def moderation():
    return sign_in(make_equipe(), second_facteur=True)


@pytest.fixture
def gestes():
    """Write three gestures, the last of which nobody made."""
    organisation = make_organisation()
    auteur = make_membre(organisation, "administration").utilisateur
    record("compte.mot_de_passe", auteur=auteur)
    record("registre.publiee", auteur=auteur, organisation_siren=SIREN_VAL, details={"version": 2})
    record("inconnue.ailleurs")
    return auteur


@pytest.mark.usefixtures("gestes")
def test_gestures_are_told_in_words_the_latest_first(moderation):
    lu = texte(moderation.get(PAGE))

    assert lu.index("inconnue.ailleurs") < lu.index("a publié une fiche")
    assert lu.index("a publié une fiche") < lu.index("a changé son mot de passe")
    assert "version : 2" not in lu


@pytest.mark.usefixtures("gestes")
def test_the_file_holds_every_detail(moderation):
    contenu = moderation.get(f"{PAGE}export/", {"outil": "registre"}).content.decode("utf-8-sig")

    assert "version : 2" in contenu


@pytest.mark.parametrize(
    ("filtres", "dits", "tus"),
    [
        ({"outil": "registre"}, ["a publié une fiche"], ["a changé son mot de passe"]),
        ({"siren": "001 010 016"}, [], ["a changé son mot de passe"]),
        ({"siren": SIREN_VAL}, ["a publié une fiche"], ["a changé son mot de passe"]),
        ({"siren": "12"}, ["a publié une fiche", "a changé son mot de passe"], []),
        ({"outil": "ailleurs"}, ["a publié une fiche", "Choisissez un sujet de la liste."], []),
    ],
)
@pytest.mark.usefixtures("gestes")
def test_filters_narrow_and_a_wrong_one_narrows_nothing(moderation, filtres, dits, tus):
    lu = texte(moderation.get(PAGE, filtres))

    assert [mots for mots in dits if mots not in lu] == []
    assert [mots for mots in tus if mots in lu] == []


@pytest.mark.usefixtures("gestes")
def test_days_to_come_hold_nothing(moderation):
    demain = timezone.localdate() + timedelta(days=1)

    lu = texte(moderation.get(PAGE, {"du": demain.isoformat()}))

    assert "Rien ne répond à ces filtres." in lu


@pytest.mark.usefixtures("gestes")
def test_the_file_holds_what_the_screen_shows_and_no_formula(moderation):
    record("depot.fichier", details={"nom": "=1+1"})

    reponse = moderation.get(f"{PAGE}export/", {"outil": "depot"})
    lignes = reponse.content.decode("utf-8-sig").splitlines()

    assert len([ligne for ligne in lignes if "a joint un fichier" in ligne]) == 1
    assert not any(";=1" in ligne or ",=1" in ligne for ligne in lignes)


@pytest.mark.parametrize("adresse", [PAGE, f"{PAGE}export/"])
def test_nobody_else_reads_it(client, adresse):
    membre = make_membre(make_organisation(), "administration")
    animation = make_equipe("animation")

    assert client.get(adresse).status_code == 302
    assert sign_in(membre.utilisateur).get(adresse).status_code == 403
    assert sign_in(animation, second_facteur=True).get(adresse).status_code == 403


def test_every_gesture_of_the_site_has_words():
    lieux = list_sujets()
    sources = Path(spaser.site.__path__[0]).rglob("*.py")
    gestes = {geste for source in sources for geste in GESTE.findall(source.read_text())}

    assert len(gestes) > 40
    assert sorted(g for g in gestes if g[0] not in lieux or g[1] not in lieux[g[0]].gestes) == []
