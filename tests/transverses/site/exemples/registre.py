"""A sheet published, one being written, one sent, and what people say of them."""

from spaser.site.registre.alertes import DESABONNEMENT
from spaser.site.registre.alertes import USAGE as ALERTE
from spaser.site.registre.courriels import USAGE as DEPOT
from spaser.site.registre.moderation.requetes import USAGE as EXACTITUDE
from spaser.site.socle.jetons import make_jeton
from tests.transverses.site.liens import HEURE, part_of

DU_DEPOT = (
    "depot depot_structure depot_schema depot_documents depot_fichier depot_verification "
    "depot_corriger depot_abandonner"
).split()
DE_L_ENVOYE = "moderation_depot moderation_fichier".split()


def give(monde, maison):
    jetons = {
        "alerte_confirmer": make_jeton(ALERTE, f"{monde.alerte.pk}:hebdomadaire", HEURE),
        "confirmer": make_jeton(EXACTITUDE, str(maison.fiche.pk), HEURE),
        "deposer_lien": make_jeton(DEPOT, "invitee@exemple.fr", HEURE),
    }
    return {
        "slug": maison.fiche.slug,
        "numero": maison.fiche.pk,
        "fichier_id": maison.fiche.fichiers.get().fichier_id,
        "une": monde.maison.fiche.pk,
        "autre": monde.leurre.fiche.pk,
        ("registre:revenir", "version"): 1,
        ("registre:lire", "numero"): maison.fiche.fichiers.get().pk,
        ("registre:depot_fichier", "numero"): maison.depot.fichiers.get().pk,
        ("registre:moderation_fichier", "numero"): maison.envoye.fichiers.get().pk,
        ("registre:moderation_revendication", "pk"): maison.revendication,
        ("registre:moderation_signalement", "pk"): maison.signalement,
        **{(f"registre:{nom}", "pk"): maison.depot.pk for nom in DU_DEPOT},
        **{(f"registre:{nom}", "pk"): maison.envoye.pk for nom in DE_L_ENVOYE},
        **{(f"registre:{nom}", "jeton"): jeton for nom, jeton in jetons.items()},
        ("registre:alerte_desabonner", "signature"): part_of(DESABONNEMENT.path_of(monde.alerte)),
    }
