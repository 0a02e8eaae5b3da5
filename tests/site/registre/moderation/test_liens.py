from datetime import UTC, datetime, timedelta

import pytest

from spaser.moteur.reseau.sonde import EtatAdresse, ReponseSonde
from spaser.site.registre import app, documents
from spaser.site.registre.documents import LIENS_PAR_LOT, check_lot, due_liens
from spaser.site.registre.models import EtatFiche, EtatLien, LienFiche
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db
MAINTENANT = datetime(2026, 11, 24, tzinfo=UTC)
JOUR = timedelta(days=1)


def _liens(nombre=1):
    fiche = make_fiche("Rennes")
    for rang in range(nombre):
        fiche.liens.create(url=f"https://r.exemple/{rang}")
    return fiche


def _say(etat, texte=""):
    return lambda _url: ReponseSonde(etat, texte)


@pytest.mark.parametrize(
    ("etat", "attendu"),
    [
        (EtatAdresse.VIVANT, EtatLien.VIVANT),
        (EtatAdresse.MORT, EtatLien.MORT),
        (EtatAdresse.INCERTAIN, EtatLien.INCONNU),
        (EtatAdresse.REFUSE, EtatLien.INCONNU),
        (EtatAdresse.INJOIGNABLE, EtatLien.INCONNU),
    ],
)
def test_what_a_link_answers_is_kept(etat, attendu):
    _liens()
    check_lot(MAINTENANT, _say(etat, "constat"))
    lien = LienFiche.objects.get()
    assert (lien.etat, lien.verifie_le) == (attendu, MAINTENANT)
    assert "constat" in lien.constat


def test_out_of_reach_twice_a_day_apart_is_dead():
    _liens()
    check_lot(MAINTENANT, _say(EtatAdresse.INJOIGNABLE, "injoignable"))
    assert not due_liens(MAINTENANT + JOUR / 2).exists()
    check_lot(MAINTENANT + JOUR, _say(EtatAdresse.INJOIGNABLE, "injoignable"))
    assert LienFiche.objects.get().etat == EtatLien.MORT


def test_a_link_that_answers_again_is_alive():
    _liens()
    check_lot(MAINTENANT, _say(EtatAdresse.MORT))
    check_lot(MAINTENANT + 31 * JOUR, _say(EtatAdresse.VIVANT))
    assert LienFiche.objects.get().etat == EtatLien.VIVANT


def test_a_link_is_checked_once_a_month():
    _liens()
    check_lot(MAINTENANT, _say(EtatAdresse.VIVANT))
    assert not due_liens(MAINTENANT + 29 * JOUR).exists()
    assert due_liens(MAINTENANT + 30 * JOUR).exists()


def test_when_nothing_can_be_reached_our_network_is_out_and_nothing_is_written():
    _liens(5)
    assert check_lot(MAINTENANT, _say(EtatAdresse.INJOIGNABLE)) is False
    assert not LienFiche.objects.exclude(verifie_le=None).exists()


def test_a_batch_is_short_and_says_whether_to_go_on():
    _liens(LIENS_PAR_LOT + 1)
    assert check_lot(MAINTENANT, _say(EtatAdresse.VIVANT)) is True
    assert check_lot(MAINTENANT, _say(EtatAdresse.VIVANT)) is False
    assert not due_liens(MAINTENANT).exists()


def test_batches_follow_one_another_until_nothing_is_due(
    monkeypatch, django_capture_on_commit_callbacks
):
    _liens(LIENS_PAR_LOT + 1)
    monkeypatch.setattr(documents, "probe", _say(EtatAdresse.VIVANT))
    with django_capture_on_commit_callbacks(execute=True):
        app.run_liens(MAINTENANT)
    assert LienFiche.objects.filter(etat=EtatLien.VIVANT).count() == LIENS_PAR_LOT + 1


def test_links_of_sheets_that_are_not_public_are_left_alone():
    fiche = _liens()
    fiche.etat = EtatFiche.RETIREE
    fiche.save()
    assert not due_liens(MAINTENANT).exists()
