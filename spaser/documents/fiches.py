"""A family of purchases as a file: its sentences to copy, ready to be filled in and read again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.contenus.faits import Fait, find_fait, keep_connus
from spaser.documents import document
from spaser.documents.corps import SOURCES, LectureTextes, write_sources
from spaser.documents.francais import format_date, typographie
from spaser.regles import considerations, parcours
from spaser.regles.indicateurs import name_indicateur

_ET: Final = "\u202f; "
PROPOSEE: Final = "Rédaction proposée, à faire relire."
_RELIRE: Final = (
    "Ces rédactions sont proposées par le site : faites-les relire par votre service juridique, "
    "puis remplacez chaque « [à compléter] ». Gardez ce qui est proportionné à votre marché, lié à "
    "son objet et que vous saurez contrôler."
)


def tell_origine(levier: considerations.Levier) -> str:
    """Say where the words of a sentence come from; in any case they are to be read again."""
    if not keep_connus(filter(None, [levier.modele])):
        return PROPOSEE
    fait = find_fait(levier.modele)
    marque = f" ({fait.marque})" if fait.marque else ""
    return f"Rédaction adaptée de « {fait.texte} »{marque}, à faire relire."


def _list_textes(
    famille: considerations.FamilleAchat, regles: Sequence[considerations.RegleLevier]
) -> list[str]:
    propres = [f"[[{citation}]]" for citation in famille.citations]
    return [famille.besoin, famille.loi, *(regle.texte for regle in regles), *propres]


def write_considerations(
    famille: considerations.FamilleAchat,
    regles: Sequence[considerations.RegleLevier],
    lecture: LectureTextes,
) -> document.Document:
    par_levier: Mapping[str, considerations.RegleLevier] = {regle.code: regle for regle in regles}
    return document.Document(
        titre=typographie(f"Considérations : {famille.titre}"),
        sous_titre=typographie(famille.objet),
        jour=famille.jour,
        mention=typographie(f"{famille.titre} – {PROPOSEE}"),
        blocs=(
            document.Paragraphe(typographie(_RELIRE), en_avant=True),
            document.Paragraphe(typographie(famille.resume)),
        ),
        sections=(
            document.Section("Avant d’écrire", lecture.parse(famille.besoin)),
            *_list_loi(famille, lecture),
            *(
                _write_levier(levier, lignes, par_levier.get(levier), lecture)
                for levier, lignes in famille.groupes
                if lignes
            ),
            document.Section(
                "Textes et exemples cités",
                write_sources(_list_textes(famille, regles), lecture.site),
            ),
        ),
    )


def _list_loi(
    famille: considerations.FamilleAchat, lecture: LectureTextes
) -> Iterator[document.Section]:
    if famille.loi:
        yield document.Section("Les règles propres à ces achats", lecture.parse(famille.loi))


def _write_levier(
    levier: considerations.TypeLevier,
    lignes: Sequence[considerations.Levier],
    regle: considerations.RegleLevier | None,
    lecture: LectureTextes,
) -> document.Section:
    return document.Section(
        levier.libelle,
        lecture.parse(regle.texte) if regle else (),
        tuple(
            document.Section(typographie(ligne.titre), _write_ligne(ligne, lecture))
            for ligne in lignes
        ),
    )


def _write_ligne(ligne: considerations.Levier, lecture: LectureTextes) -> tuple[document.Bloc, ...]:
    return (
        document.Paragraphe(typographie(f"À copier dans : {ligne.document.libelle}.")),
        document.Paragraphe(_mark_blancs(typographie(ligne.phrase)), en_avant=True),
        document.Paragraphe((document.Texte(typographie(tell_origine(ligne)), italique=True),)),
        document.Fiche("Pour l’employer", tuple(_list_champs(ligne, lecture))),
    )


def _mark_blancs(phrase: str) -> document.Contenu:
    morceaux: list[document.Texte] = []
    reste = phrase
    while reste:
        avant, signe, suite = reste.partition(considerations.A_COMPLETER)
        blanc, fin, apres = suite.partition("]")
        morceaux += [document.Texte(avant)] if avant else []
        morceaux += [document.Texte(f"{signe}{blanc}{fin}", fort=True)] if signe else []
        reste = apres
    return tuple(morceaux)


def _list_champs(
    ligne: considerations.Levier, lecture: LectureTextes
) -> Iterator[tuple[str, document.Contenu]]:
    yield "Ce qu’il faut savoir", typographie(ligne.pourquoi)
    yield "Preuve à demander", typographie(ligne.preuve)
    yield "Pénalité", _mark_blancs(typographie(ligne.penalite))
    yield "Piège à éviter", typographie(ligne.piege)
    noms = [f"{name_indicateur(code)} ({code})" for code in ligne.indicateurs]
    yield "Indicateurs", typographie(_ET.join(noms))
    actions = [
        action for code in ligne.actions if (action := considerations.load_actions().find(code))
    ]
    yield "Actions", typographie(_ET.join(f"{a.titre} ({a.code})" for a in actions))
    yield "Qui appeler", _join((lecture.link(une.libelle, une.adresse),) for une in ligne.aides)
    faits = map(find_fait, keep_connus(ligne.faits))
    yield "Textes et exemples", _join(_cite(fait, lecture) for fait in faits)


def _cite(fait: Fait, lecture: LectureTextes) -> tuple[document.EnLigne, ...]:
    lien = document.Lien(fait.texte, f"{lecture.site}{SOURCES}{fait.code}/")
    return (lien, document.Texte(f" ({fait.marque})")) if fait.marque else (lien,)


def _join(morceaux: Iterable[tuple[document.EnLigne, ...]]) -> tuple[document.EnLigne, ...]:
    suivis = [m for morceau in morceaux for m in (document.Texte(_ET), *morceau)]
    return tuple(suivis[1:])


# --- A practical sheet as sections and blocks: the same on the page and in its file ---


_ETROITE: Final = 12
_LARGE: Final = 40


@dataclass(frozen=True, slots=True)
class ComplementRubrique:
    """What stands under a heading besides its text; `cites` are the facts that it cites."""

    blocs: tuple[document.Bloc, ...] = ()
    sections: tuple[document.Section, ...] = ()
    cites: tuple[str, ...] = ()


type Encarts = Mapping[parcours.Encart, ComplementRubrique]

_RIEN: Final = ComplementRubrique()


def write_fiche(
    fiche: parcours.FichePratique, lecture: LectureTextes, encarts: Encarts
) -> document.Document:
    return document.Document(
        titre=typographie(fiche.titre),
        sous_titre="Fiche du programme SPASER",
        jour=fiche.jour,
        blocs=(document.Paragraphe(typographie(fiche.resume), en_avant=True),),
        sections=(
            *write_parties(fiche, lecture, encarts),
            document.Section("Et maintenant", (_list_suite(fiche, lecture),)),
            *_list_sources(fiche, lecture, encarts),
        ),
        mention=typographie(
            f"Fiche « {fiche.titre} », version du {format_date(fiche.jour)}. "
            f"À jour sur {lecture.site}/fiches/{fiche.code}/"
        ),
    )


def write_parties(
    fiche: parcours.FichePratique, lecture: LectureTextes, encarts: Encarts
) -> tuple[document.Section, ...]:
    return tuple(
        _write_partie(partie, rang, lecture, encarts.get(partie.encart, _RIEN))
        for rang, partie in enumerate(fiche.parties, start=1)
    )


def _write_partie(
    partie: parcours.PartieFiche, rang: int, lecture: LectureTextes, encart: ComplementRubrique
) -> document.Section:
    return document.Section(
        typographie(partie.titre),
        (*lecture.write(partie.texte), *_write_tableau(partie, lecture), *encart.blocs),
        encart.sections,
        identifiant=f"partie_{rang}",
    )


def _write_tableau(
    partie: parcours.PartieFiche, lecture: LectureTextes
) -> Iterator[document.Tableau]:
    if not partie.tableau:
        return
    lu = parcours.parse_tableau(partie.tableau)
    colonnes = zip(lu.entetes, *lu.lignes, strict=True)
    yield document.Tableau(
        typographie(partie.legende or partie.titre),
        tuple(map(typographie, lu.entetes)),
        tuple(tuple(_write_case(case, lecture) for case in ligne) for ligne in lu.lignes),
        tuple(min(max(_ETROITE, *map(len, colonne)), _LARGE) for colonne in colonnes),
        ligne_nommee=True,
    )


def _write_case(case: str, lecture: LectureTextes) -> document.Contenu:
    match lecture.write(case):
        case (document.Paragraphe() as seul,):
            return seul.contenu
        case _:  # a lone dash, or nothing
            return typographie(case)


def _list_suite(fiche: parcours.FichePratique, lecture: LectureTextes) -> document.Liste:
    liens = ((fiche.outil, fiche.outil_adresse), *((s.libelle, s.adresse) for s in fiche.suite))
    return document.Liste(tuple((lecture.link(*lien),) for lien in liens))


def _list_sources(
    fiche: parcours.FichePratique, lecture: LectureTextes, encarts: Encarts
) -> Iterator[document.Section]:
    cites = [c for p in fiche.parties for c in encarts.get(p.encart, _RIEN).cites]
    blocs = write_sources([*fiche.textes, *(f"[[{code}]]" for code in cites)], lecture.site)
    if blocs:
        yield document.Section("Sources", blocs)
