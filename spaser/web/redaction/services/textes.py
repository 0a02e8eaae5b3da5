"""Writes the words of a heading; those that it had are kept."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from spaser.documents.document import Bloc
from spaser.documents.saisie import name_blocs, parse_saisie
from spaser.web.commun.versions import VersionDepassee, save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.redaction.models import TexteAncien, dump_blocs
from spaser.web.redaction.selectors import RubriqueLue
from spaser.web.redaction.services.structure import hold_redaction
from spaser.web.socle.journal import record


def write_texte(
    espace: Espace, rubrique: RubriqueLue, texte: str, auteur: Utilisateur, lue: int | None
) -> None:
    """Put these words under a heading; VersionDepassee when somebody wrote since they were read.

    `lue` is the version that was read, None when there was none.
    """
    _write(espace, rubrique, parse_saisie(texte), auteur, lue)


def take_ancien(
    espace: Espace, rubrique: RubriqueLue, ancien: TexteAncien, auteur: Utilisateur
) -> None:
    """Put former words back; those of today become former ones."""
    lue = rubrique.redaction.version if rubrique.redaction else None
    _write(espace, rubrique, ancien.read_blocs(), auteur, lue)


@transaction.atomic
def _write(
    espace: Espace,
    rubrique: RubriqueLue,
    blocs: tuple[Bloc, ...],
    auteur: Utilisateur,
    lue: int | None,
) -> None:
    redaction = hold_redaction(espace, rubrique)
    anciens = redaction.read_blocs()
    nommes = name_blocs(blocs, anciens)
    if nommes == anciens:
        return
    if lue is None and anciens:
        raise VersionDepassee
    if anciens:
        TexteAncien.objects.create(
            espace=espace,
            code=rubrique.code,
            blocs=redaction.blocs,
            ecrit_par=redaction.modifiee_par,
            ecrit_le=redaction.modifiee_le or timezone.now(),
        )
    save_version(
        redaction,
        redaction.version if lue is None else lue,
        blocs=dump_blocs(nommes),
        modifiee_par=auteur,
        modifiee_le=timezone.now(),
    )
    record(
        "schema.texte",
        auteur=auteur,
        objet=redaction,
        espace=espace,
        details={"rubrique": rubrique.code, "version": redaction.version},
    )
