"""Comments and mentions: who writes, who is called, what stays when one deletes."""

import re

import pytest

from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.espace.discussions import (
    COMMENTAIRE,
    SujetDiscussion,
    close_discussion,
    find_discussion,
    list_discussions,
    read_commentaires,
    sign_sujet,
    unsign_sujet,
    write_commentaire,
)
from spaser.site.espace.historique import put_aside
from spaser.site.espace.models import Commentaire, Discussion, Mention
from spaser.site.organisations.models import Espace
from spaser.site.socle.courriels.abonnements import choose_cadences
from spaser.site.socle.models import Cadence
from spaser.site.socle.models import Sujet as SujetCourriel
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = [pytest.mark.django_db, pytest.mark.deux_bases]
RACINE = f"/espace/{SIREN_VAL}/"
PAGE = f"{RACINE}indicateurs/SOC-01/"
SUJET = SujetDiscussion("chiffres:SOC-01", "Considérations sociales", PAGE)


def comment(membre, mots, page=PAGE, **champs):
    """Write on a page, as its form does."""
    signe = re.search(r'name="sujet" value="([^"]+)"', membre.client.get(page).content.decode())[1]
    demande = {"sujet": signe, "texte": mots, **champs}
    return membre.client.post(f"{RACINE}commentaires/", demande, follow=True)


def test_a_comment_is_read_by_colleagues_on_the_page_it_speaks_of(equipe):
    reponse = comment(equipe.contribution, "Pourquoi cette baisse ?")

    assert reponse.redirect_chain == [(f"{PAGE}#discussion", 302)]
    page = texte(equipe.lecture.client.get(PAGE))
    assert "Pourquoi cette baisse ?" in page
    assert "Contribution@001010016.exemple.fr".split("@", maxsplit=1)[0] in page


def test_a_reader_reads_and_does_not_write(equipe):
    page = texte(equipe.lecture.client.get(PAGE))
    refus = equipe.lecture.client.post(f"{RACINE}commentaires/", {"texte": "Non"})

    assert "Votre rôle permet de lire cette discussion" in page
    assert "Publier le commentaire" not in page
    assert refus.status_code == 403


def test_a_comment_of_another_organisation_is_never_shown(equipe):
    comment(equipe.redaction, "Secret de la métropole")
    voisine = make_membre(make_organisation(SIREN_HAUT, "Voisine"), "administration").utilisateur
    client = sign_in(voisine)

    assert client.get(PAGE).status_code == 404
    assert "Secret" not in texte(client.get(PAGE.replace(SIREN_VAL, SIREN_HAUT)))


def test_a_subject_signed_for_a_space_opens_no_discussion_in_another(equipe):
    ailleurs = sign_sujet(Espace(siren=SIREN_HAUT, nom="Ailleurs"), SUJET)

    reponse = equipe.redaction.client.post(
        f"{RACINE}commentaires/", {"sujet": ailleurs, "texte": "Bonjour"}, follow=True
    )

    assert "Cette page a changé" in texte(reponse)
    assert not Discussion.objects.exists()


@pytest.mark.parametrize(
    ("mots", "message"),
    [
        ("", "Écrivez votre commentaire."),
        ("   ", "Écrivez votre commentaire."),
        ("a" * 4001, "trop long : gardez 4000 signes au plus, il y en a 4001."),
    ],
)
def test_what_is_wrong_is_told_and_the_text_kept(equipe, mots, message):
    page = texte(comment(equipe.redaction, mots))

    assert message in page
    assert mots.strip() in page
    assert not Commentaire.objects.exists()


def test_a_name_after_the_sign_calls_a_colleague_by_mail(equipe, courriels):
    comment(equipe.redaction, f"@{equipe.lecture.nom} qu’en penses-tu ?")

    (message,) = courriels
    html, _ = message.alternatives[0]
    assert message.to == [equipe.lecture.personne.courriel]
    assert message.subject.startswith(f"{equipe.redaction.nom} vous mentionne : Marchés avec")
    for partie in (message.body, html):
        assert "qu’en penses-tu" in partie
        assert PAGE in partie
        assert "/compte/courriels/" in partie


