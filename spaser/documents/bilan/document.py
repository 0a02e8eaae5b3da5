"""The bilan as a document and as a page: to print, to write in, to put in a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from spaser.contenus.faits import find_fait, tell_citation
from spaser.documents import document
from spaser.documents.bilan import donnees
from spaser.documents.bilan.tendance import (
    choose_unite_total,
    count_absentes,
    draw_total,
    read_tendance,
    write_tendance,
)
from spaser.documents.bilan.vue import (
    ECART_MAX,
    MARCHES_MIN,
    MONTANT_NOTIFIE,
    NOMBRE_DE_MARCHES,
    NON_CONNU,
    VARIANTES,
    FamilleIndicateurs,
    LigneBilan,
    Mesure,
    VueBilan,
    build_vue,
    count_raisons,
    describe_choix,
    describe_periode,
    explain_figure,
    format_bornes,
    make_chiffre,
    mark_chiffre,
    name_statut,
    summarize,
    tell_fichiers,
)
from spaser.documents.dessins import Barre, draw_jauge
from spaser.documents.francais import (
    capitalize,
    format_annees,
    format_date,
    format_euros_courts,
    format_nombre,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.elements import read_version
from spaser.moteur.valeurs import Bilan, FicheMethode, Variante
from spaser.regles.reperes import TITRE, Repere, list_reperes, read_loi, tell_lecture

# --- Methods of several figures, told without saying the same thing several times ---


_FIN_DE_PHRASE: Final = ". "


@dataclass(frozen=True, slots=True)
class Methodes:
    """What most methods begin with, the version they share, and each one without them."""

    commune: str
    version: str
    propres: tuple[tuple[FicheMethode, str], ...]


def factor_methodes(fiches: Sequence[FicheMethode]) -> Methodes:
    commune = _find_commune([split_methode(fiche.methode)[0] for fiche in fiches])
    versions = {fiche.version for fiche in fiches}
    version = versions.pop() if len(versions) == 1 else ""
    propres = []
    for fiche in fiches:
        debut, reste = split_methode(fiche.methode)
        texte = reste if debut == commune else fiche.methode
        propres.append((fiche, texte if version else f"{texte} Version {fiche.version}."))
    return Methodes(commune, version, tuple(propres))


def join_methodes(fiche: FicheMethode, jumelle: FicheMethode | None) -> str:
    if jumelle is None:
        return fiche.methode
    debut, reste = split_methode(jumelle.methode)
    propre = reste if debut == split_methode(fiche.methode)[0] else jumelle.methode
    return f"{fiche.methode} En valeur : {uncapitalize(propre)}"


def split_methode(methode: str) -> tuple[str, str]:
    """Return the first sentence, which names the contracts, and what is done with them."""
    debut, point, reste = methode.partition(_FIN_DE_PHRASE)
    return (f"{debut}.", reste) if point else ("", methode)


def _find_commune(debuts: Sequence[str]) -> str:
    (debut, nombre), *_ = Counter(debuts).most_common(1) or [("", 0)]
    return debut if nombre > 1 else ""


def list_fiches(vue: VueBilan) -> list[FicheMethode]:
    """Return the sheets of the figures shown, for a reader who cannot unfold a printed page."""
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    return [
        fiche
        for ligne in lignes
        if ligne.est_connue
        for fiche in (ligne.fiche, ligne.jumelle)
        if fiche is not None
    ]


def tell_seuils() -> str:
    """Say when a figure proves too little."""
    points = format_nombre(ECART_MAX * 100)
    return typographie(
        f"Sous {MARCHES_MIN} marchés, ou quand la fourchette dépasse {points} points, "
        "la page affiche « trop peu de données pour conclure »."
    )


# --- The bilan as a document: to print, to write in, to put in a file of the council ---


_LOI: Final = "CCP-L2111-3.taux"
_BASES: Final[dict[Variante, str]] = {
    "nombre": "des marchés notifiés",
    "montant": "des montants notifiés HT",
}
_VOLUMES: Final = (NOMBRE_DE_MARCHES, MONTANT_NOTIFIE)


def write_document(bilan: Bilan) -> document.Document:
    vue = build_vue(bilan)
    return document.Document(
        titre="Bilan des achats responsables",
        sous_titre=vue.titre,
        jour=bilan.date_calcul,
        mention=f"{vue.titre} – bilan des achats responsables",
        blocs=tuple(_list_tete(vue)),
        sections=(
            *((_write_legales(vue),) if vue.legales else ()),
            *_list_volumes(vue),
            *_list_themes(vue),
            document.Section(
                "Ce que ces chiffres disent, et ce qu’ils ne disent pas",
                (document.Liste((*vue.limites, tell_seuils())),),
            ),
            donnees.write_parties_loi(read_loi(bilan.date_calcul)),
            _write_methodes(vue),
            _write_sources(vue),
        ),
    )


def _list_tete(vue: VueBilan) -> Iterator[document.Bloc]:
    yield document.Paragraphe(vue.situation, en_avant=True)
    if vue.est_demonstration:
        yield document.Paragraphe(
            typographie(
                "Démonstration : ce territoire, ses marchés et ses entreprises sont inventés."
            )
        )
    for avertissement in vue.bilan.avertissements:
        yield document.Paragraphe(typographie(avertissement))
    jour = vue.bilan.date_donnees
    donnees = format_date(jour) if jour else "date inconnue"
    yield document.Paragraphe(
        typographie(
            f"SIREN : {vue.siren}. Années couvertes : {describe_periode(vue)}. "
            f"Données publiées jusqu’au : {donnees}."
        )
    )


def _write_legales(vue: VueBilan) -> document.Section:
    fait = find_fait(_LOI)
    lu = f"{fait.texte}, lu le {format_date(fait.lu_le)}." if fait.lu_le else f"{fait.texte}."
    loi = document.Paragraphe(
        (document.Texte(typographie(tell_citation(_LOI))), document.Note(typographie(lu)))
    )
    choix = describe_choix(vue)
    return document.Section(
        f"Les quatre chiffres du schéma, {tell_lecture()}",
        (
            loi,
            *((document.Paragraphe(choix),) if choix else ()),
            document.Paragraphe(donnees.BASES_DIFFERENTES),
        ),
        tuple(
            document.Section(
                typographie(ligne.fiche.libelle),
                tuple(_list_legale(ligne, vue)),
                identifiant=_name("chiffre", ligne.fiche.code),
            )
            for ligne in vue.legales
        ),
    )


def _list_legale(ligne: LigneBilan, vue: VueBilan) -> Iterator[document.Bloc]:
    mesures = ligne.mesures
    if not mesures:
        yield document.Paragraphe(f"{capitalize(vue.absence)}.", en_avant=True)
    for rang, mesure in enumerate(mesures):
        yield document.Paragraphe(tuple(_tell_mesure(mesure)), en_avant=not rang)
    connue = mesures[0] if mesures and mesures[0].verdict != "absent" else None
    if connue is not None:
        valeur = connue.valeur
        reperes = donnees.write_reperes(
            list_reperes(valeur.indicateur, valeur.variante, valeur.annee)
        )
        if reperes.elements:
            yield reperes
    for variante in ligne.historique:
        tendance = read_tendance(ligne, variante, vue)
        if tendance is None:
            continue
        figure, tableau = write_tendance(tendance)
        if variante == "nombre":
            yield figure
        yield tableau


def _tell_mesure(mesure: Mesure) -> Iterator[document.EnLigne]:
    variante = mesure.valeur.variante
    if mesure.verdict == "absent":
        dit = f"Non connu {VARIANTES[variante]} : {mesure.raison or NON_CONNU}."
        yield document.Texte(typographie(dit))
        return
    yield make_chiffre(mesure)
    suite = f" {_BASES.get(variante, VARIANTES[variante])} en {mesure.annee} : {mesure.compte}"
    if mesure.fourchette:
        suite += f" ; {mesure.fourchette}, car {mesure.inconnus}"
    prudence = f" Prudence : {mesure.raison}." if mesure.verdict == "fragile" else ""
    yield document.Texte(typographie(f"{suite}.{prudence}"))


def _list_volumes(vue: VueBilan) -> Iterator[document.Section]:
    lignes = [
        ligne
        for theme in vue.themes
        for ligne in theme.lignes
        if ligne.fiche.code in _VOLUMES and "total" in ligne.historique
    ]
    if lignes:
        yield document.Section(
            "Combien de marchés, pour quels montants",
            (
                document.Paragraphe(
                    typographie(
                        "Un marché notifié est un engagement, souvent un maximum : ce n’est pas "
                        "une dépense payée."
                    )
                ),
            ),
            tuple(
                document.Section(typographie(ligne.fiche.libelle), tuple(_list_volume(ligne, vue)))
                for ligne in lignes
            ),
        )


def _list_volume(ligne: LigneBilan, vue: VueBilan) -> Iterator[document.Bloc]:
    mesures = ligne.historique["total"]
    dessin = draw_total(ligne, vue)
    if dessin:
        dit = " ".join(f"{mesure.annee} : {mesure.texte}." for mesure in mesures)
        yield document.Figure(
            dessin, typographie(dit), f"{typographie(ligne.fiche.libelle)}, par année"
        )
    yield document.Tableau(
        f"{typographie(ligne.fiche.libelle)}, année par année",
        ("Année", "Valeur", "Précision"),
        tuple(
            (str(mesure.annee), (_tell_valeur(mesure),), summarize(mesure))
            for mesure in reversed(mesures)
        ),
        (1, 2, 3),
        ligne_nommee=True,
        identifiant=_name("annees", ligne.fiche.code),
    )


def _tell_valeur(mesure: Mesure) -> document.EnLigne:
    return document.Texte("non connu") if mesure.verdict == "absent" else make_chiffre(mesure)


def _list_themes(vue: VueBilan) -> Iterator[document.Section]:
    sections = tuple(section for theme in vue.themes for section in _list_theme(theme, vue))
    if sections:
        annee = f" en {vue.annee}" if vue.annee else ""
        yield document.Section(f"Les autres indicateurs{annee}", (), sections)


def _list_theme(theme: FamilleIndicateurs, vue: VueBilan) -> Iterator[document.Section]:
    lignes = [ligne for ligne in theme.lignes if ligne.fiche.code not in _VOLUMES]
    connues = [ligne for ligne in lignes if ligne.est_connue]
    muettes = [ligne for ligne in lignes if not ligne.est_connue]
    blocs: list[document.Bloc] = []
    if connues:
        blocs.append(_write_connues(theme, connues))
    if muettes:
        blocs.append(
            document.Paragraphe(
                typographie(f"{pluriel(len(muettes), 'indicateur')} sans chiffre :")
            )
        )
        blocs.append(document.Liste(tuple(_tell_muette(ligne, vue) for ligne in muettes)))
    if blocs:
        yield document.Section(theme.nom, tuple(blocs))


def _tell_muette(ligne: LigneBilan, vue: VueBilan) -> str:
    raison = (ligne.principale and ligne.principale.raison) or vue.absence
    return typographie(f"{ligne.fiche.libelle} : {raison}")


def _write_connues(theme: FamilleIndicateurs, lignes: Sequence[LigneBilan]) -> document.Tableau:
    return document.Tableau(
        f"{theme.nom} : les chiffres de l’année",
        ("Indicateur", "Expression", "Valeur", "Précision"),
        tuple(
            (
                typographie(ligne.fiche.libelle),
                VARIANTES[mesure.valeur.variante],
                (make_chiffre(mesure),),
                summarize(mesure),
            )
            for ligne in lignes
            for mesure in ligne.mesures
            if mesure.verdict != "absent"
        ),
        (5, 3, 2, 5),
        ligne_nommee=True,
        identifiant=_name("indicateurs", theme.code),
    )


def _write_methodes(vue: VueBilan) -> document.Section:
    methodes = factor_methodes(list_fiches(vue))
    dits = [f"Méthode version {methodes.version}."] if methodes.version else []
    if methodes.commune:
        commune = uncapitalize(methodes.commune)
        dits.append(f"Marchés considérés, sauf indication contraire : {commune}")
    tableau = document.Tableau(
        "La méthode de chaque indicateur",
        ("Code", "Indicateur", "Méthode"),
        tuple(
            (fiche.code, typographie(fiche.libelle), typographie(texte))
            for fiche, texte in methodes.propres
        ),
        (2, 4, 7),
        ligne_nommee=True,
        identifiant="methodes_tableau",
    )
    textes = tuple(document.Paragraphe(typographie(" ".join(dits))) for _ in dits[:1])
    return document.Section("Comment chaque chiffre est calculé", (*textes, tableau))


def _write_sources(vue: VueBilan) -> document.Section:
    dit = (
        "Données essentielles de la commande publique, lues dans "
        f"{pluriel(len(vue.sources), 'fichier')}. L’empreinte permet de vérifier qu’un fichier "
        "est bien celui qui a servi."
    )
    tableau = document.Tableau(
        "Fichiers lus",
        ("Fichier", "Enregistrements", "Importé le", "Empreinte SHA-256"),
        tuple(
            (
                source.nom,
                format_nombre(source.lus),
                format_date(source.date_import),
                f"{source.sha256[:16]}…",
            )
            for source in vue.sources
        ),
        (4, 2, 3, 3),
        identifiant="fichiers_lus",
    )
    return document.Section(
        "Fichiers lus", (*_list_couvertures(vue), document.Paragraphe(typographie(dit)), tableau)
    )


def _list_couvertures(vue: VueBilan) -> Iterator[document.Bloc]:
    lus = tell_fichiers(vue)
    if lus:
        yield document.Paragraphe(lus.resume)
        yield document.Liste(tuple(typographie(f"{annee} : {dit}.") for annee, dit in lus.annees))


def _name(debut: str, code: str) -> str:
    """Return an identifier made of a code: letters, digits and _ only."""
    return f"{debut}_{code.lower().replace('-', '_')}"


# --- The bilan as one self-contained HTML page: no script, no request, readable for years ---


_FEUILLES: Final = ("page.css", "bilan.css", "bilan-papier.css")
_SOURCES_MAX: Final = 20  # beyond, the older files are only counted


def render_bilan(bilan: Bilan) -> str:
    vue = build_vue(bilan)
    volumes = [
        ligne
        for theme in vue.themes
        for ligne in theme.lignes
        if ligne.fiche.code in _VOLUMES and "total" in ligne.historique
    ]
    gabarit = _environnement().get_template("bilan.html.j2")
    sources = (_gabarits().get_source(_environnement(), nom)[0] for nom in _FEUILLES)
    return gabarit.render(
        vue=vue,
        sources=vue.sources[-_SOURCES_MAX:],
        style="".join(sources),
        version=read_version(),
        name_statut=name_statut,
        lecture=tell_lecture(),
        variantes=VARIANTES,
        periode=describe_periode(vue),
        lus=tell_fichiers(vue),
        annees_connues=_annees_connues(vue),
        choix=describe_choix(vue),
        loi=tell_citation(_LOI),
        fait=find_fait(_LOI),
        seuils=tell_seuils(),
        date_donnees=format_date(bilan.date_donnees) if bilan.date_donnees else "date inconnue",
        date_calcul=format_date(bilan.date_calcul),
        cartes=[(ligne, _draw_carte(ligne, vue)) for ligne in vue.legales],
        volumes=[
            (ligne, draw_total(ligne, vue), choose_unite_total(ligne.historique["total"])[1])
            for ligne in volumes
        ],
        themes=_themes(vue, volumes),
        methodes=factor_methodes(list_fiches(vue)),
        bases=donnees.BASES_DIFFERENTES,
        titre_loi=TITRE,
        parties_loi=read_loi(bilan.date_calcul),
    )


@dataclass(frozen=True, slots=True)
class _ThemeDessine:
    """A theme, its indicators with their small gauges, and those without a figure."""

    theme: FamilleIndicateurs
    lignes: list[tuple[LigneBilan, str]]
    muettes: list[LigneBilan]


def _themes(vue: VueBilan, deja: list[LigneBilan]) -> list[_ThemeDessine]:
    """Sort what remains to be shown; an emptied theme disappears."""
    themes = []
    for theme in vue.themes:
        reste = [ligne for ligne in theme.lignes if ligne not in deja]
        connues = [(ligne, _draw_ligne(ligne)) for ligne in reste if ligne.est_connue]
        muettes = [ligne for ligne in reste if not ligne.est_connue]
        if reste:
            themes.append(_ThemeDessine(theme, connues, muettes))
    return themes


def _annees_connues(vue: VueBilan) -> list[int]:
    mesures = (m for ligne in vue.legales for suite in ligne.historique.values() for m in suite)
    return sorted({m.annee for m in mesures if m.annee is not None and m.verdict != "absent"})


def _draw_carte(ligne: LigneBilan, vue: VueBilan) -> str:
    tendance = read_tendance(ligne, "nombre", vue)
    return tendance.dessin if tendance else ""


def _absentes_de_tete(mesures: Sequence[Mesure]) -> Sequence[Mesure]:
    """Return the first years when they have no figure, for the same reason."""
    raisons = [(m.raison or "") if m.verdict == "absent" else "" for m in mesures]
    return mesures[: count_absentes(raisons)]


def _draw_ligne(ligne: LigneBilan) -> str:
    mesure = ligne.principale
    if mesure is None or not mesure.est_part or mesure.valeur.valeur is None:
        return ""
    valeur = mesure.valeur
    barre = Barre(str(mesure.annee), mesure.texte, valeur.valeur, valeur.bas, valeur.haut)
    return draw_jauge(f"j-{ligne.fiche.code.lower()}", ligne.fiche.libelle, barre)


@cache
def _gabarits() -> PackageLoader:
    return PackageLoader("spaser.documents", "gabarits")


@cache
def _environnement() -> Environment:
    environnement = Environment(
        loader=_gabarits(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environnement.filters |= {
        "typo": typographie,
        "capitale": capitalize,
        "chiffre": _filter_chiffre,
        "minuscule": uncapitalize,
        "nombre": format_nombre,
        "pluriel": pluriel,
        "date": _filter_date,
        "absentes": _absentes_de_tete,
        "annees": _filter_annees,
        "bornes": format_bornes,
        "quantite": _filter_quantite,
        "cote": _list_reperes,
        "cote_court": lambda mesure: donnees.tell_reperes(_list_reperes(mesure)),
        "explication": explain_figure,
        "texte_repere": donnees.tell_repere,
        "precision_repere": donnees.explain_repere,
        "methodes": join_methodes,
        "raisons": _filter_raisons,
        "precision": summarize,
    }
    return environnement


def _list_reperes(mesure: Mesure) -> list[Repere]:
    """Return what stands beside a rate; nothing beside one that is not known."""
    valeur = mesure.valeur
    if mesure.verdict == "absent":
        return []
    return list_reperes(valeur.indicateur, valeur.variante, valeur.annee)


def _filter_chiffre(mesure: Mesure) -> Markup:
    return Markup(mark_chiffre(mesure))  # noqa: S704 - it escapes the text


def _filter_date(jour: date) -> str:
    return format_date(jour)


def _filter_annees(mesures: Iterable[Mesure]) -> str:
    return format_annees(tuple(m.annee for m in mesures if m.annee is not None))


def _filter_raisons(lignes: Iterable[LigneBilan], absence: str) -> str:
    """Say why indicators have no figure: « aucune concession signée cette année (2) »."""
    return " ; ".join(
        f"{raison} ({nombre})" if nombre > 1 else raison
        for raison, nombre in count_raisons(lignes, absence).items()
    )


def _filter_quantite(quantite: float | None, variante: Variante) -> str:
    if quantite is None:
        return "–"
    return format_euros_courts(quantite) if variante == "montant" else format_nombre(quantite)
