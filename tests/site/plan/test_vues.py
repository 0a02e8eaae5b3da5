"""The other ways to see a plan, and its ends: an edition, a hand that passes, a file."""

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from spaser.regles.champs import list_titres_dits
from spaser.regles.plan import EtatAction
from spaser.site.organisations.models import Appartenance
from spaser.site.organisations.outils import Groupe, list_pages_groupe
from spaser.site.plan.actions.plan_lu import ActionLue, write_action_lue
from spaser.site.plan.actions.services import (
    add_contributeur,
    create_axe,
    create_objectif,
    list_actions,
)
from spaser.site.plan.models.actions import (
    PLAN,
    Action,
    Axe,
    Edition,
    ImportationPlan,
    LigneGrille,
    Objectif,
    PlanActions,
)
from spaser.site.socle.versions import VersionDepassee
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, sign_in, texte
from tests.site.plan.fabrique import make_action

pytestmark = pytest.mark.django_db

RACINE = f"/espace/{SIREN_VAL}/plan/"


def test_the_menu_of_a_space_has_five_entries_at_most_and_the_plan_is_one(ada):
    titres = [page.titre for page in list_pages_groupe(Groupe.EN_VUE)]

    assert "Mon plan" in titres
    assert len(titres) <= 5
    assert f'href="{RACINE}"' in texte(ada.get(f"{RACINE}pilotes/"))
    assert ada.get(f"{RACINE}calendrier/")["Location"] == RACINE


def test_who_only_reads_is_told_the_dates_of_the_plan(organisation, espace):
    lectrice = sign_in(make_membre(organisation, "lecture").utilisateur)
    assert "Pas encore de dates." in texte(lectrice.get(f"{RACINE}axes/"))
    PlanActions.objects.create(
        espace=espace, edition="2026-2030", debut=date(2026, 7, 1), fin=date(2030, 12, 31)
    )

    assert "2026-2030, du 1er juillet 2026 au 31 décembre 2030." in texte(
        lectrice.get(f"{RACINE}axes/")
    )


def test_each_view_says_who_when_and_what_is_late(ada, espace, auteur):
    assert "Par où commencer" in texte(ada.get(RACINE))
    make_action(
        espace, auteur, "Former <les> élus", pilote_nom="DRH", debut="2020-01", fin="2020-06",
        etapes=[("Lister", "2020-02", None)],
    )  # fmt: skip
    quittee = make_action(
        espace, auteur, "Louer", etat="abandonnee", motif="Trop cher", commentaire="Vu en mai."
    )
    ecrite = write_action_lue(ActionLue(quittee, date(2026, 1, 1)))
    assert ecrite.commentaire == "Trop cher. Vu en mai."
    make_action(espace, auteur, "Trier")

    pilotes = texte(ada.get(f"{RACINE}pilotes/"))
    assert pilotes.index("DRH") < pilotes.index("À pourvoir")
    calendrier = texte(ada.get(RACINE)).replace("\u00a0", " ")
    assert "<h1>Trois actions : deux à lancer et une abandonnée</h1>" in calendrier
    assert calendrier.count('<svg class="dessin g-duree"') == 3
    assert "Former &lt;les&gt; élus" in calendrier
    assert "Former <les>" not in calendrier
    assert "Février 2020 : <a" in calendrier
    assert "janvier 2020 – juin 2020" in calendrier
    assert "<strong>Une action en retard, une sans pilote</strong>" in calendrier
    assert "Régler ces points" in calendrier
    regler = texte(ada.get(f"{RACINE}?regler=oui"))
    assert re.findall(r'<tr id="action-(\d+)"', regler) == [
        str(pk) for pk in Action.objects.exclude(titre="Louer").values_list("pk", flat=True)
    ]
    assert "Régler ces" not in regler
    instance = texte(ada.get(f"{RACINE}instance/"))
    for dit in ("<strong>1</strong> en retard", "depuis le 1er juillet 2020", "Trop cher", "Trier"):
        assert dit in instance, dit


