"""The kill matrix: a real process of the site is killed at each step of each kind of work.

Others then finish. Nothing is lost, nothing is done twice, nothing is stuck.
"""

import email.policy
import re
import shutil
import smtplib
from datetime import date, timedelta
from email import message_from_bytes
from unittest import mock

import pytest
from django.conf import settings as reglages
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from spaser.documents.classeur import FormatClasseur
from spaser.site.chiffres.depenses.services import ask_lecture
from spaser.site.chiffres.marches.entrepot import open_lecteurs
from spaser.site.chiffres.marches.fichiers import forget_fichier, withdraw_fichier, write_export
from spaser.site.chiffres.marches.liste import FiltreMarches, ask_export
from spaser.site.chiffres.models import Calcul, Examen, Extrait, FichierMarches, Fonds
from spaser.site.chiffres.reparation import examine_grand_acheteur
from spaser.site.comptes.services import read_inscription, tell_inscription
from spaser.site.entourage.demandes import ask_question
from spaser.site.entourage.groupes import open_groupe, write_chose
from spaser.site.entourage.models.demandes import Question
from spaser.site.entourage.models.groupes import Billet
from spaser.site.espace.discussions import SujetDiscussion
from spaser.site.espace.models import LienPartage
from spaser.site.organisations.courriels import tell_membre
from spaser.site.organisations.models import Espace, QuestionAnnuaire
from spaser.site.plan.actions.services import create_axe
from spaser.site.plan.cibles.collecte import start_collecte
from spaser.site.plan.cibles.tournee import ask_tournee
from spaser.site.recherche.models import Entree
from spaser.site.registre.models import Alerte, EnvoiAlerte, Fiche, VersionFiche
from spaser.site.rencontres.app import check_replays as look_at_replays
from spaser.site.schema.app import check_mise_en_ligne as look_at
from spaser.site.schema.models import Publication
from spaser.site.schema.vote.services import send_to_vote
from spaser.site.socle.courriels.abonnements import choose_cadences
from spaser.site.socle.fichiers import send_message
from spaser.site.socle.models import Cadence, Courriel, Fichier, Passage, Sujet
from spaser.site.socle.taches import file
from spaser.site.socle.taches.travailleur import execute
from tests.site.chiffres.depenses.fabrique import make_extrait
from tests.site.organisations.fabrique import make_membre, make_organisation, make_personne
from tests.site.plan.fabrique import make_action
from tests.site.registre.fabrique import make_fiche
from tests.site.rencontres.agenda.fabrique import make_evenement, make_inscription
from tests.site.socle.taches.gestes import ask_mail, erase, open_annuaire, publish, send_fichier
from tests.site.socle.taches.site_reel import SiteReel, open_copie
from tests.site.territoire import entrepot_fictif

__all__ = ["entrepot_fictif"]

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGE = {
    "destinataire": "lea@exemple.fr",
    "sujet": "Avis",
    "texte": "Bonjour",
    "html": "<p>Bonjour</p>",
    "entetes": {"Message-ID": "<un@exemple.fr>"},
}
TROIS = timedelta(days=3)  # as many behind as before: half-way
FIN = "spaser.site.socle.taches.file.conclude"
MARCHES = "spaser.site.chiffres.marches"
ENVOI = "spaser.site.socle.courriels.envoi"
DOSSIER = "spaser.site.espace.editions"
PIECES = "spaser.site.schema.vote.fichiers"
VOTE = {"longueur": "courant", "seance": None, "assemblee": "conseil", "corps": "metropole"}


@pytest.fixture
def site(tmp_path, settings):
    settings.TASKS = {"default": {"BACKEND": "spaser.site.socle.taches.file.Taches"}}
    settings.DOSSIER = tmp_path
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    settings.MARCHES_PRIVES = tmp_path / "marches-prives"
    settings.MARCHES_LUS = tmp_path / "marches-lus"
    settings.ENTREPOT = tmp_path / "entrepot"
    with open_copie(tmp_path):
        yield SiteReel(tmp_path)


def list_contenus():
    """Return the files that people sent, as the disk has them."""
    return [f for f in reglages.MEDIA_ROOT.glob("??/*") if f.is_file()]


def list_courriels(site):
    return sorted(site.dossier.glob("courriels/*"))


def check_done(nombre):
    """Every task is done, once, and none of them waits."""
    assert list(DBTaskResult.objects.values_list("status", flat=True)) == ["SUCCESSFUL"] * nombre


