"""A text is seen in place, on each page that shows it, before anybody reads it in public."""

import pytest

from spaser.site.editorial.views import check_textes
from tests.site.editorial.fabrique import TITRE, make_texte
from tests.site.organisations.fabrique import make_equipe, sign_in

pytestmark = pytest.mark.django_db


def test_a_page_is_seen_with_the_draft_and_stays_as_it_was(client):
    relectrice = sign_in(make_equipe("moderation"), second_facteur=True)
    texte = make_texte("a_relire")
    apercu = f"/editorial/texte/{texte.pk}/apercu/"

    assert apercu in relectrice.get(texte.get_absolute_url()).text
    vue = relectrice.get(apercu, {"page": "/obligations/"})
    assert TITRE in vue.text
    assert vue["Cache-Control"] == "no-store"
    assert TITRE not in client.get("/obligations/").text


@pytest.mark.parametrize("page", ["/", "/compte/", "https://exemple.fr/", "/obligations/sources/"])
def test_no_other_page_is_shown_by_a_draft(page):
    relectrice = sign_in(make_equipe("moderation"), second_facteur=True)
    texte = make_texte("a_relire")

    reponse = relectrice.get(f"/editorial/texte/{texte.pk}/apercu/", {"page": page})

    assert reponse.status_code == 404


def test_a_text_that_cites_nothing_or_leads_nowhere_says_so():
    assert check_textes("Voir [ici](/obligations/#BEGES) [[CCP-L2112-2]].") == []
    assert [
        faute.partition(" ne ")[0].partition(" n’")[0]
        for faute in check_textes("[là](/nulle-part/) [[RIEN-9]]")
    ] == ["«\u00a0[[RIEN-9]]\u00a0»", "«\u00a0/nulle-part/\u00a0»"]
