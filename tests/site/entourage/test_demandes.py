"""A question by a link: asked, answered without account, read, put in once with its author."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from spaser.regles.demandes import SuiteDemande
from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.entourage.app import follow_questions
from spaser.site.entourage.demandes import PAGE, list_places, put_in, receive
from spaser.site.entourage.models.demandes import Question
from spaser.site.espace.discussions import SujetDiscussion, revoke_partage, sign_sujet
from spaser.site.espace.models import Commentaire, LienPartage
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import Valeur
from spaser.site.socle.models import Courriel, EtatFichier, Evenement, Fichier
from spaser.site.socle.versions import VersionDepassee
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)
from tests.site.plan.conftest import ada, auteur, awa, espace, organisation
from tests.site.plan.fabrique import make_action
from tests.site.socle.fichiers.fabrique import make_pdf

__all__ = ["ada", "auteur", "awa", "espace", "organisation"]

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/demandes/"


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def action(espace, auteur):
    return make_action(espace, auteur, "Réserver un lot", commentaire="Premiers contacts.")


@pytest.fixture
def ask(espace, ada, action):
    """Ask as the page does, about the action or another subject; return the question."""

    def send(sujet=None, **champs):
        sujet = sujet or SujetDiscussion(
            f"plan:{action.pk}", action.titre, action.get_absolute_url()
        )
        jour = timezone.localdate() + timedelta(days=10)
        dits = {
            "nom": "Camille, réseau fictif", "courriel": "Camille@exemple.fr",
            "question": "Combien de structures ?", "forme": "texte", "annee": "2025",
            "echeance": f"{jour}",
        } | champs  # fmt: skip
        reponse = ada.post(f"{RACINE}demander/?sujet={sign_sujet(espace, sujet)}", dits)
        assert reponse.status_code == 302, texte(reponse)
        return Question.objects.first()

    return send


def answer(question, mots="", **champs):
    question.refresh_from_db()
    return Client().post(PAGE.path_of(question), {"texte": mots} | champs)


def take(client, question, place="discussion", lue=None):
    question.refresh_from_db()
    lue = str(question.repondue_le) if lue is None else lue
    return client.post(f"{RACINE}{question.pk}/reprendre/", {"place": place, "lue": lue})


def follow_nichoirs(espace):
    ligne = LigneGrille.objects.create(
        espace=espace, rubrique="environnement", indicateur="Nichoirs posés", retenu=True
    )
    adresse = f"/espace/{SIREN_VAL}/cibles/{ligne.pk}/"
    return SujetDiscussion(f"cibles:{ligne.pk}", "Nichoirs posés", adresse)


def test_a_question_leaves_from_a_page_is_answered_by_its_link_and_put_in_signed(
    ada, espace, auteur, action, ask, courriels
):
    page = texte(ada.get(action.get_absolute_url()))
    assert "À une personne sans compte, par un lien" in page
    question = ask()
    (mail,) = courriels
    chemin = PAGE.path_of(question)
    assert mail.to == ["camille@exemple.fr"]
    assert chemin in mail.body
    assert "Combien de structures" in mail.body
    assert "Demandé à Camille" in texte(ada.get(action.get_absolute_url()))
    assert "En attente (1)" in texte(ada.get(RACINE))

    lue = texte(Client().get(chemin))
    for dit in ("Combien de structures", auteur.nom_complet, espace.nom, "Réserver un lot",
                "avec votre nom", "Envoyer ma réponse"):  # fmt: skip
        assert dit in lue, dit
    assert f"/espace/{SIREN_VAL}" not in lue
    answer(question, "Une dizaine.")
    assert courriels[-1].to == [auteur.courriel]
    answer(question, "Une douzaine.")
    assert len(courriels) == 2  # told once
    page = texte(ada.get(f"{RACINE}{question.pk}/"))
    assert f'name="lue" value="{Question.objects.get().repondue_le}"' in page
    assert "Une douzaine." in page
    assert "Une dizaine." not in page
    assert "Réponse à lire (1)" in texte(ada.get(RACINE))

    assert take(ada, question, "commentaire")["Location"].endswith("#discussion")
    action.refresh_from_db()
    jour = timezone.localdate()
    assert action.commentaire.startswith("Premiers contacts.\nUne douzaine. (d’après la réponse")
    assert f"de Camille, réseau fictif, le {jour.day}" in action.commentaire
    dit = Commentaire.objects.get()
    assert (dit.signature, "Une douzaine." in dit.texte) == ("Camille, réseau fictif", True)
    gestes = set(Evenement.objects.filter(geste__startswith="demande_lien.").values_list("geste"))
    assert gestes == {("demande_lien.posee",), ("demande_lien.reponse",), ("demande_lien.reprise",)}
    assert "Elle ne change plus" in texte(Client().get(chemin))


def test_an_answer_is_put_in_once_whoever_clicks_and_only_as_it_was_read(ada, awa, ask, action):
    question = ask()
    answer(question, "Huit.")
    question.refresh_from_db()
    lue = str(question.repondue_le)
    answer(question, "Neuf.")
    assert "a changé" in texte(ada.post(f"{RACINE}{question.pk}/reprendre/",
        {"place": "obstacles", "lue": lue}, follow=True))  # fmt: skip
    for elle in (ada, awa, ada):
        take(elle, question, "obstacles")
    action.refresh_from_db()
    assert action.obstacles.count("Neuf.") == 1
    assert Commentaire.objects.count() == 1
    answer(question, "Dix.")
    question.refresh_from_db()
    assert (question.reponse, question.suite) == ("Neuf.", SuiteDemande.REPRISE)


def test_a_number_becomes_the_value_of_the_year_of_the_indicator(ada, espace, ask):
    question = ask(follow_nichoirs(espace), forme="nombre", annee="2025")
    assert "n’est pas une valeur lisible" in texte(answer(question, nombre="beaucoup"))
    answer(question, nombre="12", texte="Tous au parc.")
    assert "la valeur de 2025" in texte(ada.get(f"{RACINE}{question.pk}/"))
    take(ada, question, "valeur")
    valeur = Valeur.objects.get()
    assert (valeur.annee, valeur.valeur, valeur.fournie_par) == (2025, 12, question.nom)
    assert valeur.source.startswith("d’après la réponse de Camille")


def test_what_cannot_be_put_in_says_why(ada, espace, auteur, ask, action):
    mots = ask(follow_nichoirs(espace))
    answer(mots, "Douze.")
    assert "n’est pas le nombre d’une année" in texte(ada.get(f"{RACINE}{mots.pk}/"))
    nombre = ask(follow_nichoirs(espace), forme="nombre")
    answer(nombre, nombre="12")
    LigneGrille.objects.all().delete()
    assert "n’est plus suivi" in texte(ada.get(f"{RACINE}{nombre.pk}/"))
    take(ada, nombre, "valeur")
    assert not Valeur.objects.exists()
    partie = ask()
    answer(partie, "x" * 1500)
    type(action).objects.update(commentaire="y" * 3000)
    assert "trop long" in texte(ada.get(f"{RACINE}{partie.pk}/"))
    type(action).objects.update(ecarte_le=timezone.now())
    assert "n’est plus dans le plan" in texte(ada.get(f"{RACINE}{partie.pk}/"))
    partie.refresh_from_db()
    with pytest.raises(VersionDepassee):
        put_in(partie, str(partie.repondue_le), "obstacles", auteur)


def make_macro():
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        archive.writestr("word/vbaProject.bin", b"macro")
    return octets.getvalue()


def test_a_file_is_examined_kept_once_and_waits_for_its_control(ada, ask):
    question = ask(forme="fichier")
    assert "Choisissez un fichier" in texte(answer(question, "Voici."))
    piege = SimpleUploadedFile("liste.docx", make_macro())
    refus = texte(answer(question, "Mes mots restent.", fichier=piege))
    assert "liste.docx" in refus
    assert "macro" in refus
    assert "Mes mots restent." in refus
    for nom in ("un.pdf", "deux.pdf"):
        answer(question, "Voici.", fichier=SimpleUploadedFile(nom, make_pdf()))
    assert Fichier.objects.get().nom == "deux.pdf"
    question.refresh_from_db()
    assert list_places(question) == []
    page = texte(ada.get(f"{RACINE}{question.pk}/"))
    assert "deux.pdf : en cours de contrôle." in page.replace("\u00a0", " ")
    assert "Reprendre dans" not in page
    Fichier.objects.update(etat=EtatFichier.SAIN)
    lien = f"{RACINE}{question.pk}/fichier/"
    assert lien in texte(ada.get(f"{RACINE}{question.pk}/"))
    assert ada.get(lien).getvalue().startswith(b"%PDF")
    answer(question, "Le fichier de tout à l’heure suffit.")
    question.refresh_from_db()
    assert question.fichier.nom == "deux.pdf"
    take(ada, question)
    assert "deux.pdf" in Commentaire.objects.get().texte


def test_a_link_that_is_guessed_ended_taken_back_renewed_or_closed_opens_nothing(ada, ask):
    question = ask()
    chemin = PAGE.path_of(question)
    autre = ask(nom="Dominique")
    numero, _, sceau = chemin.strip("/").rpartition("/")[2].partition(":")
    for faux in (f"{autre.pk}:{sceau}", f"{numero}:x", numero, f"{numero}{sceau}", "0:é"):
        assert Client().get(f"/demande/{faux}/").status_code == 404, faux
    ada.post(f"/compte/liens/{question.lien_id}/renouveler/")
    assert Client().get(chemin).status_code == 404
    question = Question.objects.get(pk=question.pk)
    neuf = PAGE.path_of(question)
    assert Client().get(neuf).status_code == 200
    LienPartage.objects.filter(pk=question.lien_id).update(expire_le=timezone.now())
    assert Client().get(neuf).status_code == 404
    assert Client().post(neuf, {"texte": "Trop tard."}).status_code == 404
    ada.post(f"{RACINE}{autre.pk}/reprendre/")
    assert Client().get(PAGE.path_of(autre)).status_code == 404
    assert [q.suite for q in Question.objects.all()] == [SuiteDemande.FINIE] * 2
    assert not receive(question, "Rejouée.", None, None)


def test_reminders_are_two_and_stop_once_answered_closed_or_over(ask, courriels):
    lente, prompte, retiree = ask(), ask(nom="Prompte"), ask(nom="Retirée")
    courriels.clear()
    answer(prompte, "Voilà.")
    revoke_partage(retiree.lien, retiree.auteur)
    courriels.clear()
    debut = timezone.now()
    for jours in range(15):
        for _ in range(2):  # the scheduler runs more than once a day
            follow_questions(debut + timedelta(days=jours))
    assert [mail.to[0] for mail in courriels] == ["camille@exemple.fr"] * 2
    assert all("Rappel" in mail.subject for mail in courriels)
    lente.refresh_from_db()
    assert lente.relances == 2


def test_a_reminder_that_waits_does_not_leave_once_she_answered(ask, courriels):
    question = ask()
    courriels.clear()
    question.refresh_from_db()
    Courriel.objects.all().delete()
    Question.objects.update(repondue_le=timezone.now())
    follow_questions(timezone.now() + timedelta(days=9))
    assert not courriels


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"courriel": "camille"}, "nom@domaine.fr"),
        ({"courriel": ""}, "Écrivez l’adresse"),
        ({"nom": ""}, "obligatoire"),
        ({"question": "x" * 1501}, "trop long"),
        ({"echeance": "2020-01-01"}, "jour à venir"),
        ({"echeance": "demain"}, "date"),
        ({"forme": "dessin"}, "réponses proposées"),
    ],
)
def test_what_is_badly_asked_is_told_and_kept(ada, espace, action, champs, dit):
    sujet = SujetDiscussion(f"plan:{action.pk}", action.titre, action.get_absolute_url())
    jour = timezone.localdate() + timedelta(days=10)
    bons = {"nom": "Camille", "courriel": "c@exemple.fr", "question": "Où en est-on ?",
            "forme": "texte", "echeance": f"{jour}"}  # fmt: skip
    page = texte(ada.post(f"{RACINE}demander/?sujet={sign_sujet(espace, sujet)}", bons | champs))
    assert dit in page
    assert not Question.objects.exists()


def test_rights_and_spaces_hold(ada, espace, auteur, action, ask):
    question = ask()
    answer(question, "Huit.")
    lectrice = sign_in(make_membre(espace.organisation, "lecture").utilisateur)
    assert lectrice.get(f"{RACINE}{question.pk}/").status_code == 200
    assert take(lectrice, question).status_code == 403
    assert "À une personne sans compte, par un lien" not in texte(
        lectrice.get(action.get_absolute_url())
    )
    voisine = sign_in(make_membre(make_organisation(SIREN_HAUT), "administration").utilisateur)
    assert voisine.get(f"/espace/{SIREN_HAUT}/demandes/{question.pk}/").status_code == 404
    assert voisine.get(f"{RACINE}{question.pk}/").status_code in {403, 404}
    ailleurs = sign_sujet(
        make_organisation("001010032").espace, SujetDiscussion("plan:1", "x", "/")
    )
    assert ada.get(f"{RACINE}demander/?sujet={ailleurs}").status_code == 302


def test_her_address_is_forgotten_a_year_after_the_end_and_her_words_follow_her(ask, auteur):
    question = ask()
    fin = question.lien.expire_le
    follow_questions(fin + timedelta(days=360))
    assert Question.objects.get().courriel
    (sienne,) = export_donnees(auteur)["demandes"]["par_lien"]
    assert sienne["question"] == "Combien de structures ?"
    follow_questions(fin + timedelta(days=366))
    assert Question.objects.get().courriel == ""
    erase_compte(auteur)
    question = Question.objects.get()
    assert (question.auteur, question.nom) == (None, "Camille, réseau fictif")
