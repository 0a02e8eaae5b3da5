"""What stands for each name in an address: add a line here for a new name, or a new meaning."""

import json
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.urls import resolve
from django.utils import timezone

from spaser.contenus.formats.publies import SCHEMA_SPASER
from spaser.donnees.tableur.cellules import read_date
from spaser.metier.acteurs.catalogue import load_catalogue
from spaser.metier.acteurs.tableau.lecture import read_tableau
from spaser.web.acteurs.importation.reception import pack
from spaser.web.acteurs.models import Acteur, Importation
from spaser.web.comptes import adresse, services
from spaser.web.comptes.demonstration import make_lien
from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.selectors import sign_session
from spaser.web.comptes.services import INSCRIPTION, MOT_DE_PASSE
from spaser.web.diagnostic.campagnes.participations import USAGE as PARTICIPATION
from spaser.web.diagnostic.models import Campagne, Mode, Participation
from spaser.web.equipe.elus.services import path_of
from spaser.web.equipe.models import Discussion, LienPartage
from spaser.web.espace.models import Proposition
from spaser.web.grille.models import LigneGrille
from spaser.web.obligations.models import Redaction
from spaser.web.organisations.services.invitations import USAGE as INVITATION
from spaser.web.politiques.models import Politique
from spaser.web.registre.depot.views.entree import USAGE as DEPOT
from spaser.web.registre.moderation.exactitude import USAGE as EXACTITUDE
from spaser.web.registre.suivi.alertes import USAGE as ALERTE
from spaser.web.registre.suivi.alertes import sign_desabonnement
from spaser.web.socle.jetons import make_jeton
from spaser.web.suivi.models import Reference
from tests.web.depenses.fabrique import furnish
from tests.web.marches.fabrique import furnish as furnish_marches
from tests.web.obligations.fabrique import make_redaction
from tests.web.organisations.fabrique import make_personne, sign_in

HEURE = timedelta(hours=1)


DU_DEPOT = (
    "depot depot_structure depot_schema depot_documents depot_fichier depot_verification "
    "depot_corriger depot_abandonner"
).split()
DU_PLAN = "fiche modifier supprimer".split()
DE_LA_GRILLE = "modifier supprimer retenir suivi".split()
D_UN_ACTEUR = "acteur modifier supprimer fusionner personne_ajouter echange_ajouter".split()
D_UNE_PERSONNE = "personne_modifier personne_effacer personne_donnees".split()
D_UN_ECHANGE = "echange_modifier relance_faite".split()
D_UN_FICHIER = "importation importation_abandonner a_corriger".split()
DE_L_ENVOYE = "moderation_depot moderation_fichier".split()
DE_LA_CAMPAGNE = (
    "campagne repondre inviter renouveler_lien retirer_lien effacer_nom saisir_papier accords "
    "regler figer resultat_campagne resultat_export supprimer_campagne"
).split()


def make_exemples(monde, maison):
    """Return what each name means: for one view, `(view, name)`, else for all, `name`."""
    return {
        "siren": maison.organisation.siren,
        "slug": maison.fiche.slug,
        "numero": maison.fiche.pk,
        "fichier_id": maison.fiche.fichiers.get().fichier_id,
        "une": monde.maison.fiche.pk,
        "code": "SOC-13",
        "question": "politique-ecrite",
        "extension": "ods",
        "classeur": "csv",
        "autre": monde.leurre.fiche.pk,
        ("api:format", "nom"): SCHEMA_SPASER,
        ("api:version", "version"): 1,
        ("registre:revenir", "version"): 1,
        ("obligations:une", "code"): "BEGES",
        ("obligations:modifier", "code"): "BEGES",
        ("obligations:texte", "pk"): _write_obligation(),
        ("organisations:demande", "pk"): maison.demande,
        ("organisations:membre", "pk"): maison.membre,
        ("organisations:renvoyer_invitation", "pk"): maison.invitation.pk,
        ("organisations:annuler_invitation", "pk"): maison.invitation.pk,
        ("registre:depot_fichier", "numero"): maison.depot.fichiers.get().pk,
        ("registre:moderation_fichier", "numero"): maison.envoye.fichiers.get().pk,
        ("registre:moderation_revendication", "pk"): maison.revendication,
        ("registre:moderation_signalement", "pk"): maison.signalement,
        ("espace:decider_proposition", "pk"): _propose(maison.organisation),
        ("suivi:reference", "pk"): _keep_figure(maison.organisation),
        **_talk(maison.organisation),
        **_share(maison.organisation),
        **_of_campagne(maison.organisation),
        **_read_depenses(maison.organisation),
        **_read_marches(maison.organisation),
        ("grille:export", "extension"): "csv",
        **{(f"grille:{nom}", "pk"): _fill_grille(maison.organisation) for nom in DE_LA_GRILLE},
        ("politiques:plan", "code"): "PCAET",
        ("politiques:export", "extension"): "csv",
        **{(f"politiques:{nom}", "pk"): _describe_plan(maison.organisation) for nom in DU_PLAN},
        **{(f"registre:{nom}", "pk"): maison.depot.pk for nom in DU_DEPOT},
        **{(f"registre:{nom}", "pk"): maison.envoye.pk for nom in DE_L_ENVOYE},
        **_meet_acteur(maison.organisation),
        **_of_somebody(monde),
        **_links(monde, maison),
    }


