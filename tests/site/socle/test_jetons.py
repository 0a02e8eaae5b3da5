"""Single-use links: used, replayed, expired, tampered with."""

from datetime import timedelta

import pytest

from spaser.site.socle.jetons import JetonRefuse, make_jeton, read_jeton, revoke_jetons, use_jeton
from spaser.site.socle.models import Jeton

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]

UN_JOUR = timedelta(days=1)
INCONNU = "Ce lien n’est pas reconnu. Vérifiez qu’il a été copié en entier."


def refuse(fonction, usage, jeton):
    with pytest.raises(JetonRefuse) as refus:
        fonction(usage, jeton)
    return refus.value.raison


def test_a_link_gives_its_value_once():
    jeton = make_jeton("adresse", "lea@exemple.fr", UN_JOUR)
    assert use_jeton("adresse", jeton) == "lea@exemple.fr"
    assert refuse(use_jeton, "adresse", jeton).startswith("Ce lien a déjà servi.")
    assert refuse(read_jeton, "adresse", jeton).startswith("Ce lien a déjà servi.")


def test_looking_at_a_link_does_not_use_it():
    jeton = make_jeton("adresse", "lea@exemple.fr", UN_JOUR)
    assert read_jeton("adresse", jeton) == "lea@exemple.fr"
    assert use_jeton("adresse", jeton) == "lea@exemple.fr"


def test_an_expired_link_says_so():
    jeton = make_jeton("adresse", "lea@exemple.fr", timedelta(seconds=-1))
    assert refuse(use_jeton, "adresse", jeton).startswith("Ce lien a expiré.")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda j: j[:-1], id="cut"),
        pytest.param(lambda j: j[:-1] + ("A" if j[-1] != "A" else "B"), id="one letter"),
        pytest.param(lambda j: j + " ", id="with a space"),
        pytest.param(lambda _: "", id="empty"),
        pytest.param(lambda _: "\udcff\x00é" * 50, id="any letters"),
    ],
)
def test_a_tampered_link_is_not_recognised(change):
    jeton = make_jeton("adresse", "lea@exemple.fr", UN_JOUR)
    assert refuse(use_jeton, "adresse", change(jeton)) == INCONNU
    assert use_jeton("adresse", jeton) == "lea@exemple.fr"


def test_a_link_for_one_use_opens_no_other():
    jeton = make_jeton("adresse", "lea@exemple.fr", UN_JOUR)
    assert refuse(use_jeton, "mot_de_passe", jeton) == INCONNU


def test_two_clicks_at_once_let_one_through(monkeypatch):
    jeton = make_jeton("adresse", "lea@exemple.fr", UN_JOUR)
    monkeypatch.setattr(
        "spaser.site.socle.jetons._find", lambda *_: Jeton.objects.only("pk", "valeur").get()
    )
    assert use_jeton("adresse", jeton) == "lea@exemple.fr"
    assert refuse(use_jeton, "adresse", jeton).startswith("Ce lien a déjà servi.")


def test_the_base_does_not_hold_what_opens():
    jeton = make_jeton("adresse", "lea@exemple.fr", UN_JOUR)
    assert jeton not in str(Jeton.objects.values().get())
    assert len(jeton) == 43


def test_revoked_links_open_nothing():
    premier = make_jeton("adresse", "lea@exemple.fr", UN_JOUR)
    autre = make_jeton("adresse", "noe@exemple.fr", UN_JOUR)
    assert revoke_jetons("adresse", "lea@exemple.fr") == 1
    assert refuse(use_jeton, "adresse", premier).startswith("Ce lien a déjà servi.")
    assert use_jeton("adresse", autre) == "noe@exemple.fr"
