"""CoSIA for QGIS: land cover in 15 classes from Pléiades Neo and BD ORTHO imagery."""


def classFactory(iface):
    """The plugin object that QGIS asks for."""
    from .cosia_plugin.plugin import CosiaPlugin

    return CosiaPlugin(iface)
