"""Adds to a site of version 0.3.0 what its labels are kept in; `sauvegarde_0_3_0.tar.xz` is of it.

The site came from 0.2.0: two people of an organisation, a line of its grid, a contact, a deposit,
a file. The backup was made so, once, from the root of the sources:

    git worktree add --detach /tmp/0.3.0 2251e049 && cp tests/outils/site_0_3_0.py /tmp
    export SPASER_DOSSIER=/tmp/ancien/site SPASER_ENTREPOT=/tmp/ancien/entrepot
    export DJANGO_SETTINGS_MODULE=spaser.web.config.settings
    cd /tmp/0.3.0
    xz --decompress --stdout tests/cli/sauvegarde_0_2_0.tar.xz > /tmp/ancienne.tar
    python -m spaser.cli restaurer /tmp/ancienne.tar
    python -m django shell < /tmp/site_0_3_0.py
    python -m spaser.cli sauvegarder /tmp/ancien
    xz -9e --stdout /tmp/ancien/spaser-*.tar > sauvegarde_0_3_0.tar.xz
"""

from django.db import connection
from django.utils import timezone
from spaser.web.acteurs.models import Acteur  # of 0.3.0
from spaser.web.registre.models import Cadence, Fiche
from spaser.web.registre.suivi import ask_alerte
from spaser.web.socle.journal import record

record("acteur.ajout", objet=Acteur.objects.get(), espace=Acteur.objects.get().espace)
# A mail whose function has homonyms, and the task that will send it.
ask_alerte("alerte@val-fictif.exemple", "", Cadence.QUOTIDIENNE, timezone.now())
# Half of the file would be the published register, which `preparer` loads again.
Fiche.objects.filter(pk__gt=3).delete()
connection.cursor().execute("VACUUM")
