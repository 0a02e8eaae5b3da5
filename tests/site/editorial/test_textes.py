"""The team writes a text; another person reads it again; it is shown on its day."""

from datetime import UTC, datetime
from html import unescape

import msgspec
import pytest
from django.utils import timezone

from spaser.regles.editorial import digest, export_contenu
from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.editorial.genre_obligation import OBLIGATIONS
from spaser.site.editorial.models import Texte
from spaser.site.editorial.obligations import find_obligation
from spaser.site.editorial.services import find_fichier
from spaser.site.socle.models import Evenement
from tests.outils.pages import flatten
from tests.site.editorial.fabrique import TITRE, make_texte
from tests.site.organisations.fabrique import make_equipe, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

MODIFIER = "/editorial/obligations/BEGES/modifier/"
SOURCE = {
    "libelle": "Décret fictif",
    "url": "https://exemple.fr/decret",
    "verifie_le": "20/11/2026",
    "confiance": "A",
}


@pytest.fixture(autouse=True)
def _le_26_novembre_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 9, tzinfo=UTC))


@pytest.fixture
def anne():
    return make_equipe("animation", "anne@programme.exemple.fr")


@pytest.fixture
def redactrice(anne):
    return sign_in(anne, second_facteur=True)


@pytest.fixture
def relectrice():
    mona = make_equipe("moderation", "mona@programme.exemple.fr")
    return sign_in(mona, second_facteur=True)


def read(reponse):
    return unescape(flatten(reponse.text)).replace("\u00a0", " ").replace("\u202f", " ")


def fill(**champs):
    """Return what the page sends for a whole text."""
    lignes = {f"sources-0-{nom}": valeur for nom, valeur in SOURCE.items()}
    comptes = {"sources-TOTAL_FORMS": 1, "etapes-TOTAL_FORMS": 0, "rendez_vous-TOTAL_FORMS": 0}
    comptes |= {f"{nom.partition('-')[0]}-INITIAL_FORMS": 0 for nom in comptes}
    texte = {
        "version": 0,
        "titre": "Faire un bilan",
        "theme": "climat",
        "resume": "En bref.",
        "qui": "Tout le monde.",
        "a_faire": "Compter.\n\n Publier. ",
        "natures": ["commune", "region"],
        "depuis": "01/01/2027",
        "effet_le": "01/12/2026",
        "motif": "Nouveau décret.",
    }
    return texte | lignes | comptes | champs


def decide(client, texte, geste, reponse="", **champs):
    adresse = f"/editorial/texte/{texte.pk}/"
    version = Texte.objects.get(pk=texte.pk).version
    return client.post(adresse, {"geste": geste, "reponse": reponse, "version": version} | champs)


def test_a_text_goes_from_draft_to_the_public_page(client, redactrice, relectrice, monkeypatch):
    redactrice.post(MODIFIER, fill())
    texte = Texte.objects.get()
    decide(redactrice, texte, "envoyer")
    decide(relectrice, texte, "approuver")

    assert "Faire un bilan" not in read(client.get("/obligations/"))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))
    page = read(client.get("/obligations/"))
    assert "Faire un bilan" in page
    assert "Texte mis à jour par l’équipe du programme le 1er décembre 2026" in page
    assert "41 obligations" in page
    assert "Décret fictif" in page


def test_what_no_field_shows_stays(redactrice):
    redactrice.post(MODIFIER, fill())
    avant, apres = find_fichier(OBLIGATIONS, "BEGES"), Texte.objects.get().lu

    assert (apres.conditions, apres.indicateurs) == (avant.conditions, avant.indicateurs)
    assert apres.a_faire == ("Compter.", "Publier.")
    assert apres.natures == ("commune", "region")


def test_nobody_approves_what_she_wrote(redactrice, anne, relectrice):
    texte = make_texte("a_relire", auteur=anne)

    assert "Vous avez écrit ce texte" in read(decide(redactrice, texte, "approuver"))
    assert Texte.objects.get().etat == "a_relire"
    relectrice.post(MODIFIER, fill(version=texte.version))
    decide(redactrice, texte, "envoyer")
    assert "Vous avez écrit ce texte" in read(decide(relectrice, texte, "approuver"))


def test_a_text_already_due_is_shown_from_the_day_it_is_approved(relectrice):
    texte = make_texte("a_relire", effet_le="2026-01-01")
    decide(relectrice, texte, "approuver")

    montree = find_obligation("BEGES", timezone.localdate())
    assert (montree.titre, str(montree.mise_a_jour)) == (TITRE, "2026-11-26")


