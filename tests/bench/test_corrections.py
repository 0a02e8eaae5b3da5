"""The pages of a space of 18 000 contracts, before and after its buyer corrects one of them.

Processor time of this process, and wall time: of the act, of the page that follows it, of the same
page again, of what another process of the site does to show it too (its readers were let go: it
finds what the first one kept), and of all that each process did after each act before that.
"""

import os
import time
from datetime import date

import pytest

from spaser.moteur.bilan import compute_bilan
from spaser.moteur.corrige.lecture import list_contrats
from spaser.moteur.entrepot.corrections import COLONNES as COLONNES_CORRIGEES
from spaser.moteur.entrepot.corrections import Correction as Retouche
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.portrait import compute_portrait
from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches import entrepot as lecteurs
from spaser.site.chiffres.marches.entrepot import close_corriges, list_en_vigueur
from spaser.site.chiffres.marches.services import list_marches
from spaser.site.espace.bilans import close_entrepots
from tests.bench.generateur import write_seul
from tests.outils.corriges import open_entier
from tests.site.chiffres.marches.fabrique import correct
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SIREN = "001010016"
ENREGISTREMENTS = 19_500
CONTRATS = 18_000
PLUS = 0.1  # seconds of processor that a page may take more after a correction
PASSES = 3
AUJOURDHUI = date(2026, 11, 24)
COLONNES = ("act", "next page", "again", "elsewhere", "as before")
SAISIES = {
    "one state": (1, {ChampCorrige.CLAUSE_SOCIALE: "oui", ChampCorrige.SOCIAL: "oui"}),
    "one amount": (1, {ChampCorrige.MONTANT: "1234.50"}),
    "500 states": (500, {ChampCorrige.CLAUSE_ENVIRONNEMENTALE: "oui"}),
}
PAGES = ("marches/", "marches/{cle}/", "marches/corrections/", "?chiffres=corrige", "")


@pytest.fixture(scope="module")
def grand(tmp_path_factory):
    """A store of one buyer."""
    dossier = tmp_path_factory.mktemp("bench")
    fichier = dossier / "publies.json"
    write_seul(f"{SIREN}00019", ENREGISTREMENTS, fichier)
    import_fichiers([str(fichier)], dossier / "grand")
    with open_entrepot(dossier / "grand") as ouvert:
        assert ouvert.acheteur(SIREN).nb_marches >= CONTRATS
    return dossier / "grand"


@pytest.fixture
def tell(capsys):
    """Print what was measured, whatever becomes of the test."""

    def tell(texte):
        with capsys.disabled():
            print(texte)  # noqa: T201 - a bench tells what it measured

    return tell


def clock(travail):
    processeur, mur = time.process_time(), time.perf_counter()
    travail()
    return time.process_time() - processeur, time.perf_counter() - mur


def test_a_page_after_a_correction_takes_a_tenth_of_a_second_more(
    grand, settings, tmp_path, tell, django_capture_on_commit_callbacks
):
    settings.ENTREPOT, settings.MARCHES_LUS = grand, tmp_path
    organisation = make_organisation(SIREN, "Acheteur fictif")
    espace = organisation.espace
    client = sign_in(make_membre(organisation, "redaction").utilisateur)
    auteur = make_membre(organisation, "redaction", "autre@exemple.fr").utilisateur
    marches = [m for m in list_marches(espace) if m.contrat.annee == 2025]
    adresses = [f"/espace/{SIREN}/{p.format(cle=marches[0].cle)}" for p in PAGES]

    def visit(adresse):
        assert client.get(adresse).status_code == 200

    def act(nombre, saisies):
        with django_capture_on_commit_callbacks(execute=True):
            correct(espace, auteur, saisies=saisies, choisis=_draw(marches, nombre))

    for adresse in adresses:
        visit(adresse)
    tell(f"\nload of the machine: {os.getloadavg()[0]:.1f}; {len(list_marches(espace))} contracts")
    tell("milliseconds of processor (and of the wall)")
    tell(f"{'':32}" + "".join(f"{titre:>15}" for titre in COLONNES))
    plus = {}
    for quoi, (nombre, saisies) in SAISIES.items():
        for page, adresse in zip(PAGES, adresses, strict=True):
            acte = clock(lambda n=nombre, s=saisies: act(n, s))
            apres = clock(lambda a=adresse: visit(a))
            encore = min(clock(lambda a=adresse: visit(a)) for _ in range(PASSES))
            ailleurs = clock(lambda: _read_elsewhere(espace))
            avant = clock(lambda: _read_as_before(grand, espace))
            colonnes = (acte, apres, encore, ailleurs, avant)
            tell(f"{quoi + ' ' + page:32}" + "".join(_tell(duree) for duree in colonnes))
            plus[quoi, page] = apres[0] - encore[0]
    close_corriges()
    close_entrepots()

    assert {page: duree for page, duree in plus.items() if duree > PLUS} == {}


def _draw(marches, nombre):
    """Return contracts that nobody corrected yet."""
    choisis, marches[:nombre] = marches[:nombre], []
    return choisis


def _read_elsewhere(espace):
    """Lay the corrections as another process does, whose contracts were read already."""
    lecteurs._CHAUDS.clear()
    with lecteurs.entrepot_corrige(espace).read():
        pass


def _read_as_before(grand, espace):
    """Do what each process did after each correction, before anything of it was kept."""
    retouches = [
        Retouche(int(ligne.cle), ligne.champ, ligne.valeur)
        for ligne in list_en_vigueur(espace)
        if ligne.champ in COLONNES_CORRIGEES
    ]
    with open_entier(grand, SIREN, None, retouches) as ouvert:
        list_contrats(ouvert)
        compute_bilan(ouvert, SIREN, None, AUJOURDHUI)
        compute_portrait(ouvert, SIREN, AUJOURDHUI)


def _tell(duree):
    return f"{duree[0] * 1000:7.0f} ({duree[1] * 1000:5.0f})"