def kill_then_finish(site, point, moment, role="travailleur"):
    site.kill(role, point, moment)
    site.let_leases_end()
    site.run(role)


# A mail.


def check_courriel(site, point, moment):
    tell_inscription("lea@exemple.fr", "lea@exemple.fr", "")
    kill_then_finish(site, point, moment)
    (courriel,) = list_courriels(site)
    lien = re.search(r"[\w-]{43}", read_texte(courriel))[0]
    assert read_inscription(lien)["courriel"] == "lea@exemple.fr"  # of the first that left
    assert Courriel.objects.values_list("etat", "adresse").get() == ("envoye", "")
    check_done(1)


def check_courriel_refuse(site, point, moment):
    """Four times the server refuses, then the worker is killed: the mail still leaves."""
    ask_mail()
    with mock.patch(f"{ENVOI}.hand_over", side_effect=smtplib.SMTPServerDisconnected("parti")):
        for _ in range(4):
            DBTaskResult.objects.update(run_after=timezone.now())
            execute(file.claim("refusé"), "refusé")
    DBTaskResult.objects.update(run_after=timezone.now())
    kill_then_finish(site, point, moment)
    DBTaskResult.objects.update(run_after=timezone.now())
    site.run()
    assert len(list_courriels(site)) == 1
    check_done(1)


def read_texte(courriel):
    message = message_from_bytes(courriel.read_bytes(), policy=email.policy.default)
    return message.get_body(preferencelist=("plain",)).get_content()


def check_demande_de_courriel(site, point, moment):
    site.kill("tests.site.socle.taches.gestes.ask_mail", point, moment)
    assert (Courriel.objects.count(), DBTaskResult.objects.count()) == (0, 0)
    ask_mail()
    site.run()
    assert len(list_courriels(site)) == 1


def check_ancien_courriel(site, point, moment):
    send_message.enqueue(message=MESSAGE)
    kill_then_finish(site, point, moment)
    (courriel,) = list_courriels(site)
    assert b"lea@exemple.fr" in courriel.read_bytes()
    check_done(1)


# A file of contracts: its control, its reading, its withdrawal.


def check_marches(site, point, moment):
    make_organisation()
    send_fichier()
    kill_then_finish(site, point, moment)
    ligne = FichierMarches.objects.get()
    assert (ligne.etat, ligne.rapport["marches"]) == ("lu", 1)
    fonds = Fonds.objects.get()
    assert fonds.revision == 1
    assert [d.name for d in (reglages.MARCHES_PRIVES / str(fonds.espace_id)).iterdir()] == [
        fonds.dossier
    ]
    check_done(2)


def check_retrait(site, point, moment):
    elle = make_membre(make_organisation(), "redaction").utilisateur
    send_fichier()
    site.run()
    withdraw_fichier(FichierMarches.objects.get(), elle)
    forget_fichier.enqueue(numero=FichierMarches.objects.get().pk)
    kill_then_finish(site, point, moment)
    assert FichierMarches.objects.count() == Fichier.objects.count() == 0
    assert list_contenus() == []
    assert Fonds.objects.get().dossier == ""
    check_done(3)


def check_relecture(site, point, moment):
    """What was read is damaged: a worker reads it again."""
    espace = make_organisation().espace
    send_fichier()
    site.run()
    abime = Fonds.objects.get()
    shutil.rmtree(reglages.MARCHES_PRIVES / str(espace.pk) / abime.dossier)
    open_lecteurs(espace)
    kill_then_finish(site, point, moment)
    fonds = Fonds.objects.get()
    assert (fonds.abime_le, fonds.dossier != abime.dossier) == (None, True)
    assert [d.name for d in (reglages.MARCHES_PRIVES / str(espace.pk)).iterdir()] == [fonds.dossier]
    assert FichierMarches.objects.get().etat == "lu"
    check_done(3)


def check_export(site, point, moment):
    """A long list written aside."""
    elle = make_membre(make_organisation(), "redaction").utilisateur
    ligne, _ = ask_export(Espace.objects.get(), elle, FormatClasseur.CSV, FiltreMarches())
    write_export.enqueue(numero=ligne.pk)
    kill_then_finish(site, point, moment)
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.fichier.taille > 0) == ("pret", True)
    assert Fichier.objects.count() == 1
    check_done(1)


# The folder of a sitting.


