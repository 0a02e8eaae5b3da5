"""The targets of a plan that comes in: beside those that stand, then written, then undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from spaser.documents.publication import write_point
from spaser.elements import fold_mots
from spaser.regles import indicateurs
from spaser.regles.plan_importe.lignes import ViseeLue
from spaser.site.comptes.models import Utilisateur
from spaser.site.organisations.models import Espace
from spaser.site.plan.cibles.lignes import Vise, list_vises, write_visee
from spaser.site.plan.cibles.services import add_propre, save_visee
from spaser.site.plan.grille import services
from spaser.site.plan.models.actions import LigneGrille
from spaser.site.plan.models.cibles import IndicateurSuivi
from spaser.site.socle.versions import save_version

_VISEE: Final = (
    "cible_valeur cible_annee base_valeur base_annee base_reference base_origine unite sens"
).split()
_LIGNE: Final = "retenu objectif responsable frequence source".split()
_NOMBRES: Final = ("cible_valeur", "base_valeur")


@dataclass(frozen=True)
class CiblePrevue:
    """What a file aims at for an indicator; `tenue` is what stands there and differs.

    One that is counted in another unit stands whatever is asked: it has no field to write.
    """

    lue: ViseeLue
    nom: str
    vise: Vise | None  # None: it is not followed yet
    champs: Mapping[str, Any] = field(default_factory=dict)
    de_la_ligne: Mapping[str, str] = field(default_factory=dict)
    tenue: str = ""

    @property
    def change(self) -> bool:
        return self.vise is None or bool(self.champs or self.de_la_ligne)


def foresee_cibles(vises: Sequence[Vise], lues: Iterable[ViseeLue]) -> tuple[CiblePrevue, ...]:
    """Return what is new or differs; an indicator of the library is followed for its target."""
    connus = {
        cle: vise
        for vise in reversed(vises)
        for cle in (fold_mots(vise.nom), fold_mots(vise.suivi.code))
    }
    propres = (v for v in lues if v.texte or not indicateurs.load_bibliotheque().find(v.nom))
    prevues = [_foresee(lue, connus.get(lue.cle)) for lue in propres]
    return tuple(prevue for prevue in prevues if prevue.change or prevue.tenue)


def _foresee(lue: ViseeLue, vise: Vise | None) -> CiblePrevue:
    nom = indicateurs.name_indicateur(lue.nom)
    visee = vise.visee if vise else IndicateurSuivi()
    if visee.pk and visee.unite not in {"", lue.unite} and (lue.cible or lue.base):
        return CiblePrevue(lue, nom, vise, tenue=f"vous comptez en « {visee.unite} »")
    champs: dict[str, Any] = {}
    differe = False
    for quoi, dit in (("cible", lue.cible), ("base", lue.base)):
        valeur, annee = getattr(visee, f"{quoi}_valeur"), getattr(visee, f"{quoi}_annee")
        if dit and (valeur != dit.valeur or annee != (dit.annee or annee)):
            champs |= {f"{quoi}_valeur": dit.valeur, f"{quoi}_annee": dit.annee or annee}
            differe |= valeur is not None and (valeur != dit.valeur or annee is not None)
    if champs:
        champs["unite"] = lue.unite
    if "base_valeur" in champs:
        champs |= {"base_reference": "", "base_origine": ""}
    if vise is None and lue.cible and lue.base and lue.cible.valeur < lue.base.valeur:
        champs["sens"] = indicateurs.Sens.BAISSE.value
    ligne = vise.suivi.ligne if vise else None
    mots = {"objectif": lue.mots} if lue.mots and not (ligne and ligne.objectif) else {}
    base = f"départ {write_point(visee.base, visee.unite)}" if visee.base else ""
    tenue = ", ".join(filter(None, (write_visee(visee), base))) if differe else ""
    return CiblePrevue(lue, nom, vise, champs, mots, tenue)


def write_cibles(
    espace: Espace, prevues: Sequence[CiblePrevue], auteur: Utilisateur
) -> list[dict[str, Any]]:
    """Write what was shown; return what undoes it."""
    libres = list(services.list_lignes(espace).filter(retenu=False))
    neuves = {p.nom: _open(espace, p.lue, libres, auteur) for p in prevues if p.vise is None}
    vises = {v.suivi.ligne.pk: v for v in list_vises(espace) if v.suivi.ligne}
    notees = []
    for prevue in prevues:
        if prevue.vise is None:
            ligne, ligne_avant = neuves[prevue.nom]
            vise, avant = vises[ligne.pk], None
        else:
            vise = prevue.vise
            avant = _note(vise.visee, _VISEE) if vise.visee.pk else None
            ligne_avant = _note(vise.suivi.ligne, _LIGNE) if vise.suivi.ligne else None
        visee = vise.visee
        if prevue.champs or prevue.de_la_ligne:
            visee = save_visee(espace, vise, prevue.champs, prevue.de_la_ligne, auteur)
        ecrite = IndicateurSuivi.objects.select_related("ligne").get(pk=visee.pk)
        notees.append({
            "visee": [ecrite.pk, ecrite.version, avant],
            "ligne": [ecrite.ligne_id, ecrite.ligne and ecrite.ligne.version, ligne_avant],
        })  # fmt: skip
    return notees


def _open(
    espace: Espace, lue: ViseeLue, libres: Iterable[LigneGrille], auteur: Utilisateur
) -> tuple[LigneGrille, dict[str, Any] | None]:
    """Follow an indicator: a line of the grid that was not retained, else a new one."""
    for ligne in libres:
        if lue.cle in {fold_mots(ligne.code), fold_mots(ligne.indicateur)}:
            avant = _note(ligne, _LIGNE)
            return services.choose_ligne(espace, ligne.pk, auteur, retenu=True), avant
    if fiche := indicateurs.load_bibliotheque().find(lue.nom):
        services.add_lignes(espace, [services.start_ligne(fiche, retenu=True)], auteur)
        return LigneGrille.objects.filter(espace=espace, code=fiche.code).latest("pk"), None
    mots = fold_mots(f"{lue.axe} {lue.nom}")
    rubriques = (r for r in indicateurs.Rubrique if fold_mots(r.libelle)[:6] in mots)
    champs = dict.fromkeys(("referent", "definition"), "") | {
        "rubrique": next(rubriques, indicateurs.Rubrique.GOUVERNANCE).value,
        "indicateur": lue.nom,
        "unite": lue.unite[: indicateurs.UNITE_MAX],
    }
    return add_propre(espace, champs, auteur), None


def _note(rangee: IndicateurSuivi | LigneGrille, noms: Iterable[str]) -> dict[str, Any]:
    dits = {nom: getattr(rangee, nom) for nom in noms}
    return {n: str(dit) if isinstance(dit, Decimal) else dit for n, dit in dits.items()}


def list_changees(notees: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the indicators on which somebody worked since they were written."""
    changees = []
    for note in notees:
        (visee, version, avant), (ligne, sienne, _) = note["visee"], note["ligne"]
        tenue = IndicateurSuivi.objects.filter(pk=visee).first()
        pareille = tenue and tenue.version == version and (avant or not tenue.valeurs.exists())
        if not pareille or not LigneGrille.objects.filter(pk=ligne, version=sienne).exists():
            changees.append(str(tenue or "Un indicateur retiré"))
    return changees


def undo_cibles(espace: Espace, notees: Sequence[Mapping[str, Any]], auteur: Utilisateur) -> None:
    """Put targets back as they were; an indicator that came with the file is no longer followed."""
    for note in reversed(notees):
        visee = IndicateurSuivi.objects.get(pk=note["visee"][0])
        ligne = LigneGrille.objects.get(pk=note["ligne"][0])
        avant, ligne_avant = note["visee"][2], note["ligne"][2]
        if avant is None:
            visee.delete()
        else:
            nombres = {nom: avant[nom] and Decimal(avant[nom]) for nom in _NOMBRES}
            save_version(visee, visee.version, **avant | nombres, modifie_par=auteur)
        if ligne_avant is None:
            services.delete_ligne(espace, ligne, auteur)
        elif _note(ligne, _LIGNE) != ligne_avant:
            services.save_ligne(espace, ligne, ligne_avant, auteur)
