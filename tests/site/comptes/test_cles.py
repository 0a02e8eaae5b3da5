"""Passkeys: added, used, refused, removed."""

import html
import json
import re
from unittest import mock

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import OperationalError
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaser.site.comptes import preuves as facteur
from spaser.site.comptes.models import CleAcces
from tests.outils.cle_virtuelle import CleVirtuelle
from tests.outils.declarations import declare
from tests.site.comptes.conftest import MOT_DE_PASSE, texte

pytestmark = pytest.mark.django_db
CONNEXION = "/compte/connexion/"
CODE = "/compte/connexion/code/"
AJOUTER = "/compte/second-facteur/cle/"


def options_de(page):
    return html.unescape(re.search(r'data-options="([^"]+)"', page.content.decode())[1])


def ajouter(client, cle, nom="Téléphone"):
    options = options_de(client.get(AJOUTER))
    return client.post(AJOUTER, {"nom": nom, "cle": cle.create(options)})


def entrer(client):
    return client.post(CONNEXION, {"courriel": "ada@exemple.fr", "mot_de_passe": MOT_DE_PASSE})


def presenter(client, cle):
    """Give the password, then the key."""
    entrer(client)
    return client.post(CODE, {"cle": cle.use(options_de(client.get(CODE)))})


@pytest.fixture
def cle(connectee):
    cle = CleVirtuelle()
    ajouter(connectee, cle)
    return cle


def test_the_first_key_proves_the_session_and_comes_with_recovery_codes(
    connectee, personne, courriels
):
    ailleurs = Client()
    ailleurs.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")
    page = ajouter(connectee, CleVirtuelle())

    assert page.content.decode().count("<code>") == 10
    assert connectee.get("/compte/").wsgi_request.user.is_verified()
    assert ailleurs.get("/compte/").status_code == 302
    assert courriels[-1].subject == "Le second facteur est activé"
    assert facteur.has_second_facteur(personne)


def test_a_key_opens_the_session_after_the_password(client, personne, cle):
    client.logout()
    reponse = presenter(client, cle)

    assert reponse.url == "/compte/"
    assert client.get("/compte/").wsgi_request.user.is_verified()
    garde = CleAcces.objects.get()
    assert (garde.name, garde.usages) == ("Téléphone", 1)
    assert garde.servie_le


def test_what_a_key_may_not_prove(client, personne, autre, cle):
    """Each case: what is presented; none opens the session."""
    etrangere, tiers = CleVirtuelle(), CleVirtuelle()
    CleAcces.objects.create(
        user=autre, name="x", identifiant="AAAA", cle_publique=b"x", confirmed=True
    )
    client.logout()
    entrer(client)
    vieux = options_de(client.get(CODE))
    menteuse = CleVirtuelle(origine="https://faux.exemple")
    menteuse.identifiant, menteuse.secret = cle.identifiant, cle.secret
    ailleurs = CleVirtuelle(site="faux.exemple")
    ailleurs.identifiant, ailleurs.secret = cle.identifiant, cle.secret
    tiers.identifiant = cle.identifiant
    cas = {
        "unknown key": etrangere.use,
        "another secret under the same name": tiers.use,
        "another origin": menteuse.use,
        "another site": ailleurs.use,
        "an answer to a former page": lambda _: cle.use(vieux),
        "nothing": lambda _: "",
        "not JSON": lambda _: "{",
        "another shape": lambda _: json.dumps(["x"]),
        "too long": lambda _: "x" * 30_000,
    }
    ouvertes = []
    for nom, answer in cas.items():
        page = client.post(CODE, {"cle": answer(options_de(client.get(CODE)))})
        if page.status_code != 200 or SESSION_KEY in client.session:
            ouvertes.append(nom)
    assert ouvertes == []
    assert client.post(CODE, {"cle": cle.use(options_de(client.get(CODE)))}).status_code == 302


def test_a_fault_of_ours_is_not_taken_for_a_wrong_key(client, cle, monkeypatch, caplog):
    client.logout()
    entrer(client)
    client.get(CODE)
    client.post(CODE, {"cle": "{"})
    assert "The answer of a passkey is refused: InvalidJSONStructure" in caplog.messages

    monkeypatch.setattr(
        "spaser.site.comptes.preuves._find", mock.Mock(side_effect=OperationalError)
    )
    with pytest.raises(OperationalError):
        presenter(client, cle)