def check_edition(site, point, moment):
    """Fourteen files, each once, whichever the worker was at."""
    espace = make_organisation(type="metropole", population=250_000).espace
    auteur = make_membre(espace.organisation, "redaction").utilisateur
    axe = create_axe(espace, {"titre": "Une place à chacun"}, auteur)
    make_action(espace, auteur, axe=axe)
    edition = send_to_vote(espace, VOTE, auteur)
    kill_then_finish(site, point, moment)
    fichiers = edition.arretee.fichiers
    assert (fichiers.count(), fichiers.filter(octets=b"").count()) == (14, 0)
    check_done(1)


# Spend: a reading, the figures.


def check_depenses(site, point, moment):
    extrait = make_extrait(make_organisation().espace)
    ask_lecture(extrait)
    kill_then_finish(site, point, moment)
    extrait.refresh_from_db()
    calcul = Calcul.objects.get()
    assert (extrait.etat, extrait.compte_rendu["lues"]["lignes"] > 0) == ("lu", True)
    assert (calcul.demande, calcul.fait, calcul.message) == (1, 1, "")
    assert calcul.contenu
    check_done(2)


# The examination of a large buyer.


def check_examen(site, point, moment):
    examen = Examen.objects.create(siren="001010016", version="une", total=1)
    examine_grand_acheteur.enqueue(numero=examen.pk)
    kill_then_finish(site, point, moment)
    examen.refresh_from_db()
    assert (examen.etat, examen.faits == examen.total > 1, examen.taille > 0) == (
        "fait",
        True,
        True,
    )
    check_done(1)


# Whether a page that shows published results answers.


def check_mise_en_ligne(site, point, moment):
    publication = Publication.objects.create(
        espace=make_organisation().espace, annee=2025, debut=2024, etat="publiee"
    )
    mise = publication.mises_en_ligne.create(adresse="http://127.0.0.1/", jour=date(2026, 11, 20))
    look_at.enqueue(numero=mise.pk)
    kill_then_finish(site, point, moment)
    mise.refresh_from_db()
    assert (mise.repond, bool(mise.constat), bool(mise.verifiee_le)) == (None, True, True)
    check_done(1)


# Whether a replay is still there.


def check_replays(site, point, moment):
    evenement = make_evenement(dans=timedelta(days=-1), replay_adresse="http://127.0.0.1/")
    look_at_replays.enqueue()
    kill_then_finish(site, point, moment)
    evenement.refresh_from_db()
    assert evenement.replay_mort_le is None  # an address that is not asked proves nothing
    check_done(1)


# Names asked of the public directory.


def check_annuaire(site, point, moment):
    with open_annuaire("200077832", "SYNDICAT DES EAUX"):
        kill_then_finish(site, point, moment)
    assert QuestionAnnuaire.objects.get().reponses[0]["nom"] == "SYNDICAT DES EAUX"
    check_done(1)


# The scheduler.


def check_rappel_evenement(site, point, moment):
    make_inscription(make_evenement(dans=timedelta(hours=20)))
    kill_then_finish(site, point, moment, "planificateur")
    site.run()
    assert len(list_courriels(site)) == 1


def check_alertes(site, point, moment):
    hier = timezone.now() - timedelta(days=2)
    Alerte.objects.create(
        courriel="lea@exemple.fr", requete="", cadence="quotidienne",
        creee_le=hier, confirmee_le=hier, jusqu_a=hier,
    )  # fmt: skip
    make_fiche("Région Bretagne", maintenant=timezone.now() - timedelta(days=1))
    kill_then_finish(site, point, moment, "planificateur")
    site.run()
    assert EnvoiAlerte.objects.count() == 1
    assert len(list_courriels(site)) == 1


def check_rappel(site, point, moment):
    organisation = make_organisation()
    seule = make_membre(organisation, "administration")
    type(seule).objects.update(depuis=timezone.now() - timedelta(days=30))
    kill_then_finish(site, point, moment, "planificateur")
    site.run()
    assert len(list_courriels(site)) == 1
    assert Passage.objects.get(nom="organisations.administration_seule").dernier_succes


# Reminders of those who were asked by a link: a question, a pilot's sheet.


