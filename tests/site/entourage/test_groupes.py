"""Groups: who comes in and reads, six tabs, mails as often as wanted, private ones kept private."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from spaser.site.comptes.donnees_personnelles import erase_compte, export_donnees
from spaser.site.comptes.models import Utilisateur
from spaser.site.entourage import echanges, groupes
from spaser.site.entourage.app import count_visites
from spaser.site.entourage.app import forget_groupes as forget
from spaser.site.entourage.models.groupes import (
    Billet,
    GroupeAcheteurs,
    MembreGroupe,
    TacheGroupe,
    list_liens_membre,
)
from spaser.site.espace.discussions import list_partages, open_sien
from spaser.site.recherche.models import Entree
from spaser.site.recherche.services import rebuild_index
from spaser.site.rencontres.models import Evenement
from spaser.site.socle.courriels.abonnements import gather
from spaser.site.socle.fichiers import release_fichier
from spaser.site.socle.models import Courriel
from spaser.site.socle.requetes import TropDeDemandes
from tests.site.organisations.fabrique import (
    SIREN_HAUT,
    SIREN_VAL,
    make_equipe,
    make_membre,
    make_organisation,
    make_personne,
    sign_in,
    texte,
)
from tests.site.socle.fichiers.fabrique import make_pdf
from tests.transverses.arbre import RACINE

pytestmark = pytest.mark.django_db

NOM = "Achats de zorbules"
DIT = {"nom": NOM, "but": "Acheter mieux la flibuste.", "categorie": "projets"}
DEBUT = datetime(2030, 3, 5, 9, 0, tzinfo=UTC)
REUNION = {"titre": "Point des griselles", "debut": DEBUT, "fin": DEBUT + timedelta(hours=2)}


@pytest.fixture
def val():
    return make_organisation(SIREN_VAL, "Val-Fictif", type="commune", code_region="32")


@pytest.fixture
def ada(val):
    return make_membre(val, "redaction", "ada@val.exemple.fr").utilisateur


@pytest.fixture
def bea():
    haut = make_organisation(SIREN_HAUT, "Haut-Fictif", type="metropole", code_region="32")
    return make_membre(haut, "redaction", "bea@haut.exemple.fr").utilisateur


@pytest.fixture
def cleo():
    return make_personne("cleo@exemple.fr")


def open_groupe(auteur, acces="invitation", **champs):
    return groupes.open_groupe(auteur, DIT | {"acces": acces} | champs)


def add(groupe, personne, suit="jamais"):
    return groupe.membres.create(personne=personne, etat="membre", suit=suit)


def act(client, groupe, geste, numero=None):
    """Press a button; that of one's own row, or of the group, when no number is given."""
    if numero is None and geste in {"entrer", "fermer"}:
        numero = groupe.pk
    elif numero is None:
        personne = Utilisateur.objects.get(pk=client.session["_auth_user_id"])
        siens = groupe.membres.filter(list_liens_membre(personne)).order_by("-etat")
        numero = getattr(siens.first(), "pk", 0)
    dits = {"geste": geste, "numero": numero}
    return client.post(f"/groupes/{groupe.pk}/geste/", dits, follow=True)


def write(groupe, auteur, genre="article", **dits):
    return groupes.write_chose(Billet(groupe=groupe, auteur=auteur, genre=genre), auteur, dits)


def plan(groupe, auteur, **dits):
    return groupes.write_chose(groupes.start_reunion(groupe), auteur, dits)


def plan_tache(groupe, auteur, quoi):
    return groupes.write_chose(TacheGroupe(groupe=groupe), auteur, {"quoi": quoi})


# --- Who knows of a group, reads it, writes in it, runs it ---

TABLE = [
    # access, who, status of the page, of a tab, of a form, of the form of the group
    ("ouvert", "dehors", 200, 200, 403, 403),
    ("demande", "dehors", 200, 404, 404, 404),
    ("invitation", "dehors", 404, 404, 404, 404),
    ("invitation", "membre", 200, 200, 200, 403),
    ("invitation", "animatrice", 200, 200, 200, 200),
    ("ouvert", "equipe", 200, 200, 200, 200),
    ("demande", "equipe", 200, 200, 200, 200),
    ("invitation", "equipe", 404, 404, 404, 404),
    ("invitation", "retiree", 404, 404, 404, 404),
]


