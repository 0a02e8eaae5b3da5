"""Figures kept from corrected contracts and from paid spend, found again as they were."""

from dataclasses import replace

import pytest

from spaser.moteur.depenses.resultats.synthese import write_bilan_depenses
from spaser.site.chiffres.depenses.services import read_depenses
from spaser.site.chiffres.marches.services import list_marches, undo_geste
from spaser.site.chiffres.models import Calcul, Geste, Reference
from tests.site.chiffres.marches.fabrique import correct
from tests.site.chiffres.test_pages import read_lead
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/indicateurs/"


def _keep(client, code, chiffres, expression="nombre", annee="2025"):
    demande = {"annee": annee, "expression": expression, "chiffres": chiffres}
    return client.post(f"{RACINE}{code}/garder/", demande, follow=True)


def _correct_sans_social(espace, auteur=None):
    choisis = [
        marche
        for marche in list_marches(espace)
        if marche.contrat.annee == 2025 and marche.contrat.social is False
    ]
    correct(espace, auteur, choisis=choisis[:10])


@pytest.mark.longue
def test_a_corrected_figure_is_kept_beside_the_published_one(marches, client, espace):
    _correct_sans_social(espace)

    publiee = read_lead(_keep(client, "SOC-01", ""))
    corrigee = _keep(client, "SOC-01", "corrige")

    gardees = {gardee.origine: gardee for gardee in Reference.objects.all()}
    assert gardees["corriges"].numerateur == gardees["publies"].numerateur + 10
    assert read_lead(corrigee) != publiee
    assert "vos fichiers et vos corrections" in texte(corrigee)
    assert "La valeur n’a pas changé depuis." in texte(corrigee)
    assert "&amp;chiffres=corrige" in corrigee.content.decode()


def test_a_corrected_figure_stays_the_same_when_corrections_are_undone(marches, client, espace):
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    _correct_sans_social(espace, auteur)
    avant = _keep(client, "SOC-01", "corrige")
    adresse = Reference.objects.get().get_absolute_url()

    undo_geste(espace, Geste.objects.get(), auteur)

    apres = client.get(adresse)
    assert read_lead(apres) == read_lead(avant)
    assert "La valeur a changé depuis" in texte(apres)


def test_the_proof_of_a_corrected_figure_keeps_that_figure(marches, client, espace):
    preuve = f"{RACINE}SOC-01/preuve/?annee=2025&expression=nombre&chiffres=corrige"

    garder = client.get(preuve).content.decode().partition("/garder/")[2].partition("<button")[0]
    assert 'name="chiffres" value="corrige"' in garder


def _answer_all(espace):
    """Give a value to the rates whose list the invented territory does not have."""
    depenses = read_depenses(espace)
    synthese = depenses.bilan.synthese
    valeurs = [
        valeur if valeur.valeur is not None else replace(valeur, valeur=0.25, bas=0.25, haut=0.5)
        for valeur in synthese.valeurs
    ]
    bilan = replace(depenses.bilan, synthese=replace(synthese, valeurs=valeurs))
    Calcul.objects.filter(pk=depenses.calcul.pk).update(contenu=write_bilan_depenses(bilan))
    return {(valeur.indicateur, valeur.variante) for valeur in valeurs}


@pytest.mark.longue
def test_every_rate_of_paid_spend_is_kept_and_found_again(payees, client, espace):
    connues = _answer_all(espace)
    pages = [_keep(client, code, "paye", expression) for code, expression in sorted(connues)]

    assert {code for code, _ in connues} == {
        "ECO-03", "SOC-13", "SOC-14", "SOC-15", "SOC-16", "SOC-17", "SOC-IN",
    }  # fmt: skip
    assert Reference.objects.filter(origine="payes").count() == len(connues)
    for page in pages:
        assert "La valeur n’a pas changé depuis." in texte(page)
        assert "Source : dépenses payées de vos extraits, calcul du" in texte(page)
    liste = texte(client.get(RACINE))
    assert liste.count("Dépenses payées de vos extraits, gardé le") == len(connues)


@pytest.mark.longue
def test_a_paid_rate_stays_the_same_when_spend_is_added(payees, client):
    avant = _keep(client, "SOC-14", "paye", "montant")
    adresse = Reference.objects.get().get_absolute_url()

    payees(["2025;9;03/03/2025;Loin fictif;;75001;6283;9 000,00;"])

    apres = client.get(adresse)
    assert read_lead(apres) == read_lead(avant)
    assert "La valeur a changé depuis" in texte(apres)


@pytest.mark.longue
def test_a_paid_rate_is_kept_from_its_page(payees, client):
    page = client.get(f"/espace/{SIREN_VAL}/depenses/resultats/").content.decode()

    assert f'action="{RACINE}SOC-13/garder/"' in page
    assert 'name="chiffres" value="paye"' in page


@pytest.mark.longue
@pytest.mark.parametrize(
    ("code", "chiffres", "annee", "statut"),
    [
        ("ECO-03", "", "2025", 404),
        ("SOC-01", "paye", "2025", 404),
        ("SOC-13", "paye", "1999", 200),
        ("SOC-13", "paye", "x", 200),
    ],
)
def test_a_figure_that_is_not_there_is_not_kept(payees, client, code, chiffres, annee, statut):
    reponse = _keep(client, code, chiffres, "montant", annee)

    assert reponse.status_code == statut
    assert statut == 404 or "Ce chiffre n’existe pas" in texte(reponse)
    assert not Reference.objects.exists()


def test_a_figure_kept_is_private_to_its_space(payees, client):
    _keep(client, "SOC-13", "paye", "montant")
    autre = sign_in(make_membre(make_organisation("213500019"), "administration").utilisateur)

    assert autre.get(Reference.objects.get().get_absolute_url()).status_code == 404