def test_a_key_named_as_recovery_codes_are_gives_no_alarm(client, personne, cle, courriels):
    CleAcces.objects.update(name=facteur.NOM_SECOURS)
    client.logout()
    courriels.clear()

    assert presenter(client, cle).url == "/compte/"
    assert courriels == []


def test_an_answer_serves_once_and_a_copied_key_is_seen(client, personne, cle):
    client.logout()
    entrer(client)
    reponse = cle.use(options_de(client.get(CODE)))
    client.post(CODE, {"cle": reponse})
    client.logout()
    entrer(client)
    assert client.post(CODE, {"cle": reponse}).status_code == 200

    cle.usages = 0  # the copy has counted less than the key
    client.get(CODE)
    assert presenter(Client(), cle).status_code == 200


@pytest.mark.longue
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 0.999), octet=st.integers(0, 127))
def test_an_answer_changed_anywhere_is_told_in_french(client, personne, place, octet):
    vierge = CleVirtuelle()
    client.force_login(personne, backend="django.contrib.auth.backends.ModelBackend")
    bonne = vierge.create(options_de(client.get(AJOUTER)))
    rang = int(place * len(bonne))
    changee = bonne[:rang] + chr(octet) + bonne[rang + 1 :]
    page = client.post(AJOUTER, {"nom": "x", "cle": changee})

    assert page.status_code == 200
    CleAcces.objects.all().delete()
    facteur.remove_second_facteur(personne)


def test_a_recovery_code_does_where_the_key_is_lost(client, personne, cle):
    codes = facteur.renew_codes(personne)
    client.logout()
    entrer(client)
    page = texte(client.get(CODE))

    assert "Utiliser ma clé d’accès" in page
    assert "saisissez un code de secours" in page
    assert client.post(CODE, {"code": codes[0]}).url == "/compte/"


def test_the_same_key_is_kept_once(connectee, cle):
    page = texte(ajouter(connectee, cle))

    assert "Cette clé est déjà enregistrée." in page
    assert CleAcces.objects.count() == 1


def test_ten_keys_are_enough(connectee, personne):
    CleAcces.objects.bulk_create(
        CleAcces(user=personne, name="x", identifiant=f"{n}", cle_publique=b"") for n in range(10)
    )

    assert connectee.get(AJOUTER).url == "/compte/second-facteur/"


def test_the_last_means_of_who_owes_one_stays(connectee, personne, cle, monkeypatch):
    declare(monkeypatch, facteur, SECOND_FACTEUR=[lambda _: True])
    retirer = f"/compte/second-facteur/cles/{CleAcces.objects.get().pk}/retirer/"
    page = texte(connectee.post(retirer, follow=True))
    assert "ajoutez d’abord un autre moyen" in page
    assert CleAcces.objects.exists()

    ancienne = connectee.session["otp_device_id"]
    ajouter(connectee, CleVirtuelle(), "Clé du bureau")
    session = connectee.session
    session["otp_device_id"] = ancienne
    session.save()
    connectee.post(retirer)
    assert [c.name for c in CleAcces.objects.all()] == ["Clé du bureau"]
    assert connectee.get("/compte/").wsgi_request.user.is_verified()  # by the one that stays


def test_new_recovery_codes_leave_proved_a_session_that_one_of_the_former_opened(
    client, personne, cle
):
    ancien = facteur.renew_codes(personne)[0]
    client.logout()
    entrer(client)
    client.post(CODE, {"code": ancien})
    assert client.post("/compte/second-facteur/codes/").status_code == 200
    assert client.get("/compte/").wsgi_request.user.is_verified()


def test_recovery_codes_go_with_the_last_means(connectee, personne, cle, courriels):
    retirer = f"/compte/second-facteur/cles/{CleAcces.objects.get().pk}/retirer/"
    connectee.post(retirer)

    assert not StaticToken.objects.exists()
    assert courriels[-1].subject == "Le second facteur est retiré"


def test_somebody_else_s_key_is_not_removed(connectee, autre):
    sienne = CleAcces.objects.create(user=autre, name="x", identifiant="A", cle_publique=b"")

    assert connectee.post(f"/compte/second-facteur/cles/{sienne.pk}/retirer/").status_code == 404
    assert CleAcces.objects.exists()
