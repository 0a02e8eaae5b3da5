"""Somebody in every table, folder and mail of a site; then her erasure, as she asks for it."""

import sys

from django.core.files.base import ContentFile
from django.utils import timezone

from spaser.site.chiffres.models import ExportMarches
from spaser.site.comptes.donnees_personnelles import erase_compte, keep_effacement
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.services import tell_mot_de_passe_change
from spaser.site.diagnostic.acteurs.suivi_acteurs import erase_personne
from spaser.site.diagnostic.models import Acteur, Personne
from spaser.site.organisations.espaces import open_essai
from spaser.site.registre.models import Alerte
from spaser.site.socle.courriels.envoi import deliver
from spaser.site.socle.fichiers import keep_fichier
from spaser.site.socle.models import Courriel, Fichier
from tests.site.organisations.fabrique import make_organisation, make_personne
from tests.transverses.site.test_manifestes import fill


def install():
    """Put her everywhere: rows of each model, a mail kept, a trial of her own with its files."""
    elle = make_personne(ADRESSE, prenom="Zenobie", nom="Lepervier")
    fill(make_organisation("001010107", "Bas-Fictif").espace, elle)
    for fichier in Fichier.objects.all():
        if not fichier.contenu.storage.exists(fichier.contenu.name):  # a row made up
            fichier.contenu.storage.save(fichier.contenu.name, ContentFile(b"contenu"))
    essai = open_essai(elle, "001010024", "Essai")
    fichier = keep_fichier("lepervier.csv", b"Ce que Zenobie Lepervier a demande.")
    ExportMarches.objects.create(espace=essai, auteur=elle, classeur="csv", fichier=fichier)
    tell_mot_de_passe_change(elle)
    deliver(Courriel.objects.filter(personne=elle).latest("ecrit_le").pk)


def ask():
    """Ask for what needs no account, and note a contact: each is erased by other gestures."""
    subscribe(ALERTE)
    subscribe(AVANT_LE_COMPTE)
    Personne.objects.create(
        acteur=Acteur.objects.first(), nom=CONTACT, dernier_contact=timezone.localdate()
    )


def subscribe(adresse):
    """Ask for an alert, and confirm it."""
    maintenant = timezone.now()
    Alerte.objects.create(
        courriel=adresse, cadence="quotidienne", creee_le=maintenant, confirmee_le=maintenant,
        jusqu_a=maintenant,
    )  # fmt: skip


def erase_others():
    """Unsubscribe, erase the contact; open an account for the other address and erase it."""
    alerte = Alerte.objects.get(courriel=ALERTE)
    keep_effacement(alerte)
    alerte.delete()
    erase_personne(Personne.objects.get(nom=CONTACT))
    erase_compte(make_personne(AVANT_LE_COMPTE))


def come_back():
    """Open an account again, where one had been erased."""
    make_personne(ADRESSE, prenom="Zenobie", nom="Lepervier")
    subscribe(AVANT_LE_COMPTE)


def erase():
    """Erase her account, and let what follows run."""
    erase_compte(Utilisateur.objects.get(courriel=ADRESSE))
    for numero in Courriel.objects.filter(adresse=ADRESSE).values_list("pk", flat=True):
        deliver(numero)


ALERTE = "alerte@effacee.exemple"
AVANT_LE_COMPTE = "avant@effacee.exemple"
CONTACT = "Ursule Lointaine"
ADRESSE = "zenobie.lepervier@effacee.exemple"


def main():
    """Do what the arguments say, in order."""
    for geste in sys.argv[1:]:
        {f.__name__: f for f in (install, ask, erase, erase_others, come_back)}[geste]()
