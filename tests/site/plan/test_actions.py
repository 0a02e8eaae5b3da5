"""Actions: typed, changed in the table, refused when they do not stand, kept from collisions."""

import re
from datetime import date

import pytest
from django.utils import timezone

from spaser.site.diagnostic.models import Acteur
from spaser.site.plan.actions.plan_lu import ActionLue
from spaser.site.plan.actions.services import (
    change_etapes,
    create_axe,
    create_objectif,
    list_actions,
    save_action,
)
from spaser.site.plan.models.actions import Action, Contributeur, Etape, Preuve
from spaser.site.socle.models import Evenement
from spaser.site.socle.versions import VersionDepassee
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, texte
from tests.site.plan.fabrique import make_action

pytestmark = pytest.mark.django_db

RACINE = f"/espace/{SIREN_VAL}/plan/"
VIDE = {"place": "", "pilote_membre": "", "pilote_nom": "", "etat": "a_lancer", "motif": "",
        "debut": "", "fin": ""}  # fmt: skip


def test_an_action_is_typed_whole_then_read(awa, espace, auteur):
    axe = create_axe(espace, {"titre": "Insertion"}, auteur)
    objectif = create_objectif(espace, {"titre": "Réserver", "axe": axe}, auteur)
    envoi = VIDE | {
        "titre": "Réserver  un lot", "place": f"objectif-{objectif.pk}",
        "pilote_membre": str(auteur.pk), "debut": "janvier 2027", "fin": "30/06/2027",
        "budget": "1 234,50", "familles": ["textile"], "indicateurs": ["SOC-05", "SOC-06"],
        "obligations": ["OETH"],
    }  # fmt: skip

    page = texte(awa.post(f"{RACINE}ajouter/", envoi, follow=True))

    action = Action.objects.get()
    assert (action.code, action.titre, action.axe, action.debut, action.fin) == (
        "A-1", "Réserver un lot", axe, "2027-01", "2027-06-30",
    )  # fmt: skip
    assert str(action.budget) == "1234.50"
    for dit in ("janvier 2027 – 30 juin 2027", "Marchés réservés", "Habillement et textile",
                auteur.nom_complet, "1 234,50"):  # fmt: skip
        assert dit.replace("\u202f", " ") in page.replace("\u202f", " ").replace("\u00a0", " "), dit


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"titre": ""}, "Écrivez le titre de l’action."),
        ({"titre": "RESERVER un lot "}, "Cette action est déjà dans cet axe : A-1"),
        ({"debut": "2027", "fin": "x"}, "n’est ni un mois ni un jour"),
        ({"debut": "06/2027", "fin": "05/2027"}, "est avant le début"),
        ({"etat": "abandonnee"}, "Une action abandonnée dit pourquoi."),
        ({"pilote_membre": "999"}, "n’est pas, ou n’est plus, membre de l’espace"),
        ({"pilote_membre": "{auteur}", "pilote_nom": "DSI"}, "Un seul pilote"),
        ({"saisi": "130"}, "Écrivez un nombre de 0 à 100."),
        ({"budget": "beaucoup"}, "beaucoup"),
        ({"budget": "-5"}, "Un budget n’est pas négatif."),
        ({"indicateurs": ["SOC-99"]}, "n’est pas dans la liste"),
    ],
)
def test_what_does_not_stand_is_refused_with_words_and_nothing_lost(
    ada, espace, auteur, change, dit
):
    make_action(espace, auteur)
    envoi = VIDE | {"titre": "Louer", "description": "Un texte que je garde"}
    envoi |= {k: v.format(auteur=auteur.pk) if isinstance(v, str) else v for k, v in change.items()}

    page = texte(ada.post(f"{RACINE}ajouter/", envoi)).replace("\u00a0", " ")

    assert dit in page
    assert "Un texte que je garde" in page
    assert Action.objects.count() == 1


def test_actions_that_wait_for_each_other_are_refused(ada, espace, auteur):
    une, autre = make_action(espace, auteur), make_action(espace, auteur, "Former")
    autre.attend.set([une])
    envoi = VIDE | {"titre": une.titre, "attend": [str(autre.pk)], "version": "1"}

    page = texte(ada.post(f"{RACINE}{une.pk}/modifier/", envoi))

    assert "s’attendent l’une l’autre" in page
    assert "A-1 après A-2 après A-1" in page
    assert une.attend.count() == 0


