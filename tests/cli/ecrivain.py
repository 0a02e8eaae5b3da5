"""A site at work: corrects contracts, replaces private stores and proofs, until it is told to stop.

Writes the number of each correction once it is confirmed.
"""

import shutil
import signal
import sys
import threading
import uuid
from functools import partial
from pathlib import Path

from django.db import transaction

from spaser.regles.corrections import ChampCorrige
from spaser.site.chiffres.marches.entrepot import folder_of
from spaser.site.chiffres.marches.fichiers_lus import drop_others
from spaser.site.chiffres.marches.services import list_marches, save_corrections
from spaser.site.chiffres.models import Fonds, Geste
from spaser.site.socle.fichiers import delete_fichier, keep_fichier


def work_until(fin, trace):
    """Correct a contract, then put another private store and another proof in its place; again."""
    fonds = Fonds.objects.exclude(dossier="").select_related("espace").first()
    marche = list_marches(fonds.espace)[0]
    dossier, preuve, tour = folder_of(fonds), None, 0
    while not fin.is_set():
        tour += 1
        valeur = "oui" if tour % 2 else "non"
        saisies = {ChampCorrige.RESERVE: valeur}
        geste = save_corrections(fonds.espace, None, [marche], saisies, f"Tour {tour}.")
        neuf = uuid.uuid4().hex
        shutil.copytree(dossier / fonds.dossier, dossier / neuf, symlinks=True)
        with transaction.atomic():
            Fonds.objects.filter(pk=fonds.pk).update(dossier=neuf)
            transaction.on_commit(partial(drop_others, dossier, neuf))
        fonds.dossier = neuf
        ancienne, preuve = preuve, keep_fichier("preuve.pdf", b"%PDF-" + uuid.uuid4().bytes)
        Geste.objects.filter(fichier=ancienne).update(fichier=None)
        Geste.objects.filter(pk=geste.pk).update(fichier=preuve)
        if ancienne is not None:
            delete_fichier(ancienne)
        trace.write(f"{geste.pk}\n")
        trace.flush()


def main():
    """Work until SIGTERM."""
    fin = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: fin.set())
    with Path(sys.argv[1]).open("a", encoding="utf-8") as trace:
        work_until(fin, trace)
