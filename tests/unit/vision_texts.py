"""Texts of a vision that tests share."""

from typing import Any

from tailrace.kinds.vision.input import VisionInput

# The whole input that the kind itself gives.
EXAMPLE: dict[str, Any] = VisionInput.model_json_schema()["examples"][0]

FRAMEWORK: dict[str, Any] = {
    "vision": "No good bread is thrown away. Every bakery knows in the evening what to bake at night.",
    "strategy": ["Win single bakeries with forecasts first", "Connect the five common tills before any other"],
    "operating_principles": [
        "Bakers decide, software suggests",
        "We never sell sales data",
        "We say what we do not know",
    ],
    "near_term_bets": [
        {
            "bet": "Offer bakeries a price by shop",
            "owner": "Founder",
            "horizon": "Q1",
            "measure": "7 of 10 bakeries pay",
        },
        {
            "bet": "Connect two tills",
            "owner": "Lead engineer",
            "horizon": "6mo",
            "measure": "Both send sales every night",
        },
    ],
    "metrics": [
        {"name": "Bakeries that pay", "target": "400 in three years", "cadence": "monthly"},
        {"name": "Waste of a bakery", "target": "half of today's", "cadence": "quarterly"},
        {"name": "Forecasts that were used", "target": "most of them", "cadence": "weekly"},
    ],
    "tensions": ["Selling to single shops against selling to small chains"],
}
