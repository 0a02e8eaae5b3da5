"""What an account receives by mail: each link is good for one use."""

import json

from spaser.site.comptes import services
from spaser.site.comptes.models import CleAcces, SessionOuverte, Utilisateur
from spaser.site.comptes.services import (
    ADRESSE,
    ANCIENNE,
    INSCRIPTION,
    LIEN,
    MOT_DE_PASSE,
    print_mot_de_passe,
)
from spaser.site.comptes.sessions import make_lien
from spaser.site.socle.jetons import make_jeton
from tests.site.organisations.fabrique import make_personne, sign_in
from tests.transverses.site.liens import HEURE, part_of


def give(monde, _maison):
    inscription = json.dumps({"courriel": "nouvelle@exemple.fr", "suivant": ""})
    changement = services.request_changement(monde.seule, "autre@exemple.fr")
    seconde = sign_in(monde.seule).session.session_key
    jetons = {
        "adresse_accord": make_jeton(ADRESSE, _agree_to(changement), HEURE),
        "inscription_suite": make_jeton(INSCRIPTION, inscription, HEURE),
        "lien_connexion": make_jeton(LIEN, _link_of(monde.seule), HEURE),
        "lien_demonstration": part_of(make_lien(monde.seule)),
        "mot_de_passe_nouveau": make_jeton(MOT_DE_PASSE, _forgetful(), HEURE),
    }
    cle, _ = CleAcces.objects.get_or_create(
        identifiant="exemple", defaults={"user": monde.seule, "name": "Clé", "cle_publique": b"x"}
    )
    return {
        ("comptes:cle_retirer", "pk"): cle.pk,
        ("comptes:session_fermer", "signe"): SessionOuverte(session_key=seconde).signe,
        **{(f"comptes:{vue}", "jeton"): jeton for vue, jeton in jetons.items()},
    }


def _agree_to(changement):
    """Return what a link that agrees to a change of address stands for."""
    demande = changement.demande_le.isoformat()
    return json.dumps({"personne": changement.utilisateur_id, "cote": ANCIENNE, "demande": demande})


def _link_of(personne):
    """Return what a link that signs somebody in stands for."""
    empreinte = print_mot_de_passe(personne)
    return json.dumps({"personne": personne.pk, "empreinte": empreinte, "suivant": ""})


def _forgetful():
    """Return what a new-password link of somebody stands for."""
    oublieuse = Utilisateur.objects.filter(courriel="oublieuse@exemple.fr").first()
    oublieuse = oublieuse or make_personne("oublieuse@exemple.fr")
    return f"{oublieuse.pk}:{print_mot_de_passe(oublieuse)}"
