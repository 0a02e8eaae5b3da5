"""What the site already knows of a buyer, as the rules of the diagnosis take it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils import timezone

from spaser.documents.francais import format_date, typographie
from spaser.documents.lecture import Mesure
from spaser.documents.reperes import list_lignes
from spaser.documents.vue_bilan import VueBilan
from spaser.metier.autodiagnostic.constats import Faits, SchemaConnu, TauxConnu
from spaser.metier.reperes import list_reperes
from spaser.web.espace.bilans import read_bilan
from spaser.web.espace.schemas import find_schema
from spaser.web.organisations.models import Espace
from spaser.web.registre.models import Fiche

_CODES: Final = frozenset({"SOC-01", "ENV-01", "SOC-05"})


def read_faits(espace: Espace) -> Faits:
    """Return the rates of the last whole year that conclude, and the scheme of the register."""
    vue = read_bilan(espace.siren).vue
    fiche = find_schema(espace, timezone.localdate())
    return Faits(
        origine=_tell_origine(vue) if vue else "",
        taux={m.fiche.code: _read_taux(m) for m in _list_mesures(vue)} if vue else {},
        schema=_read_schema(fiche) if fiche else None,
    )


def _list_mesures(vue: VueBilan) -> Iterator[Mesure]:
    if vue.annee is None or vue.annee in vue.annees_incompletes:
        return
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    for ligne in lignes:
        mesure = ligne.principale
        if ligne.fiche.code in _CODES and mesure and mesure.verdict == "solide":
            yield mesure


def _read_taux(mesure: Mesure) -> TauxConnu:
    details = [d for d in (mesure.compte, mesure.inconnus, mesure.fourchette) if d]
    libelle = mesure.fiche.libelle
    phrase = f"{libelle} : {mesure.texte} en {mesure.annee} ({', '.join(details)})."
    valeur = mesure.valeur
    return TauxConnu(
        valeur=valeur.valeur or 0.0,
        phrase=typographie(phrase),
        reperes=tuple(list_lignes(list_reperes(valeur.indicateur, valeur.variante, valeur.annee))),
    )


def _tell_origine(vue: VueBilan) -> str:
    jour = vue.bilan.date_donnees
    au = f" au {format_date(jour)}" if jour else ""
    return f"Marchés publiés (données essentielles de la commande publique){au}."


def _read_schema(fiche: Fiche) -> SchemaConnu:
    objectifs = fiche.contenu.get("schema", {}).get("objectifs", [])
    return SchemaConnu(
        titre=fiche.titre or fiche.structure,
        cibles_datees=any("valeur" in o and "echeance" in o for o in objectifs),
    )