def ask_par_lien(nombre):
    """Ask so many questions and so many pilots, whose first reminder is due."""
    organisation = make_organisation()
    elle = make_membre(organisation, "redaction").utilisateur
    jour = timezone.localdate()
    sujet = SujetDiscussion("plan", "Mon plan", "/espace/001010016/plan/")
    for rang in range(nombre):
        make_action(organisation.espace, elle, f"Action {rang}", pilote_nom=f"Pilote {rang}")
        dits = {"nom": f"Q{rang}", "courriel": f"q{rang}@exemple.fr", "question": "Où ?"}
        ask_question(organisation.espace, sujet, dits | {"echeance": jour + TROIS}, elle)
    collecte = start_collecte(organisation.espace, 2025, jour + TROIS, elle)
    fiches = collecte.fiches.filter(referent__startswith="Pilote")
    ask_tournee(collecte, {str(f.pk): f"p{f.pk}@exemple.fr" for f in fiches}, elle)
    Courriel.objects.all().delete()
    DBTaskResult.objects.all().delete()
    LienPartage.objects.update(cree_le=timezone.now() - TROIS)


def check_rappel_lien(site, point, moment):
    ask_par_lien(1)
    kill_then_finish(site, point, moment, "planificateur")
    site.run()
    assert len(list_courriels(site)) == 2
    assert Question.objects.get().relances == 1


# Digests: what waits leaves once, grouped, without what is over.


def write_groupes(noms):
    """Have each wait for a digest, with one mail that is over by then; some have no other."""
    organisation = make_organisation()
    arrivee = make_membre(organisation, "lecture", "arrivee@exemple.fr")
    partie = make_membre(organisation, "lecture", "partie@exemple.fr")
    for nom in noms:
        elle = make_personne(f"{nom}@exemple.fr")
        choose_cadences(elle, {Sujet.COLLEGUES: Cadence.QUOTIDIENNE})
        for appartenance in (partie,) if nom.startswith("rien") else (arrivee, partie):
            tell_membre(elle, appartenance)
    type(partie).objects.filter(pk=partie.pk).update(etat="suspendue")
    Courriel.objects.update(du_le=timezone.now())


def check_digests(site, nombre):
    textes = [read_texte(courriel) for courriel in list_courriels(site)]
    assert len(textes) == nombre
    assert all("arrivee" in texte and "partie" not in texte for texte in textes)
    assert set(Courriel.objects.values_list("etat", flat=True)) == {"envoye", "inutile"}
    assert not Courriel.objects.exclude(arguments={}).exists()


def check_groupe(site, point, moment):
    """Each member of a group is told once: at once, or with the week."""
    elle = make_personne("elle@exemple.fr")
    dits = {"nom": "Un", "but": "Deux.", "categorie": "projets", "acces": "invitation"}
    groupe = open_groupe(elle, dits)
    for suit in ("aussitot", "hebdomadaire", "jamais"):
        personne = make_personne(f"{suit}@exemple.fr")
        groupe.membres.create(personne=personne, etat="membre", suit=suit)
    write_chose(Billet(groupe=groupe, auteur=elle), elle, {"titre": "Une nouvelle"})
    Courriel.objects.update(du_le=timezone.now())
    kill_then_finish(site, point, moment)
    site.run("planificateur")
    site.run()
    assert len(list_courriels(site)) == 2
    assert set(Courriel.objects.values_list("etat", flat=True)) == {"envoye"}


def check_recapitulatif(site, point, moment):
    write_groupes(["ada", "bea", "rien"])
    role = "travailleur" if point.startswith((ENVOI, FIN)) else "planificateur"
    if role == "travailleur":
        site.run("planificateur")
    kill_then_finish(site, point, moment, role)
    site.run()
    check_digests(site, 2)


# The web server: what a page began is whole, or was never begun.


def check_envoi(site, point, moment):
    make_organisation()
    site.kill("tests.site.socle.taches.gestes.send_fichier", point, moment)
    assert FichierMarches.objects.count() == Fichier.objects.count() == 0
    assert DBTaskResult.objects.count() == 0
    send_fichier()
    site.run()
    assert FichierMarches.objects.get().etat == "lu"


def check_publication(site, point, moment):
    site.kill("tests.site.socle.taches.gestes.publish", point, moment)
    assert (Fiche.objects.count(), Entree.objects.count(), VersionFiche.objects.count()) == (
        0,
        0,
        0,
    )
    publish()
    assert (Fiche.objects.count(), Entree.objects.count(), VersionFiche.objects.count()) == (
        1,
        1,
        1,
    )


def check_effacement(site, point, moment):
    extrait = make_extrait(make_organisation().espace)
    site.kill("tests.site.socle.taches.gestes.erase", point, moment)
    extrait.refresh_from_db()
    assert list_contenus() == [reglages.MEDIA_ROOT / extrait.fichier.contenu.name]
    erase()
    assert (Extrait.objects.count(), list_contenus()) == (0, [])


