"""Clauses and criteria to copy: kinds of text, how often they are seen, pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from spaser.contenus import faits
from spaser.documents.corps import LectureTextes
from spaser.documents.fiches import tell_origine, write_considerations
from spaser.documents.rendus import Forme, write_forme
from spaser.elements import fold_mots, read_version
from spaser.moteur import declarations
from spaser.moteur.entrepot import dossier
from spaser.moteur.referentiels.embarques import find_famille_cpv
from spaser.moteur.referentiels.embarques import read_familles as read_noms
from spaser.regles import considerations
from spaser.regles.editorial import begin
from spaser.regles.indicateurs import FicheIndicateur, load_bibliotheque
from spaser.regles.nomenclatures import Nomenclature
from spaser.site.chiffres.mesures import SuiteFamille
from spaser.site.editorial import genres
from spaser.site.editorial.images import read_corps, read_images
from spaser.site.editorial.services import read_contenus
from spaser.site.editorial.views import check_textes
from spaser.site.espace.bilans import entrepot
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.portail.pratiques import list_pour_familles
from spaser.site.socle.formulaires import FormLibre
from spaser.site.socle.requetes import check_fichiers, reply_fichier
from spaser.site.socle.vues import Rendu, shows

# --- The families and the levers as the programme team edits them ---


_CPV: Final = re.compile(r"\d{2,8}")


def check_famille(famille: considerations.FamilleAchat, _jour: date) -> list[str]:
    manques = [
        f"{manque[0].upper()}{manque[1:]}" for manque in considerations.find_manques(famille)
    ]
    return [*manques, *_list_inconnus(famille), *check_textes(famille.besoin, famille.loi)]


def _list_inconnus(famille: considerations.FamilleAchat) -> Iterator[str]:
    connus = {
        "indicateurs": {fiche.code for fiche in load_bibliotheque().indicateurs},
        "actions": {action.code for action in considerations.load_actions().actions},
        "faits": {*faits.load_faits()},
    }
    for levier in famille.leviers:
        cites = {nom: getattr(levier, nom) for nom in connus}
        cites["faits"] = (*levier.faits, *filter(None, [levier.modele]))
        for nom, codes in cites.items():
            for code in codes:
                if code not in connus[nom]:
                    yield f"« {levier.titre} » : le code « {code} » n’existe pas."
    yield from (
        f"« {debut} » n’est pas le début d’un code CPV : deux à huit chiffres."
        for debut in famille.cpv
        if not _CPV.fullmatch(debut)
    )


def _arrange(
    familles: Iterable[considerations.FamilleAchat],
) -> tuple[considerations.FamilleAchat, ...]:
    return tuple(sorted(familles, key=lambda famille: fold_mots(famille.titre)))


def _render(famille: considerations.FamilleAchat, _jour: date) -> SafeString:
    return render_to_string("considerations/relecture.html", {"famille": famille})


def _list_pages(famille: considerations.FamilleAchat) -> list[tuple[str, str]]:
    adresse = reverse("considerations:famille", args=[famille.code])
    return [("Page de la famille", adresse), ("Liste", reverse("considerations:liste"))]


FAMILLES: Final[genres.Genre[Any]] = genres.Genre(
    code="considerations",
    titre="Considérations par famille d’achats",
    un="une famille d’achats",
    forme=considerations.FamilleAchat,
    load=considerations.load_considerations,
    render=_render,
    pages=_list_pages,
    check=check_famille,
    start=partial(begin, considerations.FamilleAchat),
    arrange=_arrange,
)

REGLES: Final[genres.Genre[Any]] = genres.Genre(
    code="leviers",
    titre="Leviers d’un marché",
    un="un levier",
    forme=considerations.RegleLevier,
    load=considerations.load_regles,
    render=lambda regle, _jour: render_to_string("considerations/regle.html", {"regle": regle}),
    pages=lambda regle: [("Liste", f"{reverse('considerations:liste')}#{regle.code}")],
    check=lambda regle, _jour: check_textes(regle.texte),
)


# --- What buyers write in their contracts, counted once for a version of the store ---
# Counting reads every contract: the scheduler does it, aside, and keeps the result in a file whose
# name is the checksum of all that it depends on. A page only reads that file.


_SUFFIXE: Final = ".json"


class CompteAbsent(Nomenclature):
    """Why there is no count."""

    ABSENTS = "absents", "Aucun marché publié n’est chargé sur ce site."
    ATTENDUS = "attendus", "Les marchés publiés viennent d’être mis à jour."


def read_declarations(
    familles: Sequence[considerations.FamilleAchat], code: str
) -> declarations.Declarations | CompteAbsent:
    """Return the count of a family, as it is kept; or why there is none."""
    chemin = _find_fichier(_gather(familles))
    if chemin is None:
        return CompteAbsent.ABSENTS
    return (_read(chemin) or {}).get(code, CompteAbsent.ATTENDUS)


def keep_declarations(familles: Sequence[considerations.FamilleAchat]) -> bool:
    """Count for the version in force if that is not done; say whether it was to be done."""
    prefixes = _gather(familles)
    chemin = _find_fichier(prefixes)
    if chemin is None or _read(chemin) is not None:
        return False
    with suppress(dossier.EntrepotAbsent, dossier.EntrepotAbime), entrepot().read() as ouvert:
        comptes = declarations.count_declarations(ouvert, prefixes)
        chemin.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        provisoire = chemin.with_suffix(".provisoire")
        provisoire.write_bytes(msgspec.json.encode(comptes))
        provisoire.replace(chemin)
        for ancien in chemin.parent.glob(f"*{_SUFFIXE}"):
            if ancien != chemin:
                ancien.unlink(missing_ok=True)
        return True
    return False


def _gather(familles: Sequence[considerations.FamilleAchat]) -> Mapping[str, tuple[str, ...]]:
    return {famille.code: famille.cpv for famille in familles}


def _find_fichier(prefixes: Mapping[str, tuple[str, ...]]) -> Path | None:
    """Return where the count of the version in force is kept; None without a store."""
    version = dossier.find_version(settings.ENTREPOT)
    if version is None:
        return None
    with suppress(OSError):
        ecrit_le = (version / dossier.MANIFESTE).stat().st_mtime_ns
        lus = (read_version(), str(version), ecrit_le, sorted(prefixes.items()))
        nom = hashlib.sha256(repr(lus).encode()).hexdigest()[:32]
        return Path(settings.CONSIDERATIONS) / f"{nom}{_SUFFIXE}"
    return None


def _read(chemin: Path) -> dict[str, declarations.Declarations] | None:
    """Return what a file holds, kept in memory once it is there."""
    with suppress(OSError, msgspec.MsgspecError):
        return _decode(chemin, chemin.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=2)
def _decode(chemin: Path, _ecrit_le: int) -> dict[str, declarations.Declarations]:
    return msgspec.json.decode(chemin.read_bytes(), type=dict[str, declarations.Declarations])


# --- What the pages of `considerations` show ---


# What published data tell apart: a declaration, its words, the indicator that proves it.
_NOMS: Final = {
    "clause_environnementale": ("Une clause environnementale", "ENV-04"),
    "critere_environnemental": ("Un critère environnemental", "ENV-03"),
    "clause_sociale": ("Une clause sociale", "SOC-03"),
    "critere_social": ("Un critère social", "SOC-04"),
    "reserve": ("Une réservation", "SOC-05"),
}


@dataclass(frozen=True)
class LevierMontre:
    ancre: str
    levier: considerations.Levier
    origine: str
    indicateurs: tuple[FicheIndicateur, ...]
    actions: tuple[considerations.ActionType, ...]
    faits: tuple[faits.Fait, ...]

    @classmethod
    def of(cls, levier: considerations.Levier, rang: int) -> LevierMontre:
        """Read what a sentence names; `rang` is its place among those of its lever."""
        indicateurs = map(load_bibliotheque().find, levier.indicateurs)
        actions = map(considerations.load_actions().find, levier.actions)
        return cls(
            f"{levier.levier}-{rang}",
            levier,
            tell_origine(levier),
            tuple(fiche for fiche in indicateurs if fiche),
            tuple(action for action in actions if action),
            tuple(map(faits.find_fait, faits.keep_connus(levier.faits))),
        )


@dataclass(frozen=True)
class ExempleMontre:
    """A contract, and the page of its buyer that proves what it declares."""

    exemple: declarations.ExempleMarche
    preuve: str


@dataclass(frozen=True)
class DeclarationMontree:
    """How many buyers and contracts declare something; None when too few do to be told."""

    nom: str
    acheteurs: int | None = None
    marches: int | None = None
    exemples: tuple[ExempleMontre, ...] = ()


def read_familles_achat(jour: date) -> tuple[considerations.FamilleAchat, ...]:
    return read_contenus(FAMILLES, jour)


@lru_cache(maxsize=4)
def keep_completes(
    familles: tuple[considerations.FamilleAchat, ...],
) -> tuple[considerations.FamilleAchat, ...]:
    """Return the families to show: those that lack nothing."""
    return tuple(famille for famille in familles if not considerations.find_manques(famille))


def read_considerations(jour: date) -> tuple[considerations.FamilleAchat, ...]:
    return keep_completes(read_familles_achat(jour))


def list_familles_touchees(famille: considerations.FamilleAchat) -> tuple[str, ...]:
    """Return the families of purchases, as figures and plans name them, that a family touches."""
    noms = {find_famille_cpv(cpv) for cpv in famille.cpv}
    return tuple(code for code, libelle in read_noms().items() if libelle in noms)


def list_suites_considerations(jour: date) -> Iterator[SuiteFamille]:
    noms = read_noms()
    for famille in read_considerations(jour):
        adresse = reverse("considerations:famille", args=[famille.code])
        libelle = f"Clauses à copier\u00a0: {famille.titre.lower()}"
        for code in list_familles_touchees(famille):
            yield SuiteFamille(noms[code], libelle, adresse)


def read_regles(jour: date) -> tuple[considerations.RegleLevier, ...]:
    return read_contenus(REGLES, jour)


@faits.cache_faits(64)
def group_leviers(
    famille: considerations.FamilleAchat,
) -> tuple[tuple[considerations.TypeLevier, tuple[LevierMontre, ...]], ...]:
    return tuple(
        (levier, tuple(LevierMontre.of(ligne, rang) for rang, ligne in enumerate(lignes, 1)))
        for levier, lignes in famille.groupes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreConsiderations:
    """What the list is narrowed to; what is left empty filters nothing."""

    levier: considerations.TypeLevier | None = None
    volet: considerations.Volet | None = None
    action: str = ""

    def keep(self, ligne: considerations.Levier) -> bool:
        return (
            self.levier in {None, ligne.levier}
            and self.volet in {None, ligne.volet}
            and (not self.action or self.action in ligne.actions)
        )


def list_familles(
    familles: Sequence[considerations.FamilleAchat], choix: FiltreConsiderations
) -> list[tuple[considerations.FamilleAchat, list[LevierMontre]]]:
    trouvees = (
        (
            famille,
            [
                ligne
                for _, lignes in group_leviers(famille)
                for ligne in lignes
                if choix.keep(ligne.levier)
            ],
        )
        for famille in familles
    )
    return [(famille, lignes) for famille, lignes in trouvees if lignes]


def list_declarations(declarations: declarations.Declarations) -> list[DeclarationMontree]:
    return [
        _show(nom, indicateur, declarations.par_colonne.get(colonne))
        for colonne, (nom, indicateur) in _NOMS.items()
    ]


def _show(nom: str, indicateur: str, lue: declarations.Declaration | None) -> DeclarationMontree:
    if lue is None:
        return DeclarationMontree(nom)
    exemples = tuple(ExempleMontre(e, _address(e, indicateur)) for e in lue.exemples)
    return DeclarationMontree(nom, lue.acheteurs, lue.marches, exemples)


def _address(exemple: declarations.ExempleMarche, indicateur: str) -> str:
    """Return the proof of a buyer's figure of that year, narrowed to the family of purchases."""
    page = reverse("acheteurs:preuve", args=[exemple.siren, indicateur])
    achat = find_famille_cpv(exemple.cpv)
    choix = {"annee": exemple.annee, "expression": "nombre", "famille": achat}
    return f"{page}?{urlencode({nom: valeur for nom, valeur in choix.items() if valeur})}"


