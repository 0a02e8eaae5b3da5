"""The sheets as the team edits them: nothing lost in the form, shown from their day on."""

import io
from datetime import date

import msgspec
import pytest
from django.utils import timezone
from pypdf import PdfReader

from spaser.regles.parcours import Encart, PartieFiche, find_fiche_pratique, load_fiches
from spaser.site.editorial import services
from spaser.site.editorial.views import Page
from spaser.site.portail.approches import FICHES
from spaser.site.socle.templatetags.socle import jour
from spaser.site.socle.traces import open_unite
from tests.site.editorial.test_formulaire import AUTOUR, send
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in


def test_a_sheet_left_untouched_comes_back_the_same():
    for fiche in load_fiches():
        page = Page(FICHES, fiche, AUTOUR, send(Page(FICHES, fiche, AUTOUR)))

        assert page.is_valid(), page.erreurs
        assert page.read().contenu == fiche


def test_an_empty_line_more_counts_for_nothing():
    vide = msgspec.structs.replace(load_fiches()[3], parties=())
    page = Page(FICHES, vide, AUTOUR, send(Page(FICHES, vide, AUTOUR)))

    assert page.is_valid(), page.erreurs
    assert page.read().contenu.parties == ()


@pytest.mark.django_db
def test_the_sheets_that_are_shipped_may_all_be_published():
    fautes = [f for fiche in load_fiches() for f in FICHES.check(fiche, date(2026, 11, 27))]

    assert fautes == []


@pytest.mark.django_db
def test_what_a_sheet_must_not_lack_is_told_before_its_second_reader():
    fiche = msgspec.structs.replace(
        load_fiches()[3],
        outil_adresse="/nulle-part/",
        parties=(PartieFiche(titre="Seule", texte="Dit [[RIEN-9]].", tableau="A | B\n1"),),
    )

    fautes = " ".join(FICHES.check(fiche, date(2026, 11, 27)))

    assert "Ligne 2 du tableau" in fautes
    assert "[[RIEN-9]]" in fautes
    assert "/nulle-part/" in fautes


@pytest.mark.django_db
def test_the_file_of_a_draft_is_seen_by_the_team_alone(client):
    fiche = msgspec.structs.replace(load_fiches()[7], titre="Un brouillon d’atelier")
    saisie = services.TexteSaisi(FICHES, fiche, date(2026, 1, 2), "Plus court.")
    texte = services.start_texte(saisie, make_personne("a@exemple.fr"), timezone.now())
    relectrice = sign_in(make_equipe("moderation"), second_facteur=True)
    adresse = f"/fiches/{fiche.code}.pdf"

    apercu = relectrice.get(f"/editorial/texte/{texte.pk}/apercu/", {"page": adresse})

    titres = [
        PdfReader(io.BytesIO(reponse.content)).metadata.title
        for reponse in (apercu, client.get(adresse))
    ]
    assert titres == ["Un brouillon d’atelier", "Animer un atelier dynamique"]
    assert apercu["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_what_the_team_approved_is_read_on_the_page_and_in_the_file(client):
    partie = PartieFiche(titre="Une partie neuve", texte="Un texte.", encart=Encart.CALENDRIER)
    fiche = msgspec.structs.replace(
        load_fiches()[7], titre="Animer autrement", parties=(partie,), suite=()
    )
    saisie = services.TexteSaisi(FICHES, fiche, date(2026, 1, 2), "Plus court.")
    auteur, relectrice = make_personne("a@exemple.fr"), make_personne("r@exemple.fr")
    texte = services.start_texte(saisie, auteur, timezone.now())
    services.submit_texte(texte, texte.version, auteur, timezone.now())
    assert "Animer autrement" not in client.get("/fiches/").text

    services.approve(texte, texte.version, relectrice, timezone.now())
    page = client.get("/fiches/animer-un-atelier/").text
    fichier = PdfReader(io.BytesIO(client.get("/fiches/animer-un-atelier.pdf").content))

    assert "Animer autrement" in client.get("/fiches/").text
    assert "Une partie neuve</h2>" in page
    assert f"Mise à jour le {jour(timezone.localdate())}." in page
    assert fichier.metadata.title == "Animer autrement"


@pytest.mark.django_db
def test_a_code_moved_from_a_sheet_to_another_is_followed_by_the_tools():
    par_code = {fiche.code: fiche for fiche in load_fiches()}
    avant, apres = par_code["mobiliser-les-acteurs"], par_code["animer-un-atelier"]
    prise = msgspec.structs.replace(apres, codes=("FICHE-ACTEURS", "acteurs"))
    assert [f.partition("\u00a0:")[0] for f in FICHES.check(prise, date(2026, 11, 27))] == [
        f"« FICHE-ACTEURS » désigne déjà « {avant.titre} »",
        "« acteurs » n’est pas un code d’outil",
    ]
    auteur, relectrice = make_personne("a@exemple.fr"), make_personne("r@exemple.fr")
    for fiche in (
        msgspec.structs.replace(avant, codes=()),
        msgspec.structs.replace(apres, codes=("FICHE-ACTEURS",)),
    ):
        saisie = services.TexteSaisi(FICHES, fiche, date(2026, 1, 2), "L’atelier d’abord.")
        texte = services.start_texte(saisie, auteur, timezone.now())
        services.submit_texte(texte, texte.version, auteur, timezone.now())
        services.approve(texte, texte.version, relectrice, timezone.now())

    assert find_fiche_pratique("FICHE-ACTEURS").code == "mobiliser-les-acteurs"
    with open_unite():
        assert find_fiche_pratique("FICHE-ACTEURS").code == "animer-un-atelier"