CAS = [
    (check_courriel, f"{ENVOI}._prepare", "avant"),
    (check_courriel, f"{ENVOI}.render_message", "après"),
    (check_courriel, f"{ENVOI}._prepare", "après"),
    (check_courriel, f"{ENVOI}.hand_over", "après"),
    (check_courriel, f"{ENVOI}._finish", "après"),
    (check_courriel, FIN, "avant"),
    (check_courriel, FIN, "après"),
    (check_courriel_refuse, f"{ENVOI}._prepare", "après"),
    (check_demande_de_courriel, "spaser.site.socle.courriels.envoi.read_demande", "avant"),
    (check_demande_de_courriel, "spaser.site.socle.taches.file.find_travail", "après"),
    (check_groupe, "spaser.site.entourage.groupes.compose_avis", "après"),
    (check_groupe, f"{ENVOI}.hand_over", "après"),
    (check_recapitulatif, "spaser.site.socle.courriels.abonnements._gather", "après"),
    (check_recapitulatif, "spaser.site.socle.app.gather", "après"),
    (check_recapitulatif, f"{ENVOI}._prepare", "après"),
    (check_recapitulatif, f"{ENVOI}.hand_over", "après"),
    (check_recapitulatif, f"{ENVOI}._finish", "après"),
    (check_recapitulatif, FIN, "avant"),
    (check_ancien_courriel, "spaser.site.socle.fichiers.hand_over", "après"),
    (check_marches, "spaser.site.socle.fichiers.release_fichier", "avant"),
    (check_marches, "spaser.site.socle.fichiers._decide", "avant"),
    (check_marches, "spaser.site.socle.fichiers._decide", "après"),
    (check_marches, f"{MARCHES}.fichiers_lus.check_contenu", "avant"),
    (check_marches, f"{MARCHES}.fichiers_lus.build_prive", "avant"),
    (check_marches, f"{MARCHES}.fichiers_lus.drop_complements", "après"),
    (check_marches, f"{MARCHES}.fichiers.rebuild", "après"),
    (check_marches, FIN, "avant"),
    (check_retrait, f"{MARCHES}.fichiers.rebuild", "après"),
    (check_retrait, "spaser.site.socle.fichiers.delete_fichier", "après"),
    (check_retrait, FIN, "avant"),
    (check_relecture, f"{MARCHES}.fichiers_lus.build_prive", "avant"),
    (check_relecture, f"{MARCHES}.fichiers_lus.drop_complements", "après"),
    (check_relecture, f"{MARCHES}.fichiers.rebuild", "après"),
    (check_edition, f"{DOSSIER}.list_manquantes", "avant"),
    (check_edition, f"{PIECES}.write_forme", "après"),
    (check_edition, f"{PIECES}.write_pptx", "avant"),
    (check_edition, FIN, "avant"),
    (check_export, "spaser.site.chiffres.marches.liste.write_export", "avant"),
    (check_export, "spaser.site.chiffres.marches.liste.keep_fichier", "après"),
    (check_export, FIN, "avant"),
    (check_depenses, "spaser.site.chiffres.depenses.travail.run_bounded", "avant"),
    (check_depenses, "spaser.site.chiffres.depenses.travail.run_bounded", "après"),
    (check_depenses, "spaser.site.chiffres.depenses.services.ask_calcul", "après"),
    (check_depenses, "spaser.site.chiffres.depenses.travail._compute", "après"),
    (check_depenses, "spaser.site.chiffres.depenses.services.drop_lignes", "avant"),
    (check_depenses, FIN, "avant"),
    (check_examen, "spaser.site.chiffres.reparation.examine_acheteur", "avant"),
    (check_examen, "spaser.site.chiffres.reparation.pack_contrats", "avant"),
    (check_examen, FIN, "avant"),
    (check_mise_en_ligne, "spaser.site.schema.app.probe", "après"),
    (check_mise_en_ligne, "spaser.site.schema.app.write_constat", "après"),
    (check_mise_en_ligne, FIN, "avant"),
    (check_replays, "spaser.site.rencontres.app.probe", "après"),
    (check_replays, FIN, "avant"),
    (check_annuaire, "spaser.site.organisations.annuaire._take_turn", "après"),
    (check_annuaire, "spaser.moteur.reseau.annuaire.ask_annuaire", "après"),
    (check_annuaire, "spaser.site.organisations.annuaire.answer_lot", "après"),
    (check_annuaire, FIN, "avant"),
    (check_rappel_evenement, "spaser.site.rencontres.agenda.courriels.remind_veille", "après"),
    (check_rappel_evenement, "spaser.site.socle.taches.travailleur._note_succes", "avant"),
    (check_alertes, "spaser.site.registre.alertes.tell_nouvelles", "avant"),
    (check_alertes, "spaser.site.registre.alertes.tell_nouvelles", "après"),
    (check_alertes, "spaser.site.socle.taches.travailleur._note_succes", "avant"),
    (check_rappel_lien, "spaser.site.entourage.demandes.tell_question", "après"),
    (check_rappel_lien, "spaser.site.plan.cibles.tournee.tell_pilote", "avant"),
    (check_rappel_lien, "spaser.site.espace.discussions.remind", "après"),
    (check_rappel_lien, "spaser.site.socle.taches.travailleur._note_succes", "avant"),
    (check_rappel, "spaser.site.organisations.courriels.remind_seule", "après"),
    (check_rappel, "spaser.site.socle.taches.travailleur._note_succes", "après"),
    (check_envoi, f"{MARCHES}.fichiers.record", "avant"),
    (check_envoi, "spaser.site.socle.fichiers.import_string", "avant"),
    (check_publication, "spaser.site.registre.fiches._freeze", "après"),
    (check_publication, "spaser.site.registre.fiches._journal", "après"),
    (check_effacement, "spaser.site.chiffres.depenses.services.ask_calcul", "avant"),
]
ECHANTILLON = [
    (check_courriel, f"{ENVOI}.hand_over", "après"),
    (check_marches, f"{MARCHES}.fichiers_lus.build_prive", "avant"),
]


