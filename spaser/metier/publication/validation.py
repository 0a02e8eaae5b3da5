"""Who may publish: a verified body, by two people whenever there are two."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Publieur:
    """A buyer that would publish: what is known of it."""

    est_essai: bool
    est_verifie: bool

    @property
    def refus(self) -> str:
        """Say why it may not publish, and what to do; empty when it may."""
        if self.est_essai:
            return (
                "Un espace d’essai prépare un projet, il ne publie pas. Rejoignez votre "
                "organisation pour publier."
            )
        if not self.est_verifie:
            return (
                "L’équipe du programme n’a pas encore vérifié cette organisation : vous pouvez "
                "préparer un projet, pas le publier."
            )
        return ""


def may_confirm(personne: int, proposeur: int | None, administrations: Collection[int]) -> bool:
    """Say whether an administrator may confirm: one who proposed may only if she is alone."""
    if personne not in administrations:
        return False
    return personne != proposeur or set(administrations) == {personne}
