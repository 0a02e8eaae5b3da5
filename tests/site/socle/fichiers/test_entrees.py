"""Every page that takes a file, given spoilt ones through true boxes: a sentence, never a fault."""

import random
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.site.organisations.models import RoleProgramme
from spaser.site.plan.models.actions import Action
from tests.moteur.envois.mutations import make_modeles, spoil
from tests.outils.pages import flatten
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vraie_boite")]
ESPACE = f"/espace/{SIREN_VAL}/"
ENTREES = {
    "acteurs/importer/": ("fichier", ("csv", "xlsx", "ods")),
    "cibles/heures/lire/": ("fichier", ("csv", "xlsx", "ods")),
    "cibles/collecte/retour/": ("fichiers", ("csv", "xlsx", "ods")),
    "grille/importer/": ("fichier", ("csv", "xlsx", "ods")),
    "plan/{action}/preuves/": ("fichier", ("pdf", "odt", "docx", "xlsx", "ods")),
    "plan/importer/": ("fichier", ("csv", "xlsx", "ods")),
    "politiques/importer/": ("fichier", ("csv", "xlsx", "ods")),
    "depenses/deposer/": ("fichiers", ("csv", "xlsx", "ods")),
    "marches/fichiers/envoyer/": ("fichier", ("xlsx", "ods", "xml", "zip", "gz", "parquet")),
    "schema/charte/": ("logo", ("png",)),
    "/registre/deposer/fichier/": ("fichier", ("json",)),
    "/editorial/images/": ("fichier", ("png",)),
    "/agenda/equipe/atelier-indicateurs/presences/fichier/": ("fichier", ("csv", "xlsx", "ods")),
}
REFUS = re.compile(r'fr-error-text|fr-message--error|fr-alert--error|class="[^"]*fautes')


@pytest.fixture
def client(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    organisation = make_organisation()
    make_inscription(make_evenement())
    Action.objects.create(espace=organisation.espace, code="A-1", titre="Former")
    personne = make_membre(organisation, "redaction").utilisateur
    RoleProgramme.objects.create(utilisateur=personne, role="animation")
    return sign_in(personne, second_facteur=True)


def send(client, entree, graine):
    """Send a spoilt file; return what is wrong with the answer."""
    champ, formats = ENTREES[entree]
    hasard = random.Random(f"{entree} {graine}")  # noqa: S311 - to be drawn again
    nom = hasard.choice(formats)
    contenu = spoil(make_modeles()[nom], hasard) or b"a"
    adresse = entree if entree.startswith("/") else f"{ESPACE}{entree}"
    if "{" in adresse:
        adresse = adresse.format(action=Action.objects.get().pk)
    champs = {
        "annee": "2025",
        "couleur": "#37527a",
        "fond": "#e9e5dc",
        "libelle": "Délibération",
        "code": "image",
        "alternative": "Une image.",
        "legende": "Une image",
        champ: SimpleUploadedFile(f"a.{nom}", contenu),
    }
    reponse = client.post(adresse, champs)  # a fault of a page is raised here
    if reponse.status_code == 302:
        return ""
    page = flatten(reponse.content.decode())
    prise = "contenu" in page and reponse.status_code == 200
    return "" if prise or REFUS.search(page) else f"{entree} {graine} : {reponse.status_code}"


@pytest.mark.longue
def test_a_spoilt_file_of_the_day_gets_an_answer_from_each_page(client):
    jour = date.today().toordinal()  # noqa: DTZ011 - another draw each day, told when it fails

    assert [tort for entree in ENTREES if (tort := send(client, entree, jour))] == []


@pytest.mark.longue
@pytest.mark.parametrize("entree", ENTREES)
def test_many_spoilt_files_get_an_answer(client, entree):
    assert [tort for graine in range(25) if (tort := send(client, entree, graine))] == []
