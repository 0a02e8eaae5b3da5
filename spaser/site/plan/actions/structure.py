"""The shape of a plan: its edition, its axes, its objectives; actions from the library."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, ClassVar, Final, cast
from zlib import crc32

from django import forms
from django.contrib import messages
from django.db.models import QuerySet, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.documents.francais import cut_titre
from spaser.moteur.referentiels.embarques import read_familles
from spaser.regles import approches, considerations, plan
from spaser.regles.droits import Operation
from spaser.regles.indicateurs import Rubrique
from spaser.regles.obligations import load_obligations
from spaser.regles.plan import clean_titre
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.diagnostic.acteurs.services import list_acteurs
from spaser.site.diagnostic.models import Acteur
from spaser.site.diagnostic.politiques.services import list_presentes
from spaser.site.espace.perimetre import list_choix_indicateurs
from spaser.site.espace.ressource import GESTE, Adresse, FormRessource, MotsOutil, Ressource
from spaser.site.organisations.acces import ouverte_a_tous
from spaser.site.organisations.espaces import Pas, exige_espace, peut_dans
from spaser.site.organisations.models import Espace
from spaser.site.plan.actions import services
from spaser.site.plan.actions.forms import NON_MEMBRE
from spaser.site.plan.actions.partenaires import make_contexte
from spaser.site.plan.actions.relais import Choisie, enter, find_approche
from spaser.site.plan.models.actions import Axe, Objectif
from spaser.site.socle import formulaires
from spaser.site.socle.champs import ask_champ
from spaser.site.socle.versions import FormVersionne, save_form
from spaser.site.socle.vues import Rendu, shows

# --- What is said once of the plan; its axes, its objectives; who takes part ---


_FIN: Final = (
    "Par exemple 31/12/2030. Beaucoup de schémas vont jusqu’à la fin du mandat de l’assemblée : "
    "quand finit le vôtre ? Laissez vide un schéma sans terme."
)


class FormPlan(FormVersionne, DsfrBaseForm):
    edition = formulaires.ask_ligne(
        "Nom de l’édition", plan.NOM_MAX, aide="Par exemple « SPASER 2026-2030 »."
    )
    debut = formulaires.ask_jour("Premier jour")
    fin = formulaires.ask_jour("Dernier jour", aide=_FIN)

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        if lus.get("debut") and lus.get("fin") and lus["fin"] < lus["debut"]:
            self.add_error("fin", "Le dernier jour est avant le premier : échangez-les.")
        return lus


class FormAxe(FormRessource):
    class Meta:
        model: type[Axe | Objectif] = Axe
        fields: Sequence[str] = ("titre", "texte")
        formfield_callback = ask_champ

    def clean_titre(self) -> str:
        return clean_titre(self.cleaned_data["titre"])


class FormObjectif(FormAxe):
    class Meta(FormAxe.Meta):
        model = Objectif
        fields = ("axe", "titre", "texte")

    def __init__(self, *args: Any, axes: Any, **kwargs: Any) -> None:  # noqa: ANN401 - a queryset
        super().__init__(*args, **kwargs)
        champ = cast("forms.ModelChoiceField[Axe]", self.fields["axe"])
        champ.queryset = axes
        champ.choices = [(axe.pk, axe.titre) for axe in axes]  # read once


_COURT: Final = 60
_NOUVEL, _DEJA, _TITRE_DONNE, _DE_COTE = "nouvel", "deja", "titre", "cote"


class FormPlaces(FormVersionne, DsfrBaseForm):
    """Where each axis that an approach suggests goes among those of a plan; an empty one takes all.

    Its version is drawn from those of the axes that were read.
    """

    def __init__(
        self, data: QueryDict | None, suggestions: Sequence[approches.Chapitre], axes: list[Axe]
    ) -> None:
        self.suggestions, self.axes = suggestions, axes
        lue = crc32(repr([(axe.pk, axe.version) for axe in axes]).encode())
        super().__init__(data, version=lue, prefix="axes")
        nommes = [(axe.pk, cut_titre(axe.titre, _COURT)) for axe in axes]
        choix = [
            (_NOUVEL, "En faire un axe"),
            *((f"{_DEJA}-{pk}", f"C’est déjà mon axe « {titre} »") for pk, titre in nommes),
            *((f"{_TITRE_DONNE}-{pk}", f"Donner ce titre à mon axe « {titre} »")
              for pk, titre in nommes),
            (_DE_COTE, "Laisser de côté"),
        ]  # fmt: skip
        for chapitre in suggestions:
            sien = approches.find_axe(axes, chapitre)
            self.fields[chapitre.code] = formulaires.ask_choix(
                chapitre.titre,
                choix,
                "Dites où va cet axe.",
                aide=chapitre.texte,
                initial=f"{_DEJA}-{sien.pk}" if sien else _DE_COTE if axes else _NOUVEL,
                widget=forms.Select({"class": "fr-select"}),
            )

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        donnes = [place for place in lus.values() if str(place).startswith(_TITRE_DONNE)]
        for code in [code for code, place in lus.items() if donnes.count(place) > 1]:
            self.add_error(code, "Un axe n’a qu’un titre : donnez-le une seule fois.")
        return lus

    def read(self) -> list[services.PlaceChapitre]:
        siens = {str(axe.pk): axe for axe in self.axes}
        return [
            services.PlaceChapitre(
                chapitre, siens.get(pk), renomme=ou == _TITRE_DONNE, nouvel_axe=ou == _NOUVEL
            )
            for chapitre in self.suggestions
            for ou, _, pk in [self.cleaned_data[chapitre.code].partition("-")]
        ]


class FormContributeur(DsfrBaseForm):
    membre = forms.ChoiceField(
        label="Un membre de l’espace", required=False, error_messages=NON_MEMBRE
    )
    acteur = formulaires.ask_choix(
        "Ou un partenaire du territoire", aide="Parmi les acteurs que vous avez notés."
    )
    nom = formulaires.ask_ligne("Ou une personne, un service", plan.NOM_MAX)
    apport = formulaires.ask_ligne("Ce que cette personne apporte", plan.TITRE_MAX)

    def __init__(self, *args: Any, espace: Espace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membres = {str(m.pk): m for m in services.list_membres_espace(espace)}
        self.acteurs = {str(a.pk): a for a in list_acteurs(espace)}
        membres = [(pk, m.nom_complet) for pk, m in self.membres.items()]
        formulaires.offer_choix(self, "membre", [("", "Aucun"), *membres])
        acteurs = [(pk, a.nom) for pk, a in self.acteurs.items()]
        formulaires.offer_choix(self, "acteur", [("", "Aucun"), *acteurs])

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        nommes = [nom for nom in ("membre", "acteur", "nom") if lus.get(nom)]
        if not nommes and not self.errors:
            self.add_error("membre", "Choisissez ou écrivez qui contribue.")
        if len(nommes) > 1:
            self.add_error(nommes[1], "Un contributeur à la fois : videz l’une des réponses.")
        return lus

    def read(self) -> dict[str, Any]:
        lus = self.cleaned_data
        membre: Utilisateur | None = self.membres.get(lus["membre"])
        acteur: Acteur | None = self.acteurs.get(lus["acteur"])
        genre = plan.GenreContributeur.SERVICE
        if membre:
            genre = plan.GenreContributeur.MEMBRE
        elif acteur:
            genre = plan.GenreContributeur.PARTENAIRE
        return {
            "genre": genre.value,
            "membre": membre,
            "acteur": acteur,
            "nom": lus["nom"],
            "apport": lus["apport"],
        }


# --- What one looks for in the library of actions ---


class FormRechercheActions(formulaires.FormLibre):
    """Words, and what the actions touch; a question left empty filters nothing."""

    q = formulaires.ask_ligne("Mots", 100)
    rubrique = formulaires.ask_filtre("Rubrique", formulaires.list_choix(Rubrique, "Toutes"))
    famille = formulaires.ask_filtre(
        "Famille d’achat", lambda: [("", "Toutes"), *read_familles().items()]
    )
    indicateur = formulaires.ask_filtre(
        "Indicateur à faire bouger", lambda: [("", "Tous"), *list_choix_indicateurs()]
    )

    def read(self) -> considerations.RechercheActions:
        lus = self.cleaned_data
        rubrique = lus.get("rubrique")
        return considerations.RechercheActions(
            texte=lus.get("q", ""),
            rubrique=Rubrique(rubrique) if rubrique else None,
            famille=lus.get("famille", ""),
            indicateur=lus.get("indicateur", ""),
        )


# --- The shape of a plan: its edition, its axes, its objectives, in the order that it gives them
# ---


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def structure(request: HttpRequest, espace: Espace) -> HttpResponse:
    return _show(request, espace, _read_reglage(None, espace))


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def reglage(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect("plan:structure", espace.siren)
    form = save_form(
        lambda: _read_reglage(request, espace),
        lambda form: services.save_plan(espace, form.read(), auteur_of(request), form.actuelle),
    )
    if form is not None:
        return _show(request, espace, form)
    messages.success(request, "Les dates du plan sont enregistrées.")
    return redirect("plan:structure", espace.siren)


@exige_espace(Operation.STRUCTURER_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def placer_axes(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Place what the approach suggests among the axes of the plan, in one act."""
    if request.method != "POST":
        return redirect("plan:structure", espace.siren)
    places = save_form(
        lambda: _read_places(request.POST, espace),
        lambda form: services.place_chapitres(espace, form.read(), auteur_of(request)),
    )
    if places is not None:
        return _show(request, espace, _read_reglage(None, espace), places)
    messages.success(request, "Vos axes sont en place.")
    return redirect("plan:structure", espace.siren)