def _keep_figure(organisation):
    """Return a figure that this organisation wants to find again."""
    gardee, _ = Reference.objects.get_or_create(
        organisation=organisation,
        siren=organisation.siren,
        indicateur="SOC-01",
        variante="nombre",
        annee=2025,
        methode="1",
        n=0,
        inconnus=0,
    )
    return gardee.pk


def _write_obligation():
    """Return a text of a duty that waits for its second reader."""
    return (Redaction.objects.first() or make_redaction("a_relire")).pk


def _talk(organisation):
    """Return a comment of the administrator, and the discussion where it stands."""
    discussion, _ = Discussion.objects.get_or_create(
        organisation=organisation,
        objet="suivi:SOC-01",
        defaults={
            "titre": "Considérations sociales",
            "adresse": f"/espace/{organisation.siren}/indicateurs/SOC-01/",
        },
    )
    administration = organisation.appartenances.filter(role="administration").first()
    commentaire, _ = discussion.commentaires.get_or_create(
        auteur=administration.utilisateur, texte="À relire."
    )
    return {
        ("equipe:clore_discussion", "pk"): discussion.pk,
        ("equipe:modifier_commentaire", "pk"): commentaire.pk,
        ("equipe:supprimer_commentaire", "pk"): commentaire.pk,
    }


def _share(organisation):
    """Return an address given to people outside, and its number."""
    lien, _ = LienPartage.objects.get_or_create(
        organisation=organisation, pour="Conseil", defaults={"expire_le": timezone.now() + HEURE}
    )
    return {
        ("equipe:retirer_lien", "pk"): lien.pk,
        ("equipe:vue_partagee", "jeton"): _part(path_of(lien)),
    }


def _propose(organisation):
    """Return something that a tool proposes to this organisation."""
    proposee, _ = Proposition.objects.get_or_create(
        organisation=organisation,
        origine="diagnostic",
        nature="action",
        code="ACT-01",
        defaults={"libelle": "Nommer un pilote", "raison": "Personne ne conduit le sujet."},
    )
    return proposee.pk


def _of_campagne(organisation):
    """Return a diagnosis under way, and the link of somebody who has not answered yet."""
    campagne, _ = Campagne.objects.get_or_create(
        organisation=organisation,
        siren=organisation.siren,
        titre="Point de départ",
        defaults={"jour": date(2026, 11, 24), "questionnaire_version": 1},
    )
    attendue, _ = Participation.objects.get_or_create(campagne=campagne, mode=Mode.LIEN, nom="Ada")
    return {
        **{(f"diagnostic:{nom}", "pk"): campagne.pk for nom in DE_LA_CAMPAGNE},
        ("diagnostic:renouveler_lien", "numero"): attendue.pk,
        ("diagnostic:retirer_lien", "numero"): attendue.pk,
        ("diagnostic:effacer_nom", "numero"): attendue.pk,
        ("diagnostic:repondre_lien", "jeton"): make_jeton(PARTICIPATION, str(attendue.pk), HEURE),
    }


def _read_depenses(organisation):
    """Return a file of this organisation that was read, and what it said of its lines."""
    extrait, choix, garde = furnish(organisation)
    return {
        **{(f"depenses:{nom}", "cle"): extrait.cle for nom in ("colonnes", "relire", "arreter")},
        ("depenses:oublier", "pk"): choix.pk,
        ("depenses:retablir", "pk"): garde.pk,
    }


def _read_marches(organisation):
    """Return a file of contracts of this organisation, and what it corrected."""
    ligne, correction = furnish_marches(organisation)
    du_fichier = "fichier colonnes annuler_lecture retirer".split()
    return {
        ("marches:export", "format_"): "csv",
        **{(f"marches:{nom}", "cle"): correction.cle for nom in ("marche", "corriger_un")},
        **{(f"marches:{nom}", "pk"): ligne.pk for nom in du_fichier},
        **{(f"marches:{nom}", "pk"): correction.geste_id for nom in ("annuler", "preuve")},
    }


def _describe_plan(organisation):
    """Return a plan of this organisation."""
    politique, _ = Politique.objects.get_or_create(
        organisation=organisation, code_plan="PCAET", defaults={"nom": "Plan climat"}
    )
    return politique.pk


