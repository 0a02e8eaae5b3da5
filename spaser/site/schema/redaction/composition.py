"""Composes the files of a scheme: the whole of it, its two pages, its legal control, the kit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.documents import document
from spaser.documents.francais import capitalize, format_date
from spaser.documents.schema import assemblage
from spaser.documents.schema.deux_pages import write_deux_pages
from spaser.documents.schema.seance import Depart
from spaser.documents.schema.vote import write_schema
from spaser.regles import calendrier
from spaser.regles.approches import load_approches
from spaser.regles.controle_schema import Controle, SchemaConstate, check_devoirs
from spaser.regles.droits import name_instance
from spaser.regles.etats_schema import Longueur
from spaser.regles.indicateurs import SousTheme
from spaser.regles.seance import SeanceVote
from spaser.site.diagnostic.politiques.services import list_presentes
from spaser.site.organisations.identite import Identite, find_instance
from spaser.site.organisations.models import Espace
from spaser.site.plan.cibles.services import SuiviAnnuel, read_suivi
from spaser.site.plan.models.cibles import PointPasse
from spaser.site.registre.models import Fiche
from spaser.site.registre.porteurs import list_proches
from spaser.site.schema.publication.parutions import find_schema_adopte
from spaser.site.schema.redaction import services
from spaser.site.schema.redaction.presenter import TIREES, list_imprimes
from spaser.site.schema.redaction.sujet import SujetSchema, read_sujet_public
from spaser.site.schema.vote.recueil import gather_vote

# --- Composes the files of a scheme: the whole of it, its two pages, the dossier of any buyer ---


_NATURE: Final = "Document de travail"
_DES_PUBLIES: Final = (
    "Ce dossier est établi à partir des seules données publiées. Chaque chiffre renvoie à sa "
    "source, en dernière page. Il ne dit pas ce que l’acheteur fait sans le publier."
)

# A dossier is made by others than the buyer: its headings do not say « nous ».
_DU_DOSSIER: Final = {
    "cadre": "",
    "identite": "L’acheteur et ses achats",
    "situation": "Où en sont ses achats responsables",
    "pistes": "",
    "familles": "",
    "publication": "",
    "acteurs": "Qui peut aider",
}
_TITRE_SOURCES: Final = "Sources et méthodes des chiffres"
# A dossier is short: it does without what the public page of the buyer shows at length.
_LONGS: Final = frozenset(
    {
        "depenses_cadre_autres",
        "depenses_cadre_averifier",
        "depenses_cadre_depuis",
        "depenses_cadre_dates",
        "marches_identite_sanslieu",
        "marches_identite_volume",
        "marches_identite_familles_image",
        "marches_identite_titulaires",
        "marches_identite_partage",
    }
)
_TENDANCES_LONGUES: Final = ("diagnostic_situation_soc_13", "diagnostic_situation_soc_in")


def compose_schema(espace: Espace) -> document.Document:
    """Return the text as it would be sent to the vote today."""
    schema = gather_vote(espace, services.read_schema(espace))
    return write_schema(schema, find_charte(espace), Longueur.COURANT, projet=True)


def compose_dossier(identite: Identite) -> document.Document:
    """Return what published figures already say of a buyer, without any account."""
    sujet = read_sujet_public(identite)
    lues = {rubrique.code: rubrique for rubrique in services.build_schema(sujet).rubriques}
    corps: list[document.Section] = []
    for code, titre in _DU_DOSSIER.items():
        blocs = (bloc for bloc in lues[code].blocs if not _is_long(bloc))
        corps += document.write_section(titre or lues[code].titre, code, *blocs)
    sources = TIREES[document.SOURCES](sujet, (b for rubrique in corps for b in rubrique.blocs))
    corps += document.write_section(_TITRE_SOURCES, document.SOURCES, *sources.blocs)
    essentiel = f"{_NATURE} du {format_date(sujet.jour)}."
    return document.Document(
        titre="Dossier de départ pour un SPASER",
        sous_titre=sujet.identite.nom,
        jour=sujet.jour,
        mention=f"{sujet.identite.nom} – {_NATURE.lower()}",
        blocs=(
            *document.write_paragraphe(essentiel, "couverture_nature", en_avant=True),
            *document.write_paragraphe(_DES_PUBLIES, "couverture_presentation"),
        ),
        sections=tuple(corps),
    )


def compose_deux_pages(espace: Espace) -> document.Document:
    schema = gather_vote(espace, services.read_schema(espace))
    return write_deux_pages(
        schema, find_charte(espace), SeanceVote(assemblee=find_instance(espace))
    )


def _is_long(bloc: document.Bloc) -> bool:
    nom = bloc.identifiant
    return nom in _LONGS or nom.startswith(_TENDANCES_LONGUES)


def find_charte(espace: Espace) -> document.Charte:
    """Return the colours and the logo of a space; the neutral style before it has any."""
    schema = services.find_schema(espace)
    if schema is None:
        return document.NEUTRE
    return document.make_charte(
        schema.couleur or document.NEUTRE.couleur,
        schema.fond or document.NEUTRE.fond,
        bytes(schema.logo),
        capitalize(espace.nom),
    )


# --- The checklist of what the law asks of a scheme: what answers each duty in a space ---


_DU_PLAN = frozenset({"axes", "fiches_action"})  # the headings that hold it


@dataclass(frozen=True)
class PointControle:
    """A duty, the headings that answer it, and why it was left aside, if it was."""

    controle: Controle
    rubriques: tuple[services.RubriqueLue, ...]
    passe: PointPasse | None

    @property
    def etat(self) -> str:
        if self.controle.est_tenu:
            return "Rempli"
        return "Laissé de côté" if self.passe else "Il manque quelque chose"

    @property
    def couleur(self) -> str:
        if self.controle.est_tenu:
            return "success"
        return "" if self.passe else "warning"


def read_controle(espace: Espace) -> list[PointControle]:
    schema = services.read_schema(espace)
    suivi = read_suivi(espace, situation=schema.sujet.situation)
    passes = {passe.code: passe for passe in PointPasse.objects.filter(espace=espace)}
    return [
        PointControle(
            controle,
            tuple(r for code in controle.repondent if (r := schema.find(code))),
            passes.get(controle.devoir.code),
        )
        for controle in check_devoirs(_gather(espace, schema, suivi))
    ]


def _gather(espace: Espace, schema: services.SchemaLu, suivi: SuiviAnnuel) -> SchemaConstate:
    adopte = find_schema_adopte(espace)
    toutes = [r for partie in schema.parties for r in partie.rubriques]
    return SchemaConstate(
        rubriques={r.code: r.titre for r in toutes},
        pretes=frozenset(r.code for r in schema.rubriques if r.est_prete),
        cibles=frozenset(
            ligne.code for ligne in suivi.lignes if ligne.est_visee or ligne.cible_en_mots
        ),
        valeurs=frozenset(ligne.code for ligne in suivi.lignes if ligne.valeur),
        themes=_list_themes(espace, suivi),
        plan=tuple(_list_plan(schema)),
        rendu_public_le=adopte.rendu_public_le if adopte else None,
    )


def _list_plan(schema: services.SchemaLu) -> Iterator[str]:
    """Yield the headings where axes or actions stand, by themselves or in somebody's words."""
    for rubrique in schema.rubriques:
        chapitre = load_approches().find_chapitre(rubrique.code)
        tenue = chapitre.rubrique or "axes" if chapitre else rubrique.code
        if tenue in _DU_PLAN and rubrique.est_prete:
            yield rubrique.code