@pytest.mark.parametrize("ligne", TABLE)
def test_each_stands_where_she_may(ada, bea, ligne):
    acces, qui, page, onglet, ecrire, animer = ligne
    groupe = open_groupe(ada, acces)
    membre = add(groupe, bea) if qui in {"membre", "retiree"} else None
    client = {
        "animatrice": lambda: sign_in(ada),
        "equipe": lambda: sign_in(make_equipe("animation"), second_facteur=True),
    }.get(qui, lambda: sign_in(bea))()
    if qui == "retiree":
        groupes.remove_membre(membre, ada)
    racine = f"/groupes/{groupe.pk}/"

    assert client.get(racine).status_code == page
    for adresse in ("membres/", "questions/", "calendrier/", "taches/", "documents/"):
        assert client.get(racine + adresse).status_code == onglet
    for adresse in ("publier/", "taches/ajouter/", "calendrier/ajouter/"):
        assert client.get(racine + adresse).status_code == ecrire
    assert client.get(f"{racine}modifier/").status_code == animer


def test_nobody_reads_more_than_the_list(client, ada):
    open_groupe(ada, "ouvert")
    prive = open_groupe(ada, nom="Le cénacle")
    page = texte(client.get("/groupes/"))

    assert NOM in page
    assert "1 membre, 0 article, 0 visite" in page
    assert "cénacle" not in page
    assert client.get(f"/groupes/{prive.pk}/").status_code == 302


def test_the_list_is_looked_through_by_word_and_category(client, ada):
    open_groupe(ada, "ouvert")
    open_groupe(ada, "demande", nom="Cantines", but="Manger.", categorie="metiers")

    assert "Cantines" not in texte(client.get("/groupes/?q=flibuste"))
    assert NOM not in texte(client.get("/groupes/?categorie=metiers"))
    assert "Aucun groupe ne répond" in texte(client.get("/groupes/?q=rien+du+tout"))


def test_the_team_opens_a_group_and_hands_it_over(bea):
    equipe = make_equipe("animation")
    sienne = sign_in(equipe, second_facteur=True)
    refus = sign_in(bea).get("/groupes/ouvrir/")
    vide = sienne.post("/groupes/ouvrir/", {})
    sienne.post("/groupes/ouvrir/", DIT | {"acces": "invitation"})
    groupe = GroupeAcheteurs.objects.get()
    membre = add(groupe, bea)
    parti = texte(act(sienne, groupe, "quitter"))
    act(sienne, groupe, "confier", membre.pk)
    act(sienne, groupe, "quitter")
    groupe.refresh_from_db()

    assert refus.status_code == 403
    assert "Donnez un nom." in texte(vide)
    assert "Confiez d’abord l’animation" in parti
    assert groupe.animateur == bea
    assert sienne.get(f"/groupes/{groupe.pk}/").status_code == 404


def test_two_people_change_a_group_at_once(ada):
    groupe = open_groupe(ada)
    client, adresse = sign_in(ada), f"/groupes/{groupe.pk}/modifier/"
    dits = DIT | {"acces": "invitation", "version": groupe.version}
    client.post(adresse, dits | {"nom": "Un"})
    page = texte(client.post(adresse, dits | {"nom": "Deux"}))
    groupe.refresh_from_db()

    assert groupe.nom == "Un"
    assert "Deux versions se croisent" in page


@pytest.mark.parametrize(
    ("avant", "apres", "change"),
    [
        ("ouvert", "invitation", True),
        ("demande", "invitation", True),
        ("demande", "ouvert", False),
        ("invitation", "demande", False),
    ],
)
def test_a_group_is_never_opened_to_more_people_than_its_members_knew(ada, avant, apres, change):
    groupe = open_groupe(ada, avant)
    dits = DIT | {"acces": apres, "version": groupe.version}
    sign_in(ada).post(f"/groupes/{groupe.pk}/modifier/", dits)
    groupe.refresh_from_db()

    assert groupe.acces == (apres if change else avant)


# --- Coming in, leaving ---


def test_an_open_group_is_joined_in_a_click(ada, bea):
    groupe = open_groupe(ada, "ouvert")
    page = texte(act(sign_in(bea), groupe, "entrer"))
    act(sign_in(bea), groupe, "entrer")

    assert "Rejoindre le groupe" not in page
    assert groupe.membres.membres().count() == 2


