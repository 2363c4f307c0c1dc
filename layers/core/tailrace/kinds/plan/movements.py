"""The words by which risky movements are found in the names of exercises, whatever tags a model gave them."""

from collections.abc import Mapping

from tailrace.kinds.plan.allergens import listed
from tailrace.kinds.plan.content import Activity, Practice
from tailrace.kinds.plan.vocabulary import MovementTag
from tailrace.kinds.plan.words import Words

_GENTLE = listed("supported, gentle, modified, seated half")

WORDS: Mapping[MovementTag, Words] = {
    "deep_twist": Words(
        listed("""deep twist, revolved triangle, revolved chair, revolved side angle, revolved lunge, full spinal twist,
        ardha matsyendrasana, marichyasana, parivrtta, russian twist, lord of the fishes""")
    ),
    "hot_environment": Words(listed("hot yoga, bikram, sauna, hot pilates, steam room")),
    "prone": Words(
        listed("""cobra, bhujangasana, upward dog, upward facing dog, locust, salabhasana, bow pose, dhanurasana,
        superman, sphinx, prone, swimming drill""")
    ),
    "intense_core": Words(
        listed("""crunch, sit ups, situp, v ups, boat pose, navasana, leg raise, hollow hold, ab wheel, toe to bar,
        bicycle crunch, flutter kick, russian twist, hundred, mountain climber"""),
    ),
    "long_breath_hold": Words(
        listed("breath hold, breath retention, kumbhaka, box breathing with hold, apnea, wim hof")
    ),
    "forceful_breathing": Words(
        listed("""kapalabhati, kapalbhati, bhastrika, breath of fire, bellows breath, skull shining breath,
        wim hof""")
    ),
    "inversion": Words(
        listed("""headstand, sirsasana, handstand, shoulder stand, shoulderstand, sarvangasana, plough pose, plow pose,
        halasana, forearm stand, downward dog, downward facing dog, adho mukha svanasana, inversion""")
    ),
    "long_inversion": Words(
        listed("headstand, sirsasana, shoulder stand, shoulderstand, sarvangasana, handstand hold")
    ),
    "shoulder_stand": Words(listed("shoulder stand, shoulderstand, sarvangasana")),
    "plough": Words(listed("plough, plow, halasana")),
    "max_effort": Words(
        listed("sprint, all out, tabata, max effort, one rep max, 1rm, amrap, hill repeat, vo2 max, hiit")
    ),
    "heavy_lifting": Words(
        listed("""deadlift, barbell squat, back squat, clean and jerk, snatch, power clean, bench press, overhead
            barbell""")
    ),
    "high_impact": Words(
        listed("""burpee, jump, jumping, jumping jack, box jump, jump squat, jump rope, skipping, run, running, jog,
        jogging, sprint, plyometric, tuck jump, high knee, skater hop, hop, hopping"""),
        listed("""no jump burpee, low impact jumping jack, no jump jack, step jack, pool running, water running,
        water jogging, dry run"""),
    ),
    "deep_knee_bend": Words(
        listed("""deep squat, full squat, pistol squat, jump squat, lunge, walking lunge, garland pose, malasana,
        hero pose, virasana, sissy squat, hindu squat, bulgarian split squat"""),
    ),
    "deep_forward_bend": Words(
        listed("""forward fold, forward bend, uttanasana, paschimottanasana, toe touch, standing pike,
        good morning exercise, jackknife"""),
        frozenset(f"{gentle} forward {bend}" for gentle in _GENTLE for bend in ("fold", "bend"))
        | listed("half forward fold, wide legged half fold"),
    ),
    "unsupported_backbend": Words(
        listed("""wheel pose, urdhva dhanurasana, camel pose, ustrasana, king pigeon, full backbend, dancer backbend,
            chakrasana"""),
        listed("supported camel pose, half camel pose"),
    ),
    "long_isometric_hold": Words(listed("wall sit, plank hold, long plank, dead hang, horse stance hold, l sit")),
    "rapid_position_change": Words(listed("burpee, turkish get up, mountain climber, rapid roll")),
}  # fmt: skip


def tags_of(item: Activity | Practice) -> frozenset[MovementTag]:
    """The tags that a model gave, those that the name shows, and what they bring with them."""
    found = {*item.tags, *(tag for tag, words in WORDS.items() if words.find(item.name))}
    if isinstance(item, Activity) and item.intensity == "high":
        found.add("max_effort")
    if "long_inversion" in found or "shoulder_stand" in found or "plough" in found:
        found.add("inversion")
    return frozenset(found)


def with_found_tags(tags: list[MovementTag], item: Activity | Practice) -> list[MovementTag]:
    """The model's tags, then those that it forgot, by name."""
    return [*tags, *sorted(tags_of(item) - set(tags))]
