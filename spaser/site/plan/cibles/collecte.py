"""Collecting the values of a year: sheets sent, come back, read and compared."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Final
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from spaser.documents.dessins import Legende
from spaser.documents.dessins_pages import Case, draw_cases
from spaser.documents.francais import format_date, pluriel, typographie
from spaser.documents.onglets import Cellule, Onglet
from spaser.documents.publication import write_point, write_valeur
from spaser.elements import fold_mots
from spaser.moteur.envois.formats import MEGA
from spaser.moteur.tables.modele import ErreurTable, Gravite, Remarque
from spaser.moteur.tables.rangees import FeuilleLue, RechercheTable, open_tableau
from spaser.regles import trajectoires
from spaser.regles.champs import list_cherchees
from spaser.regles.indicateurs import NatureValeur, is_taux
from spaser.regles.nomenclatures import Nomenclature
from spaser.site.comptes.models import Utilisateur
from spaser.site.espace.discussions import renew_partage
from spaser.site.espace.importation import TableDite
from spaser.site.organisations.models import Espace
from spaser.site.organisations.outils import Tenue
from spaser.site.plan.actions.services import OUVERTES, list_actions
from spaser.site.plan.cibles import services
from spaser.site.plan.cibles.lignes import LigneSuivi
from spaser.site.plan.models.actions import Action
from spaser.site.plan.models.cibles import Collecte, FicheCollecte, IndicateurSuivi, Valeur
from spaser.site.socle.journal import record
from spaser.site.socle.versions import save_version

# --- Reads a campaign: what each referent is asked, what they answered, who is late ---


SANS_REFERENT = "Référent à nommer"


class EtatFicheCollecte(Nomenclature):
    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYEE = "envoyee", "Envoyée"
    EN_PARTIE = "en_partie", "Répondu en partie"
    REPONDU = "repondu", "Répondu"
    EN_RETARD = "en_retard", "En retard"


_COULEURS = {
    EtatFicheCollecte.REPONDU: "success",
    EtatFicheCollecte.EN_RETARD: "warning",
    EtatFicheCollecte.EN_PARTIE: "info",
}
# A square each: full once answered, hatched in part, outlined when it is late.
_CASES: Final[Mapping[str, Case]] = {"success": "plein", "warning": "retard", "info": "hachures"}


@dataclass(frozen=True)
class FicheLisible:
    """A sheet with the indicators that it asks; `manquantes` have no value of the year yet."""

    fiche: FicheCollecte
    lignes: tuple[LigneSuivi, ...]
    jour: date

    @property
    def annee(self) -> int:
        return self.fiche.collecte.annee

    @property
    def manquantes(self) -> list[LigneSuivi]:
        return [ligne for ligne in self.lignes if self.annee not in ligne.gardees]

    @property
    def recues(self) -> int:
        return len(self.lignes) - len(self.manquantes)

    @property
    def actions_attendues(self) -> int:
        a_repondu = self.fiche.repondue_le or self.fiche.recue_le
        return 0 if a_repondu else len(self.fiche.actions)

    @property
    def etat(self) -> EtatFicheCollecte:
        echeance, fiche = self.fiche.echeance, self.fiche
        if fiche.repondue_le or not (self.manquantes or self.actions_attendues):
            return EtatFicheCollecte.REPONDU
        if echeance and echeance < self.jour:
            return EtatFicheCollecte.EN_RETARD
        if self.recues:
            return EtatFicheCollecte.EN_PARTIE
        return EtatFicheCollecte.ENVOYEE if self.fiche.envoyee_le else EtatFicheCollecte.A_ENVOYER

    @property
    def couleur(self) -> str:
        return _COULEURS.get(self.etat, "")

    @property
    def courriel(self) -> str:
        membre = self.fiche.membre
        return membre.courriel if membre and membre.is_active else ""

    @property
    def objet(self) -> str:
        return f"SPASER : vos indicateurs de {self.annee}"

    @property
    def message(self) -> str:
        echeance = self.fiche.collecte.echeance
        quand = f", d’ici le {format_date(echeance)}" if echeance else ""
        nombre = pluriel(len(self.lignes), "indicateur")
        noms = "\n".join(f"- {ligne.nom}" for ligne in self.lignes)
        return typographie(
            "Bonjour,\n\n"
            "Pour le suivi de notre schéma d’achats responsables, merci de remplir la fiche "
            f"jointe ({nombre}, valeurs de {self.annee}){quand} :\n\n{noms}\n\n"
            "Une seule colonne est à remplir, « Valeur » ; la source et un commentaire aident à "
            "relire. Vous pouvez trier les lignes, mais gardez la colonne « Repère ». Une case "
            "vide veut dire que la valeur n’est pas connue.\n\n"
            "Renvoyez le fichier en réponse à ce message.\n\nMerci."
        )

    @property
    def mailto(self) -> str:
        objet, corps = quote(self.objet), quote(self.message)
        return f"mailto:{quote(self.courriel)}?subject={objet}&body={corps}"


@dataclass(frozen=True)
class CollecteLue:
    collecte: Collecte
    fiches: tuple[FicheLisible, ...]
    suivi: services.SuiviAnnuel

    def count(self, etat: EtatFicheCollecte) -> int:
        return sum(fiche.etat is etat for fiche in self.fiches)

    @property
    def a_demander(self) -> int:
        """Return how many nobody was asked by a link, and that did not come back."""
        return sum(not (f.fiche.lien_id or f.fiche.recue_le) for f in self.fiches)

    @property
    def a_relancer(self) -> int:
        return sum(f.fiche.peut_relancer for f in self.fiches)

    @property
    def repondues(self) -> int:
        return self.count(EtatFicheCollecte.REPONDU)

    @property
    def dessin(self) -> SafeString:
        """Draw a square a sheet: what is missing is seen at a glance."""
        dit = f"{self.repondues} sur {len(self.fiches)} ont répondu."
        legende = Legende("tournee", "Réponses des pilotes", dit)
        cases = [_CASES.get(une.couleur, "vide") for une in self.fiches]
        return mark_safe(draw_cases(legende, cases))  # noqa: S308 - it escapes every text


def list_collectes(espace: Espace) -> list[Collecte]:
    return list(Collecte.objects.filter(espace=espace))


def read_collecte(
    espace: Espace, annee: int, suivi: services.SuiviAnnuel | None = None
) -> CollecteLue | None:
    """Return a campaign; None when there is none for that year.

    `suivi` is that of the year, when it has been read already.
    """
    collectes = Collecte.objects.filter(espace=espace, annee=annee).select_related("lancee_par")
    collecte = collectes.first()
    if collecte is None:
        return None
    suivi = suivi or services.read_suivi(espace, annee)
    fiches = collecte.fiches.select_related("membre", "collecte", "recue_par", "lien")
    jour = timezone.localdate()
    lues = (_read_fiche(fiche, suivi.lignes, jour) for fiche in fiches)
    return CollecteLue(collecte, tuple(lues), suivi)


def _read_fiche(fiche: FicheCollecte, lignes: Iterable[LigneSuivi], jour: date) -> FicheLisible:
    demandes = set(fiche.indicateurs)
    return FicheLisible(
        fiche, tuple(ligne for ligne in lignes if str(ligne.vise.visee.cle) in demandes), jour
    )


type Referent = tuple[str, int | None]


def group_referents(
    suivi: services.SuiviAnnuel, actions: Iterable[Action] = ()
) -> dict[Referent, tuple[list[LigneSuivi], list[Action]]]:
    """Return what each is asked, once a person: what the site does not compute, then actions."""
    groupes: dict[Referent, tuple[list[LigneSuivi], list[Action]]] = {}
    connus: dict[str | int, Referent] = {}

    def find(referent: str, membre: int | None) -> tuple[list[LigneSuivi], list[Action]]:
        cle = connus.setdefault(membre or fold_mots(referent), (referent, membre))
        return groupes.setdefault(cle, ([], []))

    for ligne in suivi.lignes:
        if ligne.calculee is None:
            referent = ligne.vise.suivi.referent or SANS_REFERENT
            find(referent, ligne.vise.visee.membre_id)[0].append(ligne)
    for action in actions:
        find(action.pilote_dit or SANS_REFERENT, action.pilote_membre_id)[1].append(action)
    return groupes


def map_fiches(espace: Espace) -> Mapping[str, FicheCollecte]:
    fiches = FicheCollecte.objects.filter(collecte__espace=espace).select_related("collecte")
    return {fiche.cle.hex: fiche for fiche in fiches}


# --- Collection sheets that came back: each row led to its indicator, its value read and compared
# ---


FICHIERS_MAX: Final = 20
_CENT: Final = 100


@dataclass(frozen=True)
class FichierRendu:
    """A file that came back, under its name."""

    nom: str
    lignes: tuple[trajectoires.ValeurRendue, ...]


@dataclass(frozen=True, kw_only=True)
class Rendue:
    """A row: what it is of, its value, what it replaces; `remarques` say what is wrong."""

    lue: trajectoires.ValeurRendue
    fiche: FicheCollecte | None
    ligne: LigneSuivi | None
    valeur: Decimal | None
    remarques: tuple[Remarque, ...]

    @property
    def actuelle(self) -> str:
        gardee = self._gardee
        return gardee.texte if gardee else ""

    @property
    def texte(self) -> str:
        if self.valeur is None or self.ligne is None:
            return ""
        return write_valeur(self.valeur, self.ligne.unite)

    @property
    def dits(self) -> str:
        lue = self.lue
        return " ; ".join(filter(None, (lue.source, lue.commentaire, lue.rempli_par)))

    @property
    def change(self) -> bool:
        """Say whether it brings something new."""
        if self.valeur is None or self.fiche is None:
            return False
        gardee = self._gardee
        if gardee is None:
            return True
        qui = self.lue.rempli_par or self.fiche.referent
        return (gardee.valeur, gardee.source, gardee.commentaire, gardee.par) != (
            self.valeur, self.lue.source, self.lue.commentaire, qui,
        )  # fmt: skip

    @property
    def _gardee(self) -> Valeur | None:
        if self.ligne is None or self.fiche is None:
            return None
        return self.ligne.gardees.get(self.fiche.collecte.annee)


@dataclass(slots=True)
class FichesRecues:
    """Sheets that came back, what is said of their rows, and those that are refused, with why."""

    recus: list[FichierRendu] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)
    refuses: list[tuple[str, str]] = field(default_factory=list)


RECHERCHE: Final = RechercheTable(
    colonnes=list_cherchees(trajectoires.COLONNES),
    necessaires=frozenset({"repere", "valeur"}),
    toutes=True,
    lignes_max=500,
    octets=30 * MEGA,
    cellules=200_000,
    demesure="Le classeur est trop gros : gardez la seule feuille à remplir.",
)


def read_fiches_rendues(feuilles: Iterable[FeuilleLue]) -> trajectoires.FicheLue:
    """Read every sheet that holds keys and values; ErreurTable says why there is none."""
    trouvees = [feuille for feuille in feuilles if feuille.trouvee]
    if not trouvees:
        raise ErreurTable(
            "Nous ne trouvons pas les colonnes « Valeur » et « Repère » : envoyez la fiche de "
            "collecte elle-même, remplie."
        )
    toute = trajectoires.FicheLue()
    for feuille in trouvees:
        if feuille.nombre > RECHERCHE.lignes_max:
            raise ErreurTable(
                f"Le fichier compte {feuille.nombre} lignes : une fiche en a "
                f"{RECHERCHE.lignes_max} au plus."
            )
        lue = trajectoires.read_fiche(list(open_tableau(feuille, RECHERCHE).list_rangees()))
        toute.lignes += lue.lignes
        toute.remarques += lue.remarques
    return toute


FICHE: Final = TableDite(
    read_fiches_rendues, "gardez la seule fiche.", 2 * MEGA, recherche=RECHERCHE
)


def read_fichiers(envois: Iterable[UploadedFile[bytes]]) -> FichesRecues:
    recues = FichesRecues()
    for envoi in envois:
        nom = str(envoi.name)
        try:
            lue = FICHE.read(envoi)
        except ErreurTable as faute:
            recues.refuses.append((nom, str(faute)))
            continue
        recues.recus.append(FichierRendu(nom, tuple(lue.lignes)))
        recues.remarques += [replace(remarque, fichier=nom) for remarque in lue.remarques]
    return recues


def compare_rendues(espace: Espace, recus: Sequence[FichierRendu]) -> list[Rendue]:
    fiches = map_fiches(espace)
    lues = [(recu.nom, lue, _find_fiche(lue, fiches)) for recu in recus for lue in recu.lignes]
    annees = sorted({fiche.collecte.annee for _, _, fiche in lues if fiche})
    suivis = {suivi.annee: suivi.lignes for suivi in services.read_suivis(espace, annees)}
    return [_compare(nom, lue, fiche, suivis) for nom, lue, fiche in lues]


def _find_fiche(
    lue: trajectoires.ValeurRendue, fiches: Mapping[str, FicheCollecte]
) -> FicheCollecte | None:
    debut, _ = trajectoires.cut_repere(lue.repere)
    return next((f for cle, f in fiches.items() if debut and cle.startswith(debut)), None)


def _compare(
    nom: str,
    lue: trajectoires.ValeurRendue,
    fiche: FicheCollecte | None,
    suivis: Mapping[int, Sequence[LigneSuivi]],
) -> Rendue:
    _, debut_indicateur = trajectoires.cut_repere(lue.repere)
    lignes = suivis[fiche.collecte.annee] if fiche else ()
    ligne = next(
        (li for li in lignes if debut_indicateur and _has_cle(li, fiche, debut_indicateur)), None
    )
    valeur, remarques = _read_valeur(lue, fiche, ligne)
    placees = tuple(replace(remarque, fichier=nom) for remarque in remarques)
    return Rendue(lue=lue, fiche=fiche, ligne=ligne, valeur=valeur, remarques=placees)


def _has_cle(ligne: LigneSuivi, fiche: FicheCollecte | None, debut: str) -> bool:
    cle = ligne.vise.visee.cle
    demande = fiche is not None and str(cle) in fiche.indicateurs
    return demande and cle.hex.startswith(debut)


def _read_valeur(
    lue: trajectoires.ValeurRendue, fiche: FicheCollecte | None, ligne: LigneSuivi | None
) -> tuple[Decimal | None, list[Remarque]]:
    if fiche is None or ligne is None:
        return None, [_tell_inconnu(lue)] if lue.valeur else []
    if not lue.valeur:
        return None, []
    if lue.annee and lue.annee != str(fiche.collecte.annee):
        return None, [_tell_annee(lue, fiche.collecte.annee)]
    try:
        nombre = trajectoires.read_nombre(lue.valeur, ligne.unite, de_tableur=True)
    except trajectoires.NombreIllisible as faute:
        return None, [_tell(lue, faute.probleme, faute.remede)]
    hors = is_taux(ligne.unite) and ligne.vise.suivi.fiche and not 0 <= nombre.valeur <= _CENT
    if hors:
        return None, [_tell(lue, f"« {lue.valeur} » n’est pas un taux.", "Il va de 0 à 100 %.")]
    suite = [_tell(lue, nombre.remarque, "Vérifiez.", Gravite.SIGNALEE)] if nombre.remarque else []
    return nombre.valeur, suite


def _tell_inconnu(lue: trajectoires.ValeurRendue) -> Remarque:
    return _tell(
        lue,
        f"le repère « {lue.repere[:40]} » n’est d’aucun indicateur demandé ici.",
        "Prenez une fiche de cet espace, ou notez cette valeur à l’écran.",
    )


def _tell_annee(lue: trajectoires.ValeurRendue, annee: int) -> Remarque:
    return _tell(
        lue,
        f"l’année écrite est « {lue.annee[:20]} », la fiche demande {annee}.",
        "Remettez l’année de la fiche, ou notez cette valeur à l’écran.",
    )


def _tell(
    lue: trajectoires.ValeurRendue, probleme: str, remede: str, gravite: Gravite = Gravite.ECARTEE
) -> Remarque:
    return Remarque(
        ligne=lue.ligne,
        colonne=f"colonne {lue.colonne}" if lue.colonne else "",
        valeur=lue.valeur[:80],
        probleme=probleme,
        remede=remede,
        gravite=gravite,
    )


def list_remarques(rendues: Iterable[Rendue]) -> Iterator[Remarque]:
    return (remarque for rendue in rendues for remarque in rendue.remarques)


# --- Prepares a campaign, and keeps what came back ---


@transaction.atomic
def start_collecte(
    espace: Espace, annee: int, echeance: date | None, auteur: Utilisateur
) -> Collecte:
    """Prepare one sheet a referent; run again, it follows what changed and keeps each sheet."""
    espace.hold()
    collecte, nouvelle = Collecte.objects.get_or_create(
        espace=espace, annee=annee, defaults={"echeance": echeance, "lancee_par": auteur}
    )
    if not nouvelle:
        collecte.echeance = echeance
        collecte.version += 1
        collecte.save()
    connues = defaultdict(list)
    for fiche in collecte.fiches.all():
        connues[fiche.referent, fiche.membre_id].append(fiche)
    groupes = group_referents(
        services.read_suivi(espace, annee), list_actions(espace).filter(OUVERTES)
    )
    for cle, (lignes, actions) in groupes.items():
        # One may have two: her own, and one that had left when she was handed it over.
        fiche, *autres = connues.pop(cle, None) or [
            FicheCollecte(collecte=collecte, referent=cle[0], membre_id=cle[1])
        ]
        ailleurs = {code for autre in autres for code in (*autre.indicateurs, *autre.actions)}
        suivis = [str(services.keep_visee(ligne.vise, auteur).cle) for ligne in lignes]
        fiche.indicateurs = [code for code in suivis if code not in ailleurs]
        fiche.actions = [une.pk for une in actions if une.pk not in ailleurs]
        fiche.save()
    for fiche in chain.from_iterable(
        connues.values()
    ):  # whoever answers for nothing any more, and was asked nothing
        if not fiche.envoyee_le and not fiche.recue_le:
            fiche.delete()
    record("cibles.collecte", auteur=auteur, objet=collecte, espace=espace)
    return collecte


@transaction.atomic
def mark_envoyee(espace: Espace, fiche: FicheCollecte, auteur: Utilisateur) -> None:
    FicheCollecte.objects.filter(pk=fiche.pk).update(envoyee_le=timezone.now())
    record("cibles.envoi", auteur=auteur, objet=fiche, espace=espace)


@transaction.atomic
def keep_rendues(
    espace: Espace, rendues: Sequence[Rendue], auteur: Utilisateur
) -> uuid.UUID | None:
    """Keep the values that came back as one act; return what undoes it, None if nothing changes."""
    fiches = {rendue.fiche.pk: rendue.fiche for rendue in rendues if rendue.fiche}
    notees = [
        (
            rendue.ligne.vise,
            Valeur(
                annee=rendue.fiche.collecte.annee,
                valeur=rendue.valeur,
                nature=NatureValeur.COLLECTEE.value,
                source=rendue.lue.source,
                commentaire=rendue.lue.commentaire,
                fournie_par=rendue.lue.rempli_par or rendue.fiche.referent,
                fiche=rendue.fiche,
            ),
        )
        for rendue in rendues
        if rendue.ligne and rendue.fiche and rendue.valeur is not None
    ]
    lot = services.note_valeurs(espace, notees, auteur, "cibles.retour")
    if lot:
        FicheCollecte.objects.filter(pk__in=fiches).update(
            recue_le=timezone.now(), recue_par=auteur
        )
    return lot


# --- The workbook of a collection sheet: only the indicators of one referent, one column to fill
# ---


def make_onglet_collecte(lisible: FicheLisible) -> Onglet:
    lignes = [_write(lisible, ligne) for ligne in lisible.lignes]
    return Onglet("Valeurs à remplir", trajectoires.TITRES, lignes, a_remplir=True)


def _write(lisible: FicheLisible, ligne: LigneSuivi) -> list[Cellule]:
    visee, gardees, annee = ligne.vise.visee, ligne.gardees, lisible.annee
    derniere = max((a for a in gardees if a < annee), default=None)
    return [
        ligne.nom,
        visee.explication,
        annee,
        ligne.unite or "nombre",
        write_point(gardees[derniere].point, ligne.unite) if derniere else "",
        "",
        ligne.vise.suivi.source,
        "",
        "",
        trajectoires.make_repere(lisible.fiche.cle.hex, visee.cle.hex),
    ]


# --- What members carry here, and hand over: indicators that they answer for, sheets asked of
# them ---


def list_tenues_cibles(espace: Espace) -> Iterator[Tenue]:
    """Yield what is carried in a space; a sheet that came back stays with whoever filled it."""
    suivis = IndicateurSuivi.objects.filter(espace=espace, membre__isnull=False)
    for suivi in suivis.select_related("membre"):
        quoi = f"Indicateur suivi\u00a0: {suivi.nom}"
        if suivi.membre:
            yield Tenue(suivi.membre, quoi, partial(_give_suivi, espace, suivi))
    attendues = FicheCollecte.objects.filter(collecte__espace=espace, recue_le=None)
    fiches = attendues.filter(collecte__close_le=None, repondue_le=None, membre__isnull=False)
    for fiche in fiches.select_related("membre", "collecte", "lien"):
        quoi = f"Fiche de collecte\u00a0: valeurs de {fiche.collecte.annee}"
        if fiche.membre:
            yield Tenue(fiche.membre, quoi, partial(_give_fiche, espace, fiche))


_DEMANDES: Final = ("indicateurs", "actions")


def _give_suivi(
    espace: Espace, suivi: IndicateurSuivi, vers: Utilisateur | None, auteur: Utilisateur
) -> None:
    save_version(suivi, suivi.version, membre=vers, modifie_par=auteur)
    record("cibles.modification", auteur=auteur, objet=suivi, espace=espace)


def _give_fiche(
    espace: Espace, fiche: FicheCollecte, vers: Utilisateur | None, auteur: Utilisateur
) -> None:
    """Give a sheet to the successor; if not sent yet, it joins her own sheet, to be sent again."""
    referent = fiche.referent
    if fiche.membre and fold_mots(referent) == fold_mots(fiche.membre.nom_complet):
        referent = vers.nom_complet if vers else SANS_REFERENT
    memes = fiche.collecte.fiches.filter(referent=referent, membre=vers, recue_le=None)
    deja = None if fiche.envoyee_le else memes.exclude(pk=fiche.pk).first()
    if deja:
        siens = {nom: [*getattr(deja, nom), *getattr(fiche, nom)] for nom in _DEMANDES}
        uniques = {nom: list(dict.fromkeys(codes)) for nom, codes in siens.items()}
        save_version(deja, deja.version, **uniques, envoyee_le=None)
        fiche.delete()
    else:
        save_version(fiche, fiche.version, referent=referent, membre=vers)
        if fiche.lien:  # the former bearer's address opens nothing any more
            renew_partage(fiche.lien, auteur)
    record("cibles.collecte", auteur=auteur, objet=fiche.collecte, espace=espace)
