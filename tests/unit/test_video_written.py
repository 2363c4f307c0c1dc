"""Scenes as models write them, which must not be refused for how they are written; and what hides among such ways."""

from pathlib import Path

import pytest

from tailrace.kinds.video.check_scene import check
from tests.unit.video_looks import HELD, found
from tests.unit.video_looks import parser as parser
from tests.unit.video_scenes import module

SCENES = {path.stem: path.read_text() for path in sorted((Path(__file__).parent / "video_written").glob("*.tsx"))}


@pytest.mark.parametrize("name", SCENES)
def test_what_a_model_writes_is_not_refused(name: str) -> None:
    assert found(SCENES[name]) == {}


# Something that the scene shows, by whatever way it reaches the screen.
SHOWN = [
    ("words_one_by_one", "Plans are out of date"),
    ("words_one_by_one", "Before the meeting ends."),
    ("features_in_cards", "Live plans"),
    ("features_in_cards", "Nobody is asked at night."),
    ("particles_around_the_name", "Lumen"),
    ("a_line_draws_itself", "Trusted by"),
    ("one_after_the_other", "Plans change."),
    ("one_after_the_other", "Yours don't have to wait."),
    ("one_after_the_other", "Lumen moves what has to move."),
    ("the_button", "Start for free"),
    ("compact", "Live plans"),
    ("compact", "What changes?"),
    ("compact", "Lumen moves what has to move."),
    ("bars_and_rating", "4.8 / 5"),
    ("bars_and_rating", "from 1,250 reviews"),
    ("a_window_is_drawn", "Planning that keeps itself up to date"),
    ("a_window_is_drawn", "One calendar"),
    ("letters_of_the_hook", "What if nobody had to ask twice?"),
    ("letters_of_the_hook", " the meeting ends."),
    ("a_quotation", "It gave us our Mondays back."),
    ("a_quotation", "Oat & Co"),
    ("two_columns", "Every change moves what depends on it."),
    ("two_columns", "Plans are out of date"),
]


@pytest.mark.parametrize(("name", "text"), SHOWN)
def test_whatever_way_a_text_takes_to_the_screen_it_is_looked_at(name: str, text: str) -> None:
    assert text in SCENES[name]
    invented = SCENES[name].replace(text, "Loved by 10,000 users")
    assert "nobody has said 10,000" in found(invented)["facts"]


def test_every_scene_has_a_text_that_is_looked_for() -> None:
    assert {name for name, _ in SHOWN} == set(SCENES)


REACHES_BEHIND = [
    module("<p>a</p>", 'const f = []["con" + "structor"]; const g = f["con" + "structor"]; const x = g("x")();'),
    module("<p>a</p>", 'const K = "con"; const f = [][`${K}structor`];'),
    module("<p>a</p>", 'const f = [][["con", "structor"].join("")];'),
    module("<p>a</p>", 'const f = []["CONSTRUCTOR".toLowerCase()];'),
    module("<p>a</p>", 'const f = []["xconstructor".slice(1)];'),
    module("<p>a</p>", 'const KEYS = ["length", "constructor"]; const f = [][KEYS[frame]]; const frame = 1;'),
    module('<Reach by="constructor" />', "const Reach = ({by}: {by: string}) => <p style={[][by]}>a</p>;"),
    module("<p>a</p>", 'const reach = (by: string) => [][by]; const f = reach("constructor");'),
    module("<p>a</p>", 'const Math = {max: () => "constructor"}; const f = [][Math.max()];'),
    module("<p>a</p>", 'const o = {length: "constructor"}; const f = [][o.length];'),
    module("<p>a</p>", 'const o = {find: () => "constructor"}; const f = [][o.find()];'),
    module("<p>a</p>", "const f = [].const\\u0072uctor;"),
    module("<p>a</p>", 'const {"constructor": f} = [];'),
    module("<p>a</p>", 'const {"con\\u0073tructor": f} = [];'),
    module("<p>a</p>", 'const f = React["createElement"]; const x = f("iframe");'),
    module("<p>a</p>", 'const R = React; const f = R["createElement"];'),
    module("<p style={top}>a</p>"),
    module("{frames}"),
    module("<Tag>{'@import url(https://evil.example/x)'}</Tag>", 'const Tag = "style";'),
    module("<T.y>{'@import url(https://evil.example/x)'}</T.y>", 'const T = {y: "style"};'),
    module("<Any of='style' />", "const Any = ({of: Tag}: {of: any}) => <Tag>@import x</Tag>;"),
    module("<p style={{background: 'ur' + 'l(https://evil.example/x)'}}>a</p>"),
    module("<p style={{background: `${A}(https://evil.example/x)`}}>a</p>", "const A = 'url';"),
    module("<p style={{background: A + '(https://evil.example/x)'}}>a</p>", "const A = 'url';"),
    module("<p style={{background: 'URL(https://evil.example/x)'}}>a</p>"),
    module("<p style={{background: 'image-set(\"https://evil.example/x\" 1x)'}}>a</p>"),
    module("<path fill='url(https://evil.example/#x)' />"),
    module("<Img src={frame ? 'https://lumen.example/logo.svg' : 'https://evil.example/x'} />"),
    module("<Logo src='https://evil.example/x' />", "const Logo = ({src}: {src: string}) => <Img src={src} />;"),
    module("<div {...HANDLERS} />", "const HANDLERS = {onClick: () => 1};"),
    module("<p>a</p>", 'const LIST = ["a"]; const n = LIST.push("10,000 users");'),
]


