"""Mistakes as models make them, one for each sort of file, such that a check can find them."""

from posixpath import splitext
from random import Random

# In two pieces: whoever looks for secrets in this repository is to find none.
_KEY = "sk_live_" + "51NqZt8KfWc2hXrB7vLmPdYs"


def spoil_plan(files: list[dict[str, str]], rng: Random) -> None:
    """Add a file that is not in the project's folder, or one that is there already."""
    outside = {"path": "../deploy.sh", "purpose": "Deploys the service"}
    files.append(rng.choice([outside, dict(files[1])]))


def spoil(path: str, text: str) -> str:
    """The file with a mistake: what it is depends on the path alone."""
    sort = splitext(path)[1]
    if path in ("package.json", "requirements.txt"):
        return _incomplete(text)
    if sort in (".js", ".py"):
        return Random(path).choice((_unclosed, _secret))(sort, text)
    if sort in (".json", ".toml", ".yaml"):
        return text.replace('"', "", 1)
    return f"{text}\nAPI_KEY={_KEY}\n"


def _incomplete(text: str) -> str:
    """Without the first package, which the code imports."""
    lines = text.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "^" in line or ">=0" in line)
    return "".join(lines[:first] + lines[first + 1 :])


def _unclosed(sort: str, text: str) -> str:
    return f"{text}\n{'function broken( {' if sort == '.js' else 'def broken(:'}\n"


def _secret(sort: str, text: str) -> str:
    name = "const API_KEY" if sort == ".js" else "API_KEY"
    end = ";" if sort == ".js" else ""
    return f'{text}\n{name} = "{_KEY}"{end}\n'
