"""What members carry here, and hand over: indicators that they answer for, sheets asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from spaser.lettres import fold_mots
from spaser.web.cibles.collecte.selectors import SANS_REFERENT
from spaser.web.cibles.models import FicheCollecte, IndicateurSuivi
from spaser.web.commun.outils import Tenue
from spaser.web.commun.versions import save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record


def list_tenues(espace: Espace) -> Iterator[Tenue]:
    """Yield what is carried in a space; a sheet that came back stays with whoever filled it."""
    suivis = IndicateurSuivi.objects.filter(espace=espace, membre__isnull=False)
    for suivi in suivis.select_related("membre"):
        quoi = f"Indicateur suivi\u00a0: {suivi.nom}"
        yield Tenue(suivi.membre, quoi, partial(_give_suivi, espace, suivi))
    fiches = FicheCollecte.objects.filter(
        collecte__espace=espace, collecte__close_le=None, recue_le=None, membre__isnull=False
    )
    for fiche in fiches.select_related("membre", "collecte"):
        quoi = f"Fiche de collecte\u00a0: valeurs de {fiche.collecte.annee}"
        yield Tenue(fiche.membre, quoi, partial(_give_fiche, espace, fiche))


def _give_suivi(
    espace: Espace, suivi: IndicateurSuivi, vers: Utilisateur | None, auteur: Utilisateur
) -> None:
    save_version(suivi, suivi.version, membre=vers, modifie_par=auteur)
    record("cibles.modification", auteur=auteur, objet=suivi, espace=espace)


def _give_fiche(
    espace: Espace, fiche: FicheCollecte, vers: Utilisateur | None, auteur: Utilisateur
) -> None:
    """Give a sheet to the successor; if not sent yet, it joins her own sheet, to be sent again."""
    referent = fiche.referent
    if fold_mots(referent) == fold_mots(fiche.membre.nom_complet):
        referent = vers.nom_complet if vers else SANS_REFERENT
    memes = fiche.collecte.fiches.filter(referent=referent, membre=vers, recue_le=None)
    deja = None if fiche.envoyee_le else memes.exclude(pk=fiche.pk).first()
    if deja:
        indicateurs = list(dict.fromkeys([*deja.indicateurs, *fiche.indicateurs]))
        save_version(deja, deja.version, indicateurs=indicateurs, envoyee_le=None)
        fiche.delete()
    else:
        save_version(fiche, fiche.version, referent=referent, membre=vers)
    record("cibles.collecte", auteur=auteur, objet=fiche.collecte, espace=espace)
