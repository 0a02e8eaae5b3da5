"""Suppliers are recognised, accounts and lines are moved; every choice lasts."""

import pytest

from spaser.moteur.depenses.resultats.preuve import Filtre, read_tranche
from spaser.moteur.depenses.resultats.synthese import read_bilan
from spaser.site.chiffres.depenses.services import path_of
from spaser.site.chiffres.models import Calcul, ChoixGarde, ReclassementGarde
from tests.site.chiffres.depenses.conftest import RACINE, make_csv
from tests.site.chiffres.depenses.fabrique import SOLEIL
from tests.site.organisations.fabrique import texte

F = "f-soleil-fictif-sarl-35000"


def _bilan():
    return read_bilan(bytes(Calcul.objects.get().contenu))


def _siren_de(tiers):
    lues = read_tranche(path_of(Calcul.objects.get().cle), Filtre(texte=tiers))
    return {ligne.siren for ligne in lues.lignes}


def test_unknown_suppliers_come_largest_first(deposit, redaction):
    deposit()

    page = texte(redaction.get(f"{RACINE}fournisseurs/"))

    assert "Soleil fictif SARL" in page
    assert "Bailleur fictif" not in page  # set apart already


@pytest.mark.longue
def test_a_supplier_is_recognised_now_and_in_later_files(deposit, post):
    deposit()
    page = post("fournisseurs/", {f"{F}-choix": "plus_tard", f"{F}-numero": SOLEIL})
    assert "1 fournisseur reconnu" in texte(page)
    assert _siren_de("soleil") == {SOLEIL[:9]}
    assert _bilan().synthese.montant_inconnus == 0

    deposit(make_csv("suite.csv", ["2025;7;09/02/2025;SOLEIL Fictif, SARL;;35000;60623;9,00;"]))
    assert _siren_de("soleil") == {SOLEIL[:9]}


@pytest.mark.parametrize(
    ("numero", "message"),
    [
        ("123", "Ce numéro compte 3 chiffres"),
        ("123456789", "La clé de contrôle"),
        ("", "Indiquez le SIREN"),
    ],
)
def test_a_wrong_number_is_told_and_nothing_is_lost(deposit, post, numero, message):
    deposit()

    page = texte(post("fournisseurs/", {f"{F}-choix": "autre", f"{F}-numero": numero}))

    assert message in page
    assert not ChoixGarde.objects.exists()


@pytest.mark.longue
def test_a_choice_is_taken_back(deposit, post):
    deposit()
    post("fournisseurs/", {f"{F}-choix": "particulier", f"{F}-numero": ""})
    assert _bilan().synthese.totaux[0].bas == 1200

    post(f"fournisseurs/{ChoixGarde.objects.get().pk}/oublier/")

    assert _bilan().synthese.totaux[0].bas == 3200


@pytest.mark.longue
def test_an_account_is_moved_with_its_reason(deposit, post, redaction):
    deposit()
    reponses = {"version": 0, "sens": "comptee", "raison": "Location de matériel."}

    post("compte/reclasser/?compte=6132", reponses)

    assert _bilan().synthese.totaux[0].bas == 3900
    assert "Location de matériel." in texte(redaction.get(f"{RACINE}compte/"))
    post(f"compte/{ReclassementGarde.objects.get().pk}/retablir/")
    assert _bilan().synthese.totaux[0].bas == 3200


@pytest.mark.longue
def test_a_line_is_moved_alone(deposit, post):
    deposit()
    chemin = path_of(Calcul.objects.get().cle)
    [ligne] = read_tranche(chemin, Filtre(texte="soleil")).lignes
    reponses = {"version": 0, "sens": "ecartee", "raison": "Payée pour autrui."}

    post(f"compte/reclasser/?ligne={ligne.empreinte}", reponses)

    assert _bilan().synthese.totaux[0].bas == 1200
    assert _bilan().compte_rendu.par_motif["choix_ligne"].lignes == 1


def test_a_move_asks_for_its_reason(deposit, post):
    deposit()

    page = texte(post("compte/reclasser/?compte=6132", {"version": 0, "sens": "comptee"}))

    assert "Écrivez la raison" in page


@pytest.mark.longue
def test_the_second_person_to_move_an_account_sees_both_reasons(deposit, post):
    deposit()
    post("compte/reclasser/?compte=6132", {"version": 0, "sens": "comptee", "raison": "Premier."})

    page = texte(
        post(
            "compte/reclasser/?compte=6132", {"version": 0, "sens": "ecartee", "raison": "Second."}
        )
    )

    assert "« Premier. »" in page
    assert "Second." in page
    assert ReclassementGarde.objects.get().raison == "Premier."


@pytest.mark.longue
@pytest.mark.parametrize("cible", ["compte=abc", "ligne=1", "ligne=9999999999999999999"])
def test_what_is_not_there_is_not_moved(deposit, redaction, cible):
    deposit()

    assert redaction.get(f"{RACINE}compte/reclasser/?{cible}").status_code == 404
