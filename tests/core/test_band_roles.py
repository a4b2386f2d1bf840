"""Band roles as people write them."""

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