@pytest.mark.parametrize("code", REACHES_BEHIND)
def test_nothing_reaches_what_a_scene_may_not_have(code: str) -> None:
    assert found(code).get("code")


INVENTED = [
    module("<Big />", 'const Big = () => "10,000 users";'),
    module("<Big />", 'function Big({of = "10,000 users"}: {of?: string}) { return <p>{of}</p>; }'),
    module("<Big {...PROPS} />", 'const PROPS = {of: "10,000 users"}; const Big = ({of}: any) => <p>{of}</p>;'),
    module("<Big {...P} />", 'const P = {children: "10,000 users"}; const Big = (p: any) => <p>{p.children}</p>;'),
    module("{show('10,000 users')}", "const show = (text: string) => <p>{text}</p>;"),
    module("<p>{(/* said */ '10,000 users')}</p>"),
    module("{show(/* said */ '10,000 users')}", "const show = (text: string) => <p>{text}</p>;"),
    module('<p>{O.a}</p>', 'const O = {"\\u0061": "10,000 users"};'),
    module("<p>{O[1]}</p>", 'const O = {0x1: "10,000 users"};'),
    module("<p>{rest[0]}</p>", 'const [, ...rest] = ["Live", "10,000 users"];'),
    module("<p>{L.slice(1)[0]}</p>", 'const L = ["Live", "10,000 users"];'),
    module("<p>{inner.text}</p>", 'const {outer: {inner}} = {outer: {inner: {text: "10,000 users"}}};'),
    module("{[['Live', '10,000 users']].map(([, b]) => <p key={b}>{b}</p>)}"),
    module("{L.map(Row)}", 'const L = ["10,000 users"]; const Row = (text: string) => <p key={text}>{text}</p>;'),
    module("<p>{text}</p>", 'const frame2 = 1; const text = frame2 > 3 ? "Live" : "10,000 users";'),
    module("<p>{memo}</p>", 'const memo = React.useMemo(() => "10,000 users", []);'),
]  # fmt: skip


@pytest.mark.parametrize("code", INVENTED)
def test_an_invented_number_is_found_however_it_is_shown(code: str) -> None:
    assert "nobody has said 10,000" in found(code)["facts"]


COMPUTED = [
    module("<p>{'Live plans'.split(' ').length}</p>"),
    module("<Big of={frame * 333} />", "const Big = ({of}: {of: number}) => <p>{of}</p>;"),
    module("{show(frame)}", "const show = (n: number) => <p>{n}</p>;"),
    module("<List of={(n: number) => n} />", "const List = ({of}: any) => <p>{of(7)}</p>;"),
    module("<p>{f('1')}</p>", "const g = [(x: string) => x + x]; const f = g[0];"),
    module("<p>{O.slice()}</p>", 'const O = {slice: () => "10,000 users"};'),
]


@pytest.mark.parametrize("code", COMPUTED)
def test_what_is_computed_is_never_shown(code: str) -> None:
    assert "never computed" in found(code)["facts"]


def test_a_name_is_looked_up_where_it_stands() -> None:
    """A property of the same name elsewhere, a colour say, is not what is shown."""
    before = """const COLOURS = {text: "#111827", label: 700};
const Title = ({text, label}: {text: string; label: string}) => <h1 style={{color: COLOURS.text}}>{text}{label}</h1>;
const at = (label: number) => label * 2;"""
    assert found(module('<Title text="Live plans" label="One calendar" />', before)) == {}


@pytest.mark.parametrize(
    "code",
    [
        module("<p>{A.a}</p>", "const A = {a: B.b}; const B = {b: A.a};"),
        module("<p>{a}</p>", "const a = a0 ?? b; const b = a; const a0 = b;"),
        module("<p>{f('a')}</p>", "const f = (x: string): string => f(x);"),
        module("<p>{l}</p>", "const l = l0.map((x) => l0.map((y) => x)); const l0 = l.map((x) => [x]);"),
        module("{a}" * 6000, "const a = 'Live';"),
        module("<p>{f('a')}</p>" + "{f('b')}" * 1500, "const f = (x: string) => x;"),
        module("<p>{a0}</p>", "".join(f"const a{i} = [a{i + 1}, a{i + 1}];" for i in range(500))),
        module("<p>" + '"a b c d"' * 2000 + "1," * 500 + "</p>"),
        module("<p style={{color: 'rgb(1," + " " * 15000 + "x)'}}>a</p>"),
    ],
)
def test_looking_ends_whatever_the_code_is(code: str) -> None:
    assert sum(len(list_ or ()) for list_ in check(code, "01-problem", 90, HELD).values()) <= 40
