"""How many questions a page may ask of the database: few, unless its line here says why."""

# What any page pays: session, account, second factor, roles, menu, the state of the texts.
DEFAUT = 12

EXCEPTIONS = {
    "comptes:donnees_export": 51,  # seven of any page and of its parts, one for each of 44 models
    "comptes:lien_demonstration": 24,  # signs in: a link used, a session opened, a line of journal
    "portail:sante": 14,  # the base, workers, tasks, mails, the disk, backups
    "accueil:outils": 19,  # each tool: where it stands
    "grille:tableau_export": 13,  # its figures: paid, corrected, published; its grid
    "grille:tableau": 16,  # its figures: paid, corrected, published; its grid, its objectives
    "cibles:cibles": 18,  # the same, its targets, their values, what others aim at
    "cibles:tableau": 18,
    "cibles:fixer": 18,
    "cibles:modifier": 20,  # the same, and who may be named
    "cibles:indicateur": 22,  # the same, its talk, and what was asked of it by a link
    "cibles:noter": 18,
    "cibles:saisie": 18,
    "cibles:export": 18,
    "cibles:collecte": 21,  # the same, its sheets, and the answers that wait
    "cibles:reponses": 20,  # the collection, each sheet, what it would change
    "cibles:fiche": 20,
    "cibles:fiche_classeur": 20,
    "redaction:controle": 51,  # the outline, targets, the last closed year, plans, what is aside
    "plan:plan": 15,  # axes, objectives, actions, steps; what may enter; the talk, what was asked
    "plan:export": 13,  # actions, five lists that hang on them, the names of those they wait for
    "plan:ligne": 19,  # the same, and what a line may be changed to
    "plan:action": 19,  # an action, all that hangs on it, its history, the talk, who may be named
    "plan:tournee": 20,  # what a pilot answers for: actions, indicators, values, earlier answers
    "plan:modifier": 18,  # the same, and what it may be tied to
    "plan:importation": 21,  # the preview, the plan and the targets that it is compared with
    "plan:arreter": 22,  # the actions that may be dropped, and what every target reached
    "plan:relais_document": 19,  # for each tool, and for who left: actions, targets, sheets
    "point_annuel:point": 25,  # the same, the plan, the collection, the perimeter, the talk
    "point_annuel:textes": 21,
    "point_annuel:clore": 20,
    "accueil:elus": 27,  # the same, where the buyer is, its acts
    "accueil:vue_partagee": 28,  # the same, and notes that somebody opened it
    "accueil:accueil": 66,  # the same; the outline, each heading of which reads its tool
    "organisations:rejoindre_organisation": 14,  # a request, the delay of answers
    "publication:publier": 13,  # the draft, who confirms it, whether it is the first
    "publication:valider": 13,  # the same
    "publication:parue": 22,  # what was published, and what the site computes of it now
    "redaction:schema": 45,  # each heading reads its tool; the last closed year; the glossary
    "redaction:deux_pages": 53,  # the whole scheme, its plan, targets and purchases
    "redaction:fichier": 53,  # the same, and how it looks
    "redaction:kit": 23,  # figures: paid, corrected, published; the duty, calendar, last year
    "redaction:kit_fichier": 24,  # the same, and how it looks
    "vote:vote": 61,  # what would be voted today, beside what was frozen
    "vote:edition": 62,
    "redaction:deposer": 36,  # all that the file holds, the sheet that is known, the text adopted
    "redaction:format_ouvert": 31,  # the whole scheme: words, figures, grid, plan, calendar, bodies
    "marches:liste": 13,  # contracts, figures, who was corrected; corrections of a page
    "marches:a_regler": 18,  # contracts, doubts, decisions, corrections and talks that wait
    # A count for each kind of thing that waits, of which what is around the buyer brought five
    # (questions reported or forgotten, words of helps, memberships, documents); register, contacts.
    "bureau:accueil": 40,
    "bilan:edition": 15,  # what the site counted of it, in five tools
    "registre:moderation": 16,  # counts each queue, dead links and likely doubles
}

# Who asks the same question twice in one page, and why.
DEUX_FOIS = {
    "accueil:accueil": "acts, then each heading of the outline, ask the same tools",
    "plan:structure": "the axes of the page, then those that an approach's are set beside",
    "vote:vote": "headings ask the same tools, and what is frozen its targets",
    "vote:edition": "the same",
    "redaction:controle": "headings ask the same tools, and the checklist their targets",
    "comptes:cle_ajouter": "how many keys there are, then which the browser must not make again",
    "redaction:kit": "the answer on the duty also says of what kind the buyer is",
    "redaction:schema": "headings ask the same tools: the duty, the approach, the grid, the spend",
    "redaction:deposer": "the outline, then the file that it makes, ask for the duty",
    "publication:valider": "who confirms, then the form, ask whether it is the first one",
    "publication:adopte": "what was known before, then what the form starts from",
    "plan:ligne": "the table, then the form of one of its lines, read axes, objectives and steps",
    "marches:liste": "published and corrected figures each look for what is private to the space",
    "marches:a_regler": "contracts and doubts each look for what is private to the space",
    "marches:origines": "the contract, then its record, each look for what is private to the space",
    "organisations:rejoindre_organisation": "an organisation is also one of the names of a SIREN",
}