def test_a_line_opens_in_the_table_and_keeps_its_filters(awa, espace, auteur):
    action = make_action(espace, auteur, debut="2026-01", fin="2026-03")
    ouverte = awa.get(f"{RACINE}{action.pk}/ligne/?etat=a_lancer")
    assert 'name="pilote_nom"' in texte(ouverte)

    envoi = VIDE | {"etat": "en_cours", "pilote_nom": "DSI", "fin": "12/2099", "version": "1"}
    reponse = awa.post(f"{RACINE}{action.pk}/ligne/?etat=a_lancer", envoi)

    assert reponse["Location"] == f"{RACINE}?etat=a_lancer#action-{action.pk}"
    action.refresh_from_db()
    assert (action.etat, action.pilote, action.fin, action.version) == (
        "en_cours", "DSI", "2099-12", 2,
    )  # fmt: skip
    assert action.etat_depuis == timezone.localdate()
    dit = Evenement.objects.get(geste="action.etat").details
    assert dit["change"] == {
        "etat": ["a_lancer", "en_cours"], "debut": ["2026-01", ""], "fin": ["2026-03", "2099-12"],
    }  # fmt: skip
    changements = texte(awa.get(f"{RACINE}changements/"))
    assert "État : À lancer → En cours" in changements.replace("\u00a0", " ")


def test_two_people_on_an_action_see_both_versions(ada, espace, auteur):
    action = make_action(espace, auteur)
    save_action(action, {"pilote_nom": "Achats"}, auteur)
    envoi = VIDE | {"pilote_nom": "DSI", "version": "1"}

    page = texte(ada.post(f"{RACINE}{action.pk}/ligne/", envoi))

    assert "Deux versions se croisent" in page
    assert Action.objects.get().pilote_nom == "Achats"
    with pytest.raises(VersionDepassee):
        save_action(action, {"pilote_nom": "DSI"}, auteur, version=1)
    ada.post(f"{RACINE}{action.pk}/ligne/", envoi | {"version": "2"})
    assert Action.objects.get().pilote_nom == "DSI"


def test_steps_tell_the_progress_and_are_refused_before_their_action(awa, espace, auteur):
    action = make_action(
        espace, auteur, debut="2027-01", etapes=[("Écrire", "2027-02", None), ("Lire", "", None)]
    )
    une, autre = action.etapes.all()
    envoi = {
        "etape-TOTAL_FORMS": "3", "etape-INITIAL_FORMS": "2", "version": "1",
        "etape-0-pk": str(une.pk), "etape-0-titre": "Écrire", "etape-0-fin": "12/2026",
        "etape-1-pk": str(autre.pk), "etape-1-titre": "", "etape-1-fin": "",
        "etape-2-pk": "", "etape-2-titre": "Relire", "etape-2-fin": "", "etape-2-faite": "on",
    }  # fmt: skip
    adresse = f"{RACINE}{action.pk}/etapes/"

    refusee = texte(awa.post(adresse, envoi)).replace("\u00a0", " ")
    assert "L’étape 1, « Écrire », est prévue pour décembre 2026, avant le début" in refusee

    awa.post(adresse, envoi | {"etape-0-fin": "02/2027"})
    assert [(e.titre, e.fin, e.faite_le is not None) for e in action.etapes.all()] == [
        ("Écrire", "2027-02", False),
        ("Relire", "", True),
    ]
    assert ActionLue(list_actions(espace).get(), date(2026, 1, 1)).progres.pourcent == 50
    depassee = texte(awa.post(adresse, envoi | {"etape-0-fin": "03/2027"}))
    assert "Quelqu’un a changé cette action" in depassee
    assert "<li>Écrire (février 2027)</li>" in re.sub(r"\s+", " ", depassee).replace(
        "> ", ">"
    ).replace(" <", "<")
    faux = envoi | {"version": "1", "etape-0-fin": "bientôt"}
    assert 'name="version" value="1"' in texte(awa.post(adresse, faux))
    assert 'name="version" value="2"' in depassee
    lue = Action.objects.get().version
    awa.post(f"{RACINE}etapes/{une.pk}/", {"faite": "oui"})
    assert Etape.objects.get(pk=une.pk).faite_le == timezone.localdate()
    with pytest.raises(VersionDepassee):
        change_etapes(Action.objects.get(), [], auteur, lue)
    Action.objects.update(ecarte_le=timezone.now())
    with pytest.raises(VersionDepassee):
        change_etapes(Action.objects.get(), [], auteur, lue + 1)
    assert Etape.objects.count() == 2


