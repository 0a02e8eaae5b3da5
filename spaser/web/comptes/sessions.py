"""Sessions kept in our own table, so that a person sees hers and ends them one by one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as SessionsEnBase

if TYPE_CHECKING:
    from spaser.web.comptes.models import SessionOuverte

CLE_APPAREIL: Final = "appareil"
CLE_ADRESSE: Final = "adresse"
CLE_OUVERTE: Final = "ouverte_le"
CLE_VUE: Final = "vue_le"


class SessionStore(SessionsEnBase):
    """Django's database store, with what the list of sessions shows in columns of its own."""

    @classmethod
    def get_model_class(cls) -> type[SessionOuverte]:
        """Name the table; imported late because settings name this module."""
        from spaser.web.comptes.models import SessionOuverte  # noqa: PLC0415

        return SessionOuverte

    def create_model_instance(self, data: dict[str, Any]) -> SessionOuverte:
        """Fill the columns from the session's content."""
        instance = cast("SessionOuverte", super().create_model_instance(data))
        instance.utilisateur_id = data.get(SESSION_KEY)
        instance.appareil = data.get(CLE_APPAREIL, "")
        instance.adresse = data.get(CLE_ADRESSE, "")
        instance.ouverte_le = read_instant(data.get(CLE_OUVERTE))
        instance.vue_le = read_instant(data.get(CLE_VUE))
        return instance


def read_instant(texte: str | None) -> datetime | None:
    """Return an instant kept in a session, or nothing."""
    return datetime.fromisoformat(texte) if texte else None