def test_a_request_waits_for_who_runs_the_group(courriels, ada, bea, cleo):
    groupe = open_groupe(ada, "demande")
    for elle in (bea, cleo):
        act(sign_in(elle), groupe, "entrer")
    attend = texte(sign_in(bea).get(f"/groupes/{groupe.pk}/"))
    beas, cleos = groupe.membres.filter(etat="demande")
    animatrice = sign_in(ada)
    act(animatrice, groupe, "accueillir", beas.pk)
    act(animatrice, groupe, "accueillir", beas.pk)
    act(animatrice, groupe, "refuser", cleos.pk)

    assert "Votre demande attend" in attend
    assert [list(c.to) for c in courriels] == [[ada.courriel]] * 2 + [
        [bea.courriel],
        [cleo.courriel],
    ]
    assert "Bea Essai demande à entrer" in courriels[0].body
    assert "Vous êtes membre" in courriels[2].body
    assert "pas acceptée" in courriels[3].body
    assert sign_in(bea).get(f"/groupes/{groupe.pk}/taches/").status_code == 200
    assert sign_in(cleo).get(f"/groupes/{groupe.pk}/taches/").status_code == 404


def test_an_invitation_is_accepted_or_refused_once_by_its_address_alone(courriels, ada, bea, cleo):
    groupe = open_groupe(ada)
    animatrice, adresse = sign_in(ada), f"/groupes/{groupe.pk}/membres/"
    animatrice.post(adresse, {"courriel": " Bea@haut.exemple.fr "})
    animatrice.post(adresse, {"courriel": cleo.courriel})
    page = texte(sign_in(bea).get("/groupes/"))
    autre = act(sign_in(make_personne("dora@exemple.fr")), groupe, "accepter")
    act(sign_in(bea), groupe, "accepter")
    encore = texte(animatrice.post(adresse, {"courriel": bea.courriel}, follow=True))
    act(sign_in(cleo), groupe, "quitter")
    apres = act(sign_in(cleo), groupe, "accepter")

    assert "Ada Essai vous invite dans le groupe" in courriels[0].subject
    assert "invitation envoyée" in page
    assert autre.status_code == 404
    assert "déjà membre" in encore
    assert apres.status_code == 404
    assert {str(m) for m in groupe.membres.all()} == {"Ada Essai", "Bea Essai"}


def test_an_invitation_ends_in_thirty_days(courriels, ada, bea):
    groupe = open_groupe(ada)
    groupes.invite_groupe(groupe, bea.courriel, ada)
    avant = sign_in(bea).get(f"/groupes/{groupe.pk}/").status_code
    MembreGroupe.objects.filter(etat="invitee").update(expire_le=timezone.now())
    apres = sign_in(bea).get(f"/groupes/{groupe.pk}/").status_code
    forget(timezone.now())

    assert (avant, apres) == (200, 404)
    assert groupe.membres.count() == 1


def test_an_address_that_is_not_proven_takes_no_invitation(courriels, ada):
    groupe = open_groupe(ada)
    groupes.invite_groupe(groupe, "eve@exemple.fr", ada)
    eve = make_personne("eve@exemple.fr", confirmee=False)

    assert act(sign_in(eve), groupe, "accepter").status_code == 404
    assert not groupe.membres.membres().filter(personne=eve).exists()


def test_invitations_have_a_limit(monkeypatch, courriels, ada):
    monkeypatch.setitem(groupes.PAR_JOUR, "invitation", 1)
    groupe = open_groupe(ada)
    groupes.invite_groupe(groupe, "a@exemple.fr", ada)

    with pytest.raises(TropDeDemandes):
        groupes.invite_groupe(groupe, "b@exemple.fr", ada)


def test_whoever_is_alone_erases_the_group(ada, bea):
    groupe = open_groupe(ada)
    membre = add(groupe, bea)
    plan(groupe, ada, **REUNION)
    client = sign_in(ada)
    refus = texte(act(client, groupe, "fermer"))
    act(client, groupe, "ecarter", membre.pk)
    act(client, groupe, "fermer")

    assert "D’autres membres y sont encore" in refus
    assert not GroupeAcheteurs.objects.exists()
    assert not Evenement.tous.exists()


@pytest.mark.parametrize("geste", ["accueillir", "ecarter", "confier", "fermer"])
def test_a_member_does_not_run_the_group(ada, bea, geste):
    groupe = open_groupe(ada)
    membre = add(groupe, bea)

    assert act(sign_in(bea), groupe, geste, membre.pk).status_code == 403


def test_a_gesture_that_is_not_known_changes_nothing(ada):
    groupe = open_groupe(ada)

    assert "pas reconnu" in texte(act(sign_in(ada), groupe, "exploser"))
    assert "pas reconnu" in texte(act(sign_in(ada), groupe, "faite", "²"))
    assert act(sign_in(ada), groupe, "faite", 404).status_code == 404