def test_axes_and_objectives_are_ordered_renamed_and_taken_out_without_their_actions(
    ada, awa, espace, auteur
):
    ada.post(f"{RACINE}axes/ajouter/", {"titre": "Un", "texte": ""})
    ada.post(f"{RACINE}axes/ajouter/", {"titre": "Deux", "texte": ""})
    une, deux = Axe.objects.all()
    ada.post(f"{RACINE}objectifs/ajouter/", {"axe": str(une.pk), "titre": "But", "texte": ""})
    but = Objectif.objects.get()
    action = make_action(espace, auteur, objectif=but)
    ada.post(f"{RACINE}axes/{deux.pk}/geste/", {"geste": "monter"})
    ada.post(
        f"{RACINE}objectifs/{but.pk}/",
        {"axe": str(deux.pk), "titre": "Le but", "texte": "", "version": "1"},
    )
    action.refresh_from_db()
    assert [axe.titre for axe in Axe.objects.all()] == ["Deux", "Un"]
    assert (action.axe, action.objectif.titre) == (deux, "Le but")

    assert awa.post(f"{RACINE}axes/{deux.pk}/geste/", {"geste": "retirer"}).status_code == 403
    refus = texte(ada.post(f"{RACINE}axes/{deux.pk}/geste/", {"geste": "retirer"}, follow=True))
    assert "Retirez ou déplacez d’abord ses objectifs." in refus
    assert (Axe.objects.count(), Objectif.objects.get()) == (2, but)
    ada.post(f"{RACINE}objectifs/{but.pk}/geste/", {"geste": "retirer"})
    ada.post(f"{RACINE}axes/{deux.pk}/geste/", {"geste": "retirer"})
    action.refresh_from_db()
    assert (action.axe, action.objectif) == (None, None)
    assert "À ranger" in texte(ada.get(RACINE))

    envoi = {"edition": "SPASER", "debut": "01/01/2026", "fin": "01/01/2025"}
    assert "avant le premier" in texte(ada.post(f"{RACINE}dates/", envoi))
    ada.post(f"{RACINE}dates/", envoi | {"fin": "31/12/2030"})
    assert PlanActions.objects.get().fin == date(2030, 12, 31)


def test_an_edition_is_frozen_and_what_goes_on_makes_the_next_one(ada, espace, auteur):
    membre = make_membre(espace.organisation, "lecture").utilisateur
    faite = make_action(espace, auteur, "Former", etat="terminee", pilote_membre=membre)
    continue_, quittee = make_action(espace, auteur, "Trier"), make_action(espace, auteur, "Louer")
    sans_nom = texte(ada.post(f"{RACINE}editions/arreter/", {"titre": ""}))
    assert "Donnez un nom à l’édition suivante." in sans_nom

    envoi = {"titre": "SPASER 2031", "bilan": "Utile.", f"motif-{quittee.pk}": "Trop  cher"}
    page = texte(ada.post(f"{RACINE}editions/arreter/", envoi, follow=True))

    edition = Edition.objects.get()
    assert [(a["code"], a["etat"], a["motif"]) for a in edition.valeurs["actions"]] == [
        ("A-1", "terminee", ""), ("A-2", "a_lancer", ""), ("A-3", "abandonnee", "Trop cher"),
    ]  # fmt: skip
    assert membre.nom_complet not in str(edition.valeurs)
    assert ("Utile." in page, "Rien n’y change plus" in page) == (True, True)
    assert list(list_actions(espace)) == [continue_]
    assert PlanActions.objects.get().edition == "SPASER 2031"
    assert ada.get(f"{RACINE}{faite.pk}/").status_code == 404

    encore = texte(ada.post(f"{RACINE}editions/arreter/", envoi | {"version": "0"}))
    assert "L’édition en cours est maintenant « SPASER 2031 »" in encore
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("module", "service", "adresse", "envoi"),
    [
        ("actions.editions", "close_edition", "editions/arreter/", {"titre": "SPASER 2031"}),
        (
            "actions.relais",
            "hand_over_charge",
            "relais/",
            {"de": "{ada}", "vers": "", "confirmer": "oui"},
        ),
        ("actions.services", "mark_etape", "etapes/{etape}/", {"faite": "oui"}),
        ("importation.ecriture", "undo_import", "importer/{faite}/annuler/", {}),
    ],
)
def test_a_plan_that_moves_in_that_very_moment_is_shown_again(
    espace, monkeypatch, module, service, adresse, envoi
):
    cheffe = make_membre(espace.organisation, "administration").utilisateur
    etape = make_action(espace, cheffe, etapes=[("Payer", "", None)]).etapes.get()
    faite = ImportationPlan.objects.create(espace=espace, nom="Plan", faite_le=timezone.now())
    noms = {"ada": cheffe.pk, "etape": etape.pk, "faite": faite.pk}

    def depasse(*_, **__):
        raise VersionDepassee

    monkeypatch.setattr(f"spaser.site.plan.{module}.{service}", depasse)
    envoi = {nom: valeur.format(**noms) for nom, valeur in envoi.items()}
    page = sign_in(cheffe).post(f"{RACINE}{adresse.format(**noms)}", envoi, follow=True)

    assert "Le plan a changé pendant ce temps : rien n’est écrit." in texte(page).replace(
        "\u00a0", " "
    )


