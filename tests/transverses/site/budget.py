"""How many questions a page may ask of the database: few, unless its line here says why."""

# What any page pays: session, account, second factor, roles, menu.
DEFAUT = 12

EXCEPTIONS = {
    "comptes:donnees_export": 29,  # each app gives its part of one's data
    "comptes:lien_demonstration": 24,  # signs in: a link used, a session opened, a line of journal
    "accueil:outils": 18,  # each tool: where it stands
    "grille:tableau": 16,  # its figures: paid, corrected, published; its grid, its objectives
    "grille:tableau_modifier": 16,  # the same
    "accueil:elus": 25,  # the same, where the buyer is, its acts
    "accueil:vue_partagee": 27,  # the same, and notes that somebody opened it
    "accueil:accueil": 56,  # the same; the outline, each heading of which reads its tool
    "organisations:rejoindre_organisation": 13,  # a request, and how long answers took
    "publication:parue": 18,  # what was published, and what the site computes of it now
    "redaction:schema": 38,  # each heading reads its tool
    "redaction:deux_pages": 44,
    "redaction:fichier": 40,  # the same, and how it looks
    "redaction:kit": 22,  # figures: paid, corrected, published; the duty, the calendar
    "redaction:kit_fichier": 24,  # the same, and how it looks
    "redaction:format_ouvert": 20,  # the whole scheme: words, figures, grid, calendar, bodies
    "marches:a_regler": 18,  # contracts, doubts, decisions, corrections and talks that wait
    "registre:moderation": 16,  # counts each queue, dead links and likely doubles
}

# Who asks the same question twice in one page, and why.
DEUX_FOIS = {
    "accueil:accueil": "acts, then each heading of the outline, ask the same tools",
    "redaction:kit": "the answer on the duty also says of what kind the buyer is",
    "redaction:schema": "headings ask the same tools: the duty, the approach, the grid, the spend",
    "marches:liste": "published and corrected figures each look for what is private to the space",
    "marches:a_regler": "contracts and doubts each look for what is private to the space",
    "marches:origines": "the contract, then its record, each look for what is private to the space",
    "organisations:rejoindre_organisation": "an organisation is also one of the names of a SIREN",
}
