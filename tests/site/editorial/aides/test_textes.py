"""The team edits who helps, the glossary and the news: what is typed, what is refused."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import msgspec
import pytest
from django.utils import timezone

from spaser.documents.document import Paragraphe
from spaser.regles.aides import load_appuis
from spaser.site.editorial import services
from spaser.site.editorial.aides import ACTUALITES, APPUIS, GENRES, GLOSSAIRE
from spaser.site.editorial.views import Page
from spaser.site.schema.redaction.presenter import draw_glossaire
from tests.site.editorial.test_formulaire import AUTOUR, send
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in

JOUR = date(2026, 11, 27)


def type_in(genre, contenu, **champs):
    envoi = send(Page(genre, contenu, AUTOUR))
    for nom, valeur in champs.items():
        envoi.setlist(nom, valeur if isinstance(valeur, list) else [valeur])
    return Page(genre, contenu, AUTOUR, envoi)


def test_every_text_left_untouched_comes_back_the_same_and_lacks_nothing():
    changes, lacunes = [], []
    for genre in GENRES:
        for contenu in genre.load():
            page = type_in(genre, contenu)
            if not (page.is_valid() and page.read().contenu == contenu):
                changes.append((contenu.code, page.erreurs))
            lacunes += [(contenu.code, lacune) for lacune in genre.check(contenu, JOUR)]

    assert changes == []
    assert lacunes == []


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"vu_le": "hier"}, "Écrivez une date comme"),
        ({"departements": "999"}, "« 999 » n’est pas le code d’un département"),
        ({"regions": ["lune"]}, "n’est pas une région"),
        ({"titre": ""}, "Donnez un nom."),
        ({"adresse": "javascript:alert(1)"}, ""),
    ],
)
def test_what_cannot_be_read_is_told(champs, faute):
    page = type_in(APPUIS, load_appuis()[1], **champs)

    assert not page.is_valid()
    assert faute in " ".join(texte for _, _, texte in page.erreurs)


@pytest.mark.parametrize(
    ("champs", "lacune"),
    [
        ({"faits": ()}, "Citez au moins un texte lu"),
        ({"faits": ("RIEN-9",)}, "RIEN-9"),
        ({"regions": (), "donne": ()}, "Dites ce que l’on y trouve"),
        ({"vu_le": "2026-12-01"}, "dans l’avenir"),
        ({"regions": (), "donne": ("Un conseil.",), "departements": ("67",)}, "Cochez la région"),
    ],
)
def test_what_is_missing_keeps_it_from_its_second_reader(champs, lacune):
    contenu = msgspec.structs.replace(load_appuis()[1], **champs)

    assert lacune in " ".join(APPUIS.check(contenu, JOUR))


def test_a_term_and_a_note_are_checked():
    terme = msgspec.structs.replace(GLOSSAIRE.start("essai"), definition="x" * 401)
    note = msgspec.structs.replace(ACTUALITES.start("essai"), texte="[là](/nulle-part/)")

    assert len(GLOSSAIRE.check(terme, JOUR)) == 2
    assert "/nulle-part/" in ACTUALITES.check(note, JOUR)[0]


def submit(genre, contenu, motif):
    """Write a text and send it; return it with its second reader."""
    auteur = make_personne("anne@exemple.fr")
    saisie = services.TexteSaisi(genre, contenu, JOUR, motif)
    texte = services.start_texte(saisie, auteur, timezone.now())
    services.submit_texte(texte, texte.version, auteur, timezone.now())
    return texte, make_equipe("moderation")


@pytest.fixture
def _le_27_novembre_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 27, 9, tzinfo=UTC))


@pytest.mark.django_db
@pytest.mark.usefixtures("_le_27_novembre_2026")
def test_the_team_confirms_a_desk_and_everybody_reads_it(client):
    appui = next(a for a in load_appuis() if a.code == "guichet-mayotte")
    neuf = msgspec.structs.replace(appui, vu_le="2026-11-26", a_completer=False)
    dit = "existence vérifiée le 26 novembre 2026"

    texte, relectrice = submit(APPUIS, neuf, "Joint au téléphone.")
    equipe = sign_in(relectrice, second_facteur=True)
    apercu = f"/editorial/texte/{texte.pk}/apercu/"
    assert dit not in client.get("/aides/?region=06").text
    assert dit in equipe.get(apercu, {"page": "/aides/"}).text
    assert equipe.get(texte.get_absolute_url()).status_code == 200

    services.approve(texte, texte.version, relectrice, timezone.now())
    page = client.get("/aides/?region=06").text
    assert dit in page
    assert "Mis à jour par l’équipe du programme le 27 novembre 2026" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("_le_27_novembre_2026")
def test_a_term_that_the_team_changes_is_so_on_its_page_and_in_documents(client):
    cctp = next(terme for terme in GLOSSAIRE.load() if terme.code == "cctp")
    neuf = msgspec.structs.replace(cctp, definition="Le cahier où s’écrit la matière recyclée.")
    texte, relectrice = submit(GLOSSAIRE, neuf, "Plus court.")
    services.approve(texte, texte.version, relectrice, timezone.now())

    blocs = draw_glossaire(SimpleNamespace(jour=JOUR), [Paragraphe("Voir le CCTP.")]).blocs
    assert neuf.definition in str(blocs)
    assert neuf.definition in client.get("/glossaire/").text
