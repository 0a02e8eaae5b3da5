"""The families as the team edits them: what is left untouched, what is missing, what is shown."""

from datetime import date

import msgspec
import pytest
from django.utils import timezone

from spaser.regles.considerations import load_considerations, load_regles
from spaser.site.editorial import services
from spaser.site.editorial.views import Page
from spaser.site.portail.considerations import FAMILLES, REGLES, check_famille, read_considerations
from tests.site.editorial.test_formulaire import AUTOUR, send
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in

JOUR = date(2026, 11, 27)
NETTOYAGE = next(f for f in load_considerations() if f.code == "nettoyage")


@pytest.mark.parametrize("famille", load_considerations(), ids=lambda f: f.code)
def test_a_family_left_untouched_comes_back_the_same(famille):
    page = Page(FAMILLES, famille, AUTOUR, send(Page(FAMILLES, famille, AUTOUR)))

    assert page.is_valid(), page.erreurs
    assert page.read().contenu == famille
    assert check_famille(famille, JOUR) == []
    assert str(FAMILLES.render(famille, JOUR)).count("<blockquote>") == len(famille.leviers)


def test_a_lever_left_untouched_comes_back_the_same():
    for regle in load_regles():
        page = Page(REGLES, regle, AUTOUR, send(Page(REGLES, regle, AUTOUR)))
        assert page.is_valid(), page.erreurs
        assert page.read().contenu == regle
        assert REGLES.check(regle, JOUR) == []
        assert "/obligations/sources/CCP-" in REGLES.render(regle, JOUR)


def test_what_is_missing_or_names_nothing_is_told():
    premiere, *suite = NETTOYAGE.leviers
    fausse = msgspec.structs.replace(
        premiere, indicateurs=("SOC-99",), aides=(), faits=("RIEN",), modele="NON-PLUS"
    )
    famille = msgspec.structs.replace(
        NETTOYAGE, leviers=(fausse, *suite), cpv=("9091", "3O"), loi="Voir [là](/nulle-part/)."
    )

    assert check_famille(famille, JOUR) == [
        f"« {premiere.titre} » : il manque qui appeler.",
        f"« {premiere.titre} » : le code « SOC-99 » n’existe pas.",
        f"« {premiere.titre} » : le code « RIEN » n’existe pas.",
        f"« {premiere.titre} » : le code « NON-PLUS » n’existe pas.",
        "« 3O » n’est pas le début d’un code CPV : deux à huit chiffres.",
        "«\u00a0/nulle-part/\u00a0» n’est pas une page du site\u00a0: corrigez ce lien.",
    ]


@pytest.mark.django_db
def test_a_draft_is_seen_in_place_then_shown_from_its_day_and_in_the_file(client):
    auteur = make_personne("redactrice@exemple.fr")
    famille = msgspec.structs.replace(NETTOYAGE, resume="Un enjeu récrit par l’équipe.")
    saisie = services.TexteSaisi(FAMILLES, famille, date(2026, 1, 1), "Plus clair.")
    texte = services.start_texte(saisie, auteur, timezone.now())
    equipe = sign_in(make_equipe("moderation"), second_facteur=True)
    adresse = "/considerations/nettoyage/"

    apercu = equipe.get(f"/editorial/texte/{texte.pk}/apercu/", {"page": adresse})
    assert "Un enjeu récrit" in apercu.text
    assert "Un enjeu récrit" not in client.get(adresse).text
    assert equipe.get("/editorial/considerations/nettoyage/").status_code == 200
    assert equipe.get("/editorial/considerations/nettoyage/modifier/").status_code == 200

    services.submit_texte(texte, texte.version, auteur, timezone.now())
    relectrice = make_personne("relectrice@exemple.fr")
    services.approve(texte, texte.version, relectrice, timezone.now())
    page = client.get(adresse).text
    assert "Un enjeu récrit" in page
    assert "Un enjeu récrit" in client.get("/considerations/nettoyage.json").text


@pytest.mark.django_db
def test_a_family_that_is_not_complete_is_not_shown(client, monkeypatch):
    moindre = msgspec.structs.replace(NETTOYAGE, code="moindre", leviers=NETTOYAGE.leviers[:2])
    monkeypatch.setattr(
        "spaser.site.portail.considerations.read_contenus",
        lambda genre, _jour: (NETTOYAGE, moindre) if genre is FAMILLES else (),
    )

    assert [famille.code for famille in read_considerations(JOUR)] == ["nettoyage"]
    assert "/considerations/moindre/" not in client.get("/considerations/").text
