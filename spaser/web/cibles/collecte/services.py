"""Prepares a campaign, and keeps what came back."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import chain

from django.db import transaction
from django.utils import timezone

from spaser.metier.cibles.modele import NatureValeur
from spaser.web.cibles.collecte.retour import Rendue
from spaser.web.cibles.collecte.selectors import group_referents
from spaser.web.cibles.models import Collecte, FicheCollecte
from spaser.web.cibles.selectors import read_suivi
from spaser.web.cibles.services import ValeurNotee, keep_visee, note_valeurs
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


@transaction.atomic
def start_collecte(
    espace: Espace, annee: int, echeance: date | None, auteur: Utilisateur
) -> Collecte:
    """Prepare one sheet a referent; run again, it follows what changed and keeps each sheet."""
    espace.hold()
    collecte, nouvelle = Collecte.objects.get_or_create(
        espace=espace, annee=annee, defaults={"echeance": echeance, "lancee_par": auteur}
    )
    if not nouvelle:
        collecte.echeance = echeance
        collecte.version += 1
        collecte.save()
    connues = defaultdict(list)
    for fiche in collecte.fiches.all():
        connues[fiche.referent, fiche.membre_id].append(fiche)
    for cle, lignes in group_referents(read_suivi(espace, annee)).items():
        # One may have two: her own, and one that had left when she was handed it over.
        fiche, *autres = connues.pop(cle, None) or [
            FicheCollecte(collecte=collecte, referent=cle[0], membre_id=cle[1])
        ]
        ailleurs = {code for autre in autres for code in autre.indicateurs}
        suivis = [str(keep_visee(ligne.vise, auteur).cle) for ligne in lignes]
        fiche.indicateurs = [code for code in suivis if code not in ailleurs]
        fiche.save()
    for fiche in chain.from_iterable(
        connues.values()
    ):  # whoever answers for nothing any more, and was asked nothing
        if not fiche.envoyee_le and not fiche.recue_le:
            fiche.delete()
    record("cibles.collecte", auteur=auteur, objet=collecte, espace=espace)
    return collecte


@transaction.atomic
def mark_envoyee(espace: Espace, fiche: FicheCollecte, auteur: Utilisateur) -> None:
    FicheCollecte.objects.filter(pk=fiche.pk).update(envoyee_le=timezone.now())
    record("cibles.envoi", auteur=auteur, objet=fiche, espace=espace)


@transaction.atomic
def keep_rendues(
    espace: Espace, rendues: Sequence[Rendue], auteur: Utilisateur
) -> uuid.UUID | None:
    """Keep the values that came back as one act; return what undoes it, None if nothing changes."""
    fiches = {rendue.fiche.pk: rendue.fiche for rendue in rendues if rendue.fiche}
    notees = [
        (
            rendue.ligne.vise,
            ValeurNotee(
                annee=rendue.fiche.collecte.annee,
                valeur=rendue.valeur,
                nature=NatureValeur.COLLECTEE,
                source=rendue.lue.source,
                commentaire=rendue.lue.commentaire,
                fournie_par=rendue.lue.rempli_par or rendue.fiche.referent,
                fiche=rendue.fiche.pk,
            ),
        )
        for rendue in rendues
        if rendue.ligne and rendue.fiche and rendue.valeur is not None
    ]
    lot = note_valeurs(espace, notees, auteur, "cibles.retour")
    if lot:
        FicheCollecte.objects.filter(pk__in=fiches).update(
            recue_le=timezone.now(), recue_par=auteur
        )
    return lot
