"""How the page talks, by counting.

Measured over all sentences of the page, if it has 60 words at least and is in English (the rules are for English only):
words in a sentence on average; sentences with an exclamation mark; words that address the reader or speak for the
makers (you, we); contractions; technical words. The first rule that holds gives the tone:

- technical: 3 % of the words are technical, or more
- energetic: every sixth sentence is an exclamation, or more
- friendly: 5 % of the words are you or we, or there are contractions in 2 % of them
- formal: 20 words a sentence or more, and no contractions
- neutral: else
"""

import re
from collections.abc import Iterator

from tailrace.kinds.video.brand_model import Tone, Voice
from tailrace.kinds.video.page import Page

_LEAST_WORDS = 60
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_ADDRESS = frozenset({"you", "your", "yours", "you're", "you'll", "we", "us", "our", "ours", "we're", "we'll"})
_TECHNICAL = re.compile(
    r"^(api|apis|sdk|cli|sql|postgresql|database|databases|query|queries|server|servers|serverless|deploy\w*|runtime|"
    r"latency|throughput|kubernetes|docker|git|json|http|https|webhook|webhooks|schema|schemas|compiler|kernel|index|"
    r"indexes|cache|encryption|encrypted|algorithm|algorithms|protocol|protocols|code|command|profiler|statement|plan|"
    r"plans|repository|build|ci|open-source|node|scan|framework|library|backend|frontend|integration|integrations)$"
)
_COMMON = frozenset({"the", "and", "of", "to", "a", "in", "is", "for", "with", "on", "that", "it"})
# English has these words in every third place or so; a text in which they are rare is in another language.
_COMMON_LEAST = 0.12


def find(page: Page) -> Voice | None:
    """The tone and its adjectives (8 at most), or null if there is too little text, or none in English."""
    sentences = [s[0].strip() for text in _texts(page) for s in _SENTENCE.finditer(text) if s[0].strip()]
    words = [word.replace("’", "'") for sentence in sentences for word in _WORD.findall(sentence.lower())]
    if len(words) < _LEAST_WORDS or not _is_english(page, words):
        return None
    length = len(words) / len(sentences)
    exclaimed = sum(1 for sentence in sentences if sentence.endswith("!")) / len(sentences)
    address = sum(1 for word in words if word in _ADDRESS) / len(words)
    contracted = sum(1 for word in words if "'" in word and not word.endswith("'s")) / len(words)
    technical = sum(1 for word in words if _TECHNICAL.match(word)) / len(words)
    tones: tuple[tuple[Tone, bool], ...] = (
        ("technical", technical >= 0.03),
        ("energetic", exclaimed >= 1 / 6),
        ("friendly", address >= 0.05 or contracted >= 0.02),
        ("formal", length >= 20 and not contracted),
        ("neutral", True),
    )
    adjectives = (
        ("concise", length <= 12),
        ("detailed", length >= 20),
        ("calm", exclaimed == 0),
        ("lively", exclaimed >= 0.1),
        ("personal", address >= 0.05),
        ("matter-of-fact", address < 0.02),
        ("conversational", contracted >= 0.01),
        ("precise", technical >= 0.03),
    )
    basis = (
        f"{len(words)} words, {length:.1f} a sentence; {exclaimed:.0%} exclamations, {address:.1%} you and we, "
        f"{contracted:.1%} contractions, {technical:.1%} technical words"
    )
    return Voice(
        tone=next(tone for tone, holds in tones if holds),
        adjectives=[word for word, holds in adjectives if holds],
        basis=basis,
    )


def _texts(page: Page) -> Iterator[str]:
    """Every text once, but for what others say of the brand."""
    said = {testimonial.quote for testimonial in page.testimonials}
    texts = [h.text for h in page.headings] + [p.text for p in page.paragraphs]
    for text in dict.fromkeys(texts):
        if not any(quote in text for quote in said):
            yield text


def _is_english(page: Page, words: list[str]) -> bool:
    if page.language:
        return page.language.lower().startswith("en")
    return sum(1 for word in words if word in _COMMON) / len(words) >= _COMMON_LEAST
