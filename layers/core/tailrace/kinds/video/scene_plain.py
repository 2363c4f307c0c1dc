"""A plain scene of our own, for when no model's is fit: the story's words in the brand's colours, nothing else.

Always the same code for the same words. Every text is a string literal in braces, so that no text can be code.
"""

import json
import re

from tailrace.kinds.video.brand_model import Brand
from tailrace.kinds.video.events import NarrativeScene
from tailrace.kinds.video.input import Style
from tailrace.kinds.video.scene_palette import BLACK, Palette, readable_on

# Sizes of the title, weight of the type, and frames that it takes to appear, by style.
_STYLES: dict[Style, tuple[int, int, int]] = {
    "minimal": (84, 300, 30),
    "dynamic": (104, 600, 18),
    "bold": (136, 800, 8),
}
# What a page calls a font is used only if it looks like the name of one.
_FAMILY = re.compile(r"[\w -]{1,60}")
_DARK = frozenset({"problem", "tension"})

_CODE = """\
import {{AbsoluteFill, interpolate, useCurrentFrame}} from "remotion";

export const Scene = () => {{
  const frame = useCurrentFrame();
  const opacity = interpolate(frame, [0, {fade}], [0, 1], {{extrapolateRight: "clamp"}});
  return (
    <AbsoluteFill style={{{{backgroundColor: "{background}", color: "{text}", fontFamily: {font}, justifyContent: \
"center", padding: 160}}}}>
      <div style={{{{width: 160, height: 12, backgroundColor: "{primary}", opacity}}}} />
      <h1 style={{{{fontSize: {size}, fontWeight: {weight}, margin: "48px 0", opacity}}}}>{{{title}}}</h1>
      <p style={{{{fontSize: 48, margin: 0, opacity}}}}>{{{narrative}}}</p>
    </AbsoluteFill>
  );
}};
"""


def code(scene: NarrativeScene, brand: Brand, palette: Palette, style: Style) -> str:
    """The scene as a TSX module."""
    size, weight, fade = _STYLES[style]
    background = BLACK if scene.emotion in _DARK else palette.background
    family = brand.fonts.heading or brand.fonts.body or ""
    return _CODE.format(
        background=background,
        text=readable_on(background) if background == BLACK else palette.text,
        primary=palette.primary,
        font=literal(f"'{family}', sans-serif" if _FAMILY.fullmatch(family) else "sans-serif"),
        size=size,
        weight=weight,
        fade=fade,
        title=literal(scene.title),
        narrative=literal(scene.narrative),
    )


def literal(text: str) -> str:
    """A text as a string literal of TypeScript: JSON's, which is one too; half a surrogate pair becomes a `?`."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
