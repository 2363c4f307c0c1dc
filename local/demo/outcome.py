"""How opening an export can end, besides well."""


class BrokenError(Exception):
    """The export is not what it should be; the text says what was found."""


class NotHereError(Exception):
    """This machine lacks what opens it; the text says what."""
