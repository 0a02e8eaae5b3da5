"""The review of an edition of the programme: the same words on its page, in its file, on slides."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from spaser.documents import document
from spaser.documents.corps import LectureTextes, write_sources
from spaser.documents.francais import capitalize, format_date, format_moyenne, uncapitalize
from spaser.elements import fold_mots
from spaser.regles import editions

VIDE: Final = "Sans donnée sur ce site : "
REPONSE: Final = "Réponse à un questionnaire de ce site, publiée avec l’accord de qui l’a écrite"
SANS_DATES: Final = (
    "Les dates de cette édition ne sont pas connues : ce qui se compte d’un jour à un autre ne "
    "l’est pas."
)
_NON_RELEVE: Final = "Non relevé"
_RESSOURCES: Final = {n: n.libelle for n in editions.NatureRessource}


def write_bilan(
    edition: editions.Edition, mesures: editions.Mesures, lecture: LectureTextes
) -> document.Document:
    return document.Document(
        titre=name_bilan(edition),
        sous_titre=tell_periode(edition),
        jour=mesures.jour,
        blocs=(document.Paragraphe(edition.resume, en_avant=True),),
        sections=(
            *write_sections_bilan(edition, mesures, lecture),
            *_section("Textes et chiffres cités", write_sources(edition.textes, lecture.site)),
        ),
        mention=f"{name_bilan(edition)}, {lecture.site}/bilan/{edition.code}/",
    )


def write_sections_bilan(
    edition: editions.Edition,
    mesures: editions.Mesures,
    lecture: LectureTextes,
    *,
    diapositives: bool = False,
) -> tuple[document.Section, ...]:
    """Return what the page shows, heading by heading; on slides, lists in place of wide tables."""
    compte = f"Compté sur ce site le {format_date(mesures.jour)}"
    repris = _list_repris if diapositives else _write_repris
    comptees = _list_compte if diapositives else _write_compte
    ressources = _section_ressources if diapositives else _write_ressources
    return (
        *_section("L’édition", lecture.parse(edition.presentation)),
        *_section("Le mot de l’équipe", lecture.parse(edition.ouverture)),
        *_section("Ce que d’autres ont compté", repris(edition, lecture)),
        *_section("Ce que ce site a compté", comptees(edition, mesures, compte)),
        *(() if diapositives else _write_seances(mesures.seances, compte)),
        *_section("La satisfaction", _write_satisfaction(mesures, compte)),
        *_section("Ce qu’en disent les participants", _write_paroles(edition, mesures)),
        *_section("Ils ont participé", _write_organismes(edition, mesures)),
        *ressources(edition, lecture),
        *_section("Merci aux parrains", _write_parrains(edition, lecture)),
        *_section("Ce que l’on ne sait pas", lecture.parse(edition.inconnu)),
        *_section("Pour finir", lecture.parse(edition.conclusion)),
    )


def write_diapositives_bilan(
    edition: editions.Edition, mesures: editions.Mesures, lecture: LectureTextes
) -> document.Document:
    """Return the slides: what a room reads; methods and sources are in the notes."""
    sections = write_sections_bilan(edition, mesures, lecture, diapositives=True)
    return replace(write_bilan(edition, mesures, lecture), blocs=(), sections=sections)


def name_bilan(edition: editions.Edition) -> str:
    return f"Bilan du parcours : {uncapitalize(edition.titre)}"


def tell_periode(edition: editions.Edition) -> str:
    """Say from when to when an edition ran, as far as it is known."""
    if edition.debut is None:
        return "Dates non connues"
    if edition.fin is None:
        return f"Depuis le {format_date(edition.debut)}"
    return f"Du {format_date(edition.debut)} au {format_date(edition.fin)}"


def _section(titre: str, blocs: Sequence[document.Bloc]) -> Iterator[document.Section]:
    if blocs:
        yield document.Section(titre, tuple(blocs))


def _write_repris(edition: editions.Edition, lecture: LectureTextes) -> tuple[document.Bloc, ...]:
    if not edition.chiffres:
        return ()
    lignes = tuple((c.quoi, c.valeur, lecture.read_line(c.source)) for c in edition.chiffres)
    legende = "Chiffres repris, avec leur source"
    return (
        document.Tableau(
            legende, ("Chiffre", "Valeur", "Source"), lignes, (5, 3, 6), ligne_nommee=True
        ),
    )


def _list_repris(edition: editions.Edition, lecture: LectureTextes) -> tuple[document.Bloc, ...]:
    elements = tuple(
        (
            document.Texte(f"{c.quoi} : "),
            document.Texte(uncapitalize(c.valeur), fort=True),
            document.Texte(". "),
            *document.split_contenu(lecture.read_line(c.source)),
        )
        for c in edition.chiffres
    )
    return (document.Liste(elements),) if elements else ()


def _write_compte(
    edition: editions.Edition, mesures: editions.Mesures, compte: str
) -> tuple[document.Bloc, ...]:
    dits: list[document.Bloc] = []
    if edition.debut is None:
        dits.append(document.Paragraphe(SANS_DATES))
    toutes = editions.count_edition(mesures)
    lignes = tuple((li.quoi, _tell(li), li.methode) for li in toutes if li.valeur)
    if lignes:
        entetes = ("Chiffre", "Valeur", "Comment il est compté")
        dits.append(document.Tableau(compte, entetes, lignes, (5, 4, 7), ligne_nommee=True))
    if vides := [uncapitalize(ligne.quoi) for ligne in toutes if not ligne.valeur]:
        dits.append(document.Paragraphe(f"{VIDE}{', '.join(vides)}."))
    return tuple(dits)


def _tell(ligne: editions.ChiffreEdition) -> document.Contenu:
    sur = (document.Texte(f" (sur {ligne.sur})"),) if ligne.sur else ()
    return (document.Texte(ligne.valeur, fort=True), *sur)


def _list_compte(
    _edition: editions.Edition, mesures: editions.Mesures, compte: str
) -> tuple[document.Bloc, ...]:
    lignes = [ligne for ligne in editions.count_edition(mesures) if ligne.valeur]
    if not lignes:
        return ()
    return (
        document.Paragraphe(f"{compte}."),
        document.Liste(
            tuple(
                (
                    document.Texte(f"{ligne.quoi} : "),
                    *document.split_contenu(_tell(ligne)),
                    document.Note(ligne.methode),
                )
                for ligne in lignes
            )
        ),
    )


def _write_seances(seances: Sequence[editions.Seance], compte: str) -> Iterator[document.Section]:
    if not seances:
        return
    lignes = tuple(
        (
            seance.titre,
            "Atelier" if seance.atelier else "Webinaire",
            format_date(seance.jour),
            _NON_RELEVE if seance.inscrits is None else str(seance.inscrits),
            _NON_RELEVE if seance.presents is None else str(seance.presents),
            "Oui" if seance.replay else capitalize(seance.ailleurs) or "Non",
        )
        for seance in seances
    )
    entetes = ("Événement", "Nature", "Jour", "Places tenues", "Présences", "Replay en ligne")
    legende = f"Événements passés\u00a0; un groupe compte pour ses places. {compte}"
    tableau = document.Tableau(legende, entetes, lignes, (6, 3, 4, 3, 3, 4), ligne_nommee=True)
    yield document.Section("Événement par événement", (tableau,))


def _write_satisfaction(mesures: editions.Mesures, compte: str) -> tuple[document.Bloc, ...]:
    if not mesures.satisfaction:
        return ()
    lignes = tuple(
        (
            lue.titre,
            _tell_moyenne(lue),
            "–" if lue.ecart is None else format_moyenne(lue.ecart),
            str(lue.n),
        )
        for lue in mesures.satisfaction
    )
    entetes = ("Questionnaire", "Moyenne", "Écart type", "Réponses")
    legende = f"Réponses aux questionnaires. {compte}"
    return (document.Tableau(legende, entetes, lignes, (7, 4, 3, 3), ligne_nommee=True),)


def _tell_moyenne(lue: editions.Satisfaction) -> str:
    if lue.moyenne is None:
        return "Trop peu de réponses"
    return f"{lue.borne} {format_moyenne(lue.moyenne)} sur {lue.maximum}".strip()


def _write_paroles(
    edition: editions.Edition, mesures: editions.Mesures
) -> tuple[document.Bloc, ...]:
    dits: list[document.Contenu] = [
        _quote(v.texte, v.fonction, v.source.partition("[[")[0].strip()) for v in edition.verbatims
    ]
    dits += [_quote(p.texte, p.fonction, REPONSE) for p in mesures.paroles]
    return (document.Liste(tuple(dits)),) if dits else ()


def _quote(texte: str, fonction: str, source: str) -> document.Contenu:
    qui = (document.Texte(f" {fonction}."),) if fonction else ()
    return (document.Texte(f"« {texte} »", italique=True), *qui, document.Note(source))


def _write_organismes(
    edition: editions.Edition, mesures: editions.Mesures
) -> tuple[document.Bloc, ...]:
    dits = (*mesures.organismes, *edition.participants)
    noms = {fold_mots(nom).lower(): nom for nom in reversed(dits)}  # as it was said first
    if not noms:
        return ()
    accord = "Les organismes venus qui ont accepté d’être nommés :"
    return (document.Paragraphe(f"{accord} {', '.join(noms[mots] for mots in sorted(noms))}."),)


def _write_ressources(
    edition: editions.Edition, lecture: LectureTextes
) -> Iterator[document.Section]:
    blocs = tuple(
        bloc
        for nature, lues in _sort_ressources(edition)
        for bloc in (
            document.Paragraphe((document.Texte(nature, fort=True),)),
            _list_ressources(lues, lecture),
        )
    )
    yield from _section("Les ressources et les outils", blocs)


def _section_ressources(
    edition: editions.Edition, lecture: LectureTextes
) -> Iterator[document.Section]:
    for nature, lues in _sort_ressources(edition):
        yield from _section(
            f"Les ressources : {nature.lower()}", (_list_ressources(lues, lecture),)
        )


def _sort_ressources(
    edition: editions.Edition,
) -> Iterator[tuple[str, list[editions.RessourceEdition]]]:
    for nature, libelle in _RESSOURCES.items():
        if lues := [r for r in edition.ressources if r.nature is nature]:
            yield libelle, lues


def _list_ressources(
    ressources: Sequence[editions.RessourceEdition], lecture: LectureTextes
) -> document.Liste:
    return document.Liste(
        tuple(
            (
                lecture.link(r.libelle, r.adresse),
                *(
                    (
                        document.Texte(" : "),
                        *document.split_contenu(lecture.read_line(uncapitalize(r.texte))),
                    )
                    if r.texte
                    else ()
                ),
            )
            for r in ressources
        )
    )


def _write_parrains(edition: editions.Edition, lecture: LectureTextes) -> tuple[document.Bloc, ...]:
    noms = tuple((lecture.link(p.nom, p.adresse),) for p in edition.parrains)
    return (*((document.Liste(noms),) if noms else ()), *lecture.parse(edition.merci))
