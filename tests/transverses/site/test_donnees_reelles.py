"""Outside a demonstration nothing calls what is shown a demonstration, or invented."""

import re

import pytest
from django.test import Client, override_settings

from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in
from tests.transverses.arbre import RACINE

pytestmark = pytest.mark.django_db

DIT = re.compile(r"d[ée]monstration|\bficti|val-fictif", re.IGNORECASE)
ADRESSE = re.compile(r"\{% url [^%]*%\}|site\.demonstration")

# Each is under a setting of the demonstration. Review each line.
GABARITS = {
    "acheteurs/templates/accueil/espaces.html": "{% if visitable %}",
    "espace/templates/commun/visite.html": "",  # included for a visitor of that space alone
    "portail/templates/portail/accueil.html": "{% if visitable %}",
    "socle/templates/socle/page/avertissement.html": "{% if site.demonstration %}",
}
CHIFFRES = f"/espace/{SIREN_VAL}"
PUBLIQUES = ("/", "/compte/connexion/", "/compte/inscription/", "/acheteurs/", "/a-propos/")
CONNECTEES = (
    "/espace/",
    f"{CHIFFRES}/",
    f"{CHIFFRES}/outils/",
    f"{CHIFFRES}/equipe/",
    f"{CHIFFRES}/elus/",
    f"{CHIFFRES}/indicateurs/",
    f"{CHIFFRES}/depenses/",
    "/compte/",
)


def test_templates_speak_of_a_demonstration_only_under_its_settings():
    racine = RACINE / "spaser/site"
    disent = {
        str(chemin.relative_to(racine)): texte
        for chemin in racine.rglob("templates/**/*.html")
        if DIT.search(ADRESSE.sub("", texte := chemin.read_text()))
    }

    assert set(disent) == set(GABARITS)
    assert [nom for nom, texte in disent.items() if GABARITS[nom] not in texte] == []


@override_settings(DEMONSTRATION=False, ESPACE_VISITABLE="")
def test_no_page_of_a_real_site_says_that_it_is_a_demonstration(client):
    membre = make_membre(make_organisation(SIREN_VAL, "Ville de Val"), "administration")
    membre.utilisateur.prenom, membre.utilisateur.nom = "Ada", "Lierre"
    membre.utilisateur.save()
    connectee = sign_in(membre.utilisateur)

    pages = [(client, adresse) for adresse in PUBLIQUES]
    pages += [(connectee, adresse) for adresse in CONNECTEES]
    assert {adresse: faute for lue, adresse in pages if (faute := _find(lue, adresse))} == {}


def _find(client: Client, adresse):
    """Return what a page says of a demonstration."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    return DIT.findall(re.sub(r"<(script|style).*?</\1>", "", reponse.text, flags=re.DOTALL))