# --- What members write ---


def test_a_title_starts_an_article_and_an_address_a_document(ada):
    groupe = open_groupe(ada)
    client, publier = sign_in(ada), f"/groupes/{groupe.pk}/publier/"
    titre = client.get(publier, {"depart": "Un titre", "genre": "article"})
    lien = client.get(publier, {"depart": "https://exemple.fr/a", "genre": "document"})
    question = client.get(publier, {"depart": "Qui ?", "genre": "question"})

    assert titre.context["form"].initial["titre"] == "Un titre"
    assert lien.context["form"].initial["adresse"] == "https://exemple.fr/a"
    assert question.url == f"/echanges/poser/?groupe={groupe.pk}&titre=Qui+%3F"


def test_an_article_is_read_changed_by_two_and_put_aside(ada, bea, cleo):
    groupe = open_groupe(ada)
    add(groupe, bea)
    add(groupe, cleo)
    auteur, animatrice, autre = sign_in(bea), sign_in(ada), sign_in(cleo)
    publier = f"/groupes/{groupe.pk}/publier/?genre=article"
    dits = {"titre": "Le lot unique", "texte": "En deux mots.", "categorie": "Nettoyage"}
    page = auteur.post(publier, dits, follow=True)
    billet = Billet.objects.get()
    change = f"/groupes/{groupe.pk}/articles/{billet.pk}/modifier/"
    animatrice.post(change, dits | {"titre": "Deux lots", "version": 1})
    croise = auteur.post(change, dits | {"titre": "Trois lots", "version": 1})
    interdit = autre.post(change, dits | {"version": 2})
    refus = act(autre, groupe, "ranger", billet.pk)
    act(auteur, groupe, "ranger", billet.pk)
    retire = client_status(autre, billet)
    act(auteur, groupe, "retablir", billet.pk)

    assert "En deux mots." in texte(page)
    assert "Deux versions se croisent" in texte(croise)
    assert (interdit.status_code, refus.status_code) == (403, 404)
    assert (retire, client_status(autre, billet)) == (404, 200)
    assert "Deux lots" in texte(autre.get(f"/groupes/{groupe.pk}/?genre=article"))


def client_status(client, billet):
    return client.get(billet.get_absolute_url()).status_code


def test_what_was_taken_out_is_erased_after_thirty_days(ada):
    groupe = open_groupe(ada)
    billet = write(groupe, ada, "article", titre="Un")
    tache = plan_tache(groupe, ada, "Deux")
    client = sign_in(ada)
    act(client, groupe, "ranger", billet.pk)
    act(client, groupe, "ranger_tache", tache.pk)
    garde = texte(client.get(f"/groupes/{groupe.pk}/taches/"))
    forget(timezone.now() + timedelta(days=29))
    reste = Billet.objects.count() + TacheGroupe.objects.count()
    forget(timezone.now() + timedelta(days=31))

    assert "Deux (retirée)" in garde
    assert reste == 2
    assert (Billet.objects.count(), TacheGroupe.objects.count()) == (0, 0)


def make_docx(**membres):
    contenu = io.BytesIO()
    with zipfile.ZipFile(contenu, "w") as archive:
        for nom, octets in membres.items():
            archive.writestr(nom, octets)
    return contenu.getvalue()


def test_a_document_is_checked_then_read_by_members_alone(settings, tmp_path, ada, bea, cleo):
    settings.MEDIA_ROOT = tmp_path
    groupe = open_groupe(ada)
    add(groupe, bea)
    client, publier = sign_in(ada), f"/groupes/{groupe.pk}/publier/?genre=document"
    pdf = make_pdf()
    dits = {"titre": "Une note", "licence": "CC BY 4.0"}
    fichier = SimpleUploadedFile("note.pdf", pdf)
    attend = client.post(publier, dits | {"fichier": fichier}, follow=True)
    billet = Billet.objects.get()
    adresse = f"{billet.get_absolute_url()}fichier/"
    en_quarantaine = client.get(adresse).status_code
    release_fichier(str(billet.fichier.pk))
    liste = texte(sign_in(bea).get(f"/groupes/{groupe.pk}/documents/"))

    assert "contrôle de ce fichier est en cours" in texte(attend)
    assert en_quarantaine == 404
    assert b"".join(sign_in(bea).get(adresse).streaming_content) == pdf
    assert sign_in(cleo).get(adresse).status_code == 404
    assert Client().get(adresse).status_code == 302
    assert "donné par un membre" in liste
    assert "CC BY 4.0" in liste


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("macro.docm", b"PK\x03\x04", "n’est pas dans un format accepté"),
        ("macro.docx", make_docx(**{"word/vbaProject.bin": b"x"}), "contient des macros"),
        ("vide.pdf", b"", "est vide"),
        ("photo.png", b"\x89PNG", "n’est pas dans un format accepté"),
    ],
)
def test_a_file_that_may_harm_is_refused_and_says_why(ada, nom, contenu, dit):
    groupe = open_groupe(ada)
    envoi = {"titre": "T", "fichier": SimpleUploadedFile(nom, contenu)}
    page = sign_in(ada).post(f"/groupes/{groupe.pk}/publier/?genre=document", envoi)

    assert dit in texte(page)
    assert not Billet.objects.exists()


