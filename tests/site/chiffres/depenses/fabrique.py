"""Spend already read, for tests that look at its pages."""

from spaser.site.chiffres.depenses.travail import compute, read_fichier_extrait
from spaser.site.chiffres.models import Calcul, ChoixGarde, EtatExtrait, Extrait, ReclassementGarde
from spaser.site.socle.fichiers import keep_fichier
from tests.moteur.depenses.fabrique import siret

ATELIER, SOLEIL = siret("12345678"), siret("87654321")
TITRES = (
    "Exercice;N° mandat;Date de paiement;Fournisseur;SIRET;Code postal;Nature;Montant HT;N° marché"
)
LIGNES = (
    f"2025;1;03/02/2025;Atelier fictif;{ATELIER};35000;6283;1 234,50 €;2024-01",
    "2025;2;04/02/2025;Soleil fictif SARL;;35000;60623;2 000,00;",
    "2025;3;05/02/2025;Agents;;;64111;5 000,00;",
    "2025;4;06/02/2025;Bailleur fictif;;75001;6132;700,00;",
    "2025;5;07/02/2025;Atelier fictif;pas un siret;35000;60623;abc;",
    f"2025;6;08/02/2025;Atelier fictif;{ATELIER};35000;6283;-34,50;2024-01",
    "Total;;;;;;;8 900,00;",
)


def write_csv(lignes=LIGNES, titres=TITRES, encodage="cp1252"):
    return ("\r\n".join((titres, *lignes)) + "\r\n").encode(encodage)


def make_extrait(espace, contenu=None, nom="mandats.csv", **champs):
    """Keep a file in a space, ready to be read."""
    contenu = write_csv() if contenu is None else contenu
    champs.setdefault("etat", EtatExtrait.EN_ATTENTE)
    fichier = keep_fichier(nom, contenu)
    return Extrait.objects.create(espace=espace, nom=nom, fichier=fichier, **champs)


def draw(espace):
    """Draw the figures of a space at once."""
    calcul, _ = Calcul.objects.get_or_create(espace=espace, defaults={"demande": 1})
    compute(calcul.pk, calcul.demande)
    return Calcul.objects.get(pk=calcul.pk)


def furnish(organisation):
    """Give an organisation a file that was read, a supplier and an account of which it spoke."""
    espace = organisation.espace
    extrait = Extrait.objects.filter(espace=espace).first()
    if extrait is None:
        extrait = make_extrait(espace)
        read_fichier_extrait(extrait.pk)
        draw(espace)
    choix, _ = ChoixGarde.objects.get_or_create(
        espace=espace, nom="Bailleur fictif", nom_plie="bailleur fictif", decision="hors_achats"
    )
    garde, _ = ReclassementGarde.objects.get_or_create(
        espace=espace,
        portee="compte",
        cle="6132",
        defaults={"libelle": "Compte 6132", "sens": "ecartee", "raison": "Loyer."},
    )
    return extrait, choix, garde
