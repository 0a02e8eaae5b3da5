"""Says that a text was read again and still says the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from spaser.metier.textes_lus import TexteLu
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.models import Texte
from spaser.web.editorial.services import TexteSaisi, start_texte, submit_texte
from spaser.web.obligations.faits import FAITS


@transaction.atomic
def send_relecture(texte: TexteLu, auteur: Utilisateur, maintenant: datetime) -> Texte:
    """Send to a second reader, in one gesture, what was read again."""
    motif = f"Relu le {texte.lu_le:%d/%m/%Y}, toujours exact."
    saisie = TexteSaisi(FAITS, texte, timezone.localdate(maintenant), motif)
    envoye = start_texte(saisie, auteur, maintenant)
    submit_texte(envoye, envoye.version, auteur, maintenant)
    return envoye
