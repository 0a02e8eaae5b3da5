"""The yearly review in two to four pages, for those who steer and for the assembly."""

from collections.abc import Iterator
from typing import Final

from spaser.documents.document import (
    Bloc,
    Contenu,
    Document,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    Texte,
)
from spaser.documents.francais import cut_titre, pluriel, typographie
from spaser.documents.point_annuel.textes import (
    DEMANDES,
    Etape,
    LigneDite,
    list_methode,
    sum_up,
    tell_action,
    tell_actions,
    tell_ligne,
)
from spaser.documents.publication.textes import AUTRES, NON_FIXEE, name_legales
from spaser.metier.point_annuel.modele import ContenuPoint, GroupeActions, LignePoint

ACTIONS_MAX: Final = 4  # of each kind: the plan has them all
CHANGES_MAX: Final = 6
AUTRES_MAX: Final = 5
_TITRE_MAX: Final = 110
_SANS_DEMANDE: Final = "Aucune décision n’est demandée."


def write_document(contenu: ContenuPoint, etape: Etape) -> Document:
    sections = (
        Section(name_legales(), tuple(_write_lignes(contenu, contenu.legales, etape, "point_loi"))),
        *_list_autres(contenu, etape),
        *_list_actions(contenu),
        *_list_changements(contenu),
        Section(DEMANDES, (_write_demandes(contenu),), identifiant="point_demandes"),
        Section("Comment lire ces chiffres", (Paragraphe(" ".join(list_methode(contenu))),)),
    )
    return Document(
        titre=f"Point annuel {contenu.annee}",
        sous_titre=contenu.acheteur,
        jour=etape.clos_le or contenu.jour,
        mention=etape.mention,
        blocs=tuple(_list_tete(contenu, etape)),
        sections=sections,
    )


def _list_tete(contenu: ContenuPoint, etape: Etape) -> Iterator[Bloc]:
    if etape.clos_le is None:
        yield Paragraphe((Texte(etape.mention, fort=True),))
    yield Paragraphe(sum_up(contenu), en_avant=True)
    if contenu.bilan:
        yield Paragraphe(typographie(contenu.bilan))


def _list_autres(contenu: ContenuPoint, etape: Etape) -> Iterator[Section]:
    montrees = contenu.autres[:AUTRES_MAX]
    if not montrees:
        return
    blocs = list(_write_lignes(contenu, montrees, etape, "point_autres"))
    blocs += _tell_reste(len(contenu.autres) - len(montrees), "indicateur", "Cibles et valeurs")
    yield Section(AUTRES, tuple(blocs))


def _write_lignes(
    contenu: ContenuPoint, lignes: tuple[LignePoint, ...], etape: Etape, identifiant: str
) -> Iterator[Bloc]:
    dites = [tell_ligne(ligne, etape.corrections) for ligne in lignes]
    yield Tableau(
        f"Valeurs de {contenu.annee}, et de l’année d’avant",
        ("Indicateur", "Valeur", "Un an avant", "Cible", "Où nous en sommes"),
        tuple(_write_ligne(dite) for dite in dites),
        (10, 9, 7, 5, 7),
        ligne_nommee=True,
        identifiant=identifiant,
    )
    if dits := [typographie(f"{d.nom} : {d.commentaire}") for d in dites if d.commentaire]:
        yield Liste(tuple(dits))
    if errata := [typographie(f"{d.nom}, {erratum}") for d in dites for erratum in d.errata]:
        yield Paragraphe((Texte("Errata", fort=True),))
        yield Liste(tuple(errata))


def _write_ligne(dite: LigneDite) -> tuple[Contenu, ...]:
    detail = " ".join(dite.details)
    erratum = f"\nCorrigée depuis : {dite.corrigee} (voir les errata)." if dite.errata else ""
    nom = typographie(". ".join(filter(None, (dite.nom, dite.expression))))
    ecart = f"\nÉcart à la cible{dite.de_quoi} : {dite.ecart}" if dite.ecart else ""
    attendu = f" (attendu : {dite.attendu})" if dite.attendu else ""
    return (
        nom,
        (Texte(dite.valeur, fort=True), Texte(typographie(f"\n{detail}{erratum}"))),
        typographie("\n".join(_tell_avant(dite))),
        typographie("\n".join(filter(None, (dite.cible or NON_FIXEE, dite.doute))) + ecart),
        (Texte(dite.etat, fort=True), Texte(typographie(f"{attendu}\n{dite.raison}"))),
    )


def _tell_avant(dite: LigneDite) -> Iterator[str]:
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


def _list_actions(contenu: ContenuPoint) -> Iterator[Section]:
    if not contenu.actions:
        vide = "Le plan n’a pas d’action cette année-là."
        yield Section("Les actions", (Paragraphe(vide),))
        return
    blocs: list[Bloc] = [Paragraphe(typographie(f"{tell_actions(contenu)}."))]
    for groupe in GroupeActions:
        actions = contenu.list_groupe(groupe)
        if not actions:
            continue
        blocs.append(
            Tableau(
                f"{groupe.libelle} ({len(actions)})",
                ("Action", _COLONNES[groupe]),
                tuple(
                    (typographie(f"{a.code} – {cut_titre(a.titre, _TITRE_MAX)}"),
                     typographie(tell_action(a)) or "–")
                    for a in actions[:ACTIONS_MAX]
                ),
                (5, 4),
                ligne_nommee=True,
                identifiant=f"point_{groupe.value}",
            )
        )  # fmt: skip
        blocs += _tell_reste(len(actions) - ACTIONS_MAX, "action", "Mon plan")
    yield Section("Les actions", tuple(blocs))


_COLONNES: Final = {
    GroupeActions.FAITES: "Terminée",
    GroupeActions.RETARD: "Pourquoi",
    GroupeActions.EN_COURS: "Avancement",
    GroupeActions.A_LANCER: "Échéance",
    GroupeActions.ABANDONNEES: "Raison",
}


def _list_changements(contenu: ContenuPoint) -> Iterator[Section]:
    if contenu.precedent_le is None:
        return
    dits = contenu.change[:CHANGES_MAX]
    blocs: list[Bloc] = [Liste(tuple(typographie(f"{dit}.") for dit in dits))] if dits else []
    blocs += _tell_reste(len(contenu.change) - len(dits), "changement", "Mon plan")
    vide = Paragraphe("Le plan n’a pas changé.")
    yield Section(f"Ce qui a changé depuis {contenu.annee - 1}", tuple(blocs) or (vide,))


def _write_demandes(contenu: ContenuPoint) -> Bloc:
    demandes = tuple(typographie(demande) for demande in contenu.demandes)
    return Liste(demandes, ordonnee=True) if demandes else Paragraphe(_SANS_DEMANDE)


def _tell_reste(nombre: int, quoi: str, ou: str) -> list[Bloc]:
    if nombre <= 0:
        return []
    autres = pluriel(nombre, f"autre {quoi}", f"autres {quoi}s")
    return [Paragraphe(typographie(f"À lire en ligne, dans « {ou} » : {autres}."))]
