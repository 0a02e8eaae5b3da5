"""What anybody finds: the list and its filters, the page of the buyer, the outline."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from spaser.documents.document import Tableau, read_mots
from spaser.site.schema.models import SchemaAdopte
from spaser.site.schema.redaction.services import fill_rubrique
from spaser.site.schema.redaction.sujet import read_sujet
from tests.site.organisations.fabrique import SIREN_VAL
from tests.site.schema.publication.conftest import FONCTION, texte

LISTE = reverse("publication:liste")


@pytest.mark.parametrize(
    ("recherche", "trouve"),
    [
        ("", True),
        ("q=val", True),
        ("q=metropole fictif", True),
        (f"q={SIREN_VAL[:3]} {SIREN_VAL[3:6]} {SIREN_VAL[6:]}", True),
        ("q=rouen", False),
        ("annee=2024", True),
        ("annee=2026", False),
        ("annee=beaucoup", True),  # what is wrong narrows nothing, and is told
        ("type=metropole", True),
        ("type=commune", False),
        ("region=53", True),
        ("region=11", False),
    ],
)
def test_the_list_is_narrowed(parue, organisation, recherche, trouve):
    organisation.type, organisation.code_region = "metropole", "53"
    organisation.save()
    page = texte(Client().get(f"{LISTE}?{recherche}"))

    assert ("Métropole de Val-Fictif : résultats 2024 et 2025" in page) is trouve
    assert ("Aucune publication ne répond" in page) is not trouve


def test_the_page_of_the_buyer_and_the_outline_lead_to_it(parue, espace):
    SchemaAdopte.objects.filter(espace=espace).update(adopte_le=date(2024, 3, 12))
    adresse = parue.get_absolute_url()
    page = Client().get(reverse("acheteurs:acheteur", args=[SIREN_VAL]))
    tableaux = [
        b for b in fill_rubrique("publication", read_sujet(espace)).blocs if isinstance(b, Tableau)
    ]
    dits = [[read_mots(cellule) for cellule in ligne] for t in tableaux for ligne in t.lignes]

    assert adresse in page.text
    assert next(ligne for ligne in dits if ligne[0] == "2024 et 2025")[2:] == [
        FONCTION,
        f"http://127.0.0.1:8000{adresse}",
    ]
    assert any("Nos résultats sont à publier avant ce jour." in ligne[1] for ligne in dits)