def test_a_document_has_an_address_or_a_file(ada):
    groupe = open_groupe(ada)
    publier = f"/groupes/{groupe.pk}/publier/?genre=document"
    page = sign_in(ada).post(publier, {"titre": "T", "adresse": "javascript:alert(1)"})
    vide = sign_in(ada).post(publier, {"titre": "T"})

    assert page.status_code == 200
    assert "Donnez une adresse ou un fichier" in texte(vide)
    assert not Billet.objects.exists()


def test_only_the_team_says_that_a_document_is_checked(ada):
    groupe = open_groupe(ada, "ouvert")
    billet = write(groupe, ada, "document", titre="D", adresse="https://exemple.fr/")
    refus = act(sign_in(ada), groupe, "verifier", billet.pk)
    equipe = sign_in(make_equipe("moderation"), second_facteur=True)
    page = texte(act(equipe, groupe, "verifier", billet.pk))

    dits = {"titre": "D", "adresse": "https://exemple.fr/autre", "version": 2}
    sign_in(ada).post(f"{billet.get_absolute_url()}modifier/", dits)
    changee = texte(equipe.get(f"/groupes/{groupe.pk}/documents/"))

    assert refus.status_code == 403
    assert "vérifié par l’équipe" in page
    assert "donné par un membre" in changee
    act(equipe, groupe, "verifier", billet.pk)
    assert "donné par un membre" in texte(act(equipe, groupe, "deverifier", billet.pk))


def test_each_photo_says_what_it_shows(ada, cleo):
    groupe = open_groupe(ada)
    billet = write(groupe, ada, "album", titre="Visite")
    client, page = sign_in(ada), f"{billet.get_absolute_url()}modifier/"
    image = min((RACINE / "spaser/site/portail/static/aide").glob("*.png")).read_bytes()
    envoi = lambda: SimpleUploadedFile("a.png", image)  # noqa: E731 - read once
    dits = {"titre": "Visite", "version": 1}
    muette = client.post(page, dits | {"photo": envoi()})
    fausse = client.post(
        page, dits | {"photo": SimpleUploadedFile("a.png", b"x"), "alternative": "A"}
    )
    dits |= {"photo": envoi(), "alternative": "Un atelier"}
    lue = texte(client.post(page, dits, follow=True))
    photo = billet.photos.get()
    adresse = f"/groupes/{groupe.pk}/photos/{photo.pk}/"

    assert "Dites ce que montre la photo" in texte(muette)
    assert "Donnez une image PNG ou JPEG" in texte(fausse)
    assert 'alt="Un atelier"' in lue
    assert client.get(adresse)["Content-Type"] == f"image/{photo.genre}"
    assert sign_in(cleo).get(adresse).status_code == 404


