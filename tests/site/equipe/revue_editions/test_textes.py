"""The editions as the team edits them: nothing lost in the form, faults told, then published."""

from datetime import date

import msgspec
import pytest
from django.utils import timezone

from spaser.regles.editions import ChiffreRepris, load_editions
from spaser.site.editorial import services
from spaser.site.editorial.views import Page
from spaser.site.equipe.revue_editions import EDITIONS, check_edition
from tests.site.editorial.test_formulaire import AUTOUR, send
from tests.site.organisations.fabrique import make_personne

DEUX, UNE = load_editions()
JOUR = date(2026, 11, 27)


def test_an_edition_left_untouched_comes_back_the_same():
    for edition in (UNE, DEUX):
        page = Page(EDITIONS, edition, AUTOUR, send(Page(EDITIONS, edition, AUTOUR)))

        assert page.is_valid(), page.erreurs
        assert page.read().contenu == edition


@pytest.mark.parametrize(
    ("change", "faute"),
    [
        ({"code": "acheteurs"}, "« acheteurs » est une page du site"),
        ({"fin": date(2023, 1, 1)}, "Le dernier jour vient avant le premier"),
        ({"debut": None}, "Donnez aussi le premier jour"),
        ({"merci": "Merci [[RIEN-9]]."}, "[[RIEN-9]]"),
        (
            {"chiffres": (ChiffreRepris(quoi="A", valeur="1", source="Dit [[RIEN-8]]."),)},
            "[[RIEN-8]]",
        ),
    ],
)
def test_what_keeps_it_from_its_second_reader_is_told(change, faute):
    fautes = check_edition(msgspec.structs.replace(DEUX, **change), JOUR)

    assert faute in " ".join(fautes).replace("\u00a0", " ")


@pytest.mark.django_db
def test_the_words_of_the_team_are_read_once_somebody_else_has_read_them(client):
    edition = msgspec.structs.replace(
        EDITIONS.start("edition-3"), titre="Troisième édition", ordre=3, debut=JOUR,
        resume="Elle commence.", presentation="Le programme reprend.",
        ouverture="Merci d’être là. <script>alert(1)</script>",
    )  # fmt: skip
    saisie = services.TexteSaisi(EDITIONS, edition, date(2026, 1, 2), "Une nouvelle édition.")
    auteur, relectrice = make_personne("a@exemple.fr"), make_personne("r@exemple.fr")
    texte = services.start_texte(saisie, auteur, timezone.now())
    services.submit_texte(texte, texte.version, auteur, timezone.now())
    assert client.get("/bilan/edition-3/").status_code == 404

    services.approve(texte, texte.version, relectrice, timezone.now())
    page = client.get("/bilan/edition-3/").text.replace("\u00a0", " ")

    assert "Bilan du parcours : troisième édition" in page
    assert "Depuis le 27 novembre 2026" in page
    assert "Le mot de l’équipe</h2>" in page
    assert "&lt;script&gt;alert(1)" in page
    assert client.get("/bilan/").text.index("edition-3") < client.get("/bilan/").text.index(
        "edition-2"
    )
