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
from spaser.web.organisations.services.invitations import USAGE as INVITATION
from spaser.web.registre.depot.views.entree import USAGE as DEPOT
from spaser.web.registre.moderation.exactitude import USAGE as EXACTITUDE
from spaser.web.registre.suivi.alertes import USAGE as ALERTE
from spaser.web.registre.suivi.alertes import sign_desabonnement
from spaser.web.socle.jetons import make_jeton
from spaser.web.suivi.models import Reference
from tests.web.organisations.fabrique import make_personne, sign_in

HEURE = timedelta(hours=1)


DU_DEPOT = (
    "depot depot_structure depot_schema depot_documents depot_fichier depot_verification "
    "depot_corriger depot_abandonner"
).split()
D_UN_ACTEUR = "acteur modifier supprimer fusionner personne_ajouter echange_ajouter".split()
D_UNE_PERSONNE = "personne_modifier personne_effacer personne_donnees".split()
D_UN_ECHANGE = "echange_modifier relance_faite".split()
D_UN_FICHIER = "importation importation_abandonner a_corriger".split()
DE_L_ENVOYE = "moderation_depot moderation_fichier".split()


def make_exemples(monde, maison):
    """Return what each name means: for one view, `(view, name)`, else for all, `name`."""
    return {
        "siren": maison.organisation.siren,
        "slug": maison.fiche.slug,
        "numero": maison.fiche.pk,
        "fichier_id": maison.fiche.fichiers.get().fichier_id,
        "une": monde.maison.fiche.pk,
        "code": "SOC-13",
        "autre": monde.leurre.fiche.pk,
        ("api:format", "nom"): SCHEMA_SPASER,
        ("api:version", "version"): 1,
        ("organisations:demande", "pk"): maison.demande,
        ("organisations:membre", "pk"): maison.membre,
        ("organisations:renvoyer_invitation", "pk"): maison.invitation.pk,
        ("organisations:annuler_invitation", "pk"): maison.invitation.pk,
        ("registre:depot_fichier", "numero"): maison.depot.fichiers.get().pk,
        ("registre:moderation_fichier", "numero"): maison.envoye.fichiers.get().pk,
        ("registre:moderation_revendication", "pk"): maison.revendication,
        ("registre:moderation_signalement", "pk"): maison.signalement,
        ("suivi:reference", "pk"): _keep_figure(maison.organisation),
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