def test_a_group_of_ten_holds_a_meeting(courriels, ada):
    groupe = open_groupe(ada)
    dix = [make_personne(f"membre{n}@exemple.fr") for n in range(9)]
    for elle in dix:
        groupes.invite_groupe(groupe, elle.courriel, ada)
        act(sign_in(elle), groupe, "accepter")
    client, racine = sign_in(ada), f"/groupes/{groupe.pk}/"
    dits = {"titre": "Réunion de rentrée", "jour": "2030-03-05", "de": "10:00", "a": "12:00"}
    visio = {"lieu": "Mairie, ou https://visio.exemple.fr/zorbule"}
    client.post(f"{racine}calendrier/ajouter/", dits | visio)
    reunion = Evenement.tous.get()
    membre = groupe.membres.get(personne=dix[0])
    tache = {"quoi": "Écrire l’ordre du jour", "qui": membre.pk, "pour_le": "2030-03-01"}
    client.post(f"{racine}taches/ajouter/", tache | {"etat": "a_faire"})
    write(groupe, ada, "document", titre="Support", adresse="https://exemple.fr/")
    lu = sign_in(dix[0])
    calendrier, taches = texte(lu.get(f"{racine}calendrier/")), texte(lu.get(f"{racine}taches/"))
    act(lu, groupe, "faite", TacheGroupe.objects.get().pk)
    change = f"{racine}calendrier/{reunion.pk}/"
    avant = client.get(change).context["form"].initial
    client.post(change, dits | {"titre": "Réunion d’été", "version": reunion.version})
    act(client, groupe, "annuler", reunion.pk)

    assert groupe.membres.membres().count() == 10
    assert "mardi 5 mars 2030, de 10 h à 12 h" in calendrier
    assert 'href="https://visio.exemple.fr/zorbule"' in calendrier
    assert "Membre0 Essai" in taches
    assert avant["lieu"] == visio["lieu"]
    assert TacheGroupe.objects.get().etat == "faite"
    assert "Annulée" in texte(lu.get(f"{racine}calendrier/"))
    assert "Support" in texte(lu.get(f"{racine}documents/"))
    assert [
        c for c in courriels if "Écrire l’ordre du jour" in c.subject and dix[0].courriel in c.to
    ]


def test_a_question_of_a_group_is_answered_there_and_nowhere_else(courriels, ada, bea):
    groupe = open_groupe(ada)
    add(groupe, bea, "aussitot")
    dits = {"titre": "Qui achète des griselles ?", "plume": "Val-Fictif", "publier": "oui"}
    page = sign_in(ada).post(f"/echanges/poser/?groupe={groupe.pk}", dits, follow=True)
    question = groupe.questions.get()
    sign_in(bea).post(question.get_absolute_url(), {"texte": "Nous.", "plume": "Haut-Fictif"})
    liste = texte(sign_in(bea).get(f"/groupes/{groupe.pk}/questions/"))
    etrangere = sign_in(make_personne("dora@exemple.fr"))

    assert "Question du groupe" in texte(page)
    assert courriels[0].to == [bea.courriel]
    assert "Rendre public" not in texte(page)
    assert "1 réponse" in liste
    assert etrangere.get(question.get_absolute_url()).status_code == 404
    assert "griselles" not in texte(sign_in(ada).get("/echanges/"))
    assert etrangere.get(f"/echanges/poser/?groupe={groupe.pk}").status_code == 404
    assert etrangere.get("/echanges/poser/?groupe=²").status_code == 404
    act_echange(sign_in(ada), question, "publique_le")
    question.refresh_from_db()
    assert question.publique_le is None
    assert "griselles" not in texte(Client().get("/echanges/"))


def act_echange(client, question, geste):
    return client.post(f"/echanges/{question.pk}/geste/", {"geste": geste})


def test_who_was_taken_out_reads_not_even_her_own_question(ada, bea):
    groupe = open_groupe(ada)
    membre = add(groupe, bea)
    question = ask(groupe, bea)
    avant = sign_in(bea).get(question.get_absolute_url()).status_code
    groupes.remove_membre(membre, ada)

    assert avant == 200
    assert sign_in(bea).get(question.get_absolute_url()).status_code == 404


def ask(groupe, auteur, titre="Qui ?"):
    (plume,) = echanges.list_plumes(auteur, equipe=False)
    return echanges.write_echange(auteur, plume, {"titre": titre}, groupe=groupe)


def test_a_word_is_found_in_each_tab(ada, bea):
    groupe = open_groupe(ada, "ouvert")
    write(groupe, ada, "article", titre="Zinnia", texte="Bleu")
    plan_tache(groupe, ada, "Planter un zinnia")
    plan(groupe, ada, **REUNION, resume="Du zinnia")
    ask(groupe, ada, "Un zinnia ?")
    racine = f"/groupes/{groupe.pk}/"
    page = texte(sign_in(ada).get(f"{racine}?q=zinnia"))

    assert all(dit in page for dit in ("Planter un zinnia", "Point des griselles", "Un zinnia ?"))
    assert "Planter" not in texte(sign_in(ada).get(f"{racine}?q=zinnia+bleu"))
    assert "Ada Essai" in texte(sign_in(ada).get(f"{racine}?q=ada"))
    assert "Ada Essai" not in texte(sign_in(bea).get(f"{racine}?q=ada")).split("Chercher")[-1]