def play(site, cas, entrepot):
    scene, point, moment = cas
    if scene is check_examen:
        (site.dossier / "entrepot").symlink_to(entrepot)
    scene(site, point, moment)


def _name(cas):
    scene, point, moment = cas
    return f"{scene.__name__.removeprefix('check_')}-{moment}-{point.rpartition('.')[2]}"


@pytest.mark.deux_bases
@pytest.mark.parametrize(
    "cas", [ECHANTILLON[0], pytest.param(ECHANTILLON[1], marks=pytest.mark.longue)], ids=_name
)
def test_a_killed_process_loses_doubles_and_blocks_nothing(site, cas, entrepot_fictif):
    play(site, cas, entrepot_fictif)


@pytest.mark.longue(parts=32)
@pytest.mark.parametrize("cas", [c for c in CAS if c not in ECHANTILLON], ids=_name)
def test_nor_does_one_killed_anywhere_else(site, cas, entrepot_fictif):
    play(site, cas, entrepot_fictif)


@pytest.mark.longue(parts=32)
def test_each_digest_leaves_once_though_the_worker_is_killed_twenty_times(site):
    write_groupes([*(f"lectrice{n}" for n in range(20)), "rien1", "rien2"])
    site.run("planificateur")
    points = [f"{ENVOI}.{nom}" for nom in ("hand_over", "_finish", "_prepare")]
    for rang in range(20):
        assert Courriel.objects.filter(etat="a_envoyer").exists(), f"{rang} kills only"
        site.kill("travailleur", points[rang % 3], "après")
        site.let_leases_end()
        DBTaskResult.objects.update(run_after=timezone.now())
    for _ in range(3):  # what was left by the dead waits, then leaves
        site.run()
        DBTaskResult.objects.update(run_after=timezone.now())
    check_digests(site, 20)


@pytest.mark.longue(parts=32)
def test_each_of_twenty_reminders_leaves_once_though_the_worker_is_killed_twenty_times(site):
    ask_par_lien(10)
    site.kill("planificateur", "spaser.site.espace.discussions.remind", "après")
    site.let_leases_end()
    for _ in range(2):  # the scheduler runs again: nothing is asked twice
        site.run("planificateur")
    points = [f"{ENVOI}.{nom}" for nom in ("hand_over", "_finish", "_prepare")]
    for rang in range(20):
        if Courriel.objects.filter(etat="a_envoyer").exists():
            site.kill("travailleur", points[rang % 3], "après")
        site.let_leases_end()
        DBTaskResult.objects.update(run_after=timezone.now())
    for _ in range(3):
        site.run()
        DBTaskResult.objects.update(run_after=timezone.now())
    rappels = [read_adresses(courriel) for courriel in list_courriels(site)]
    assert len(rappels) == len(set(rappels)) == 20


def read_adresses(courriel):
    return str(message_from_bytes(courriel.read_bytes(), policy=email.policy.default)["To"])
