"""The categories that can be imported."""

from __future__ import annotations

from tryon.catalog.importing import earrings, eyewear, furniture, headwear, necklace
from tryon.catalog.importing.kind import ImportKind

KINDS: dict[str, ImportKind] = {
    kind.category: kind
    for kind in (eyewear.KIND, earrings.KIND, headwear.KIND, necklace.KIND, furniture.KIND)
}
"""By category. A category joins with a module whose `KIND` is listed here."""
