"""Each kind of texts that takes more: from its list to the public pages, with a second reader."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from spaser.site.editorial.genres import list_genres
from spaser.site.editorial.models import Texte
from spaser.site.editorial.services import find_contenu, list_tenus
from spaser.site.editorial.views import Page, around
from tests.site.editorial.test_formulaire import send
from tests.site.organisations.fabrique import make_equipe, sign_in
from tests.transverses.site.documents import list_links

pytestmark = pytest.mark.django_db

CODES = ("essai-neuf", "ESSAI-NEUF", "LECON-ESSAI-NEUF")
# What two texts of a kind may not share.
A_PART = {"lecons": {"ordre": "98"}, "faits": {"articles": ""}}
# Their list is that of the site: its code names each of them.
FERMES = {"faq-ressources", "leviers", "parcours"}
EN_RECOIVENT = [genre for genre in list_genres() if genre.start is not None]


@pytest.fixture
def redactrice():
    return sign_in(make_equipe("animation"), second_facteur=True)


@pytest.fixture
def relectrice():
    return sign_in(make_equipe("moderation"), second_facteur=True)


def test_every_kind_takes_more_texts_but_those_that_the_site_names_one_by_one():
    assert {g.code for g in list_genres()} - {g.code for g in EN_RECOIVENT} == FERMES


@pytest.mark.longue
@pytest.mark.parametrize("genre", EN_RECOIVENT, ids=lambda genre: genre.code)
def test_a_text_is_added_from_its_list_seen_in_place_and_published(genre, redactrice, relectrice):
    liste, nouveau = (reverse(f"editorial:{n}", args=[genre.code]) for n in ("genre", "nouveau"))
    assert nouveau in list_links(redactrice.get(liste).text, liste)
    code = next(code for code in CODES if genre.forme_code.fullmatch(code))
    ecrire = redactrice.post(nouveau, {"code": code}).url
    assert redactrice.get(ecrire).status_code == 200

    lu = redactrice.post(ecrire, _write_as_another(genre), follow=True)
    assert "erreurs" not in lu.text, lu.text.partition('id="erreurs"')[2][:900]
    texte = Texte.objects.get()
    assert "quand rien n’y manquera" not in lu.text, lu.text.partition("n’y manquera")[2][:400]
    apercus = [lien for lien in list_links(lu.text, lu.request["PATH_INFO"]) if "apercu" in lien]
    assert {lien: redactrice.get(lien).status_code for lien in apercus} == dict.fromkeys(
        apercus, 200
    )
    assert apercus
    for client, geste in ((redactrice, "envoyer"), (relectrice, "approuver")):
        texte.refresh_from_db()
        client.post(texte.get_absolute_url(), {"geste": geste, "version": texte.version})

    texte.refresh_from_db()
    assert texte.etat == "approuvee"
    montre = find_contenu(genre, code, timezone.localdate())
    assert montre.titre == texte.lu.titre
    for _, adresse in genre.pages(montre):
        assert redactrice.get(adresse).status_code == 200, adresse


def _write_as_another(genre):
    """Return what is typed in the form: the words of another text of that kind."""
    hier = timezone.localdate() - timedelta(days=1)
    autre = list_tenus(genre, timezone.localdate())[0].contenu
    envoi = send(Page(genre, autre, around(hier, 0, "Il manquait.")))
    return dict(envoi.lists()) | A_PART.get(genre.code, {})
