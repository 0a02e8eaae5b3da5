"""A fact is changed through a second reader; all that cites it then says it, from its day on."""

import io
from datetime import UTC, date, datetime
from html import unescape

import msgspec
import pytest
from django.core import mail
from django.utils import timezone
from pypdf import PdfReader

from spaser.contenus.faits import Faits, load_fichiers, tell_citation
from spaser.regles import textes_lus
from spaser.regles.textes_lus import merge_textes, read_texte_lu
from spaser.site.editorial import faits, services
from spaser.site.editorial.faits import FAITS
from spaser.site.editorial.genre_obligation import OBLIGATIONS
from spaser.site.editorial.models import Texte
from spaser.site.editorial.obligations import _is_vide
from spaser.site.editorial.services import (
    find_contenu,
    find_fichier,
    is_fichier_changed,
    list_tenus,
)
from spaser.site.editorial.views import Page
from spaser.site.socle.traces import open_unite
from tests.outils.pages import flatten
from tests.site.editorial.obligations.fabrique import edit_fait, send
from tests.site.editorial.test_formulaire import AUTOUR
from tests.site.editorial.test_formulaire import send as envoie
from tests.site.organisations.fabrique import make_equipe, make_personne, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

CODE = "CCP-R2196-1"
SEUIL = "CCP-D2111-3"
UN = f"/editorial/faits/{CODE}/"
RELIRE = "/obligations/a-relire/"
ENONCE = "À partir de 60 000 € hors taxes, les données hexadécimales sont publiées."
DECEMBRE = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _le_26_novembre_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 9, tzinfo=UTC))


def connect(role, nom="anne"):
    personne = make_equipe(role, f"{nom}-{role}@programme.exemple.fr")
    return sign_in(personne, second_facteur=True)


@pytest.fixture
def redactrice():
    return connect("animation")


@pytest.fixture
def relectrice():
    return connect("moderation")


def read(reponse):
    assert reponse.status_code == 200
    return unescape(flatten(reponse.text)).replace("\u00a0", " ").replace("\u202f", " ")


def read_pdf(client, adresse):
    pages = PdfReader(io.BytesIO(client.get(adresse).content)).pages
    lu = " ".join(page.extract_text() for page in pages)
    return " ".join(lu.replace("\u00a0", " ").replace("\u202f", " ").split())


def decide(client, texte, geste, reponse=""):
    version = Texte.objects.get(pk=texte.pk).version
    donnees = {"geste": geste, "reponse": reponse, "version": version}
    return client.post(texte.get_absolute_url(), donnees)


@pytest.mark.longue
def test_a_threshold_changed_by_two_people_is_said_everywhere_from_its_day(
    client, redactrice, relectrice, monkeypatch
):
    lu = read_texte_lu(load_fichiers().par_code[CODE])
    assert "Ce qu’il dit, en nos mots" in read(redactrice.get(f"{UN}modifier/"))
    envoi = send(lu, enonce=ENONCE, **{"valeurs-0-valeur": "60 000"})
    redactrice.post(f"{UN}modifier/", envoi)
    texte = Texte.objects.get()
    autres = [v.valeur for v in texte.lu.valeurs]
    assert (texte.lu.to_fait().points, autres) == (lu.to_fait().points, [60_000, 25_000, 2])

    decide(redactrice, texte, "envoyer")
    page = read(relectrice.get(texte.get_absolute_url()))
    assert "À partir de 40 000 €" in page
    assert "Foire aux questions, en PDF" in page
    assert "Glossaire" in page
    vue = relectrice.get(f"{texte.get_absolute_url()}apercu/", {"page": "/faq/"})
    assert "à partir de 60 000 €" in read(vue)
    assert "à partir de 60 000 €" not in read(client.get("/faq/"))
    decide(relectrice, texte, "approuver")
    assert ENONCE not in read(client.get("/obligations/"))

    monkeypatch.setattr(timezone, "now", lambda: DECEMBRE)
    assert ENONCE in read(client.get("/obligations/"))
    assert ENONCE in read(client.get(f"/obligations/sources/{CODE}/"))
    assert "encore avec 40 000 €" in read(client.get(f"/obligations/sources/{CODE}/"))
    assert "à partir de 60 000 €" in read(client.get("/faq/"))
    trouves = read(client.get("/recherche/", {"q": "hexadécimales"}))
    assert f'href="/obligations/sources/{CODE}/"' in trouves

    decide(connect("moderation", "lea"), texte, "retirer", "Le décret est annulé.")
    assert ENONCE not in read(client.get("/obligations/"))
    assert "à partir de 40 000 €" in read(client.get("/faq/"))


