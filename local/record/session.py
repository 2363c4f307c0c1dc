"""A run as a person sees it go by: one line an event, one lane a provider, and the finished list."""

from typing import Any

from rich.console import Console
from rich.text import Text

from local.client import Arrival, Client

WIDTH = 118
_TIME, _LANE = 8, 36
_NAMES = {"openai": "OpenAI", "anthropic": "Anthropic", "gemini": "Gemini"}
_COLOURS = {"openai": "green", "anthropic": "yellow", "gemini": "blue"}
_BARS = "▁▂▃▄▅▆▇█"


def record(console: Console, client: Client, wanted: dict[str, Any]) -> None:
    """Start a run, print it as it comes, and print what came of it."""
    console.print(Text.assemble(("$ ", "dim"), ("make record", "bold")))
    console.print()
    started, took_s = client.start("playlist", wanted)
    console.print(_call("POST", f"{client.url}/v1/runs", f"“{wanted['prompt']}”, {wanted['track_count']} tracks"))
    console.print(_call("", "", f"202 after {took_s * 1000:.0f} ms: run {started['run_id']}"))
    console.print(_call("GET", started["urls"]["stream"].replace(started["run_id"], "…"), ""))
    console.print()
    race = Race(console)
    for arrival in client.follow(started["urls"]["stream"]):
        race.show(arrival)
    console.print()
    _result(console, client.read(started["urls"]["self"]))
    console.print()


def _call(method: str, address: str, told: str) -> Text:
    return Text.assemble((f"{method:5}", "bold magenta"), f"{address:45}", (told, "dim" if not method else ""))


class Race:
    """Prints events as they come."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lanes: list[str] = []
        self._busy: set[str] = set()
        self._videos: dict[str, list[int]] = {}

    def show(self, arrival: Arrival) -> None:
        """Print what a person wants to know of one event, if anything."""
        event, data = arrival.event, arrival.event["data"]
        lane = (event["step"] or ":").partition(":")[2]
        match event["type"]:
            case "run.started":
                self._lanes = list(data["providers"])
                self._heading()
                self._row(arrival, "", Text(f"run.started, {data['expected']['parts']} tracks expected", "dim"))
            case "provider.started":
                self._busy.add(lane)
                where = ", simulated" if "/simulator/" in (event["message"] or "") else ""
                self._row(arrival, lane, Text(f"asked: {data['model']}{where}", "dim"))
            case "track.added":
                self._row(arrival, lane, _track(data["index"], data["track"]))
            case "primary.selected":
                self._row(arrival, lane, Text("★ first to complete: primary", f"bold {_COLOURS[lane]}"))
            case "alternatives.added":
                count = len(data["alternatives"])
                self._row(arrival, lane, Text(f"✓ complete: {count} alternatives", _COLOURS[lane]))
            case "track.enriched":
                self._videos.setdefault(lane, []).append(data["index"] + 1)
            case "step.completed" if event["step"] == f"enrich:{lane}":
                self._busy.discard(lane)
                found = " ".join(map(str, self._videos.get(lane, [])))
                self._row(arrival, lane, Text(f"▸ videos {found}  in {data['duration_ms']} ms", "cyan"))
            case "step.progress" | "step.failed" if event["message"]:
                self._row(arrival, lane, Text(f"✗ {event['message']}", "red"))
                if data.get("final"):
                    self._busy.discard(lane)
            case "provider.failed":
                # Out of the race, or relieved by the provider of the next `provider.started`.
                self._row(arrival, lane, Text("✗ given up", "bold red"))
            case "run.completed" | "run.failed":
                self._end(arrival)

    def _heading(self) -> None:
        names = [(f"{_NAMES[name]:<{_LANE}}", f"bold {_COLOURS[name]}") for name in self._lanes]
        self._console.print(Text.assemble((f"{'seconds':<{_TIME}}", "dim"), *names))

    def _row(self, arrival: Arrival, lane: str, cell: Text) -> None:
        waits = Text("│", "bright_black")
        cells = [cell]
        if lane:
            cells = [cell if name == lane else waits if name in self._busy else Text() for name in self._lanes]
            cells = [_fit(each, _LANE) for each in cells]
        row = Text.assemble((f"{arrival.after_s:>6.2f}  ", "dim"), *cells)
        self._console.print(row, no_wrap=True, overflow="ellipsis")

    def _end(self, arrival: Arrival) -> None:
        event = arrival.event
        usage = event["data"]["usage"]
        told = (
            f"{event['type']}, event {event['seq']}: {usage['calls']} model calls, {usage['input_tokens']} tokens in, "
            f"{usage['output_tokens']} out, ${usage['cost_usd']:.4f} at list prices"
        )
        self._row(arrival, "", Text(told, "bold green" if event["type"] == "run.completed" else "bold red"))


def _result(console: Console, snapshot: dict[str, Any]) -> None:
    """The positions: what is shown, and what could be swapped in."""
    parts = snapshot["parts"]
    if parts["primary"] is None:
        return
    others = [name for name in snapshot["providers"] if name != parts["primary"]]
    console.print(_row(_role(parts["primary"], "primary"), *(_role(name, "alternatives") for name in others)))
    for position in parts["tracks"]:
        swaps = {other["provider"]: other for other in position["alternatives"]}
        choices = [_choice(None, swaps[name]) if name in swaps else Text("shown already", "dim") for name in others]
        console.print(_row(_choice(position["index"], position), *choices), no_wrap=True)
    legend = (("▁", "magenta"), " to ", ("█", "magenta"), " energy   ", ("▸", "cyan"), " its video was found")
    console.print(Text.assemble(" " * _TIME, *legend, style="dim"))


def _row(*cells: Text) -> Text:
    return Text.assemble(" " * _TIME, *(_fit(cell, _LANE) for cell in cells))


def _role(provider: str, role: str) -> Text:
    return Text.assemble((_NAMES[provider], f"bold {_COLOURS[provider]}"), (f", {role}", "dim"))


def _choice(index: int | None, choice: dict[str, Any]) -> Text:
    video = choice["enrichment"] or {}
    found = Text(" ▸", "cyan") if video.get("status") == "resolved" else Text("")
    cell = _track(index, choice["track"])
    return Text.assemble(_fit(cell, _LANE - 2 - len(found), pad=False), found)


def _track(index: int | None, track: dict[str, Any]) -> Text:
    bar = _BARS[min(len(_BARS) - 1, track["energy"] * len(_BARS) // 100)]
    number = "" if index is None else f"{index + 1:>2} "
    return Text.assemble((number, "dim"), (bar, "magenta"), f" {track['artist']} – ", (track["title"], "bold"))


def _fit(cell: Text, width: int, *, pad: bool = True) -> Text:
    """The cell cut to its lane, with a space to the next one."""
    cell = cell.copy()
    cell.truncate(width - 1 if pad else width, overflow="ellipsis")
    if pad:
        cell.pad_right(width - cell.cell_len)
    return cell
