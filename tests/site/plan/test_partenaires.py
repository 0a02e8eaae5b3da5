"""The links of partners: what each opens, what is said by it, and all that opens nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spaser.site.diagnostic.models import Acteur
from spaser.site.espace.app import count_lectures
from spaser.site.espace.discussions import close_discussion
from spaser.site.espace.historique import read_lignes
from spaser.site.espace.models import Commentaire, Discussion, LienPartage, Mention
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions.partenaires import (
    PARTENAIRE,
    give_acces,
    list_acces,
    list_partagees,
    read_partagee,
    send_message_partenaire,
)
from spaser.site.plan.models.actions import AccesPartenaire, Contributeur
from spaser.site.socle.models import Compteur, Evenement
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.plan.fabrique import make_action

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/plan/"
MIENS = "/compte/liens/"
AN = timedelta(days=365)


@pytest.fixture
def reseau(espace):
    return Acteur.objects.create(espace=espace, nom="Réseau fictif")


@pytest.fixture
def action(espace, auteur, reseau):
    """Give an action led by a member, in which the network takes part."""
    faite = make_action(
        espace, auteur, "Réserver un lot", description="Rencontrer les structures.",
        pilote_membre=auteur, debut="2027-01", fin="2027-06",
        etapes=[("Écrire aux structures", "2027-02", None)],
    )  # fmt: skip
    take_part(faite, reseau, "Ses adhérents")
    return faite


@pytest.fixture
def acces(espace, auteur, reseau, action):
    return give_acces(espace, reseau, AN, auteur)


def take_part(action, acteur, apport=""):
    Contributeur.objects.create(action=action, genre="partenaire", acteur=acteur, apport=apport)


def say(acces, action, mots):
    """Send a message, as the page does."""
    return Client().post(
        PARTENAIRE.path_of(acces), {"action": action.pk, f"{action.pk}-texte": mots}
    )


def test_an_action_without_partner_gives_no_link_and_says_so(awa, espace, auteur):
    seule = make_action(espace, auteur, "Sans partenaire", commentaire="")

    reponse = awa.post(f"{RACINE}{seule.pk}/liens/", {}, follow=True)

    assert reponse.status_code == 200
    assert "Cette action n’a aucun partenaire" in texte(reponse)
    assert AccesPartenaire.objects.count() == 0


def test_a_member_gives_a_link_that_opens_the_partners_actions_and_is_taken_back(
    awa, espace, auteur, reseau, action
):
    ailleurs = make_action(espace, auteur, "Secret d’un autre", commentaire="Rien")
    take_part(ailleurs, Acteur.objects.create(espace=espace, nom="Autre partenaire"))
    page = f"{RACINE}{action.pk}/"
    assert "Autre partenaire" not in texte(awa.get(page)).partition("Donner un lien")[2][:3000]
    awa.post(f"{page}liens/", {"partenaire": str(reseau.pk), "duree": "180"})
    acces = AccesPartenaire.objects.get()
    jours = (acces.lien.expire_le - timezone.now()).total_seconds() / 86_400
    assert (acces.acteur, round(jours)) == (reseau, 180)
    chemin = PARTENAIRE.path_of(acces)
    assert f"http://testserver{chemin}" in texte(awa.get(MIENS))

    reponse = Client().get(chemin)

    lue = texte(reponse).replace("\u00a0", " ")
    for dit in ("Réseau fictif : vos actions avec Métropole de Val-Fictif", "Réserver un lot",
                "Rencontrer les structures.", "Ses adhérents", "Écrire aux structures",
                "janvier 2027 – juin 2027", "À lancer", "Une personne de Métropole de Val-Fictif",
                "votre message arrive à Métropole de Val-Fictif, dans la discussion de l’action",
                "Envoyer"):  # fmt: skip
        assert dit in lue, dit
    for tu in (
        "Secret",
        "Autre partenaire",
        auteur.nom_complet,
        auteur.nom,
        f"/espace/{SIREN_VAL}",
    ):
        assert tu not in lue, tu
    assert reponse["X-Robots-Tag"] == "noindex, nofollow"
    assert reponse["Cache-Control"] == "private, no-store"
    assert SIREN_VAL not in chemin
    for _ in range(2):  # put aside, then written
        count_lectures(timezone.now())
    assert "Lu 1 fois" in texte(awa.get(MIENS))

    awa.post(f"{MIENS}{acces.lien_id}/retirer/")
    assert Client().get(chemin).status_code == 404
    gestes = Evenement.objects.filter(geste__startswith="partage.").order_by("pk")
    assert [e.geste for e in gestes] == ["partage.cree", "partage.lu", "partage.retire"]
    assert "Créé le" not in texte(awa.get(MIENS))


def test_the_link_of_a_partner_of_no_action_any_more_is_found_and_taken_back(
    awa, espace, auteur, reseau, action, acces
):
    Contributeur.objects.all().delete()
    lectrice = sign_in(make_membre(espace.organisation, "lecture").utilisateur)
    retirer = f"{MIENS}{acces.lien_id}/retirer/"
    assert retirer not in texte(lectrice.get(MIENS))
    assert lectrice.post(retirer).status_code == 404
    assert f'action="{retirer}"' in texte(awa.get(MIENS))

    page = texte(awa.post(retirer, follow=True)).replace("\u00a0", " ")

    assert "« Actions d’un partenaire – Réseau fictif » : ce lien n’ouvre plus rien." in page
    assert retirer not in page
    assert not list_acces().exists()
    assert awa.post(retirer).status_code == 404
    voisine = make_membre(make_organisation(SIREN_HAUT), "administration")
    autre = give_acces(espace, reseau, AN, auteur)
    chez_elle = f"{MIENS}{autre.lien_id}/retirer/"
    assert sign_in(voisine.utilisateur).post(chez_elle).status_code == 404


def test_two_partners_made_one_keep_their_parts_and_their_links(
    awa, espace, auteur, reseau, action, acces
):
    garde = Acteur.objects.create(espace=espace, nom="Réseau fictif, siège")
    seule = make_action(espace, auteur, "Former")
    take_part(seule, reseau, "Un formateur")
    take_part(action, garde, "Ses adhérents")

    awa.post(f"/espace/{SIREN_VAL}/acteurs/{garde.pk}/fusionner/{reseau.pk}/")

    siennes = Contributeur.objects.filter(acteur=garde).values_list("action", "apport")
    assert sorted(siennes) == [(action.pk, "Ses adhérents"), (seule.pk, "Un formateur")]
    assert Contributeur.objects.count() == 2
    lue = texte(Client().get(PARTENAIRE.path_of(acces)))
    assert "Réserver un lot" in lue
    assert "Former" in lue


def test_who_takes_part_twice_may_still_be_named_again(awa, reseau, action):
    take_part(action, reseau, "Un local")
    envoi = {"genre": "partenaire", "acteur": str(reseau.pk), "apport": "Une salle"}

    assert awa.post(f"{RACINE}{action.pk}/contributeurs/", envoi).status_code == 302

    assert [c.apport for c in action.contributeurs.all()] == ["Ses adhérents", "Une salle"]


def test_what_a_link_opens_follows_the_plan_and_nothing_else(espace, auteur, reseau, action, acces):
    autre = Acteur.objects.create(espace=espace, nom="Autre partenaire")
    voisin = make_organisation(SIREN_HAUT).espace
    for titre, lieu, qui, champs in (
        ("Deuxième", espace, reseau, {"pilote_nom": "Service des achats"}),
        ("Nommée", espace, reseau, {"pilote_nom": "Ada Essai"}),
        ("Sans pilote", espace, reseau, {}),
        ("D’un autre", espace, autre, {}),
        ("À la corbeille", espace, reseau, {"ecarte_le": timezone.now()}),
        ("D’ailleurs", voisin, Acteur.objects.create(espace=voisin, nom="Réseau fictif"), {}),
    ):
        take_part(make_action(lieu, auteur, titre, **champs), qui)
    par_nom = make_action(espace, auteur, "Du seul nom")
    Contributeur.objects.create(action=par_nom, genre="service", nom="Réseau fictif")

    lues = [read_partagee(action, espace) for action in list_partagees(acces)]
    assert [(a.lue.action.titre, a.pilote, a.apport) for a in lues] == [
        ("Réserver un lot", "Une personne de Métropole de Val-Fictif", "Ses adhérents"),
        ("Deuxième", "Service des achats", ""),
        ("Nommée", "Une personne de Métropole de Val-Fictif", ""),
        ("Sans pilote", "à pourvoir", ""),
    ]


@pytest.mark.parametrize(
    "ferme",
    [
        lambda _: LienPartage.objects.update(expire_le=timezone.now()),
        lambda _: LienPartage.objects.update(retire_le=timezone.now()),
        lambda _: Acteur.objects.update(ecarte_le=timezone.now()),
        lambda acces: Espace.objects.update(
            organisation=None, proprietaire=acces.lien.cree_par, siren=SIREN_VAL
        ),
        lambda acces: acces.acteur.delete(),
    ],
    ids=["over", "taken back", "partner in the bin", "a trial", "partner erased"],
)
def test_a_link_that_is_closed_opens_nothing_and_takes_no_word(acces, action, ferme):
    chemin = PARTENAIRE.path_of(acces)
    assert list_acces().count() == 1
    ferme(acces)

    reponses = (Client().get(chemin), Client().post(chemin, {"action": action.pk}))

    assert [r.status_code for r in reponses] == [404, 404]
    assert "Ce lien n’ouvre plus rien" in texte(reponses[0])
    assert not Commentaire.objects.exists()


def test_a_forged_link_or_that_of_another_page_opens_nothing(acces):
    signe = PARTENAIRE.path_of(acces).rstrip("/").rpartition("/")[2]

    for faux in (f"{acces.pk}:faux", str(acces.pk), f"{acces.pk + 1}:{signe.partition(':')[2]}"):
        adresse = reverse("plan:partenaire", args=[faux])
        assert Client().get(adresse).status_code == 404, faux
    assert Client().get(f"/vue/{signe}/").status_code == 404


def test_a_message_reaches_the_talk_of_its_action_and_the_mail_of_its_pilot_once(
    ada, espace, auteur, action, acces, courriels
):
    mots = "Douze structures <b>répondent</b> à @Personne."
    assert say(acces, action, mots).status_code == 302
    assert say(acces, action, mots).status_code == 302  # sent twice, kept once

    commentaire = Commentaire.objects.get()
    assert commentaire.nom_auteur == "Réseau fictif, par son lien"
    assert commentaire.discussion.objet == f"plan:{action.pk}"
    assert [(m.membre, m.lue_le) for m in Mention.objects.all()] == [(auteur, None)]
    [message] = courriels
    assert message.to == [auteur.courriel]
    assert message.subject == "Réseau fictif vous écrit : Réserver un lot"
    assert "Douze structures" in message.body
    page = texte(ada.get(f"{RACINE}{action.pk}/"))
    assert "Réseau fictif, par son lien" in page
    assert "&lt;b&gt;répondent&lt;/b&gt;" in page
    assert Evenement.objects.filter(geste="commentaire.recu").count() == 1

    close_discussion(espace, Discussion.objects.get(), auteur, close=True)
    say(acces, action, "Une suite.")
    assert Discussion.objects.get().close_le is None
    suite = Commentaire.objects.get(texte="Une suite.")
    assert (
        "Modifier<" not in texte(ada.get(f"{RACINE}{action.pk}/")).partition("discussion-titre")[2]
    )
    ada.post(f"/espace/{SIREN_VAL}/commentaires/{suite.pk}/supprimer/")
    suite.refresh_from_db()
    assert suite.ecarte_par == auteur
    (recit,) = read_lignes(Evenement.objects.filter(geste="commentaire.ecarte"))
    assert recit.quoi.startswith("a supprimé un commentaire")


@pytest.mark.parametrize(
    ("pilote", "appele"), [("auteur", "auteur"), ("partie", "auteur"), (None, "auteur")]
)
def test_without_a_member_to_lead_it_whoever_gave_the_link_is_called(
    acces, action, auteur, pilote, appele
):
    membres = {"auteur": auteur, "partie": make_personne("partie@exemple.fr"), None: None}
    action.pilote_membre = membres[pilote]

    send_message_partenaire(acces, action, "Bonjour")

    assert Mention.objects.get().membre == membres[appele]


def test_nobody_left_to_call_the_message_waits_in_the_talk(acces, action):
    action.pilote_membre = acces.lien.cree_par = None

    send_message_partenaire(acces, action, "Bonjour")

    assert Commentaire.objects.get().texte == "Bonjour"
    assert not Mention.objects.exists()


def test_what_is_refused_is_told_beside_its_action_and_kept_to_be_mended(
    espace, auteur, action, acces, monkeypatch
):
    ailleurs = make_action(espace, auteur, "D’un autre")
    for mots, dit in {
        "": "Écrivez votre message.",
        "x" * 2001: "2000 signes au plus",
        "Voir www.exemple.fr": "Retirez l’adresse de site ou de messagerie",
    }.items():
        page = texte(say(acces, action, mots)).replace("\u00a0", " ")
        assert dit in page, dit
        assert mots in page
        assert "Message à corriger" in page
    assert "Cette action ne vous associe plus" in say(acces, ailleurs, "Bonjour").text
    assert "rien n’a été envoyé" in Client().post(PARTENAIRE.path_of(acces), {}).text
    sans_jeton = Client(enforce_csrf_checks=True)
    assert sans_jeton.post(PARTENAIRE.path_of(acces), {"action": action.pk}).status_code == 403
    assert not Commentaire.objects.exists()

    monkeypatch.setattr("spaser.site.plan.actions.views_action.MESSAGES_MAX", 1)
    assert [say(acces, action, mots).status_code for mots in ("Un", "Deux")] == [302, 429]
    assert Compteur.objects.get(nom="plan.partenaire").nombre == 2
    assert Commentaire.objects.count() == 1


def test_who_may_not_change_the_plan_gives_no_link_and_a_trial_has_none(
    awa, espace, reseau, action, acces
):
    lectrice = sign_in(make_membre(espace.organisation, "lecture").utilisateur)
    adresse = f"{RACINE}{action.pk}/liens/"
    envoi = {"partenaire": str(reseau.pk), "duree": "90"}
    assert PARTENAIRE.path_of(acces) not in texte(lectrice.get(f"{RACINE}{action.pk}/"))
    assert lectrice.post(adresse, envoi).status_code == 403
    autre = Acteur.objects.create(espace=espace, nom="Sans action")
    for change in ({"partenaire": str(autre.pk)}, {"duree": "9999"}):
        page = texte(awa.post(adresse, envoi | change))
        assert "Choisissez une des réponses proposées." in page
        assert "Lien à corriger" in page

    seule = make_personne("seule@exemple.fr")
    essai = Espace.objects.create(proprietaire=seule, siren=SIREN_HAUT, nom="Essai")
    sienne = make_action(essai, seule)
    qui = Acteur.objects.create(espace=essai, nom="Partenaire")
    take_part(sienne, qui)
    page = f"/espace/{SIREN_HAUT}/plan/{sienne.pk}/"
    elle = sign_in(seule)
    assert "Un espace d’essai ne donne pas de lien" in texte(elle.get(page))
    refus = elle.post(f"{page}liens/", {"partenaire": str(qui.pk), "duree": "90"})
    assert refus.status_code == 403
    assert AccesPartenaire.objects.count() == 1