@pytest.mark.longue
def test_a_version_read_again_is_said_by_sheets_the_glossary_and_methods(client):
    vues = ["/fiches/convaincre-et-obtenir-du-temps/", "/glossaire/", "/methodes/SOC-01/"]
    avant = [read(client.get(vue)) for vue in vues]
    edit_fait(SEUIL, version_lue="version de décembre 2026")
    edit_fait("CCP-L2111-3", version_lue="version de décembre 2026")
    edit_fait(CODE, texte="Article R2196-1 nouveau du code")

    apres = [read(client.get(vue)) for vue in vues]

    assert [("décembre 2026" in a, "décembre 2026" in b) for a, b in zip(avant, apres, strict=True)]
    assert "version de décembre 2026" in apres[0]
    assert "R2196-1 nouveau du code" in apres[1]
    assert "version de décembre 2026" in apres[2]
    assert "version de décembre 2026" in read_pdf(
        client, "/fiches/convaincre-et-obtenir-du-temps.pdf"
    )


@pytest.mark.longue
def test_what_was_read_again_leaves_the_desk_while_it_waits_and_comes_back_if_sent_back(
    monkeypatch,
):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 3, 2, 9, tzinfo=UTC))
    redactrice, relectrice = connect("animation"), connect("moderation")
    dus = f"{CODE} (donnees.json) : il était à relire le 28/02/2027."
    assert dus in read(redactrice.get(RELIRE))
    page = redactrice.get(f"{RELIRE}{CODE}/")
    depart = {nom: page.context["form"][nom].value() for nom in page.context["form"].fields}
    assert depart["a_relire_le"] == date(2027, 6, 4)

    refus = read(redactrice.post(f"{RELIRE}{CODE}/", depart | {"lu_le": "02/04/2027"}))
    assert "Ce jour est à venir" in refus
    redactrice.post(f"{RELIRE}{CODE}/", depart)
    texte = Texte.objects.get()
    assert (texte.etat, texte.motif) == ("a_relire", "Relu le 02/03/2027, toujours exact.")
    assert dus not in read(redactrice.get(RELIRE))
    assert "reprenez-le" in read(redactrice.get(f"{RELIRE}{CODE}/"))
    decide(relectrice, texte, "renvoyer", "La page a changé.")
    assert dus in read(redactrice.get(RELIRE))
    decide(redactrice, texte, "envoyer")
    decide(relectrice, texte, "approuver")

    assert dus not in read(redactrice.get(RELIRE))
    lu = find_contenu(FAITS, CODE, date(2027, 3, 2))
    assert (lu.lu_le, lu.a_relire_le) == (date(2027, 3, 2), date(2027, 6, 4))
    assert lu.enonce == load_fichiers().par_code[CODE].enonce


@pytest.mark.longue
def test_several_texts_are_read_again_and_approved_together_by_another(monkeypatch, courriels):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 3, 2, 9, tzinfo=UTC))
    redactrice, relectrice = connect("animation"), connect("moderation")
    edit = "/obligations/a-relire/"
    page = redactrice.get(edit)
    dus = page.context["cochables"]
    assert {CODE, SEUIL} <= dus
    assert f'name="relu" value="{CODE}"' in read(page).replace("\n", " ")
    assert "Rien n’est coché" in read(redactrice.post(edit, follow=True))

    envoi = {"relu": [CODE, SEUIL, "RIEN"]}
    envoyees = read(redactrice.post(edit, envoi, follow=True))
    assert "Relectures envoyées : 2." in envoyees
    assert "Laissés de côté, car ils n’attendaient plus : 1." in envoyees
    assert [t.etat for t in Texte.objects.all()] == ["a_relire", "a_relire"]
    assert redactrice.get(edit).context["cochables"] == dus - {CODE, SEUIL}
    assert redactrice.get(edit).context["relectures"] == []
    change = Texte.objects.get(code=SEUIL)
    change.contenu |= {"enonce": "Autre chose."}
    change.save()
    (seul,) = relectrice.get(edit).context["relectures"]
    assert seul.code == CODE
    vus = [f"{t.pk}-{t.version}" for t in Texte.objects.all()]
    perime = {"approuver": "1", "texte": [f"{seul.pk}-{seul.version - 1}"]}
    assert "a changé entre-temps" in read(relectrice.post(edit, perime, follow=True))
    reponse = relectrice.post(edit, {"approuver": "1", "texte": vus}, follow=True)

    assert "Relectures approuvées : 1. Laissés de côté" in read(reponse)
    assert _is_vide(Texte.objects.get(code=CODE).relu_par)
    assert {t.code: t.etat for t in Texte.objects.all()} == {CODE: "approuvee", SEUIL: "a_relire"}
    lu, avant = find_contenu(FAITS, CODE, date(2027, 3, 2)), load_fichiers().par_code[CODE]
    assert (lu.lu_le, lu.version_lue) == (date(2027, 3, 2), avant.version)
    objets = sorted(courriel.subject for courriel in mail.outbox)
    assert [o for o in objets if "relu" in o.lower() or "relectures" in o.lower()] == objets
    assert len(objets) == 2


