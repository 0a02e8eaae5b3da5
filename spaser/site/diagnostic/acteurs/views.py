"""Pages of stakeholders: a table, by role, a picture, one of them, on paper."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from spaser.documents.classeur import FormatClasseur
from spaser.documents.dessins import Legende, Secteur, draw_cercles
from spaser.documents.francais import pluriel
from spaser.moteur.referentiels.annuaire import name_region, regions
from spaser.regles.acteurs import RoleActeur, list_differences, load_catalogue, merge_acteurs
from spaser.regles.acteurs_importes import write_acteur, write_modele
from spaser.regles.droits import Operation
from spaser.site.comptes.models import Utilisateur
from spaser.site.comptes.sessions import RequeteConnectee, auteur_of
from spaser.site.diagnostic.acteurs import forms, services
from spaser.site.diagnostic.acteurs.suivi_acteurs import FormEchange
from spaser.site.diagnostic.models import Acteur
from spaser.site.espace.historique import restore
from spaser.site.espace.ressource import GESTE, Adresse, MotsOutil, Ressource
from spaser.site.organisations.acces import make_notice
from spaser.site.organisations.espaces import Pas, exige_espace
from spaser.site.organisations.models import Espace
from spaser.site.socle.requetes import reply_classeur
from spaser.site.socle.versions import VersionDepassee
from spaser.site.socle.vues import Rendu, shows

# --- One stakeholder: seen, added, edited, merged, deleted, restored ---


@exige_espace(Operation.VOIR_ESPACE)
@shows("acteurs/acteur.html")
def acteur(request: HttpRequest, espace: Espace, pk: int) -> Rendu:
    trouve = forms.find_acteur(espace, pk)
    form = FormEchange(acteur=trouve, initial={"jour": timezone.localdate()})
    return forms.make_contexte_acteurs(
        request,
        espace,
        (trouve.nom, None),
        ligne=services.put_in_words([trouve])[0],
        personnes=form.personnes,
        echanges=trouve.echanges.select_related("personne", "auteur"),
        form=form,
        homonymes=_list_homonymes(espace, trouve),
        sujet=f"acteurs:{trouve.pk}",
    )


class Acteurs(Ressource[Acteur]):
    """A stakeholder added, changed, put in the bin."""

    modele, sorte, vues, chemin = Acteur, services.ACTEUR, "acteurs:{}", ""
    ecrire, cadre, titre = Operation.MODIFIER_ACTEURS, "acteurs/base.html", "Acteurs du territoire"
    accueil = "acteurs:tableau"
    mots = MotsOutil(
        "un acteur",
        "cet acteur",
        ajout="« {} » est dans le tableau.",
        modification="Les changements sont enregistrés.",
        retrait="« {} » est à la corbeille : vous pouvez l’en reprendre.",
        disparue="Cet acteur n’est plus dans le tableau",
    )
    roles: ClassVar = {
        "ajouter": Adresse("ajouter/"),
        "modifier": Adresse("<int:pk>/modifier/"),
        "supprimer": Adresse("<int:pk>/supprimer/", GESTE),
    }
    gabarits: ClassVar = {"saisie": "acteurs/formulaire.html"}

    def list_lignes(self) -> QuerySet[Acteur]:
        return services.list_acteurs(self.espace).select_related("modifie_par")

    def start(self) -> Acteur:
        return Acteur(espace=self.espace, typologie=self.request.GET.get("typologie", ""))

    def ask(self, envoi: QueryDict | None, ligne: Acteur, version: int | None) -> forms.FormActeur:
        return forms.FormActeur(envoi, instance=ligne, version=version)

    def write(self, form: forms.FormActeur, auteur: Utilisateur) -> None:  # type: ignore[override]  # its own form
        if self.ligne.pk:
            services.update_acteur(self.ligne, form.read(), self.ligne.version, auteur)
        else:
            self.ligne = services.create_acteur(self.espace, form.read(), auteur)

    def leave(self) -> HttpResponse:
        if "encore" in self.request.POST:
            return redirect("acteurs:ajouter", self.espace.siren)
        return redirect(self.ligne)

    def read_cadre(self, *suite: Pas) -> dict[str, Any]:
        retour = self.racine
        if "pk" in self.kwargs:
            retour = self.ligne.get_absolute_url()
            suite = (forms.link_acteur(self.ligne), ("Modifier", None))
        return forms.make_contexte_acteurs(self.request, self.espace, *suite, retour=retour)


@exige_espace(Operation.MODIFIER_ACTEURS)
@shows("acteurs/fusionner.html", envoi=True)
def fusionner(request: HttpRequest, espace: Espace, pk: int, autre: int) -> Rendu:
    """Make one of two lines that name the same stakeholder; nothing of either is lost."""
    garde, double = forms.find_acteur(espace, pk), forms.find_acteur(espace, autre)
    if garde == double:
        return redirect(garde)
    reuni = merge_acteurs(garde.read(), double.read())
    if request.method == "POST":
        try:
            services.merge_into(espace, garde, reuni, double, auteur_of(request))
        except VersionDepassee:
            messages.warning(request, "Cet acteur vient de changer : relisez, puis fusionnez.")
            return redirect(request.path)
        messages.success(request, f"« {garde.nom} » réunit les deux. L’autre est à la corbeille.")
        return redirect(garde)
    return forms.make_contexte_acteurs(
        request,
        espace,
        forms.link_acteur(garde),
        ("Fusionner", None),
        garde=garde,
        double=double,
        differences=list_differences(garde.read(), reuni),
    )


@exige_espace(Operation.VOIR_ESPACE)
@shows("acteurs/corbeille.html")
def corbeille_acteurs(request: HttpRequest, espace: Espace) -> Rendu:
    return forms.make_contexte_acteurs(
        request, espace, ("Corbeille", None), acteurs=services.list_ecartes(espace)
    )


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def restaurer(request: RequeteConnectee, espace: Espace, pk: int) -> HttpResponse:
    trouve = get_object_or_404(services.list_ecartes(espace), pk=pk)
    restore(espace, services.ACTEUR, trouve, request.user)
    messages.success(request, f"« {trouve.nom} » est de nouveau dans le tableau.")
    return redirect(trouve)


def _list_homonymes(espace: Espace, trouve: Acteur) -> list[Acteur]:
    meme_nom = services.list_acteurs(espace).filter(nom_plie=trouve.nom_plie)
    return list(meme_nom.exclude(pk=trouve.pk)[:5])


# --- The quick entry, for the keyboard ---


PAR_PAGE: Final = 30  # Django takes a thousand fields at most


@exige_espace(Operation.MODIFIER_ACTEURS)
@shows("acteurs/saisie.html", envoi=True)
def saisie_acteurs(request: HttpRequest, espace: Espace) -> Rendu:
    page = Paginator(services.list_acteurs(espace), PAR_PAGE).get_page(request.GET.get("page"))
    envoye = request.POST if request.method == "POST" else None
    grille = forms.Grille(page, page.start_index() or 1, envoye)
    if envoye is not None and grille.is_valid():
        _tell(request, grille.save(espace, auteur_of(request)))
        return redirect("acteurs:tableau", espace.siren)
    return forms.make_contexte_acteurs(
        request,
        espace,
        ("Saisie rapide", None),
        grille=grille,
        page=page,
        erreurs=grille.erreurs if envoye is not None else [],
    )


def _tell(request: HttpRequest, bilan: forms.BilanSaisie) -> None:
    ajoutes = pluriel(bilan.ajoutes, "acteur ajouté", "acteurs ajoutés")
    modifies = pluriel(bilan.modifies, "modifié")
    messages.success(request, f"{ajoutes}, {modifies}.")
    for nom in bilan.depasses:
        messages.warning(
            request,
            f"« {nom} » a changé entre-temps : votre ligne n’a pas été écrite. Ouvrez sa fiche.",
        )


# --- Who to meet in the region, accepted one by one ---


_DISPARUE: Final = "Cette suggestion n’existe plus : choisissez-en une de la liste."


@exige_espace(Operation.VOIR_ESPACE)
@shows("acteurs/suggestions.html")
def suggestions_acteurs(request: HttpRequest, espace: Espace) -> Rendu:
    catalogue, sorties = load_catalogue(), services.list_suggestions_ecartees(espace)
    region = services.choose_region(espace, request.GET.get("region", ""))
    theme = catalogue.find_code(request.GET.get("theme", ""))
    presents = list(services.list_acteurs(espace))
    propositions, autres = services.split_ecartees(
        services.list_acteurs_suggeres(presents, region, theme, sorties)
    )
    inclusion = services.read_inclusion(espace.siren, presents, sorties)
    structures, ecartees = services.split_ecartees(inclusion.structures)
    return forms.make_contexte_acteurs(
        request,
        espace,
        ("Suggestions", None),
        region=region,
        nom_region=name_region(region),
        regions=sorted(regions().values(), key=lambda zone: zone.nom),
        theme=theme,
        rubriques=catalogue.rubriques,
        typologies=catalogue.list_typologies(theme),
        inclusion=inclusion,
        propositions=propositions,
        structures=structures,
        ecartees=[
            *((p.suggestion.code, p.suggestion.nom, p.ecartee) for p in autres),
            *((s.siren, s.nom, s.ecartee) for s in ecartees),
        ],
    )


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def accepter(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    suggestion = load_catalogue().find_suggestion(request.POST.get("code", ""))
    if suggestion:
        acteur: Acteur | None = services.accept_suggestion(espace, suggestion, request.user)
    else:
        valeurs = services.read_inclusion(espace.siren).make_acteur(request.POST.get("siren", ""))
        acteur = services.create_acteur(espace, valeurs, request.user) if valeurs else None
    if acteur:
        messages.success(request, f"« {acteur.nom} » est dans le tableau.")
    else:
        messages.error(request, _DISPARUE)
    return _go_back(request, espace)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def ecarter_suggestion(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Leave a suggestion out, for everybody in this space."""
    code = request.POST.get("code", "")
    nom = services.name_suggestion(espace.siren, code)
    if nom:
        services.set_aside_suggestion(espace, code, request.user)
        messages.success(
            request, f"«\u00a0{nom}\u00a0» est écarté des suggestions. Il reste en bas de la page."
        )
    else:
        messages.error(request, _DISPARUE)
    return _go_back(request, espace)


