"""Every screen and every file of the demonstration: one figure, one reference, one value."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from spaser.demonstration.fichiers import MANDATS, write_mandats
from spaser.documents.bilan.document import render_bilan
from spaser.documents.bilan.donnees import dump_bilan
from spaser.documents.bilan.vue import CODES_LEGAUX
from spaser.regles.indicateurs import Origine, ReferenceChiffre
from spaser.site.chiffres.marches.entrepot import entrepot_corrige
from spaser.site.chiffres.situation import read_publiee, read_situation
from spaser.site.espace.bilans import entrepot, read_bilan
from tests.outils.scenario import METROPOLE, find_metropole
from tests.transverses.site.chiffres import (
    compute_contrats,
    compute_payes,
    list_exportes,
    list_imprimes,
    says,
)
from tests.transverses.site.demonstration import open_demonstration, seat
from tests.transverses.site.marche import walk

pytestmark = [pytest.mark.django_db, pytest.mark.longue(ensemble=True)]

RACINE = f"/espace/{METROPOLE}/"
EXPORTS = (
    (f"{RACINE}indicateurs/export.xlsx", "Indicateurs"),
    (f"{RACINE}chiffres/export.xlsx", "Mes chiffres"),
    (f"{RACINE}indicateurs/export.xlsx?chiffres=corrige", "Indicateurs"),
    (f"{RACINE}depenses/resultats/export/?format=xlsx", "Taux"),
)
OUVERTES = ("", "elus/", "chiffres/")  # read without an account too
PREUVES = 8  # proofs of each kind of contracts: there is one an indicator, a year and a way


@dataclass(frozen=True)
class Tournee:
    """All that was read, and all that should have been."""

    imprimes: list
    pages: set
    exportes: dict
    situation: object
    publiee: object
    attendus: dict


@pytest.fixture(scope="module")
def tournee(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), open_demonstration(tmp_path_factory):
        return _walk(find_metropole())


def _walk(espace):
    client = seat("redaction")
    pages = _visit_all(client)
    pages |= {f"anonyme {RACINE}{p}": _read(Client(), f"{RACINE}{p}") for p in OUVERTES}
    bilan = read_bilan(METROPOLE).vue.bilan
    pages["bilan.html"] = render_bilan(bilan)
    imprimes = [un for ou, html in pages.items() for un in list_imprimes(html, ou)]
    exportes = {
        adresse: list_exportes(client.get(adresse).getvalue(), onglet)
        for adresse, onglet in EXPORTS
    }
    exportes["bilan.json"] = {
        ReferenceChiffre.parse(valeur["reference"]): valeur["valeur"]
        for valeur in dump_bilan(bilan)["valeurs"]
        if valeur["reference"]
    }
    return Tournee(
        imprimes, set(pages), exportes, read_situation(espace), read_publiee(METROPOLE),
        _compute(espace),
    )  # fmt: skip


def _visit_all(client):
    """Follow every link of the space; once where pages differ by nothing but a filter."""
    fois = defaultdict(int)
    pas = walk(client, "redaction", RACINE, lambda adresse: _is_new(adresse, fois))
    return {un.adresse: un.texte if un.statut == 200 else "" for un in pas}


def _is_new(adresse, fois):
    """Tell whether an address leads to a page not seen yet: files are read apart."""
    if not adresse.startswith(RACINE):
        return False
    morceaux = urlsplit(adresse)
    vue = resolve(morceaux.path)
    requete = parse_qs(morceaux.query)
    if "export" in vue.view_name:
        return False
    code = vue.kwargs.get("code", "") if vue.view_name == "chiffres:indicateur" else ""
    cle = vue.view_name, code, *requete.get("chiffres", []), *_annee(vue, requete)
    fois[cle] += 1
    return fois[cle] <= (PREUVES if vue.view_name == "chiffres:preuve" else 1)


def _annee(vue, requete):
    return requete.get("annee", []) if vue.view_name == "depenses:resultats" else []


def _read(client, adresse):
    reponse = client.get(adresse)
    texte = reponse.getvalue()
    est_page = reponse["Content-Type"].startswith("text/html") and reponse.status_code == 200
    return texte.decode() if est_page else ""


def _compute(espace):
    """Compute every figure again: contracts by the words of the methods, spend from the extract."""
    with entrepot().read() as ouvert:
        publies = compute_contrats(ouvert, METROPOLE)
        requete = ouvert.connexion.execute
        esus = {
            siren: f"{fin or '9999'}"
            for siren, fin in requete("SELECT siren, date_fin FROM ref_esus").fetchall()
        }
        inclusion = dict(requete("SELECT siret, type FROM ref_inclusion").fetchall())
    with entrepot_corrige(espace).read() as ouvert:
        corriges = compute_contrats(ouvert, METROPOLE)
    return {
        Origine.PUBLIES: publies,
        Origine.CORRIGES: corriges,
        Origine.PAYES: compute_payes(write_mandats(), METROPOLE, MANDATS.annee, esus, inclusion),
    }


def _expect(tournee, reference):
    cle = reference.siren, reference.code, reference.annee, reference.mesure
    attendus = tournee.attendus[reference.origine]
    return (cle in attendus or reference.origine is not Origine.PAYES), attendus.get(cle)


def test_a_printed_figure_is_what_another_computation_gives(tournee):
    faux = {}
    for imprime in tournee.imprimes:
        connu, attendu = _expect(tournee, imprime.reference)
        if connu and not says(imprime.texte, attendu):
            faux[str(imprime.reference)] = (imprime.texte, attendu, imprime.ou)

    assert faux == {}
    lues = {imprime.reference for imprime in tournee.imprimes}
    assert {reference.origine for reference in lues} == set(Origine)
    assert len(lues) > 300


def test_two_screens_never_print_two_values_under_one_reference(tournee):
    textes = defaultdict(set)
    for imprime in tournee.imprimes:
        textes[str(imprime.reference)].add(imprime.texte)

    assert {nom: lus for nom, lus in textes.items() if len(lus) > 1} == {}


def test_an_exported_figure_is_the_one_that_screens_print(tournee):
    imprimes = {imprime.reference: imprime.texte for imprime in tournee.imprimes}
    faux = {}
    for adresse, valeurs in tournee.exportes.items():
        assert len(valeurs) > 5, adresse
        for reference, valeur in valeurs.items():
            lu = None if valeur in {"", None} else valeur
            if reference in imprimes and not says(imprimes[reference], lu):
                faux[str(reference)] = (imprimes[reference], valeur, adresse)

    assert faux == {}


@pytest.mark.parametrize("page", ["", "elus/"])
def test_the_first_pages_show_the_best_known_figure_to_members_and_visitors(tournee, page):
    attendues = {
        "SOC-01": ("nombre", Origine.CORRIGES),
        "ENV-01": ("nombre", Origine.CORRIGES),
        "SOC-13": ("montant", Origine.PAYES),
        "SOC-IN": ("montant", Origine.PAYES),
    }
    for ou in (f"{RACINE}{page}", f"anonyme {RACINE}{page}"):
        premieres = {}
        for imprime in tournee.imprimes:
            if imprime.ou == ou:
                premieres.setdefault(imprime.reference.code, imprime.reference)
        lues = {code: (premieres[code].mesure, premieres[code].origine) for code in CODES_LEGAUX}
        assert lues == attendues
        assert {premieres[code].annee for code in CODES_LEGAUX} == {2025}


def test_the_board_shows_the_best_known_figure_and_a_base_counted_on_the_same(tournee):
    retenues = {un.code: un.retenue.figure.reference for un in tournee.situation.lignes}
    for ou in (f"{RACINE}chiffres/", f"anonyme {RACINE}chiffres/"):
        par_code = defaultdict(set)
        for imprime in tournee.imprimes:
            if imprime.ou == ou:
                par_code[imprime.reference.code].add(imprime.reference)
        assert {code: retenues[code] in par_code[code] for code in CODES_LEGAUX} == dict.fromkeys(
            CODES_LEGAUX, True
        )
        faits = {code: {(r.mesure, r.origine) for r in lues} for code, lues in par_code.items()}
        assert [code for code, lus in faits.items() if len(lus) > 1] == []
        assert {r.annee for r in par_code["ENV-01"]} == {2024, 2025}
        assert {r.annee for r in par_code["SOC-01"]} == {2025}  # 2024 was not corrected as much


def test_the_corrections_of_the_demonstration_are_counted(tournee):
    """Published: 69 of 142. Twelve were corrected; of the five of the file, two say yes."""
    ligne = tournee.situation.lignes[0]

    assert [un.figure.compte for un in ligne.figures] == [
        "83 sur 144\u00a0marchés",
        "69 sur 142\u00a0marchés",
    ]
    assert [un.figure.champs["numerateur"] for un in tournee.publiee.lignes[0].figures] == [69]


def test_the_walk_reaches_every_kind_of_screen_that_prints_figures(tournee):
    vues = {resolve(urlsplit(page).path).view_name for page in tournee.pages if page[:1] == "/"}

    assert vues >= {
        "accueil:accueil", "accueil:elus", "accueil:outils", "chiffres:indicateurs",
        "chiffres:indicateur", "chiffres:preuve", "depenses:resultats", "marches:liste",
        "reparation:fiche", "grille:grille", "grille:tableau",
    }  # fmt: skip