def test_a_text_that_may_not_be_sent_stops_the_others_and_is_named(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 3, 2, 9, tzinfo=UTC))
    vrai = textes_lus.check_texte
    monkeypatch.setattr(
        "spaser.regles.textes_lus.check_texte",
        lambda lu, *reste: ["Ce nombre manque."] if lu.code == SEUIL else vrai(lu, *reste),
    )
    titre = load_fichiers().par_code[SEUIL].texte

    reponse = connect("animation").post(RELIRE, {"relu": [CODE, SEUIL]}, follow=True)

    assert f"« {titre} » : Ce nombre manque." in read(reponse)
    assert not Texte.objects.exists()


def test_a_text_read_again_starts_from_what_a_newer_file_adds(monkeypatch):
    edit_fait(CODE, enonce=ENONCE)
    fichier = load_fichiers().par_code[CODE]
    points = fichier.points | {"nouveau": "Un point ajouté."}
    fichiers = Faits({fichier.sujet: (msgspec.structs.replace(fichier, points=points),)})
    monkeypatch.setattr("spaser.contenus.faits.load_fichiers", lambda: fichiers)

    lu = find_contenu(FAITS, CODE, date(2026, 11, 26))

    assert (lu.enonce, lu.mise_a_jour) == (ENONCE, date(2026, 11, 26))
    assert lu.points[-1].nom == "nouveau"
    assert faits._check(lu, date(2026, 11, 26)) == []


def test_a_file_that_changes_later_is_told_and_never_overwrites(monkeypatch, client):
    edit_fait(CODE, enonce=ENONCE)
    autre = msgspec.structs.replace(read_texte_lu(load_fichiers().par_code[CODE]), enonce="Autre.")
    fichiers = merge_textes(load_fichiers(), [autre])
    monkeypatch.setattr("spaser.contenus.faits.load_fichiers", lambda: fichiers)

    (tenu,) = [t for t in list_tenus(FAITS, date(2026, 11, 26)) if t.contenu.code == CODE]

    assert (tenu.fichier_change, tenu.contenu.enonce) == (True, ENONCE)
    assert ENONCE in read(client.get(f"/obligations/sources/{CODE}/"))


def test_a_fact_that_is_edited_is_no_change_of_the_files_that_draw_from_it():
    with open_unite():
        avant = find_contenu(OBLIGATIONS, "DECP-PUBLIER", date(2026, 11, 26))
    saisie = services.TexteSaisi(OBLIGATIONS, avant, date(2026, 1, 1), "Rythme.")
    texte = services.start_texte(saisie, make_personne("a@exemple.fr"), timezone.now())
    for code in {fait.partition(".")[0] for fait in avant.faits}:
        edit_fait(code, texte="Un texte renommé", version_lue="décembre 2026")

    with open_unite():
        assert find_contenu(OBLIGATIONS, "DECP-PUBLIER", date(2026, 11, 26)) != avant
        assert not is_fichier_changed(texte)
        assert find_fichier(OBLIGATIONS, "DECP-PUBLIER") == avant


def test_pages_that_let_a_fact_speak_are_listed_with_those_that_cite_it():
    contenu = ["a {{CCP-R2196-1:seuil}} [[CGI-278]]", "{{CCP-L2111-3.cibles}}", "SEUILS-UE-2026"]

    cites = faits._list_cites(contenu)

    assert cites == {"CCP-R2196-1", "CGI-278", "CCP-L2111-3", "SEUILS-UE-2026"}


def test_a_fact_is_added_and_outside_of_a_request_files_are_read(redactrice, client):
    ajoute = redactrice.post("/editorial/faits/nouveau/", {"code": "decret-fictif-2026"})
    assert ajoute.url == "/editorial/faits/DECRET-FICTIF-2026/modifier/"
    assert redactrice.get(ajoute.url).status_code == 200
    assert redactrice.get(RELIRE + "RIEN/").status_code == 404

    edit_fait(CODE, enonce=ENONCE)
    assert tell_citation(CODE) != ENONCE
    with open_unite():  # what a worker opens around each task
        assert tell_citation(CODE) == ENONCE
    assert ENONCE in read(client.get(f"/obligations/sources/{CODE}/"))


def test_one_question_to_the_base_says_which_facts_are_shown(client, django_assert_num_queries):
    edit_fait(CODE, enonce=ENONCE)
    client.get("/obligations/")

    with django_assert_num_queries(1):
        client.get("/obligations/")
    with django_assert_num_queries(1):
        client.get(f"/obligations/sources/{CODE}/")


@pytest.mark.parametrize("code", [CODE, SEUIL, "SEUILS-UE-2026", "RECENSEMENT-2023", "CGI-278"])
def test_a_fact_left_untouched_in_its_form_comes_back_the_same(code):
    lu = read_texte_lu(load_fichiers().par_code[code])
    page = Page(FAITS, lu, AUTOUR, envoie(Page(FAITS, lu, AUTOUR)))

    assert page.is_valid(), page.erreurs
    assert page.read().contenu == lu
