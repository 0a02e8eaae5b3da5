"""Writes the shape of a scheme: headings added, renamed, moved, set aside, taken out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction

from spaser.web.commun.versions import save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.redaction.models import Redaction
from spaser.web.redaction.selectors import PAS, PartieLue, RubriqueLue, list_anciens
from spaser.web.socle.journal import record


def hold_redaction(espace: Espace, rubrique: RubriqueLue) -> Redaction:
    """Return what is kept of a heading, begun if nothing is yet."""
    redaction, _ = Redaction.objects.get_or_create(
        espace=espace, code=rubrique.code, defaults={"partie": rubrique.partie}
    )
    return redaction


@transaction.atomic
def add_rubrique(espace: Espace, titre: str, partie: int, auteur: Utilisateur) -> Redaction:
    redaction = Redaction.objects.create(
        espace=espace,
        code=f"{Redaction.AJOUTEE}{secrets.token_hex(6)}",
        partie=partie,
        titre=titre,
    )
    _record("ajout", espace, redaction, auteur)
    return redaction


@transaction.atomic
def rename_rubrique(
    espace: Espace,
    rubrique: RubriqueLue,
    titre: str,
    partie: int,
    auteur: Utilisateur,
    lue: int | None,
) -> None:
    """Give a heading another title or another part; the title of the outline is not written."""
    redaction = hold_redaction(espace, rubrique)
    propre = rubrique.modele.titre if rubrique.modele else ""
    ailleurs = {"partie": partie, "rang": None} if partie != redaction.partie else {}
    titre = "" if titre == propre else titre
    save_version(redaction, lue or redaction.version, titre=titre, **ailleurs)
    _record("titre", espace, redaction, auteur)


@transaction.atomic
def set_aside(
    espace: Espace, rubrique: RubriqueLue, raison: str, auteur: Utilisateur, lue: int | None
) -> None:
    """Leave a heading out of the scheme, for a reason; its words are kept."""
    redaction = hold_redaction(espace, rubrique)
    save_version(redaction, lue or redaction.version, ecartee_pour=raison)
    _record("ecart", espace, redaction, auteur)


@transaction.atomic
def take_back(espace: Espace, rubrique: RubriqueLue, auteur: Utilisateur) -> None:
    redaction = hold_redaction(espace, rubrique)
    Redaction.objects.filter(pk=redaction.pk).update(ecartee_pour="")
    _record("reprise", espace, redaction, auteur)


@transaction.atomic
def delete_rubrique(espace: Espace, rubrique: RubriqueLue, auteur: Utilisateur) -> bool:
    """Take out a heading that was added; not one that holds words, or held some."""
    redaction = hold_redaction(espace, rubrique)
    if redaction.blocs or not rubrique.est_ajoutee or list_anciens(espace, rubrique.code).exists():
        return False
    _record("retrait", espace, redaction, auteur)
    redaction.delete()
    return True


@transaction.atomic
def swap_rubriques(
    espace: Espace, partie: PartieLue, rubrique: RubriqueLue, voisine: str, auteur: Utilisateur
) -> bool:
    """Exchange a heading with the one beside it; not when they stand side by side no more."""
    codes = [r.code for r in partie.gardees]
    if voisine not in codes or rubrique.code not in codes:
        return False
    ici, la = codes.index(rubrique.code), codes.index(voisine)
    if abs(ici - la) != 1:
        return False
    ordre = [r.code for r in partie.rubriques]
    ici, la = ordre.index(rubrique.code), ordre.index(voisine)
    ordre[ici], ordre[la] = ordre[la], ordre[ici]
    _save_ordre(espace, partie, ordre)
    _record("place", espace, hold_redaction(espace, rubrique), auteur)
    return True


def _save_ordre(espace: Espace, partie: PartieLue, ordre: Sequence[str]) -> None:
    """Give each heading of a part its place; a place is no new version of its words."""
    rangs = {code: place * PAS for place, code in enumerate(ordre, start=1)}
    connues = list(Redaction.objects.filter(espace=espace, code__in=rangs))
    for redaction in connues:
        redaction.rang = rangs.pop(redaction.code)
    Redaction.objects.bulk_update(connues, ["rang"])
    Redaction.objects.bulk_create(
        Redaction(espace=espace, code=code, partie=partie.numero, rang=rang)
        for code, rang in rangs.items()
    )


def _record(quoi: str, espace: Espace, redaction: Redaction, auteur: Utilisateur) -> None:
    record(
        "schema.rubrique",
        auteur=auteur,
        objet=redaction,
        espace=espace,
        details={"quoi": quoi, "rubrique": redaction.code},
    )
