"""An action: read, added, changed, its steps, who takes part, what proves it, put aside."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.regles.considerations import load_actions
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import load_bibliotheque
from spaser.regles.obligations import load_obligations
from spaser.regles.plan import EtatAction
from spaser.site.chiffres.mesures import SuiteFamille, read_suites_familles
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.espace.discussions import answer_ferme, note_lecture, seal_page
from spaser.site.espace.historique import read_lignes
from spaser.site.espace.ressource import GESTE, Adresse, MotsOutil, Ressource
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.espaces import Pas, exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions import forms, services
from spaser.site.plan.actions.pages_plan import PAR_PAGE
from spaser.site.plan.actions.partenaires import (
    CHANGE,
    PARTENAIRE,
    ActionPartagee,
    FormAccesPartenaire,
    FormMessagePartenaire,
    give_acces,
    list_acces,
    list_partagees,
    list_partenaires,
    locate_action,
    make_contexte,
    name_sujet,
    read_partagee,
    send_message_partenaire,
)
from spaser.site.plan.actions.plan_lu import ActionLue
from spaser.site.plan.actions.structure import FormContributeur
from spaser.site.plan.models import actions
from spaser.site.socle.fichiers import serve_fichier
from spaser.site.socle.journal import list_inscriptions
from spaser.site.socle.requetes import check_limite, recoit
from spaser.site.socle.versions import VersionDepassee, try_geste
from spaser.site.socle.vues import Rendu, shows

HISTOIRE: int = 15

type FormRefuse = FormContributeur | forms.FormPreuve | FormAccesPartenaire

# What each form of the page of an action is in it, and what it asks for.
_FORMES: Final = {
    FormContributeur: ("form_contributeur", "Contributeur"),
    forms.FormPreuve: ("form_preuve", "Preuve"),
    FormAccesPartenaire: ("form_acces", "Lien"),
}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def action(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    return show_action(request, espace, find_action(services.list_completes(espace), pk))


class ActionsPlan(Ressource[actions.Action]):
    """An action added, changed, put in the bin of the space."""

    modele, sorte, titre, vues = actions.Action, services.ACTION, "Mon plan", "plan:{}"
    ecrire, chemin, cadre = Operation.MODIFIER_PLAN, "espace/<siren:siren>/plan/", "plan/base.html"
    accueil = "plan:plan"
    mots = MotsOutil(
        "une action",
        "cette action",
        changer="Modifier {0.code}",
        ajout="« {0} » est ajoutée : {0.code}.",
        modification="« {} » est enregistrée.",
        retrait="« {} » est dans la corbeille de l’espace pour trente jours.",
        disparue="Cette action n’est plus dans le plan",
    )
    roles: ClassVar = {
        "ajouter": Adresse("ajouter/"),
        "modifier": Adresse("<int:pk>/modifier/"),
        "supprimer": Adresse("<int:pk>/supprimer/", GESTE),
    }

    def list_lignes(self) -> QuerySet[actions.Action]:
        return services.list_completes(self.espace)

    def ask(
        self, envoi: QueryDict | None, ligne: actions.Action, version: int | None
    ) -> forms.FormAction:
        action = ligne if ligne.pk else None
        place = self.request.GET.get("place", "")
        depart = {} if action else {"etat": EtatAction.A_LANCER.value, "place": place}
        cadre = forms.Cadre.read(self.espace, action)
        return forms.FormAction(envoi, cadre=cadre, action=action, version=version, initial=depart)

    def write(self, form: forms.FormAction, auteur: Utilisateur) -> None:  # type: ignore[override]  # its own form
        if self.ligne.pk:
            services.save_action(self.ligne, form.read(), auteur)
        else:
            self.ligne = services.create_action(self.espace, form.read(), auteur)

    def leave(self) -> HttpResponse:
        return redirect(self.ligne)

    def read_cadre(self, *suite: Pas) -> dict[str, Any]:
        retour = self.racine
        if "pk" in self.kwargs:
            retour = self.ligne.get_absolute_url()
            suite = ((self.ligne.titre, retour), *suite)
        return make_contexte(self.request, self.espace, *suite, retour=retour)


@exige_espace(Operation.MODIFIER_PLAN)
@shows("plan/etapes.html", envoi=True)
def etapes(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    trouvee = find_action(services.list_actions(espace), pk)
    formes = forms.FormsEtapes(request.POST if request.method == "POST" else None, action=trouvee)
    enregistrees, version = None, request.POST.get("version", str(trouvee.version))
    if request.method == "POST" and formes.is_valid():
        lue = int(version) if version.isdecimal() else 0
        try:
            services.change_etapes(trouvee, formes.read(), auteur_of(request), lue)
        except VersionDepassee:
            enregistrees, version = (
                actions.Etape.objects.filter(action=trouvee),
                str(trouvee.version),
            )
        else:
            messages.success(request, "Les étapes sont enregistrées.")
            return redirect(trouvee)
    return make_contexte(
        request,
        espace,
        (trouvee.titre, trouvee.get_absolute_url()),
        ("Étapes", None),
        action=trouvee,
        lue=ActionLue(trouvee, timezone.localdate()),
        formes=formes,
        enregistrees=enregistrees,
        version=version,
    )


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def etape_faite(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    siennes = actions.Etape.objects.filter(action__in=services.list_actions(espace)).select_related(
        "action__espace"
    )
    etape = get_object_or_404(siennes, pk=pk)
    faite = request.POST.get("faite") != "non"
    jour = timezone.localdate() if faite else None
    dit = f"« {etape.titre} » {'est faite' if faite else 'reste à faire'}."
    try_geste(request, lambda: services.mark_etape(etape, request.user, jour), dit, CHANGE)
    return redirect(f"{etape.action.get_absolute_url()}#etapes")


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def contributeur_ajouter(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    trouvee = find_action(services.list_completes(espace), pk)
    form = FormContributeur(request.POST, espace=espace)
    if not form.is_valid():
        return show_action(request, espace, trouvee, form)
    services.add_contributeur(trouvee, form.read(), request.user)
    messages.success(request, "Le contributeur est ajouté.")
    return redirect(f"{trouvee.get_absolute_url()}#contributeurs")


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def contributeur_retirer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    siens = actions.Contributeur.objects.filter(pk=pk)
    return _remove(request, espace, siens, "Le contributeur est retiré.", "contributeurs")


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
@recoit(forms.OCTETS_MAX)
def preuve_ajouter(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    trouvee = find_action(services.list_completes(espace), pk)
    form = forms.FormPreuve(request.POST, request.FILES, action=trouvee)
    if not form.is_valid():
        return show_action(request, espace, trouvee, form)
    services.add_preuve(trouvee, form.read(), request.user, form.envoi)
    messages.success(request, "La preuve est ajoutée.")
    return redirect(f"{trouvee.get_absolute_url()}#preuves")


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def preuve_fichier(request: HttpRequest, espace: Espace, pk: int) -> HttpResponseBase:
    preuve = get_object_or_404(services.list_preuves(espace).exclude(fichier=None), pk=pk)
    assert preuve.fichier  # noqa: S101 - asked above
    return serve_fichier(preuve.fichier)


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def preuve_retirer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    siennes = actions.Preuve.objects.filter(pk=pk)
    return _remove(request, espace, siennes, "La preuve est retirée.", "preuves")


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def deplacer_action(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    trouvee = find_action(services.list_actions(espace), pk)
    services.move_action(trouvee, -1 if request.POST.get("geste") == "monter" else 1, request.user)
    return redirect(locate_action(espace, pk, QueryDict()))


def _remove[L: (actions.Contributeur, actions.Preuve)](
    request: RequeteConnectee,
    espace: Espace,
    lesquels: QuerySet[L],
    dit: str,
    ancre: str,
) -> HttpResponse:
    siens = lesquels.filter(action__in=services.list_actions(espace)).select_related(
        "action__espace"
    )
    lien = get_object_or_404(siens)
    services.remove_lien(lien, request.user)
    messages.success(request, dit)
    return redirect(f"{lien.action.get_absolute_url()}#{ancre}")


def find_action(actions: QuerySet[actions.Action], pk: int) -> actions.Action:
    """Return an action of the space, or 404."""
    return get_object_or_404(actions, pk=pk)


def show_action(
    request: HttpRequest, espace: Espace, trouvee: actions.Action, refuse: FormRefuse | None = None
) -> HttpResponse:
    """Show an action; `refuse` is the form of its page that was sent and has to be mended."""
    obligations = {o.code: o for o in load_obligations()}
    lue = ActionLue(trouvee, timezone.localdate())
    contexte = make_contexte(
        request,
        espace,
        (trouvee.titre, None),
        action=trouvee,
        lue=lue,
        indicateurs=[(code, load_bibliotheque().find(code)) for code in trouvee.indicateurs],
        obligations=[obligations[code] for code in trouvee.obligations if code in obligations],
        modele=load_actions().find(trouvee.modele),
        pratiques=_list_pratiques(lue),
        attendues=[autre for autre in trouvee.attend.all() if autre.ecarte_le is None],
        sujet=name_sujet(trouvee),
        histoire=read_lignes(list_inscriptions(trouvee)[:HISTOIRE]),
        refuse=refuse,
        fautif=_FORMES[type(refuse)][1] if refuse else "",
    )
    if contexte["modifier"]:
        contexte |= _make_forms(espace, trouvee, refuse)
    return render(request, "plan/action.html", contexte)


def _list_pratiques(lue: ActionLue) -> list[SuiteFamille]:
    suites = read_suites_familles(lue.jour, "pratiques") if lue.familles else {}
    return [suite for nom in dict.fromkeys(lue.familles) for suite in suites.get(nom, ())]


def _make_forms(
    espace: Espace, trouvee: actions.Action, refuse: FormRefuse | None
) -> dict[str, Any]:
    partenaires = list_partenaires(trouvee)
    formes: dict[str, Any] = {
        "form_contributeur": FormContributeur(espace=espace),
        "form_preuve": forms.FormPreuve(action=trouvee),
        "partenaires": partenaires,
    }
    if partenaires and not espace.est_essai:
        formes["form_acces"] = FormAccesPartenaire(partenaires=partenaires)
    return formes | ({_FORMES[type(refuse)][0]: refuse} if refuse else {})


# --- Links of partners: given on the page of an action; what they open ---


MESSAGES_MAX: Final = 10  # an hour, by one link
PLUS_ASSOCIEE: Final = "Cette action ne vous associe plus : rien n’a été envoyé."
_HEURE: Final = timedelta(hours=1)


@ouverte_a_tous
@require_http_methods(["GET", "HEAD", "POST"])
def partenaire(request: HttpRequest, jeton: str) -> HttpResponse:
    acces = PARTENAIRE.find(jeton, list_acces())
    if acces is None:
        return answer_ferme(request)
    if request.method == "POST":
        return _receive(request, acces)
    note_lecture(acces.lien, timezone.now())
    return _show(request, acces)


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def lien_ajouter(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    """Give a link to a partner of an action; a trial gives none."""
    if espace.est_essai:
        raise PermissionDenied
    trouvee = find_action(services.list_completes(espace), pk)
    partenaires = list_partenaires(trouvee)
    if not partenaires:
        messages.warning(request, "Cette action n’a aucun partenaire : ajoutez-en un d’abord.")
        return redirect(trouvee)
    form = FormAccesPartenaire(request.POST, partenaires=partenaires)
    if not form.is_valid():
        return show_action(request, espace, trouvee, form)
    give_acces(espace, form.acteur, form.pendant, request.user)
    messages.success(request, f"Le lien de {form.acteur.nom} est prêt. Copiez-le ci-dessous.")
    return redirect("commun:liens")


def _receive(request: HttpRequest, acces: actions.AccesPartenaire) -> HttpResponse:
    dite = request.POST.get("action", "")
    actions = list_partagees(acces)
    action = actions.filter(pk=dite).first() if dite.isascii() and dite.isdecimal() else None
    if action is None:
        messages.warning(request, PLUS_ASSOCIEE)
        return _show(request, acces)
    form = FormMessagePartenaire(request.POST, prefix=dite)
    if not form.is_valid():
        return _show(request, acces, form)
    check_limite("plan.partenaire", str(acces.pk), MESSAGES_MAX, _HEURE)
    send_message_partenaire(acces, action, form.cleaned_data["texte"])
    messages.success(request, f"Votre message sur « {action.titre} » est arrivé.")
    return seal_page(redirect(request.path))


def _show(
    request: HttpRequest,
    acces: actions.AccesPartenaire,
    refuse: FormMessagePartenaire | None = None,
) -> HttpResponse:
    page = Paginator(list_partagees(acces), PAR_PAGE).get_page(request.GET.get("page"))
    actions = [read_partagee(action, acces.lien.lieu) for action in page.object_list]
    contexte: dict[str, Any] = {
        "acces": acces,
        "espace": acces.lien.lieu,
        "refuse": refuse,
        "page": page,
        "actions": [(action, _find_form(action, refuse)) for action in actions],
    }
    return seal_page(render(request, "plan/partenaire.html", contexte))


def _find_form(
    action: ActionPartagee, refuse: FormMessagePartenaire | None
) -> FormMessagePartenaire:
    prefixe = str(action.lue.action.pk)
    return refuse if refuse and refuse.prefix == prefixe else FormMessagePartenaire(prefix=prefixe)
