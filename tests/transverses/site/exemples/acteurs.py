"""A stakeholder, who is called there, what was said, one deleted, a file read."""

from datetime import date

import msgspec
from django.utils import timezone

from spaser.moteur.tables.modele import Feuille
from spaser.site.diagnostic.models import Acteur, Importation
from tests.regles.acteurs.fabrique import read_feuille_acteurs

D_UN_ACTEUR = "acteur modifier supprimer fusionner personne_ajouter echange_ajouter".split()
D_UNE_PERSONNE = "personne_modifier personne_effacer personne_donnees".split()
D_UN_ECHANGE = "echange_modifier relance_faite".split()
D_UN_FICHIER = "importation importation_abandonner a_corriger".split()


def give(_monde, maison):
    acteur, double, supprime = (
        Acteur.objects.get_or_create(espace=maison.organisation.espace, nom=nom)[0]
        for nom in ("CRESS Fictive", "Cress fictive", "Supprimé")
    )
    Acteur.objects.filter(pk=supprime.pk).update(ecarte_le=timezone.now())
    personne, _ = acteur.personnes.get_or_create(nom="Ada", dernier_contact=date(2026, 1, 5))
    echange, _ = acteur.echanges.get_or_create(
        jour=date(2026, 1, 5), moyen="courriel", dit="Accord.", relance_le=date(2026, 2, 5)
    )
    lue, _ = Importation.objects.get_or_create(
        espace=maison.organisation.espace,
        nom="acteurs.csv",
        defaults={"tableau": msgspec.to_builtins(_read_tableau())},
    )
    return {
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
    return read_feuille_acteurs(Feuille(None, enumerate(lignes, start=1)))