def test_an_edition_that_changes_in_that_very_moment_is_told_by_its_new_name(
    espace, auteur, ada, monkeypatch
):
    make_action(espace, auteur, "Former")

    def rename(*_):
        PlanActions.objects.update(edition="SPASER 2027", version=5)
        make_action(espace, auteur, "Ajoutée par une autre")
        raise VersionDepassee

    monkeypatch.setattr("spaser.site.plan.actions.editions.close_edition", rename)
    envoi = {"titre": "SPASER 2031", "version": "0"}
    page = texte(ada.post(f"{RACINE}editions/arreter/", envoi)).replace("\u00a0", " ")

    for dit in ("maintenant « SPASER 2027 »", 'name="version" value="5"', "Ajoutée par une autre",
                'value="SPASER 2031"'):  # fmt: skip
        assert dit in page, dit


def test_the_hand_is_passed_in_one_act_after_two_pages(espace, auteur, ada):
    organisation = espace.organisation
    cheffe = make_membre(organisation, "administration").utilisateur
    reste = sign_in(cheffe)
    part = make_membre(organisation, "administration", "part@exemple.fr").utilisateur
    make_action(espace, auteur, "Former", pilote_membre=part, fin="2020-01")
    trier = make_action(espace, auteur, "Trier")
    add_contributeur(trier, {"genre": "membre", "membre": part, "acteur": None}, auteur)
    LigneGrille.objects.create(
        espace=espace, rubrique="social", indicateur="Heures", responsable=part.nom_complet
    )
    assert ada.get(f"{RACINE}relais/").status_code == 403

    choix = {"de": str(part.pk), "vers": str(auteur.pk), "administration": "on"}
    page = texte(reste.get(f"{RACINE}relais/", choix)).replace("\u00a0", " ")
    for dit in ("Action : Former", "Contribution : Trier", "Indicateur : Heures", "aussi donné"):
        assert dit in page, dit
    assert Action.objects.get(titre="Former").pilote_membre == part

    fichier = reste.get(f"{RACINE}relais/{part.pk}.docx")
    assert fichier["Content-Type"].endswith("wordprocessingml.document")
    reste.post(f"{RACINE}relais/", choix | {"confirmer": "oui"})
    assert Action.objects.get(titre="Former").pilote_membre == auteur
    assert trier.contributeurs.get().membre == auteur
    assert LigneGrille.objects.get().responsable == auteur.nom_complet
    assert Appartenance.objects.get(utilisateur=auteur).role == "administration"

    reste.post(f"{RACINE}relais/", {"de": str(auteur.pk), "vers": "", "confirmer": "oui"})
    assert Action.objects.get(titre="Former").pilote == "à pourvoir"
    assert LigneGrille.objects.get().responsable == ""


