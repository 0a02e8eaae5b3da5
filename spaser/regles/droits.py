"""Who may do what: the only place where roles are compared; whose mail domains prove it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from spaser.regles.nomenclatures import Nomenclature, TypeStructure

# --- Who may do what: the only place where roles are compared ---
# A role in an organisation is held for that organisation alone; a role in the programme is held
# for the whole site. The caller gathers the roles that apply to the object at hand, and asks
# `can`.


class Role(Nomenclature):
    ADMINISTRATION = "administration", "Administration"
    REDACTION = "redaction", "Rédaction"
    CONTRIBUTION = "contribution", "Contribution"
    LECTURE = "lecture", "Lecture"
    ANIMATION = "animation", "Animation du programme"
    MODERATION = "moderation", "Modération du programme"
    CONSEIL = "conseil", "Conseil"  # held by the consent of a buyer, for a time: nobody gives it


_ADM, _RED, _CON, _LEC, _ANI, _MOD, _CNS = Role
ROLES_ORGANISATION: Final = (_ADM, _RED, _CON, _LEC)
ROLES_PROGRAMME: Final = (_ANI, _MOD)


# fmt: off
class Operation(StrEnum):
    """What a person may ask of the site, and the roles that may."""

    roles: frozenset[Role]

    def __new__(cls, code: str, *roles: Role) -> Self:
        membre = str.__new__(cls, code)
        membre._value_, membre.roles = code, frozenset(roles)
        return membre

    # In an organisation
    VOIR_ORGANISATION = "voir_organisation",                   _ADM, _RED, _CON, _LEC,       _MOD
    MODIFIER_ORGANISATION = "modifier_organisation",           _ADM
    GERER_MEMBRES = "gerer_membres",                           _ADM
    INVITER = "inviter",                                       _ADM
    ACCEPTER_ADHESION = "accepter_adhesion",                   _ADM,                         _MOD
    QUITTER_ORGANISATION = "quitter_organisation",             _ADM, _RED, _CON, _LEC
    # In its space
    VOIR_ESPACE = "voir_espace",                               _ADM, _RED, _CON, _LEC, _CNS
    MODIFIER_PERIMETRE = "modifier_perimetre",                 _ADM, _RED
    GARDER_REFERENCE = "garder_reference",                     _ADM, _RED, _CON, _LEC
    COMMENTER = "commenter",                                   _ADM, _RED, _CON,       _CNS
    RECOMMANDER = "recommander",                                                       _CNS
    INVITER_CONSEILLER = "inviter_conseiller",                 _ADM
    CHOISIR_OUTILS = "choisir_outils",                         _ADM, _RED
    PARTAGER_VUE = "partager_vue",                             _ADM, _RED
    DECIDER_PROPOSITION = "decider_proposition",               _ADM, _RED
    CONDUIRE_DIAGNOSTIC = "conduire_diagnostic",               _ADM, _RED
    REPONDRE_DIAGNOSTIC = "repondre_diagnostic",               _ADM, _RED, _CON
    CHOISIR_APPROCHE = "choisir_approche",                     _ADM, _RED
    CORRIGER_MARCHE = "corriger_marche",                       _ADM, _RED, _CON
    CORRIGER_MARCHES_EN_NOMBRE = "corriger_marches_en_nombre", _ADM, _RED
    IMPORTER_MARCHES = "importer_marches",                     _ADM, _RED
    VOIR_LIGNES_DEPENSES = "voir_lignes_depenses",             _ADM, _RED, _CON
    MODIFIER_DEPENSES = "modifier_depenses",                   _ADM, _RED
    DECRIRE_POLITIQUES = "decrire_politiques",                 _ADM, _RED, _CON
    REMPLIR_GRILLE = "remplir_grille",                         _ADM, _RED, _CON
    REDIGER_SCHEMA = "rediger_schema",                         _ADM, _RED, _CON
    CONDUIRE_VOTE = "conduire_vote",                           _ADM, _RED
    ARRETER_INDICATEURS = "arreter_indicateurs",               _ADM, _RED
    MODIFIER_ACTEURS = "modifier_acteurs",                     _ADM, _RED, _CON
    MODIFIER_PLAN = "modifier_plan",                           _ADM, _RED, _CON
    STRUCTURER_PLAN = "structurer_plan",                       _ADM, _RED
    PASSER_LA_MAIN = "passer_la_main",                         _ADM
    PREPARER_POINT_ANNUEL = "preparer_point_annuel",           _ADM, _RED, _CON
    CLORE_POINT_ANNUEL = "clore_point_annuel",                 _ADM, _RED
    PREPARER_PUBLICATION = "preparer_publication",             _ADM, _RED
    VALIDER_PUBLICATION = "valider_publication",               _ADM
    RACONTER_PRATIQUE = "raconter_pratique",                   _ADM, _RED
    ANIMER_ATELIER = "animer_atelier",                         _ADM, _RED
    # On its schemes in the register
    VOIR_BROUILLON_DEPOT = "voir_brouillon_depot",             _ADM, _RED, _CON, _LEC
    DEPOSER_SPASER = "deposer_spaser",                         _ADM, _RED
    REVENDIQUER_FICHE = "revendiquer_fiche",                   _ADM, _RED
    MODIFIER_FICHE_PUBLIEE = "modifier_fiche_publiee",         _ADM, _RED,                   _MOD
    CONFIRMER_FICHE = "confirmer_fiche",                       _ADM, _RED,                   _MOD
    # In the programme
    VOIR_PROGRAMME = "voir_programme",                                                 _ANI, _MOD
    MODERER_DEPOT = "moderer_depot",                                                         _MOD
    RECENSER_FICHE = "recenser_fiche",                                                       _MOD
    FUSIONNER_FICHES = "fusionner_fiches",                                                   _MOD
    RETIRER_FICHE = "retirer_fiche",                                                         _MOD
    ATTRIBUER_ORGANISATION = "attribuer_organisation",                                       _MOD
    TRANCHER_PUBLICATION = "trancher_publication",                                           _MOD
    GERER_EQUIPE_PROGRAMME = "gerer_equipe_programme",                                       _MOD
    VOIR_JOURNAL = "voir_journal",                                                           _MOD
    VERIFIER_LIENS = "verifier_liens",                                                       _MOD
    SUIVRE_TRAVAUX = "suivre_travaux",                                                 _ANI, _MOD
    EXPORTER_DONNEES_INTERNES = "exporter_donnees_internes",                           _ANI, _MOD
    REDIGER_TEXTE = "rediger_texte",                                                   _ANI, _MOD
    RELIRE_TEXTE = "relire_texte",                                                     _ANI, _MOD
    SUIVRE_ACHETEURS = "suivre_acheteurs",                                             _ANI, _MOD
    TENIR_AGENDA = "tenir_agenda",                                                     _ANI, _MOD
    MODERER_ECHANGES = "moderer_echanges",                                             _ANI, _MOD
# fmt: on


MATRICE: Final[Mapping[Operation, frozenset[Role]]] = {o: o.roles for o in Operation}

# What pages show to whoever visits the space of the demonstration, without any role in it.
VISITE: Final = frozenset({Operation.VOIR_ESPACE})


def can(roles: Iterable[Role], operation: Operation) -> bool:
    return not MATRICE[operation].isdisjoint(roles)


def operations_of(roles: Iterable[Role]) -> frozenset[Operation]:
    tenus = frozenset(roles)
    return frozenset(operation for operation in Operation if can(tenus, operation))


def assignable_roles(roles: Iterable[Role]) -> tuple[Role, ...]:
    """List the roles of an organisation that their holder may give: none that may more than she.

    The programme, which gives an organisation to its people, may give any.
    """
    droits = operations_of(roles)
    if Operation.ATTRIBUER_ORGANISATION in droits:
        return ROLES_ORGANISATION
    return tuple(role for role in ROLES_ORGANISATION if operations_of([role]) <= droits)


# --- The body that decides for a buyer, as its people call it ---


INCONNUE: Final = "assemblée ou conseil"

_T: Final = TypeStructure
_ADMINISTRATION: Final = "conseil d’administration"
_NOMS: Final = {
    _T.REGION: "assemblée régionale",
    _T.DEPARTEMENT: "assemblée départementale",
    _T.COLLECTIVITE: "assemblée",
    _T.METROPOLE: "conseil de métropole",
    _T.EPCI: "conseil communautaire",
    _T.EPT: "conseil de territoire",
    _T.COMMUNE: "conseil municipal",
    _T.SYNDICAT: "comité syndical",
    _T.ETABLISSEMENT_PUBLIC: _ADMINISTRATION,
    _T.EPIC: _ADMINISTRATION,
    _T.ETABLISSEMENT_SANTE: "conseil de surveillance",
    _T.UNIVERSITE: _ADMINISTRATION,
    _T.BAILLEUR: _ADMINISTRATION,
    _T.ETAT: "direction",
}


def name_instance(type_structure: str) -> str:
    """Return the body of a type of buyer; one that suits all when the type does not tell."""
    return _NOMS.get(TypeStructure(type_structure), INCONNUE) if type_structure else INCONNUE


# --- What an e-mail address says of the organisation of its holder ---


# Anyone may open a mailbox there: sharing one of these domains proves nothing. From general
# knowledge; a missing one only lets a request through that an administrator would have answered.
DOMAINES_GRAND_PUBLIC: Final[frozenset[str]] = frozenset(
    """
    9online.fr aliceadsl.fr aol.com aol.fr bbox.fr caramail.com cegetel.net club-internet.fr
    duck.com email.com fastmail.com free.fr gmail.com gmx.com gmx.fr gmx.net googlemail.com
    hey.com hotmail.be hotmail.co.uk hotmail.com hotmail.fr hush.com icloud.com infonie.fr
    laposte.net lavabit.com libertysurf.fr live.be live.com live.fr mac.com magic.fr mail.com
    mail.ru mailbox.org mailfence.com mailo.com mailoo.org me.com msn.com neuf.fr noos.fr
    numericable.fr numericable.com online.fr orange.fr outlook.be outlook.com outlook.fr pm.me
    posteo.de posteo.net proton.me protonmail.ch protonmail.com qq.com riseup.net rocketmail.com
    sfr.fr startmail.com tele2.fr tiscali.fr tuta.com tuta.io tutanota.com vivaldi.net voila.fr
    wanadoo.fr web.de yahoo.com yahoo.fr yandex.com yandex.ru ymail.com yopmail.com yopmail.fr
    zaclys.net zoho.com
    """.split()
)


# Mailboxes that are gone an hour later: what is sent there is read by nobody, or by anybody.
DOMAINES_JETABLES: Final[frozenset[str]] = frozenset(
    """
    10minutemail.com 33mail.com airmail.cc anonbox.net burnermail.io crazymailing.com
    discard.email dispostable.com dropmail.me emailondeck.com fakeinbox.com fakemail.net
    filzmail.com getairmail.com getnada.com grr.la guerrillamail.com guerrillamail.net
    guerrillamail.org inboxbear.com inboxkitten.com jetable.org mail-temporaire.fr mail.tm
    mailcatch.com maildrop.cc mailinator.com mailnesia.com mailpoof.com mailsac.com mintemail.com
    moakt.com mohmal.com mytemp.email mytrashmail.com nada.email sharklasers.com spam4.me
    spamgourmet.com temp-mail.io temp-mail.org tempail.com tempmail.dev tempmailo.com
    throwawaymail.com tmail.ws trash-mail.com trashmail.com trashmail.fr trbvm.com yopmail.com
    yopmail.fr yopmail.net
    """.split()
)
# Hundreds of bodies share each of these.
_PARTAGES: Final = (".gouv.fr",)
# Those that a slip of the finger most often spoils.
_FREQUENTS: Final = tuple(
    """
    gmail.com hotmail.com hotmail.fr outlook.com outlook.fr orange.fr wanadoo.fr free.fr laposte.net
    yahoo.com yahoo.fr sfr.fr icloud.com live.fr developpement-durable.gouv.fr
    """.split()
)


def is_jetable(adresse: str) -> bool:
    """Say whether an address is of a mailbox that anybody opens for a few minutes.

    These services give out their subdomains too.
    """
    noms = _read_domaine(adresse).split(".")
    return any(".".join(noms[rang:]) in DOMAINES_JETABLES for rang in range(len(noms)))


def suggest_adresse(adresse: str) -> str:
    """Return the address that was probably meant; empty when nothing looks like a slip.

    One letter too many, missing, wrong or swapped in a domain of everybody.

    >>> suggest_adresse("camille@gmial.com")
    'camille@gmail.com'
    """
    domaine = _read_domaine(adresse)
    if domaine in DOMAINES_GRAND_PUBLIC or domaine in DOMAINES_JETABLES:
        return ""
    voisins = [connu for connu in _FREQUENTS if _is_slip(domaine, connu)]
    nom = adresse.strip().rpartition("@")[0]
    return f"{nom}@{voisins[0]}" if len(voisins) == 1 else ""


def _read_domaine(adresse: str) -> str:
    return adresse.strip().casefold().rpartition("@")[2]


def _is_slip(ecrit: str, connu: str) -> bool:
    """Say whether one letter, or two that changed places, makes one word of the other."""
    court, long = sorted((ecrit, connu), key=len)
    if ecrit == connu or len(long) - len(court) > 1:
        return False
    if len(court) != len(long):
        return any(long[:rang] + long[rang + 1 :] == court for rang in range(len(long)))
    autres = [rang for rang, (a, b) in enumerate(zip(court, long, strict=True)) if a != b]
    if len(autres) == 1:
        return True
    deux = len(autres) == 2 and autres[1] == autres[0] + 1  # noqa: PLR2004 - two letters
    return deux and court[autres[0]] == long[autres[1]] and court[autres[1]] == long[autres[0]]


def domaine_professionnel(adresse: str) -> str | None:
    """Return the domain of an address when an organisation gives it to its own people.

    None for a public mail service, a mailbox of a few minutes, and for what is not an address.
    The whole domain counts: a subdomain may belong to somebody else.

    >>> domaine_professionnel("Camille@Ville.example")
    'ville.example'
    """
    nom, arobase, domaine = adresse.strip().casefold().rpartition("@")
    if not (nom and arobase and "." in domaine.strip(".")):
        return None
    return None if domaine in DOMAINES_GRAND_PUBLIC or is_jetable(adresse) else domaine


@dataclass(frozen=True, slots=True)
class DomaineVu:
    """A body that the site saw a mail domain at; `fait_foi` when that proves the domain is its."""

    siren: str
    fait_foi: bool


def proves_siren(domaine: str, siren: str, vus: Iterable[DomaineVu]) -> bool:
    """Say whether a domain proves this body: it was proved for it, and seen for no other.

    The services of the State share theirs, whatever the site saw of them.
    """
    if f".{domaine}".endswith(_PARTAGES):
        return False
    connus = {(vu.siren, vu.fait_foi) for vu in vus}
    return (siren, True) in connus and {vu for vu, _ in connus} == {siren}


# --- What a tool proposes to a buyer: taken in by the plan, the sheets, the lessons, the
# indicators ---
# A tool offers; a person keeps or sets aside. What was kept is read by every other tool.


class NatureProposition(Nomenclature):
    """What a proposal is made of; the part of the site that holds it takes it by its code."""

    ACTION = "action", "Action"
    FICHE = "fiche", "Fiche"
    LECON = "lecon", "Leçon"
    INDICATEUR = "indicateur", "Indicateur"
    # What its tool writes by itself, once somebody keeps it (`Outil.retient`).
    PRIORITE = "priorite", "Priorité de la grille"
    ACTEUR = "acteur", "Place d’un acteur"
    TEXTE = "texte", "Paragraphe du schéma"

    @property
    def est_ecrite(self) -> bool:
        """Say whether keeping it is all: it waits for no place in the plan."""
        return self in {type(self).PRIORITE, type(self).ACTEUR, type(self).TEXTE}


class EtatProposition(Nomenclature):
    PROPOSEE = "proposee", "À décider"
    RETENUE = "retenue", "Retenue"
    ECARTEE = "ecartee", "Écartée"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offre:
    """A proposal as a tool makes it: what, and why for this buyer."""

    nature: NatureProposition
    code: str
    libelle: str
    raison: str