def test_contributors_and_proofs_are_added_once_and_taken_off(awa, espace, auteur):
    action = make_action(espace, auteur)
    partenaire = Acteur.objects.create(espace=espace, nom="Réseau fictif")
    adresse = f"{RACINE}{action.pk}/"
    for envoi in (
        {"membre": str(auteur.pk)}, {"acteur": str(partenaire.pk), "apport": "Ses adhérents"},
        {"nom": "DSI"}, {"nom": "DSI", "apport": "Le parc"},
    ):  # fmt: skip
        awa.post(f"{adresse}contributeurs/", {"membre": "", "acteur": "", "nom": ""} | envoi)
    assert [(c.genre, str(c), c.apport) for c in Contributeur.objects.all()] == [
        ("membre", auteur.nom_complet, ""),
        ("partenaire", "Réseau fictif", "Ses adhérents"),
        ("service", "DSI", "Le parc"),
    ]
    deux = {"membre": str(auteur.pk), "acteur": "", "nom": "DSI"}
    assert "Un contributeur à la fois" in texte(awa.post(f"{adresse}contributeurs/", deux))

    refusee = texte(awa.post(f"{adresse}preuves/", {"libelle": "", "adresse": "ici"}))
    assert "Dites ce que c’est" in refusee
    awa.post(f"{adresse}preuves/", {"libelle": "Vote", "adresse": "https://exemple.fr/vote"})
    preuve = Preuve.objects.get()
    assert 'href="https://exemple.fr/vote"' in texte(awa.get(adresse))
    awa.post(f"{RACINE}preuves/{preuve.pk}/")
    awa.post(f"{RACINE}contributeurs/{Contributeur.objects.first().pk}/")
    assert (Preuve.objects.count(), Contributeur.objects.count()) == (0, 2)


def test_an_action_moves_among_those_of_its_objective(awa, espace, auteur):
    une, autre = make_action(espace, auteur, "Une"), make_action(espace, auteur, "Autre")
    make_action(espace, auteur, "Ailleurs", axe=create_axe(espace, {"titre": "Un axe"}, auteur))
    for geste in ("descendre", "descendre"):  # the second one leads nowhere
        awa.post(f"{RACINE}{une.pk}/deplacer/", {"geste": geste})
    assert [a.titre for a in list_actions(espace)] == ["Autre", "Une", "Ailleurs"]
    awa.post(f"{RACINE}{autre.pk}/deplacer/", {"geste": "monter"})
    assert [a.titre for a in list_actions(espace)] == ["Autre", "Une", "Ailleurs"]


def test_an_action_put_aside_leaves_the_plan_and_its_code_is_not_given_again(ada, espace, auteur):
    action = make_action(espace, auteur)
    suite = Action.objects.create(espace=espace, code="A-9", titre="Suivre")
    suite.attend.set([action])
    assert "Commence après" in texte(ada.get(f"{RACINE}{suite.pk}/"))
    ada.post(f"{RACINE}{action.pk}/supprimer/")
    assert "Commence après" not in texte(ada.get(f"{RACINE}{suite.pk}/"))
    ada.post(f"{RACINE}{suite.pk}/supprimer/")

    assert "A-9 Suivre – supprimée" in texte(ada.get(f"{RACINE}changements/"))
    assert list(list_actions(espace)) == []
    assert make_action(espace, auteur).code == "A-2"
    envoi = VIDE | {"titre": "Mon texte", "version": "1"}
    perdue = ada.post(f"{RACINE}{action.pk}/modifier/", envoi)
    assert (perdue.status_code, "Mon texte" in texte(perdue)) == (404, True)


def test_the_table_is_narrowed_by_axis_pilot_state_lateness_and_family(ada, espace, auteur):
    axe = create_axe(espace, {"titre": "Insertion"}, auteur)
    membre = make_membre(espace.organisation, "lecture").utilisateur
    make_action(espace, auteur, "Réserver", axe=axe, pilote_membre=membre, familles=["textile"])
    make_action(espace, auteur, "Former", etat="en_cours", fin="2020-01", pilote_nom="Le service")
    for requete, attendues in {
        f"axe={axe.pk}": ["Réserver"],
        "axe=a_ranger": ["Former"],
        f"pilote=m{membre.pk}": ["Réserver"],
        "pilote=le-service": ["Former"],
        "etat=en_cours": ["Former"],
        "retard=oui": ["Former"],
        "famille=textile": ["Réserver"],
        "q=reserver": ["Réserver"],
        "etat=n-importe&axe=zut&famille=zut": ["Réserver", "Former"],
    }.items():
        page = texte(ada.get(f"{RACINE}?{requete}"))
        lues = [t for t in ("Réserver", "Former") if f'/">{t}</a>' in page]
        assert lues == attendues, requete