def test_the_reader_sends_back_with_a_message(redactrice, relectrice, anne, courriels):
    texte = make_texte("a_relire", auteur=anne)
    courriels.clear()

    assert "Écrivez ce qu’il faut corriger" in read(decide(relectrice, texte, "renvoyer"))
    decide(relectrice, texte, "renvoyer", "Précisez l’article.")
    assert Texte.objects.get().etat == "brouillon"
    assert [message.to for message in courriels] == [["anne@programme.exemple.fr"]]
    assert "Précisez l’article." in read(redactrice.get(MODIFIER))


def test_who_may_read_again_is_told_but_not_who_sends(redactrice, relectrice, anne, courriels):
    texte = make_texte(auteur=anne)
    decide(redactrice, texte, "envoyer")

    assert [message.to for message in courriels] == [["mona@programme.exemple.fr"]]


def test_a_text_withdrawn_gives_its_place_back(client, relectrice):
    texte = make_texte("approuvee")
    assert TITRE in read(client.get("/obligations/"))

    assert "Dites pourquoi" in read(decide(relectrice, texte, "retirer"))
    decide(relectrice, texte, "retirer", "Le décret est annulé.")
    assert TITRE not in read(client.get("/obligations/"))
    assert find_fichier(OBLIGATIONS, "BEGES").titre in read(client.get("/obligations/"))


def test_a_draft_given_up_lets_another_begin(redactrice, anne):
    texte = make_texte(auteur=anne)
    decide(redactrice, texte, "abandonner")
    redactrice.post(MODIFIER, fill())

    assert [(r.numero, r.etat) for r in Texte.objects.all()] == [
        (2, "brouillon"),
        (1, "abandonnee"),
    ]


def test_the_second_of_two_at_once_loses_nothing_and_sees_both(redactrice, relectrice):
    redactrice.post(MODIFIER, fill())
    redactrice.post(MODIFIER, fill(version=1, titre="Le premier"))
    page = read(relectrice.post(MODIFIER, fill(version=1, titre="Le second")))

    assert "modifié ailleurs" in page
    assert "Le premier" in page
    assert "Le second" in page
    assert 'name="version" value="2"' in page
    assert Texte.objects.get().titre == "Le premier"
    relectrice.post(MODIFIER, fill(version=2, titre="Le second"))
    assert Texte.objects.get().titre == "Le second"


def test_two_who_begin_at_once_are_told(redactrice, relectrice, monkeypatch):
    redactrice.post(MODIFIER, fill())
    page = read(relectrice.post(MODIFIER, fill(titre="Le second")))

    assert "modifié ailleurs" in page
    assert "Le second" in page


def test_who_decides_on_a_text_that_changed_is_told(relectrice):
    texte = make_texte("a_relire")
    page = read(decide(relectrice, texte, "approuver", version=1))

    assert "Ce texte a changé entre-temps" in page
    assert Texte.objects.get().etat == "a_relire"


@pytest.mark.parametrize(
    ("champs", "conseil"),
    [
        ({"titre": ""}, "Donnez un titre"),
        ({"theme": "lune"}, "« lune » n’est pas un thème"),
        ({"natures": ["fusee"]}, "« fusee » n’est pas une structure"),
        ({"depuis": "demain"}, "Écrivez une date, comme 24/11/2026."),
        ({"effet_le": ""}, "Donnez le jour à partir duquel"),
        ({"effet_le": "31/02/2026"}, "Écrivez une date, comme 24/11/2026."),
        ({"sources-0-url": "ftp://x"}, "Ce n’est pas l’adresse d’une page"),
        ({"sources-0-confiance": ""}, "Dites si la source est sûre"),
        ({"sources-0-verifie_le": ""}, "Donnez le jour où vous l’avez lu"),
        (
            {
                "rendez_vous-TOTAL_FORMS": 1,
                "rendez_vous-0-jour": 30,
                "rendez_vous-0-mois": 2,
                "rendez_vous-0-texte": "Publier.",
            },
            "Ce jour n’existe pas chaque année",
        ),
    ],
)
def test_a_wrong_entry_is_told_and_nothing_typed_is_lost(redactrice, champs, conseil):
    page = read(redactrice.post(MODIFIER, fill(motif="À ne pas perdre", **champs)))

    assert conseil in page
    assert "À ne pas perdre" in page
    assert not Texte.objects.exists()


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"motif": ""}, "Dites ce qui change, et pourquoi."),
        ({"sources-TOTAL_FORMS": 0}, "Donnez au moins une source"),
        ({"sources-0-verifie_le": "01/01/2030"}, "lue dans l’avenir"),
        ({"sources-0-confiance": "C"}, "ce qui n’est pas sûr"),
        ({"a_faire": ""}, "au moins une chose à faire"),
    ],
)
def test_a_draft_may_be_incomplete_but_is_not_sent(redactrice, champs, faute):
    redactrice.post(MODIFIER, fill(**champs))
    texte = Texte.objects.get()

    assert faute in read(decide(redactrice, texte, "envoyer"))
    assert Texte.objects.get().etat == "brouillon"


