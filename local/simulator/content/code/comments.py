"""A line of comment for any sort of file."""

from posixpath import basename, splitext

_MARKS = {".js": "// {}", ".py": "# {}", ".toml": "# {}", ".example": "# {}", ".txt": "# {}", ".md": "<!-- {} -->"}
_LONGEST = 160


def comment(path: str, words: str) -> str:
    """`words` as one line of comment with its line end; nothing in a file that has no comments."""
    name = basename(path)
    mark = _MARKS.get(".toml" if name == "Dockerfile" else splitext(name)[1])
    # One line, and nothing that could end a comment.
    line = " ".join(words.replace("-->", "").split())[:_LONGEST]
    return mark.format(line) + "\n" if mark else ""
