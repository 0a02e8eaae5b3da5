"""An action with all that it holds, its axis and objective, an edition, the link of a partner."""

from datetime import timedelta

from spaser.site.diagnostic.models import Acteur
from spaser.site.organisations.models import Appartenance
from spaser.site.plan.actions.partenaires import PARTENAIRE, give_acces
from spaser.site.plan.models.actions import (
    AccesPartenaire,
    Action,
    Axe,
    Contributeur,
    Edition,
    Etape,
    ImportationPlan,
    Objectif,
    Preuve,
)
from spaser.site.socle.fichiers import keep_fichier
from tests.transverses.site.liens import part_of

D_UNE_ACTION = (
    "action contributeur_ajouter deplacer etapes lien_ajouter ligne modifier "
    "preuve_ajouter supprimer".split()
)

ARRETEE = {
    "code": "A-1",
    "titre": "Former les acheteurs",
    "axe": "",
    "etat": "terminee",
    "motif": "",
    "avancement": 100,
    "valeurs": {},
}


def give(_monde, maison):
    espace = maison.organisation.espace
    axe, _ = Axe.objects.get_or_create(espace=espace, code="AXE-1", titre="Insertion")
    objectif, _ = Objectif.objects.get_or_create(
        espace=espace, code="OBJ-1", axe=axe, titre="Réserver"
    )
    action, _ = Action.objects.get_or_create(
        espace=espace,
        code="A-1",
        defaults={
            "titre": "Réserver un lot",
            "axe": axe,
            "objectif": objectif,
            "debut": "2026-01",
            "fin": "2026-06",
            "indicateurs": ["SOC-05"],
            "modele": "ACT-19",
        },
    )
    etape, _ = Etape.objects.get_or_create(action=action, titre="Rencontrer les structures")
    contributeur, _ = Contributeur.objects.get_or_create(
        action=action, genre="service", nom="Service des marchés"
    )
    preuve, nouvelle = Preuve.objects.get_or_create(action=action, libelle="Délibération")
    if nouvelle:
        preuve.fichier = keep_fichier("deliberation.pdf", b"%PDF-1.7")
        preuve.save()
    acces = _find_acces(maison, action)
    edition, neuve = Edition.objects.get_or_create(espace=espace, titre="SPASER 2020-2025")
    if neuve:
        edition.arretee = espace.editions.create(
            nature="plan", titre=edition.titre, contenu={"actions": [ARRETEE], "indicateurs": []}
        )
        edition.save()
    importation, _ = ImportationPlan.objects.get_or_create(
        espace=espace,
        nom="plan.xlsx",
        defaults={
            "tableau": {
                "titres": ["axe", "action"],
                "ecrits": ["Axe", "Action"],
                "lignes": [{"lieu": "ligne 2", "textes": ["Insertion", "Former les acheteurs"]}],
                "constats": [],
            }
        },
    )
    return {
        ("plan:importation", "pk"): importation.pk,
        ("plan:importation_annuler", "pk"): importation.pk,
        ("plan:importation_abandonner", "pk"): importation.pk,
        ("plan:action_type", "code"): "ACT-01",
        ("plan:relais_document", "pk"): Appartenance.objects.get(pk=maison.membre).utilisateur_id,
        ("plan:relais_document", "extension"): "docx",
        ("plan:axe_modifier", "pk"): axe.pk,
        ("plan:axe_geste", "pk"): axe.pk,
        ("plan:objectif_modifier", "pk"): objectif.pk,
        ("plan:objectif_geste", "pk"): objectif.pk,
        ("plan:edition", "pk"): edition.pk,
        ("plan:etape_faite", "pk"): etape.pk,
        ("plan:contributeur_retirer", "pk"): contributeur.pk,
        ("plan:preuve_retirer", "pk"): preuve.pk,
        ("plan:preuve_fichier", "pk"): preuve.pk,
        ("plan:partenaire", "jeton"): part_of(PARTENAIRE.path_of(acces)),
        **{(f"plan:{nom}", "pk"): action.pk for nom in D_UNE_ACTION},
    }


def _find_acces(maison, action):
    """Return the link of a partner of an action."""
    acteur, _ = Acteur.objects.get_or_create(espace=action.espace, nom="Réseau fictif")
    Contributeur.objects.get_or_create(action=action, genre="partenaire", acteur=acteur)
    if acces := AccesPartenaire.objects.filter(acteur=acteur).first():
        return acces
    membre = Appartenance.objects.get(pk=maison.membre).utilisateur
    return give_acces(action.espace, acteur, timedelta(days=90), membre)
