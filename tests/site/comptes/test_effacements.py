"""What was erased for good is erased again from a backup: row by row, and nothing beside."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import models

from spaser.site.comptes import donnees_personnelles as donnees
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.acteurs.suivi_acteurs import erase_personne
from spaser.site.diagnostic.campagnes.services import unname
from spaser.site.diagnostic.models import Participation, Personne
from spaser.site.registre.alertes import DESABONNEMENT
from spaser.site.registre.depot.services import Deposant, abandon_depot
from spaser.site.registre.models import Alerte, Depot, EtatDepot
from spaser.site.socle.courriels.envoi import DepotCourriels, forget_courriels
from spaser.site.socle.models import Courriel
from spaser.site.socle.sauvegarde import effacements
from tests.outils.declarations import declare
from tests.site.organisations.fabrique import make_organisation, make_personne
from tests.transverses.site.test_manifestes import fill

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.DOSSIER = tmp_path
    settings.SAUVEGARDES = str(tmp_path / "sauvegardes")
    return tmp_path


@pytest.fixture
def elle():
    return make_personne("zenobie@exemple.fr", nom="Lepervier")


@pytest.fixture
def lignes(elle):
    lignes = fill(make_organisation().espace, elle)
    Depot.objects.update(etat=EtatDepot.BROUILLON)
    Participation.objects.update(nom="Ursule")
    for ligne in (lignes[Depot], lignes[Participation]):
        ligne.refresh_from_db()
    return lignes


def stop_alerte(alerte, client):
    client.post(DESABONNEMENT.path_of(alerte))


# Each gesture that erases for good, and how a row of a backup shows that it is erased again.
GESTES = {
    Alerte: stop_alerte,
    Depot: lambda depot, _: abandon_depot(depot, Deposant("zenobie@exemple.fr")),
    Participation: lambda p, _: unname(p, p.utilisateur),
    Personne: lambda personne, _: erase_personne(personne),
    Utilisateur: lambda personne, _: donnees.erase_compte(personne),
}


def bring_back(ligne, **champs):
    """Write a row again as a backup had it."""
    revenue = type(ligne)(**{c.attname: getattr(ligne, c.attname) for c in ligne._meta.fields})
    for nom, valeur in champs.items():
        setattr(revenue, nom, valeur)
    models.Model.save_base(revenue, raw=True)
    return type(ligne)._base_manager.get(pk=ligne.pk)


def is_there(ligne):
    restee = type(ligne)._base_manager.filter(pk=ligne.pk).first()
    return restee is not None and getattr(restee, "nom", "x") not in {"", None}


def test_each_kind_that_is_erased_again_has_its_gesture():
    assert {m.classe for m in donnees.list_modeles() if m.ne_le} == set(GESTES)


@pytest.mark.parametrize("classe", GESTES)
def test_a_row_erased_for_good_is_erased_again_when_it_comes_back(classe, lignes, client):
    ligne = classe._base_manager.get(pk=lignes[classe].pk)
    GESTES[classe](classe._base_manager.get(pk=ligne.pk), client)
    assert not is_there(ligne)

    assert donnees.redo_effacements() == 0
    assert is_there(bring_back(ligne))
    assert donnees.redo_effacements() == 1
    assert not is_there(ligne)


@pytest.mark.parametrize("classe", GESTES)
def test_another_row_that_was_given_its_number_since_is_left(classe, lignes, client):
    modele = next(m for m in donnees.list_modeles() if m.classe is classe)
    ligne = classe._base_manager.get(pk=lignes[classe].pk)
    GESTES[classe](classe._base_manager.get(pk=ligne.pk), client)
    plus_tard = getattr(ligne, modele.ne_le) + timedelta(microseconds=1)
    autre = bring_back(ligne, **{modele.ne_le: plus_tard})

    assert donnees.redo_effacements() == 0
    assert is_there(autre)


def test_an_account_goes_whatever_holds_it_and_nobody_is_written_to(elle, monkeypatch, settings):
    settings.SANS_COURRIEL = False
    donnees.keep_effacement(elle)
    declare(monkeypatch, donnees, EMPECHEMENTS=[lambda _: ["La seule."]])

    assert donnees.redo_effacements() == 1
    elle.refresh_from_db()
    assert elle.efface_le
    assert not Courriel.objects.exists()


def test_the_list_is_kept_beside_the_backups_too_when_their_disk_is_there(elle, dossier):
    donnees.keep_effacement(elle)
    (dossier / "sauvegardes").mkdir()
    effacements.keep(effacements.print_adresse_effacee(elle.courriel))

    sienne, autre = (
        effacements.read_effacements(d / "effacements") for d in (dossier, dossier / "sauvegardes")
    )
    assert (len(sienne), len(autre)) == (2, 1)
    assert autre == sienne[1:]
    assert (dossier / "effacements").stat().st_mode & 0o777 == 0o600


def test_a_list_merged_twice_is_the_same(dossier):
    for _ in range(2):
        effacements.merge(["un 1", "deux 2"], dossier / "effacements")

    assert effacements.read_effacements(dossier / "effacements") == ["un 1", "deux 2"]


def test_mails_kept_to_an_address_go_and_those_to_others_stay(dossier):
    for vers in ("zenobie@exemple.fr", "Zénobie <Zenobie@Exemple.fr>", "bea@exemple.fr"):
        DepotCourriels(dossier / "courriels").send_messages(
            [EmailMessage("Sujet", "zenobie@exemple.fr demande à rejoindre.", to=[vers])]
        )
    forget_courriels("zenobie@exemple.fr")

    [reste] = (dossier / "courriels").iterdir()
    assert b"To: bea@exemple.fr" in reste.read_bytes()
