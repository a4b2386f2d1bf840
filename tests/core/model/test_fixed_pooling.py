"""Pooling by matrices is adaptive pooling."""

import pytest
import torch

from cosia.core.model.fixed_pooling import FixedPooling, fix_pooling


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (3, 3), (6, 6), (16, 20)])
def test_answers_are_those_of_adaptive_pooling(size):
    torch.manual_seed(4)
    features = torch.randn(2, 3, 16, 20, dtype=torch.float64)
    expected = torch.nn.functional.adaptive_avg_pool2d(features, size)
    torch.testing.assert_close(FixedPooling(*size)(features), expected, rtol=0, atol=1e-6)


def test_only_pooling_to_several_values_is_replaced():
    network = torch.nn.Sequential(torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(3)), torch.nn.AdaptiveAvgPool2d(1))
    features = torch.randn(1, 2, 16, 16)
    expected = network(features)
    fix_pooling(network)
    assert isinstance(network[0][0], FixedPooling) and isinstance(network[1], torch.nn.AdaptiveAvgPool2d)
    torch.testing.assert_close(network(features), expected)
