"""Password rules: twelve characters of four kinds, or a sentence of sixteen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from spaser.web.comptes.models import Utilisateur

COURT: Final = 12
LONG: Final = 16
MAXIMUM: Final = 256
DIFFERENTS: Final = 7
MORCEAU: Final = 4
AIDE: Final = (
    "Au moins 12 caractères avec une minuscule, une majuscule, un chiffre et un signe ; "
    "ou une phrase d’au moins 16 caractères."
)

# Words that people here put a number behind; the long list of Django is mostly English.
_CONNUS: Final = frozenset(
    "admin administrateur administration aimer amour azerty azertyuiop bienvenue bonjour bonsoir "
    "chocolat commandepublique connexion doudou france jetaime jetevouscherche loulou mairie "
    "marseille motdepasse motdepassemotdepasse nicolas password passwordpassword poupee "
    "qwerty qwertyuiop secret soleil spaser toulouse utilisateur welcome".split()
)
_LEET: Final = str.maketrans("013457@$!", "oleastasi")
_GENRES: Final = (r"[a-zà-öø-ÿœ]", r"[A-ZÀ-ÖØ-ÞŒ]", r"\d", r"[^\w\s]|_")


class Longueur:
    """Long enough to resist, short enough to be hashed."""

    def validate(self, mot_de_passe: str, user: Utilisateur | None = None) -> None:
        if len(mot_de_passe) < COURT:
            raise ValidationError(
                f"Ce mot de passe compte {len(mot_de_passe)} caractères : il en faut au moins "
                f"{COURT}.",
                code="trop_court",
            )
        if len(mot_de_passe) > MAXIMUM:
            raise ValidationError(
                f"Ce mot de passe dépasse {MAXIMUM} caractères.", code="trop_long"
            )

    def get_help_text(self) -> str:
        return AIDE


class _Discret:
    """A rule that says nothing beforehand: `Longueur` says it all."""

    def get_help_text(self) -> str:
        return ""


class Variete(_Discret):
    """Four kinds of characters, or a sentence; never the same few characters again and again."""

    def validate(self, mot_de_passe: str, user: Utilisateur | None = None) -> None:
        if len(set(mot_de_passe)) < DIFFERENTS:
            raise ValidationError(
                "Ce mot de passe répète les mêmes caractères : variez-les.", code="repete"
            )
        if len(mot_de_passe) < LONG and any(not re.search(g, mot_de_passe) for g in _GENRES):
            raise ValidationError(
                f"En dessous de {LONG} caractères, il faut une minuscule, une majuscule, un "
                "chiffre et un signe (par exemple ! ou ?).",
                code="peu_varie",
            )


class TropConnu(_Discret, CommonPasswordValidator):
    """Refuse what is tried first, even dressed up with figures and signs."""

    def validate(self, password: str, user: Utilisateur | None = None) -> None:
        """Look the password up as typed, and without what people add to it."""
        if any(forme in _CONNUS or forme in self.passwords for forme in _undress(password)):
            raise ValidationError(
                "Ce mot de passe est trop courant : il serait essayé parmi les premiers.",
                code="trop_connu",
            )


class TropPersonnel(_Discret):
    def validate(self, mot_de_passe: str, user: Utilisateur | None = None) -> None:
        if user is None:
            return
        plat = _fold(mot_de_passe)
        if any(morceau in plat for morceau in _split_identity(user)):
            raise ValidationError(
                "Ce mot de passe contient votre nom ou votre adresse : choisissez autre chose.",
                code="trop_personnel",
            )


def _fold(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte.lower())
    return "".join(c for c in decompose if not unicodedata.combining(c))


def _undress(mot_de_passe: str) -> Iterator[str]:
    plat = _fold(mot_de_passe)
    yield plat
    yield re.sub(r"[^a-z]", "", plat)
    coeur = re.sub(r"^[^a-z]+|[^a-z]+$", "", plat)
    yield re.sub(r"[^a-z]", "", coeur.translate(_LEET))


def _split_identity(utilisateur: Utilisateur) -> Iterator[str]:
    local, _, domaine = utilisateur.courriel.partition("@")
    for texte in (local, domaine.rpartition(".")[0], utilisateur.prenom, utilisateur.nom):
        yield from (m for m in re.split(r"[^a-z0-9]+", _fold(texte)) if len(m) >= MORCEAU)