# --- Public pages: the families of purchases, one of them, its file ---


TITRE: Final = "Clauses et critères à copier"
FORMES: Final = ((Forme.DOCX, "Word"), (Forme.ODT, "ODT"), (Forme.PDF, "PDF"))


class FormChoix(FormLibre):
    levier = forms.ChoiceField(
        label="Levier",
        required=False,
        choices=[
            ("", "Tous les leviers"),
            *((t.value, t.libelle) for t in considerations.TypeLevier),
        ],
    )
    volet = forms.ChoiceField(
        label="Volet",
        required=False,
        choices=[
            ("", "Environnement et social"),
            *((v.value, v.libelle) for v in considerations.Volet),
        ],
    )
    action = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput())

    def read(self) -> FiltreConsiderations:
        self.full_clean()
        lus = self.cleaned_data
        action = considerations.load_actions().find(lus.get("action", ""))
        return FiltreConsiderations(
            levier=considerations.TypeLevier(lus["levier"]) if lus.get("levier") else None,
            volet=considerations.Volet(lus["volet"]) if lus.get("volet") else None,
            action=action.code if action else "",
        )


@ouverte_a_tous
@shows("considerations/liste.html")
def liste_considerations(request: HttpRequest) -> Rendu:
    form, jour = FormChoix(request.GET), timezone.localdate()
    choix = form.read()
    familles = read_considerations(jour)
    trouvees = list_familles(familles, choix)
    return {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "form": form,
        "filtree": choix != FiltreConsiderations(),
        "action": considerations.load_actions().find(choix.action) if choix.action else None,
        "familles": trouvees,
        "nombre": sum(len(lignes) for _, lignes in trouvees),
        "nombre_familles": len(familles),
        "regles": read_regles(jour),
    }


