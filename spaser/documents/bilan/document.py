"""The bilan as a document, from which every form comes: to read, to print, to put in a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.contenus.faits import find_fait, tell_citation
from spaser.documents import document
from spaser.documents.bilan import donnees
from spaser.documents.bilan.tendance import (
    LEGENDE,
    choose_unite_total,
    draw_total,
    read_tendance,
    write_historique,
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
    describe_choix,
    describe_periode,
    explain_figure,
    format_bornes,
    make_chiffre,
    name_statut,
    summarize,
    tell_fichiers,
)
from spaser.documents.francais import (
    capitalize,
    format_date,
    format_nombre,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.documents.rendus.html import write_html
from spaser.elements import read_version
from spaser.moteur.valeurs import Bilan, FicheMethode, Variante
from spaser.regles.reperes import Repere, list_reperes, read_loi, tell_lecture

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
_AXES: Final = {"volume": 1, "economie": 2, "social": 3, "environnement": 4}  # their colours
_ENGAGEMENT: Final = (
    "Un marché notifié est un engagement, souvent un maximum : ce n’est pas une dépense payée."
)
_SOURCES_MAX: Final = 20  # beyond, the older files are only counted


def write_document(bilan: Bilan) -> document.Document:
    vue = build_vue(bilan)
    return document.Document(
        titre="Bilan des achats responsables",
        sous_titre=vue.titre,
        jour=bilan.date_calcul,
        mention=f"{vue.titre} – bilan des achats responsables",
        blocs=tuple(_list_tete(vue)),
        sections=(
            *_list_legales(vue),
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


def render_bilan(bilan: Bilan) -> str:
    """Return the bilan as a page that needs nothing else: no script, no request."""
    return write_html(write_document(bilan), sommaire=True, sources=False)


def _list_tete(vue: VueBilan) -> Iterator[document.Bloc]:
    yield document.Paragraphe(vue.situation, en_avant=True)
    if vue.est_demonstration:
        yield _warn("Démonstration : ce territoire, ses marchés et ses entreprises sont inventés.")
    yield from map(_warn, vue.bilan.avertissements)
    champs = {
        "SIREN": vue.siren,
        "Années couvertes": describe_periode(vue),
        "Données publiées jusqu’au": _tell_donnees(vue),
        "Bilan établi le": format_date(vue.bilan.date_calcul),
    }
    yield document.Fiche("Ce que ce bilan couvre", tuple(champs.items()))


def _warn(texte: str) -> document.Paragraphe:
    return document.Paragraphe((document.Texte(typographie(texte), fort=True),), alerte=True)


def _tell_donnees(vue: VueBilan) -> str:
    jour = vue.bilan.date_donnees
    return format_date(jour) if jour else "date inconnue"


def _list_legales(vue: VueBilan) -> Iterator[document.Section]:
    if not vue.legales:
        return
    fait = find_fait(_LOI)
    lu = f"{fait.texte}, lu le {format_date(fait.lu_le)}." if fait.lu_le else f"{fait.texte}."
    loi = document.Paragraphe(
        (
            document.Texte(typographie(tell_citation(_LOI))),
            document.Note(typographie(lu)),
            document.Texte(f" Voici {vue.annee}." if vue.annee else ""),
        )
    )
    yield document.Section(
        f"Les quatre chiffres du schéma, {tell_lecture()}",
        (loi, document.Paragraphe(typographie(LEGENDE))),
        (*(_write_carte(ligne, tuple(_list_legale(ligne, vue))) for ligne in vue.legales),
         _write_parts(vue)),
        identifiant="loi",
    )  # fmt: skip


def _write_carte(
    ligne: LigneBilan, blocs: tuple[document.Bloc, ...], precision: str = ""
) -> document.Section:
    fiche = ligne.fiche
    return document.Section(
        typographie(fiche.libelle) + precision,
        blocs,
        allure=document.Allure.CARTE,
        axe=_AXES[fiche.theme],
        identifiant=_name("chiffre", fiche.code),
    )


def _list_legale(ligne: LigneBilan, vue: VueBilan) -> Iterator[document.Bloc]:
    if not ligne.mesures:
        yield document.Paragraphe(f"Non connu : {vue.absence}.", en_avant=True)
    for rang, mesure in enumerate(ligne.mesures):
        yield document.Paragraphe(tuple(_tell_mesure(mesure)), en_avant=not rang)
        if mesure.verdict == "fragile":
            yield _warn(f"Prudence : {mesure.raison}.")
    reperes = tuple(donnees.tell_reperes(_list_reperes(ligne.mesures[:1])))
    if reperes:
        yield document.Liste(reperes)
    tendance = read_tendance(ligne, "nombre", vue)
    if tendance:
        yield document.Figure(tendance.dessin, tendance.description, "")
    yield _write_lecture(ligne, vue)


def _tell_mesure(mesure: Mesure) -> Iterator[document.EnLigne]:
    variante = mesure.valeur.variante
    if mesure.verdict == "absent":
        dit = f"Non connu {VARIANTES[variante]} : {mesure.raison or NON_CONNU}."
        yield document.Texte(typographie(dit))
        return
    yield make_chiffre(mesure)
    dit = f" {_BASES.get(variante, VARIANTES[variante])} en {mesure.annee} : {mesure.compte}"
    if mesure.fourchette:
        yield document.Texte(typographie(f"{dit} ;") + " ")
        yield document.Texte(f"{mesure.fourchette},", fort=True)
        dit = f" car {mesure.inconnus}"
    yield document.Texte(typographie(f"{dit}."))


def _list_reperes(mesures: Iterable[Mesure]) -> list[Repere]:
    """Return what stands beside rates; nothing beside one that is not known."""
    valeurs = [mesure.valeur for mesure in mesures if mesure.verdict != "absent"]
    return [r for v in valeurs for r in list_reperes(v.indicateur, v.variante, v.annee)]


def _write_lecture(ligne: LigneBilan, vue: VueBilan) -> document.Repli:
    blocs = tuple(_list_lecture(ligne, vue))
    return document.Repli("Comment lire ce chiffre", blocs, typographie(ligne.fiche.libelle))


def _list_lecture(ligne: LigneBilan, vue: VueBilan) -> Iterator[document.Bloc]:
    """Yield what a figure says, its yardsticks, its method, then all its years."""
    for mesure in ligne.mesures:
        variante = f"{capitalize(VARIANTES[mesure.valeur.variante])}. "
        debut = (document.Texte(variante, fort=True),) if len(ligne.mesures) > 1 else ()
        yield document.Paragraphe((*debut, document.Texte(" ".join(explain_figure(mesure)))))
    reperes = _list_reperes(ligne.mesures)
    if reperes:
        yield donnees.write_reperes(reperes)
        yield document.Paragraphe(donnees.BASES_DIFFERENTES)
    yield _write_fiche(ligne, vue)
    yield from (write_historique(ligne, variante, vue) for variante in ligne.historique)


def _write_fiche(ligne: LigneBilan, vue: VueBilan) -> document.Fiche:
    fiche, jumelle = ligne.fiche, ligne.jumelle
    indice = " ; c’est un indice tiré des données, jamais une preuve de conformité"
    codes = f"Indicateurs {fiche.code} et {jumelle.code}" if jumelle else f"Indicateur {fiche.code}"
    champs = {
        "Méthode": join_methodes(fiche, jumelle),
        "Limites": (jumelle or fiche).limites,
        "Droit": fiche.droit,
        "Source": fiche.source,
        "Statut": name_statut(fiche.code, fiche.statut) + indice * fiche.indice,
        "Version": f"Méthode version {fiche.version}, données au {_tell_donnees(vue)}",
    }
    return document.Fiche(
        codes, tuple((nom, typographie(texte)) for nom, texte in champs.items() if texte)
    )


def _write_parts(vue: VueBilan) -> document.Section:
    suites = [
        (f"{typographie(ligne.fiche.libelle)}, {VARIANTES[variante]}", suite)
        for ligne in vue.legales
        for variante, suite in ligne.historique.items()
    ]
    connues = (m for _, suite in suites for m in suite if m.verdict != "absent")
    annees = sorted({m.annee for m in connues if m.annee is not None})
    choix = describe_choix(vue)
    tableau = document.Tableau(
        "Les quatre parts, année par année",
        ("Part", *map(str, annees)),
        tuple((nom, *(_tell_part(suite, annee) for annee in annees)) for nom, suite in suites),
        (5, *(2 for _ in annees)),
        ligne_nommee=True,
        identifiant="parts",
    )
    return document.Section(
        "Année par année",
        (
            *((document.Paragraphe(choix),) if choix else ()),
            document.Paragraphe(donnees.BASES_DIFFERENTES),
            *((tableau,) if annees else ()),
        ),
    )


def _tell_part(mesures: Iterable[Mesure], annee: int) -> document.Contenu:
    mesure = next((m for m in mesures if m.annee == annee and m.verdict != "absent"), None)
    if mesure is None:
        return "–"
    bornes = (document.Texte(f"\n({format_bornes(mesure)})"),) if mesure.fourchette else ()
    return (make_chiffre(mesure), *bornes)


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
            (document.Paragraphe(typographie(_ENGAGEMENT)),),
            tuple(_write_volume(ligne, vue) for ligne in lignes),
            identifiant="volume",
        )


def _write_volume(ligne: LigneBilan, vue: VueBilan) -> document.Section:
    unite = choose_unite_total(ligne.historique["total"])[1]
    return _write_carte(ligne, tuple(_list_volume(ligne, vue)), f", en {unite} HT" if unite else "")


def _list_volume(ligne: LigneBilan, vue: VueBilan) -> Iterator[document.Bloc]:
    mesure = ligne.principale
    if mesure is not None and mesure.verdict != "absent":
        suite = document.Texte(", ".join(filter(None, (f" en {mesure.annee}", mesure.compte))))
        yield document.Paragraphe((make_chiffre(mesure), suite), en_avant=True)
    dessin = draw_total(ligne, vue)
    if dessin:
        dits = " ".join(f"{m.annee} : {m.texte}." for m in ligne.historique["total"])
        yield document.Figure(dessin, typographie(dits), "")
    yield _write_lecture(ligne, vue)


def _list_themes(vue: VueBilan) -> Iterator[document.Section]:
    sections = tuple(section for theme in vue.themes for section in _list_theme(theme, vue))
    if sections:
        annee = f" en {vue.annee}" if vue.annee else ""
        yield document.Section(
            f"Les autres indicateurs{annee}", (), sections, identifiant="indicateurs"
        )


def _list_theme(theme: FamilleIndicateurs, vue: VueBilan) -> Iterator[document.Section]:
    lignes = [ligne for ligne in theme.lignes if ligne.fiche.code not in _VOLUMES]
    connues = [ligne for ligne in lignes if ligne.est_connue]
    muettes = [ligne for ligne in lignes if not ligne.est_connue]
    blocs: list[document.Bloc] = []
    if connues:
        blocs.append(_write_connues(theme, connues, vue))
    if muettes:
        titre = f"{pluriel(len(muettes), 'indicateur')} sans chiffre"
        liste = document.Liste(tuple(_tell_muette(ligne, vue) for ligne in muettes))
        blocs.append(document.Repli(titre, (liste,), theme.nom))
    if blocs:
        yield document.Section(theme.nom, tuple(blocs), axe=_AXES[theme.code])


def _tell_muette(ligne: LigneBilan, vue: VueBilan) -> str:
    raison = (ligne.principale and ligne.principale.raison) or vue.absence
    return typographie(f"{ligne.fiche.libelle} : {raison}")


def _write_connues(
    theme: FamilleIndicateurs, lignes: Sequence[LigneBilan], vue: VueBilan
) -> document.Tableau:
    return document.Tableau(
        f"{theme.nom} : les chiffres de l’année",
        ("Indicateur", "Valeur", "Précision", "Expression"),
        tuple(_write_connue(ligne) for ligne in lignes),
        (5, 2, 4, 5),
        ligne_nommee=True,
        identifiant=_name("indicateurs", theme.code),
        replis=tuple(tuple(_list_lecture(ligne, vue)) for ligne in lignes),
    )


def _write_connue(ligne: LigneBilan) -> tuple[document.Contenu, ...]:
    """Return the first known measure, its words, then what it is and the other ones."""
    premiere, *autres = [mesure for mesure in ligne.mesures if mesure.verdict != "absent"]
    expression: list[document.EnLigne] = [document.Texte(VARIANTES[premiere.valeur.variante])]
    for mesure in autres:
        dit = f" {VARIANTES[mesure.valeur.variante]} ({summarize(mesure)})".removesuffix(" ()")
        expression += [document.Texte("\n"), make_chiffre(mesure), document.Texte(dit)]
    return (
        typographie(ligne.fiche.libelle),
        (make_chiffre(premiere, dessine=True),),
        summarize(premiere),
        tuple(expression),
    )


def _write_methodes(vue: VueBilan) -> document.Section:
    methodes = factor_methodes(list_fiches(vue))
    dits = [f"Méthode version {methodes.version}."] if methodes.version else []
    if methodes.commune:
        commune = uncapitalize(methodes.commune)
        dits.append(f"Marchés considérés, sauf indication contraire : {commune}")
    tableau = document.Tableau(
        "Code, nom et méthode",
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
    return document.Section(
        "Comment chaque chiffre est calculé",
        (*textes, document.Repli("La méthode de chaque indicateur", (tableau,))),
        identifiant="methodes",
    )


def _write_sources(vue: VueBilan) -> document.Section:
    sources = vue.bilan.sources
    lignes = [
        (
            source.nom,
            format_nombre(source.lus),
            format_date(source.date_import),
            f"{source.sha256[:16]}…",
        )
        for source in sources[-_SOURCES_MAX:]
    ]
    if reste := len(sources) - len(lignes):
        autres = pluriel(reste, "autre fichier", "autres fichiers")
        lignes.append((f"et {autres}, lus auparavant", "–", "–", "–"))
    tableau = document.Tableau(
        "Fichiers lus",
        ("Fichier", "Enregistrements", "Importé le", "Empreinte SHA-256"),
        tuple(lignes),
        (4, 2, 3, 3),
        ligne_nommee=True,
        identifiant="fichiers_lus",
    )
    lus = (
        "Données essentielles de la commande publique, lues dans "
        f"{pluriel(len(sources), 'fichier')}. L’empreinte permet de vérifier qu’un fichier est "
        "bien celui qui a servi."
    )
    produit = typographie(
        f"Document produit par spaser {read_version()}, outil libre. Il se lit sans connexion et "
        "peut être imprimé, archivé ou publié tel quel. Pour les marchés qui composent un chiffre :"
    )
    preuve = f"spaser preuve {vue.bilan.acheteur.siren} CODE --annee {vue.annee or 'AAAA'}"
    textes = (typographie(lus), f"{produit} {preuve}")
    debut, fin = map(document.Paragraphe, textes)
    return document.Section("Fichiers lus", (*_list_couvertures(vue), debut, tableau, fin))


def _list_couvertures(vue: VueBilan) -> Iterator[document.Bloc]:
    lus = tell_fichiers(vue)
    if lus:
        yield document.Paragraphe(lus.resume)
        yield document.Liste(tuple(typographie(f"{annee} : {dit}.") for annee, dit in lus.annees))


def _name(debut: str, code: str) -> str:
    """Return an identifier made of a code: letters, digits and _ only."""
    return f"{debut}_{code.lower().replace('-', '_')}"
