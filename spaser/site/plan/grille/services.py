"""The grid of a space: written, read, exported, taken from a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from spaser.documents.onglets import Onglet
from spaser.moteur.envois.formats import MEGA
from spaser.regles import grille
from spaser.regles.indicateurs import FicheIndicateur, Rubrique, load_bibliotheque
from spaser.site.comptes.models import Utilisateur
from spaser.site.diagnostic.politiques import services
from spaser.site.espace import discussions, perimetre
from spaser.site.espace.bilans import read_bilan
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Acte, Avancement, Stade
from spaser.site.plan.grille.grille_lue import find_grille
from spaser.site.plan.models.actions import LigneGrille, write_champs
from spaser.site.socle.fichiers import read_table
from spaser.site.socle.journal import record
from spaser.site.socle.versions import VersionDepassee, save_version

# --- Writes the grid of a space ---


@transaction.atomic
def add_lignes(
    espace: Espace,
    lignes: Sequence[grille.ContenuLigne],
    auteur: Utilisateur,
    geste: str = "grille.ajout",
) -> int:
    ajoutees = [
        LigneGrille(espace=espace, **write_champs(ligne), modifie_par=auteur) for ligne in lignes
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


def start_ligne(fiche: FicheIndicateur, **champs: Any) -> grille.ContenuLigne:
    return grille.ContenuLigne(
        rubrique=fiche.rubrique,
        sous_thematique=fiche.sous_theme.libelle,
        indicateur=fiche.libelle,
        code=fiche.code,
        frequence=fiche.frequence,
        source=fiche.donnees,
        **champs,
    )


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
    commencee = write_champs(start_ligne(fiche)) | dict(champs)
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
        _write(connues[changement.cle], write_champs(changement.apres), auteur)
    _record("grille.import", espace, auteur, {"changees": len(ecarts.changements)})


def undecide(ligne: grille.ContenuLigne) -> grille.ContenuLigne:
    """Return a line without what only those who decide the short list may write."""
    return replace(ligne, retenu=False, responsable="", frequence=None, source="")


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
    incomplete = next((ligne for ligne in retenues if not grille.is_complete(ligne.read())), None)
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


def list_onglets_grille(lignes: Sequence[LigneGrille]) -> list[Onglet]:
    return [
        Onglet(
            "Grille",
            grille.TITRES,
            [
                grille.write_ligne(ligne.read(), load_bibliotheque().name(ligne.code))
                for ligne in lignes
            ],
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


OCTETS_MAX: Final = 5 * MEGA
_USAGE: Final = "grille.importation"


@dataclass(frozen=True)
class GrilleGardee:
    """What was read of a file; `empreinte` is the grid that it was compared with."""

    lignes: tuple[grille.ContenuLigne, ...]
    empreinte: str


def read_fichier_grille(envoi: UploadedFile[bytes]) -> grille.GrilleLue:
    """Read the grid of a file; ErreurTable says why there is none."""
    return read_table(envoi, find_grille, OCTETS_MAX, "allégez-le.")


def compare_with(
    espace: Espace, lignes: Sequence[grille.ContenuLigne]
) -> tuple[grille.GrilleComparee[int], str]:
    """Compare lines with the grid as it is now; return the changes and the grid's print."""
    connues = list(list_lignes(espace))
    empreinte = ",".join(f"{ligne.pk}:{ligne.version}" for ligne in connues)
    return grille.compare_grilles(
        lignes, [grille.Connue(ligne.pk, ligne.read()) for ligne in connues]
    ), empreinte


def seal_grille(espace: Espace, garde: GrilleGardee) -> str:
    """Return the signed text that a page hands to the next one."""
    return discussions.seal_contenu(espace, garde, _USAGE)


def unseal_grille(espace: Espace, texte: str) -> GrilleGardee | None:
    """Return what the page before handed over; None if altered, too old, or of another space."""
    return discussions.unseal_contenu(espace, texte, _USAGE, GrilleGardee)