@ouverte_a_tous
@shows("considerations/famille.html")
def famille(request: HttpRequest, code: str) -> Rendu:
    jour = timezone.localdate()
    familles, regles = read_familles_achat(jour), read_regles(jour)
    lue, par_code = _find(familles, code), {regle.code: regle for regle in regles}
    compte = read_declarations(keep_completes(familles), code)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, reverse("considerations:liste")), (lue.titre, None)],
        "famille": lue,
        "groupes": [
            (levier, par_code.get(levier), lignes)
            for levier, lignes in group_leviers(lue)
            if lignes
        ],
        "formes": FORMES,
        "pratiques": list_pour_familles(list_familles_touchees(lue), jour),
        "sans_compte": compte if isinstance(compte, CompteAbsent) else None,
    }
    if not isinstance(compte, CompteAbsent):
        contexte |= {"compte": compte, "montrees": list_declarations(compte)}
    return contexte


@ouverte_a_tous
@require_safe
def fichier_considerations(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    if extension not in Forme:
        raise Http404
    jour = timezone.localdate()
    lue, forme = _find(read_familles_achat(jour), code), Forme(extension)
    check_fichiers(request, "considerations.fichier")
    octets = _write(lue, read_regles(jour), forme, jour, read_images())
    return reply_fichier(octets, f"considerations-{code}.{forme}", forme.mime)


@faits.cache_faits(64)
def _write(
    lue: considerations.FamilleAchat,
    regles: tuple[considerations.RegleLevier, ...],
    forme: Forme,
    jour: date,
    _images: str,
) -> bytes:
    """Write a file once for a text, for all who ask that day."""
    lecture = LectureTextes(settings.ADRESSE, partial(read_corps, jour=jour))
    return write_forme(write_considerations(lue, regles, lecture), forme)


def _find(
    familles: Iterable[considerations.FamilleAchat], code: str
) -> considerations.FamilleAchat:
    """Return a family; one that is not complete is only there while its draft is previewed."""
    for lue in familles:
        if lue.code == code:
            return lue
    raise Http404
