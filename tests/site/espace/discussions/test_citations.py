"""A name typed in what others wrote: found when its owner leaves, told to those who read it."""

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from spaser.site.comptes.donnees_personnelles import MACHINE, MODELES, erase_compte, list_modeles
from spaser.site.espace.discussions import SujetDiscussion, write_commentaire
from spaser.site.portail.models import QuestionRecue
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.plan.fabrique import make_action
from tests.transverses.site.test_manifestes import fill

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]


@pytest.fixture
def elle():
    return make_personne("lea.lepervier@exemple.fr", prenom="Léa", nom="Lépervier")


@pytest.fixture
def collegue():
    return make_membre(make_organisation(), "administration").utilisateur


def list_citations():
    return [
        (e.objet_type, e.espace_id, e.details["adresse"])
        for e in Evenement.objects.filter(geste="citation.trouvee").order_by("pk")
    ]


def write(collegue, dit, objet="chiffres:SOC-01"):
    espace = collegue.appartenances.get().organisation.espace
    sujet = SujetDiscussion(objet, "Le taux", "/espaces/001010016/chiffres/SOC-01/")
    return write_commentaire(espace, sujet, dit, collegue)


@pytest.mark.parametrize(
    "dit",
    [
        "À voir avec Mme Lépervier.",
        "Lea Lepervier s’en charge",
        "LÉPERVIER Léa : absente",
        "demander à L. Lépervier",
        "écrire à lea.lepervier@exemple.fr avant jeudi",
    ],
)
def test_a_comment_that_names_whoever_leaves_is_told_to_its_space(elle, collegue, dit):
    commentaire = write(collegue, dit)
    erase_compte(elle)

    commentaire.refresh_from_db()
    assert commentaire.texte == dit
    espace = commentaire.discussion.espace
    adresse = "/espaces/001010016/chiffres/SOC-01/#discussion"
    assert list_citations() == [("espace.commentaire", espace.pk, adresse)]
    page = sign_in(collegue).get(reverse("commun:historique", args=[espace.siren]))
    assert "Compte effacé" in texte(page)
    assert f'<a href="{adresse}">Commentaire n° {commentaire.pk}</a>' in texte(page)


@pytest.mark.parametrize(
    "dit",
    ["un vol de lépervier", "Léa Lépervière", "lea@exemple.fr", "@Léa Lépervier, qu’en dis-tu ?"],
)
def test_words_that_are_near_her_name_or_that_her_erasure_replaces_are_not_told(
    elle, collegue, dit
):
    make_membre(collegue.appartenances.get().organisation, "lecture", utilisateur=elle)
    write(collegue, dit)
    erase_compte(elle)

    assert list_citations() == []


def test_each_place_is_told_where_it_is_read_and_nowhere_else(elle, collegue):
    espace = collegue.appartenances.get().organisation.espace
    action = make_action(espace, collegue, pilote_nom="Léa Lépervier")
    question = QuestionRecue.objects.create(
        message="Que dit Madame Lépervier du seuil ?", creee_le=timezone.now()
    )
    ailleurs = make_membre(make_organisation(SIREN_HAUT, "Haut-Fictif"), "administration")
    erase_compte(elle)

    assert sorted(list_citations(), key=str) == [
        ("plan.action", espace.pk, action.get_absolute_url()),
        ("portail.questionrecue", None, question.get_absolute_url()),
    ]
    autre = sign_in(ailleurs.utilisateur).get(reverse("commun:historique", args=[SIREN_HAUT]))
    assert "porte encore son nom" not in texte(autre)
    equipe = sign_in(make_equipe("moderation"), second_facteur=True)
    journal = texte(equipe.get(reverse("commun:journal")))
    assert "Question reçue n°" in journal
    assert action.get_absolute_url() not in journal


def write_name(ligne, dit):
    """Write in every text of a row that takes one; say whether there was any."""
    textes = {
        champ.name: dit if not isinstance(champ, models.JSONField) else _shape(champ, dit)
        for champ in ligne._meta.concrete_fields
        if isinstance(champ, models.CharField | models.TextField | models.JSONField)
        and not champ.choices
        and not champ.primary_key
        and len(dit) <= (champ.max_length or len(dit))
    }
    if textes:
        type(ligne)._base_manager.filter(pk=ligne.pk).update(**textes)
    return bool(textes)


def _shape(champ, dit):
    return [dit] if isinstance(champ.get_default(), list) else {"dit": dit}


def test_a_name_in_any_text_of_any_model_is_found_and_holds_no_erasure_back(elle):
    lignes = fill(make_organisation().espace, elle)
    cherches = (m for m in list_modeles() if m not in MODELES and m.hors_espace != MACHINE)
    declares = [m.classe for m in cherches]
    ecrites = [lignes[c] for c in declares if write_name(lignes[c], "Mme Lepervier")]
    erase_compte(elle)

    restees = [x._meta.label_lower for x in ecrites if type(x)._base_manager.filter(pk=x.pk)]
    assert len(restees) > 60
    assert sorted(objet for objet, _, _ in list_citations()) == sorted(restees)


def test_a_surname_alone_is_a_word_as_another(collegue):
    sans_prenom = make_personne("x.petit@exemple.fr", prenom="", nom="Petit")
    write(collegue, "Un petit pas. Petit à petit.")
    erase_compte(sans_prenom)

    assert list_citations() == []


def test_the_journal_holds_the_place_and_never_the_name(elle, collegue):
    write(collegue, "À voir avec Mme Lépervier.")
    erase_compte(elle)

    assert "pervier" not in str(list(Evenement.objects.values())).lower()
