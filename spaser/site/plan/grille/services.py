"""The grid of a space: written, read, exported, taken from a file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from spaser.documents.onglets import Cellule, Onglet
from spaser.moteur.tables.rangees import FeuilleLue, RechercheTable, find_tableau
from spaser.regles import grille
from spaser.regles.champs import (
    change,
    list_cherchees,
    list_titres_dits,
)
from spaser.regles.indicateurs import FicheIndicateur, Rubrique, load_bibliotheque
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.politiques import services
from spaser.site.espace import perimetre
from spaser.site.espace.bilans import read_bilan
from spaser.site.espace.importation import TableDite
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.plan.models.actions import GRILLE, ContenuLigne, LigneGrille
from spaser.site.socle.champs import keep_champs, write_rangee
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee, save_version

# --- Writes the grid of a space ---


@transaction.atomic
def add_lignes(
    espace: Espace,
    lignes: Iterable[grille.LigneGrilleDite],
    auteur: Utilisateur,
    geste: str = "grille.ajout",
) -> int:
    ajoutees = [
        LigneGrille(espace=espace, **keep_champs(ligne), modifie_par=auteur) for ligne in lignes
    ]
    LigneGrille.objects.bulk_create(ajoutees)
    if ajoutees:
        _record(geste, espace, auteur, {"lignes": len(ajoutees)})
    return len(ajoutees)


def add_suggestions(
    espace: Espace, retenues: Iterable[grille.IndicateurSuggere], auteur: Utilisateur
) -> int:
    lignes = [start_ligne(s.fiche, schemas=", ".join(s.schemas)) for s in retenues]
    return add_lignes(espace, lignes, auteur, "grille.suggestions")


def start_ligne(fiche: FicheIndicateur, **champs: Any) -> grille.LigneGrilleDite:
    ligne: grille.LigneGrilleDite = ContenuLigne(
        rubrique=fiche.rubrique,
        sous_thematique=fiche.sous_theme.libelle,
        indicateur=fiche.libelle,
        code=fiche.code,
        frequence=fiche.frequence,
        source=fiche.donnees,
        **champs,
    )
    return ligne


@transaction.atomic
def start_legale(
    espace: Espace, code: str, champs: Mapping[str, Any], auteur: Utilisateur
) -> LigneGrille:
    """Give a line of the law its place in the grid; VersionDepassee if somebody just did."""
    espace.hold()
    if LigneGrille.objects.filter(espace=espace, code=code).exists():
        raise VersionDepassee
    fiche = load_bibliotheque().find(code)
    if fiche is None:
        raise LookupError(code)
    commencee = keep_champs(start_ligne(fiche)) | dict(champs)
    ligne = LigneGrille.objects.create(espace=espace, **commencee, modifie_par=auteur)
    _record("grille.ajout", espace, auteur, {"lignes": 1})
    return ligne


@transaction.atomic
def save_ligne(
    espace: Espace, ligne: LigneGrille, champs: Mapping[str, Any], auteur: Utilisateur
) -> None:
    """Change a line; VersionDepassee when somebody else did since it was read."""
    save_version(ligne, ligne.version, **champs, modifie_par=auteur)
    _record("grille.modification", espace, auteur, {}, ligne)


@transaction.atomic
def choose_ligne(espace: Espace, pk: int, auteur: Utilisateur, *, retenu: bool) -> LigneGrille:
    ligne = LigneGrille.objects.select_for_update(of=("self",)).get(espace=espace, pk=pk)
    champs: dict[str, Any] = {"retenu": retenu}
    if retenu:
        fiche = load_bibliotheque().find(ligne.code)
        champs |= {
            "responsable": ligne.responsable or ligne.referent,
            "frequence": ligne.frequence or (fiche.frequence.value if fiche else ""),
            "source": ligne.source or (fiche.donnees if fiche else ""),
        }
    _write(ligne, champs, auteur)
    _record("grille.choix" if retenu else "grille.abandon", espace, auteur, {}, ligne)
    return ligne


@transaction.atomic
def delete_ligne(espace: Espace, ligne: LigneGrille, auteur: Utilisateur) -> None:
    _record("grille.retrait", espace, auteur, {}, ligne)
    ligne.delete()


@transaction.atomic
def apply_ecarts(espace: Espace, ecarts: grille.GrilleComparee[int], auteur: Utilisateur) -> None:
    """Add what is new in a file and change what it changes; nothing is taken out."""
    add_lignes(espace, ecarts.nouvelles, auteur, "grille.import")
    lignes = LigneGrille.objects.select_for_update(of=("self",)).filter(espace=espace)
    connues = lignes.in_bulk([changement.cle for changement in ecarts.changements])
    for changement in ecarts.changements:
        _write(connues[changement.cle], keep_champs(changement.apres), auteur)
    _record("grille.import", espace, auteur, {"changees": len(ecarts.changements)})


def undecide(ligne: grille.LigneGrilleDite) -> grille.LigneGrilleDite:
    """Return a line without what only those who decide the short list may write."""
    return change(ligne, retenu=False, responsable="", frequence=None, source="")


def _write(ligne: LigneGrille, champs: Mapping[str, Any], auteur: Utilisateur) -> None:
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    ligne.version += 1
    ligne.modifie_par = auteur
    ligne.save()


def _record(
    geste: str,
    espace: Espace,
    auteur: Utilisateur,
    details: dict[str, Any],
    ligne: LigneGrille | None = None,
) -> None:
    record(geste, auteur=auteur, objet=ligne, espace=espace, details=details)


# --- Reads the grid of a space, and what is known that helps to fill it ---


def list_lignes(espace: Espace) -> QuerySet[LigneGrille]:
    return LigneGrille.objects.filter(espace=espace).select_related("modifie_par")


def sort_lignes(espace: Espace) -> list[LigneGrille]:
    rangs = {rubrique.value: rang for rang, rubrique in enumerate(Rubrique)}
    return sorted(list_lignes(espace), key=lambda ligne: rangs[ligne.rubrique])


def group_lignes(espace: Espace) -> list[tuple[Rubrique, list[LigneGrille]]]:
    lignes = list(list_lignes(espace))
    return [(r, [ligne for ligne in lignes if ligne.rubrique == r.value]) for r in Rubrique]


def split_lignes(espace: Espace) -> tuple[list[LigneGrille], list[LigneGrille]]:
    """Return the lines whose indicator was chosen, then those to choose, urgent ones first."""
    lignes = sort_lignes(espace)
    libres = [ligne for ligne in lignes if ligne.indicateur and not ligne.retenu]
    return (
        [ligne for ligne in lignes if ligne.retenu],
        sorted(libres, key=lambda ligne: ligne.priorite or "2"),
    )


def list_calcules(espace: Espace) -> frozenset[str]:
    """Return the codes of the figures that the published contracts of a buyer give today."""
    vue = read_bilan(espace.siren).vue
    if vue is None:
        return frozenset()
    lignes = [*vue.legales, *(ligne for theme in vue.themes for ligne in theme.lignes)]
    return frozenset(ligne.fiche.code for ligne in lignes if ligne.principale is not None)


def list_suggestions(
    espace: Espace, rubrique: Rubrique | None = None, *, toutes: bool = False
) -> tuple[grille.IndicateurSuggere, ...]:
    """Return a few indicators to discuss, or all those for which there is a reason."""
    bibliotheque = load_bibliotheque()
    contexte = grille.Contexte(
        deja=frozenset(list_lignes(espace).exclude(code="").values_list("code", flat=True)),
        calcules=list_calcules(espace),
        raisons=[*perimetre.list_raisons(espace), *services.list_raisons_plans(espace)],
    )
    nombre = len(bibliotheque.indicateurs) if toutes else grille.load_plafonds().suggestions.nombre
    return grille.suggest(bibliotheque.indicateurs, contexte, nombre, rubrique)


def name_ligne(ligne: LigneGrille) -> str:
    """Return what names a line among what the buyer aims at, beside the code of its indicator."""
    return f"ligne:{ligne.pk}"


def read_avancement_grille(espace: Espace) -> Avancement:
    lignes = list(list_lignes(espace))
    if not lignes:
        return Avancement(
            Stade.A_COMMENCER,
            Acte(
                "Choisir vos premiers indicateurs",
                "Huit au plus, chacun avec ses raisons : la loi, vos plans, vos données.",
                reverse("grille:suggestions", args=[espace.siren]),
            ),
        )
    suite = _complete(espace, lignes)
    return Avancement(Stade.EN_COURS if suite else Stade.FAIT, suite)


def _complete(espace: Espace, lignes: list[LigneGrille]) -> Acte | None:
    retenues = [ligne for ligne in lignes if ligne.retenu]
    if not retenues:
        return Acte(
            "Arrêter votre liste courte d’indicateurs",
            "Parmi ceux de votre grille, ceux que vous suivrez vraiment.",
            reverse("grille:liste_courte", args=[espace.siren]),
        )
    incomplete = next((ligne for ligne in retenues if not grille.is_complete(ligne)), None)
    if incomplete:
        return Acte(
            f"Dire qui suit « {incomplete.indicateur or incomplete.titre} »",
            "Un responsable, un rythme, une source : sans cela, personne ne le relèvera.",
            reverse("grille:suivi", args=[espace.siren, incomplete.pk]),
        )
    return None


# --- The grid and its short list as sheets of a workbook ---


_LISTE: Final = (
    "Indicateur", "Code", "Dans la bibliothèque", "Rubrique", "Responsable", "Fréquence",
    "Source des données",
)  # fmt: skip


TITRES: Final = list_titres_dits(GRILLE)


def write_ligne_grille(ligne: grille.LigneGrilleDite) -> list[Cellule]:
    return write_rangee(ligne, lambda _, code: load_bibliotheque().name(code))


def write_vierge() -> list[list[str]]:
    """Return the rows of an empty grid: the four headings of the programme, to be filled."""
    return [[rubrique.libelle, *[""] * (len(TITRES) - 1)] for rubrique in Rubrique]


def list_onglets_grille(lignes: Sequence[LigneGrille]) -> list[Onglet]:
    return [
        Onglet(
            "Grille",
            TITRES,
            [write_ligne_grille(ligne.read()) for ligne in lignes],
            a_remplir=True,
        ),
        Onglet(
            "Indicateurs à suivre",
            _LISTE,
            [
                (
                    ligne.indicateur,
                    ligne.code,
                    load_bibliotheque().name(ligne.code),
                    ligne.get_rubrique_display(),
                    ligne.responsable,
                    ligne.get_frequence_display(),
                    ligne.source,
                )
                for ligne in lignes
                if ligne.retenu
            ],
        ),
    ]


# --- A spreadsheet handed over: read, compared with the grid, kept from one page to the next ---


RECHERCHE: Final = RechercheTable(
    colonnes=list_cherchees(GRILLE),
    minimum=3,  # enough to tell the row of titles
    lignes_max=500,
    demesure="Le classeur est trop gros : gardez la seule feuille de la grille.",
)
_ABSENTE: Final = (
    "Nous ne trouvons pas la ligne des titres : gardez au moins « Sous-thématique », "
    "« Objectif spécifique » et « Indicateur SPASER » en tête des colonnes."
)


def read_grille_lue(feuilles: Sequence[FeuilleLue]) -> grille.GrilleLue:
    trop = "Le fichier compte {} lignes : une grille en garde {} au plus."
    trouve = find_tableau(feuilles, RECHERCHE, _ABSENTE, trop)
    rangees = list(trouve.list_rangees())
    ligne = trouve.feuille.ligne
    return grille.read_grille(rangees, trouve.rangs, trouve.inconnus, ContenuLigne, ligne)


FICHIER: Final = TableDite(read_grille_lue, "allégez-le.", recherche=RECHERCHE)