def _fill_grille(organisation):
    """Return a line of the grid of this organisation."""
    ligne, _ = LigneGrille.objects.get_or_create(
        organisation=organisation,
        rubrique="social",
        sous_thematique="Insertion",
        defaults={"indicateur": "Heures d’insertion", "retenu": True},
    )
    return ligne.pk


def _meet_acteur(organisation):
    """Return a stakeholder, who is called there, what was said, one deleted, a file read."""
    acteur, double, supprime = (
        Acteur.objects.get_or_create(organisation=organisation, nom=nom)[0]
        for nom in ("CRESS Fictive", "Cress fictive", "Supprimé")
    )
    Acteur.objects.filter(pk=supprime.pk).update(supprime_le=timezone.now())
    personne, _ = acteur.personnes.get_or_create(nom="Ada", dernier_contact=date(2026, 1, 5))
    echange, _ = acteur.echanges.get_or_create(
        jour=date(2026, 1, 5), moyen="courriel", dit="Accord.", relance_le=date(2026, 2, 5)
    )
    lue, _ = Importation.objects.get_or_create(
        organisation=organisation, nom="acteurs.csv", defaults={"tableau": pack(_read_tableau())}
    )
    return {
        "format": "ods",
        **{(f"acteurs:{nom}", "pk"): acteur.pk for nom in D_UN_ACTEUR},
        **{(f"acteurs:{nom}", "pk"): personne.pk for nom in D_UNE_PERSONNE},
        **{(f"acteurs:{nom}", "pk"): echange.pk for nom in D_UN_ECHANGE},
        **{(f"acteurs:{nom}", "pk"): lue.pk for nom in D_UN_FICHIER},
        ("acteurs:restaurer", "pk"): supprime.pk,
        ("acteurs:fusionner", "autre"): double.pk,
    }


def _read_tableau():
    """Return a table with a new line, a known one and one without a name."""
    lignes = [("Nom", "Contact"), ("Cma fictive", "a"), ("CRESS Fictive", "b"), ("", "c")]
    return read_tableau(enumerate(lignes, start=1), load_catalogue(), read_date)


def list_missing(vue, exemples):
    """Name what an address wants and has no example of."""
    return [
        f"{vue.nom}: « {nom} »"
        for nom in vue.parametres
        if nom not in exemples and (vue.nom, nom) not in exemples
    ]


def find_arguments(vue, exemples):
    """Return the arguments of an address."""
    return {
        nom: exemples[(vue.nom, nom) if (vue.nom, nom) in exemples else nom]
        for nom in vue.parametres
    }


def _of_somebody(monde):
    """What belongs to the person without organisation, and to nobody else."""
    equipe = monde.person("moderation").utilisateur.roles_programme.get()
    seconde = sign_in(monde.seule).session.session_key
    return {
        ("comptes:session_fermer", "signe"): sign_session(seconde),
        ("organisations:retirer_demande", "pk"): monde.demande_seule,
        ("organisations:repondre_proposition", "pk"): monde.proposition,
        ("organisations:fermer_essai", "pk"): monde.essai,
        ("organisations:retirer_role", "pk"): equipe.pk,
        ("socle:courriel", "numero"): monde.courriel,
    }


def _links(monde, maison):
    """What the mails of the site carry: each link is good for one use."""
    inscription = json.dumps({"courriel": "nouvelle@exemple.fr", "suivant": ""})
    changement = adresse.request_changement(monde.seule, "autre@exemple.fr")
    jetons = {
        "comptes:adresse_accord": _part(adresse._make_lien(changement, adresse.ANCIENNE)),
        "comptes:inscription_suite": make_jeton(INSCRIPTION, inscription, HEURE),
        "comptes:lien_demonstration": _part(make_lien(monde.seule)),
        "comptes:mot_de_passe_nouveau": make_jeton(MOT_DE_PASSE, _forgetful(), HEURE),
        "organisations:invitation": make_jeton(INVITATION, str(maison.invitation.pk), HEURE),
        "registre:alerte_confirmer": make_jeton(ALERTE, f"{monde.alerte.pk}:hebdomadaire", HEURE),
        "registre:confirmer": make_jeton(EXACTITUDE, str(maison.fiche.pk), HEURE),
        "registre:deposer_lien": make_jeton(DEPOT, "invitee@exemple.fr", HEURE),
    }
    exemples = {(vue, "jeton"): jeton for vue, jeton in jetons.items()}
    return exemples | {
        ("registre:alerte_desabonner", "signature"): _part(sign_desabonnement(monde.alerte))
    }


def _forgetful():
    """Return what a new-password link of somebody stands for."""
    oublieuse = Utilisateur.objects.filter(courriel="oublieuse@exemple.fr").first()
    oublieuse = oublieuse or make_personne("oublieuse@exemple.fr")
    return f"{oublieuse.pk}:{services._print_mot_de_passe(oublieuse)}"


def _part(lien):
    """Return the one argument of a link."""
    (valeur,) = resolve(urlsplit(lien).path).kwargs.values()
    return valeur
