"""How large a page may be as data. Each list has its own limit (see their modules); this one holds for all together."""

import json

from tailrace.kinds.video.page import Page

# Bytes as JSON in ASCII, the longest way to write it: far below the log's limit for one event.
MOST_BYTES = 60_000
# What goes first when it is too much, and what may not be shortened below.
_LISTS = (("paragraphs", 8), ("links", 12), ("cards", 6), ("headings", 8), ("json_ld", 2), ("paragraphs", 0))
CUT_NOTE = "The page says more than is kept: some of its later texts are left out"


def fit(page: Page) -> Page:
    """The page with its longest lists shortened from their ends until it fits, and a note that says so."""
    if _size(page) <= MOST_BYTES:
        return page
    page = page.model_copy(update={"notes": [*page.notes, CUT_NOTE]})
    for name, least in _LISTS:
        while _size(page) > MOST_BYTES and len(kept := getattr(page, name)) > least:
            page = page.model_copy(update={name: kept[: max(least, len(kept) * 3 // 4)]})
    return page


def _size(page: Page) -> int:
    return len(json.dumps(page.model_dump()))
