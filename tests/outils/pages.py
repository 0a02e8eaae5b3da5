"""Pages as tests read them: the lines of a template say nothing."""

import re

_BLOCS = (
    "article aside body caption dd details div dl dt fieldset figure footer form h[1-6] header"
    " label legend li main nav ol optgroup option p section select summary table tbody td tfoot th"
    " thead tr ul"
)
_BLOC = re.compile(rf" ?(</?(?:{'|'.join(_BLOCS.split())})\b[^>]*>) ?")
_BLANCS = re.compile(r"[ \t\n]+")  # an unbreakable space is a sign like another


def flatten(page: str) -> str:
    """Return a page on one line, without the blanks that a browser drops."""
    return _BLOC.sub(r"\1", _BLANCS.sub(" ", page).replace(" >", ">"))