def test_the_list_of_colleagues_does_the_same_without_script(equipe, courriels):
    comment(equipe.redaction, "Peux-tu relire ?", mention=equipe.lecture.personne.pk)

    assert Commentaire.objects.get().texte == f"@{equipe.lecture.nom} Peux-tu relire ?"
    assert Mention.objects.get().membre == equipe.lecture.personne
    assert len(courriels) == 1


def test_somebody_out_of_the_organisation_cannot_be_called(equipe, courriels):
    dehors = make_personne("dehors@exemple.fr")

    page = texte(comment(equipe.redaction, "Bonjour", mention=dehors.pk))
    comment(equipe.redaction, f"@{dehors.nom_complet} bonjour")

    assert "Choisissez une personne de la liste." in page
    assert not Mention.objects.exists()
    assert courriels == []


@pytest.mark.longue
def test_mails_of_mentions_follow_what_one_chose(equipe, courriels):
    client = equipe.lecture.client
    choose_cadences(equipe.lecture.personne, {SujetCourriel.DISCUSSIONS: Cadence.JAMAIS})
    comment(equipe.redaction, f"@{equipe.lecture.nom} un")
    assert courriels == []
    page = texte(client.get(f"{RACINE}mentions/"))
    assert "1 non lue." in page
    assert "/compte/courriels/" in page
    for page in ("", "equipe/"):
        assert "Un collègue vous a mentionné" in texte(client.get(f"{RACINE}{page}"))


def test_a_mention_is_read_once_it_is_opened(equipe):
    comment(equipe.redaction, f"@{equipe.lecture.nom} un")
    mention = Mention.objects.get()

    reponse = equipe.lecture.client.post(f"{RACINE}mentions/lire/", {"mention": mention.pk})

    assert reponse["Location"] == f"{PAGE}#discussion"
    assert "Toutes sont lues." in texte(equipe.lecture.client.get(f"{RACINE}mentions/"))


def test_a_mention_is_nobody_elses(equipe):
    comment(equipe.redaction, f"@{equipe.lecture.nom} un")
    mention = Mention.objects.get()

    demande = {"mention": mention.pk}
    assert equipe.redaction.client.post(f"{RACINE}mentions/lire/", demande).status_code == 404


@pytest.mark.longue
def test_changing_a_comment_calls_only_those_who_were_not(equipe, courriels):
    comment(equipe.redaction, f"@{equipe.lecture.nom} un")
    ecrit = Commentaire.objects.get()

    equipe.redaction.client.post(
        f"{RACINE}commentaires/{ecrit.pk}/modifier/",
        {"texte": f"@{equipe.lecture.nom} @{equipe.administration.nom} deux", "version": 1},
    )

    assert [m.to[0] for m in courriels] == [
        equipe.lecture.personne.courriel,
        equipe.administration.personne.courriel,
    ]
    assert "(modifié le" in texte(equipe.lecture.client.get(PAGE))


def test_two_tabs_on_one_comment_lose_nothing(equipe):
    comment(equipe.redaction, "Un")
    adresse = f"{RACINE}commentaires/{Commentaire.objects.get().pk}/modifier/"
    client = equipe.redaction.client

    client.post(adresse, {"texte": "Premier onglet", "version": 1})
    page = texte(client.post(adresse, {"texte": "Second onglet", "version": 1}))
    assert "Premier onglet" in page
    assert "Second onglet" in page
    assert Commentaire.objects.get().texte == "Premier onglet"

    client.post(adresse, {"texte": "Second onglet", "version": 2})
    assert Commentaire.objects.get().texte == "Second onglet"