def test_lines_are_added_and_taken_off_without_losing_the_rest(redactrice):
    page = read(redactrice.post(MODIFIER, fill(ajouter="etapes", resume="À garder")))

    assert "Étape 1" in page
    assert "À garder" in page
    page = read(redactrice.post(MODIFIER, fill(retirer="sources-0")))
    assert "Décret fictif" not in page
    assert not Texte.objects.exists()


def test_a_duty_that_no_file_holds_is_added(client, redactrice, relectrice):
    reponse = redactrice.post("/editorial/obligations/nouveau/", {"code": "essai-2027"})
    adresse = "/editorial/obligations/ESSAI-2027/modifier/"
    assert reponse["Location"] == adresse
    redactrice.post(adresse, fill(effet_le="24/11/2026"))
    texte = Texte.objects.get()
    decide(redactrice, texte, "envoyer")
    decide(relectrice, texte, "approuver")

    page = read(client.get("/obligations/"))
    assert "42 obligations" in page
    assert 'id="ESSAI-2027"' in page


@pytest.mark.parametrize(
    ("code", "conseil"),
    [("", "Donnez un code"), ("BEGES", "porte déjà ce code"), ("A B", "reliés par des tirets")],
)
def test_a_wrong_code_is_told(redactrice, code, conseil):
    page = read(redactrice.post("/editorial/obligations/nouveau/", {"code": code}))

    assert conseil in page


def test_the_code_of_a_draft_left_there_leads_to_it(redactrice):
    make_texte("abandonnee")
    Texte.objects.update(code="PARTI")

    page = read(redactrice.post("/editorial/obligations/nouveau/", {"code": "parti"}))

    assert 'href="/editorial/obligations/PARTI/"' in page
    assert redactrice.get("/editorial/obligations/PARTI/").status_code == 200


def test_a_file_newer_than_the_text_is_told(relectrice):
    texte = make_texte("approuvee")
    assert "Fichier plus récent" not in read(relectrice.get("/editorial/obligations/"))
    autre = msgspec.structs.replace(
        find_fichier(OBLIGATIONS, "BEGES"), titre="Ancien texte du fichier"
    )
    Texte.objects.update(empreinte=digest(autre))

    assert "Fichier plus récent" in read(relectrice.get("/editorial/obligations/"))
    page = read(relectrice.get(f"/editorial/texte/{texte.pk}/"))
    assert "Le fichier du site a changé depuis" in page


def test_the_difference_with_the_file_is_shown(relectrice):
    texte = make_texte("a_relire")
    page = read(relectrice.get(f"/editorial/texte/{texte.pk}/"))

    assert "Ce qui sépare le fichier de ce texte" in page
    assert "Tous les trois ans" in page
    assert "Quatre ans" in page


def test_former_texts_stay_readable(redactrice, relectrice):
    make_texte("approuvee")
    redactrice.post(MODIFIER, fill(effet_le="24/11/2026"))
    second = Texte.objects.get(numero=2)
    decide(redactrice, second, "envoyer")
    decide(relectrice, second, "approuver")

    page = read(relectrice.get("/editorial/obligations/BEGES/"))
    assert "Texte 1" in page
    assert "Texte 2" in page
    assert find_obligation("BEGES", timezone.localdate()).titre == "Faire un bilan"


def test_every_gesture_is_in_the_journal(redactrice, relectrice):
    redactrice.post(MODIFIER, fill())
    texte = Texte.objects.get()
    for client, geste in ((redactrice, "envoyer"), (relectrice, "renvoyer")):
        decide(client, texte, geste, "Un message.")

    gestes = Evenement.objects.filter(geste__startswith="texte.").order_by("pk")
    assert [evenement.geste for evenement in gestes] == [
        "texte.ouverture",
        "texte.envoi",
        "texte.retour",
    ]


def test_a_button_that_does_not_exist_does_nothing(relectrice):
    texte = make_texte("a_relire")

    assert "Choisissez un des boutons" in read(decide(relectrice, texte, "effacer"))
    assert Texte.objects.get().etat == "a_relire"


def test_an_erased_person_leaves_her_texts_without_her_name(anne, relectrice):
    texte = make_texte("a_relire", auteur=anne)
    assert export_donnees(anne)["textes"] == [
        {"genre": "obligations", "code": "BEGES", "texte": 1, "titre": TITRE, "etat": "a_relire"}
    ]
    erase_compte(anne)

    assert texte.redacteurs.count() == 0
    assert export_contenu(Texte.objects.get().lu)["titre"] == TITRE


def test_the_team_finds_the_texts_from_its_desk_and_nobody_else(client, relectrice):
    assert "/editorial/" in relectrice.get("/bureau/").text
    assert "/bureau/" in relectrice.get("/obligations/").text
    assert "/bureau/" not in client.get("/obligations/").text
