"""What pages do, for processes that are killed while they do it."""

from contextlib import contextmanager
from unittest import mock

from spaser.site.chiffres.depenses.extraits import erase_extrait
from spaser.site.chiffres.marches.fichiers import receive_marches
from spaser.site.chiffres.models import Extrait
from spaser.site.comptes.services import request_inscription
from spaser.site.organisations.annuaire import answer_questions
from spaser.site.organisations.models import Espace, QuestionAnnuaire
from spaser.site.socle.preparation import prepare
from tests.outils.serveur_annuaire import ServeurAnnuaire
from tests.site.chiffres.marches.fabrique import make_decp, make_upload
from tests.site.registre.fabrique import make_fiche


def send_fichier():
    """Give a file of contracts to the only space."""
    receive_marches(Espace.objects.get(), make_upload(make_decp("P-1"), "profil.json"), None, None)


def ask_mail():
    """Ask for an account."""
    request_inscription("lea@exemple.fr", "")


def erase():
    """Erase the only file of spend."""
    extrait = Extrait.objects.get()
    erase_extrait(extrait.espace, extrait, None)


def publish():
    """Publish a sheet."""
    make_fiche("Région Bretagne")


@contextmanager
def open_annuaire(siren, nom):
    """Ask for a name; the processes that start meanwhile find the directory."""
    QuestionAnnuaire.objects.create(question=siren)
    answer_questions.enqueue()
    with (
        ServeurAnnuaire() as annuaire,
        mock.patch.dict("os.environ", SPASER_ANNUAIRE=annuaire.base),
    ):
        annuaire.publish(siren, nom)
        yield


def load_all():
    """Prepare the site with its demonstration, as `spaser preparer --demonstration` does."""
    prepare(demonstration=True, tell=lambda _: None)
