"""How long the money lasts, read from what the founder wrote about where the company stands.

Cash ÷ monthly burn if both are said, in one currency; else the months that are stated; else nothing.
"""

import re

from tailrace.kinds.vision.content import Runway
from tailrace.kinds.vision.figures import amount

_CURRENCY = r"(?:[$€£¥₹]|usd|eur|gbp|chf|dollars?|euros?|pounds?)"
_ABOUT = r"(?:about|around|roughly|some|~)"


def _money(name: str) -> str:
    """A sum, with its currency on either side: groups `name`, `name_scale`, `name_before`, `name_after`."""
    return rf"""
        (?P<{name}_before>{_CURRENCY})?\s?
        (?P<{name}>\d{{1,3}}(?:[,.’\ ]\d{{3}})+|\d+(?:[.,]\d+)?)\s?
        (?P<{name}_scale>thousand|million|billion|k|m|mn)?\b\s?
        (?P<{name}_after>{_CURRENCY}(?![a-z]))?"""


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE | re.VERBOSE) for pattern in patterns)


_HAS_CASH = _compiled(
    rf"{_money('cash')}\s*(?:of\s+)?(?:(?:left|still|now)\s+)*"
    r"(?:in\s+(?:the\s+|our\s+)?(?:bank|cash|account)|cash|left)",
    r"(?:cash|bank(?:\sbalance)?|account)(?:\s+(?:is|of|at|holds|has|in\shand|on\shand|position|balance))*\s*:?\s*"
    rf"(?:{_ABOUT}\s?)?{_money('cash')}",
)
_HAS_BURN = _compiled(
    rf"burn(?:s|ing|ed)?(?:\s+(?:rate|is|of|at|{_ABOUT}|currently|net|gross|a|per|each|month|monthly))*\s*[:=~]?\s*"
    rf"{_money('burn')}(?P<burn_period>\s*(?:a|per|/|each|every)\s*(?:month|year|mo\b|yr\b|quarter|week))?",
    rf"{_money('burn')}(?P<burn_period>\s*(?:a|per|/|each|every)?\s*(?:month(?:ly)?|year(?:ly)?|quarter(?:ly)?))?"
    r"\s+(?:of\s+)?(?:net\s+|gross\s+)?burn",
)
_LENGTH = r"(?P<length>\d+(?:[.,]\d+)?)[\s-]*(?P<unit>months?|mos?|years?|yrs?|weeks?)"
_STATED = _compiled(
    rf"{_LENGTH}(?:['’]s?)?\s+(?:of\s+)?(?:\w+\s+)?runway",
    rf"runway(?:\s+(?:is|of|for|lasts|left|until|{_ABOUT}|at|currently|now))*\s*[:=~]?\s*{_LENGTH}",
    rf"(?:money|cash|funds|funded)\s+(?:for|lasts?|to\slast)(?:\s+(?:us|another|{_ABOUT}|the\snext))*\s+{_LENGTH}",
)
# "6 to 9 months", "less than 3 months": which figure holds is not for us to say.
_VAGUE = re.compile(
    r"(?:\d\w?\s?(?:-|–|to|or)|\b(?:less than|more than|under|over|at least|up to|not have)|n['’]t have)\s?$",
    re.IGNORECASE,
)
_LEAST_BARE_SUM = 1000
_MONTHS = {"w": 12 / 52, "m": 1.0, "y": 12.0, "q": 3.0}


def runway(current_state: str) -> Runway:
    """Months, to one decimal, and where they come from; both null if the text does not say."""
    cash, burn = _first(_HAS_CASH, current_state), _first(_HAS_BURN, current_state)
    if cash and burn and _same_currency(cash, burn):
        monthly = amount(burn["burn"], burn["burn_scale"]) / _period(burn["burn_period"])
        if monthly > 0:
            return Runway(months=round(amount(cash["cash"], cash["cash_scale"]) / monthly, 1), source="cash_and_burn")
    stated = _first(_STATED, current_state)
    if stated:
        length = float(stated["length"].replace(",", "."))
        return Runway(months=round(length * _MONTHS[stated["unit"][0].lower()], 1), source="stated")
    return Runway(months=None, source=None)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    found = (match for pattern in patterns for match in pattern.finditer(text))
    return next((match for match in found if _is_sum(match) and not _VAGUE.search(_before(match))), None)


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - 20) : match.start()]


def _is_sum(match: re.Match[str]) -> bool:
    """Whether it is money that was read, if it was to be: "3 left" are people, "$3 left" and "3k left" are not."""
    found = match.groupdict()
    name = "cash" if "cash" in found else "burn" if "burn" in found else None
    if name is None or any(found[f"{name}_{part}"] for part in ("before", "scale", "after")):
        return True
    return amount(found[name], None) >= _LEAST_BARE_SUM


def _period(written: str | None) -> float:
    """How many months the burn is for; where nothing is said it is a month, as it is everywhere."""
    unit = re.search(r"week|month|mo|year|yr|quarter", (written or "").casefold())
    return _MONTHS[unit[0][0]] if unit else 1.0


def _same_currency(cash: re.Match[str], burn: re.Match[str]) -> bool:
    """Whether nothing speaks against it: often only one of the two sums has its currency beside it."""
    ours = [_currency(cash["cash_before"] or cash["cash_after"]), _currency(burn["burn_before"] or burn["burn_after"])]
    return None in ours or ours[0] == ours[1]


def _currency(written: str | None) -> str | None:
    if not written:
        return None
    name = written.casefold().rstrip("s")
    return {"usd": "$", "dollar": "$", "eur": "€", "euro": "€", "gbp": "£", "pound": "£"}.get(name, name)
