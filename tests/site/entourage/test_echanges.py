"""Questions between buyers: asked, answered, named by consent, hidden, forgotten."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.editorial.models import Texte
from spaser.site.entourage import echanges
from spaser.site.entourage.models.conseil import TenueAide
from spaser.site.entourage.models.echanges import EchangePublic, Qualite
from spaser.site.espace.discussions import SujetDiscussion, sign_sujet
from spaser.site.recherche.services import rebuild_index
from spaser.site.socle.models import Courriel
from tests.site.organisations.fabrique import (
    SIREN_AUTRE,
    SIREN_HAUT,
    SIREN_VAL,
    make_conseil,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db

TITRE = "Qui réserve le nettoyage des zorbules à l’insertion ?"
DITE = {
    "titre": TITRE,
    "texte": "Lot unique, vingt agents, zibeline.",
    "sujet": "indicateur:SOC-05",
}
OUVERT = "/api/v1/openapi.json"
REPONDUE = {"texte": "Nous l’avons fait en deux lots, avec un brocatelle.", "source": ""}


@pytest.fixture
def val():
    return make_organisation(
        SIREN_VAL, "Val-Fictif", type="commune", code_region="32", codes_departement=["80"]
    )


@pytest.fixture
def haut():
    return make_organisation(SIREN_HAUT, "Haut-Fictif", type="metropole", code_region="32")


@pytest.fixture
def ada(val):
    return make_membre(val, "redaction", "ada@val.exemple.fr").utilisateur


@pytest.fixture
def bea(haut):
    return make_membre(haut, "redaction", "bea@haut.exemple.fr").utilisateur


@pytest.fixture
def equipe():
    return sign_in(make_equipe("moderation"), second_facteur=True)


def ask(auteur, **champs):
    (plume,) = echanges.list_plumes(auteur, equipe=False)
    adressee = champs.pop("adressee_a", None)
    return echanges.write_echange(auteur, plume, DITE | champs, adressee_a=adressee)


def give(question, auteur, **champs):
    (plume,) = echanges.list_plumes(auteur, equipe=False)
    return echanges.write_echange(auteur, plume, REPONDUE | champs, question=question)


def act(client, echange, geste):
    return client.post(f"/echanges/{echange.pk}/geste/", {"geste": geste}, follow=True)


# --- What is shown of who writes ---


@pytest.mark.parametrize(
    ("departement", "region", "signature"),
    [
        ("80", "32", "Un acheteur, Somme"),
        ("", "32", "Un acheteur, Hauts-de-France"),
        ("", "", "Un acheteur"),
    ],
)
def test_a_body_is_never_told_apart_by_its_place(departement, region, signature):
    codes = [departement] if departement else []
    corps = make_organisation(SIREN_VAL, "Val", code_region=region, codes_departement=codes)
    assert EchangePublic(qualite=Qualite.ACHETEUR, organisation=corps).signature == signature


def test_a_name_is_shown_by_consent_and_taken_back_in_a_click(client, ada):
    question = ask(ada)
    sienne, page = sign_in(ada), question.get_absolute_url()
    avant = texte(client.get(page))
    act(sienne, question, "nomme_le")
    nommee = texte(client.get(page))
    act(sienne, question, "-nomme_le")

    assert "Un acheteur, Somme" in avant
    assert "Ada" not in avant
    assert "Val-Fictif" not in avant
    assert "Ada Essai, Val-Fictif" in nommee
    assert "Ada" not in texte(client.get(page))


def test_an_address_never_stands_for_a_name(client, val):
    sans_nom = make_membre(val, "lecture", "sans.nom@val.exemple.fr").utilisateur
    sans_nom.prenom = sans_nom.nom = ""
    sans_nom.save()
    page = client.get(ask(sans_nom, nomme=True).get_absolute_url())

    assert "Val-Fictif" in page.text
    assert "sans.nom" not in page.text


# --- Asked ---


def write(client, a="", **champs):
    dits = DITE | {"plume": "Val-Fictif"} | champs
    return client.post(f"/echanges/poser/?a={a}", dits, follow=True)


def test_a_question_is_read_again_then_published_and_followed(ada, courriels):
    sienne = sign_in(ada)
    relue = texte(write(sienne))
    aucune = EchangePublic.objects.count()
    page = texte(write(sienne, publier="oui"))

    assert "Avez-vous déjà la réponse ?" in relue
    assert "Un acheteur, Somme" in relue
    assert aucune == 0
    assert "Ne plus suivre" in page
    assert echanges.PAIR in page
    assert mail.outbox == []


def test_what_answers_already_is_led_to_before_a_question_is_published(ada):
    relue = write(sign_in(ada), titre="marchés réservés insertion")
    propositions = echanges.list_deja_dites("marchés réservés insertion", "")

    assert propositions != []
    assert all(f'href="{adresse}"' in relue.text for _, adresse, _ in propositions)
    assert 'value="marchés réservés insertion"' in relue.text
    assert "Publier ma question" in texte(relue)
    assert EchangePublic.objects.count() == 0


def test_an_earlier_question_on_the_same_subject_is_proposed(ada, bea):
    question = ask(ada)
    proposees = echanges.list_deja_dites("Autre chose", DITE["sujet"])

    assert (TITRE, question.get_absolute_url(), "Échanges entre acheteurs") in proposees


def test_only_members_and_the_team_write(client, ada, equipe):
    question = ask(ada)
    dehors = sign_in(make_personne("dehors@exemple.fr"))
    page = question.get_absolute_url()

    assert "Rejoignez d’abord votre organisation" in texte(dehors.get("/echanges/poser/"))
    dehors.post("/echanges/poser/", DITE | {"publier": "oui"})
    for visiteur in (dehors, client):
        refus = visiteur.post(page, REPONDUE, follow=True)
        assert "Vous ne pouvez pas faire cela ici" in texte(refus)
    assert list(EchangePublic.objects.all()) == [question]
    assert TITRE.replace("’", "’") in texte(client.get(page))
    reponse = equipe.post(page, REPONDUE | {"plume": "Équipe du programme"}, follow=True)
    assert "Équipe du programme" in texte(reponse)
    assert EchangePublic.objects.get(question=question).qualite == Qualite.PROGRAMME


@pytest.mark.parametrize("tient", [False, True])
def test_an_adviser_answers_as_one_while_she_advises_or_keeps_a_help(client, ada, haut, tient):
    page = ask(ada).get_absolute_url()
    elle = make_personne("elle@reseau.exemple.fr")
    if tient:
        ouvre = TenueAide(appui="3ar", utilisateur=elle)
        ouvre.save()
    else:
        ouvre = make_conseil(haut, utilisateur=elle).accompagnements.get()

    sign_in(elle).post(page, REPONDUE | {"plume": "Conseil"}, follow=True)
    ouvre.delete()

    assert EchangePublic.objects.get(auteur=elle).qualite == Qualite.CONSEIL
    assert "Conseil" in texte(client.get(page))
    assert echanges.list_plumes(elle, equipe=False) == []


def test_nothing_of_a_space_leaves_but_the_name_of_its_subject(ada, val):
    sienne = sign_in(ada)

    def ask_from(objet, titre):
        sujet = sign_sujet(val.espace, SujetDiscussion(objet, titre, "/espace/secrete/"))
        return sienne.get(f"/espace/{SIREN_VAL}/demander/", {"sujet": sujet})

    d_un_chiffre = ask_from("chiffres:SOC-05", "Marchés réservés")
    d_un_acteur = ask_from("acteurs:12", "Entreprise Durand")
    d_un_marche = ask_from("marches:12", "Nettoyage par Durand")
    formulaire = texte(sienne.get(d_un_chiffre["Location"]))

    assert d_un_chiffre["Location"] == (
        "/echanges/poser/?titre=March%C3%A9s+r%C3%A9serv%C3%A9s&sujet=indicateur%3ASOC-05"
    )
    assert (d_un_acteur["Location"], d_un_marche["Location"]) == ("/echanges/poser/",) * 2
    assert "secrete" not in d_un_chiffre["Location"]
    assert "Lisible par tous" in formulaire
    faux = sienne.get(f"/espace/{SIREN_VAL}/demander/", {"sujet": "faux"})
    assert faux["Location"] == "/echanges/poser/"


def test_five_hundred_in_a_minute_stop_at_ten_and_no_word_is_lost(ada):
    sienne = sign_in(ada)
    codes = [write(sienne, publier="oui").status_code for _ in range(12)]
    refusee = write(sienne, titre="La onzième ?", publier="oui")

    assert codes == [200] * 10 + [429] * 2
    assert EchangePublic.objects.count() == 10
    assert "votre texte est toujours là" in texte(refusee)
    assert 'value="La onzième ?"' in refusee.text


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"titre": " "}, "Écrivez votre question."),
        ({"titre": "x" * 151}, "150 signes au plus"),
        ({"sujet": "indicateur:XXX"}, "n’est pas dans la liste"),
        ({"plume": "Autre ville"}, "Choisissez une des réponses proposées"),
    ],
)
def test_what_cannot_be_read_is_said(ada, champs, dit):
    assert dit in texte(write(sign_in(ada), publier="oui", **champs))
    assert EchangePublic.objects.count() == 0


def test_a_script_and_a_link_stay_text(client, ada):
    question = ask(ada, texte="<script>alert(1)</script> https://durand-nettoyage.exemple.fr")
    page = client.get(question.get_absolute_url()).text

    assert "<script>alert" not in page
    assert "https://durand-nettoyage.exemple.fr" in page
    assert 'href="https://durand' not in page


# --- Answered ---


def test_followers_are_told_once_and_whoever_stopped_is_not(ada, bea, courriels):
    question = ask(ada)
    suiveuse = make_personne("suit@exemple.fr")
    act(sign_in(suiveuse), question, "suivis")
    partie = make_personne("partie@exemple.fr")
    act(sign_in(partie), question, "suivis")
    act(sign_in(partie), question, "-suivis")
    give(question, bea)

    assert sorted(c.to[0] for c in mail.outbox) == ["ada@val.exemple.fr", "suit@exemple.fr"]
    assert all("Réponse d’un pair" in c.body for c in mail.outbox)
    assert all("List-Unsubscribe" in c.extra_headers for c in mail.outbox)
    assert "bea@" not in "".join(c.body for c in mail.outbox)


def test_the_asker_alone_accepts_an_answer_which_comes_first(client, ada, bea):
    question = ask(ada)
    give(question, bea, texte="La première.")
    bonne = give(question, bea, texte="La bonne.")

    act(sign_in(bea), bonne, "retenue_le")
    assert EchangePublic.objects.filter(retenue_le__isnull=False).count() == 0
    act(sign_in(ada), bonne, "retenue_le")
    page = texte(client.get(question.get_absolute_url()))
    assert page.index("Retenue") < page.index("La bonne.") < page.index("La première.")
    assert echanges.PAIR in page


def test_an_accepted_answer_becomes_a_draft_of_the_faq_once(ada, bea):
    question = ask(ada)
    retenue = give(question, bea, nomme=True)
    act(sign_in(ada), retenue, "retenue_le")
    redactrice = sign_in(make_equipe("animation"), second_facteur=True)
    pages = [redactrice.post(f"/echanges/{question.pk}/faq/", follow=True) for _ in range(2)]
    (brouillon,) = Texte.objects.filter(genre="faq")

    assert {page.status_code for page in pages} == {200}
    assert brouillon.contenu["titre"] == TITRE
    assert "brocatelle" in brouillon.contenu["long"]
    assert "Bea Essai, Haut-Fictif" in brouillon.contenu["long"]


def test_two_windows_lose_nothing(ada):
    question = ask(ada)
    sienne, page = sign_in(ada), f"/echanges/{question.pk}/modifier/"
    sienne.post(page, DITE | {"titre": "Mieux dit ?", "version": "1"})
    croisee = sienne.post(page, DITE | {"titre": "Autrement ?", "version": "1"})

    assert "Deux versions se croisent" in texte(croisee)
    assert "Autrement ?" in croisee.text
    assert EchangePublic.objects.get().titre == "Mieux dit ?"


def test_what_is_taken_out_comes_back_and_leaves_others_answers(client, ada, bea):
    question = ask(ada)
    reponse = give(question, bea)
    sienne, page = sign_in(ada), question.get_absolute_url()
    act(sienne, question, "retire_le")
    retiree = texte(client.get(page))

    assert "Question retirée par son auteur" in retiree
    assert "zibeline" not in retiree
    assert "brocatelle" in retiree
    assert find_all(client, "zibeline") == []
    act(sienne, question, "-retire_le")
    assert "zibeline" in texte(client.get(page))
    act(sign_in(bea), reponse, "retire_le")
    assert "brocatelle" not in texte(client.get(page))


def test_thirty_days_later_nothing_is_left_but_what_others_answered(ada, bea):
    seule, repondue = ask(ada), ask(ada)
    reponse = give(repondue, bea)
    for question in (seule, repondue):
        act(sign_in(ada), question, "retire_le")
    echanges.forget_retires(timezone.now() + timedelta(days=29))
    assert EchangePublic.objects.count() == 3
    echanges.forget_retires(timezone.now() + timedelta(days=31))
    echanges.forget_retires(timezone.now() + timedelta(days=31))

    assert set(EchangePublic.objects.values_list("pk", "texte", "auteur")) == {
        (repondue.pk, "", None),
        (reponse.pk, REPONDUE["texte"], bea.pk),
    }


# --- Moderated ---

VUES = ("/echanges/", "/sitemap.xml", "/recherche/?q={}", "/recherche/propositions/?q={}")


def find_all(client, *mots):
    """Return where everybody still reads one of these words."""
    return [
        (adresse, mot)
        for mot in mots
        for adresse in VUES
        if mot
        in client.get(adresse.format(mot))
        .text.replace(f"q={mot}", "")
        .replace(f'value="{mot}"', "")
        .replace(f"« {mot} »", "")
        .replace(f"«\u00a0{mot}\u00a0»", "")
    ]


def test_a_hidden_question_is_read_nowhere_and_its_author_knows_why(
    client, ada, bea, equipe, courriels
):
    question = ask(ada)
    act(sign_in(bea), question, "suivis")
    page = question.get_absolute_url()
    assert find_all(client, "zibeline")
    client.post(f"/echanges/{question.pk}/signaler/", {"message": "Un fournisseur est nommé."})
    assert "Un fournisseur est nommé." in texte(equipe.get("/echanges/moderation/"))
    mail.outbox.clear()
    equipe.post(f"/echanges/{question.pk}/signaler/", {"message": "Nomme un fournisseur."})

    assert client.get(page).status_code == 404
    assert sign_in(bea).get(page).status_code == 404
    assert client.get(f"/echanges/{question.pk}/signaler/").status_code == 404
    assert find_all(client, "zibeline", "zorbules") == []
    rebuild_index()
    assert find_all(client, "zibeline", "zorbules") == []
    assert page not in client.get("/sitemap.xml").text + client.get("/recherche/?q=zibeline").text
    assert "Nomme un fournisseur." in texte(sign_in(ada).get(page))
    assert [c.to for c in mail.outbox] == [["ada@val.exemple.fr"]]
    assert "zibeline" not in mail.outbox[0].body + mail.outbox[0].subject
    assert question.signalements.get().etat == "acceptee"


def test_a_mail_that_waits_says_nothing_of_what_was_hidden_since(ada, bea, equipe):
    question = ask(ada)
    reponse = give(question, bea)
    assert "brocatelle" in echanges.tell_echange.__wrapped__(reponse, ada)["lignes"][1]
    echanges.moderate(reponse, make_equipe("animation"), "Publicité.", cache=True)
    reponse.refresh_from_db()

    assert Courriel.objects.filter(nature__endswith="tell_echange").count() == 1
    assert echanges._is_tu(reponse, ada)


def test_the_team_gives_back_or_leaves_and_closes_the_reports(client, ada, bea, equipe):
    question = ask(ada)
    reponse = give(question, bea)
    client.post(f"/echanges/{reponse.pk}/signaler/", {"message": "Publicité ?"})
    equipe.post(f"/echanges/{reponse.pk}/signaler/", {"laisser": "oui"})
    assert reponse.signalements.get().etat == "refusee"
    equipe.post(f"/echanges/{reponse.pk}/signaler/", {"message": "Publicité."})
    page = question.get_absolute_url()
    assert "brocatelle" not in texte(client.get(page))
    assert "Publicité." in texte(sign_in(bea).get(page))
    equipe.post(f"/echanges/{reponse.pk}/signaler/", {"laisser": "oui"})

    assert "brocatelle" in texte(client.get(page))
    assert page in client.get("/recherche/?q=brocatelle").text


def test_hiding_asks_for_a_reason(ada, equipe):
    question = ask(ada)
    reponse = equipe.post(f"/echanges/{question.pk}/signaler/", {"message": ""})

    assert "Dites en une phrase ce qui ne va pas." in texte(reponse)
    assert EchangePublic.objects.get().cache_le is None


def test_a_machine_is_thanked_and_reports_are_limited(client, ada):
    question = ask(ada)
    adresse = f"/echanges/{question.pk}/signaler/"
    client.post(adresse, {"message": "Lien", "site": "http://exemple.fr"})
    assert question.signalements.count() == 0
    codes = {client.post(adresse, {"message": f"Mot {rang}"}).status_code for rang in range(22)}

    assert codes == {302, 429}
    assert question.signalements.count() == 20


def test_a_question_without_answer_comes_to_the_desk_after_five_days_once(ada, bea, equipe):
    vieille, repondue, neuve = ask(ada), ask(ada), ask(ada)
    give(repondue, bea)
    passe = timezone.now() - timedelta(days=5, minutes=1)
    EchangePublic.objects.filter(pk__in=[vieille.pk, repondue.pk]).update(publique_le=passe)

    assert list(echanges.list_oubliees()) == [vieille]
    assert "Questions d’acheteurs sans réponse" in texte(equipe.get("/bureau/"))
    act(equipe, vieille, "vue_le")
    assert list(echanges.list_oubliees()) == []
    act(sign_in(bea), neuve, "vue_le")
    assert EchangePublic.objects.get(pk=neuve.pk).vue_le is None


def test_the_api_gives_no_question_hidden_or_not(client, ada, equipe):
    question = ask(ada)
    echanges.moderate(question, make_equipe("animation"), "Nomme.", cache=True)
    chemins = [chemin for chemin in client.get(OUVERT).json()["paths"] if "{" not in chemin]
    lues = [client.get(chemin) for chemin in chemins]
    dites = b"".join(lue.getvalue() for lue in lues)

    assert {lue.status_code for lue in lues} >= {200}
    assert [mot for mot in (b"zibeline", b"zorbules") if mot in dites] == []


# --- Read ---


def test_the_list_is_filtered_sorted_and_paged(client, ada, bea):
    give(ask(ada, titre="Répondue ?"), bea)
    ask(ada, titre="Oubliée ?", sujet="")
    page = texte(client.get("/echanges/"))
    sans = texte(client.get("/echanges/?tri=sans-reponse"))
    filtree = texte(client.get("/echanges/?sujet=indicateur:SOC-05"))

    assert page.index("Oubliée ?") < page.index("Répondue ?")
    assert "1 réponse" in page
    assert ("Oubliée ?" in sans, "Répondue ?" in sans) == (True, False)
    assert ("Oubliée ?" in filtree, "Répondue ?" in filtree) == (False, True)
    assert "Aucune question" in texte(client.get("/echanges/?sujet=indicateur:SOC-01"))


# --- Asked of one body ---


def test_a_question_to_one_body_stays_between_the_two_until_its_author_says(
    client, ada, bea, haut, equipe, courriels
):
    bea.appartenances.update(joignable_le=timezone.now())
    tierce = make_membre(
        make_organisation(SIREN_AUTRE, "Bas-Fictif"), "redaction", "cia@bas.exemple.fr"
    ).utilisateur
    write(sign_in(ada), a=SIREN_HAUT, publier="oui")
    question = EchangePublic.objects.get()
    page = question.get_absolute_url()
    (recu,) = mail.outbox

    assert recu.to == ["bea@haut.exemple.fr"]
    assert "ada@" not in recu.body
    assert "Un acheteur, Somme" in recu.body
    fermes = [client, sign_in(tierce), equipe]
    assert {visiteur.get(page).status_code for visiteur in fermes} == {404}
    assert find_all(client, "zibeline", "zorbules") == []
    assert "publier" not in texte(sign_in(bea).get(page))
    give(question, bea)
    assert [c.to for c in mail.outbox[1:]] == [["ada@val.exemple.fr"]]
    act(sign_in(bea), question, "publique_le")
    assert client.get(page).status_code == 404
    act(sign_in(ada), question, "publique_le")
    assert "brocatelle" in texte(client.get(page))
    assert find_all(client, "zibeline")


def test_nobody_is_asked_who_did_not_accept_or_left(ada, bea, haut):
    assert write(sign_in(ada), a=SIREN_HAUT, publier="oui").status_code == 404
    bea.appartenances.update(joignable_le=timezone.now())
    bea.appartenances.update(etat="suspendue")

    assert write(sign_in(ada), a=SIREN_HAUT, publier="oui").status_code == 404
    assert EchangePublic.objects.count() == 0


# --- A person's words ---


def test_erasing_takes_the_name_out_and_keeps_what_others_answered(client, ada, bea):
    seule, repondue = ask(ada, titre="Seule ?"), ask(ada, nomme=True)
    give(repondue, bea)
    donnees = export_donnees(ada)["echanges"]
    erase_compte(ada)
    page = texte(client.get(repondue.get_absolute_url()))

    assert [ecrit["titre"] for ecrit in donnees["ecrits"]] == [TITRE, "Seule ?"]
    assert donnees["suivis"][0]["question"] == "Seule ?"
    assert EchangePublic.objects.values_list("titre", "texte").get(pk=seule.pk) == ("", "")
    assert client.get(seule.get_absolute_url()).status_code == 404
    assert "Compte effacé" in page
    assert "Val-Fictif" not in page
    assert "zibeline" in page
    assert EchangePublic.objects.get(pk=repondue.pk).suivis.count() == 0