def _read_places(envoi: QueryDict | None, espace: Espace) -> FormPlaces:
    approche = find_approche(espace)
    politiques = ((f"politique_{p.pk}", p.nom) for p in list_presentes(espace))
    suggestions = approches.load_approches().suggest_axes(approche, politiques) if approche else ()
    return FormPlaces(envoi, suggestions, list(services.list_axes(espace)))


class _Rangees[R: (Axe, Objectif)](Ressource[R]):
    """What axes and objectives share: both stand, in their order, on the page of the structure."""

    ecrire = Operation.STRUCTURER_PLAN
    titre, chemin = "Mon plan", "espace/<siren:siren>/plan/"
    cadre, accueil = "plan/base.html", "plan:structure"

    def read_cadre(self, *suite: Pas) -> dict[str, Any]:
        return make_contexte(self.request, self.espace, *suite, retour=self.racine)

    def write(self, form: FormVersionne, auteur: Utilisateur) -> None:
        if self.ligne.pk:
            services.save_rangee(self.ligne, form.read(), auteur, self.ligne.version)
        else:
            services.create_rangee(self.ligne, form.read(), auteur)

    def geste(self) -> HttpResponse:
        """Take a line out, or move it among its neighbours."""
        geste, auteur = self.request.POST.get("geste", ""), auteur_of(self.request)
        if geste == "retirer":
            self._remove(auteur)
            return self.leave()
        rangees = list(self.list_voisines())
        place = rangees.index(self.ligne) + {"monter": -1, "descendre": 1}.get(geste, 0)
        if 0 <= place < len(rangees):
            services.swap_rangees(self.ligne, rangees[place], auteur)
        return self.leave()

    def list_voisines(self) -> QuerySet[R]:
        return self.list_lignes()

    def _remove(self, auteur: Utilisateur) -> None:
        titre = self.ligne.titre
        suite = " Ses actions restent dans le plan." if self.ligne.actions.exists() else ""
        try:
            services.delete_rangee(self.ligne, auteur)
        except RestrictedError:
            messages.error(
                self.request,
                f"« {titre} » n’est pas retiré. Retirez ou déplacez d’abord ses objectifs.",
            )
        else:
            messages.success(self.request, f"« {titre} » est retiré.{suite}")


