"""What kind of furniture a library's piece is, and what carries it, by its English texts."""

from __future__ import annotations

import re

from tryon.catalog.sh3f import DEFAULT_LANGUAGE, LibraryPiece

# The first that fits: an "office chair" is a chair, a "table lamp" a lamp.
_KINDS = (
    ("lamp", r"lamp|light|lantern|chandelier|candle|spot|projector|fluorescent"),
    ("armchair", r"armchair|chesterfield chair|recliner|ottoman"),
    ("sofa", r"sofa|couch|futon|settee"),
    ("chair", r"chair|seat\b"),
    ("stool", r"stool|puff?\b|pouf"),
    ("bench", r"bench"),
    ("desk", r"desk(?!top)"),
    ("bed", r"\bbed\b|\bbeds\b|crib|mattress|bunk"),
    ("wardrobe", r"wardrobe|closet|armoire"),
    ("shelf", r"shel[fv]|bookcase|bookshelf|\brack\b"),
    ("cabinet", r"cabinet|cupboard|dresser|chest|drawer|sideboard|tv stand|bedside|nightstand"),
    ("table", r"table(?!cloth|t\b)"),
    ("rug", r"\brug\b|carpet|\bmat\b"),
    ("mirror", r"mirror"),
    ("picture", r"picture|painting|poster|\bframe\b"),
    ("curtain", r"curtain|blind"),
    ("plant", r"plant|tree|flower|cactus|bonsai|orchid|tulip|lily|ficus|yucca|bamboo|fern|palm"),
    ("decoration", r"vase|statue|clock|jar\b|bowl|figur"),
)
_LIGHTS = "lights"
_NO_FURNITURE = frozenset({"vehicles", "characters", "animals"})
"""Cars are seats by name."""
_CEILING = r"hanging|pendant|chandelier|ceiling|fluorescent|suspension"
_WALL = r"wall|mirror|picture|painting|poster|sconce|curtain"
_SMALL_MM = 500.0
_ON_TABLES = frozenset({"lamp", "plant", "decoration", "picture"})
_HIGH_MM = 300.0


def kind_of(piece: LibraryPiece) -> str:
    """Give one of the furniture kinds; `other` where the name tells none."""
    name = piece.name(DEFAULT_LANGUAGE).lower()
    category = piece.categories.get(DEFAULT_LANGUAGE, "").lower()
    if category in _NO_FURNITURE:
        return "other"
    for kind, words in _KINDS:
        if re.search(words, name):
            return kind
    return "lamp" if category == _LIGHTS or piece.is_light else "other"


def mount_of(piece: LibraryPiece) -> str:
    """Give what carries a piece: what the list hangs up hangs, what is small stands on tables."""
    name = piece.name(DEFAULT_LANGUAGE).lower()
    kind = kind_of(piece)
    if piece.elevation_mm > _HIGH_MM:
        is_hanging = kind == "lamp" and not re.search(_WALL, name)
        return "ceiling" if is_hanging or re.search(_CEILING, name) else "wall"
    height = piece.size_mm[1] if piece.size_mm is not None else 0.0
    if kind in _ON_TABLES and height <= _SMALL_MM:
        return "tabletop"
    return "floor"
