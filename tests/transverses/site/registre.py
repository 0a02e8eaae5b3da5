"""What the register holds for each organisation, and what waits for the programme's team."""

import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from spaser.regles.nomenclatures import TypeStructure
from spaser.site.registre.models import (
    Depot,
    EtatDepot,
    FichierDepot,
    FichierFiche,
    NatureDocument,
    NatureSignalement,
    Revendication,
    Signalement,
)
from spaser.site.socle.models import EtatFichier, Fichier
from tests.site.registre.fabrique import make_fiche

NATURE = NatureDocument.SCHEMA


def publish(organisation):
    """Publish a sheet with something in each part of its page."""
    fiche = make_fiche(
        organisation.nom,
        type=TypeStructure.METROPOLE,
        siren=organisation.siren,
        code_region="53",
        codes_departement=("35",),
        debut="2024",
        fin="2028",
        axes=("Insertion", "Achats équitables"),
        objectifs=("30 % de marchés avec une clause sociale",),
        adopte_le="2024-03-12",
    )
    fiche.organisation = organisation
    fiche.save()
    piece = FichierFiche.objects.create(
        fiche=fiche,
        fichier=_keep_fichier(),
        rang=1,
        nature=NATURE,
        titre="Texte",
        lu_le=timezone.now(),
    )
    piece.pages.create(numero=1, texte="Réserver des heures d’insertion.")
    return fiche


def start_depot(organisation, fiche, **champs):
    """Start a deposit, with its file: a draft unless told otherwise."""
    maintenant = timezone.now()
    depot = Depot.objects.create(
        contenu=fiche.contenu,
        etape=3,
        auteur=organisation.appartenances.get(role="redaction").utilisateur,
        organisation=organisation,
        cree_le=maintenant,
        modifie_le=maintenant,
        **champs,
    )
    FichierDepot.objects.create(depot=depot, fichier=_keep_fichier(), nature=NATURE, titre="Texte")
    return depot


def send_depot(organisation, fiche):
    """Send a deposit to the team."""
    envoye = timezone.now() - timedelta(days=2)
    return start_depot(
        organisation, fiche, etat=EtatDepot.SOUMIS, soumis_le=envoye, consenti_le=envoye
    )


def claim(fiche, demandeur):
    return Revendication.objects.create(
        fiche=fiche, demandeur=demandeur, siren=fiche.siren, creee_le=timezone.now()
    )


def report(fiche):
    return Signalement.objects.create(
        fiche=fiche,
        nature=NatureSignalement.ERREUR,
        message="La période a changé.",
        creee_le=timezone.now(),
    )


def _keep_fichier():
    fichier = Fichier(
        id=uuid.uuid4(), nom="schéma.pdf", format="pdf", taille=5, etat=EtatFichier.SAIN
    )
    fichier.contenu.save(fichier.id.hex, ContentFile(b"%PDF-"), save=False)
    fichier.save()
    return fichier
