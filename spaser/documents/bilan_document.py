"""The bilan as a document: to print, to write in, to put in a file of the council."""

from collections.abc import Iterator, Sequence
from typing import Final

from spaser.documents.couverture import tell_fichiers
from spaser.documents.document import (
    Bloc,
    Document,
    EnLigne,
    Figure,
    Liste,
    Note,
    Paragraphe,
    Section,
    Tableau,
    Texte,
)
from spaser.documents.francais import (
    capitalize,
    format_date,
    format_nombre,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.documents.lecture import NON_CONNU, Mesure, make_chiffre, summarize
from spaser.documents.methodes import factor_methodes, list_fiches, tell_seuils
from spaser.documents.reperes import BASES_DIFFERENTES, write_loi, write_reperes
from spaser.documents.tendance import draw_total, read_tendance, write_tendance
from spaser.documents.vue_bilan import (
    MONTANT_NOTIFIE,
    NOMBRE_DE_MARCHES,
    VARIANTES,
    FamilleIndicateurs,
    LigneBilan,
    VueBilan,
    build_vue,
    describe_choix,
    describe_periode,
)
from spaser.donnees.valeurs import Bilan, Variante
from spaser.faits.lecture import find_fait, tell
from spaser.metier.loi import read_loi, tell_lecture
from spaser.metier.reperes import list_reperes

_LOI: Final = "CCP-L2111-3.taux"
_BASES: Final[dict[Variante, str]] = {
    "nombre": "des marchés notifiés",
    "montant": "des montants notifiés HT",
}
_VOLUMES: Final = (NOMBRE_DE_MARCHES, MONTANT_NOTIFIE)


def write_document(bilan: Bilan) -> Document:
    vue = build_vue(bilan)
    return Document(
        titre="Bilan des achats responsables",
        sous_titre=vue.titre,
        jour=bilan.date_calcul,
        mention=f"{vue.titre} – bilan des achats responsables",
        blocs=tuple(_list_tete(vue)),
        sections=(
            *((_write_legales(vue),) if vue.legales else ()),
            *_list_volumes(vue),
            *_list_themes(vue),
            Section(
                "Ce que ces chiffres disent, et ce qu’ils ne disent pas",
                (Liste((*vue.limites, tell_seuils())),),
            ),
            write_loi(read_loi(bilan.date_calcul)),
            _write_methodes(vue),
            _write_sources(vue),
        ),
    )


def _list_tete(vue: VueBilan) -> Iterator[Bloc]:
    yield Paragraphe(vue.situation, en_avant=True)
    if vue.est_demonstration:
        yield Paragraphe(
            typographie(
                "Démonstration : ce territoire, ses marchés et ses entreprises sont inventés."
            )
        )
    for avertissement in vue.bilan.avertissements:
        yield Paragraphe(typographie(avertissement))
    jour = vue.bilan.date_donnees
    donnees = format_date(jour) if jour else "date inconnue"
    yield Paragraphe(
        typographie(
            f"SIREN : {vue.siren}. Années couvertes : {describe_periode(vue)}. "
            f"Données publiées jusqu’au : {donnees}."
        )
    )


def _write_legales(vue: VueBilan) -> Section:
    fait = find_fait(_LOI)
    lu = f"{fait.texte}, lu le {format_date(fait.lu_le)}." if fait.lu_le else f"{fait.texte}."
    loi = Paragraphe((Texte(typographie(tell(_LOI))), Note(typographie(lu))))
    choix = describe_choix(vue)
    return Section(
        f"Les quatre chiffres du schéma, {tell_lecture()}",
        (loi, *((Paragraphe(choix),) if choix else ()), Paragraphe(BASES_DIFFERENTES)),
        tuple(
            Section(
                typographie(ligne.fiche.libelle),
                tuple(_list_legale(ligne, vue)),
                identifiant=_name("chiffre", ligne.fiche.code),
            )
            for ligne in vue.legales
        ),
    )


def _list_legale(ligne: LigneBilan, vue: VueBilan) -> Iterator[Bloc]:
    mesures = ligne.mesures
    if not mesures:
        yield Paragraphe(f"{capitalize(vue.absence)}.", en_avant=True)
    for rang, mesure in enumerate(mesures):
        yield Paragraphe(tuple(_tell_mesure(mesure)), en_avant=not rang)
    connue = mesures[0] if mesures and mesures[0].verdict != "absent" else None
    if connue is not None:
        valeur = connue.valeur
        reperes = write_reperes(list_reperes(valeur.indicateur, valeur.variante, valeur.annee))
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


def _tell_mesure(mesure: Mesure) -> Iterator[EnLigne]:
    variante = mesure.valeur.variante
    if mesure.verdict == "absent":
        dit = f"Non connu {VARIANTES[variante]} : {mesure.raison or NON_CONNU}."
        yield Texte(typographie(dit))
        return
    yield make_chiffre(mesure)
    suite = f" {_BASES.get(variante, VARIANTES[variante])} en {mesure.annee} : {mesure.compte}"
    if mesure.fourchette:
        suite += f" ; {mesure.fourchette}, car {mesure.inconnus}"
    prudence = f" Prudence : {mesure.raison}." if mesure.verdict == "fragile" else ""
    yield Texte(typographie(f"{suite}.{prudence}"))


def _list_volumes(vue: VueBilan) -> Iterator[Section]:
    lignes = [
        ligne
        for theme in vue.themes
        for ligne in theme.lignes
        if ligne.fiche.code in _VOLUMES and "total" in ligne.historique
    ]
    if lignes:
        yield Section(
            "Combien de marchés, pour quels montants",
            (
                Paragraphe(
                    typographie(
                        "Un marché notifié est un engagement, souvent un maximum : ce n’est pas "
                        "une dépense payée."
                    )
                ),
            ),
            tuple(
                Section(typographie(ligne.fiche.libelle), tuple(_list_volume(ligne, vue)))
                for ligne in lignes
            ),
        )


def _list_volume(ligne: LigneBilan, vue: VueBilan) -> Iterator[Bloc]:
    mesures = ligne.historique["total"]
    dessin = draw_total(ligne, vue)
    if dessin:
        dit = " ".join(f"{mesure.annee} : {mesure.texte}." for mesure in mesures)
        yield Figure(dessin, typographie(dit), f"{typographie(ligne.fiche.libelle)}, par année")
    yield Tableau(
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


def _tell_valeur(mesure: Mesure) -> EnLigne:
    return Texte("non connu") if mesure.verdict == "absent" else make_chiffre(mesure)


def _list_themes(vue: VueBilan) -> Iterator[Section]:
    sections = tuple(section for theme in vue.themes for section in _list_theme(theme, vue))
    if sections:
        annee = f" en {vue.annee}" if vue.annee else ""
        yield Section(f"Les autres indicateurs{annee}", (), sections)


def _list_theme(theme: FamilleIndicateurs, vue: VueBilan) -> Iterator[Section]:
    lignes = [ligne for ligne in theme.lignes if ligne.fiche.code not in _VOLUMES]
    connues = [ligne for ligne in lignes if ligne.est_connue]
    muettes = [ligne for ligne in lignes if not ligne.est_connue]
    blocs: list[Bloc] = []
    if connues:
        blocs.append(_write_connues(theme, connues))
    if muettes:
        blocs.append(
            Paragraphe(typographie(f"{pluriel(len(muettes), 'indicateur')} sans chiffre :"))
        )
        blocs.append(Liste(tuple(_tell_muette(ligne, vue) for ligne in muettes)))
    if blocs:
        yield Section(theme.nom, tuple(blocs))


def _tell_muette(ligne: LigneBilan, vue: VueBilan) -> str:
    raison = (ligne.principale and ligne.principale.raison) or vue.absence
    return typographie(f"{ligne.fiche.libelle} : {raison}")


def _write_connues(theme: FamilleIndicateurs, lignes: Sequence[LigneBilan]) -> Tableau:
    return Tableau(
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


def _write_methodes(vue: VueBilan) -> Section:
    methodes = factor_methodes(list_fiches(vue))
    dits = [f"Méthode version {methodes.version}."] if methodes.version else []
    if methodes.commune:
        commune = uncapitalize(methodes.commune)
        dits.append(f"Marchés considérés, sauf indication contraire : {commune}")
    tableau = Tableau(
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
    textes = tuple(Paragraphe(typographie(" ".join(dits))) for _ in dits[:1])
    return Section("Comment chaque chiffre est calculé", (*textes, tableau))


def _write_sources(vue: VueBilan) -> Section:
    dit = (
        "Données essentielles de la commande publique, lues dans "
        f"{pluriel(len(vue.sources), 'fichier')}. L’empreinte permet de vérifier qu’un fichier "
        "est bien celui qui a servi."
    )
    tableau = Tableau(
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
    return Section("Fichiers lus", (*_list_couvertures(vue), Paragraphe(typographie(dit)), tableau))


def _list_couvertures(vue: VueBilan) -> Iterator[Bloc]:
    lus = tell_fichiers(vue)
    if lus:
        yield Paragraphe(lus.resume)
        yield Liste(tuple(typographie(f"{annee} : {dit}.") for annee, dit in lus.annees))


def _name(debut: str, code: str) -> str:
    """Return an identifier made of a code: letters, digits and _ only."""
    return f"{debut}_{code.lower().replace('-', '_')}"
