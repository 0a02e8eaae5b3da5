import pytest

from spaser.regles.rapprochements import load_recenses
from spaser.site.registre.fiches import withdraw_fiche
from spaser.site.registre.models import Depot, EtatDepot, Fiche, VersionFiche
from spaser.site.registre.premiers_contenus import load_reference
from tests.outils.scenario import play
from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = pytest.mark.django_db


@pytest.mark.longue
def test_every_first_sheet_is_published_with_its_source():
    load_reference()

    fiches = Fiche.objects.publiees()
    assert fiches.count() == len(load_recenses()) >= 60
    assert not fiches.filter(provenances__isnull=True).exists()
    assert set(fiches.values_list("confiance", flat=True)) <= {"A", "B", "C"}


@pytest.mark.longue
def test_loading_again_changes_nothing():
    load_reference()
    versions = VersionFiche.objects.count()

    load_reference()

    assert VersionFiche.objects.count() == versions


@pytest.mark.longue
def test_a_row_that_changed_gives_a_new_version():
    load_reference()
    fiche = Fiche.objects.get(identifiant="brest-2024")
    Fiche.objects.filter(pk=fiche.pk).update(contenu={"ancien": True})

    load_reference()

    fiche.refresh_from_db()
    assert fiche.structure in fiche.contenu["structure"]["nom"]
    assert fiche.versions.count() == 2


@pytest.mark.longue
def test_a_sheet_that_somebody_took_over_is_left_alone(django_user_model):
    load_reference()
    fiche = Fiche.objects.get(identifiant="brest-2024")
    make_fiche(
        "Brest, reprise", fiche=fiche, auteur=django_user_model.objects.create_user("a@exemple.fr")
    )

    load_reference()

    fiche.refresh_from_db()
    assert fiche.structure == "Brest, reprise"


@pytest.mark.longue
def test_a_withdrawn_sheet_does_not_come_back():
    load_reference()
    fiche = Fiche.objects.get(identifiant="brest-2024")
    withdraw_fiche(fiche, "Doublon", None, MAINTENANT)
    Fiche.objects.filter(pk=fiche.pk).update(contenu={"ancien": True})

    load_reference()

    fiche.refresh_from_db()
    assert fiche.etat == "retiree"


def test_the_demonstration_gives_the_team_a_deposit_to_read_once():
    play("Registre des schémas")
    play("Registre des schémas")

    depot = Depot.objects.get()
    assert depot.etat == EtatDepot.SOUMIS
    assert "fictif" in depot.spaser.structure.nom.lower()
