"""What waits for the team: here what comes of floors below; apps beside declare theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from django.db.models import Count, Min, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from spaser.faits.lecture import load_faits
from spaser.metier.bureau import Motif
from spaser.metier.droits import Operation
from spaser.metier.editorial import EtatTexte
from spaser.web.agenda.models import Evenements
from spaser.web.agenda.selectors import (
    list_replays_morts,
    list_sans_lien,
    list_sans_presence,
    list_sans_replay,
)
from spaser.web.bureau.acheteurs import AcheteurSuivi
from spaser.web.commun.outils import (
    Attente,
    EnAttente,
    count_attente,
    count_requetes,
    list_attentes,
)
from spaser.web.courriels.etat import RETARD, count_etats, find_retard
from spaser.web.editorial.models import Texte
from spaser.web.editorial.selectors import list_alertes_faits, list_faits_relus
from spaser.web.questionnaires.models import Questionnaire
from spaser.web.questionnaires.selectors import filter_a_lire, list_sans_questionnaire
from spaser.web.registre.models import Depot, EtatDepot, Revendication, Signalement
from spaser.web.registre.moderation.services import dead_links
from spaser.web.socle.taches.etat import count_abandonnees, list_echecs


@dataclass(frozen=True, slots=True)
class EnFile:
    code: str
    titre: str
    nombre: int
    depuis: date | None
    adresse: str
    acte: str
    besoin: str = ""  # the line of the month's list that it counts in


def _read(attente: Attente) -> EnFile:
    nombre, depuis, page = attente.read()
    jour = timezone.localdate(depuis) if isinstance(depuis, datetime) else depuis
    adresse = page or f"{reverse(attente.vue)}{attente.suite}"
    return EnFile(attente.code, attente.titre, nombre, jour, adresse, attente.acte, attente.besoin)


def _read_evenements(attendent: Evenements, ordre: str, depuis: str, vue: str) -> EnAttente:
    lus = list(attendent.order_by(ordre).values_list("code", depuis))
    page = reverse(vue, args=[lus[0][0]]) if lus else ""
    return EnAttente(len(lus), min((jour for _, jour in lus), default=None), page)


def _read_sans_questionnaire() -> EnAttente:
    siens = Questionnaire.objects.filter(evenement=OuterRef("code")).values("pk")
    attendent = list_sans_questionnaire(timezone.now()).order_by("fin")
    lus = list(attendent.values_list("code", "fin", Subquery(siens[:1])))
    if not lus:
        return EnAttente(0)
    code, fin, commence = lus[0]
    if commence is not None:
        return EnAttente(len(lus), fin, reverse("questionnaires:suivi", args=[commence]))
    return EnAttente(len(lus), fin, f"{reverse(_QUESTIONNAIRES)}?evenement={code}#nouveau")


def _read_paroles() -> EnAttente:
    """Count the words that wait to be read, and lead to them; the day is kept of none."""
    nombre, premier = (
        filter_a_lire().aggregate(n=Count("pk"), q=Min("version__questionnaire")).values()
    )
    page = reverse("questionnaires:commentaires", args=[premier]) if nombre else ""
    return EnAttente(nombre, page=page)


def _count_depots(etat: EtatDepot) -> Callable[[], EnAttente]:
    return lambda: count_attente(Depot.objects.filter(etat=etat), "soumis_le")


def _count_faits() -> EnAttente:
    jour, relus = timezone.localdate(), list_faits_relus()
    dus = [
        f.a_relire_le
        for f in load_faits().values()
        if f.a_relire_le < jour and f.holds_on(jour) and f.code not in relus
    ]
    return EnAttente(len(list_alertes_faits(jour, relus)), min(dus, default=None))


def _count_relances(suivis: Sequence[AcheteurSuivi]) -> EnAttente:
    """Count the buyers to be called again that are still in the list."""
    jour = timezone.localdate()
    dus = {s.indice.siren: s.contact.relance_le for s in suivis if s.contact and s.is_due(jour)}
    return EnAttente(len(dus), min(filter(None, dus.values()), default=None))


def _count_aides(suivis: Sequence[AcheteurSuivi]) -> EnAttente:
    """Count the requests for help that no contact has followed."""
    jours = [s.indice.jour for s in suivis if s.indice.motif is Motif.AIDE and s.contact is None]
    return EnAttente(len(jours), min(filter(None, jours), default=None))


def _count_travaux() -> EnAttente:
    echecs = count_attente(list_echecs(), "finished_at")
    return echecs._replace(nombre=echecs.nombre + count_abandonnees(timezone.now()))


def _count_courriels() -> EnAttente:
    retard, abandonnes = find_retard(), count_etats()["abandonne"]
    if retard < RETARD:
        return EnAttente(abandonnes)
    return EnAttente(abandonnes + 1, timezone.now() - retard)


_FILE: Final = "registre:moderation"
_QUESTIONNAIRES: Final = "questionnaires:tableau"
_EVENEMENTS: Final = "agenda:equipe"
_DU_REGISTRE: Final = (
    Attente(
        "depots", "Dépôts à relire avant publication", _FILE, "Modérer", Operation.MODERER_DEPOT,
        _count_depots(EtatDepot.SOUMIS), "moderation", "?file=a-relire",
    ),
    Attente(
        "verifications", "Fiches publiées à vérifier", _FILE, "Vérifier",
        Operation.MODERER_DEPOT, _count_depots(EtatDepot.A_VERIFIER), "moderation",
        "?file=a-verifier",
    ),
    Attente(
        "revendications", "Fiches revendiquées", _FILE, "Répondre",
        Operation.ATTRIBUER_ORGANISATION,
        partial(count_requetes, Revendication, demandeur__is_active=True), "moderation",
        "?file=revendications",
    ),
    Attente(
        "signalements", "Erreurs signalées sur des fiches", _FILE, "Répondre",
        Operation.MODERER_DEPOT, partial(count_requetes, Signalement), "moderation",
        "?file=signalements",
    ),
)  # fmt: skip
_AUTRES: Final = (
    Attente(
        "textes", "Textes du site à relire", "editorial:accueil", "Relire",
        Operation.RELIRE_TEXTE,
        lambda: count_attente(Texte.objects.filter(etat=EtatTexte.A_RELIRE), "modifie_le"),
        "relectures",
    ),
    Attente(
        "faits", "Textes et chiffres cités dont la relecture est due", "obligations:a_relire",
        "Vérifier", Operation.RELIRE_TEXTE, _count_faits, "faits",
    ),
    Attente(
        "liens", "Liens du registre qui ne mènent plus à rien", "registre:liens", "Réparer",
        Operation.VERIFIER_LIENS, lambda: count_attente(dead_links(), "verifie_le"), "liens",
    ),
    Attente(
        "liens_seances", "Événements proches sans lien de connexion", _EVENEMENTS, "Donner le lien",
        Operation.TENIR_AGENDA, lambda: _read_evenements(
            list_sans_lien(timezone.now()), "debut", "modifie_le", "agenda:acces"
        ),
    ),
    Attente(
        "presences", "Événements passés sans présences relevées", _EVENEMENTS, "Relever",
        Operation.TENIR_AGENDA, lambda: _read_evenements(
            list_sans_presence(timezone.now()), "fin", "fin", "agenda:presences"
        ),
    ),
    Attente(
        "questionnaires", "Événements du mois sans questionnaire", _QUESTIONNAIRES, "Inviter",
        Operation.REDIGER_TEXTE, _read_sans_questionnaire,
    ),
    Attente(
        "paroles", "Paroles de participants à lire avant publication", _QUESTIONNAIRES, "Lire",
        Operation.RELIRE_TEXTE, _read_paroles,
    ),
    Attente(
        "replays", "Replays attendus depuis une semaine", _EVENEMENTS, "Mettre en ligne",
        Operation.TENIR_AGENDA, lambda: _read_evenements(
            list_sans_replay(timezone.now()), "fin", "fin", "agenda:suites"
        ),
    ),
    Attente(
        "replays_morts", "Replays qui ne répondent plus", _EVENEMENTS, "Réparer",
        Operation.TENIR_AGENDA, lambda: _read_evenements(
            list_replays_morts(), "replay_mort_le", "replay_mort_le", "agenda:suites"
        ),
    ),
    Attente(
        "travaux", "Travaux du site qui n’ont pas abouti", "organisations:programme_travaux",
        "Relancer", Operation.SUIVRE_TRAVAUX, _count_travaux, "sante",
    ),
    Attente(
        "courriels", "Courriels en retard ou non envoyés", "organisations:programme_courriels",
        "Voir", Operation.SUIVRE_TRAVAUX, _count_courriels, "sante",
    ),
)  # fmt: skip


def _list_des_acheteurs(suivis: Sequence[AcheteurSuivi]) -> tuple[Attente, ...]:
    return (
        Attente(
            "relances", "Acheteurs à recontacter", "bureau:acheteurs", "Recontacter",
            Operation.SUIVRE_ACHETEURS, partial(_count_relances, suivis), "acheteurs",
            "?contact=relance",
        ),
        Attente(
            "aides", "Acheteurs qui demandent de l’aide", "bureau:acheteurs", "Répondre",
            Operation.SUIVRE_ACHETEURS, partial(_count_aides, suivis), "acheteurs", "?motif=aide",
        ),
    )  # fmt: skip


def read_attentes(
    may: Callable[[Operation], bool], suivis: Sequence[AcheteurSuivi]
) -> list[tuple[EnFile, bool]]:
    """Return what waits, and whether the reader may deal with it; what waits most comes first."""
    attentes = (*_DU_REGISTRE, *list_attentes(), *_AUTRES, *_list_des_acheteurs(suivis))
    lues = [(_read(attente), may(attente.operation)) for attente in attentes]
    return sorted(lues, key=lambda une: (une[0].nombre == 0, une[0].depuis or date.max))


def count_besoins(attentes: list[tuple[EnFile, bool]], a_contacter: int) -> dict[str, int]:
    comptes: dict[str, int] = {"acheteurs": min(a_contacter, 2), "sante": 1}
    for attente, _ in attentes:
        if attente.besoin and attente.besoin not in {"sante", "acheteurs"}:
            comptes[attente.besoin] = comptes.get(attente.besoin, 0) + attente.nombre
        elif attente.besoin == "acheteurs":
            comptes["acheteurs"] = max(comptes["acheteurs"], attente.nombre)
    return comptes
