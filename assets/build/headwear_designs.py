"""The hats of the bundled catalogue."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from assets.build.glb import Part
from assets.build.headwear_brimmed import Beanie, Fedora, LeafHat, SunHat
from assets.build.headwear_caps import BucketHat, Cap
from assets.build.headwear_shapes import head_oval
from assets.build.headwear_textures import (
    canvas,
    felt,
    grosgrain,
    knit,
    palm_leaf,
    png,
    stacked,
    straw,
    twill,
)
from assets.build.product import Finish, Goods, Listing, Variant

Design = tuple[Listing, Callable[[], Goods]]

_SIZES = {"min_circumference_mm": 535.0, "max_circumference_mm": 610.0}
"""Sizes S to XL; the mesh is size M."""
_M = 568.0


def _goods(
    parts: Sequence[Part],
    circumference: float,
    wear: Mapping[str, float],
    texture: Callable[[], bytes],
    patterned: frozenset[str],
) -> Goods:
    """A hat with the four points where its band meets the head.

    Parameters
    ----------
    wear
        `brow_gap_mm`, height of the band's front edge over the brows, `back_drop_mm`, how much
        lower the back sits, and the sizes it is sold in.
    """
    oval = head_oval(circumference)
    height = max(float(part.solid.vertices[:, 1].max()) for part in parts)
    points = {
        "band_front": np.array([0.0, 0.0, oval.half_length]),
        "band_back": np.array([0.0, 0.0, -oval.half_length]),
        "band_left": np.array([oval.half_width, 0.0, 0.0]),
        "band_right": np.array([-oval.half_width, 0.0, 0.0]),
        "crown_top": np.array([0.0, height, 0.0]),
    }
    dimensions = {"inner_circumference_mm": circumference, **wear}
    return Goods("headwear", "head", dimensions, parts, points, texture(), patterned)


def _variant(
    name: tuple[str, str, str], swatch: str, materials: Mapping[str, tuple[str, float]]
) -> Variant:
    """Colour of a hat; materials are a colour and a roughness."""
    finishes = {key: Finish(color, 0.0, rough) for key, (color, rough) in materials.items()}
    return Variant(*name, swatch, finishes)


def _cap_colour(
    name: tuple[str, str, str], cloth: str, visor: str, stitch: str, accent: str
) -> Variant:
    materials = {"cloth": (cloth, 0.86), "visor": (visor, 0.86), "under": (visor, 0.9),
                 "lining": ("#2a2a2a", 0.95), "stitch": (stitch, 0.8), "seam": (_dark(cloth), 0.95),
                 "accent": (accent, 0.6)}  # fmt: skip
    return _variant(name, cloth, materials)


def _dark(color: str, share: float = 0.55) -> str:
    return "#" + "".join(f"{int(int(color[i : i + 2], 16) * share):02x}" for i in (1, 3, 5))


def hai_van() -> Design:
    """Six-panel cap."""
    listing = Listing(
        "hai-van", 201, ("Mũ lưỡi trai Hải Vân", "Hai Van cap"),
        ("Mũ lưỡi trai sáu múi vải kaki chéo, lưỡi cong, thêu trăng khuyết.",
         "Six-panel cap in cotton twill with a curved visor and an embroidered crescent."),
        390000,
        (
            _cap_colour(("navy", "Xanh than", "Navy"), "#26324d", "#26324d", "#8e9bb8", "#e9e4d6"),
            _cap_colour(("black", "Đen", "Black"), "#1f1f21", "#1f1f21", "#5b5b60", "#d8d8d8"),
            _cap_colour(("sand", "Cát", "Sand"), "#c9b48d", "#c9b48d", "#efe6d0", "#5b4630"),
            _cap_colour(("white-red", "Trắng đỏ", "White and red"), "#e8e6e1", "#a3242b",
                        "#c9c6bf", "#a3242b"),
        ),
    )  # fmt: skip
    wear = {**_SIZES, "brow_gap_mm": 26.0, "back_drop_mm": 30.0}
    build = partial(_cap, Cap(_M), wear)
    return listing, build


def _cap(cap: Cap, wear: Mapping[str, float]) -> Goods:
    patterned = frozenset({"cloth", "visor", "under"})
    return _goods(cap.parts(), cap.circumference, wear, lambda: png(twill(256, 256)), patterned)


def _felt_colour(name: tuple[str, str, str], color: str, ribbon: str) -> Variant:
    materials = {"felt": (color, 0.92), "binding": (ribbon, 0.75), "ribbon": (ribbon, 0.7),
                 "lining": (_dark(color, 0.5), 0.9)}  # fmt: skip
    return _variant(name, color, materials)


def da_lat() -> Design:
    """Fedora."""
    listing = Listing(
        "da-lat", 202, ("Mũ phớt Đà Lạt", "Da Lat fedora"),
        ("Mũ phớt nỉ lông cừu, chóp bóp, vành vừa viền ruy băng lụa.",
         "Wool felt fedora with a pinched crown and a grosgrain ribbon."),
        890000,
        (
            _felt_colour(("camel", "Lạc đà", "Camel"), "#a77b4c", "#3a2a1e"),
            _felt_colour(("charcoal", "Than", "Charcoal"), "#3b3c40", "#17171a"),
            _felt_colour(("wine", "Đỏ rượu", "Wine"), "#5f2029", "#26100f"),
            _felt_colour(("cream", "Kem", "Cream"), "#ddd2bb", "#5e4a35"),
        ),
    )  # fmt: skip
    wear = {**_SIZES, "brow_gap_mm": 27.0, "back_drop_mm": 18.0}
    return listing, partial(_fedora, Fedora(_M), wear)


def _fedora(hat: Fedora, wear: Mapping[str, float]) -> Goods:
    def texture() -> bytes:
        return png(stacked(felt(256, 256), grosgrain(256, 256)))

    return _goods(hat.parts(), hat.circumference, wear, texture, frozenset({"felt", "ribbon"}))


def _knit_colour(name: tuple[str, str, str], color: str, accent: str) -> Variant:
    return _variant(name, color, {"knit": (color, 0.95), "accent": (accent, 0.7)})


def sa_pa() -> Design:
    """Beanie."""
    listing = Listing(
        "sa-pa", 203, ("Mũ len Sa Pa", "Sa Pa beanie"),
        ("Mũ len dệt gân dày ấm, gấu lật, co giãn tốt.",
         "Warm rib-knit beanie with a turned-up cuff that stretches well."),
        290000,
        (
            _knit_colour(("oat", "Yến mạch", "Oat"), "#d8c9ad", "#4a3a2c"),
            _knit_colour(("forest", "Xanh rừng", "Forest"), "#2f4a3c", "#cdb98a"),
            _knit_colour(("graphite", "Than chì", "Graphite"), "#4a4b50", "#15161a"),
            _knit_colour(("rust", "Gạch", "Rust"), "#b0532c", "#3a1d12"),
        ),
    )  # fmt: skip
    wear = {"min_circumference_mm": 500.0, "max_circumference_mm": 640.0,
            "brow_gap_mm": 22.0, "back_drop_mm": 28.0}  # fmt: skip
    return listing, partial(_beanie, Beanie(_M), wear)


def _beanie(hat: Beanie, wear: Mapping[str, float]) -> Goods:
    def texture() -> bytes:
        return png(knit(512, 256, 8, 40))

    return _goods(hat.parts(), hat.circumference, wear, texture, frozenset({"knit"}))


def _straw_colour(name: tuple[str, str, str], color: str, ribbon: str) -> Variant:
    materials = {"straw": (color, 0.8), "straw_edge": (_dark(color, 0.9), 0.8),
                 "ribbon": (ribbon, 0.65), "lining": (_dark(color, 0.75), 0.9)}  # fmt: skip
    return _variant(name, color, materials)


def nha_trang() -> Design:
    """Wide sun hat."""
    listing = Listing(
        "nha-trang", 204, ("Mũ cói rộng vành Nha Trang", "Nha Trang sun hat"),
        ("Mũ cói tết tay vành rộng mềm, nơ ruy băng, che nắng trọn khuôn mặt.",
         "Hand-plaited straw hat with a wide soft brim and a ribbon bow."),
        450000,
        (
            _straw_colour(("natural", "Tự nhiên", "Natural"), "#dcbf88", "#2b2622"),
            _straw_colour(("toffee", "Nâu caramen", "Toffee"), "#a8743f", "#f0e6d2"),
            _straw_colour(("ivory", "Ngà", "Ivory"), "#efe4cb", "#8c2f39"),
        ),
    )  # fmt: skip
    wear = {**_SIZES, "brow_gap_mm": 30.0, "back_drop_mm": 22.0}
    return listing, partial(_sun_hat, SunHat(_M), wear)


def _sun_hat(hat: SunHat, wear: Mapping[str, float]) -> Goods:
    def texture() -> bytes:
        cloth = np.repeat(grosgrain(384, 256)[..., None], 3, axis=2)
        return png(stacked(straw(384, 256, 24), cloth))

    return _goods(hat.parts(), hat.circumference, wear, texture, frozenset({"straw", "ribbon"}))


def _leaf_colour(name: tuple[str, str, str], leaf: str, bamboo: str, ribbon: str) -> Variant:
    # The cone and the head keep most of the room's light from the inside.
    materials = {"leaf": (leaf, 0.62), "inside": (_dark(leaf, 0.62), 0.7),
                 "bamboo": (bamboo, 0.55), "ribbon": (ribbon, 0.7)}  # fmt: skip
    return _variant(name, leaf, materials)


def hue() -> Design:
    """Conical leaf hat."""
    listing = Listing(
        "hue", 205, ("Nón lá Huế", "Hue leaf hat"),
        ("Nón lá mười sáu vành khâu tay, lá cọ phơi sương trắng ngà.",
         "Hand-stitched conical hat of palm leaf on sixteen bamboo rings."),
        250000,
        (
            _leaf_colour(("ivory", "Trắng ngà", "Ivory"), "#fbf0d2", "#c9a566", "#b23a48"),
            _leaf_colour(("honey", "Mật ong", "Honey"), "#d9b978", "#a67a3c", "#6b3f8f"),
        ),
    )  # fmt: skip
    wear = {"min_circumference_mm": 510.0, "max_circumference_mm": 620.0,
            "brow_gap_mm": 52.0, "back_drop_mm": 26.0}  # fmt: skip
    return listing, partial(_leaf_hat, LeafHat(548.0), wear)


def _leaf_hat(hat: LeafHat, wear: Mapping[str, float]) -> Goods:
    def texture() -> bytes:
        return png(palm_leaf(512, 768, 16, 24))

    return _goods(hat.parts(), hat.circumference, wear, texture, frozenset({"leaf", "inside"}))


def _bucket_colour(name: tuple[str, str, str], color: str, stitch: str) -> Variant:
    materials = {"cloth": (color, 0.9), "lining": (_dark(color, 0.6), 0.95),
                 "stitch": (stitch, 0.85)}  # fmt: skip
    return _variant(name, color, materials)


def con_dao() -> Design:
    """Bucket hat."""
    listing = Listing(
        "con-dao", 206, ("Mũ tai bèo Côn Đảo", "Con Dao bucket hat"),
        ("Mũ tai bèo vải canvas may nhiều đường chỉ, gấp gọn bỏ túi.",
         "Canvas bucket hat with a row-stitched brim that folds into a pocket."),
        320000,
        (
            _bucket_colour(("olive", "Ô liu", "Olive"), "#5f6442", "#8d926a"),
            _bucket_colour(("stone", "Đá", "Stone"), "#c2b8a3", "#e6dfd0"),
            _bucket_colour(("denim", "Xanh bò", "Denim"), "#40597c", "#c59a5b"),
        ),
    )  # fmt: skip
    wear = {**_SIZES, "brow_gap_mm": 26.0, "back_drop_mm": 18.0}
    return listing, partial(_bucket, BucketHat(_M), wear)


def _bucket(hat: BucketHat, wear: Mapping[str, float]) -> Goods:
    return _goods(
        hat.parts(), hat.circumference, wear, lambda: png(canvas(256, 256)), frozenset({"cloth"})
    )


DESIGNS = (hai_van, da_lat, sa_pa, nha_trang, hue, con_dao)
