"""The editions of a plan: those that ended, and the end of the one in force."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Self

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from dsfr.forms import DsfrBaseForm

from spaser.documents.point_annuel import tell_atteint
from spaser.regles.droits import Operation
from spaser.regles.plan import NOM_MAX, TEXTE_MAX, TITRE_MAX, EtatAction
from spaser.regles.point_annuel import LignePoint
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import auteur_of
from spaser.site.espace.models import NatureEdition
from spaser.site.organisations.espaces import exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions import services
from spaser.site.plan.actions.pages_plan import PAR_PAGE, FiltrePlan, list_gardees
from spaser.site.plan.actions.partenaires import CHANGE, make_contexte
from spaser.site.plan.actions.plan_lu import freeze_action
from spaser.site.plan.cibles.services import read_suivi, restart_cibles
from spaser.site.plan.models.actions import Action, Edition, PlanActions
from spaser.site.plan.point_annuel.services import read_atteints
from spaser.site.socle import versions
from spaser.site.socle.formulaires import ask_jour, ask_ligne, ask_texte
from spaser.site.socle.journal import record
from spaser.site.socle.vues import Rendu, shows

# --- Ends an edition of the plan: it is frozen, what goes on makes the next one ---


def close_edition(
    espace: Espace,
    bilan: str,
    abandons: Mapping[int, str],
    suivante: Mapping[str, Any],
    auteur: Utilisateur,
    version: int | None = None,
) -> Edition:
    """Freeze the edition in force, then begin the next one with what goes on.

    VersionDepassee when it is no longer the one that was read: it is not frozen twice.

    `abandons` gives, by action, why it is dropped. What is finished or dropped goes out with the
    edition; the rest stays in the plan, under the same codes. Targets start again from their last
    values.
    """
    suivi = read_suivi(espace)  # before anything is held: it takes a second or more
    with transaction.atomic():
        plan = services.hold_plan(espace)
        versions.take_version(plan, plan.version if version is None else version)
        actions = list(services.list_completes(espace))
        _drop(actions, abandons, auteur)
        titre = plan.edition or "Plan d’actions"
        valeurs = {
            "actions": [freeze_action(action, timezone.localdate()) for action in actions],
            "indicateurs": msgspec.to_builtins(read_atteints(espace, suivi)),
        }
        edition = Edition.objects.create(
            espace=espace,
            arretee=espace.editions.create(
                nature=NatureEdition.PLAN.value, titre=titre, contenu=valeurs, arretee_par=auteur
            ),
            titre=titre,
            debut=plan.debut,
            fin=plan.fin,
            bilan=bilan,
            arretee_par=auteur,
        )
        restart_cibles(espace, suivi.lignes, auteur)
        finies = [action.pk for action in actions if EtatAction(action.etat).est_finie]
        Action.objects.filter(pk__in=finies).update(sortie=edition)
        for nom, valeur in suivante.items():
            setattr(plan, nom, valeur)
        plan.save()
        record(
            "plan.edition",
            auteur=auteur,
            objet=edition,
            espace=espace,
            details={"nom": edition.titre, "actions": len(actions), "sorties": len(finies)},
        )
    return edition


def _drop(actions: Sequence[Action], abandons: Mapping[int, str], auteur: Utilisateur) -> None:
    for action in actions:
        if action.pk in abandons and not EtatAction(action.etat).est_finie:
            champs = {"etat": EtatAction.ABANDONNEE.value, "motif": abandons[action.pk]}
            services.save_action(action, champs, auteur)


OFFERTES_MAX: Final = 200  # actions that may be dropped there; each has its own page for that


class FormEditionSuivante(versions.FormVersionne, DsfrBaseForm):
    """How the edition in force ends, and how the next one begins; a reason for each drop."""

    bilan = ask_texte(
        "Bilan de l’édition qui s’achève",
        TEXTE_MAX,
        lignes=6,
        aide="Ce qui a été fait, ce qui ne l’a pas été, ce que l’on en retient.",
    )
    titre = ask_ligne(
        "Nom de l’édition suivante",
        NOM_MAX,
        "Donnez un nom à l’édition suivante.",
        aide="Par exemple « SPASER 2031-2035 ».",
    )
    debut = ask_jour("Son premier jour")
    fin = ask_jour("Son dernier jour")

    def __init__(
        self,
        *args: Any,
        reglage: PlanActions | None,
        actions: QuerySet[Action],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, version=reglage.version if reglage else None, **kwargs)
        self.reglage = reglage
        self.actions = [*actions.filter(services.OUVERTES)[:OFFERTES_MAX]]
        self.finies = actions.exclude(services.OUVERTES).count()

    @classmethod
    def over(cls, espace: Espace, envoi: QueryDict | None) -> Self:
        reglage = services.find_plan(espace)
        return cls(
            envoi,
            reglage=reglage,
            actions=list_gardees(services.list_courtes(espace), FiltrePlan(), timezone.localdate()),
        )

    def read_abandons(self) -> dict[int, str]:
        return {
            action.pk: motif[:TITRE_MAX]
            for action in self.actions
            if (motif := " ".join(self.data.get(f"motif-{action.pk}", "").split()))
        }


@exige_espace(Operation.VOIR_ESPACE)
@shows("plan/editions.html")
def editions(request: HttpRequest, espace: Espace) -> Rendu:
    return make_contexte(
        request,
        espace,
        ("Éditions", None),
        editions=services.list_editions(espace),
        reglage=services.find_plan(espace),
    )


def tell_sorts(actions: Sequence[Mapping[str, Any]]) -> str:
    """Say what became of the actions of an edition: kept in the next one, done or dropped."""
    etats = Counter(action["etat"] for action in actions)
    finies, quittees = etats[EtatAction.TERMINEE], etats[EtatAction.ABANDONNEE]
    gardees = etats.total() - finies - quittees
    return f"Actions gardées ensuite : {gardees} ; terminées : {finies} ; abandonnées : {quittees}."


def show_atteints(lignes: Iterable[LignePoint]) -> list[tuple[str, str]]:
    return [(ligne.indicateur.nom, tell_atteint(ligne)) for ligne in lignes]


@exige_espace(Operation.VOIR_ESPACE)
@shows("plan/edition.html")
def edition_plan(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    editions = services.list_editions(espace).select_related("arretee", "arretee_par")
    trouvee = get_object_or_404(editions, pk=pk)
    libelles = {etat.value: etat.libelle for etat in EtatAction}
    lignes = msgspec.convert(trouvee.valeurs.get("indicateurs", []), list[LignePoint])
    page = Paginator(trouvee.valeurs["actions"], PAR_PAGE).get_page(request.GET.get("page"))
    return make_contexte(
        request,
        espace,
        (trouvee.titre, None),
        edition=trouvee,
        page=page,
        sorts=tell_sorts(trouvee.valeurs["actions"]),
        atteints=show_atteints(lignes),
        actions=[a | {"libelle": libelles.get(a["etat"], a["etat"])} for a in page.object_list],
    )


@exige_espace(Operation.STRUCTURER_PLAN)
@shows("plan/arreter.html", envoi=True)
def arreter_edition(request: HttpRequest, espace: Espace) -> Rendu:
    if not services.list_courtes(espace).exists():
        messages.info(request, "Le plan n’a pas encore d’action : il n’y a rien à arrêter.")
        return redirect("plan:editions", espace.siren)
    arretees: list[Edition] = []
    form = versions.save_form(
        lambda: FormEditionSuivante.over(espace, versions.read_envoi(request)),
        lambda form: arretees.append(_close(espace, form, auteur_of(request))),
    )
    if form is None:
        (arretee,), suivante = arretees, services.find_plan(espace)
        messages.success(request, f"« {arretee.titre} » est arrêtée ; « {suivante} » commence.")
        return redirect("plan:edition", espace.siren, arretee.pk)
    if form.is_valid():  # others changed it and back: VersionDepassee all the same
        messages.warning(request, CHANGE)
    return make_contexte(
        request,
        espace,
        ("Arrêter l’édition", None),
        form=form,
        actions=[(action, form.data.get(f"motif-{action.pk}", "")) for action in form.actions],
        maximum=OFFERTES_MAX,
        finies=form.finies,
        atteints=show_atteints(read_atteints(espace, read_suivi(espace))),
        reglage=form.reglage,
    )


def _close(espace: Espace, form: FormEditionSuivante, auteur: Utilisateur) -> Edition:
    lus = form.cleaned_data
    suivante = {"edition": lus["titre"], "debut": lus["debut"], "fin": lus["fin"]}
    abandons = form.read_abandons()
    return close_edition(espace, lus["bilan"], abandons, suivante, auteur, form.actuelle)
