"""Says that a text was read again and still says the same."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from spaser.metier.textes_lus import TexteLu
from spaser.web.comptes.models import Utilisateur
from spaser.web.editorial.models import Texte
from spaser.web.editorial.services import TexteSaisi, start_texte, submit_texte
from spaser.web.obligations.faits import FAITS

_EXACT: Final = "Relu le {jour:%d/%m/%Y}, toujours exact."


@transaction.atomic
def send_relecture(texte: TexteLu, auteur: Utilisateur, maintenant: datetime) -> Texte:
    """Send to a second reader, in one gesture, what was read again."""
    motif = _EXACT.format(jour=texte.lu_le)
    saisie = TexteSaisi(FAITS, texte, timezone.localdate(maintenant), motif)
    envoye = start_texte(saisie, auteur, maintenant)
    submit_texte(envoye, envoye.version, auteur, maintenant)
    return envoye
