"""How much of a brand was found: points for each thing, with the reason, 100 in all."""

from tailrace.kinds.video.brand_actions import is_action
from tailrace.kinds.video.brand_model import CallToAction, Colours, Fact, Feature, Proof, QualityPoint

_NAME, _HEADLINE, _FEATURES, _ACTIONS, _PROOF, _COLOURS = 20, 20, 20, 15, 15, 10
# From so many features on there is enough to tell.
_ENOUGH_FEATURES = 3


def points(
    name: Fact | None,
    places: int,
    headline: Fact | None,
    features: list[Feature],
    actions: list[CallToAction],
    proof: Proof,
    colours: Colours,
) -> list[QualityPoint]:
    """The breakdown; `places` is how many places agree on the name."""
    return [
        _name(name, places),
        _point("headline", _HEADLINE, headline is not None, "The hero has a heading that says more than the name"),
        _features(features),
        _actions(actions),
        _proof(proof),
        _point("colours", _COLOURS, colours.primary is not None, "The page has a colour of its own"),
    ]


def _point(name: str, weight: int, found: bool, reason: str) -> QualityPoint:
    return QualityPoint(
        name=name, points=weight if found else 0, weight=weight, reason=reason if found else "None found"
    )


def _name(name: Fact | None, places: int) -> QualityPoint:
    if name is None:
        return QualityPoint(name="name", points=0, weight=_NAME, reason="None found")
    if name.source == "domain":
        return QualityPoint(name="name", points=_NAME // 4, weight=_NAME, reason="Only the address says it")
    if places > 1 or name.source in ("json_ld", "meta"):
        reason = f"{places} places agree on it" if places > 1 else "The page names itself"
        return QualityPoint(name="name", points=_NAME, weight=_NAME, reason=reason)
    return QualityPoint(name="name", points=_NAME // 2, weight=_NAME, reason=f"Only the {name.source} says it")


def _features(features: list[Feature]) -> QualityPoint:
    got = round(_FEATURES * min(len(features), _ENOUGH_FEATURES) / _ENOUGH_FEATURES)
    return QualityPoint(
        name="features", points=got, weight=_FEATURES, reason=f"{len(features)} found" if features else "None found"
    )


def _actions(actions: list[CallToAction]) -> QualityPoint:
    if actions and not is_action(actions[0].label):
        return QualityPoint(
            name="calls_to_action", points=_ACTIONS // 2, weight=_ACTIONS, reason="None asks for more than a look"
        )
    return _point("calls_to_action", _ACTIONS, bool(actions), "The page asks its visitors for something")


def _proof(proof: Proof) -> QualityPoint:
    other = bool(proof.stats or proof.customers or proof.rating)
    if other and not proof.testimonials:
        return QualityPoint(
            name="proof", points=_PROOF // 2, weight=_PROOF, reason="Numbers or names, but nobody's word"
        )
    return _point("proof", _PROOF, bool(proof.testimonials), "Somebody is quoted")
