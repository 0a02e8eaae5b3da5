"""What the site draws in sheets: the outline and the approaches, with examples of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from spaser.documents.document import Bloc, Contenu, Fiche, Lien, Liste, Paragraphe, Section, Texte
from spaser.documents.fiches.dessins import draw_calendrier, draw_ecosysteme
from spaser.documents.fiches.document import Encarts, Lecture, Morceau
from spaser.documents.francais import typographie
from spaser.metier.approches import Description, load_approches
from spaser.metier.fiches import Encart, FichePratique
from spaser.metier.registre.fiche import SourcePublique
from spaser.metier.trame import Partie, Rubrique
from spaser.web.diagnostic.selectors import list_illustrations
from spaser.web.redaction.selectors import ExempleLu, list_exemples
from spaser.web.registre.models import Fiche as FicheRegistre


def make_encarts(fiche: FichePratique, lecture: Lecture) -> Encarts:
    """Return what the site draws in one sheet, and nothing that it does not show."""
    makers: dict[Encart, Callable[[], Morceau]] = {
        Encart.TRAME: lambda: _write_trame(lecture),
        Encart.APPROCHES: lambda: _write_approches(lecture),
        Encart.ECOSYSTEME: draw_ecosysteme,
        Encart.CALENDRIER: draw_calendrier,
    }
    voulus = dict.fromkeys(p.encart for p in fiche.parties if p.encart in makers)
    return {encart: makers[encart]() for encart in voulus}


def _write_trame(lecture: Lecture) -> Morceau:
    trame, exemples = load_approches().trame, list_exemples()
    return Morceau(
        sections=tuple(
            _write_partie(rang, partie, exemples, lecture) for rang, partie in enumerate(trame, 1)
        ),
        cites=tuple(f for partie in trame for rubrique in partie.rubriques for f in rubrique.faits),
    )


def _write_partie(
    rang: int, partie: Partie, exemples: dict[str, ExempleLu], lecture: Lecture
) -> Section:
    texte = partie.texte
    if partie.selon_approche:
        texte += (
            "\n\nCette partie prend la forme de l’approche choisie : [les grandes approches "
            "d’un SPASER](/fiches/grandes-approches/)."
        )
    return Section(
        f"{rang}. {typographie(partie.titre)}",
        lecture.write(texte),
        tuple(_write_rubrique(r, exemples.get(r.code), lecture) for r in partie.rubriques),
    )


def _write_rubrique(rubrique: Rubrique, exemple: ExempleLu | None, lecture: Lecture) -> Section:
    cites = "".join(f" [[{fait}]]" for fait in rubrique.faits)
    textes = (
        f"{rubrique.texte.removesuffix('.')}{cites}.",
        f"**Pour qui :** {rubrique.pour} **Longueur :** {rubrique.longueur}",
    )
    return Section(
        typographie(rubrique.titre),
        (*lecture.write("\n\n".join(textes)), *_write_exemple(exemple, lecture)),
        identifiant=rubrique.code,
    )


def _write_exemple(exemple: ExempleLu | None, lecture: Lecture) -> Iterator[Bloc]:
    if exemple is None:
        return
    champs: list[tuple[str, Contenu]] = [
        ("Dans le registre", (_link(exemple.fiche, lecture),)),
        ("Ce qui s’y lit", typographie(exemple.texte)),
    ]
    if exemple.source:
        champs.append(("Source", _cite(exemple.source)))
    yield Fiche("Un exemple", tuple(champs))


def _write_approches(lecture: Lecture) -> Morceau:
    lues, illustrations = load_approches(), list_illustrations()
    return Morceau(
        blocs=(Paragraphe((Texte(typographie(lues.source), italique=True),)),),
        sections=tuple(
            _write_approche(d, illustrations.get(d.code, []), lecture) for d in lues.approches
        ),
    )


def _write_approche(
    approche: Description, fiches: Sequence[FicheRegistre], lecture: Lecture
) -> Section:
    origine = "Approche du programme" if approche.du_programme else "Notre proposition"
    plan = Liste(
        tuple(
            (Texte(typographie(s.titre), fort=True), Texte(f" – {typographie(s.texte)}"))
            for s in approche.plan
        ),
        ordonnee=True,
    )
    axes = tuple(typographie(f"« {axe} »") for axe in approche.axes)
    registre = tuple(_show(fiche, lecture) for fiche in fiches)
    return Section(
        approche.code.libelle,
        (
            Paragraphe((Texte(f"{origine}.", italique=True),)),
            Paragraphe(typographie(approche.resume)),
        ),
        (
            *([Section("Des axes, cités par le programme", (Liste(axes),))] if axes else ()),
            Section("Points forts", (_list(approche.forces),)),
            Section("Points d’attention", (_list(approche.vigilances),)),
            Section("Un plan possible", (plan,)),
            *([Section("Dans le registre", (Liste(registre),))] if registre else ()),
        ),
        identifiant=approche.code.value,
    )


def _list(textes: Sequence[str]) -> Liste:
    return Liste(tuple(map(typographie, textes)))


def _show(fiche: FicheRegistre, lecture: Lecture) -> Contenu:
    sources = fiche.spaser.sources
    dit = f", d’après {sources[0].libelle}" if sources else ""
    return (_link(fiche, lecture), Texte(typographie(f"{dit}.")))


def _link(fiche: FicheRegistre, lecture: Lecture) -> Lien:
    return lecture.link(fiche.structure, fiche.get_absolute_url())


def _cite(source: SourcePublique) -> Contenu:
    libelle = typographie(source.libelle)
    return (Lien(libelle, source.url),) if source.url else libelle
