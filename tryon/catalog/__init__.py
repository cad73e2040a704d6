"""Products on disk: manifest, meshes, catalogue, importer."""
