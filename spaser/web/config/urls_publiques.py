"""The pages that anyone may read. Every other page asks to sign in: review each line added."""

from __future__ import annotations

from typing import Final

URLS_PUBLIQUES: Final[frozenset[str]] = frozenset(
    {
        "comptes:connexion",
        "portail:accueil",
    }
)