class Axes(_Rangees[Axe]):
    modele, forme, vues = Axe, FormAxe, "plan:axe_{}"
    mots = MotsOutil(
        "un axe", "cet axe", changer="Modifier {0.code}", disparue="Cet axe n’est plus dans le plan"
    )
    roles: ClassVar = {
        "ajouter": Adresse("axes/ajouter/"),
        "modifier": Adresse("axes/<int:pk>/"),
        "geste": Adresse("axes/<int:pk>/geste/", GESTE),
    }


class Objectifs(_Rangees[Objectif]):
    modele, forme, vues = Objectif, FormObjectif, "plan:objectif_{}"
    mots = MotsOutil(
        "un objectif",
        "cet objectif",
        changer="Modifier {0.code}",
        disparue="Cet objectif n’est plus dans le plan",
    )
    roles: ClassVar = {
        "ajouter": Adresse("objectifs/ajouter/"),
        "modifier": Adresse("objectifs/<int:pk>/"),
        "geste": Adresse("objectifs/<int:pk>/geste/", GESTE),
    }

    def list_lignes(self) -> QuerySet[Objectif]:
        return services.list_objectifs(self.espace)

    def list_voisines(self) -> QuerySet[Objectif]:
        return self.list_lignes().filter(axe=self.ligne.axe)

    def ask(self, envoi: QueryDict | None, ligne: Objectif, version: int | None) -> FormVersionne:
        axe = self.request.GET.get("axe")
        depart = {"axe": axe} if axe else {}
        axes = services.list_axes(self.espace)
        return FormObjectif(envoi, instance=ligne, version=version, axes=axes, initial=depart)

    def ajouter(self) -> HttpResponse:
        """Ask for an axis first: an objective always has one."""
        if services.list_axes(self.espace).exists():
            return super().ajouter()
        messages.info(
            self.request, "Ajoutez d’abord un axe : un objectif est toujours dans un axe."
        )
        return redirect("plan:axe_ajouter", self.espace.siren)