def _list_themes(espace: Espace, suivi: SuiviAnnuel) -> frozenset[SousTheme]:
    fiches = (ligne.vise.suivi.fiche for ligne in suivi.lignes)
    des_plans = (
        objectif.sous_theme
        for politique in list_presentes(espace)
        for objectif in politique.list_objectifs()
    )
    suivis = frozenset(fiche.sous_theme for fiche in fiches if fiche)
    return suivis | {theme for theme in des_plans if theme}


# --- The kit to start with, filled with what is known of a buyer ---


VOISINS: Final = 3
MOIS: Final = 12  # of preparation, when nobody said how long
_DEVOIR: Final = "depenses_cadre_devoir"
_CHIFFRES: Final = "diagnostic_situation_chiffres"


def read_depart(
    sujet: SujetSchema,
    siens: list[Fiche],
    racine: str,
    adoption: date | None = None,
    mois: int | None = None,
) -> Depart:
    """Gather what the kit says of a buyer: `siens` are its schemes, `racine` is the site's address.

    Without a wished day of vote, the calendar is that of its space, else of a work that starts
    today.
    """
    jalons = () if adoption or mois else _read_jalons(sujet)
    if not jalons:
        duree = mois or MOIS
        jalons = calendrier.propose_jalons(
            adoption or calendrier.find_adoption(duree, sujet.jour), duree
        )
    chiffres = _pick(sujet, "situation", _CHIFFRES)
    return Depart(
        acheteur=sujet.identite.nom,
        instance=name_instance(sujet.identite.type),
        jour=sujet.jour,
        devoir=_pick(sujet, "cadre", _DEVOIR),
        chiffres=chiffres,
        sources=assemblage.write_references(list_imprimes(chiffres)),
        voisins=[*_read_voisins(sujet, siens, racine)],
        adoption=next(j.jour for j in jalons if j.code == calendrier.ADOPTION),
        jalons=jalons,
        reserve=sujet.espace.mention if sujet.espace else "",
    )


def _pick(sujet: SujetSchema, code: str, nom: str) -> tuple[document.Bloc, ...]:
    """Return the block of a heading that bears a name."""
    return tuple(b for b in services.fill_rubrique(code, sujet).blocs if b.identifiant == nom)


def _read_jalons(sujet: SujetSchema) -> tuple[calendrier.JalonPropose, ...]:
    """Return the steps of a space as they stand; nothing while the vote is not among them."""
    siens = list(services.list_jalons(sujet.espace)) if sujet.espace else []
    textes = {usuel.code: usuel.texte for usuel in calendrier.propose_jalons(sujet.jour, MOIS)}
    lus = tuple(
        calendrier.JalonPropose(j.code, j.titre, j.jour, textes.get(j.code, "")) for j in siens
    )
    return lus if any(j.code == calendrier.ADOPTION for j in lus) else ()


def _read_voisins(
    sujet: SujetSchema, siens: list[Fiche], racine: str
) -> Iterator[tuple[document.Lien, str]]:
    for fiche in list_proches(sujet.identite.profil, siens, VOISINS):
        statut = fiche.compute_statut(sujet.jour).libelle.lower()
        quoi = ", ".join(filter(None, (statut, fiche.annees)))
        adresse = racine + fiche.get_absolute_url().lstrip("/")
        yield document.Lien(fiche.structure, adresse), quoi