def test_who_runs_a_group_is_told_once_of_a_question_that_waits(courriels, ada, bea):
    groupe = open_groupe(ada)
    add(groupe, bea)
    ask(groupe, bea, "Qui attend ?")
    repondue = ask(groupe, bea, "Qui répond ?")
    (plume,) = echanges.list_plumes(ada, equipe=False)
    echanges.write_echange(ada, plume, {"texte": "Moi."}, question=repondue)
    courriels.clear()
    echanges.tell_oubliees(timezone.now() + timedelta(days=4))
    avant = len(courriels)
    for _ in range(2):
        echanges.tell_oubliees(timezone.now() + timedelta(days=6))

    assert avant == 0
    assert [(list(c.to), "Qui attend" in c.body) for c in courriels] == [([ada.courriel], True)]


@pytest.mark.parametrize("acces", ["ouvert", "demande", "invitation"])
def test_the_search_of_the_site_finds_the_articles_of_open_groups_alone(client, ada, acces):
    groupe = open_groupe(ada, acces)
    billet = write(groupe, ada, titre="Zibeline", texte="Une flanelle.")

    def find():
        return billet.get_absolute_url() in client.get("/recherche/?q=zibeline").text

    trouve = find()
    rebuild_index()
    assert (trouve, find()) == (acces == "ouvert",) * 2
    act(sign_in(ada), groupe, "ranger", billet.pk)
    retire = find()
    act(sign_in(ada), groupe, "retablir", billet.pk)
    assert (retire, find()) == (False, acces == "ouvert")
    dits = DIT | {"acces": "invitation", "version": groupe.version}
    sign_in(ada).post(f"/groupes/{groupe.pk}/modifier/", dits)
    assert not find()
    assert not Entree.objects.filter(type="billet").exists()


def test_readings_are_counted_and_nobody_is_followed(ada):
    groupe = open_groupe(ada)
    client = sign_in(ada)
    for _ in range(3):
        client.get(f"/groupes/{groupe.pk}/")
    count_visites(timezone.now())
    count_visites(timezone.now())
    groupe.refresh_from_db()

    assert groupe.visites == 3


# --- Told as often as wanted ---


def test_each_member_is_told_as_often_as_she_follows(courriels, ada, bea, cleo):
    groupe = open_groupe(ada)
    add(groupe, bea, "aussitot")
    add(groupe, cleo, "hebdomadaire")
    add(groupe, make_personne("dora@exemple.fr"), "jamais")
    write(groupe, ada, "article", titre="Un", texte="Deux")
    aussitot = [list(c.to) for c in courriels]
    attend = Courriel.objects.get(etat="groupe")
    gather(attend.du_le)

    assert aussitot == [[bea.courriel]]
    assert attend.du_le.weekday() == 0
    assert [list(c.to) for c in courriels[1:]] == [[cleo.courriel]]
    assert f"{NOM} : Un" in courriels[1].body


def test_nothing_is_told_to_who_left_nor_of_what_was_taken_out(courriels, ada, bea, cleo):
    groupe = open_groupe(ada)
    parties = add(groupe, bea, "hebdomadaire")
    add(groupe, cleo, "hebdomadaire")
    billet = write(groupe, ada, "article", titre="Un")
    groupes.remove_membre(parties, ada)
    Billet.objects.filter(pk=billet.pk).update(retire_le=timezone.now())
    gather(Courriel.objects.filter(etat="groupe").first().du_le)

    assert courriels == []


def test_a_member_chooses_what_she_receives(ada, bea):
    groupe = open_groupe(ada)
    membre = add(groupe, bea)
    page = texte(act(sign_in(bea), groupe, "suivre_aussitot"))
    membre.refresh_from_db()

    assert "Jamais" in page
    assert membre.suit == "aussitot"


def test_a_calendar_follows_who_is_in_and_no_longer(client, ada, bea):
    groupe = open_groupe(ada)
    membre = add(groupe, bea)
    plan(groupe, ada, **REUNION)
    open_sien(groupes.MON_CALENDRIER, bea)
    adresse = groupes.MON_CALENDRIER.path_of(list_partages(groupes.MON_CALENDRIER).get())
    dedans = client.get(adresse)
    groupes.remove_membre(membre, ada)
    dehors = client.get(adresse)

    assert "Point des griselles" in dedans.text
    assert f"/groupes/{groupe.pk}/calendrier/" in dedans.text.replace("\r\n ", "")
    assert "griselles" not in dehors.text
    assert client.get(adresse.replace(":", ":a", 1)).status_code == 404


