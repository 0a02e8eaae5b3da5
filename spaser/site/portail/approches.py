"""Practical sheets and approaches: as the team edits them, as they are read."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from spaser.documents import document, fiches
from spaser.documents.corps import LectureTextes
from spaser.documents.dessins import (
    ENCRE,
    PISTE,
    TEINTE,
    Legende,
    draw_ecosysteme,
    draw_mots,
    hatch,
    pos,
    wrap_svg,
    write_attributs,
    write_rect,
    write_trait,
)
from spaser.documents.dessins_engagements import Axe, draw_barre_cible, draw_calendrier, place_part
from spaser.documents.francais import format_pourcent, typographie
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.html import write_sections
from spaser.regles import approches, parcours
from spaser.regles.droits import Operation
from spaser.regles.editorial import begin
from spaser.regles.fiche import SourcePublique
from spaser.regles.nomenclatures import Approche
from spaser.site.diagnostic.approche import list_illustrations, list_peu_illustrees
from spaser.site.editorial import genres
from spaser.site.editorial.images import read_corps, stay
from spaser.site.editorial.services import find_contenu, read_contenus
from spaser.site.editorial.views import check_adresses, check_textes
from spaser.site.organisations.acces import ouverte_a_tous, peut
from spaser.site.registre.models import Fiche as FicheRegistre
from spaser.site.schema.redaction.services import ExempleLu, list_exemples
from spaser.site.socle.requetes import check_fichiers, reply_fichier
from spaser.site.socle.vues import Rendu, shows

# --- What the site draws in sheets: the outline and the approaches, with examples of the register
# ---


_VIE: Final = (
    ("Le besoin", "De quoi peut-on se passer ?"),
    ("Les entreprises", "Qui peut répondre, avec quelle preuve ?"),
    ("L’écriture", "Une clause ou un critère, une preuve, une pénalité"),
    ("Les offres", "Le critère compte dans le choix"),
    ("Le contrat", "La clause est promise, datée, publiée"),
    ("Le suivi", "La preuve est demandée, l’écart corrigé"),
    ("Le bilan", "Le résultat est compté, et sert au besoin suivant"),
)
_ETROIT: Final = 360.0  # as wide as a phone


@cache
def draw_clause() -> fiches.ComplementRubrique:
    """Draw how a clause lives, from the need to the next one."""
    pas, bas = 44.0, 44.0 * (len(_VIE) - 1) + 16
    corps = write_trait("g-fil", 8, 16, 8, bas)
    for rang, (nom, dit) in enumerate(_VIE):
        y = 16 + pas * rang
        corps += f'<circle class="g-plein" cx="8" cy="{pos(y)}" r="7" fill="{TEINTE}"/>'
        corps += draw_mots(
            (28, y + 1), f"{rang + 1}. {nom}", (13, ENCRE), classe="g-nom g-fort", gras=True
        )
        corps += draw_mots((28, y + 18), typographie(dit), (12.5, ENCRE), classe="g-nom")
    alt = typographie(
        " ".join(f"{n}. {nom} : {dit.rstrip('?').strip()}." for n, (nom, dit) in enumerate(_VIE, 1))
    )
    titre = "Une clause, du besoin au bilan"
    svg = wrap_svg(Legende("image-clause", titre, alt), (_ETROIT, bas + 28), corps)
    return fiches.ComplementRubrique((document.Figure(svg, alt, titre),))


@cache
def draw_compte() -> fiches.ComplementRubrique:
    """Draw what a rate counts: those that say yes, over those that answer, and its bounds."""
    oui, sans, non = 9, 3, 8
    tous, pas = oui + sans + non, _ETROIT / (oui + sans + non)
    corps = ""
    for rang in range(tous):
        cadre = (rang * pas + 1, 26.0, pas - 4, pas - 4)
        corps += write_rect("g-piste", cadre, PISTE)
        if rang < oui:
            corps += write_rect("g-plein", cadre, TEINTE)
        elif rang < oui + sans:
            corps += hatch("image-taux", write_attributs(cadre))
    dits = ((0, f"{oui} oui"), (oui, f"{sans} sans réponse"), (tous, f"{non} non"))
    for rang, dit in dits:
        ancre = "end" if rang == tous else "start"
        corps += draw_mots((rang * pas, 18), dit, (12.5, ENCRE), ancre, classe="g-nom")
    taux, certain, possible = oui / (oui + non), oui / tous, (oui + sans) / tous
    y = 74.0
    barre = place_part("", (certain, taux, possible))
    corps += draw_barre_cible("image-taux", barre, TEINTE, Axe(100, 0, _ETROIT), (y, 14))
    bornes = f"entre {format_pourcent(certain)} et {format_pourcent(possible)}"
    phrases = (
        f"Taux : {oui} sur {oui + non} qui répondent, {format_pourcent(taux)}.",
        f"Fourchette : de {oui} à {oui + sans} sur {tous}, {bornes}.",
    )
    for rang, phrase in enumerate(phrases):
        place = (0, y + 34 + 18 * rang)
        corps += draw_mots(place, typographie(phrase), (12.5, ENCRE), classe="g-nom")
    alt = typographie(f"{tous} marchés : {', '.join(dit for _, dit in dits)}. {' '.join(phrases)}")
    titre = "Ce que compte un taux : un exemple sur vingt marchés"
    svg = wrap_svg(Legende("image-taux", titre, alt), (_ETROIT, y + 60), corps)
    return fiches.ComplementRubrique((document.Figure(svg, alt, typographie(titre)),))


def make_encarts(fiche: parcours.FichePratique, lecture: LectureTextes) -> fiches.Encarts:
    """Return what the site draws in one sheet, and nothing that it does not show."""
    makers: dict[parcours.Encart, Callable[[], fiches.ComplementRubrique]] = {
        parcours.Encart.TRAME: lambda: _write_trame(lecture),
        parcours.Encart.APPROCHES: lambda: _write_approches(lecture),
        parcours.Encart.ECOSYSTEME: draw_ecosysteme,
        parcours.Encart.CALENDRIER: draw_calendrier,
        parcours.Encart.CLAUSE: draw_clause,
        parcours.Encart.TAUX: draw_compte,
    }
    voulus = dict.fromkeys(p.encart for p in fiche.parties if p.encart in makers)
    return {encart: makers[encart]() for encart in voulus}


def _write_trame(lecture: LectureTextes) -> fiches.ComplementRubrique:
    trame, exemples = approches.load_approches().trame, list_exemples()
    return fiches.ComplementRubrique(
        sections=tuple(
            _write_partie(rang, partie, exemples, lecture) for rang, partie in enumerate(trame, 1)
        ),
        cites=tuple(f for partie in trame for rubrique in partie.rubriques for f in rubrique.faits),
    )


def _write_partie(
    rang: int,
    partie: approches.Partie,
    exemples: dict[str, ExempleLu],
    lecture: LectureTextes,
) -> document.Section:
    return document.Section(
        f"{rang}. {typographie(partie.titre)}",
        lecture.write(partie.texte),
        tuple(_write_rubrique(r, exemples.get(r.code), lecture) for r in partie.rubriques),
    )


def _write_rubrique(
    rubrique: approches.RubriqueSchema, exemple: ExempleLu | None, lecture: LectureTextes
) -> document.Section:
    cites = "".join(f" [[{fait}]]" for fait in rubrique.faits)
    textes = (
        f"{rubrique.texte.removesuffix('.')}{cites}.",
        f"**Pour qui :** {rubrique.pour} **Longueur :** {rubrique.longueur}",
    )
    return document.Section(
        typographie(rubrique.titre),
        (*lecture.write("\n\n".join(textes)), *_write_exemple(exemple, lecture)),
        identifiant=rubrique.code,
    )


def _write_exemple(exemple: ExempleLu | None, lecture: LectureTextes) -> Iterator[document.Bloc]:
    if exemple is None:
        return
    champs: list[tuple[str, document.Contenu]] = [
        ("Dans le registre", (_link(exemple.fiche, lecture),)),
        ("Ce qui s’y lit", typographie(exemple.texte)),
    ]
    if exemple.source:
        champs.append(("Source", _cite(exemple.source)))
    yield document.Fiche("Un exemple", tuple(champs))


def _write_approches(lecture: LectureTextes) -> fiches.ComplementRubrique:
    lues, illustrations = approches.load_approches(), list_illustrations()
    return fiches.ComplementRubrique(
        blocs=(document.Paragraphe((document.Texte(typographie(lues.source), italique=True),)),),
        sections=tuple(
            _write_approche(d, illustrations.get(d.code, []), lecture) for d in lues.approches
        ),
    )


def _write_approche(
    approche: approches.Description, fiches: Sequence[FicheRegistre], lecture: LectureTextes
) -> document.Section:
    origine = "Approche du programme" if approche.du_programme else "Notre proposition"
    plan = document.Liste(
        tuple(
            (
                document.Texte(typographie(s.titre), fort=True),
                document.Texte(f" – {typographie(s.texte)}"),
            )
            for s in approche.plan
        ),
        ordonnee=True,
    )
    axes = tuple(typographie(f"« {axe} »") for axe in approche.axes)
    registre = tuple(_show(fiche, lecture) for fiche in fiches)
    return document.Section(
        approche.code.libelle,
        (
            document.Paragraphe((document.Texte(f"{origine}.", italique=True),)),
            document.Paragraphe(typographie(approche.resume)),
        ),
        (
            *(
                [document.Section("Des axes, cités par le programme", (document.Liste(axes),))]
                if axes
                else ()
            ),
            document.Section("Points forts", (_list(approche.forces),)),
            document.Section("Points d’attention", (_list(approche.vigilances),)),
            document.Section("Un plan possible", (plan,)),
            *(
                [document.Section("Dans le registre", (document.Liste(registre),))]
                if registre
                else ()
            ),
        ),
        identifiant=approche.code.value,
    )


def _list(textes: Sequence[str]) -> document.Liste:
    return document.Liste(tuple(map(typographie, textes)))


def _show(fiche: FicheRegistre, lecture: LectureTextes) -> document.Contenu:
    sources = fiche.spaser.sources
    dit = f", d’après {sources[0].libelle}" if sources else ""
    return (_link(fiche, lecture), document.Texte(typographie(f"{dit}.")))


def _link(fiche: FicheRegistre, lecture: LectureTextes) -> document.Lien:
    return lecture.link(fiche.structure, fiche.get_absolute_url())


def _cite(source: SourcePublique) -> document.Contenu:
    libelle = typographie(source.libelle)
    return (document.Lien(libelle, source.url),) if source.url else libelle


# --- A sheet as it is shown: on a page, in a file ---


_SOUS_LE_TITRE: Final = 2
_GARDEES: Final = 32  # pages, of some twenty kilobytes


@dataclass(frozen=True, slots=True)
class FicheMontree:
    """What a page shows of a sheet: its headings, and all that stands under them."""

    sommaire: tuple[document.Section, ...]
    corps: SafeString


def show_fiche(fiche: parcours.FichePratique, jour: date) -> FicheMontree:
    lecture = _read(jour)
    encarts = make_encarts(fiche, lecture)
    sections = fiches.write_parties(fiche, lecture, encarts)
    return FicheMontree(sections, _write_sections(sections))


def compose(fiche: parcours.FichePratique, jour: date) -> document.Document:
    lecture = _read(jour)
    return fiches.write_fiche(fiche, lecture, make_encarts(fiche, lecture))


def _read(jour: date) -> LectureTextes:
    return LectureTextes(settings.ADRESSE, partial(read_corps, jour=jour))


@lru_cache(maxsize=_GARDEES)
def _write_sections(sections: tuple[document.Section, ...]) -> SafeString:
    """Write headings as HTML, once for as long as they say the same."""
    return stay(write_sections(sections, _SOUS_LE_TITRE))


# --- The sheets as the programme team edits them ---


_CODE: Final = re.compile(r"FICHE(-[A-Z0-9]+)+")


def _check(fiche: parcours.FichePratique, jour: date) -> list[str]:
    adresses = check_adresses(fiche.outil_adresse, *(lien.adresse for lien in fiche.suite))
    codes = _list_codes_faux(fiche, jour)
    return [*parcours.list_fautes_fiche(fiche), *check_textes(*fiche.textes), *adresses, *codes]


def _list_codes_faux(fiche: parcours.FichePratique, jour: date) -> Iterator[str]:
    """Tell the codes that no tool could propose, or that name another sheet."""
    autres = [autre for autre in read_contenus(FICHES, jour) if autre.code != fiche.code]
    for code in fiche.codes:
        if not _CODE.fullmatch(code):
            yield f"« {code} » n’est pas un code d’outil\u00a0: écrivez-le comme FICHE-ACTEURS."
        for autre in autres:
            if code in autre.codes:
                yield f"« {code} » désigne déjà « {autre.titre} »\u00a0: retirez-le d’abord là-bas."


FICHES: Final = genres.Genre(
    code="fiches",
    titre="Fiches pratiques",
    un="une fiche",
    forme=parcours.FichePratique,
    load=parcours.load_fiches,
    render=lambda fiche, jour: show_fiche(fiche, jour).corps,
    pages=lambda fiche: [
        (fiche.titre, reverse("fiches:fiche", args=[fiche.code])),
        ("Fiche en PDF", reverse("fiches:pdf", args=[fiche.code])),
        ("Fiches pratiques", reverse("fiches:liste")),
    ],
    check=_check,
    start=lambda code: begin(
        parcours.FichePratique, code, ordre=99, verifie_le=timezone.localdate()
    ),
    arrange=parcours.sort_fiches,
    read_from=parcours.read_fiches_from,
)


# --- Reads the sheets to show on a day: those of the files, as the programme team has edited them
# ---


def read_fiches_pratiques(jour: date) -> tuple[parcours.FichePratique, ...]:
    return read_contenus(FICHES, jour)


def find_fiche_publiee(code: str, jour: date) -> parcours.FichePratique | None:
    return find_contenu(FICHES, code, jour)


# --- The sheets: their list, one of them, its file ---


TITRE: Final = "Fiches pratiques"
_GARDES: Final = 32  # files, of some hundred kilobytes


@ouverte_a_tous
@shows("fiches/liste.html")
def liste_fiches_pratiques(request: HttpRequest) -> Rendu:
    return {"fil": [(TITRE, None)], "fiches": read_fiches_pratiques(timezone.localdate())}


@ouverte_a_tous
@shows("fiches/fiche.html")
def fiche_pratique(request: HttpRequest, code: str) -> Rendu:
    lue = _find(code)
    return {
        "fil": [(TITRE, reverse("fiches:liste")), (lue.titre, None)],
        "fiche": lue,
        "montree": show_fiche(lue, timezone.localdate()),
        "a_completer": _list_a_completer(request, lue),
    }


@ouverte_a_tous
@require_safe
def pdf_fiche(request: HttpRequest, code: str) -> HttpResponse:
    lue = _find(code)
    check_fichiers(request, "fiches.pdf")
    octets = _make_pdf(compose(lue, timezone.localdate()))
    return reply_fichier(octets, f"fiche-{lue.code}.pdf", Forme.PDF.mime)


@lru_cache(maxsize=_GARDES)
def _make_pdf(document: document.Document) -> bytes:
    """Return a file, made once for as long as what it says does not change."""
    return write_forme(document, Forme.PDF)


def _list_a_completer(request: HttpRequest, fiche: parcours.FichePratique) -> list[Approche]:
    """Return the approaches that lack an example: the team alone can add one."""
    est_la = any(partie.encart is parcours.Encart.APPROCHES for partie in fiche.parties)
    ecrit = request.user.is_authenticated and peut(request, Operation.REDIGER_TEXTE)
    return list_peu_illustrees() if est_la and ecrit else []


def _find(code: str) -> parcours.FichePratique:
    lue = find_fiche_publiee(code, timezone.localdate())
    if lue is None:
        raise Http404
    return lue
