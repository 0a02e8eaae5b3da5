"""« Tous les outils »: what each fills, where it stands, which are wanted."""

import pytest
from django.urls import reverse

from spaser.regles.politiques import EtatPlan
from spaser.site.acheteurs.accueil_espace import group_outils, read_outils
from spaser.site.diagnostic.models import Politique
from spaser.site.organisations import outils as manifestes
from spaser.site.organisations.outils import (
    Acte,
    Avancement,
    Outil,
    Stade,
    find_outil,
    list_outils,
    order_suites,
)
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import SIREN_VAL, texte

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
RACINE = f"/espace/{SIREN_VAL}/"
PAGE = f"{RACINE}outils/"
ORDRE = [
    "perimetre",
    "marches",
    "depenses",
    "diagnostic",
    "approche",
    "politiques",
    "acteurs",
    "ateliers",
    "grille",
    "cibles",
    "point_annuel",
    "reparation",
    "propositions",
]
# Nothing to say before there is something to mend, decide or aim at.
MUETS = {"cibles", "reparation", "propositions"}


@pytest.fixture
def outils(monkeypatch):
    """Leave the perimeter and two tools, for one test."""
    marches = Outil(
        "marches",
        "Mes marchés",
        "chiffres:indicateurs",
        20,
        avancement=lambda _: Avancement(
            Stade.EN_COURS, Acte("Ouvrir un fichier", "Dix minutes.", "/aide/importer/")
        ),
        pourquoi="Les chiffres se complètent.",
        nourrit=("diagnostic",),
    )
    diagnostic = Outil("diagnostic", "Auto-diagnostic", "commun:discussions", 30)
    gardes = (find_outil("perimetre"), marches, diagnostic)
    monkeypatch.setattr(manifestes, "list_manifestes", lambda: gardes)
    return gardes


def test_each_tool_says_where_it_stands_and_what_it_prepares(equipe, outils):
    page = texte(equipe.redaction.client.get(PAGE))

    assert "en cours" in page
    assert "Les chiffres se complètent." in page
    assert "Ouvrir un fichier" in page
    assert "0 fait sur 2." in page  # the perimeter, and the contracts


def test_in_an_empty_space_everything_is_still_to_begin(equipe):
    outils = {lu.outil.code: lu.stade for lu in read_outils(equipe.espace)}

    assert [*outils] == ORDRE
    assert {c for c, e in outils.items() if e is not Stade.A_COMMENCER} <= MUETS


def test_every_tool_says_what_it_is_for_and_leads_to_tools_that_exist(equipe):
    tous = list_outils()

    assert [outil.code for outil in tous if not outil.pourquoi] == []
    assert {code for outil in tous for code in outil.nourrit} <= {outil.code for outil in tous}


def test_each_tool_stands_under_the_part_of_the_scheme_that_it_fills(equipe):
    groupes = group_outils(read_outils(equipe.espace))

    assert [(titre, [lu.outil.code for lu in lus]) for titre, lus in groupes] == [
        (
            "Présenter le SPASER et ses enjeux",
            ["marches", "depenses", "diagnostic", "approche", "politiques"],
        ),
        ("Définir son plan d’action", ["propositions"]),
        ("Suivre et piloter son action", ["grille"]),
        ("En plus", ["acteurs"]),
        ("Pour tout le schéma", ["perimetre", "ateliers", "cibles", "point_annuel", "reparation"]),
    ]
    page = texte(equipe.lecture.client.get(PAGE))
    assert "Remplit « Qui nous sommes, ce que nous achetons », « Fiches par famille" in page


def test_the_address_that_this_page_had_leads_to_it(equipe):
    assert equipe.lecture.client.get(f"{RACINE}commencer/")["Location"] == PAGE


def test_a_tool_switched_off_is_no_longer_proposed_until_it_is_wanted_again(equipe, outils):
    client = equipe.redaction.client
    lien = ">Mes marchés</a>"
    assert lien in texte(client.get(PAGE))

    page = texte(client.post(f"{PAGE}regler/", {"outil": "marches", "actif": "non"}, follow=True))
    assert f"par {equipe.redaction.nom}" in page
    assert "Ouvrir un fichier" not in page
    assert lien not in page
    assert f"par {equipe.redaction.nom}" in texte(client.get(f"{RACINE}equipe/"))

    client.post(f"{PAGE}regler/", {"outil": "marches", "actif": "oui"})
    assert lien in texte(client.get(PAGE))
    gestes = Evenement.objects.filter(geste__startswith="outil.").values_list("geste", flat=True)
    assert list(gestes) == ["outil.rallume", "outil.eteint"]


def test_switching_off_twice_is_noted_once(equipe, outils):
    for _ in range(2):
        equipe.redaction.client.post(f"{PAGE}regler/", {"outil": "marches", "actif": "non"})

    assert Evenement.objects.filter(geste="outil.eteint").count() == 1


@pytest.mark.parametrize("role", ["contribution", "lecture"])
def test_who_neither_manages_nor_writes_cannot_choose(equipe, outils, role):
    client = equipe.membres[role].client

    assert "Retirer cet outil" not in texte(client.get(PAGE))
    demande = {"outil": "marches", "actif": "non"}
    assert client.post(f"{PAGE}regler/", demande).status_code == 403


def test_an_unknown_tool_is_told(equipe):
    page = texte(equipe.redaction.client.post(f"{PAGE}regler/", {"outil": "rien"}, follow=True))

    assert "Cet outil n’existe pas" in page


def test_a_perimeter_switched_off_is_no_longer_proposed(equipe):
    equipe.redaction.client.post(f"{PAGE}regler/", {"outil": "perimetre", "actif": "non"})

    assert "Préciser votre périmètre" not in texte(equipe.redaction.client.get(RACINE))


@pytest.mark.parametrize(
    ("etats", "ordre"),
    [
        ("aaaa", "0123"),
        ("aaca", "2013"),  # what was begun
        ("afaa", "2301"),  # what follows the last one done
        ("caaf", "0123"),
        ("afca", "2301"),
        ("ffff", "0123"),
    ],
)
def test_what_was_begun_comes_first_then_what_follows_the_last_one_done(etats, ordre):
    sens = {"a": Stade.A_COMMENCER, "c": Stade.EN_COURS, "f": Stade.FAIT}
    avancements = [
        Avancement(sens[etat], Acte(str(rang), "", "/")) for rang, etat in enumerate(etats)
    ]

    assert "".join(acte.titre for acte in order_suites(avancements)) == ordre


def test_a_next_act_that_is_not_allowed_keeps_its_words_without_a_link(equipe, marches):
    plan = Politique.objects.create(espace=equipe.espace, nom="PCAET", etat=EtatPlan.EXISTE)
    lien = reverse("politiques:modifier", args=[equipe.espace.siren, plan.pk])

    assert lien in equipe.redaction.client.get(PAGE).text
    lue = equipe.lecture.client.get(PAGE).text
    assert "Relever ce que demande" in lue
    assert lien not in lue
