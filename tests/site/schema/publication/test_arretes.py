"""What is published, closed or ended stands in the one edition; its files leave as made."""

from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from lxml import html

from spaser.site.espace.editions import make_fichiers
from spaser.site.espace.models import EditionArretee
from spaser.site.plan.models.actions import Edition
from spaser.site.plan.models.cibles import PointAnnuel
from spaser.site.schema.models import Publication
from spaser.site.schema.publication.services import add_erratum, send_back
from tests.site.organisations.fabrique import SIREN_VAL

JSON = f"/publications/{SIREN_VAL}/2025.json"
PUBLIQUE = f"/publications/{SIREN_VAL}/2025/"
REPRISE = import_module("spaser.site.schema.migrations.0005_reprise_arretes")


def read_page():
    return html.fromstring(Client().get(PUBLIQUE).text).find(".//main").text_content()


def rename(organisation, nom):
    organisation.nom = nom
    organisation.save()


def test_the_files_of_a_publication_leave_as_they_were_made_whatever_changes(
    parue, organisation, redactrice
):
    make_fichiers.func(numero=parue.arretee_id)
    faits = dict(parue.arretee.fichiers.values_list("nom", "octets"))
    parue.signataire = "Une autre main"
    parue.save()
    rename(organisation, "Autre nom")
    make_fichiers.func(numero=parue.arretee_id)

    assert sorted(faits) == ["resultats.csv", "resultats.json", "resultats.pdf"]
    assert dict(parue.arretee.fichiers.values_list("nom", "octets")) == faits
    assert Client().get(JSON).content == bytes(faits["resultats.json"])

    corrige = {"cle": "SOC-01", "annee": 2025, "valeur": Decimal(40), "texte": "Compté deux fois."}
    add_erratum(parue, corrige, redactrice)
    make_fichiers.func(numero=parue.arretee_id)

    corriges = dict(parue.arretee.fichiers.values_list("nom", "octets"))
    assert {nom: corriges[nom] for nom in faits} == faits
    assert len(corriges) == 6
    assert Client().get(JSON).content == bytes(corriges["resultats-erratum-1.json"])
    assert "Compté deux fois." in Client().get(JSON).text


def test_what_is_sent_back_leaves_no_edition_behind(proposee, administratrice):
    assert EditionArretee.objects.get().titre == "Résultats 2024 et 2025"

    send_back(proposee, "À revoir.", administratrice)

    assert not EditionArretee.objects.exists()
    assert Publication.objects.get().valeurs == {}


@pytest.fixture
def anciens(parue, espace, redactrice):
    """Write a publication, a closed year and an ended plan as the former version did."""
    jour = datetime(2026, 3, 4, tzinfo=UTC)
    contenu = parue.valeurs
    Publication.objects.update(arretee=None, contenu=contenu, proposee_le=jour)
    EditionArretee.objects.all().delete()
    PointAnnuel.objects.create(
        espace=espace, annee=2023, contenu={"annee": 2023}, clos_le=jour, clos_par=redactrice
    )
    PointAnnuel.objects.create(espace=espace, annee=2024)
    Edition.objects.create(espace=espace, titre="SPASER 2020-2025", actions=[{"code": "A-1"}])
    return contenu


def test_rows_of_the_former_version_are_read_then_carried_over_once(anciens):
    avant = read_page()
    for _ in range(2):
        REPRISE.carry(apps, None)

    assert "69 sur 142" in avant.replace("\u202f", " ").replace("\xa0", " ")
    assert read_page() == avant
    editions = EditionArretee.objects.order_by("nature")
    assert [(e.nature, e.titre) for e in editions] == [
        ("plan", "SPASER 2020-2025"),
        ("point_annuel", "Point annuel 2023"),
        ("publication", "Résultats 2024 et 2025"),
    ]
    assert Publication.objects.get().arretee.contenu == anciens
    assert PointAnnuel.objects.get(annee=2023).arretee.contenu == {"annee": 2023}
    assert PointAnnuel.objects.get(annee=2024).arretee is None
    assert Edition.objects.get().valeurs == {"actions": [{"code": "A-1"}]}
    assert {e.arretee_le for e in editions.exclude(nature="plan")} == {
        datetime(2026, 3, 4, tzinfo=UTC)
    }


def test_a_publication_of_the_former_version_gives_its_files(anciens):
    adresse = reverse("publication:fichier", args=[SIREN_VAL, 2025, "csv"])

    assert Client().get(adresse).status_code == 200
