"""Losses count labelled pixels only, weigh classes as told, and stay finite without any label."""

import pytest
import torch

from cosia.core.jobs import LOSSES
from cosia.core.training.chips import IGNORED
from cosia.core.training.losses import build_loss

OUTPUTS = 15


@pytest.fixture
def logits():
    torch.manual_seed(0)
    return (3 * torch.randn(2, OUTPUTS, 8, 8)).requires_grad_()


@pytest.fixture
def labels():
    """A quarter of the pixels has one of the first three classes."""
    torch.manual_seed(1)
    labels = torch.randint(3, (2, 8, 8))
    labels[:, :, 2:] = IGNORED
    return labels


WEIGHTS = torch.linspace(0.5, 2, OUTPUTS, dtype=torch.float64)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_without_labels_the_loss_and_its_gradient_are_zero(name, weights, logits):
    loss = build_loss(name, weights)(logits, torch.full((2, 8, 8), IGNORED))
    loss.backward()
    assert loss.item() == 0.0 and torch.equal(logits.grad, torch.zeros_like(logits))


@pytest.mark.parametrize("name", LOSSES)
def test_only_pixels_of_classes_without_weight_are_no_labels(name, logits, labels):
    weights = torch.ones(OUTPUTS)
    weights[:3] = 0
    assert build_loss(name, weights)(logits, labels).item() == 0.0


@pytest.mark.parametrize("name", LOSSES)
def test_a_class_without_weight_counts_as_unlabelled(name, logits, labels):
    weights = torch.ones(OUTPUTS)
    weights[2] = 0
    without = labels.where(labels != 2, IGNORED)
    found = build_loss(name, weights)(logits, labels)
    torch.testing.assert_close(found, build_loss(name)(logits, without))


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_unlabelled_pixels_count_nowhere(name, weights, logits, labels):
    loss = build_loss(name, weights)
    value = loss(logits, labels)
    value.backward()
    labelled = (labels != IGNORED)[:, None].expand_as(logits)
    assert torch.equal(logits.grad != 0, labelled)
    noisy = logits.detach().where(labelled, 100 * torch.randn_like(logits))
    torch.testing.assert_close(loss(noisy, labels), value.detach())


@pytest.mark.parametrize("name", LOSSES)
def test_equal_weights_of_any_size_change_nothing(name, logits, labels):
    torch.testing.assert_close(
        build_loss(name, torch.full((OUTPUTS,), 7.0))(logits, labels), build_loss(name)(logits, labels)
    )


@pytest.mark.parametrize("name", LOSSES)
def test_a_heavy_class_leads(name, logits, labels):
    weights = torch.ones(OUTPUTS)
    weights[1] = 1e6
    loss = build_loss(name, weights)(logits, labels)
    alone = build_loss(name)(logits, labels.where(labels == 1, IGNORED))
    if name == "cross-entropy-dice":  # in which Dice takes no weights
        equal = build_loss(name)(logits, labels) - build_loss("cross-entropy")(logits, labels)
        alone = build_loss("cross-entropy")(logits, labels.where(labels == 1, IGNORED)) + equal
    torch.testing.assert_close(loss, alone, rtol=1e-3, atol=0)


def test_the_weighted_cross_entropy_by_hand(logits, labels):
    labelled = labels != IGNORED
    weights = WEIGHTS.float()[labels[labelled]]
    surprise = -logits.log_softmax(1).movedim(1, -1)[labelled].gather(1, labels[labelled][:, None])[:, 0]
    torch.testing.assert_close(
        build_loss("cross-entropy", WEIGHTS)(logits, labels), (weights * surprise).sum() / weights.sum()
    )


def test_the_focal_loss_is_that_of_the_libraries_for_a_softmax(logits, labels):
    from segmentation_models_pytorch.losses._functional import softmax_focal_loss_with_logits

    labelled = labels != IGNORED
    torch.testing.assert_close(
        build_loss("focal")(logits, labels),
        softmax_focal_loss_with_logits(logits.movedim(1, -1)[labelled], labels[labelled]),
    )


def test_dice_is_a_mean_over_the_classes_of_the_batch(logits, labels):
    logits = torch.full((2, OUTPUTS, 8, 8), 0.0)  # every class has the probability 1 / 15
    found = build_loss("cross-entropy-dice")(logits, labels) - build_loss("cross-entropy")(logits, labels)
    counts = torch.bincount(labels[labels != IGNORED], minlength=3).double()
    overlaps = 2 * (counts / OUTPUTS) / (counts + counts.sum() / OUTPUTS)
    assert found.item() == pytest.approx((1 - overlaps).mean().item(), rel=1e-5)


def test_the_gradient_is_finite_for_answers_that_are_sure(logits, labels):
    sure = torch.zeros(2, OUTPUTS, 8, 8)
    sure[:, 0] = 1000.0
    sure.requires_grad_()
    for name in LOSSES:
        sure.grad = None
        loss = build_loss(name, WEIGHTS)(sure, labels)
        loss.backward()
        assert loss.isfinite() and sure.grad.isfinite().all()
