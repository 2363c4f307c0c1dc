"""What a newcomer is told once everything runs: what to paste, the key, and what is real."""

from local.settings import Settings


def welcome(url: str, settings: Settings) -> str:
    """The text. Each command can be pasted in a terminal of its own: the second asks the API for the newest run."""
    key = f"-H 'Authorization: Bearer {settings.keys[0][1]}'"
    body = '{"kind": "playlist", "input": {"prompt": "Rooftop at sunset, warm and unhurried", "track_count": 8}}'
    run_id = f"""$(curl -s "{url}/v1/runs?limit=1" {key} | sed -E 's/.*"run_id":"([^"]+)".*/\\1/')"""
    providers = [f"  {p.name:<10} {'simulated' if p.simulated else 'real'}" for p in settings.providers]
    return "\n".join(
        (
            f"Tailrace is running: {url}",
            "",
            f"In a browser: {url}/#key={settings.keys[0][1]}",
            "Start a run:",
            f"  curl -s -w '\\n' {url}/v1/runs {key} -H 'Content-Type: application/json' -d '{body}'",
            "Follow it:",
            f'  curl -N "{url}/v1/runs/{run_id}/stream" {key}',
            "",
            f"API key: {settings.keys[0][1]}",
            "Providers:",
            *providers,
        )
    )