def test_nobody_changes_the_words_of_another(equipe):
    comment(equipe.redaction, "À moi")
    adresse = f"{RACINE}commentaires/{Commentaire.objects.get().pk}/"

    for geste in ("modifier/", "supprimer/"):
        page = texte(
            equipe.administration.client.post(adresse + geste, {"texte": "Autre"}, follow=True)
        )
        assert "Seule la personne qui a écrit un commentaire" in page

    assert Commentaire.objects.presentes().get().texte == "À moi"


def test_a_deleted_comment_can_be_taken_back_where_it_stood(equipe):
    comment(equipe.redaction, "Trop vite")
    adresse = f"{RACINE}commentaires/{Commentaire.objects.get().pk}/supprimer/"

    page = texte(equipe.redaction.client.post(adresse, follow=True))
    assert "Vous avez supprimé votre commentaire" in page
    assert "Trop vite" not in texte(equipe.lecture.client.get(PAGE))

    equipe.redaction.client.post(adresse, {"retablir": "oui"})
    assert "Trop vite" in texte(equipe.lecture.client.get(PAGE))


def test_a_discussion_is_closed_then_opened_again(equipe):
    comment(equipe.redaction, "Réglé ?")
    adresse = f"{RACINE}discussions/{Discussion.objects.get().pk}/clore/"

    fermee = texte(equipe.contribution.client.post(adresse, follow=True))
    assert f"par {equipe.contribution.nom}." in fermee
    assert "Publier le commentaire" not in fermee

    assert "Publier le commentaire" in texte(
        equipe.redaction.client.post(adresse, {"rouvrir": "oui"}, follow=True)
    )


def test_the_list_of_discussions_leads_to_each(equipe):
    comment(equipe.redaction, "Un")
    comment(equipe.contribution, "Deux")

    page = texte(equipe.lecture.client.get(f"{RACINE}discussions/"))

    assert f'href="{PAGE}#discussion"' in page
    assert "2 commentaires" in page


def test_erasing_an_account_takes_its_name_out_of_what_was_said(equipe):
    comment(equipe.redaction, f"@{equipe.lecture.nom} un")
    comment(equipe.redaction, "deux")
    assert export_donnees(equipe.lecture.personne)["discussions"]["mentions"] != []

    noms = equipe.lecture.nom, equipe.redaction.nom
    erase_compte(equipe.lecture.personne)
    erase_compte(equipe.redaction.personne)

    page = texte(equipe.administration.client.get(PAGE))
    assert [nom for nom in noms if nom in page] == []
    assert "@compte effacé un" in page
    assert "Compte effacé" in page


def test_a_thing_outside_any_space_has_its_discussion_too(equipe):
    fiche = SujetDiscussion("fiche:12", "Schéma de Val", "/registre/val/")
    ecrit = write_commentaire(None, fiche, "@Lecture Fictif une date ?", equipe.redaction.personne)
    write_commentaire(None, fiche, "Elle est au procès-verbal.", equipe.lecture.personne)

    seule = find_discussion(None, "fiche:12")
    assert [c.texte for c in read_commentaires(seule, equipe.lecture.personne)] == [
        "@Lecture Fictif une date ?",
        "Elle est au procès-verbal.",
    ]
    assert list(list_discussions(None)) == [seule]
    assert list(list_discussions(equipe.espace)) == []
    assert not ecrit.mentions.exists()
    assert unsign_sujet(None, sign_sujet(None, fiche)) == fiche
    assert unsign_sujet(equipe.espace, sign_sujet(None, fiche)) is None


def test_outside_any_space_a_discussion_closes_and_forgets_as_elsewhere(equipe):
    auteur = equipe.redaction.personne
    ecrit = write_commentaire(
        None, SujetDiscussion("fiche:12", "Schéma", "/registre/val/"), "Vu", auteur
    )
    discussion = ecrit.discussion
    close_discussion(None, discussion, auteur, close=True)
    put_aside(None, COMMENTAIRE, ecrit, auteur)

    assert discussion.close_par == auteur
    assert read_commentaires(discussion, equipe.lecture.personne) == []