def _read_reglage(request: HttpRequest | None, espace: Espace) -> FormPlan:
    plan = services.find_plan(espace)
    envoye = request.POST if request else None
    if plan is None:
        return FormPlan(envoye)
    initial = {"edition": plan.edition, "debut": plan.debut, "fin": plan.fin}
    return FormPlan(envoye, initial=initial, version=plan.version)


def _show(
    request: HttpRequest, espace: Espace, form: FormPlan, axes: FormPlaces | None = None
) -> HttpResponse:
    contexte = make_contexte(
        request,
        espace,
        ("Mes axes", None),
        form=form,
        axes=axes or _read_places(None, espace),
        places=services.list_places(espace),
    )
    return render(request, "plan/structure.html", contexte)


# --- The library of actions: public pages, and the way from it to a plan ---


_TITRE: Final = "Bibliothèque d’actions"
_ORDRE: Final = tuple(Rubrique)


@ouverte_a_tous
@shows("plan/bibliotheque/actions.html")
def actions(request: HttpRequest) -> Rendu:
    return {"fil": [(_TITRE, None)], **_search(request)}


@ouverte_a_tous
@shows("plan/bibliotheque/action.html")
def action_type(request: HttpRequest, code: str) -> Rendu:
    bibliotheque = considerations.load_actions()
    modele = bibliotheque.find(code)
    if modele is None:
        raise Http404
    return {
        "fil": [(_TITRE, reverse("plan:actions")), (code, None)],
        "modele": modele,
        "exemples": bibliotheque.list_exemples(modele),
        "sources": bibliotheque.list_sources(modele),
        "familles": [read_familles()[code] for code in modele.familles],
        "obligations": [o for o in load_obligations() if o.code in modele.obligations],
        "phrases": considerations.count_phrases(code),
    }


@exige_espace(Operation.VOIR_ESPACE)
@shows("plan/bibliotheque/espace.html")
def bibliotheque(request: HttpRequest, espace: Espace) -> Rendu:
    presentes = services.read_modeles(espace)
    return make_contexte(
        request, espace, ("Bibliothèque", None), presentes=presentes, **_search(request)
    )


@exige_espace(Operation.MODIFIER_PLAN)
@require_POST
def prendre(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Put an action of the library in the plan, under the axis where it belongs.

    Who does not decide of the axes opens none: without hers, the action waits « à ranger ».
    """
    modele = considerations.load_actions().find(request.POST.get("code", ""))
    if modele is None:
        messages.error(request, "Cette action n’est pas dans la bibliothèque : rien n’est ajouté.")
        return redirect("plan:bibliotheque", espace.siren)
    entree = plan.make_entree(modele, find_approche(espace))
    connu = approches.find_axe(services.list_axes(espace), entree.axe)
    ouvre = connu is None and peut_dans(request, espace, Operation.STRUCTURER_PLAN)
    choisie = Choisie(entree, axe=connu, nouvel_axe=ouvre)
    ajoutees = enter(espace, [choisie], request.user, plan.OrigineAction.BIBLIOTHEQUE)
    if not ajoutees:
        messages.info(request, f"« {modele.titre} » est déjà dans le plan.")
        return redirect("plan:bibliotheque", espace.siren)
    place = f"axe « {ajoutees[0].axe} »" if ajoutees[0].axe else "à ranger"
    messages.success(request, f"« {modele.titre} » est dans le plan : {ajoutees[0].code}, {place}.")
    return redirect(ajoutees[0])


def _search(request: HttpRequest) -> dict[str, Any]:
    form = FormRechercheActions(request.GET)
    form.full_clean()
    toutes = considerations.load_actions().actions
    trouvees = sorted(
        considerations.search_actions(toutes, form.read()),
        key=lambda a: (_ORDRE.index(a.rubrique), a.code),
    )
    return {
        "form": form,
        "rubriques": [(r, list(g)) for r, g in groupby(trouvees, key=lambda a: a.rubrique)],
        "nombre": len(trouvees),
        "total": len(toutes),
        "filtree": any(form.cleaned_data.values()),
    }
