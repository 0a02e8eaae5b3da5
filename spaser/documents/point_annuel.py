"""The yearly review as pages, a document and slides say it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from spaser.documents import document, publication
from spaser.documents.dessins import Legende
from spaser.documents.dessins_pages import Case, draw_cases
from spaser.documents.francais import (
    capitalize,
    cut_titre,
    enumerate_mots,
    format_date,
    pluriel,
    typographie,
    uncapitalize,
)
from spaser.regles import point_annuel
from spaser.regles.indicateurs import SANS_CIBLE, EtatCible
from spaser.regles.publication import LignePubliee, ResultatAnnee

# --- The yearly review in words: what pages, documents and slides all say of it ---


DEMANDES: Final = "Ce qui est demandé à l’assemblée"
PROJET: Final = "Projet : l’année n’est pas close, ces valeurs peuvent encore changer."


@dataclass(frozen=True, slots=True, kw_only=True)
class EtatPointAnnuel:
    """Where a review stands: without a day, it is a draft; `reserve` is what a trial says."""

    clos_le: date | None = None
    corrections: tuple[point_annuel.ErratumAnnuel, ...] = ()
    reserve: str = ""
    fictive: bool = False

    @property
    def mention(self) -> str:
        fin = f"Année close le {format_date(self.clos_le)}." if self.clos_le else PROJET
        fictif = "Exemple fictif." if self.fictive else ""
        return typographie(" ".join(filter(None, (fictif, fin, self.reserve))))


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDite:
    """An indicator in words; `errata` says what was corrected since, one after the other.

    `valeur` is the frozen one, as are its gaps: `corrigee` is what holds once it was corrected.
    """

    cle: str
    nom: str
    expression: str
    valeur: str
    corrigee: str
    compte_corrige: str
    compte: str
    details: list[str]
    cible: str
    doute: str
    ecart: str
    attendu: str
    etat: str
    raison: str
    precedent: str
    precedent_compte: str
    precedent_details: list[str]
    evolution: str
    sans_evolution: str
    origine: str
    methode: str
    commentaire: str
    errata: list[str]

    @property
    def tenue(self) -> tuple[str, str]:
        if self.errata:
            return f"{self.corrigee} (corrigée)", self.compte_corrige
        return self.valeur, self.compte.rstrip(".")

    @property
    def etat_tenu(self) -> str:
        return f"{self.etat}, avant la correction" if self.errata else self.etat

    @property
    def de_quoi(self) -> str:
        return " de la valeur arrêtée" if self.errata else ""


def tell_ligne(
    ligne: point_annuel.LignePoint, corrections: Iterable[point_annuel.ErratumAnnuel] = ()
) -> LigneDite:
    publiee, resultat, unite = ligne.indicateur.ligne, ligne.resultat, ligne.indicateur.unite
    siennes = [c for c in corrections if c.cle == ligne.indicateur.cle]
    evolution, tenue = ligne.evolution, point_annuel.hold_resultat(ligne, siennes)
    dits = _detail_avant(ligne)
    avant = (ligne.precedent,) if ligne.precedent else ()
    comparee = replace(publiee, resultats=(*avant, resultat))  # as the publication sets its years
    details = [capitalize(phrase) for phrase in publication.tell_details_ligne(publiee, resultat)]
    if resultat.marque:
        details.append(typographie(f"{resultat.marque}."))
    return LigneDite(
        cle=ligne.indicateur.cle,
        nom=ligne.indicateur.nom,
        expression=publication.tell_expression(publiee) if ligne.indicateur.legal else "",
        valeur=_write_point_annuel(publiee, resultat),
        corrigee=_write_point_annuel(publiee, tenue) if siennes else "",
        compte_corrige=_tell_corrige(tenue, unite) if siennes else "",
        compte=details[0] if resultat.denominateur is not None else "",
        details=details,
        cible=publication.tell_cible(publiee),
        doute=publication.tell_doute(publiee),
        ecart=publication.tell_ecart(comparee, resultat),
        attendu="" if ligne.attendu is None else publication.write_valeur(ligne.attendu, unite),
        etat=ligne.etat.libelle if publication.tell_cible(publiee) else SANS_CIBLE,
        raison=ligne.raison,
        precedent=_tell_avant_point_annuel(ligne),
        precedent_compte=dits[0] if ligne.precedent and ligne.precedent.denominateur else "",
        precedent_details=dits,
        evolution="" if evolution is None else publication.write_ecart(evolution, unite),
        sans_evolution=typographie(ligne.sans_evolution),
        origine=_tell_origine(ligne),
        methode=ligne.methode,
        commentaire=typographie(ligne.commentaire),
        errata=[tell_erratum(ligne, c) for c in siennes],
    )


def tell_atteint(ligne: point_annuel.LignePoint) -> str:
    """Say what was aimed at, the start when it is known, the last value, and the conclusion."""
    dite, depart = tell_ligne(ligne), ligne.precedent
    phrases = [
        f"visé : {dite.cible}",
        f"au départ : {dite.precedent} en {depart.annee}" if depart else "",
        f"en {ligne.resultat.annee} : {uncapitalize(dite.valeur)}",
        uncapitalize(dite.etat),
    ]
    return typographie(" ; ".join(filter(None, phrases)))


def _tell_corrige(tenue: ResultatAnnee, unite: str) -> str:
    """Say what a corrected value is a share of, short: the count, or that it was not given."""
    return "compte non donné" if tenue.reserve else publication.tell_compte_corrige(tenue, unite)


def _write_point_annuel(publiee: LignePubliee, resultat: ResultatAnnee) -> str:
    return "Non connue" if resultat.valeur is None else publication.tell_valeur(publiee, resultat)


def _tell_avant_point_annuel(ligne: point_annuel.LignePoint) -> str:
    avant = ligne.precedent
    if avant is None or avant.valeur is None:
        return ""
    return publication.write_valeur(avant.valeur, ligne.precedent_unite)


def _detail_avant(ligne: point_annuel.LignePoint) -> list[str]:
    avant = ligne.precedent
    if avant is None:
        return []
    publiee = replace(ligne.indicateur.ligne, unite=ligne.precedent_unite, cible=None)
    corrigee = [f"{avant.source}."] if avant.valeur is not None and avant.commentaire else []
    return [*corrigee, *map(capitalize, publication.tell_details_ligne(publiee, avant))]


def _tell_origine(ligne: point_annuel.LignePoint) -> str:
    if ligne.resultat.valeur is None:
        return ""
    jour = f", au {format_date(ligne.releve_le)}" if ligne.releve_le else ""
    nature = f"Valeur {uncapitalize(ligne.nature)}{jour}" if ligne.nature else ""
    return typographie(". ".join(filter(None, (nature, ligne.resultat.source.rstrip(".")))) + ".")


def tell_erratum(ligne: point_annuel.LignePoint, correction: point_annuel.ErratumAnnuel) -> str:
    unite = ligne.indicateur.unite
    avant, apres = (write_connue(une, unite) for une in (correction.ancienne, correction.nouvelle))
    quand = format_date(correction.jour)
    tenu = point_annuel.hold_resultat(ligne, [correction])
    compte = "" if tenu.valeur is None else publication.tell_compte_corrige(tenu, unite)
    apres += f" ({compte})" if compte else ""
    return typographie(f"{quand} : {apres} au lieu de {avant}. {correction.motif}")


def write_connue(valeur: Decimal | None, unite: str) -> str:
    """Return a value within a sentence, or that it is not known."""
    return "non connue" if valeur is None else publication.write_valeur(valeur, unite)


def sum_up_point(contenu: point_annuel.ContenuPoint) -> str:
    visees = [ligne for ligne in contenu.lignes if publication.tell_cible(ligne.indicateur.ligne)]
    etats = [(etat, sum(ligne.etat is etat for ligne in visees)) for etat in EtatCible]
    dits = [pluriel(nombre, *_ETATS[etat]) for etat, nombre in etats if nombre]
    phrases = [
        f"{pluriel(len(visees), 'cible')} : {enumerate_mots(dits)}."
        if visees
        else "Aucune cible n’est fixée."
    ]
    if contenu.actions:
        phrases.append(f"{tell_actions(contenu)}.")
    return typographie(" ".join(phrases))


_ETATS: Final = {
    EtatCible.ATTEINT: ("atteinte", "atteintes"),
    EtatCible.EN_BONNE_VOIE: ("en bonne voie", "en bonne voie"),
    EtatCible.EN_RETARD: ("en retard", "en retard"),
    EtatCible.INDECIS: ("pas encore jugée", "pas encore jugées"),
}


def draw_point(contenu: point_annuel.ContenuPoint) -> list[tuple[str, str]]:
    """Draw a square a target and a square an action, met first, then late, then to come.

    Beyond a line of squares, words alone say it.
    """
    visees = [une.etat for une in contenu.lignes if publication.tell_cible(une.indicateur.ligne)]
    dessins = []
    for titre, etats in (("Cibles", visees), ("Actions", [a.groupe for a in contenu.actions])):
        cases = sorted((_CASES.get(etat.value, "vide") for etat in etats), key=_ORDRE_CASES.index)
        dit = f"{cases.count('plein')} sur {len(cases)} ; en retard : {cases.count('retard')}."
        legende = Legende(f"cases-{titre.lower()}", titre, typographie(dit))
        if 0 < len(cases) <= _CASES_MAX:
            dessins.append((titre, draw_cases(legende, cases)))
    return dessins


_CASES_MAX: Final = 40
_ORDRE_CASES: Final[tuple[Case, ...]] = ("plein", "retard", "vide")
_CASES: Final[dict[str, Case]] = {
    "atteint": "plein", "en_bonne_voie": "plein", "faites": "plein",
    "en_retard": "retard", "retard": "retard",
}  # fmt: skip


def tell_actions(contenu: point_annuel.ContenuPoint) -> str:
    groupes = [(groupe, len(contenu.list_groupe(groupe))) for groupe in point_annuel.GroupeActions]
    dits = [pluriel(nombre, *_COMPTES[groupe]) for groupe, nombre in groupes if nombre]
    return f"{pluriel(len(contenu.actions), 'action')} : {enumerate_mots(dits)}"


_COMPTES: Final = {
    point_annuel.GroupeActions.FAITES: ("faite", "faites"),
    point_annuel.GroupeActions.RETARD: ("en retard", "en retard"),
    point_annuel.GroupeActions.EN_COURS: ("en cours", "en cours"),
    point_annuel.GroupeActions.A_LANCER: ("à lancer", "à lancer"),
    point_annuel.GroupeActions.ABANDONNEES: ("abandonnée", "abandonnées"),
}


def tell_action(action: point_annuel.ActionPoint) -> str:
    """Say what became of an action, without its title."""
    match action.groupe:
        case point_annuel.GroupeActions.FAITES:
            return f"Depuis le {format_date(action.depuis)}" if action.depuis else ""
        case point_annuel.GroupeActions.ABANDONNEES:
            return action.motif or "Raison non dite"
        case point_annuel.GroupeActions.RETARD:
            echeance = f" ({action.echeance})" if action.echeance else ""
            return _add_obstacles(f"{capitalize(action.retard)}{echeance}", action)
    echeance = f"échéance : {action.echeance}" if action.echeance else ""
    dits = ", ".join(filter(None, (action.avancement, echeance)))
    return _add_obstacles(capitalize(dits), action)


def _add_obstacles(dit: str, action: point_annuel.ActionPoint) -> str:
    return ". ".join(filter(None, (dit, action.obstacles and f"Obstacle : {action.obstacles}")))


def tell_collecte(contenu: point_annuel.ContenuPoint) -> str:
    """Say how many referents answered; nothing when nobody was quoi."""
    faite = contenu.collecte
    if faite is None:
        return ""
    quoi = pluriel(faite.demandees, "fiche de collecte", "fiches de collecte")
    return typographie(f"{quoi}, dont {pluriel(faite.rendues, 'rendue')} en entier.")


def list_methode_point(contenu: point_annuel.ContenuPoint) -> list[str]:
    sources = dict.fromkeys(
        ligne.resultat.source.rstrip(".") for ligne in contenu.lignes if ligne.resultat.source
    )
    separees = dict.fromkeys(une.sans_evolution for une in contenu.lignes if une.sans_evolution)
    phrases = [
        f"Valeurs lues le {format_date(contenu.jour)}.",
        *(f"Non comparable : {uncapitalize(raison)}" for raison in separees),
        tell_collecte(contenu),
        *contenu.perimetre,
        *(f"{source}." for source in sources),
    ]
    return [typographie(phrase) for phrase in phrases if phrase]


# --- The yearly review in five slides: a title, then four sections, each on one slide ---


_NOM: Final = 60
_COURT: Final = 48
_TITRE: Final = 48
_DIT: Final = 60
_ACTIONS: Final = 3
_LIGNES: Final = 5
_LONG: Final = 150


def write_diapositives_point(
    contenu: point_annuel.ContenuPoint, etape: EtatPointAnnuel
) -> document.Document:
    return document.Document(
        titre=f"Point annuel {contenu.annee}",
        sous_titre=contenu.acheteur,
        jour=etape.clos_le or contenu.jour,
        mention=etape.mention,
        sections=(
            document.Section(publication.name_legales(), _write_legales(contenu, etape)),
            document.Section("Les actions", _write_actions(contenu)),
            document.Section(f"Depuis {contenu.annee - 1}", _write_changements(contenu, etape)),
            document.Section(
                DEMANDES, _write_liste(contenu.demandes, "Aucune décision n’est demandée.")
            ),
        ),
    )


def _write_legales(
    contenu: point_annuel.ContenuPoint, etape: EtatPointAnnuel
) -> tuple[document.Tableau, ...]:
    return document.write_tableau(
        "",
        {"Indicateur": 5, str(contenu.annee): 3, "Cible": 3, "Où nous en sommes": 3},
        (_write_legale(ligne, etape) for ligne in contenu.legales),
    )


def _write_legale(
    ligne: point_annuel.LignePoint, etape: EtatPointAnnuel
) -> tuple[document.Contenu, ...]:
    dite = tell_ligne(ligne, etape.corrections)
    valeur, compte = dite.tenue
    cible = cut_titre(dite.cible, _TITRE) or publication.NON_FIXEE
    suite = (document.Texte(f"\n{compte}"),) if compte else ()
    case = (document.Texte(valeur, fort=True), *suite)
    return cut_titre(dite.nom, _NOM), case, cible, dite.etat_tenu


def _write_actions(contenu: point_annuel.ContenuPoint) -> tuple[document.Bloc, ...]:
    if not contenu.actions:
        return (document.Paragraphe("Le plan n’a pas d’action cette année-là."),)
    a_dire = [
        *contenu.list_groupe(point_annuel.GroupeActions.RETARD)[:_ACTIONS],
        *contenu.list_groupe(point_annuel.GroupeActions.ABANDONNEES)[: _ACTIONS - 1],
    ]
    tete = document.Paragraphe(typographie(f"{tell_actions(contenu)}."))
    tableau = document.write_tableau(
        "",
        {"Action": 5, "État": 3, "Raison": 6},
        (
            (cut_titre(a.titre, _TITRE), a.groupe.libelle, cut_titre(tell_action(a), _DIT))
            for a in a_dire
        ),
    )
    return (tete, *tableau)


def _write_changements(
    contenu: point_annuel.ContenuPoint, etape: EtatPointAnnuel
) -> tuple[document.Bloc, ...]:
    dites = [tell_ligne(ligne, etape.corrections) for ligne in contenu.lignes]
    valeurs = [_tell_changement(dite) for dite in dites if dite.evolution]
    dits = [*valeurs[:_LIGNES - 1], *contenu.change]  # fmt: skip
    return _write_liste(dits, "Rien de connu ne se compare à l’année d’avant.")


def _tell_changement(dite: LigneDite) -> str:
    """Say two years, each with its count; the gap of a value that was corrected is not told."""
    nom, (valeur, compte) = cut_titre(dite.nom, _COURT), dite.tenue
    avant = _join_diapositives(dite.precedent, dite.precedent_compte.rstrip("."))
    ecart = "" if dite.errata else f" : {dite.evolution}"
    return f"{nom} : {avant}, puis {_join_diapositives(valeur, compte)}{ecart}"


def _join_diapositives(valeur: str, compte: str) -> str:
    return f"{valeur} ({compte})" if compte else valeur


def _write_liste(dits: Sequence[str], vide: str) -> tuple[document.Bloc, ...]:
    if not dits:
        return (document.Paragraphe(vide),)
    montres = [typographie(cut_titre(dit, _LONG)) for dit in dits[:_LIGNES]]
    if reste := len(dits) - len(montres):
        montres.append(typographie(f"{pluriel(reste, 'autre point')} dans le document"))
    return (document.Liste(tuple(montres)),)


# --- The yearly review in two to four pages, for those who steer and for the assembly ---


ACTIONS_MAX: Final = 4  # of each kind: the plan has them all
CHANGES_MAX: Final = 6
AUTRES_MAX: Final = 5
_TITRE_MAX: Final = 110
_SANS_DEMANDE: Final = "Aucune décision n’est demandée."


def write_document_point(
    contenu: point_annuel.ContenuPoint, etape: EtatPointAnnuel
) -> document.Document:
    sections = (
        document.Section(
            publication.name_legales(),
            tuple(_write_lignes(contenu, contenu.legales, etape, "point_loi")),
        ),
        *_list_autres(contenu, etape),
        *_list_actions(contenu),
        *_list_changements(contenu),
        document.Section(DEMANDES, (_write_demandes(contenu),), identifiant="point_demandes"),
        document.Section(
            "Comment lire ces chiffres",
            (document.Paragraphe(" ".join(list_methode_point(contenu))),),
        ),
    )
    return document.Document(
        titre=f"Point annuel {contenu.annee}",
        sous_titre=contenu.acheteur,
        jour=etape.clos_le or contenu.jour,
        mention=etape.mention,
        blocs=tuple(_list_tete(contenu, etape)),
        sections=sections,
    )


def _list_tete(
    contenu: point_annuel.ContenuPoint, etape: EtatPointAnnuel
) -> Iterator[document.Bloc]:
    if etape.clos_le is None:
        yield document.Paragraphe((document.Texte(etape.mention, fort=True),))
    yield document.Paragraphe(sum_up_point(contenu), en_avant=True)
    if contenu.bilan:
        yield document.Paragraphe(typographie(contenu.bilan))


def _list_autres(
    contenu: point_annuel.ContenuPoint, etape: EtatPointAnnuel
) -> Iterator[document.Section]:
    montrees = contenu.autres[:AUTRES_MAX]
    if not montrees:
        return
    blocs = list(_write_lignes(contenu, montrees, etape, "point_autres"))
    blocs += _tell_reste(len(contenu.autres) - len(montrees), "indicateur", "Cibles et valeurs")
    yield document.Section(publication.AUTRES, tuple(blocs))


def _write_lignes(
    contenu: point_annuel.ContenuPoint,
    lignes: tuple[point_annuel.LignePoint, ...],
    etape: EtatPointAnnuel,
    identifiant: str,
) -> Iterator[document.Bloc]:
    dites = [tell_ligne(ligne, etape.corrections) for ligne in lignes]
    yield from document.write_tableau(
        f"Valeurs de {contenu.annee}, et de l’année d’avant",
        {"Indicateur": 10, "Valeur": 9, "Un an avant": 7, "Cible": 5, "Où nous en sommes": 7},
        map(_write_ligne, dites),
        identifiant,
    )
    if dits := [typographie(f"{d.nom} : {d.commentaire}") for d in dites if d.commentaire]:
        yield document.Liste(tuple(dits))
    if errata := [typographie(f"{d.nom}, {erratum}") for d in dites for erratum in d.errata]:
        yield document.Paragraphe((document.Texte("Errata", fort=True),))
        yield document.Liste(tuple(errata))


def _write_ligne(dite: LigneDite) -> tuple[document.Contenu, ...]:
    detail = " ".join(dite.details)
    erratum = f"\nCorrigée depuis : {dite.corrigee} (voir les errata)." if dite.errata else ""
    nom = typographie(". ".join(filter(None, (dite.nom, dite.expression))))
    ecart = f"\nÉcart à la cible{dite.de_quoi} : {dite.ecart}" if dite.ecart else ""
    attendu = f" (attendu : {dite.attendu})" if dite.attendu else ""
    return (
        nom,
        (
            document.Texte(dite.valeur, fort=True),
            document.Texte(typographie(f"\n{detail}{erratum}")),
        ),
        typographie("\n".join(_tell_avant_document(dite))),
        typographie(
            "\n".join(filter(None, (dite.cible or publication.NON_FIXEE, dite.doute))) + ecart
        ),
        (
            document.Texte(dite.etat, fort=True),
            document.Texte(typographie(f"{attendu}\n{dite.raison}")),
        ),
    )


def _tell_avant_document(dite: LigneDite) -> Iterator[str]:
    """Yield the value of the year before, what it was counted on, what became of it.

    Why two years are not compared is said once, with the method; what the law asks for says what it
    was counted on even then.
    """
    yield dite.precedent or "Non connue"
    if dite.evolution or dite.expression:
        yield from dite.precedent_details[:1]
    if dite.evolution:
        yield f"Évolution{dite.de_quoi} : {dite.evolution}"
    elif dite.sans_evolution:
        yield "Non comparable"


def _list_actions(contenu: point_annuel.ContenuPoint) -> Iterator[document.Section]:
    if not contenu.actions:
        vide = "Le plan n’a pas d’action cette année-là."
        yield document.Section("Les actions", (document.Paragraphe(vide),))
        return
    blocs: list[document.Bloc] = [document.Paragraphe(typographie(f"{tell_actions(contenu)}."))]
    for groupe in point_annuel.GroupeActions:
        actions = contenu.list_groupe(groupe)
        if not actions:
            continue
        blocs += document.write_tableau(
            f"{groupe.libelle} ({len(actions)})",
            {"Action": 5, _COLONNES[groupe]: 4},
            (
                (f"{a.code} – {cut_titre(a.titre, _TITRE_MAX)}", tell_action(a))
                for a in actions[:ACTIONS_MAX]
            ),
            f"point_{groupe.value}",
        )
        blocs += _tell_reste(len(actions) - ACTIONS_MAX, "action", "Mon plan")
    yield document.Section("Les actions", tuple(blocs))


_COLONNES: Final = {
    point_annuel.GroupeActions.FAITES: "Terminée",
    point_annuel.GroupeActions.RETARD: "Pourquoi",
    point_annuel.GroupeActions.EN_COURS: "Avancement",
    point_annuel.GroupeActions.A_LANCER: "Échéance",
    point_annuel.GroupeActions.ABANDONNEES: "Raison",
}


def _list_changements(contenu: point_annuel.ContenuPoint) -> Iterator[document.Section]:
    if contenu.precedent_le is None:
        return
    dits = contenu.change[:CHANGES_MAX]
    blocs: list[document.Bloc] = (
        [document.Liste(tuple(typographie(f"{dit}.") for dit in dits))] if dits else []
    )
    blocs += _tell_reste(len(contenu.change) - len(dits), "changement", "Mon plan")
    vide = document.Paragraphe("Le plan n’a pas changé.")
    yield document.Section(f"Ce qui a changé depuis {contenu.annee - 1}", tuple(blocs) or (vide,))


def _write_demandes(contenu: point_annuel.ContenuPoint) -> document.Bloc:
    demandes = tuple(typographie(demande) for demande in contenu.demandes)
    return (
        document.Liste(demandes, ordonnee=True) if demandes else document.Paragraphe(_SANS_DEMANDE)
    )


def _tell_reste(nombre: int, quoi: str, ou: str) -> list[document.Bloc]:
    if nombre <= 0:
        return []
    autres = pluriel(nombre, f"autre {quoi}", f"autres {quoi}s")
    return [document.Paragraphe(typographie(f"À lire en ligne, dans « {ou} » : {autres}."))]


# --- What a scheme prints of its last closed year: where it stood, what was asked of the assembly
# ---


def write_extrait(
    contenu: point_annuel.ContenuPoint, etape: EtatPointAnnuel
) -> Iterator[document.Bloc]:
    titre = document.Texte(
        typographie(f"Point annuel {contenu.annee}. {etape.mention} "), fort=True
    )
    yield document.Paragraphe(
        (titre, document.Texte(sum_up_point(contenu))), identifiant="point_annuel_indicateurs_annee"
    )
    yield from document.write_tableau(
        f"{publication.name_legales()} : où ils en étaient en {contenu.annee}",
        {"Indicateur": 5, str(contenu.annee): 4, "Cible": 3, "Où nous en sommes": 3},
        (_write_extrait(tell_ligne(ligne, etape.corrections)) for ligne in contenu.legales),
        "point_annuel_indicateurs_valeurs",
    )
    if contenu.demandes:
        yield document.Paragraphe(
            (document.Texte(typographie(f"{DEMANDES} :"), fort=True),),
            identifiant="point_annuel_indicateurs_demande",
        )
        yield document.Liste(
            tuple(typographie(demande) for demande in contenu.demandes),
            identifiant="point_annuel_indicateurs_decisions",
        )


def _write_extrait(dite: LigneDite) -> tuple[document.Contenu, ...]:
    valeur, compte = dite.tenue
    suite = (document.Texte(f" ({compte})"),) if compte else ()
    return (
        typographie(dite.nom),
        (document.Texte(valeur, fort=True), *suite),
        typographie(dite.cible or f"{publication.NON_FIXEE}. {dite.doute}".strip()),
        dite.etat_tenu,
    )
