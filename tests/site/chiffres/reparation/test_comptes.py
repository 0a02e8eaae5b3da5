"""The page, the list, the workbook and the letter count the same things, from the same base."""

import csv
import re

import pytest

from spaser.moteur.importation import import_fichiers
from spaser.site.espace.bilans import close_entrepots
from tests.moteur.fabrique_decp import ACHETEUR, marche, write_v2
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in, texte

pytestmark = pytest.mark.django_db
SIREN = ACHETEUR[:9]
RACINE = f"/espace/{SIREN}/reparation/"

JUSTE = marche(origineFrance=None)
SANS_REPONSE = {"considerationsSociales": None}  # only the buyer knows
MAL_ECRIT = {"dateNotification": "01/03/2024"}  # there is one way to mend it
# What each record of the file changes; then contracts to mend, mended, in the repaired file.
CAS = {
    "none": ([{}], (0, 0, 1)),
    "one": ([SANS_REPONSE, {}], (1, 0, 1)),
    "one, already mended": ([MAL_ECRIT, {}], (0, 1, 2)),
    "mended but for something else": ([MAL_ECRIT | SANS_REPONSE], (1, 0, 0)),
    "many": ([SANS_REPONSE] * 3 + [MAL_ECRIT] * 2 + [{}] * 2, (3, 2, 4)),
}


@pytest.fixture(
    params=[pytest.param(nom, marks=pytest.mark.longue) for nom in CAS if nom != "many"] + ["many"]
)
def cas(request, tmp_path, settings):
    ecarts, attendu = CAS[request.param]
    contrats = [JUSTE | ecart | {"id": f"2024-{rang:03d}", "objet": f"Entretien du parc {rang}"}
                for rang, ecart in enumerate(ecarts, start=1)]  # fmt: skip
    import_fichiers([write_v2(tmp_path / "decp.json", contrats)], tmp_path / "entrepot")
    settings.ENTREPOT = tmp_path / "entrepot"
    organisation = make_organisation(SIREN, "Ville de Fictive")
    yield sign_in(make_membre(organisation, "lecture").utilisateur), attendu
    close_entrepots()


def _plain(reponse):
    return texte(reponse).replace("\u202f", " ").replace("\u00a0", " ")


def _decode(reponse):
    return reponse.content.decode("utf-8-sig").splitlines()


def test_the_page_and_the_workbook_count_alike(cas):
    client, (a_corriger, repares, ecrits) = cas

    page = _plain(client.get(RACINE))
    comptes = [int(n) for n in re.findall(r"<strong>(\d+)</strong> (?:à corr|répar|dans)", page)]
    liste = _plain(client.get(f"{RACINE}marches/"))
    lignes = list(csv.DictReader(_decode(client.get(f"{RACINE}marches.csv")), delimiter=";"))
    par_remede = {
        remede: len({li["Marché"] for li in lignes if li["Traitement"] == remede})
        for remede in ("À corriger par l’acheteur", "Déjà corrigé dans le fichier réparé")
    }

    assert comptes == [a_corriger, repares, ecrits]
    assert list(par_remede.values()) == [a_corriger, repares]
    s = "s" if len(lignes) > 1 else ""
    assert f"{len(lignes)} point{s} à voir" in liste
    somme = sum(
        int(n) for n in re.findall(r"<td>(\d+)</td>\s*<td>", page.partition("champ par champ")[2])
    )
    assert somme == len(lignes)


@pytest.mark.longue
def test_a_letter_is_offered_when_there_is_something_to_ask(cas):
    client, (a_corriger, repares, ecrits) = cas

    page, lettre = _plain(client.get(RACINE)), client.get(f"{RACINE}lettre.txt")

    if not a_corriger + repares:
        assert "Écrire à l’éditeur" not in page
        assert lettre.url == RACINE
        assert "Rien à demander" in _plain(client.get(f"{RACINE}lettre/"))
        return
    assert "Écrire à l’éditeur" in page
    corps = lettre.text.replace("\u00a0", " ").replace("\u202f", " ")
    dit = {
        0: "tous peuvent être republiés une fois réparés",
        1: "1 contrat ne peut pas être republié en l’état",
        3: "3 contrats ne peuvent pas être republiés en l’état",
    }
    assert dit[a_corriger] in corps
    assert ("un fichier au format officiel" in corps) == (ecrits > 0)
