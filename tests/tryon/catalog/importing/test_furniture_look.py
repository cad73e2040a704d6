import pytest

from tryon.catalog.importing.furniture_look import furnished
from tryon.catalog.mesh_scene import SceneMaterial


@pytest.mark.parametrize(
    ("material", "metallic", "rough"),
    [
        (SceneMaterial("Chrome_legs", (0.2, 0.2, 0.2), specular=0.8), 1.0, (0.0, 0.2)),
        (SceneMaterial("black_iron", (0.01, 0.01, 0.01)), 0.0, (0.3, 0.5)),
        (SceneMaterial("oakWood", roughness=0.3, specular=0.5), 0.0, (0.5, 0.6)),
        (SceneMaterial("Sofa_Fabric", roughness=0.2, specular=0.5), 0.0, (0.85, 1.0)),
        (SceneMaterial("Material.001", roughness=0.38, specular=0.0), 0.0, (0.8, 1.0)),
        (SceneMaterial("Material.002", roughness=0.31, specular=0.6), 0.0, (0.3, 0.35)),
        (SceneMaterial("Material", metallic=0.7, roughness=0.11), 0.7, (0.11, 0.11)),
    ],
)
def test_surfaces_follow_names_and_phong(
    material: SceneMaterial, metallic: float, rough: tuple[float, float]
) -> None:
    surface = furnished(material)

    assert surface.metallic == metallic
    assert rough[0] <= surface.roughness <= rough[1]
    assert not metallic or surface.base_color >= material.base_color
