"""The next acts of a space, those that bring a scheme from work to vote, where it stands, drawn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from dsfr.forms import DsfrBaseForm

from spaser.documents.dessins import Legende
from spaser.documents.dessins_pages import Case, JalonPage, draw_cases, draw_frise
from spaser.documents.francais import cut_titre, format_date, pluriel, typographie
from spaser.elements import add_mois, is_siren
from spaser.regles.approches import EtatRubrique
from spaser.regles.calendrier import ADOPTION
from spaser.regles.etats_schema import EtatEdition
from spaser.regles.plan import EtatAction
from spaser.regles.publication import RAPPELS
from spaser.site.chiffres.situation import Situation, link_preuve
from spaser.site.editorial.obligations import find_obligation
from spaser.site.espace.bilans import count_contrats_gagnes, find_acheteur
from spaser.site.espace.navigation import list_suites, read_eteints
from spaser.site.espace.perimetre import PERIMETRE
from spaser.site.organisations.annuaire import name_siren
from spaser.site.organisations.espaces import tell_fermeture
from spaser.site.organisations.forms import list_regions
from spaser.site.organisations.identite import SirenRefuse, describe_siren, read_siren
from spaser.site.organisations.models import TYPES, Espace
from spaser.site.organisations.outils import Acte
from spaser.site.plan.actions.plan_lu import ActionLue
from spaser.site.plan.actions.services import list_editions_depuis
from spaser.site.plan.grille.services import list_lignes
from spaser.site.plan.point_annuel.services import find_a_clore
from spaser.site.schema.models import EditionSchema, Jalon, Moment, Redaction
from spaser.site.schema.publication.parutions import Etat
from spaser.site.schema.redaction.services import PartieLue, RubriqueLue, SchemaLu, build_schema
from spaser.site.schema.redaction.sujet import SujetSchema
from spaser.site.socle.formulaires import ask_choix, ask_ligne, refuse_lien, tell_inconnue

# --- The scheme of a space as its first page shows it: its outline, or what follows its adoption
# ---


PUBLICATION: Final = "SPASER-INDICATEURS"


def read_plan(sujet: SujetSchema, espace: Espace) -> SchemaLu:
    return build_schema(sujet, Redaction.objects.filter(espace=espace))


def find_suivante(schema: SchemaLu) -> RubriqueLue | None:
    """Return the heading to go on with: one that has nothing first, else one without her words."""
    vides = (r for r in schema.rubriques if not r.est_prete)
    sans_mots = (r for r in schema.rubriques if not r.mots)
    return next(vides, None) or next(sans_mots, None)


def link_rubrique(espace: Espace, code: str) -> str:
    return reverse("redaction:rubrique", args=[espace.siren, code])


def link_depot(espace: Espace, *, deposer: bool) -> str:
    """Return where to deposit the scheme of a space; else the page of the register for anybody."""
    if deposer:
        return reverse("redaction:deposer", args=[espace.siren])
    return reverse("registre:deposer")


def describe_suivi(espace: Espace, etat: Etat) -> dict[str, object]:
    """Say what follows an adopted scheme, for a page; `etat` tells what is due and public."""
    return {
        "nb_indicateurs": list_lignes(espace).filter(retenu=True).count(),  # on the short list
        "nb_ecrites": Redaction.objects.filter(espace=espace).exclude(blocs=[]).count(),
        "publication": find_obligation(PUBLICATION, etat.aujourdhui),
        "etat": etat,
    }


# --- Where the scheme stands, drawn: its calendar, its parts, the actions of its plan ---


def tell_calendrier(jalons: Iterable[Jalon], jour: date) -> str:
    """Say when the vote is, else the next step; one whose day is past is to be done, or moved."""
    reste = [jalon for jalon in jalons if not jalon.fait]
    if not reste:
        return "Toutes les étapes sont faites"
    vote = next((jalon for jalon in reste if jalon.code == ADOPTION), None)
    if vote and reste[0].jour >= jour:
        mois = (vote.jour - jour).days // 30
        return f"Le vote est {f'dans {mois} mois' if mois else f'le {format_date(vote.jour)}'}"
    debut = "Prochaine étape" if reste[0].jour >= jour else "Étape à faire, ou à redater"
    return typographie(f"{debut} : {reste[0].titre}, {format_date(reste[0].jour)}")


def draw_calendrier(jalons: Sequence[Jalon], jour: date) -> SafeString:
    """Draw the steps and today; the next one and the vote are told above."""
    suivant = next((jalon for jalon in jalons if not jalon.fait), None)
    montres = [
        JalonPage(
            jalon.jour,
            cut_titre(jalon.titre, 36),
            fait=jalon.fait,
            en_avant=jalon == suivant or jalon.code == ADOPTION,
        )
        for jalon in jalons
    ]
    jours = (jour, *(jalon.jour for jalon in jalons))
    periode = (min(jours), max(*jours, min(jours) + timedelta(days=30)))
    legende = Legende("calendrier", "Le calendrier du schéma", tell_calendrier(jalons, jour))
    return mark_safe(draw_frise(legende, montres, periode, jour))  # noqa: S308 - it escapes every text


@dataclass(frozen=True)
class RangCases:
    """So many things of a kind as squares; `fait` counts those in full."""

    nom: str
    etats: Sequence[Case]
    dit: str
    partie: PartieLue | None = None

    @property
    def fait(self) -> int:
        return self.etats.count("plein")

    @property
    def dessin(self) -> SafeString:
        legende = Legende(f"cases-{slugify(self.nom)}", "", self.dit)
        return mark_safe(draw_cases(legende, self.etats))  # noqa: S308 - the same


_DES_RUBRIQUES: Final[Mapping[EtatRubrique, Case]] = {
    EtatRubrique.EN_REDACTION: "plein", EtatRubrique.PREREMPLIE: "hachures",
    EtatRubrique.A_ECRIRE: "vide",
}  # fmt: skip


def list_parties(schema: SchemaLu) -> list[RangCases]:
    """Return the headings of each part: full where the buyer wrote, hatched where the site did."""
    return [
        RangCases(p.titre, [_DES_RUBRIQUES[r.etat] for r in p.gardees], f"{p.bilan}.", p)
        for p in schema.parties
    ]


_FORMES: Final[Mapping[EtatAction, Case]] = {
    EtatAction.TERMINEE: "plein",
    EtatAction.EN_COURS: "hachures",
}


def list_etats(actions: Iterable[ActionLue]) -> list[RangCases]:
    """Return the actions of a plan by state, those late in red; a state without any is left out."""
    rangs: dict[EtatAction, list[Case]] = {etat: [] for etat in EtatAction}
    for lue in actions:
        rangs[lue.etat].append("retard" if lue.retard else _FORMES.get(lue.etat, "vide"))
    return [
        RangCases(etat.libelle, cases, f"{pluriel(len(cases), 'action')}{_tell_retards(cases)}.")
        for etat, cases in rangs.items()
        if cases
    ]


def _tell_retards(cases: Sequence[Case]) -> str:
    retards = cases.count("retard")
    return f", dont {retards} en retard" if retards else ""


# --- The next acts: what helps most now, three at a time ---


NOMBRE: Final = 3
_BIENTOT: Final = max(RAPPELS)  # months before the day, as reminders begin

# The tools that make figures surer, whether or not there is a scheme to prepare.
_DES_CHIFFRES: Final = frozenset({"perimetre", "marches", "depenses", "grille", "reparation"})
_SANS_PLAN: Final = frozenset({Moment.CHIFFRES, Moment.ADOPTE})


@dataclass(frozen=True)
class Avance:
    """Where a space is, and what it has already, so that no act proposes it.

    `suivante` is the heading to write, `publication` what an adopted scheme has to publish;
    `deposer` says whether who reads may deposit its scheme herself.
    """

    espace: Espace
    situation: Situation
    moment: Moment
    perimetre: bool
    schema: bool
    deposer: bool = False
    suivante: RubriqueLue | None = None
    publication: Etat | None = None


def list_actes(avance: Avance) -> list[Acte]:
    """Return the three acts that come first where a buyer is.

    One of them comes from a tool as soon as any has something to propose: what is done moves the
    page on.
    """
    return list(islice(_propose(avance), NOMBRE))


def _propose(avance: Avance) -> Iterator[Acte]:
    espace, moment, publication = avance.espace, avance.moment, avance.publication
    if moment is Moment.ECRIT:
        yield from _decide(espace, avance.suivante)
    if moment is Moment.ADOPTE and not avance.schema:
        yield Acte(
            "Déposer votre schéma au registre",
            "Les autres acheteurs le liront, et sa fiche dira quand le réviser.",
            link_depot(espace, deposer=avance.deposer),
        )
    if moment is Moment.ADOPTE and publication:
        yield from _succeed(espace, publication)
        yield from _publish(espace, publication)
        yield from _close(espace, publication)
    if not avance.perimetre and PERIMETRE not in read_eteints(espace):
        yield Acte(
            "Préciser votre périmètre",
            "Six questions, une fois : chaque chiffre dira ce qu’il comprend et ce qui manque.",
            reverse("espace:perimetre", args=[espace.siren]),
        )
    if avance.situation.obligation is None:
        yield Acte(
            "Savoir si la loi vous oblige",
            "Tout dépend de ce que vous avez payé dans l’année, que les marchés publiés ne disent "
            "pas.",
            reverse("depenses:obligation", args=[espace.siren]),
        )
    suites = iter(list_suites(espace, _DES_CHIFFRES if moment in _SANS_PLAN else None))
    yield from islice(suites, 1)
    yield from _complete(espace, avance.situation)
    if espace.est_essai and not espace.est_garde:
        yield Acte(
            "Rejoindre votre organisation",
            "Pour travailler à plusieurs et publier. Votre travail lui sera remis si son espace "
            "est vide.",
            reverse("organisations:rejoindre_organisation", args=[espace.siren]),
        )
    yield from suites
    if not avance.schema and moment is not Moment.ADOPTE:
        yield Acte(
            "Lire les schémas des autres",
            "Le registre les rassemble, avec leurs axes et leurs cibles.",
            reverse("registre:liste"),
            "Ouvrir",
        )
    yield Acte(
        "Lire tous vos indicateurs",
        "Par année, avec leur méthode et leur preuve.",
        reverse("chiffres:indicateurs", args=[espace.siren]),
        "Ouvrir",
    )


def _publish(espace: Espace, etat: Etat) -> Iterator[Acte]:
    """Propose to publish when it is nearly due, or to give the day that the date depends on."""
    if etat.echeance is None:
        yield Acte(
            "Dire quand votre schéma a été adopté",
            "Ce jour suffit : un projet de publication est prêt, l’échéance vous est rappelée.",
            reverse("publication:publier", args=[espace.siren]),
        )
    elif etat.echeance.count_mois(etat.aujourdhui) < _BIENTOT:
        yield Acte(
            "Publier les résultats",
            f"Ils sont à publier avant le {format_date(etat.echeance.jour)} : le projet est prêt.",
            reverse("publication:publier", args=[espace.siren]),
        )


def _close(espace: Espace, etat: Etat) -> Iterator[Acte]:
    """Propose to close the last whole year, once the scheme was there in it."""
    adopte_le, annee = etat.schema.adopte_le if etat.schema else None, find_a_clore(espace)
    if annee and adopte_le and adopte_le.year <= annee:
        yield Acte(
            f"Clore l’année {annee}",
            "Une page mène la relecture des valeurs et des actions, puis les arrête.",
            reverse("point_annuel:point", args=[espace.siren, annee]),
        )


def _succeed(espace: Espace, etat: Etat) -> Iterator[Acte]:
    """Propose what the following scheme awaits: the vote to be told, its text, its opening."""
    adopte_le, fin = (etat.schema.adopte_le, etat.schema.fin) if etat.schema else (None, None)
    suivant = list_editions_depuis(espace, adopte_le).exists()
    pret = "Le schéma suivant se prépare : son dossier de séance sort en une fois."
    yield from _vote(espace, pret if suivant else "")
    if not suivant and fin and add_mois(fin, -_BIENTOT) <= etat.aujourdhui:
        yield Acte(
            "Ouvrir le schéma suivant",
            f"Le vôtre va jusqu’au {format_date(fin)} : son bilan ouvre l’édition suivante.",
            reverse("plan:arreter", args=[espace.siren]),
        )


def _vote(espace: Espace, pret: str) -> Iterator[Acte]:
    """Propose to tell a vote that is awaited, else to send what is ready, if it is."""
    adresse = reverse("vote:vote", args=[espace.siren])
    if EditionSchema.objects.filter(espace=espace, etat=EtatEdition.A_VOTER.value).exists():
        yield Acte(
            "Noter le vote",
            "Le texte est arrêté et son dossier est prêt : dites ce que l’assemblée a décidé.",
            adresse,
        )
    elif pret:
        yield Acte("Passer au vote", pret, adresse)


def _decide(espace: Espace, suivante: RubriqueLue | None) -> Iterator[Acte]:
    """Propose what is left to write or to read again, then the vote; one that awaits is first."""
    pret = "Chaque rubrique porte vos mots : le dossier de séance sort en une fois."
    yield from _vote(espace, "" if suivante else pret)
    yield from [_write(espace, suivante)] if suivante else []


def _write(espace: Espace, rubrique: RubriqueLue) -> Acte:
    nom, adresse = f"« {rubrique.titre} »", link_rubrique(espace, rubrique.code)
    if rubrique.est_prete:
        return Acte(f"Relire {nom}", "Ajoutez-y vos mots.", adresse)
    texte = rubrique.modele.texte if rubrique.modele else "Une rubrique que vous avez ajoutée."
    return Acte(f"Écrire {nom}", texte, adresse)


def _complete(espace: Espace, situation: Situation) -> Iterator[Acte]:
    """Propose the legal line that most contracts leave without an answer."""
    figures = [ligne.des_marches.figure for ligne in situation.lignes if ligne.des_marches]
    pire = max(figures, key=lambda figure: figure.inconnus, default=None)
    if pire is not None and pire.inconnus:
        yield Acte(
            f"Voir {_les(pire.inconnus)} sans réponse",
            f"Les connaître réduit l’incertitude de « {pire.nom} » en {pire.reference.annee}.",
            link_preuve(espace, pire.reference, etat="inconnu"),
            "Ouvrir",
        )


def _les(nombre: int) -> str:
    return "le marché" if nombre == 1 else f"les {pluriel(nombre, 'marché')}"


# --- Which buyer to open a space for; to whom an address is given, and for how long ---


SIREN_MAX: Final = 40  # typed with blanks, or a SIRET
INCONNU: Final = "inconnu"


class FormSiren(DsfrBaseForm):
    """A SIREN; the name is asked only when nobody knows it, and a supplier must be confirmed."""

    siren = forms.CharField(
        label="SIREN de l’acheteur",
        max_length=SIREN_MAX,
        help_text="Neuf chiffres, avec ou sans espaces. Un SIRET convient aussi.",
        error_messages={
            "required": "Écrivez le SIREN de l’acheteur : neuf chiffres.",
            "max_length": "C’est trop long pour un SIREN : neuf chiffres suffisent.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    nom = ask_ligne(
        "Nom de la structure",
        200,
        aide="Le nom officiel : ce SIREN n’est dans aucune de nos tables.",
        validators=[refuse_lien],
    )
    acheteur = forms.BooleanField(
        label="C’est bien une structure qui achète, comme une SEM ou une régie", required=False
    )
    type = ask_choix(
        "Type de structure",
        [("", "Choisissez"), *TYPES, (INCONNU, "Je ne sais pas")],
        hors=tell_inconnue("un type de structure"),
        aide="Il n’est pas dans nos tables. Demandé une seule fois : les outils s’en servent.",
    )
    code_region = ask_choix("Région", list_regions, hors=tell_inconnue("une région"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nom_connu = ""
        self.fermeture = ""
        self._besoins: set[str] = set()
        if not self.is_bound and is_siren(self.initial.get("siren", "")):
            self._look(self.initial["siren"])

    def clean_siren(self) -> str:
        ecrit = self.cleaned_data["siren"]
        self.fermeture = tell_fermeture(ecrit)
        try:
            return read_siren(ecrit)
        except SirenRefuse as refus:
            raise forms.ValidationError(str(refus)) from refus

    def clean_type(self) -> str:
        return "" if (lu := self.cleaned_data["type"]) == INCONNU else str(lu)

    def clean(self) -> dict[str, Any]:
        reponses = super().clean() or self.cleaned_data
        if siren := reponses.get("siren"):
            self._look(siren)
            self._ask(reponses)
        return reponses

    @property
    def montres(self) -> list[forms.BoundField]:
        """Return the fields to show: the others only once they are needed."""
        return [self[nom] for nom in self.fields if nom == "siren" or nom in self._besoins]

    @property
    def nom_choisi(self) -> str:
        """Return the known name, else the one that was written."""
        return self.nom_connu or self.cleaned_data["nom"]

    def _look(self, siren: str) -> None:
        """Find who bears a SIREN, and what must be asked about it."""
        identite, acheteur = describe_siren(siren), find_acheteur(siren)
        if identite:
            self.nom_connu = identite.nom
        elif acheteur:
            self.nom_connu = acheteur.nom or ""
        elif nombre := count_contrats_gagnes(siren):
            self._contrats_gagnes = nombre
            self._need("acheteur")
        else:
            self.nom_connu = name_siren(siren)
        if not self.nom_connu:
            self._need("nom")
        if not (identite and identite.type):
            self._need("type")
            self._besoins.add("code_region")  # a national body has none

    def _need(self, champ: str) -> None:
        self._besoins.add(champ)
        self.fields[champ].required = True  # as the page says of it

    def _ask(self, reponses: dict[str, Any]) -> None:
        if "acheteur" in self._besoins and not reponses.get("acheteur"):
            self.add_error(
                "acheteur",
                "Nos données connaissent ce SIREN comme fournisseur "
                f"({pluriel(self._contrats_gagnes, 'marché')}), jamais comme acheteur. Donnez le "
                "SIREN de l’acheteur, ou cochez cette case.",
            )
        if "nom" in self._besoins and not reponses.get("nom"):
            self.add_error("nom", "Écrivez le nom de la structure : nous ne le connaissons pas.")
        if "type" in self._besoins and not self.data.get("type"):
            self.add_error("type", "Choisissez le type de structure, ou « Je ne sais pas ».")


_DUREES: Final = {"30": "Un mois", "90": "Trois mois", "365": "Un an"}


class FormPartage(DsfrBaseForm):
    pour = ask_ligne(
        "À qui donnez-vous ce lien ?",
        120,
        "Écrivez à qui vous le donnez, pour savoir plus tard quel lien retirer.",
        aide="Par exemple « Commission des finances ». Vous seuls lirez cette mention.",
    )
    duree = ask_choix(
        "Pour combien de temps ?",
        list(_DUREES.items()),
        "Choisissez une durée.",
        {"invalid_choice": "Choisissez une durée de la liste."},
        initial="90",
    )

    @property
    def pendant(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["duree"]))
