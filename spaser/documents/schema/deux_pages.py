"""Two pages for the body that decides: what is asked, why here, what is committed to, the cost."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from spaser.documents.dessins_engagements import COLONNE, DEMI_COLONNE
from spaser.documents.document import (
    SOURCES,
    Charte,
    Document,
    Liste,
    Section,
    Texte,
    compute_teintes,
    write_paragraphe,
    write_section,
)
from spaser.documents.francais import (
    enumerate_mots,
    format_budget,
    format_date,
    format_euros_courts,
    format_pourcent_lu,
    pluriel,
    typographie,
)
from spaser.documents.schema.vote import (
    COURT,
    SchemaVote,
    count_cibles,
    draw_cible_votee,
    group_actions,
    tell_pied,
)
from spaser.regles.seance import SeanceVote

_CIBLES_MAX: Final = 8
_LARGES: Final = 4  # beyond, targets stand two by two
_ACTIONS_MAX: Final = 14  # beyond, two pages hold objectives alone
_AXES_MAX: Final = 6
_PILOTES_MAX: Final = 8
_JALONS_MAX: Final = 5


def write_deux_pages(schema: SchemaVote, charte: Charte, seance: SeanceVote) -> Document:
    """Return what is asked, why here, what is committed to, what it costs, when it is reviewed."""
    teintes = compute_teintes(charte, max(1, len(schema.axes)))
    jour = format_date(seance.jour) if seance.jour else ""
    quand = ", ".join(filter(None, (seance.assemblee, jour)))
    return Document(
        titre=typographie(f"{COURT} {schema.annees}".strip()),
        sous_titre=schema.acheteur,
        jour=schema.jour,
        mention=tell_pied(schema, "Le schéma en deux pages"),
        blocs=write_paragraphe(
            f"En deux pages, pour la séance : {quand}." if quand else "", "seance"
        ),
        sections=(
            Section("Ce qui vous est demandé", (_write_demandes(schema),), identifiant="demande"),
            *_list_pourquoi(schema),
            Section(
                "Ce à quoi nous nous engageons",
                (),
                tuple(_list_axes(schema)),
                identifiant="promesses",
            ),
            *_list_visees(schema, teintes),
            *_list_moyens(schema),
            *_list_suite(schema),
        ),
    )


def _write_demandes(schema: SchemaVote) -> Liste:
    compte = f"{pluriel(len(schema.axes), 'axe')}, {pluriel(len(schema.actions), 'action')}"
    demandes = [
        ("Adopter", f" le schéma {schema.annees}".rstrip() + f" : {compte}."),
        *([("Approuver", f" {count_cibles(schema)}.")] if schema.cibles else []),
        ("En recevoir le compte rendu", " chaque année."),
    ]
    return Liste(
        tuple((Texte(fort, fort=True), Texte(typographie(suite))) for fort, suite in demandes),
        ordonnee=True,
        identifiant="demande_liste",
    )


def _list_pourquoi(schema: SchemaVote) -> tuple[Section, ...]:
    elements = tuple(
        (Texte(fort, fort=True), Texte(typographie(f" {suite}")))
        for fort, suite in _list_faits_achats(schema)
    )
    blocs = (Liste(elements, identifiant="pourquoi_liste"),) if elements else ()
    return write_section("Pourquoi ici", "pourquoi", *blocs)


def _list_faits_achats(schema: SchemaVote) -> list[tuple[str, str]]:
    """Return what is known of the purchases: a figure, then what it is; nothing is made up."""
    achats, dits = schema.achats, []
    if achats.paye_haut is not None and achats.paye_bas is not None:
        bas, haut = (format_euros_courts(float(v)) for v in (achats.paye_bas, achats.paye_haut))
        dits.append(
            (
                bas if bas == haut else f"{bas} à {haut}",
                f"payés hors taxes en {achats.annee_payee}.",
            )
        )
    if achats.marches:
        pour = (
            f", pour {format_euros_courts(float(achats.montant))} hors taxes"
            if achats.montant
            else ""
        )
        dits.append((pluriel(achats.marches, "marché"), f"notifiés en {achats.annee}{pour}."))
    if achats.familles:
        noms, parts = map(list, zip(*achats.familles[:2], strict=True))
        annees = f" ({achats.annees_familles})" if achats.annees_familles else ""
        suite = f"des montants notifiés{annees} vont à : {enumerate_mots(noms)}."
        dits.append((enumerate_mots(list(map(format_pourcent_lu, parts))), suite))
    return [(typographie(fort), suite) for fort, suite in dits]


def _list_axes(schema: SchemaVote) -> Iterator[Section]:
    """Yield axes with their actions; with objectives and a count when there are too many."""
    actions = len(schema.actions)
    for rang, axe in enumerate(schema.axes[:_AXES_MAX], start=1):
        dites = [action.titre for action in axe.actions]
        objectifs = [objectif for objectif, _ in group_actions(axe) if objectif]
        montrees = dites if actions <= _ACTIONS_MAX else objectifs[:4]
        reste = [] if montrees is dites else [f"{pluriel(len(dites), 'action')} en tout"]
        yield Section(
            typographie(axe.titre),
            (Liste(tuple(typographie(f"{dite.rstrip('.')}.") for dite in [*montrees, *reste])),),
            identifiant=f"promesse_{rang}",
            axe=rang,
        )
    if autres := schema.axes[_AXES_MAX:]:
        compte = f"{pluriel(len(autres), 'autre axe', 'autres axes')}, dans le schéma."
        yield Section("Et aussi", write_paragraphe(compte), identifiant="promesse_autres")


def _list_visees(schema: SchemaVote, teintes: Sequence[str]) -> Iterator[Section]:
    rangs = {axe.code: rang for rang, axe in enumerate(schema.axes)}
    if schema.cibles:
        montrees = sorted(schema.cibles, key=lambda c: not c.est_chiffree)[:_CIBLES_MAX]
        large = COLONNE if len(montrees) <= _LARGES else DEMI_COLONNE
        dessins = [
            draw_cible_votee(schema, c, teintes[rangs.get(c.axe, 0)], "vu", large) for c in montrees
        ]
        autres = len(schema.cibles) - len(dessins)
        suite = f"{pluriel(autres, 'autre cible', 'autres cibles')} dans le schéma."
        sources = [
            f"D’où viennent ces chiffres, et leur calcul : « {annexe.titre} », en annexe."
            for annexe in schema.annexes
            if annexe.identifiant == SOURCES
        ]
        mots = write_paragraphe(" ".join((suite if autres else "", *sources)))
        yield Section("Nos cibles", (*dessins, *mots), identifiant="cibles")


def _list_moyens(schema: SchemaVote) -> tuple[Section, ...]:
    """Say what it costs and who does it, as far as actions say so."""
    budgets = [action.budget for action in schema.actions if action.budget is not None]
    pilotes = list(dict.fromkeys(a.pilote for a in schema.actions if a.pilote))
    phrases = []
    if budgets:
        dit = pluriel(len(budgets), "action")
        phrases.append(
            f"{format_budget(sum(budgets, Decimal()))} prévus pour {dit} sur {len(schema.actions)}."
        )
    if pilotes:
        autres = ", entre autres" if len(pilotes) > _PILOTES_MAX else ""
        phrases.append(f"En répondent : {enumerate_mots(pilotes[:_PILOTES_MAX])}{autres}.")
    dits = write_paragraphe(" ".join(phrases))
    return write_section("Ce que cela coûte, et qui le fait", "moyens", *dits)


def _list_suite(schema: SchemaVote) -> Iterator[Section]:
    jalons = sorted(schema.jalons, key=lambda e: e.jour)[:_JALONS_MAX]
    if jalons:
        lignes = tuple(typographie(f"{format_date(e.jour)} : {e.titre}.") for e in jalons)
        yield Section("Quand il est suivi et revu", (Liste(lignes),), identifiant="suite")


def write_diapositives_seance(schema: SchemaVote, charte: Charte, seance: SeanceVote) -> Document:
    """Return the slides of the sitting: an axis a slide, then targets, then what is asked."""
    teintes = compute_teintes(charte, max(1, len(schema.axes)))
    jour = format_date(seance.jour) if seance.jour else ""
    return Document(
        titre=typographie(f"{COURT} {schema.annees}".strip()),
        sous_titre=", ".join(filter(None, (schema.acheteur, jour))),
        jour=schema.jour,
        mention=schema.reserve,
        sections=(
            *_list_pourquoi(schema),
            *_list_axes(schema),
            *_list_visees(schema, teintes),
            *_list_moyens(schema),
            Section("Ce qui vous est demandé", (_write_demandes(schema),), identifiant="demande"),
        ),
    )
