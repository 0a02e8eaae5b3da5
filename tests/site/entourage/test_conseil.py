"""An adviser: invited, reading, recommending, told, ended; a first hour of advice; helps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from spaser.elements import add_mois
from spaser.regles.aides import load_appuis
from spaser.regles.conseil import EtatRecommandation
from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.entourage.conseil import accompagnements, aides, recommandations
from spaser.site.entourage.conseil.bureau import list_acheteurs
from spaser.site.entourage.models.conseil import Recommandation, TenueAide
from spaser.site.espace.discussions import SujetDiscussion, list_collegues, sign_sujet
from spaser.site.organisations.acces import LU, owes_second_facteur
from spaser.site.organisations.identite import GesteRefuse
from spaser.site.organisations.models import Accompagnement
from spaser.site.plan.actions.services import save_action
from spaser.site.plan.models.actions import Action
from spaser.site.socle.models import Evenement
from tests.site.organisations.fabrique import (
    SIREN_AUTRE,
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

RACINE = f"/espace/{SIREN_VAL}/"
COURRIEL = "carole@reseau.exemple"
SUJET = SujetDiscussion("schema", "Le schéma", f"{RACINE}schema/")


@pytest.fixture
def espace():
    return make_organisation(code_region="53").espace


@pytest.fixture
def ada(espace):
    return make_membre(espace.organisation, "administration").utilisateur


@pytest.fixture
def carole():
    return make_personne(COURRIEL)


@pytest.fixture
def suivi(espace, ada, carole):
    recu = _invite(espace, ada)
    accompagnements.answer_invitation(recu, carole, accepte=True)
    return recu


def _invite(espace, ada, mois=12, courriel=COURRIEL):
    fin = add_mois(timezone.localdate(), mois)
    return accompagnements.invite_conseil(espace, courriel, "Réseau Fictif", fin, ada)


def _recommend(espace, auteur, sur=SUJET):
    return recommandations.recommend(espace, sur, "Nommer un élu", "Il arbitre.", auteur)


def _after(**duree):
    return timezone.now() + timedelta(**duree)


# --- The consent ---


def test_nothing_is_open_before_she_accepts(espace, ada, carole, courriels):
    _invite(espace, ada)
    elle = sign_in(carole)

    assert elle.get(RACINE).status_code == 404
    assert [m.to for m in courriels] == [[COURRIEL]]
    assert "vous demande de le conseiller" in texte(elle.get("/conseil/"))


def test_once_accepted_she_reads_speaks_and_recommends_but_changes_nothing(espace, suivi, carole):
    elle = sign_in(carole)

    assert elle.get(RACINE).status_code == 200
    assert "Recommander quelque chose ici" in texte(
        elle.get(f"{RACINE}conseillers/{suivi.pk}/point/")
    )
    assert elle.get(f"{RACINE}recommandations/nouvelle/").status_code == 200
    for page in ("depenses/", "perimetre/", "corbeille/", "plan/"):
        assert elle.post(f"{RACINE}{page}", {}).status_code in {403, 405}, page
    assert elle.get(f"/organisations/{SIREN_VAL}/membres/").status_code == 403
    assert elle.get(f"{RACINE}conseillers/").status_code == 403


@pytest.mark.parametrize("fin", ["clos", "passe", "compte", "quitte"])
def test_removed_she_sees_nothing_at_once_in_an_open_session(espace, ada, suivi, carole, fin):
    elle = sign_in(carole)
    assert elle.get(RACINE).status_code == 200

    if fin == "clos":
        sign_in(ada).post(f"{RACINE}conseillers/{suivi.pk}/", {"geste": "clore"})
    elif fin == "passe":
        Accompagnement.objects.update(fin_le=timezone.localdate() - timedelta(days=1))
    elif fin == "quitte":
        elle.post(f"/conseil/{suivi.pk}/", {"geste": "quitter"})
    else:
        type(carole).objects.filter(pk=carole.pk).update(is_active=False)

    assert elle.get(RACINE).status_code in {302, 404}
    assert elle.get(f"{RACINE}recommandations/").status_code in {302, 404}
    assert carole not in list_collegues(espace, ada)


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"courriel": "membre@exemple.fr"}, "est membre de votre organisation"),
        ({"mois": 13}, "dans les douze mois"),
        ({"mois": 0}, "dans les douze mois"),
        ({"courriel": ""}, "adresse"),
        ({"organisme": ""}, "Écrivez le nom"),
    ],
)
def test_an_invitation_that_may_not_be_is_told_why(espace, ada, champs, dit):
    make_membre(espace.organisation, "lecture", "membre@exemple.fr")
    fin = add_mois(timezone.localdate(), champs.get("mois", 12)).isoformat()
    envoi = {"courriel": COURRIEL, "organisme": "Réseau", "siren": "", "fin_le": fin} | champs

    page = sign_in(ada).post(f"{RACINE}conseillers/", envoi)

    assert dit in texte(page)
    assert not Accompagnement.objects.exists()


def test_two_invitations_at_once_are_one(espace, ada):
    _invite(espace, ada)

    with pytest.raises(GesteRefuse, match="déjà ouvert"):
        _invite(espace, ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_conseil(espace.organisation, COURRIEL)
    assert Accompagnement.objects.count() == 1


def test_an_invitation_is_for_the_proven_holder_of_its_address_and_answered_once(espace, ada):
    recu = _invite(espace, ada)
    autre, sans_preuve = make_personne("autre@exemple.fr"), make_personne(COURRIEL, confirmee=False)

    for personne in (autre, sans_preuve):
        assert (
            sign_in(personne).post(f"/conseil/{recu.pk}/", {"geste": "accepter"}).status_code == 404
        )
    accompagnements.answer_invitation(recu, sans_preuve, accepte=False)
    with pytest.raises(GesteRefuse, match="déjà reçu une réponse"):
        accompagnements.answer_invitation(recu, sans_preuve, accepte=True)
    recu.refresh_from_db()
    assert (recu.refuse_le is None, recu.accepte_le) == (False, None)


def test_a_new_consent_takes_the_place_of_the_former(espace, ada, suivi, carole):
    une = _recommend(espace, carole)
    Accompagnement.objects.update(fin_le=timezone.localdate() + timedelta(days=9))

    sign_in(ada).post(f"{RACINE}conseillers/{suivi.pk}/", {"geste": "renouveler"})

    neuf = Accompagnement.objects.en_cours().get()
    assert neuf.pk != suivi.pk
    assert neuf.fin_le == add_mois(timezone.localdate(), 12)
    une.refresh_from_db()
    assert une.accompagnement == neuf


def test_a_trial_has_no_adviser(ada):
    essai = ada.espaces_essai.create(siren=SIREN_AUTRE, nom="Essai")

    with pytest.raises(GesteRefuse, match="essai"):
        _invite(essai, ada)


def test_an_adviser_owes_the_second_factor_that_the_buyer_asks(espace, suivi, carole):
    assert not owes_second_facteur(carole)
    type(espace.organisation).objects.update(second_facteur_exige=True)

    assert owes_second_facteur(carole)


# --- What the buyer sees, what both are told ---


def test_readings_are_told(espace, ada, suivi, carole, settings, tmp_path):
    settings.DOSSIER = tmp_path
    sign_in(carole).get(RACINE)
    for _ in range(2):  # the file is put aside at one run and written at the next
        accompagnements.count_lectures_conseil(timezone.now())
    accompagnements.write_lectures_conseil({suivi.pk: [_after(hours=1)]})

    assert "Dernière lecture le" in texte(sign_in(ada).get(f"{RACINE}conseillers/"))
    assert Evenement.objects.filter(geste="conseil.lu", espace_id=espace.pk).count() == 1
    assert (tmp_path / "lectures" / LU).exists() is False


def test_the_end_and_the_point_are_told_once_each(suivi, courriels):
    courriels.clear()
    nombres = [accompagnements.remind_echeances(_after(days=j)) for j in (30, 184, 185, 336, 337)]

    assert nombres == [0, 1, 0, 1, 0]
    assert sorted(m.subject.partition(" : ")[2][:9] for m in courriels) == [
        "l’accord ",
        "l’accord ",
        "six mois ",
        "six mois ",
    ]


# --- Recommendations ---


def test_a_recommendation_points_at_what_its_page_signed(espace, suivi, carole, ada, courriels):
    courriels.clear()
    sujet = SujetDiscussion("chiffres:SOC-01", "La part sociale", f"{RACINE}indicateurs/SOC-01/")
    page = f"{RACINE}recommandations/nouvelle/?sujet={sign_sujet(espace, sujet)}"
    sign_in(carole).post(page, {"texte": "Réserver un lot", "pourquoi": "Trois structures."})

    une = Recommandation.objects.get()
    assert (une.objet, une.adresse, une.accompagnement) == (sujet.objet, sujet.adresse, suivi)
    assert [m.to for m in courriels] == [[ada.courriel]]
    assert "La part sociale" in texte(sign_in(ada).get(f"{RACINE}recommandations/"))


def test_it_becomes_an_action_once_and_follows_its_end(espace, ada, suivi, carole):
    une = _recommend(espace, carole)
    elle = sign_in(ada)
    elle.post(
        f"{RACINE}recommandations/{une.pk}/",
        {"etat": "retenue", "motif": "", "membre": ada.pk, "echeance": "2027-06-30"},
    )
    for _ in range(2):
        elle.post(f"{RACINE}recommandations/{une.pk}/plan/")

    action = Action.objects.get()
    assert (action.titre, action.pilote_membre, action.fin) == ("Nommer un élu", ada, "2027-06-30")
    save_action(action, {"etat": "terminee"}, ada)
    une.refresh_from_db()
    assert une.situation is EtatRecommandation.FAITE
    assert not recommandations.list_ouvertes().exists()


def test_set_aside_it_says_why_and_her_adviser_is_told(espace, ada, suivi, carole, courriels):
    une, elle = _recommend(espace, carole), sign_in(ada)
    courriels.clear()
    page = f"{RACINE}recommandations/{une.pk}/"

    assert "pourquoi vous l’écartez" in texte(elle.post(page, {"etat": "ecartee", "motif": ""}))
    elle.post(page, {"etat": "ecartee", "motif": "Le marché vient de partir."})

    une.refresh_from_db()
    assert (une.etat, une.motif) == ("ecartee", "Le marché vient de partir.")
    assert [m.to for m in courriels] == [[carole.courriel]]


def test_where_are_you_is_asked_once_and_not_when_nothing_is_open(espace, suivi, carole, courriels):
    une, deux = _recommend(espace, carole), _recommend(espace, carole)
    courriels.clear()
    assert [recommandations.remind_ouvertes(_after(weeks=s)) for s in (5, 6, 7)] == [0, 2, 0]
    assert [m.subject.partition(" : ")[2] for m in courriels] == [
        "où en êtes-vous des recommandations ?"
    ]
    Recommandation.objects.filter(pk__in=[une.pk, deux.pk]).update(etat="ecartee", relancee_le=None)

    assert recommandations.remind_ouvertes(_after(weeks=9)) == 0


# --- The desk ---


@pytest.mark.longue
def test_a_simulated_year_with_two_buyers(espace, ada, suivi, carole):
    voisine = make_organisation(SIREN_AUTRE, "Ville du Leurre")
    make_conseil(voisine, utilisateur=carole)
    une, deux = _recommend(espace, carole), _recommend(espace, carole)
    elle = sign_in(carole)

    desk = texte(elle.get("/conseil/"))
    assert "Ville du Leurre" in desk
    assert "2 sans réponse" in desk
    sign_in(ada).post(f"{RACINE}recommandations/{une.pk}/plan/")
    recommandations.decide(deux, EtatRecommandation.ECARTEE, ada, motif="Déjà fait ailleurs.")
    Accompagnement.objects.filter(pk=suivi.pk).update(accepte_le=_after(days=-190))
    un = list_acheteurs(accompagnements.list_suivis(carole))[0]
    assert (un.sans_reponse, un.retenues, un.point_du) == (0, 1, True)
    page = f"{RACINE}conseillers/{suivi.pk}/point/"
    point = texte(elle.get(page))
    assert "Nommer un élu</a> : retenue." in point
    assert "écartée. Déjà fait ailleurs." in point
    sujet = SujetDiscussion(f"conseil:{suivi.pk}", "Point", page)
    sign_in(ada).post(
        reverse("commun:commenter", args=[SIREN_VAL]),
        {"sujet": sign_sujet(espace, sujet), "texte": "Tout a avancé."},
    )
    assert list_acheteurs(accompagnements.list_suivis(carole))[0].point_du is False
    Accompagnement.objects.filter(pk=suivi.pk).update(fin_le=timezone.localdate() - timedelta(1))

    assert [elle.get(p).status_code for p in (RACINE, page)] == [404, 404]
    assert "Métropole de Val-Fictif" not in texte(elle.get("/conseil/"))
    assert elle.get(f"/espace/{SIREN_AUTRE}/").status_code == 200


def test_what_she_wrote_is_handed_over_and_erased(espace, suivi, carole):
    _recommend(espace, carole)
    TenueAide.objects.create(appui="3ar", utilisateur=carole)

    assert export_donnees(carole)["conseil"]["recommandations"][0]["texte"] == "Nommer un élu"
    erase_compte(carole)
    assert not Accompagnement.objects.exists()
    assert not TenueAide.objects.exists()
    assert Recommandation.objects.get().texte == "Nommer un élu"


# --- Helps: their page, who keeps it, a first hour of advice ---


def test_each_help_has_a_page_that_says_how_to_reach_it(client):
    for appui in load_appuis():
        page = client.get(reverse("conseil:aide", args=[appui.code]))
        assert page.status_code == 200, appui.code
    assert "Contact à compléter" in texte(client.get("/aides/guichet-bretagne/"))
    assert client.get("/aides/personne/").status_code == 404


def test_what_is_not_sure_is_read_by_the_team_alone(client):
    piste = "gipmaximilien.limesurvey.net"

    assert piste not in texte(client.get("/aides/guichet-ile-de-france/"))
    equipe = sign_in(make_equipe("animation"), second_facteur=True)
    assert piste in texte(equipe.get("/aides/a-completer/"))


def test_its_people_confirm_how_to_reach_it_and_the_team_reads_it(client, carole):
    equipe, elle = sign_in(make_equipe("animation"), second_facteur=True), sign_in(carole)
    page = "/aides/guichet-bretagne/"
    assert elle.get(f"{page}tenir/").status_code == 404
    equipe.post("/aides/a-completer/", {"appui": "guichet-bretagne", "courriel": COURRIEL})

    elle.post(f"{page}tenir/", {"courriel": "guichet@reseau.exemple", "donne": "Une heure."})

    assert "Confirmé par le réseau le" in texte(client.get(page))
    assert "guichet@reseau.exemple" in texte(client.get(page))
    tenue = TenueAide.objects.get()
    assert aides.read_attente().nombre == 1
    equipe.post("/aides/a-completer/", {"lu": tenue.pk})
    assert aides.read_attente().nombre == 0


@pytest.mark.parametrize("adresse", ["guichet@reseau.exemple", ""])
def test_a_first_advice_leaves_by_mail_or_says_that_it_did_not(
    espace, ada, carole, courriels, settings, adresse
):
    settings.SANS_COURRIEL = False
    if adresse:
        TenueAide.objects.create(
            appui="guichet-bretagne", utilisateur=carole, courriel=adresse,
            confirmee_le=timezone.now(),
        )  # fmt: skip
    demande = {"appui": "guichet-bretagne", "achat": "Des peintures", "questions": "Un label ?"}

    page = sign_in(ada).post(f"{RACINE}premier-conseil/", demande, follow=True)

    assert ("rien n’est parti" in texte(page)) is not bool(adresse)
    assert ("confiée à l’envoi, pour guichet@" in texte(page)) is bool(adresse)
    assert [(m.to, m.extra_headers["Reply-To"]) for m in courriels] == (
        [([adresse], ada.courriel)] if adresse else []
    )
