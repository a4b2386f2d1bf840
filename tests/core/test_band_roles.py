"""Band roles as people write them."""

import numpy as np
import pytest

from cosia.core.band_roles import SYNONYMS, read_roles
from cosia.core.errors import InvalidInputError
from cosia.core.sensors import BAND_ROLES


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        (
            ["red", "green", "blue", "nir", "deep_blue", "red_edge"],
            ["red", "green", "blue", "nir", "deep_blue", "red_edge"],
        ),
        (["R", "V", "B", "PIR", "RE", "db"], ["red", "green", "blue", "nir", "red_edge", "deep_blue"]),
        (["NIR, -; Rouge,vert"], ["nir", "-", "red", "green"]),
        (["near", "infrared", "red"], ["nir", "red"]),
        (["Red-Edge", "red.edge", "red edge red"], ["red_edge", "red_edge", "red_edge", "red"]),
        (["near infra red", "Proche-Infrarouge", "infrarouge proche"], ["nir", "nir", "nir"]),
        (["coastal", "blue"], ["deep_blue", "blue"]),
        (["coastal_blue", "Deep Blue"], ["deep_blue", "deep_blue"]),
        ([], []),
    ],
)
def test_spellings(names, roles):
    assert list(read_roles(names)) == roles


@pytest.mark.parametrize("names", [["red", "swir"], ["edge"], ["near", "red"], ["red_and_blue"], ["nir2"]])
def test_an_unknown_word_is_named_with_the_known_ones(names):
    with pytest.raises(
        InvalidInputError, match=r"band role '(swir|edge|near|red_and_blue|nir2)' is unknown"
    ) as refusal:
        read_roles(names)
    assert "nir (PIR, IR, N)" in refusal.value.message and "'-'" in refusal.value.message


def test_every_role_has_its_own_spellings():
    assert set(SYNONYMS) == set(BAND_ROLES)
    words = [word for spellings in SYNONYMS.values() for word in spellings]
    assert len(set(words)) == len(words)
    for role, spellings in SYNONYMS.items():
        assert role in spellings


def test_every_algorithm_reads_them_alike(write_raster, write_model, tmp_path, progress):
    from cosia.core.jobs import ClassifyJob, StackBandsJob
    from cosia.core.pipelines import classify, stack_bands

    scene = write_raster(np.full((4, 32, 32), 90, np.uint8))
    roles = ("PIR", "Rouge", "V", "Blue")
    stack_bands.run(StackBandsJob(str(tmp_path / "stack.vrt"), layers=(str(scene),), band_roles=roles), progress)
    job = ClassifyJob(
        str(scene), str(tmp_path / "classes.tif"), model=str(write_model()), band_roles=roles, margin_px=0
    )
    classify.run(job, progress)
    for run, job in (
        (stack_bands.run, StackBandsJob(str(tmp_path / "no.vrt"), layers=(str(scene),), band_roles=("PIR2",))),
        (classify.run, ClassifyJob(str(scene), str(tmp_path / "no.tif"), band_roles=("PIR2",))),
    ):
        with pytest.raises(InvalidInputError, match=r"band role 'PIR2' is unknown; use red \(R\)"):
            run(job, progress)
