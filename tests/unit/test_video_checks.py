"""The rules of a scene bite, each in its stage, and leave alone what they should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.kinds.video.check_scene import LONGEST_CODE, STAGES, check, look, rules
from tailrace.settings import settings
from tailrace.syntax_tree import tree
from tests.unit.video_brands import NO_COLOURS, SITE, brand, wanted
from tests.unit.video_looks import HELD, found
from tests.unit.video_looks import parser as parser
from tests.unit.video_scenes import IMPORTS, module


@pytest.mark.parametrize(
    "code",
    [
        module("<h1>Plans that stay true</h1>"),
        module('<h1>{"40,000+ teams"}</h1><p>Rated 4.8 of 5 by 1,250</p><p>{`7 tabs`}</p>'),
        module('{["Live plans", "One calendar"].map((text, i) => <p key={i} style={{opacity: i}}>{text}</p>)}'),
        module('{"Plans that stay".split(" ").map((word) => <span key={word}>{word.toUpperCase()}</span>)}'),
        module('{frame > 20 ? <p>Now</p> : null}{frame > 3 && "Later"}'),
        module('<Line of="Live plans" />', "const Line = ({of}: {of: string}) => <p style={{top: 4}}>{of}</p>;"),
        module("{LIST.map(({label}) => <p key={label}>{label}</p>)}", 'const LIST = [{label: "Live"}];'),
        module("<p>{FACTS.users}</p>", 'const FACTS = {users: "40,000+ teams", width: 900} as const;'),
        module('<Sequence from={30} durationInFrames={60}><p>“It gave us our Mondays back.”</p></Sequence>'),
        module("<p style={{opacity: interpolate(frame, [0, 90], [0, 1])}}>a</p>"),
        module("<p style={{left: interpolate(frame, [0, 9], [-1920, 0])}}>a</p>"),
        module('<p style={{color: "#fff", background: "#00000080", border: "1px solid rgba(79, 70, 229, 0.3)"}}>a</p>'),
        module("<p style={{background: `linear-gradient(90deg, ${FROM}, #e0e7ff)`}}>a</p>", 'const FROM = "#06B6D4";'),
        module("<p style={{background: `${C}80`, color: 'white', fill: 'currentColor'}}>a</p>", 'const C = "#000";'),
        module('<Img src="https://lumen.example/logo.svg" style={{width: 400}} />'),
        module('<svg viewBox="0 0 100 100"><circle cx={50} cy="50" r="40" fill="#f59e0b" /></svg>'),
        module("<p hidden>a</p>"),
        module("<p>{A}</p>", "const A = [B, B]; const B = [C, C]; const C = ['Live', 'One'];"),
        module("<p>window, fetch and process are words</p>"),
        module("<p>{'constructor, or url(x)'}</p>"),
        module("{Array.from(Array(2).keys()).map((i) => <p key={i}>{L[i]}</p>)}", 'const L = ["Live", "One"];'),
        module("{[...Array(2).keys()].map((i) => <p key={i}>{L[i]}</p>)}", 'const L = ["Live", "One"];'),
        module("{Array.from(L, (_, i) => <p key={i}>{L[i]}</p>)}", 'const L = ["Live", "One"];'),
        module("<p>a</p>").replace("export const", "const") + "export {Scene};",
        IMPORTS + 'export function Scene() { return <h1 style={{color: "#4f46e5"}}>Live</h1>; }',
    ],
)  # fmt: skip
def test_a_scene_that_keeps_the_rules_is_fine(code: str) -> None:
    assert found(code) == {}


SERIES = "<Series>" + "<Series.Sequence durationInFrames={50}>a</Series.Sequence>" * 3 + "</Series>"
BROKEN: list[tuple[str, str, str]] = [
    ("syntax", module("<p>never closed"), "Unexpected"),
    ("syntax", "This is no code.", "Expected"),
    ("syntax", "//" + "x" * LONGEST_CODE, "too many"),
    ("syntax", module("<p>" * 300 + "</p>" * 300), "nested too deep"),
    ("code", module("<p>a</p>").replace("export const Scene", "export const Film"), "does not export"),
    ("code", module("<p>a</p>").replace("export const", "const"), "does not export"),
    ("code", module("<p>a</p>").replace("export const", "const") + "export {Scene as Film};", "does not export"),
    ("code", module("<p>a</p>", 'import fs from "fs";'), "fs cannot be imported"),
    ("code", module("<p>a</p>", 'import "./style.css";'), "cannot be imported"),
    ("code", module("<p>a</p>", 'import {staticFile} from "remotion";'), "staticFile of remotion"),
    ("code", module("<p>a</p>", 'import * as R from "remotion";'), "remotion as a whole"),
    ("code", module("<p>a</p>", 'import {useEffect} from "react";'), "useEffect of react"),
    ("code", module("<p>a</p>", "const {useEffect} = React;"), "React is no value"),
    ("code", module("<p>a</p>", "const x = React.useEffect;"), "React.useEffect"),
    ("code", module("<p>a</p>", 'export * from "react";'), "exported from elsewhere"),
    ("code", module("<p>a</p>", 'const m = import("fs");'), "import"),
    ("code", module("<p>a</p>", 'const m = require("fs");'), "require is not allowed"),
    ("code", module("<p>a</p>", 'const x = fetch("https://evil.example");'), "fetch is not allowed"),
    ("code", module("<p>a</p>", "const x = window.name;"), "window is not allowed"),
    ("code", module("<p>a</p>", 'const x = eval("1");'), "eval is not allowed"),
    ("code", module("<p>a</p>", 'const x = new Image();'), "new Image is not allowed"),
    ("code", module("<p>a</p>", "const x = navigator.userAgent;"), "navigator is not declared"),
    ("code", module("<p>a</p>", 'const x = [].constructor.constructor("x")();'), "constructor is not allowed"),
    ("code", module("<p>a</p>", 'const x = []["constructor"];'), "constructor is not allowed"),
    ("code", module("<p>a</p>", 'const x = []["map"](1);'), "called by their names"),
    ("code", module("<p>a</p>", 'const x = React.createElement("img");'), "createElement"),
    ("code", module("<p>a</p>", "let x = 0; while (true) { x++; }"), "while statement"),
    ("code", module("<p>a</p>", "class A {}"), "class"),
    ("code", module('<img src="https://evil.example/a.png" />'), "<img> is not allowed"),
    ("code", module("<script>alert</script>"), "<script> is not allowed"),
    ("code", module("<iframe />"), "<iframe> is not allowed"),
    ("code", module('<a href="https://evil.example">a</a>'), "<a> is not allowed"),
    ("code", module("<Video />"), "Video is not declared"),
    ("code", module('<p dangerouslySetInnerHTML={{__html: "<b>"}} />'), "dangerouslySetInnerHTML"),
    ("code", module("<p onClick={() => frame}>a</p>"), "onClick is not allowed"),
    ("code", module('<p children="10,000 users" />'), "children is not allowed"),
    ("code", module("<p {...frame}>a</p>"), "not spread"),
    ("code", module('<Img src="https://evil.example/logo.svg" />'), "only picture"),
    ("code", module("<Img src={`https://evil.example/${frame}`} />"), "only picture"),
    ("code", module('<p style={{background: "url(https://evil.example/x)"}}>a</p>'), "nothing is loaded"),
    ("code", module("<p style={{background: `u\\x72l(${frame})`}}>a</p>"), "nothing is loaded"),
    ("frames", module("<Sequence from={90}>a</Sequence>"), "begins at frame 90, and the scene has 90"),
    ("frames", module("<Sequence from={LATE}>a</Sequence>", "const LATE = 300;"), "frame 300"),
    ("frames", module("<p style={{opacity: interpolate(frame, [90, 120], [0, 1])}}>a</p>"), "begins at frame 90"),
    ("frames", module(SERIES), "begins at frame 100"),
    ("frames", module("<p style={{top: interpolate(frame, [0, 30, 20], [0, 1, 0])}}>a</p>"), "don't rise"),
    ("frames", module("<p style={{top: interpolate(frame, [0, 10, 20], [0, 1])}}>a</p>"), "3 inputs have 2 outputs"),
    ("frames", module("<p style={{transition: 'opacity 1s'}}>a</p>"), "transition goes by a clock of its own"),
    ("frames", module("<p style={{animationName: 'spin'}}>a</p>"), "animationName goes by a clock of its own"),
    ("colours", module('<p style={{color: "#ff00aa"}}>a</p>'), "#ff00aa is not in the palette"),
    ("colours", module('<p style={{color: "tomato"}}>a</p>'), "tomato is not in the palette"),
    ("colours", module("<p style={{color: C}}>a</p>", 'const C = "tomato";'), "tomato is not in the palette"),
    ("colours", module('<p style={{boxShadow: "0 0 9px rgb(1, 2, 3)"}}>a</p>'), "rgb(1, 2, 3)"),
    ("colours", module('<p style={{color: "hsl(200 50% 50%)"}}>a</p>'), "hsl(200 50% 50%)"),
    ("colours", module("<p style={{color: `rgb(${frame}, 0, 0)`}}>a</p>"), "is not in the palette"),
    ("colours", module('<path fill="#123456" />'), "#123456"),
    ("colours", module("<p>a</p>").replace("#4f46e5", "#000"), "primary colour #4f46e5 is not used"),
    ("facts", module("<p>10,000+ users</p>"), "nobody has said 10,000+"),
    ("facts", module("<p>1&#48;,000 users</p>"), "nobody has said 10,000"),
    ("facts", module("<p>&#49;0,000 users</p>"), "nobody has said 10,000"),
    ("facts", module('<p>{"\\u0031\\x30 users"}</p>'), "nobody has said 10"),
    ("facts", module("<p>{`99% happy`}</p>"), "nobody has said 99%"),
    ("facts", module("<p>{99}</p>"), "nobody has said 99"),
    ("facts", module("<p>{frame}</p>"), "never computed: useCurrentFrame()"),
    ("facts", module("<p>{Math.round(interpolate(frame, [0, 30], [0, 10000]))}</p>"), "never computed"),
    ("facts", module("<p>{`${Math.round(frame * 333)} users`}</p>"), "never computed"),
    ("facts", module("<p>{99 + ' users'}</p>"), "never computed"),
    ("facts", module("<p>{frame ? N : N + N}</p>", "const N = 7;"), "never computed"),
    ("facts", module("<p>{['a', 'b'].length}</p>"), "never computed"),
    ("facts", module("{['a'].map((text, i) => <p key={text}>{i}</p>)}"), "never computed: i"),
    ("facts", module("<p>{STATS.users}</p>", 'const STATS = {users: "10,000+"};'), "nobody has said 10,000+"),
    ("facts", module("{LIST.map((l) => <p key={l.a}>{l.a}</p>)}", 'const LIST = [{a: "10M users"}];'), "10M"),
    ("facts", module("<Big of={10000} />", "const Big = (p: {of: number}) => <p>{p.of}</p>;"), "said 10000"),
    ("facts", module("<Big of={frame} />", "const Big = ({of}: {of: number}) => <p>{of}</p>;"), "never computed"),
    ("facts", module("<p>{label()}</p>", 'const label = () => "10,000 users";'), "nobody has said 10,000"),
    ("facts", module("<p>“The best planner ever made”</p>"), "nobody has said The best planner"),
    ("facts", module("<blockquote><p>The best planner ever made</p></blockquote>"), "The best planner"),
    ("facts", module("<p>A million people</p>"), "nobody has said million"),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "code", "message"), BROKEN)
def test_each_rule_bites(stage: str, code: str, message: str) -> None:
    told = found(code)
    assert message in told.get(stage, ""), told


def test_every_stage_has_a_case() -> None:
    assert {stage for stage, _, _ in BROKEN} == set(STAGES)


PIECES = [
    "{",
    "}",
    "<p>",
    "</p>",
    "<p ",
    '"',
    "`${",
    "'",
    "10,000",
    "(",
    ")",
    "=>",
    ".map(",
    "Scene",
    "&#49;",
    "\\u{1",
    "=",
]


@given(
    st.sampled_from([code for _, code, _ in BROKEN if len(code) < 999]), st.integers(0, 900), st.sampled_from(PIECES)
)
def test_whatever_a_model_writes_can_be_looked_at(code: str, at: int, piece: str) -> None:
    """Broken code is refused before; here the tree of it is looked at all the same."""
    assert set(look(tree(code[:at] + piece + code[at:]), 90, HELD)) == {*STAGES} - {"syntax"}


def test_a_finding_says_where() -> None:
    (finding,) = check(module("<p>10,000+ users</p>"), "03-proof", 90, HELD)["facts"] or []
    assert (finding.path, finding.line) == ("03-proof", 8)


def test_what_a_person_writes_as_feedback_may_be_told() -> None:
    held = rules(wanted(), brand(), SITE, ["say that 77 shops use it"])
    assert check(module("<p>77 shops</p>"), "01-problem", 90, held)["facts"] == []


def test_without_colours_any_scene_in_neutral_ones_is_fine() -> None:
    held = rules(wanted(), brand(colours=NO_COLOURS), SITE)
    assert held.palette.branded is False
    code = module("<p>a</p>").replace("#4f46e5", held.palette.primary)
    assert not any(check(code, "01-problem", 90, held).values())
    assert check(module("<p>a</p>"), "01-problem", 90, held)["colours"]


def test_without_a_parser_syntax_is_unknown_and_the_rest_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESBUILD_PATH", "/nowhere/esbuild")
    settings.cache_clear()
    looked = check(module("<p>10,000+ users</p>"), "01-problem", 90, HELD)
    assert looked["syntax"] is None
    assert looked["facts"]
    assert check("This is no code {{{", "01-problem", 90, HELD)["syntax"]