def test_the_plan_leaves_with_all_its_columns(ada, espace, auteur):
    axe = create_axe(espace, {"titre": "Insertion"}, auteur)
    objectif = create_objectif(espace, {"titre": "Réserver", "axe": axe}, auteur)
    make_action(
        espace, auteur, objectif=objectif, indicateurs=["SOC-05"], budget="1234.50", fin="2020-06",
        etapes=[("Écrire", "2020-03", date(2020, 3, 2))],
    )  # fmt: skip

    classeur = load_workbook(io.BytesIO(ada.get(f"{RACINE}export.xlsx").content))

    lignes = list(classeur["Plan"].iter_rows(values_only=True))
    assert lignes[0] == list_titres_dits(PLAN)
    lue = dict(zip(list_titres_dits(PLAN), lignes[1], strict=True))
    assert (lue["Code"], lue["Axe"], lue["Objectif"], lue["Budget"]) == (
        "A-1", "Insertion", "Réserver", 1234.5,
    )  # fmt: skip
    assert lue["Étapes"] == "Écrire | 03/2020 | faite le 02/03/2020"
    assert lue["Indicateurs"] == "SOC-05\u00a0: Marchés réservés"
    suivi = list(classeur["Suivi"].iter_rows(values_only=True))[1]
    assert suivi[:4] == ("A-1", "Réserver un lot", "À lancer", "échéance dépassée")


def test_three_hundred_actions_cost_few_questions(ada, espace, auteur):
    axes = [create_axe(espace, {"titre": f"Axe {n}"}, auteur) for n in range(4)]
    Action.objects.bulk_create(
        Action(espace=espace, code=f"A-{n}", titre=f"Action {n}", axe=axes[n % 4], fin="2030-06")
        for n in range(300)
    )
    ada.get(RACINE)
    with CaptureQueriesContext(connection) as questions:
        page = ada.get(RACINE)

    assert texte(page).count('<tr id="action-') == 50
    assert "1 à 50 sur 300" in texte(page)
    assert len(questions) <= 20


@pytest.mark.parametrize("nombre", [0, 1, 2])
def test_counts_of_each_state_agree_everywhere(espace, auteur, ada, nombre):
    for etat in EtatAction:
        for rang in range(nombre):
            make_action(espace, auteur, f"{etat.libelle} {rang}", etat=etat.value, motif="Vu")
    s = "s" if nombre == 2 else ""

    page = texte(ada.get(f"{RACINE}instance/"))
    dits = [f"{nombre}</strong> {mots}</li>" for mots in (
        "à lancer", "en cours", f"terminée{s}", f"abandonnée{s}",
    )]  # fmt: skip
    assert [dit for dit in dits if dit not in page] == []
    if nombre:
        dit = ("une", "deux")[nombre - 1]
        assert (
            f"{dit} terminée{s}, {dit} en cours, {dit} à lancer et {dit} abandonnée{s}</h1>"
            in texte(ada.get(RACINE))
        )


def test_a_long_plan_folds_its_axes_that_are_over_and_may_be_filtered(ada, espace, auteur):
    une, deux = (create_axe(espace, {"titre": titre}, auteur) for titre in ("Fait", "Ouvert"))

    def fill(nombre):
        Action.objects.all().delete()
        Action.objects.bulk_create(
            Action(
                espace=espace, code=f"A-{n}", titre=f"Action {n}", axe=(une, deux)[n % 2],
                etat=("terminee", "a_lancer")[n % 2],
            )
            for n in range(nombre)
        )  # fmt: skip
        return texte(ada.get(RACINE))

    courte, moyenne, longue = fill(14), fill(15), fill(40)
    assert ['role="search" aria-label="Filtrer' in page for page in (courte, moyenne)] == [
        False, True,
    ]  # fmt: skip
    replis = ["axe terminé</summary>" in p.replace("\u00a0", " ") for p in (moyenne, longue)]
    assert replis == [False, True]
    places = [longue.index(dit) for dit in (f'"axe-{deux.pk}"', "axe terminé", f'"axe-{une.pk}"')]
    assert places == sorted(places)
    assert longue.count('<tr id="action-') == 40
    assert "axe terminé</summary>" not in texte(ada.get(f"{RACINE}?etat=terminee"))
