"""The code mailed before what cannot be taken back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from spaser.site.comptes import preuves, views
from spaser.site.comptes.models import Utilisateur
from tests.site.comptes.conftest import texte

pytestmark = pytest.mark.django_db
EFFACER = "/compte/effacement/"
CHAMPS = {"compris": "on"}


@pytest.fixture
def ada(client, personne):
    """Somebody signed in by her password alone."""
    client.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")
    return client


def code_dans(message):
    return re.search(r"Votre code est (\d{6})\.", message.body)[1]


def is_efface():
    return Utilisateur.objects.get(courriel__contains="").efface_le is not None


def vieillir(client, duree):
    """Make the code, or the agreement, that much older."""
    session = client.session
    for cle in ("geste_code", "geste_confirme_le"):
        if cle in session:
            passe = (timezone.now() - duree).isoformat()
            session[cle] = session[cle] | {"le": passe} if cle == "geste_code" else passe
    session.save()


def test_a_gesture_waits_for_its_code_and_loses_nothing(ada, courriels):
    page = ada.post(EFFACER, CHAMPS)
    assert page.status_code == 200
    assert "Vous allez effacer votre compte." in texte(page)
    assert '<input type="hidden" name="compris" value="on">' in page.content.decode()
    assert not is_efface()
    assert courriels[-1].subject == "Votre code de confirmation"
    assert "Il vaut 10 minutes, et seulement pour effacer votre compte." in courriels[-1].body

    code = code_dans(courriels[-1])
    assert code not in str(ada.session.items())
    reponse = ada.post(EFFACER, CHAMPS | {"code_recu": f"{code[:3]} {code[3:]}"})
    assert reponse.url == "/compte/connexion/"
    assert is_efface()


def test_a_form_to_correct_asks_for_no_code(ada, courriels):
    assert "Cochez cette case" in texte(ada.post(EFFACER, {"compris": ""}))
    assert courriels == []


def test_a_wrong_code_is_told_and_five_void_the_right_one(ada, courriels):
    ada.post(EFFACER, CHAMPS)
    bon = code_dans(courriels[-1])
    faux = f"{(int(bon) + 1) % 10**6:06}"
    pages = [texte(ada.post(EFFACER, CHAMPS | {"code_recu": faux})) for _ in range(5)]
    assert all("Ce code n’est pas celui que nous vous avons envoyé." in page for page in pages)
    assert "Ce code ne vaut plus." in texte(ada.post(EFFACER, CHAMPS | {"code_recu": bon}))
    assert len(courriels) == 1

    ada.post(EFFACER, CHAMPS | {"code_recu": "", "code_renvoye": "oui"})
    assert len(courriels) == 2
    neuf = code_dans(courriels[-1])
    assert ada.post(EFFACER, CHAMPS | {"code_recu": neuf}).status_code == 302
    assert is_efface()


def test_a_code_lasts_ten_minutes(ada, courriels):
    ada.post(EFFACER, CHAMPS)
    vieillir(ada, timedelta(minutes=10, seconds=1))
    page = texte(ada.post(EFFACER, CHAMPS | {"code_recu": code_dans(courriels[-1])}))

    assert "Ce code ne vaut plus." in page
    assert not is_efface()


def test_sending_the_form_again_sends_no_second_code(ada, courriels):
    ada.post(EFFACER, CHAMPS)
    ada.post(EFFACER, CHAMPS)

    assert len(courriels) == 1


def test_codes_are_not_mailed_without_end(ada, courriels):
    statuts = [ada.post(EFFACER, CHAMPS | {"code_renvoye": "oui"}).status_code for _ in range(6)]

    assert statuts == [200, 200, 200, 200, 200, 429]
    assert len(courriels) == 5


def ask(rf, client, personne, acte, chemin="/x/", **champs):
    """Ask for a gesture in the session of a browser; say why it waits, or nothing."""
    requete = rf.post(chemin, champs)
    requete.session, requete.user = client.session, personne
    try:
        views.confirm_geste(requete, acte)
    except views.GesteAConfirmer as attente:
        if not attente.faute:
            views._send(requete, acte)
        requete.session.save()
        return attente.faute or "code"
    requete.session.save()
    return ""


def test_a_code_is_for_one_gesture_and_the_session_then_rests(rf, ada, personne, courriels):
    personne.is_verified = lambda: False
    assert ask(rf, ada, personne, "publier") == "code"
    code = code_dans(courriels[-1])
    assert ask(rf, ada, personne, "effacer", code_recu=code) == views.PERIME
    assert ask(rf, ada, personne, "publier", "/y/", code_recu=code) == views.PERIME
    assert ask(rf, ada, personne, "publier", code_recu=code) == ""
    assert ask(rf, ada, personne, "effacer") == ""

    vieillir(ada, timedelta(minutes=15, seconds=1))
    assert ask(rf, ada, personne, "effacer") == "code"


def test_the_same_gesture_elsewhere_has_its_own_code_which_is_mailed(ada, courriels, rf, personne):
    personne.is_verified = lambda: False
    attente = views.GesteAConfirmer("publier")
    pages = views.ConfirmationDesGestes(lambda _: None)
    for chemin in ("/x/", "/y/", "/y/"):
        requete = rf.post(chemin)
        requete.session, requete.user = ada.session, personne
        assert "quart d’heure qui suit, aucun autre code ne sera demandé, même pour une autre" in (
            texte(pages.process_exception(requete, attente))
        )
        requete.session.save()
    assert len(courriels) == 2
    assert "votre session n’en demandera pas d’autre, même pour une autre" in courriels[1].body
    code = code_dans(courriels[1])
    assert ask(rf, ada, personne, "publier", "/y/", code_recu=code) == ""


@pytest.mark.parametrize(
    "cas", [(False, False, "code"), (False, True, ""), (True, False, "")], ids=str
)
def test_who_is_asked(rf, ada, personne, settings, cas):
    settings.DEMONSTRATION, prouvee, attendu = cas
    personne.is_verified = lambda: prouvee

    assert ask(rf, ada, personne, "publier") == attendu


def test_proconnect_is_enough(ada, personne, courriels, settings):
    settings.SANS_COURRIEL = False
    session = ada.session
    session["otp_device_id"] = preuves.make_preuve_proconnect(personne).persistent_id
    session.save()

    assert ada.post(EFFACER, CHAMPS).status_code == 302
    assert is_efface()
    assert [c.subject for c in courriels] == ["Votre compte SPASER est effacé"]
