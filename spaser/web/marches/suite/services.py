"""What the buyer settles: whether two publications are one contract, where what waits goes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from spaser.documents.francais import format_date, typographie
from spaser.donnees.publications import Doute, Publication
from spaser.metier.corrections.champs import ChampMarche
from spaser.metier.corrections.suite import Attente, Trait
from spaser.web.commun.models import Discussion
from spaser.web.comptes.models import Utilisateur
from spaser.web.marches.corrections.services import write_lignes
from spaser.web.marches.fonds import touch_fonds
from spaser.web.marches.models import (
    Correction,
    DecisionPublications,
    Geste,
    VerdictPublications,
)
from spaser.web.marches.selectors import Marche
from spaser.web.marches.suite.decisions import list_decisions
from spaser.web.marches.suite.suivi import follow, move_discussion
from spaser.web.organisations.models import Espace
from spaser.web.socle.journal import record

_JUSTIFICATION_MAX = 500


@transaction.atomic
def decide(
    espace: Espace, doute: Doute, verdict: VerdictPublications, auteur: Utilisateur | None
) -> DecisionPublications:
    """Keep what is said of two publications in place of what was said before."""
    une, autre = doute.paire
    _withdraw(list_decisions(espace).filter(premiere=une, seconde=autre), auteur)
    decision = DecisionPublications.objects.create(
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
def take_back(espace: Espace, decision: DecisionPublications, auteur: Utilisateur | None) -> None:
    """Withdraw a decision: it stays, and holds no more."""
    _withdraw(list_decisions(espace).filter(pk=decision.pk), auteur)
    _apply(espace)
    record("marches.decision_reprise", auteur=auteur, objet=decision, espace=espace)


def _withdraw(decisions: QuerySet[DecisionPublications], auteur: Utilisateur | None) -> None:
    decisions.update(retiree_le=timezone.now(), retiree_par=auteur)


def _apply(espace: Espace) -> None:
    """Have figures computed again, and move corrections and discussions to their contracts."""
    touch_fonds(espace)
    follow(espace)


def _describe(publication: Publication) -> dict[str, str]:
    p = publication
    return Trait.make(p.id, p.objet, p.noms, p.montant, p.jour).dump()


@transaction.atomic
def attach_corrections(
    espace: Espace, lignes: Sequence[Correction], marche: Marche, auteur: Utilisateur | None
) -> None:
    """Apply waiting corrections to a contract: new acts, with the former reasons and proofs."""
    par_geste: dict[Geste, dict[ChampMarche, str]] = {}
    for ligne in lignes:
        par_geste.setdefault(ligne.geste, {})[ChampMarche(ligne.champ)] = ligne.valeur
    _undo(lignes, auteur)
    for geste, saisies in par_geste.items():
        nouveau = Geste.objects.create(
            espace=espace,
            auteur=auteur,
            justification=_justify(geste),
            fichier=geste.fichier,
            nb_marches=1,
        )
        write_lignes(nouveau, [(marche, saisies)])
    touch_fonds(espace)
    _record(espace, "marches.rattachement", auteur, corrections=len(lignes))


@transaction.atomic
def drop_corrections(
    espace: Espace, lignes: Sequence[Correction], auteur: Utilisateur | None
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
        attente=Attente.ECARTEE.value, close_le=timezone.now(), close_par=auteur
    )
    _record(espace, "marches.abandon", auteur, discussions=1)


def _undo(lignes: Sequence[Correction], auteur: Utilisateur | None) -> None:
    Correction.objects.filter(pk__in=[ligne.pk for ligne in lignes]).update(
        annulee_le=timezone.now(), annulee_par=auteur
    )


def _justify(geste: Geste) -> str:
    """Keep the reason of a correction, cut if need be, and say where it comes from."""
    jour = format_date(timezone.localtime(geste.fait_le).date())
    suite = typographie(f" (reprise d’une correction du {jour})")
    return geste.justification[: _JUSTIFICATION_MAX - len(suite)] + suite


def _record(espace: Espace, geste: str, auteur: Utilisateur | None, **details: int) -> None:
    record(geste, auteur=auteur, espace=espace, details=details)
