"""A plan of hundreds of actions: a page weighs the same whatever their number, nothing is lost."""

import csv
import io
import re
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from spaser.site.diagnostic.models import Acteur
from spaser.site.plan.actions.pages_plan import count_actions, list_retards
from spaser.site.plan.actions.partenaires import PARTENAIRE, give_acces
from spaser.site.plan.actions.plan_lu import ActionLue, read_plan_complet
from spaser.site.plan.actions.services import list_courtes
from spaser.site.plan.models.actions import Action, Axe, Contributeur, Etape, Objectif
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte

pytestmark = pytest.mark.django_db

RACINE = f"/espace/{SIREN_VAL}/plan/"
NOMBRE = 400
JOUR = date(2026, 11, 15)
ETATS = ("a_lancer", "en_cours", "terminee", "abandonnee")


@pytest.fixture
def cheffe(organisation):
    return make_membre(organisation, "administration").utilisateur


@pytest.fixture
def actions(espace, cheffe):
    """Fill a plan: two axes of two objectives, a step and a contribution each, all late."""
    objectifs = []
    for rang in (1, 2):
        axe = Axe.objects.create(espace=espace, code=f"AXE-{rang}", titre=f"Axe {rang}", rang=rang)
        objectifs += [
            Objectif.objects.create(
                espace=espace, axe=axe, code=f"OBJ-{rang}{n}", titre=f"But {rang}{n}", rang=n
            )
            for n in (1, 2)
        ]
    faites = Action.objects.bulk_create(
        Action(
            espace=espace, code=f"A-{n}", titre=f"Élargir {n} : {'mot ' * 20}", rang=n,
            axe=objectifs[n * 4 // NOMBRE].axe, objectif=objectifs[n * 4 // NOMBRE],
            etat=ETATS[n % 4], motif="Trop cher" if n % 4 == 3 else "", description="dire " * 99,
            debut="2020-01", fin="2020-06", pilote_nom=f"Service {n % 9}" if n % 10 else "",
        )
        for n in range(NOMBRE)
    )  # fmt: skip
    Etape.objects.bulk_create(Etape(action=a, titre="Lister", fin="2020-02") for a in faites)
    Contributeur.objects.bulk_create(
        Contributeur(action=a, genre="membre", membre=cheffe) for a in faites
    )
    Evenement.objects.bulk_create(
        Evenement(
            geste="action.modification", objet_type="plan.action", objet_id=str(a.pk),
            espace_id=espace.pk, details={"nom": a.titre, "change": {"temps": ["", "deux mois"]}},
        )
        for a in faites
    )  # fmt: skip
    return faites


PAGES = ("", "pilotes/", "instance/", "changements/", "axes/", "{pk}/ligne/",
         "{pk}/", "{pk}/modifier/", "editions/arreter/", "relais/?de={cheffe}")  # fmt: skip


def test_no_page_of_the_plan_grows_with_its_actions(cheffe, actions):
    client = sign_in(cheffe)
    poids, questions = {}, {}
    for page in PAGES:
        adresse = RACINE + page.format(pk=actions[200].pk, cheffe=cheffe.pk)
        with CaptureQueriesContext(connection) as posees:
            reponse = client.get(adresse)
        assert reponse.status_code == 200, page
        poids[page], questions[page] = len(reponse.content) // 1000, len(posees)

    assert {page: ko for page, ko in poids.items() if ko > 200} == {}
    assert {page: nombre for page, nombre in questions.items() if nombre > 25} == {}


def read_pages(client, adresse, motif):
    """Return what a pattern finds on each page of a list, until the last."""
    lues = []
    while adresse:
        page = texte(client.get(adresse))
        lues.append(re.findall(motif, page))
        suivante = re.search(r'href="([^"]+)" rel="next"', page)
        adresse = suivante and adresse.partition("?")[0] + suivante[1].replace("&amp;", "&")
    return lues


@pytest.mark.longue
@pytest.mark.parametrize(
    ("page", "motif"),
    [
        ("", r'<tr id="action-(\d+)"'),
        ("pilotes/", r'/plan/(\d+)/">'),
        ("changements/", r'/plan/(\d+)/">A-'),
    ],
)
def test_pages_hold_every_action_once(cheffe, actions, page, motif):
    pages = read_pages(sign_in(cheffe), f"{RACINE}{page}", motif)

    assert [len(lues) for lues in pages] == [50] * 8
    assert sorted(int(pk) for lues in pages for pk in lues) == sorted(a.pk for a in actions)
    if page == "":
        ordre = [lue.action.pk for lue in read_plan_complet(actions[0].espace, JOUR).actions]
        assert [int(pk) for lues in pages for pk in lues] == ordre


@pytest.mark.longue
def test_an_axis_cut_over_two_pages_says_so_and_an_empty_one_is_told_once(cheffe, espace, actions):
    Axe.objects.create(espace=espace, code="AXE-9", titre="Sans rien", rang=9)
    client = sign_in(cheffe)

    une, deux, trois, *_, huit = read_pages(client, RACINE, r'<h2 class="fr-h4" id="axe.*?</h2>')
    assert "suite" not in une[0]
    assert "1 à 50 sur 400" in texte(client.get(RACINE))
    assert ["Axe 1, suite" in axes[0] for axes in (deux, trois)] == [True, True]
    assert "(200)" in deux[0]
    assert "But 11, suite" in texte(client.get(f"{RACINE}?page=2"))
    assert "But 12, suite" not in texte(client.get(f"{RACINE}?page=3"))
    assert [titre for axes in (une, deux, trois) for titre in axes if "Sans rien" in titre] == []
    assert len([titre for titre in huit if "Sans rien" in titre]) == 1


@pytest.mark.longue
def test_filters_go_through_pages_and_the_export_holds_all_that_they_keep(cheffe, actions):
    client, filtre = sign_in(cheffe), "?q=elargir&pilote=service-3"
    voulues = [a.pk for n, a in enumerate(actions) if n % 9 == 3 and n % 10]
    pages = read_pages(client, RACINE + filtre, r'<tr id="action-(\d+)"')

    assert [int(pk) for lues in pages for pk in lues] == voulues
    reponse = client.get(f"{RACINE}export.csv{filtre}")
    assert reponse.streaming
    lignes = list(
        csv.DictReader(io.StringIO(reponse.getvalue().decode("utf-8-sig")), delimiter=";")
    )
    assert [ligne["Code"] for ligne in lignes] == [
        f"A-{n}" for n in range(400) if n % 9 == 3 and n % 10
    ]
    classeur = load_workbook(io.BytesIO(client.get(f"{RACINE}export.xlsx").content))
    assert [classeur[nom].max_row for nom in ("Plan", "Suivi")] == [401, 401]


def test_a_line_opens_and_an_action_moves_on_its_own_page(cheffe, actions):
    client, la = sign_in(cheffe), actions[70]
    ouverte = texte(client.get(f"{RACINE}{la.pk}/ligne/"))
    assert f'id="action-{la.pk}" class="plan-ouverte"' in ouverte

    retour = client.post(f"{RACINE}{la.pk}/deplacer/", {"geste": "monter"})
    assert retour["Location"] == f"{RACINE}?page=2#action-{la.pk}"
    etats = {"etat": "en_cours", "place": "", "version": "1"}
    retour = client.post(f"{RACINE}{la.pk}/ligne/?q=mot&page=2", etats)
    assert retour["Location"] == f"{RACINE}?q=mot&page=8#action-{la.pk}"


DATES = ("", "2025", "2026", "2026-10", "2026-11", "2026-12", "2026-11-14", "2026-11-15",
         "2026-11-30", "2027-01-01")  # fmt: skip


def test_the_base_says_late_what_the_rule_says(espace):
    cas = list(product(ETATS, DATES, DATES, [("", None), ("2026-10", None), ("2026-10", JOUR)]))
    faites = Action.objects.bulk_create(
        Action(espace=espace, code=f"A-{n}", titre="Élargir", etat=etat, debut=debut, fin=fin)
        for n, (etat, debut, fin, _) in enumerate(cas)
    )
    Etape.objects.bulk_create(
        Etape(action=action, titre="Lister", fin=fin, faite_le=faite)
        for action, (*_, (fin, faite)) in zip(faites, cas, strict=True)
    )
    lues = [ActionLue(action, JOUR) for action in list_courtes(espace)]

    retards = [lue for lue in lues if lue.retard]
    dits = [ActionLue(action, JOUR) for action in list_retards(espace, JOUR)]
    assert {lue.action.pk for lue in dits} == {lue.action.pk for lue in retards}
    assert [lue.retard.depuis for lue in dits] == sorted(lue.retard.depuis for lue in retards)
    assert count_actions(list_courtes(espace), JOUR).en_retard == len(retards) == 362


@pytest.mark.longue
def test_a_partner_of_every_action_reads_them_page_after_page(espace, cheffe, actions):
    acteur = Acteur.objects.create(espace=espace, nom="Réseau fictif")
    Contributeur.objects.bulk_create(
        Contributeur(action=action, genre="partenaire", acteur=acteur) for action in actions
    )
    acces = give_acces(espace, acteur, timedelta(days=90), cheffe)
    pages = read_pages(Client(), PARTENAIRE.path_of(acces), r'<h2 id="action-(\d+)"')

    assert [len(lues) for lues in pages] == [50] * 8
    assert sorted(int(pk) for lues in pages for pk in lues) == [a.pk for a in actions]