# --- A private group leaks nowhere ---

MOTS = "aubracien bourdalou carniflore dracenne esquilon fanfreluce gougerolle houppette".split()
PUBLIQUES = (
    "/", "/groupes/", "/groupes/?q={}", "/recherche/?q={}", "/recherche/propositions?q={}",
    "/echanges/", "/echanges/?tri=sans-reponse", "/agenda/", "/agenda/agenda.ics", "/actualites/",
    "/faq/?q={}", "/registre/?q={}", "/api/v1/fiches?q={}", "/plan-du-site/", "/sitemap.xml",
    "/questionnaires/", "/agenda/equipe/", "/bureau/", "/echanges/moderation/", "/compte/liens/",
    "/espaces/", "/echanges/pairs/?sujet=indicateur:SOC-05", "/equipe/journal/",
    "/compte/donnees/export/",
)  # fmt: skip


def fill_prive(auteur, membre):
    """Write a private group full of words that stand nowhere else."""
    nom, but, titre, corps, question, reponse, reunion, tache = MOTS
    groupe = open_groupe(auteur, nom=nom, but=but)
    add(groupe, membre, "aussitot")
    write(groupe, auteur, "article", titre=titre, texte=corps)
    (plume,) = echanges.list_plumes(auteur, equipe=False)
    dits = {"titre": question, "texte": question, "sujet": "indicateur:SOC-05", "nomme": True}
    posee = echanges.write_echange(auteur, plume, dits, groupe=groupe)
    echanges.write_echange(auteur, plume, {"texte": reponse, "nomme": True}, question=posee)
    heures = {
        "debut": timezone.now() + timedelta(days=2),
        "fin": timezone.now() + timedelta(days=3),
    }
    plan(groupe, auteur, titre=reunion, resume=reunion, **heures)
    plan_tache(groupe, auteur, tache)
    return groupe, posee


@pytest.mark.parametrize("qui", ["personne", "acheteur", "moderation", "animation"])
def test_a_private_group_leaks_nowhere(courriels, ada, bea, cleo, qui):
    _, question = fill_prive(ada, cleo)
    rebuild_index()
    client = Client()
    if qui == "acheteur":
        client = sign_in(bea)
    elif qui != "personne":
        client = sign_in(make_equipe(qui), second_facteur=True)
    adresses = [a.format(mot) for a in PUBLIQUES for mot in (MOTS if "{}" in a else [""])]
    reunion = Evenement.tous.get()
    adresses += [
        question.get_absolute_url(),
        f"/agenda/{reunion.code}/",
        f"/agenda/{reunion.code}/agenda.ics",
        f"/agenda/equipe/{reunion.code}/",
        f"/echanges/{question.pk}/signaler/",
    ]
    fuites = []
    for adresse in adresses:
        reponse = client.get(adresse, follow=True)
        lu = b"".join(reponse) if reponse.streaming else reponse.content
        cherche = adresse.partition("?q=")[2]
        fuites += [(adresse, m) for m in MOTS if m != cherche and m.encode() in lu]
        if cherche and lu.count(cherche.encode()) != _count_temoin(client, adresse, cherche):
            fuites.append((adresse, "found"))

    assert fuites == []
    assert {c.to[0] for c in courriels} <= {cleo.courriel}


def _count_temoin(client, adresse, cherche):
    """Count how often a page repeats a word that nobody wrote anywhere."""
    autre = "quisquilieux"
    return client.get(adresse.replace(cherche, autre), follow=True).content.count(autre.encode())


# --- What becomes of a person's words ---


def test_erasing_hands_the_group_over_and_takes_her_words_out(ada, bea):
    groupe, seul = open_groupe(ada), open_groupe(ada, nom="Seule")
    add(groupe, bea)
    write(groupe, ada, "article", titre="Zibeline")
    groupes.invite_groupe(groupe, "eve@exemple.fr", ada)
    donnees = export_donnees(ada)["groupes"]
    erase_compte(ada)
    groupes.follow_groupes(timezone.now())
    groupe.refresh_from_db()

    assert {un["groupe"] for un in donnees["membre_de"]} == {NOM, "Seule"}
    assert donnees["articles"][0]["titre"] == "Zibeline"
    assert groupe.animateur == bea
    assert not Billet.objects.exists()
    assert not GroupeAcheteurs.objects.filter(pk=seul.pk).exists()
