"""What the buyer has to settle: doubtful pairs of publications, notes whose contract is gone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from spaser.documents.bilan.vue import CODES_LEGAUX
from spaser.documents.francais import FINE, format_date, format_euros, format_nombre, typographie
from spaser.moteur import publications
from spaser.moteur.corrige.lecture import open_corrige
from spaser.moteur.decp.identite import Paire
from spaser.moteur.entrepot.dossier import EntrepotAbime, EntrepotAbsent
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.regles.corrections import ChampCorrige, RaisonAttente, Trait
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import name_indicateur
from spaser.site.chiffres import models
from spaser.site.chiffres.marches.entrepot import (
    SUJET,
    find_fonds,
    find_prive,
    follow,
    list_decisions,
    move_discussion,
    open_lecteurs,
    read_decisions,
    touch_fonds,
)
from spaser.site.chiffres.marches.services import (
    Marche,
    create_corrections,
    list_marches,
    make_cadre_marches,
)
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.espace.models import Commentaire, Discussion
from spaser.site.organisations.espaces import exige_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.socle.journal import record
from spaser.site.socle.vues import Rendu, shows

# --- What the buyer settles: whether two publications are one contract, where what waits goes ---


_JUSTIFICATION_MAX = 500


@transaction.atomic
def decide_doute(
    espace: Espace,
    doute: publications.Doute,
    verdict: models.VerdictPublications,
    auteur: Utilisateur | None,
) -> models.DecisionPublications:
    """Keep what is said of two publications in place of what was said before."""
    une, autre = doute.paire
    _withdraw(list_decisions(espace).filter(premiere=une, seconde=autre), auteur)
    decision = models.DecisionPublications.objects.create(
        espace=espace,
        premiere=une,
        seconde=autre,
        verdict=verdict,
        publications=[_describe(doute.premiere), _describe(doute.seconde)],
        auteur=auteur,
    )
    _apply(espace)
    record(
        "marches.decision",
        auteur=auteur,
        objet=decision,
        espace=espace,
        details={"verdict": verdict.value},
    )
    return decision


@transaction.atomic
def withdraw_decision(
    espace: Espace, decision: models.DecisionPublications, auteur: Utilisateur | None
) -> None:
    """Withdraw a decision: it stays, and holds no more."""
    _withdraw(list_decisions(espace).filter(pk=decision.pk), auteur)
    _apply(espace)
    record("marches.decision_reprise", auteur=auteur, objet=decision, espace=espace)


def _withdraw(decisions: QuerySet[models.DecisionPublications], auteur: Utilisateur | None) -> None:
    decisions.update(retiree_le=timezone.now(), retiree_par=auteur)


def _apply(espace: Espace) -> None:
    """Have figures computed again, and move corrections and discussions to their contracts."""
    touch_fonds(espace)
    follow(espace)


def _describe(publication: publications.PublicationMarche) -> dict[str, str]:
    p = publication
    return Trait.make(p.id, p.objet, p.noms, p.montant, p.jour).dump()


@transaction.atomic
def attach_corrections(
    espace: Espace, lignes: Sequence[models.Correction], marche: Marche, auteur: Utilisateur | None
) -> None:
    """Apply waiting corrections to a contract: new acts, with the former reasons and proofs."""
    par_geste: dict[models.Geste, dict[ChampCorrige, str]] = {}
    for ligne in lignes:
        par_geste.setdefault(ligne.geste, {})[ChampCorrige(ligne.champ)] = ligne.valeur
    _undo(lignes, auteur)
    for geste, saisies in par_geste.items():
        nouveau = models.Geste.objects.create(
            espace=espace,
            auteur=auteur,
            justification=_justify(geste),
            fichier=geste.fichier,
            nb_marches=1,
        )
        create_corrections(nouveau, [(marche, saisies)])
    touch_fonds(espace)
    _record(espace, "marches.rattachement", auteur, corrections=len(lignes))


@transaction.atomic
def drop_corrections(
    espace: Espace, lignes: Sequence[models.Correction], auteur: Utilisateur | None
) -> None:
    """Let go of what waits: its lines stay in the history, and hold no more."""
    _undo(lignes, auteur)
    touch_fonds(espace)
    _record(espace, "marches.abandon", auteur, corrections=len(lignes))


@transaction.atomic
def attach_discussion(
    espace: Espace, discussion: Discussion, marche: Marche, auteur: Utilisateur | None
) -> None:
    Discussion.objects.filter(pk=discussion.pk).update(trait=marche.trait.dump())
    move_discussion(espace, discussion, marche.cle)
    _record(espace, "marches.rattachement", auteur, discussions=1)


@transaction.atomic
def drop_discussion(espace: Espace, discussion: Discussion, auteur: Utilisateur | None) -> None:
    """Close a discussion that waits, and let it be: its comments can still be read."""
    Discussion.objects.filter(pk=discussion.pk).update(
        attente=RaisonAttente.ECARTEE.value, close_le=timezone.now(), close_par=auteur
    )
    _record(espace, "marches.abandon", auteur, discussions=1)


def _undo(lignes: Sequence[models.Correction], auteur: Utilisateur | None) -> None:
    models.Correction.objects.filter(pk__in=[ligne.pk for ligne in lignes]).update(
        annulee_le=timezone.now(), annulee_par=auteur
    )


def _justify(geste: models.Geste) -> str:
    """Keep the reason of a correction, cut if need be, and say where it comes from."""
    jour = format_date(timezone.localtime(geste.fait_le).date())
    suite = typographie(f" (reprise d’une correction du {jour})")
    return geste.justification[: _JUSTIFICATION_MAX - len(suite)] + suite


def _record(espace: Espace, geste: str, auteur: Utilisateur | None, **details: int) -> None:
    record(geste, auteur=auteur, espace=espace, details=details)


POSEES: Final = 10  # questions at once, but for those that hold something
PROCHES: Final = 8  # contracts proposed
_INCONNUS: Final = {False: "non publié", True: "non indiqué"}
_ACCORDS: Final = {
    "objet": ("l’objet",),
    "titulaires": ("les titulaires",),
    "montant_et_jour": ("le montant", "la date"),
}


@dataclass(frozen=True)
class ChampCompare:
    nom: str
    premiere: str
    seconde: str
    pareil: bool


@dataclass(frozen=True)
class EffetLu:
    """A figure of the law if there is one contract, and if there are two."""

    nom: str
    annee: int
    un: str
    deux: str


@dataclass(frozen=True)
class PaireDouteuse:
    """Two publications that too few agreements make one contract, and what hangs on it."""

    doute: publications.Doute
    effets: tuple[EffetLu, ...] = ()
    ecart: float = 0
    tenues: int = 0  # corrections and discussions that wait for the answer

    @property
    def code(self) -> str:
        return "-".join(self.doute.paire)

    @property
    def est_des_siens(self) -> bool:
        """Say whether her own files say both."""
        return self.doute.premiere.prive and self.doute.seconde.prive

    @property
    def accord(self) -> str:
        """Say what they have in common, their number apart."""
        *debut, dernier = [dit for accord in self.doute.accords for dit in _ACCORDS[accord]]
        return f"{', '.join(debut)} et {dernier}" if debut else dernier

    @property
    def lignes(self) -> list[ChampCompare]:
        une, autre = self.doute.premiere, self.doute.seconde
        lus = [
            ("Numéro", une.id, autre.id),
            ("Objet", une.objet, autre.objet),
            ("Titulaires", une.noms, autre.noms),
            ("Montant notifié", _tell_euros(une.montant), _tell_euros(autre.montant)),
            ("Date de notification", _tell_jour(une.jour), _tell_jour(autre.jour)),
            ("Publié le", _tell_jour(une.publie_le), _tell_jour(autre.publie_le)),
            ("Fichier", une.fichier, autre.fichier),
        ]
        inconnu = _INCONNUS[self.est_des_siens]
        return [
            ChampCompare(nom, un or inconnu, deux or inconnu, bool(un) and un == deux)
            for nom, un, deux in lus
        ]


@dataclass(frozen=True)
class CorrectionsEnAttente:
    lignes: list[models.Correction] = field(default_factory=list)
    questions: tuple[PaireDouteuse, ...] = ()
    proches: tuple[Marche, ...] = ()

    @property
    def premiere(self) -> models.Correction:
        return self.lignes[0]

    @property
    def raison(self) -> RaisonAttente:
        return self.premiere.raison

    @property
    def vise(self) -> Trait:
        return self.premiere.vise

    @property
    def numero(self) -> str:
        return self.vise.id or self.premiere.identifiant


@dataclass(frozen=True)
class DiscussionEnAttente:
    discussion: Discussion
    commentaires: Sequence[Commentaire]
    proches: tuple[Marche, ...] = ()


def count_a_regler(espace: Espace) -> int:
    """Return how many things wait for the buyer, without opening a store."""
    corrections = _list_lignes(espace).values("cle", "attente").order_by().distinct().count()
    return corrections + _list_discussions(espace).exclude(attente=RaisonAttente.ECARTEE).count()


def list_questions(espace: Espace) -> list[PaireDouteuse]:
    """Return the doubts that the buyer has not settled, the most telling first.

    Those that would move a figure of the law, ten at most, after those that hold what was said.
    """
    try:
        lus = _read_doutes(espace)
        effets = _read_effets(espace, lus) if lus else {}
    except (EntrepotAbsent, EntrepotAbime):
        return []
    tenues = _count_tenues(espace) if lus else Counter()
    questions = [_ask(doute, effets.get(doute.paire, []), tenues) for doute in lus]
    questions.sort(key=lambda q: (-bool(q.tenues), -q.ecart, q.code))
    libres = [q for q in questions if q.ecart and not q.tenues][:POSEES]
    return [q for q in questions if q.tenues] + libres


def split_plus_tard(
    espace: Espace, questions: Sequence[PaireDouteuse]
) -> tuple[list[PaireDouteuse], list[PaireDouteuse]]:
    remises = {
        (d.premiere, d.seconde)
        for d in list_decisions(espace).filter(verdict=models.VerdictPublications.PLUS_TARD)
    }
    return (
        [q for q in questions if q.doute.paire not in remises],
        [q for q in questions if q.doute.paire in remises],
    )


def find_doute(espace: Espace, code: str) -> publications.Doute | None:
    try:
        lus = _read_doutes(espace)
    except (EntrepotAbsent, EntrepotAbime):
        return None
    return next((doute for doute in lus if "-".join(doute.paire) == code), None)


def list_prises(espace: Espace) -> list[tuple[models.DecisionPublications, list[Trait]]]:
    prises = list_decisions(espace).exclude(verdict=models.VerdictPublications.PLUS_TARD)
    return [(d, [Trait.read(p) for p in d.publications]) for d in prises.select_related("auteur")]


def list_en_attente(
    espace: Espace, marches: Sequence[Marche], questions: Sequence[PaireDouteuse]
) -> list[CorrectionsEnAttente]:
    return [
        CorrectionsEnAttente(
            lignes,
            tuple(q for q in questions if str(q.doute.cle) == lignes[0].cle),
            find_proches(_name_trait(lignes[0]), marches),
        )
        for lignes in _list_groupes(espace)
    ]


def find_groupe(espace: Espace, pk: int) -> list[models.Correction]:
    """Return the lines that wait together with one; none when it waits no more."""
    groupes = _list_groupes(espace)
    return next((lignes for lignes in groupes if any(un.pk == pk for un in lignes)), [])


def _list_groupes(espace: Espace) -> list[list[models.Correction]]:
    """Return what waits, by what it was said of: each group is settled at once."""
    groupes: dict[tuple[object, ...], list[models.Correction]] = {}
    lignes = _list_lignes(espace).select_related("geste__auteur", "geste__fichier")
    for ligne in lignes.order_by("pk"):
        cle = (ligne.cle, ligne.attente, ligne.vise.contenu, ligne.vise.numero)
        groupes.setdefault(cle, []).append(ligne)
    return list(groupes.values())


def is_attendu(espace: Espace, cle: int) -> bool:
    """Tell whether something of a contract that is no longer shown waits for the buyer."""
    attendues = _list_discussions(espace).filter(objet=f"{SUJET}{cle}")
    return _list_lignes(espace).filter(cle=str(cle)).exists() or attendues.exists()


def find_proches(trait: Trait, marches: Sequence[Marche]) -> tuple[Marche, ...]:
    notes = {marche.cle: trait.count_accords(marche.trait) for marche in marches}
    proches = sorted((m for m in marches if notes[m.cle]), key=lambda m: -notes[m.cle])
    return tuple(proches[:PROCHES])


def _name_trait(ligne: models.Correction) -> Trait:
    return ligne.vise if ligne.trait else Trait(id=ligne.identifiant)


def _list_lignes(espace: Espace) -> QuerySet[models.Correction]:
    return models.Correction.objects.filter(espace=espace, annulee_le=None).exclude(attente="")


def _list_discussions(espace: Espace) -> QuerySet[Discussion]:
    return Discussion.objects.filter(espace=espace, objet__startswith=SUJET).exclude(attente="")


def _count_tenues(espace: Espace) -> Counter[str]:
    """Return how many things wait for an answer about each contract, by key."""
    tenues = _list_lignes(espace).filter(attente=RaisonAttente.DOUTEUSE)
    return Counter(tenues.values_list("cle", flat=True))


def _read_doutes(espace: Espace) -> list[publications.Doute]:
    """Return the doubtful links: what their publications say is asked of the stores themselves."""

    def read(lu: Entrepot) -> list[publications.Doute]:
        if not publications.has_doutes(lu):
            return []
        with _open(espace)(read_decisions(espace)) as entrepot:
            return publications.list_doutes(entrepot)

    return open_lecteurs(espace).lu.recall("doutes", read)


def _read_effets(
    espace: Espace, doutes: Sequence[publications.Doute]
) -> dict[Paire, list[publications.Effet]]:
    def compute(_: object) -> dict[Paire, list[publications.Effet]]:
        return publications.compute_effets(
            _open(espace), read_decisions(espace), doutes, CODES_LEGAUX
        )

    return open_lecteurs(espace).lu.recall("effets des doutes", compute)


def _open(espace: Espace) -> publications.Ouvre:
    prive = find_prive(find_fonds(espace))
    return lambda decisions: open_corrige(settings.ENTREPOT, espace.siren, prive, decisions)


def _ask(
    doute: publications.Doute, effets: Sequence[publications.Effet], tenues: Mapping[str, int]
) -> PaireDouteuse:
    """Put a doubt into words; what moves by less than can be read does not move."""
    lus = [
        (EffetLu(name_indicateur(e.code), e.annee, _tell_part(e.un), _tell_part(e.deux)), e.ecart)
        for e in effets
    ]
    visibles = [(lu, ecart) for lu, ecart in lus if lu.un != lu.deux]
    return PaireDouteuse(
        doute,
        tuple(lu for lu, _ in visibles),
        max((ecart for _, ecart in visibles), default=0),
        tenues.get(str(doute.cle), 0),
    )


def _tell_euros(montant: float | None) -> str:
    return "" if montant is None else format_euros(montant)


def _tell_jour(jour: date | None) -> str:
    return format_date(jour) if jour else ""


def _tell_part(part: float | None) -> str:
    return "aucun" if part is None else f"{format_nombre(part * 100, 2)}{FINE}%"


# --- The page of what the buyer has to settle, and its answers ---


_LAISSER: Final = "laisser"
_DITS: Final = {
    models.VerdictPublications.UN: "C’est noté : un seul marché. Vos chiffres le comptent une "
    "fois.",
    models.VerdictPublications.DEUX: "C’est noté : deux marchés. Vos chiffres les comptent tous "
    "les deux.",
    models.VerdictPublications.PLUS_TARD: "La question est remise à plus tard.",
}


@exige_espace(Operation.VOIR_ESPACE)
@shows("marches/a_regler.html")
def a_regler(request: HttpRequest, espace: Espace) -> Rendu:
    marches = list_marches(espace)
    questions = list_questions(espace)
    posees, remises = split_plus_tard(espace, questions)
    lues = _list_discussions(espace).prefetch_related("commentaires__auteur")
    discussions = [
        DiscussionEnAttente(
            discussion,
            [c for c in discussion.commentaires.all() if c.ecarte_le is None],
            find_proches(discussion.vise, marches),
        )
        for discussion in lues.order_by("pk")
    ]
    return {
        **make_cadre_marches(request, espace, ("À régler", None)),
        "questions": posees,
        "remises": remises,
        "attentes": list_en_attente(espace, marches, questions),
        "discussions": [d for d in discussions if d.discussion.raison is not RaisonAttente.ECARTEE],
        "ecartees": [d for d in discussions if d.discussion.raison is RaisonAttente.ECARTEE],
        "prises": list_prises(espace),
        "regler": peut_dans(request, espace, Operation.CORRIGER_MARCHE),
    }


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def decider(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    doute = find_doute(espace, request.POST.get("paire", ""))
    verdict = request.POST.get("verdict", "")
    if doute is None or verdict not in models.VerdictPublications.values:
        messages.info(
            request, "Cette question ne se pose plus : les données ont changé, ou elle est réglée."
        )
    else:
        decide_doute(espace, doute, models.VerdictPublications(verdict), auteur_of(request))
        messages.success(request, _DITS[models.VerdictPublications(verdict)])
    return redirect("marches:a_regler", espace.siren)


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def revenir_decision(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    withdraw_decision(espace, get_object_or_404(list_decisions(espace), pk=pk), auteur_of(request))
    messages.success(request, "La décision est retirée : la question est posée à nouveau.")
    return redirect("marches:a_regler", espace.siren)


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def rattacher(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    lignes = find_groupe(espace, pk)
    if not lignes:
        raise Http404
    if _LAISSER in request.POST:
        drop_corrections(espace, lignes, auteur_of(request))
        messages.success(request, "Ces corrections sont laissées de côté ; l’historique les garde.")
    elif (marche := _choose(request, espace)) is not None:
        attach_corrections(espace, lignes, marche, auteur_of(request))
        messages.success(request, "Les corrections sont rattachées : elles comptent à nouveau.")
    return redirect("marches:a_regler", espace.siren)


@exige_espace(Operation.CORRIGER_MARCHE)
@require_POST
def rattacher_discussion(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    discussion = _list_discussions(espace).filter(pk=pk).first()
    if discussion is None:
        raise Http404
    if _LAISSER in request.POST:
        drop_discussion(espace, discussion, auteur_of(request))
        messages.success(request, "La discussion est laissée de côté ; elle reste lisible ici.")
    elif (marche := _choose(request, espace)) is not None:
        attach_discussion(espace, discussion, marche, auteur_of(request))
        messages.success(request, "La discussion est au pied de la page de ce marché.")
    return redirect("marches:a_regler", espace.siren)


def _choose(request: HttpRequest, espace: Espace) -> Marche | None:
    """Return the contract that is meant, by its number when one is written; say what is wrong."""
    marches = list_marches(espace)
    numero = request.POST.get("numero", "").strip()
    if numero:
        trouves = [m for m in marches if (m.contrat.id or "").casefold() == numero.casefold()]
        erreur = (
            f"Aucun marché ne porte le numéro « {numero} » : reprenez-le dans la liste des marchés."
            if not trouves
            else f"{len(trouves)} marchés portent le numéro « {numero} » : choisissez-en un dans "
            "la liste proposée."
        )
    else:
        vers = request.POST.get("vers", "")
        trouves = [m for m in marches if str(m.cle) == vers]
        erreur = "Choisissez un marché de la liste, ou écrivez son numéro."
    if len(trouves) == 1:
        return trouves[0]
    messages.error(request, erreur)
    return None
