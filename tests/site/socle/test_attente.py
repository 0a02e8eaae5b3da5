"""A form sent while somebody else holds the base: tried again, then given back as it was typed."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from lxml import html

from spaser.site.comptes.models import SessionOuverte
from spaser.site.diagnostic.models import Acteur
from spaser.site.portail.models import Avis, QuestionRecue
from spaser.site.registre.models import Alerte
from spaser.site.socle.models import Compteur, Courriel
from spaser.site.socle.requetes import tell_panne
from spaser.site.socle.taches import file
from tests.outils.base_tenue import Ecrivain, hurry
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.socle.taches.site_reel import open_copie
from tests.transverses.site.formulaires import fill, list_formulaires

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deux_bases]

MOT_DE_PASSE = "Un-long-mot-2026-fictif"
EN_VAIN = 1000
LE = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def hold(tmp_path, settings, monkeypatch):
    """Give what holds the base for so many waits."""

    def hold(essais=EN_VAIN):
        ouverts.append(Ecrivain(essais))
        monkeypatch.setattr(file.time, "sleep", ouverts[-1].wait)
        return ouverts[-1]

    ouverts = []
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    with open_copie(tmp_path):
        hurry()
        yield hold
        for ecrivain in ouverts:
            ecrivain.lien.close()


@pytest.fixture
def visiteur():
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def find_form(client, adresse, vers=""):
    """Return the form that a page posts, or that of an address among several."""
    page = client.get(adresse)
    assert page.status_code == 200, page.status_code
    formes = [f for f in list_formulaires(page.text, adresse) if f.methode == "post"]
    return next(f for f in formes if f.action == (vers or adresse))


def read_kept(reponse, adresse):
    """Return the form that the page gives back."""
    assert reponse.status_code == 503, reponse.status_code
    return list_formulaires(reponse.text, adresse)[0]


# Where, to whom else it posts, what is typed, and what is written of it once.
PUBLIQUES = {
    "question": (
        "/faq/demander/",
        "",
        {"message": "Et <b>pour</b> un\r\ngroupement ?"},
        QuestionRecue,
    ),
    "avis": (
        "/faq/",
        "/faq/reponses/etapes/avis/",
        {"utile": "non", "raison": "Trop court."},
        Avis,
    ),
    "compte": ("/compte/inscription/", "", {"courriel": "lea@exemple.fr"}, Courriel),
    "alerte": ("/registre/alerte/", "", {"courriel": "lea@exemple.fr"}, Alerte),
}


@pytest.mark.parametrize("nom", PUBLIQUES)
def test_what_was_typed_is_given_back_then_written_once(hold, visiteur, nom):
    adresse, vers, dits, modele = PUBLIQUES[nom]
    saisi = fill(find_form(visiteur, adresse, vers), dits, tout=False)
    tenu = hold()
    refuse = visiteur.post(vers or adresse, dict(saisi.lists()))
    garde = read_kept(refuse, vers or adresse)
    rendu = fill(garde, tout=False)
    del saisi["csrfmiddlewaretoken"]
    jeton = rendu.pop("csrfmiddlewaretoken")
    assert rendu.urlencode() == saisi.urlencode().replace("%0D%0A", "%0A")  # as pages are read
    assert modele.objects.count() == 0

    tenu.free()
    rendu.setlist("csrfmiddlewaretoken", jeton)
    assert visiteur.post(garde.action, dict(rendu.lists())).status_code in {200, 302}
    assert modele.objects.count() == 1


def test_the_page_says_in_plain_words_to_send_again(hold, visiteur):
    adresse = "/faq/demander/?q=clause"
    saisi = fill(find_form(visiteur, "/faq/demander/"), {"message": "Pourquoi ?"}, tout=False)
    hold()
    reponse = visiteur.post(adresse, dict(saisi.lists()))
    page = html.document_fromstring(reponse.text)

    assert [titre.text for titre in page.xpath("//h1")] == ["Le site est occupé"]
    assert "rien n’est perdu" in reponse.text
    assert page.xpath("//form/@action") == [adresse]
    assert [bouton.text for bouton in page.xpath("//form//button")] == ["Renvoyer"]
    assert page.xpath("//input[@name='message']/@value") == ["Pourquoi ?"]
    assert reponse["Retry-After"] == "5"
    assert reponse["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in reponse["Content-Security-Policy"]


def test_a_form_that_waits_for_a_moment_is_written_as_usual(hold, visiteur):
    saisi = fill(find_form(visiteur, "/faq/demander/"), {"message": "Pourquoi ?"}, tout=False)
    tenu = hold(essais=3)

    assert visiteur.post("/faq/demander/", dict(saisi.lists())).status_code == 302
    assert tenu.reste == 0
    assert [q.message for q in QuestionRecue.objects.all()] == ["Pourquoi ?"]


def test_several_values_of_one_field_are_all_kept(hold):
    client = sign_in(make_membre(make_organisation(), "contribution").utilisateur)
    client.raise_request_exception = False
    saisi = {"nom": "CRESS Fictive", "typologie": "tetes_de_reseaux", "themes": ["climat", "eau"]}
    adresse = f"/espace/{SIREN_VAL}/acteurs/ajouter/"
    tenu = hold()
    garde = read_kept(client.post(adresse, saisi), adresse)
    rendu = fill(garde, tout=False)
    assert rendu.getlist("themes") == ["climat", "eau"]
    tenu.free()
    client.post(adresse, saisi | {"themes": []})
    assert [acteur.nom for acteur in Acteur.objects.all()] == ["CRESS Fictive"]


def test_a_password_is_asked_again_and_never_written_in_the_page(hold, visiteur):
    personne = make_personne("lea@exemple.fr")
    personne.set_password(MOT_DE_PASSE)
    personne.save()
    dits = {"courriel": "lea@exemple.fr", "mot_de_passe": MOT_DE_PASSE}
    saisi = fill(find_form(visiteur, "/compte/connexion/"), dits, tout=False)
    tenu = hold()
    refuse = visiteur.post("/compte/connexion/", dict(saisi.lists()))
    garde = read_kept(refuse, "/compte/connexion/")
    assert MOT_DE_PASSE not in refuse.text
    assert "À saisir de nouveau : mot de passe" in texte(refuse)
    assert not SessionOuverte.objects.filter(utilisateur=personne).exists()

    tenu.free()
    visiteur.post(garde.action, dict(fill(garde, dits, tout=False).lists()))
    assert SessionOuverte.objects.filter(utilisateur=personne).count() == 1


def test_signing_out_is_given_back_too(hold):
    client = sign_in(make_personne("lea@exemple.fr"))
    client.raise_request_exception = False
    tenu = hold()
    assert client.post("/compte/deconnexion/").status_code == 503
    assert SessionOuverte.objects.count() == 1
    tenu.free()
    assert client.post("/compte/deconnexion/").status_code == 302
    assert SessionOuverte.objects.exclude(utilisateur=None).count() == 0


def test_a_page_is_shown_though_nothing_could_be_noted_in_the_session(hold):
    client = sign_in(make_personne("lea@exemple.fr"))
    client.raise_request_exception = False
    session = client.session
    avant = (timezone.now() - timedelta(minutes=2)).isoformat()
    session["vue_le"] = session["ouverte_le"] = avant
    session.save()
    tenu = hold()
    assert client.get("/compte/").status_code == 200
    assert client.session["vue_le"] == avant
    assert client.session.read_vue() > datetime.fromisoformat(avant)  # the process knows it
    tenu.free()


# What a request has done already, and what it cannot do twice.


def _write(nom):
    Compteur.objects.create(nom=nom, empreinte="e", nombre=1, debut=LE, fin=LE)


def _write_then_stop(request):
    """Write something for good, then meet a lock."""
    with transaction.atomic() if "bloc" in request.POST else nullcontext():
        _write("avant")
    raise OperationalError("database is locked")


def _stop_twice(request):
    """Meet a lock in the middle, twice; tell what the third run was given."""
    deja = request.session.get("deja", 0)
    request.session["deja"] = deja + 1
    lu = request.FILES["piece"].read().decode()
    with transaction.atomic():
        _write("avant")
        essais.append(deja)
        if len(essais) < 3:
            raise OperationalError("database is locked")
    return HttpResponse(f"{deja} {lu} {request.POST['mot']}")


def _keep(request):
    """Have the file moved where the site keeps it, then meet a lock."""
    FileSystemStorage().save("ab/piece", request.FILES["piece"])
    essais.append(1)
    raise OperationalError("database is locked")


essais = []
urlpatterns = [
    path("moitie/", _write_then_stop),
    path("deux/", _stop_twice),
    path("garder/", _keep),
    path("api/moitie/", csrf_exempt(_write_then_stop)),
    path("", include("spaser.site.config.adresses")),
]
handler500 = tell_panne
for une in urlpatterns[:4]:
    une.callback.login_required = False


@pytest.fixture
def vers_ici(hold, monkeypatch, settings):
    """Have these views answer; nobody holds the base, they say so themselves."""
    if connection.vendor != "sqlite":
        pytest.skip("what is said here of the base is SQLite's")
    settings.ROOT_URLCONF = __name__
    essais.clear()
    attentes = []
    monkeypatch.setattr(file.time, "sleep", attentes.append)
    return attentes


@pytest.mark.parametrize("saisi", [{"mot": "un"}, {"mot": "un", "bloc": "oui"}])
def test_what_is_written_in_part_is_not_done_again_and_is_told(vers_ici, saisi):
    reponse = Client(raise_request_exception=False).post("/moitie/", saisi)

    assert Compteur.objects.count() == 1
    assert vers_ici == []
    assert "Une partie de votre envoi a pu être enregistrée" in reponse.text
    assert "rien n’est perdu" not in reponse.text


def test_a_program_is_told_in_its_own_words(vers_ici):
    reponse = Client(raise_request_exception=False).post("/api/moitie/", {"mot": "un"})

    assert reponse.status_code == 503
    assert reponse["Retry-After"] == "5"
    assert reponse["Content-Type"] == "application/problem+json"
    assert reponse.json()["title"] == "Site occupé"
    assert reponse.json()["detail"].startswith("Le site est occupé. Renvoyez cette demande")


def test_a_new_try_is_given_the_request_as_it_came(vers_ici):
    client = Client(raise_request_exception=False)
    piece = SimpleUploadedFile("piece.txt", b"contenu")
    reponse = client.post("/deux/", {"piece": piece, "mot": "saisi"})

    assert reponse.text == "0 contenu saisi"
    assert essais == [0, 0, 0]
    assert vers_ici == [0.1, 0.4]
    assert [un.nom for un in Compteur.objects.all()] == ["avant"]


def test_a_file_that_has_left_its_place_stops_there_and_is_named(vers_ici, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    reponse = Client(raise_request_exception=False).post(
        "/garder/", {"piece": SimpleUploadedFile("plan d’action.txt", b"contenu")}
    )
    assert essais == [1]
    assert "À joindre de nouveau : plan d’action.txt" in texte(reponse)
    assert 'enctype="multipart/form-data"' in reponse.text


def test_half_of_the_threads_wait_and_no_more(vers_ici):
    """The others answer at once: pages that only read need their threads."""
    qui_attendent = [file.list_essais() for _ in range(2)]
    assert [next(un, None) for un in qui_attendent] == [0.1, 0.1]
    assert list(file.list_essais()) == []
    qui_attendent[0].close()
    assert sum(file.list_essais()) == 3.0
    qui_attendent[1].close()
