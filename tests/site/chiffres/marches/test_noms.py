"""A buyer and holders that no file names: by their number, then as the directory says."""

from datetime import date

import pytest

from spaser.documents.francais import format_siren
from spaser.moteur.importation import import_fichiers
from spaser.site.espace.bilans import close_entrepots, find_acheteur, read_bilan
from spaser.site.organisations.annuaire import answer_lot
from spaser.site.organisations.models import Espace, QuestionAnnuaire
from tests.moteur.fabrique_decp import (
    marche,
    marche_v1,
    siren,
    siret,
    titulaire_v1,
    titulaire_v2,
    write_v1,
    write_v2,
)
from tests.moteur.referentiels.fabrique import write_unites
from tests.outils.serveur_annuaire import ServeurAnnuaire
from tests.site.organisations.fabrique import make_personne, sign_in, texte

pytestmark = [pytest.mark.django_db, pytest.mark.longue(ensemble=True)]

ACHETEUR, NOMME, CACHE, SANS_NOM, PERSONNE = (siren(n) for n in (1, 11, 12, 13, 14))
JOUR = date(2026, 11, 24)


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    """One file names a holder and hides another; the other file names nobody."""
    dossier = tmp_path_factory.mktemp("noms")
    hier = marche_v1(
        acheteur={"id": siret(2), "nom": "Une commune"},
        titulaires=[
            titulaire_v1(siret(11), "Atelier Bleu"),
            titulaire_v1(siret(12), "[ND] ([ND])"),
        ],
    )
    tenus = [titulaire_v2(siret(n)) for n in (11, 12, 13, 14)]
    fichiers = [
        write_v1(dossier / "a.json", [hier]),
        write_v2(dossier / "b.json", [marche(titulaires=tenus)]),
        write_unites(
            dossier / "StockUniteLegale_utf8.parquet",
            {"siren": PERSONNE, "nomUniteLegale": "X", "categorieJuridiqueUniteLegale": "1000"},
        ),
    ]
    import_fichiers(fichiers, dossier / "e", aujourdhui=JOUR)
    return dossier / "e"


@pytest.fixture
def annuaire(entrepot, settings):
    settings.ENTREPOT = entrepot
    with ServeurAnnuaire() as serveur:
        settings.ANNUAIRE = serveur.base
        serveur.publish(ACHETEUR, "SYNDICAT DES EAUX")
        serveur.publish(SANS_NOM, "ATELIER ROUGE", "5710")
        yield serveur
    close_entrepots()


@pytest.fixture
def elle(client):
    """Give the visitor of a trial for the buyer."""
    personne = make_personne("elle@exemple.fr")
    Espace.objects.create(proprietaire=personne, siren=ACHETEUR, nom="Mon syndicat")
    return sign_in(personne)


# what a contract says of its holders, before and after
AVANT = f"Atelier Bleu, {siret(12)}, {siret(13)}, {siret(14)}"
APRES = f"Atelier Bleu, {siret(12)}, ATELIER ROUGE, {siret(14)}"


def list_questions():
    return {question.question for question in QuestionAnnuaire.objects.all()}


def test_holders_of_a_contract_are_named_at_the_next_view_but_not_who_hides(elle, annuaire):
    liste, export = f"/espace/{ACHETEUR}/marches/", f"/espace/{ACHETEUR}/marches/export.csv"
    assert f"· {AVANT[:40]}" in texte(elle.get(liste))
    assert list_questions() - {ACHETEUR} == {SANS_NOM}
    answer_lot()

    (contrat,) = elle.get(liste).context["page"]
    assert contrat.contrat.titulaires == APRES
    assert APRES in texte(elle.get(f"{liste}{contrat.cle}/"))
    assert APRES in elle.get(export).content.decode("utf-8-sig")
    (trouve,) = elle.get(liste, {"q": "atelier rouge"}).context["page"]
    assert trouve.contrat.titulaires == APRES


def test_the_largest_holders_of_a_space_are_named_at_the_next_view(elle, annuaire):
    accueil = f"/espace/{ACHETEUR}/"
    portrait = elle.get(accueil).context["situation"].publie.portrait
    assert [t.nom for t in portrait.titulaires] == ["Atelier Bleu", None, None, None]
    answer_lot()

    portrait = elle.get(accueil).context["situation"].publie.portrait
    assert [t.nom for t in portrait.titulaires] == ["Atelier Bleu", None, "ATELIER ROUGE", None]


def test_a_buyer_that_no_file_names_is_named_at_the_next_view(client, annuaire):
    page = f"/acheteurs/{ACHETEUR}/"
    avant = client.get(page)
    assert "fichiers de marchés publics, qui ne donnent pas son nom" in texte(avant)
    numero = f"Acheteur {format_siren(ACHETEUR)}"
    assert avant.context["identite"].nom == read_bilan(ACHETEUR).vue.titre == numero
    answer_lot()

    apres = texte(client.get(page))
    assert "SYNDICAT DES EAUX" in apres
    assert "annuaire public des entreprises" in apres
    assert "Acheteur 900" not in apres
    assert read_bilan(ACHETEUR).vue.titre == "SYNDICAT DES EAUX"
    assert find_acheteur(ACHETEUR).nom == "SYNDICAT DES EAUX"


def test_nobody_is_asked_about_whom_files_or_sirene_name(client, elle, annuaire):
    client.get(f"/acheteurs/{siren(2)}/")
    elle.get(f"/espace/{ACHETEUR}/")

    assert list_questions() == {ACHETEUR, SANS_NOM}