@exige_espace(Operation.MODIFIER_ACTEURS)
@require_POST
def reprendre_suggestion(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    code = request.POST.get("code", "")
    services.take_back_suggestion(espace, code, request.user)
    nom = services.name_suggestion(espace.siren, code)
    if nom:
        messages.success(request, f"«\u00a0{nom}\u00a0» est de nouveau proposé.")
    else:
        messages.error(request, _DISPARUE)
    return _go_back(request, espace)


def _go_back(request: HttpRequest, espace: Espace) -> HttpResponse:
    choix = {nom: request.POST.get(nom, "") for nom in ("region", "theme")}
    adresse = reverse("acteurs:suggestions", args=[espace.siren])
    return redirect(f"{adresse}?{urlencode({n: v for n, v in choix.items() if v})}".rstrip("?"))


# --- The stakeholders seen as a table, by role, as a picture, and on paper ---


PAR_PAGE_TABLEAU: Final = 50
DESSINES_MAX: Final = 80  # more names than that and lines could no longer be told apart


@exige_espace(Operation.VOIR_ESPACE)
@shows("acteurs/tableau.html")
def tableau_acteurs(request: HttpRequest, espace: Espace) -> Rendu:
    demande = services.FiltreActeurs.read(request.GET)
    trouves = services.list_acteurs(espace, demande).prefetch_related("personnes")
    page = Paginator(trouves, PAR_PAGE_TABLEAU).get_page(request.GET.get("page"))
    return forms.make_contexte_acteurs(
        request,
        espace,
        page=page,
        lignes=services.put_in_words(page.object_list),
        entetes=[*map(services.list_entetes, services.GROUPES)],
        tris=services.TRIS,
        demande=demande,
        total=services.list_acteurs(espace).count() if demande.filtre else page.paginator.count,
        dues=services.list_relances_dues(espace, timezone.localdate()).count(),
        typologies=services.list_filtre("typologie", "Toutes"),
        roles=services.list_filtre("role", "Tous"),
        formats=list(FormatClasseur),
    )


@exige_espace(Operation.VOIR_ESPACE)
@shows("acteurs/roles.html")
def roles(request: HttpRequest, espace: Espace) -> Rendu:
    acteurs = list(services.list_acteurs(espace))
    return forms.make_contexte_acteurs(
        request,
        espace,
        ("Par rôle", None),
        groupes=services.group_by_role(acteurs),
        total=len(acteurs),
    )


@exige_espace(Operation.VOIR_ESPACE)
@shows("acteurs/image.html")
def image_acteurs(request: HttpRequest, espace: Espace) -> Rendu:
    acteurs = list(services.list_acteurs(espace))
    return forms.make_contexte_acteurs(
        request,
        espace,
        ("Image", None),
        total=len(acteurs),
        dessines=DESSINES_MAX,
        aujourdhui=timezone.localdate(),
        rangs=services.cross_typologies(acteurs),
        roles=_list_cercles(),
        dessin=_draw(acteurs),
    )


@exige_espace(Operation.VOIR_ESPACE)
@shows("acteurs/atelier.html")
def atelier(request: HttpRequest, espace: Espace) -> Rendu:
    return forms.make_contexte_acteurs(
        request,
        espace,
        ("Feuille d’atelier", None),
        lignes=services.put_in_words(services.list_acteurs(espace)),
        vides=range(10),
        roles=list(RoleActeur),
        typologies=load_catalogue().typologies,
        aujourdhui=timezone.localdate(),
    )


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def acteurs_export(request: HttpRequest, espace: Espace, classeur: FormatClasseur) -> HttpResponse:
    """Give the table as it is filtered, in the programme's form; read back, it is the same."""
    choisis = services.list_acteurs(espace, services.FiltreActeurs.read(request.GET))
    catalogue = load_catalogue()
    onglet = services.make_onglet("Acteurs", (write_acteur(a.read(), catalogue) for a in choisis))
    notice = make_notice(
        espace,
        "Acteurs du territoire",
        ("Étapes", "Les deux étapes et les sept colonnes du tableau du programme."),
        ("Identifiant", "Ne le changez pas : à l’import, il retrouve un acteur, même renommé."),
        ("Personnes", "Leurs noms et coordonnées, notés à part, ne sont pas dans ce fichier."),
        ("Réimporter", "Modifiez la feuille « Acteurs », puis importez ce classeur sur ce site."),
    )
    return reply_classeur([onglet], classeur, f"acteurs-{espace.siren}", notice)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def modele(request: HttpRequest, espace: Espace, classeur: FormatClasseur) -> HttpResponse:
    onglet = services.make_onglet("Acteurs", write_modele(load_catalogue()))
    notice = make_notice(
        espace,
        "Acteurs du territoire : modèle à remplir",
        ("Une ligne", "Un acteur. Seul « Nom de la structure » est nécessaire."),
        ("Typologie", "Sous une catégorie, ajoutez autant de lignes qu’il vous faut."),
        ("« Ex : »", "Les exemples ne sont pas importés : remplacez-les ou laissez-les."),
        ("Identifiant", "Laissez-le vide : il est donné à l’import."),
    )
    return reply_classeur([onglet], classeur, "acteurs-modele", notice)


def _list_cercles() -> list[str]:
    return [*(role.libelle for role in RoleActeur.du_centre()), "À définir"]


def _draw(acteurs: Sequence[Acteur]) -> str:
    """Draw the stakeholders, each with its name; when they are too many, the most involved."""
    du_centre = [*RoleActeur.du_centre(), ""]
    proches = sorted(acteurs, key=lambda acteur: du_centre.index(acteur.role))[:DESSINES_MAX]
    cercles = _list_cercles()
    secteurs = [
        Secteur(rang.titre, tuple(tuple(a.nom for a in case.acteurs) for case in rang.cases))
        for rang in services.cross_typologies(proches)
    ]
    description = (
        f"{pluriel(len(proches), 'acteur')}. Six cercles, du centre vers le bord : "
        f"{', '.join(cercles)}. Un secteur par typologie. La liste sous l’image donne les mêmes "
        "noms, avec leur rôle."
    )
    legende = Legende("image-acteurs", "Acteurs par rôle et par typologie", description)
    return mark_safe(draw_cercles(legende, cercles, secteurs))  # noqa: S308 - `cercles` escapes every text it draws
