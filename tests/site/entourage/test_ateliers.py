"""Workshops: joined by a code, voted in, hidden until shown, then proposed and decided."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spaser.regles.ateliers import BULLETINS_MAX, find_gabarit
from spaser.regles.droits import EtatProposition
from spaser.regles.indicateurs import SousTheme
from spaser.site.diagnostic.models import Acteur
from spaser.site.entourage.ateliers import participation, resultats, services
from spaser.site.entourage.models.ateliers import Atelier, BulletinAtelier, ParticipantAtelier
from spaser.site.espace.models import Proposition
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.schema.models import Redaction
from spaser.site.socle.models import Evenement
from spaser.site.socle.requetes import LECTURES
from tests.outils.scenario import play
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

RACINE = f"/espace/{SIREN_VAL}/ateliers/"
THEMES = [SousTheme.DECHETS, SousTheme.CLIMAT, SousTheme.PME]
CIBLES = [(f"theme:{t}:{t.rubrique}", t.libelle) for t in THEMES]

# Objectives under an axis, those chosen, actions under them, those chosen.
ARBRE = [
    [["Plus d’heures"], ["Plus d’heures"]],
    [["1"], ["1"]],
    [["Réserver un lot"], ["Former les acheteurs"]],
    [["1"], ["1"]],
]


@pytest.fixture(autouse=True)
def lectures_vides():
    LECTURES.clear()


@pytest.fixture
def atelier(espace, auteur):
    return prepare(espace, "priorites", auteur, CIBLES, "Nos priorités")


@pytest.fixture
def etape(atelier):
    return atelier.etapes[0]


def prepare(espace, gabarit, auteur, lignes=(), titre="T"):
    return services.prepare_atelier(espace, find_gabarit(gabarit), titre, lignes, auteur)


def read_again(atelier, etape=None):
    """Read what the base holds: the workshop, and the step where a test holds it."""
    atelier.refresh_from_db()
    vars(atelier).pop("etapes", None)
    if etape:
        for nom in etape.__struct_fields__:
            setattr(etape, nom, getattr(atelier.etapes[etape.rang], nom))
        atelier.etapes[etape.rang] = etape


def drive(atelier, geste, auteur, etape=None):
    services.drive(atelier, geste, etape.rang if etape else -1, auteur)
    read_again(atelier, etape)


def come(atelier):
    """Return the browser of somebody who came in."""
    client = Client()
    reponse = client.post(f"/ateliers/{atelier.code}/")
    assert reponse.status_code == 302, reponse.content.decode()
    return client


def send(client, atelier, etape, dits, cle=None):
    lignes = {f"ligne-{ligne}": dit for ligne, dit in dits.items()}
    envoi = {"etape": etape.rang, "cle": cle or uuid4(), **lignes}
    return client.post(f"/ateliers/{atelier.code}/", envoi, follow=True)


def list_lignes(etape):
    return [ligne.cle for ligne in etape.lignes]


def hold(atelier, etape, auteur, votes):
    """Hold a step whole: each vote gives the level of each line."""
    drive(atelier, "ouvrir", auteur, etape)
    for niveaux in votes:
        participant = services.join_atelier(atelier)
        dits = dict(zip(list_lignes(etape), niveaux, strict=False))
        services.cast_vote(etape.rang, participant, uuid4(), dits)
    drive(atelier, "montrer", auteur, etape)


# --- Prepared and driven by whoever leads ---


def test_a_lead_prepares_a_workshop_with_lines_of_her_space(ada, espace):
    LigneGrille.objects.create(espace=espace, rubrique="social", sous_thematique="Propreté")
    page = texte(ada.get(f"{RACINE}preparer/priorites/"))
    assert "Propreté" in page
    assert "Déchets et économie circulaire" in page

    ligne = LigneGrille.objects.get()
    saisie = {"titre": "Nos choix", "lignes": [f"ligne:{ligne.pk}:social"], "autres": "Un autre\n"}
    ada.post(f"{RACINE}preparer/priorites/", saisie)

    pret = Atelier.objects.get()
    assert [li.libelle for li in pret.etapes[0].lignes] == ["Propreté", "Un autre"]
    assert re.fullmatch(r"[A-Z3-9]{6}", pret.code)
    assert pret.code in texte(ada.get(f"{RACINE}{pret.pk}/"))


@pytest.mark.parametrize(
    ("gabarit", "saisie", "dit"),
    [
        ("priorites", {"titre": "A"}, "Gardez de 1 à 15 lignes"),
        ("priorites", {"titre": "A", "autres": "x\n" * 16}, "16 sont choisies"),
        ("priorites", {"titre": "", "autres": "x"}, "Donnez un titre"),
        ("priorites", {"titre": "A", "lignes": ["ligne:99:social"]}, "Choisissez une des réponses"),
    ],
)
def test_what_a_lead_forgets_is_said(ada, gabarit, saisie, dit):
    reponse = ada.post(f"{RACINE}preparer/{gabarit}/", saisie)

    assert dit in texte(reponse)
    assert not Atelier.objects.exists()


@pytest.mark.parametrize(
    ("gabarit", "lignes", "etapes"),
    [
        ("priorites", CIBLES, [3]),
        ("acteurs", [("acteur:1", "CMA")], [1]),
        ("arbre", [("axe:1", "Insertion")], [1, 0, 0, 0]),
        ("marche", [("marche:1", "Nettoyage"), ("marche:2", "Repas")], [6, 6]),
        ("tour", [], [1]),
    ],
)
def test_each_template_has_its_steps(espace, auteur, gabarit, lignes, etapes):
    prepare(espace, gabarit, auteur, lignes)

    assert [len(etape.lignes) for etape in Atelier.objects.get().etapes] == etapes


def test_a_gesture_sent_twice_changes_nothing_the_second_time(ada, atelier, etape):
    geste = {"geste": "ouvrir:0"}
    ada.post(f"{RACINE}{atelier.pk}/geste/", geste)
    read_again(atelier, etape)
    fin = atelier.fin_le
    ada.post(f"{RACINE}{atelier.pk}/geste/", geste)
    read_again(atelier, etape)

    assert (etape.etat, atelier.fin_le) == ("ouverte", fin)
    ada.post(f"{RACINE}{atelier.pk}/geste/", {"geste": "minute:0"})
    read_again(atelier)
    assert atelier.fin_le == fin + timedelta(minutes=1)
    pas = Atelier.objects.get().pas
    for inconnu in ("voler:1", "ouvrir:9", "ouvrir:²", "minute:-1", ""):
        assert ada.post(f"{RACINE}{atelier.pk}/geste/", {"geste": inconnu}).status_code == 302
    assert Atelier.objects.get().pas == pas


def test_a_step_that_was_shown_is_not_opened_again(atelier, etape, auteur):
    hold(atelier, etape, auteur, [["1"]])
    drive(atelier, "ouvrir", auteur, etape)

    assert etape.etat == "montree"


def test_who_may_not_lead_reads_and_drives_nothing(organisation, atelier, etape):
    awa = sign_in(make_membre(organisation, "contribution").utilisateur)

    assert "Ouvrir «" not in texte(awa.get(f"{RACINE}{atelier.pk}/"))
    reponse = awa.post(f"{RACINE}{atelier.pk}/geste/", {"geste": "ouvrir:0"})
    assert reponse.status_code == 403


def test_a_lead_of_another_space_finds_no_workshop_of_this_one(atelier, etape):
    autre = make_organisation("001010024", "Haut")
    bea = sign_in(make_membre(autre, "administration").utilisateur)

    for suite in ("", "ecran/", "resultats/", "suivi/", "resultats.csv", "bulletins.pdf"):
        assert bea.get(f"/espace/001010024/ateliers/{atelier.pk}/{suite}").status_code == 404


# --- On a phone ---


def test_a_code_opens_a_workshop_however_it_is_typed(atelier, client):
    tape = f"{atelier.code[:3].lower()} {atelier.code[3:]}"
    reponse = client.get("/ateliers/", {"code": tape}, follow=True)

    assert "Nos priorités" in texte(reponse)
    assert "sans compte" in texte(reponse)


def test_a_code_that_opens_nothing_says_so_and_guesses_are_counted(client, db, monkeypatch):
    monkeypatch.setattr(participation, "_OUVERTURES", 2)
    reponse = client.get("/ateliers/AAAAAA/")
    assert (reponse.status_code, "n’ouvre aucun atelier" in texte(reponse)) == (404, True)

    assert [client.get("/ateliers/AAAAAB/").status_code for _ in range(3)][-1] == 429


def test_who_came_in_comes_back_after_a_reload(atelier):
    ines = come(atelier)

    assert "La première étape va s’ouvrir" in texte(ines.get(f"/ateliers/{atelier.code}/"))
    assert ParticipantAtelier.objects.count() == 1


def test_a_forged_key_opens_nothing(atelier, etape, auteur):
    ines = come(atelier)
    ines.cookies[f"atelier-{atelier.code}"] = "1:faux"

    assert "Entrer dans l’atelier" in texte(ines.get(f"/ateliers/{atelier.code}/"))
    assert ines.get(f"/ateliers/{atelier.code}/etat/").status_code == 404


def test_the_key_of_a_workshop_is_not_that_of_another(espace, auteur, atelier):
    autre = prepare(espace, "tour", auteur)
    ines = come(atelier)
    ines.cookies[f"atelier-{autre.code}"] = ines.cookies[f"atelier-{atelier.code}"].value

    assert ines.get(f"/ateliers/{autre.code}/etat/").status_code == 404


def test_a_vote_is_kept_once_and_may_be_changed_until_the_end(atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    ines, [a, b, _] = come(atelier), list_lignes(etape)
    cle = uuid4()

    assert "Vote enregistré" in texte(send(ines, atelier, etape, {a: "1"}, cle))
    send(ines, atelier, etape, {a: "2", b: "1"})
    assert "Vote enregistré" in texte(send(ines, atelier, etape, {a: "1"}, cle))  # a late replay

    assert services.list_derniers(atelier, etape) == {
        ParticipantAtelier.objects.get().pk: {a: "2", b: "1"}
    }
    assert services.count_votants(atelier) == 1


def test_a_late_vote_is_refused_and_what_was_sent_before_stays(atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    ines, [a, *_] = come(atelier), list_lignes(etape)
    cle = uuid4()
    send(ines, atelier, etape, {a: "1"}, cle)
    drive(atelier, "clore", auteur, etape)

    tard = send(ines, atelier, etape, {a: "3"})
    assert (tard.status_code, "Trop tard" in texte(tard)) == (409, True)
    assert send(ines, atelier, etape, {a: "1"}, cle).status_code == 200
    assert BulletinAtelier.objects.get().choix == {a: "1"}


def test_the_end_of_the_server_closes_a_step_by_itself(atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    ines, [a, *_] = come(atelier), list_lignes(etape)

    with time_machine.travel(atelier.fin_le + timedelta(seconds=2)):
        assert send(ines, atelier, etape, {a: "1"}).status_code == 200
    with time_machine.travel(atelier.fin_le + timedelta(seconds=9)):
        assert send(ines, atelier, etape, {a: "2"}).status_code == 409


def test_a_vote_for_a_line_that_is_gone_is_said_and_the_rest_is_kept(ada, atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    ines, [a, b, _] = come(atelier), list_lignes(etape)
    ada.post(f"{RACINE}{atelier.pk}/etapes/{etape.rang}/ligne/", {"retrait": a})

    page = texte(send(ines, atelier, etape, {a: "1", b: "2"}))
    assert f"N’est plus proposé : {SousTheme.DECHETS.libelle}" in page
    assert "Le reste de votre vote est gardé" in page
    assert BulletinAtelier.objects.get().choix == {b: "2"}
    send(ines, atelier, etape, {a: "1"})
    assert BulletinAtelier.objects.get().choix == {b: "2"}


@pytest.mark.parametrize(
    "envoi",
    [
        {},
        {"etape": "x", "cle": "y"},
        {"etape": "0", "cle": "é"},
        {"etape": "-1", "cle": "y"},
        {"etape": "9" * 30},
    ],
)
def test_what_cannot_be_read_changes_nothing(atelier, etape, auteur, envoi):
    drive(atelier, "ouvrir", auteur, etape)
    ines = come(atelier)

    reponse = ines.post(f"/ateliers/{atelier.code}/", envoi)
    assert (reponse.status_code, "votez à nouveau" in texte(reponse)) == (409, True)
    assert not BulletinAtelier.objects.exists()


def test_too_many_choices_come_back_as_they_were_ticked(espace, auteur):
    arbre = prepare(espace, "arbre", auteur, [("", "Insertion")])
    proposer, choisir, *_ = arbre.etapes
    drive(arbre, "ouvrir", auteur, proposer)
    [axe] = list_lignes(proposer)
    for nom in ("Réserver", "Former", "reserver", "Publier", "Mesurer"):
        services.cast_vote(0, services.join_atelier(arbre), uuid4(), {axe: nom})
    drive(arbre, "ouvrir", auteur, choisir)
    lignes = choisir.lignes
    assert sorted(li.libelle.casefold()[:4] for li in lignes) == ["form", "mesu", "publ", "rése"]

    ines = come(arbre)
    page = send(ines, arbre, choisir, {li.cle: "1" for li in lignes})
    assert (page.status_code, "gardez-en 3" in texte(page)) == (409, True)
    assert page.content.decode().count("checked") == 4


def test_somebody_may_change_her_mind_but_not_flood(atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    ines, [a, *_] = services.join_atelier(atelier), list_lignes(etape)
    for _ in range(BULLETINS_MAX):
        services.cast_vote(0, ines, uuid4(), {a: "1"})

    with pytest.raises(services.BulletinRefuse, match="trop souvent"):
        services.cast_vote(0, ines, uuid4(), {a: "2"})


def test_a_full_workshop_says_so(atelier, monkeypatch, client):
    monkeypatch.setattr(services, "PERSONNES_MAX", 0)

    assert "complet" in texte(client.post(f"/ateliers/{atelier.code}/"))


def test_the_end_and_the_state_are_written_without_script(atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    page = texte(come(atelier).get(f"/ateliers/{atelier.code}/"))

    assert f"Fin à {timezone.localtime(atelier.fin_le):%H:%M}" in page
    assert "Actualiser" in page


# --- Asked every two seconds ---


def test_the_state_is_two_queries_and_nothing_when_unchanged(atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    ines, adresse = come(atelier), f"/ateliers/{atelier.code}/etat/"
    with CaptureQueriesContext(connection) as requetes:
        reponse = ines.get(adresse)

    assert len(requetes) == 2
    lu = json.loads(reponse.content)
    assert (lu["pas"], lu["reponses"]) == (atelier.pas, 0)
    assert lu["fin"] == round(atelier.fin_le.timestamp() * 1000)
    encore = ines.get(adresse, headers={"If-None-Match": reponse["ETag"]})
    assert (encore.status_code, encore.content) == (304, b"")
    assert "Set-Cookie" not in encore.headers

    send(ines, atelier, etape, {list_lignes(etape)[0]: "1"})
    encore = ines.get(adresse, headers={"If-None-Match": reponse["ETag"]})
    assert json.loads(encore.content)["reponses"] == 1


# --- Hidden until shown, everywhere ---


def test_nothing_of_a_result_leaves_before_it_is_shown(ada, atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    for _ in range(3):
        send(come(atelier), atelier, etape, {list_lignes(etape)[0]: "1"})
    drive(atelier, "clore", auteur, etape)
    ines = come(atelier)
    lus = [
        *(ada.get(f"{RACINE}{atelier.pk}/{suite}") for suite in ("", "ecran/", "resultats/")),
        ada.get(f"{RACINE}{atelier.pk}/resultats.csv"),
        ada.get(f"{RACINE}{atelier.pk}/compte-rendu.json"),
        ada.get(f"/espace/{SIREN_VAL}/historique/"),
        ines.get(f"/ateliers/{atelier.code}/"),
        ines.get(f"/ateliers/{atelier.code}/etat/"),
    ]
    assert not [
        r.request["PATH_INFO"]
        for r in lus
        if "Le détail" in r.content.decode() or "(3)" in r.content.decode()
    ]
    assert not [r.request["PATH_INFO"] for r in lus if '<svg class="dessin' in r.content.decode()]
    assert resultats.list_resultats(atelier) == []
    assert {e.geste for e in Evenement.objects.filter(geste__startswith="ateliers")} == {
        "ateliers.preparation", "ateliers.etape"
    }  # fmt: skip
    assert not any(e.details for e in Evenement.objects.filter(geste__startswith="ateliers"))
    assert resultats.propose_resultats(atelier, auteur) == 0

    drive(atelier, "montrer", auteur, etape)
    assert "Le détail" in texte(ada.get(f"{RACINE}{atelier.pk}/resultats/"))
    assert "Le détail" in texte(ines.get(f"/ateliers/{atelier.code}/"))
    assert SousTheme.DECHETS.libelle in texte(ada.get(f"{RACINE}{atelier.pk}/resultats.csv"))


# --- Rehearsed, and on paper ---


def test_a_rehearsal_of_ten_votes_by_itself_and_leaves_nothing(ada, espace, auteur):
    arbre = prepare(espace, "arbre", auteur, [("", "Insertion")])
    drive(arbre, "repeter", auteur)
    for etape in arbre.etapes:
        drive(arbre, "ouvrir", auteur, etape)
        assert services.count_votants(arbre) == 10
    drive(arbre, "montrer", auteur, arbre.etapes[-1])
    assert [len(services.list_derniers(arbre, etape)) for etape in arbre.etapes] == [10] * 4
    assert "Répétition" in texte(come(arbre).get(f"/ateliers/{arbre.code}/"))
    assert "Répétition" in texte(ada.get(f"{RACINE}{arbre.pk}/ecran/"))
    assert "Répétition" in texte(ada.get(f"{RACINE}{arbre.pk}/resultats/"))
    assert resultats.propose_resultats(arbre, auteur) == 0

    drive(arbre, "fin_repetition", auteur)
    assert not ParticipantAtelier.objects.exists()
    assert not BulletinAtelier.objects.exists()
    assert [e.etat for e in arbre.etapes] == ["attend"] * 4
    assert [len(e.lignes) for e in arbre.etapes] == [1, 0, 0, 0]


def test_a_rehearsal_does_not_begin_once_somebody_came(atelier, auteur):
    come(atelier)
    drive(atelier, "repeter", auteur)

    assert not atelier.repetition


def test_paper_counts_with_phones_and_stays_told(ada, atelier, etape, auteur):
    hold(atelier, etape, auteur, [["1"], ["1"]])
    [a, *_] = list_lignes(etape)
    adresse = f"{RACINE}{atelier.pk}/etapes/{etape.rang}/papier/"
    trop = ada.post(adresse, {"bulletins": 3, f"{a}-1": 2, f"{a}-2": 2})
    assert "4 réponses pour 3 bulletins" in texte(trop)

    ada.post(adresse, {"bulletins": 3, f"{a}-1": 2, f"{a}-2": 1})
    read_again(atelier)
    [lu] = resultats.list_resultats(atelier)
    assert (lu.votants, lu.etape.feuilles) == (5, 3)
    assert lu.voix[0].nombres == {"1": 4, "2": 1, "3": 0}
    assert "dont 3 sur papier" in texte(ada.get(f"{RACINE}{atelier.pk}/resultats/"))
    assert resultats.count_presents(atelier) == 5


def test_words_on_paper_are_typed_a_line_each(ada, espace, auteur):
    tour = prepare(espace, "tour", auteur)
    [etape] = tour.etapes
    [ligne] = list_lignes(etape)
    hold(tour, etape, auteur, [["local"]])
    adresse = f"{RACINE}{tour.pk}/etapes/{etape.rang}/papier/"
    ada.post(adresse, {"bulletins": 2, ligne: "Local\nSobre\n"})

    read_again(tour)
    [lu] = resultats.list_resultats(tour)
    assert [*lu.voix[0].nombres.values()] == [2, 1]
    assert "Sobre" in texte(ada.get(adresse))


@pytest.mark.longue
@pytest.mark.parametrize("suite", ["bulletins", "compte-rendu"])
def test_documents_are_made_in_each_form(ada, atelier, etape, auteur, suite):
    hold(atelier, etape, auteur, [["1", "2", "3"], ["1"]])

    for forme in ("pdf", "docx", "odt"):
        assert ada.get(f"{RACINE}{atelier.pk}/{suite}.{forme}").status_code == 200
    assert ada.get(f"{RACINE}{atelier.pk}/{suite}.exe").status_code == 404
    lu = ada.get(f"{RACINE}{atelier.pk}/{suite}.json").content.decode()
    assert SousTheme.CLIMAT.libelle in lu
    assert ("2\u00a0participants" in lu) is (suite == "compte-rendu")


# --- Proposed, then decided by a person ---


def decide(ada, proposition):
    adresse = f"/espace/{SIREN_VAL}/propositions/{proposition.pk}/"
    reponse = ada.post(adresse, {"etat": "retenue", "motif": "", "version": proposition.version})
    assert reponse.status_code == 302


def test_priorities_fill_the_grid_once_somebody_keeps_them(ada, espace, atelier, etape, auteur):
    connue = LigneGrille.objects.create(
        espace=espace, rubrique="environnement", sous_thematique=SousTheme.CLIMAT.libelle
    )
    hold(atelier, etape, auteur, [["1", "2"]] * 7 + [["2", "2"]] * 5)
    drive(atelier, "terminer", auteur)
    ada.post(f"{RACINE}{atelier.pk}/geste/", {"geste": "proposer"})
    ada.post(f"{RACINE}{atelier.pk}/geste/", {"geste": "proposer"})

    connue.refresh_from_db()
    assert (LigneGrille.objects.count(), connue.priorite) == (1, "")  # nothing by itself
    proposees = Proposition.objects.filter(nature="priorite")
    assert proposees.count() == 2
    page = texte(ada.get(f"/espace/{SIREN_VAL}/propositions/"))
    assert "12 participants" in page
    assert "Proposée par « Ateliers »" in page

    for proposition in proposees:
        decide(ada, proposition)
    connue.refresh_from_db()
    neuve = LigneGrille.objects.exclude(pk=connue.pk).get()
    assert (connue.priorite, neuve.priorite) == ("2", "1")
    assert neuve.sous_thematique == SousTheme.DECHETS.libelle
    assert "12\u00a0participants" in connue.remarque
    assert "12\u00a0participants" in neuve.remarque


def test_a_line_of_the_grid_that_is_gone_is_written_again(espace, auteur):
    ligne = LigneGrille.objects.create(espace=espace, rubrique="social", sous_thematique="Propreté")
    cible = (f"ligne:{ligne.pk}:social", "Propreté")
    atelier = prepare(espace, "priorites", auteur, [cible])
    hold(atelier, atelier.etapes[0], auteur, [["3"]])
    resultats.propose_resultats(atelier, auteur)
    ligne.delete()
    resultats.keep_proposition(espace, Proposition.objects.get(nature="priorite"), auteur)

    neuve = LigneGrille.objects.get()
    assert (neuve.rubrique, neuve.priorite, neuve.titre) == ("social", "3", "Propreté")


def test_places_become_roles_of_stakeholders(ada, espace, auteur):
    connu = Acteur.objects.create(espace=espace, nom="CMA fictive", commentaire="Déjà vue.")
    lignes = [(f"acteur:{connu.pk}", "CMA fictive"), ("", "ESAT fictif")]
    carte = prepare(espace, "acteurs", auteur, lignes)
    hold(carte, carte.etapes[0], auteur, [["co_construction", "information"]] * 2)
    resultats.propose_resultats(carte, auteur)
    for proposition in Proposition.objects.filter(nature="acteur"):
        decide(ada, proposition)

    connu.refresh_from_db()
    assert connu.role == "co_construction"
    assert connu.commentaire.startswith("Déjà vue.\n")
    assert Acteur.objects.get(nom="ESAT fictif").role == "information"


def test_choices_enter_the_plan_by_its_own_page(ada, espace, auteur):
    arbre = prepare(espace, "arbre", auteur, [("axe:1", "Insertion")])
    for etape, votes in zip(arbre.etapes, ARBRE, strict=True):
        hold(arbre, etape, auteur, votes)
    resultats.propose_resultats(arbre, auteur)
    action = Proposition.objects.get(nature="action")
    assert action.libelle in {"Former les acheteurs", "Réserver un lot"}
    assert action.raison.startswith("Insertion › Plus d’heures : Choisie (2)")
    decide(ada, action)

    page = texte(ada.get(f"/espace/{SIREN_VAL}/plan/propositions/"))
    assert action.libelle in page
    assert "Un paragraphe" not in page


def test_a_paragraph_joins_the_scheme_after_what_stands_there(ada, espace, auteur):
    tour = prepare(espace, "tour", auteur)
    hold(tour, tour.etapes[0], auteur, [["Sobriété"], ["sobriété"], ["Emploi"]])
    resultats.propose_resultats(tour, auteur)
    proposition = Proposition.objects.get(nature="texte")
    decide(ada, proposition)
    resultats.keep_proposition(espace, proposition, auteur)  # once more changes nothing

    ecrit = json.dumps(Redaction.objects.get(code="gouvernance").blocs, ensure_ascii=False)
    assert ecrit.count("3\u00a0participants") == 1
    assert "Sobriété (2)" in ecrit or "sobriété (2)" in ecrit


def test_a_proposal_that_is_set_aside_writes_nothing(ada, espace, atelier, etape, auteur):
    hold(atelier, etape, auteur, [["1"]])
    resultats.propose_resultats(atelier, auteur)
    proposition = Proposition.objects.filter(nature="priorite").first()
    adresse = f"/espace/{SIREN_VAL}/propositions/{proposition.pk}/"
    ada.post(adresse, {"etat": "ecartee", "motif": "", "version": proposition.version})

    proposition.refresh_from_db()
    assert proposition.etat == EtatProposition.ECARTEE
    assert not LigneGrille.objects.exists()


# --- Over, and forgotten ---


def test_once_over_nobody_votes_and_a_closed_step_may_still_be_shown(atelier, etape, auteur):
    drive(atelier, "ouvrir", auteur, etape)
    ines = come(atelier)
    drive(atelier, "terminer", auteur)

    assert send(ines, atelier, etape, {list_lignes(etape)[0]: "1"}).status_code == 409
    drive(atelier, "ouvrir", auteur, etape)
    assert etape.etat == "close"
    drive(atelier, "montrer", auteur, etape)
    assert etape.etat == "montree"


def test_a_deleted_workshop_leaves_its_proposals(ada, atelier, etape, auteur):
    hold(atelier, etape, auteur, [["1"]])
    resultats.propose_resultats(atelier, auteur)
    ada.post(f"{RACINE}{atelier.pk}/geste/", {"geste": "supprimer"})

    assert not Atelier.objects.exists()
    assert not BulletinAtelier.objects.exists()
    assert Proposition.objects.exists()


# --- The demonstration ---


@pytest.mark.django_db
@pytest.mark.parametrize("avant", [(), ("Acteurs du territoire",)])
def test_the_demonstration_has_a_workshop_that_is_over_and_one_that_is_ready(avant):
    play("Organisations", *avant, "Ateliers", "Ateliers")
    pret, fini = Atelier.objects.order_by("fini_le").all()[:2]
    if pret.fini_le:
        pret, fini = fini, pret

    assert (Atelier.objects.count(), fini.participants.count(), pret.fini_le) == (2, 12, None)
    [lu] = resultats.list_resultats(fini)
    assert (lu.votants, len(lu.voix)) == (12, 6)
    assert len(pret.etapes[0].lignes) == 5 * bool(avant)
