import numpy as np

from kdviz.measures import omitted


def accuracy(logits, labels, label, bias):
    moved = logits.copy()
    moved[:, label] += bias
    return (moved.argmax(-1) == labels).mean()


def test_recall_counts_what_is_answered_with_the_bias():
    rng = np.random.default_rng(0)
    logits, labels = rng.standard_normal((3, 200, 5)), rng.integers(5, size=200)
    moved = logits.copy()
    moved[..., 2] += 0.7
    expected = (moved.argmax(-1) == 2)[:, labels == 2].mean(-1)
    np.testing.assert_allclose(omitted.recall(logits, labels, 2, np.full(3, 0.7)), expected)


def test_a_bias_from_the_frequency_gives_that_frequency():
    rng = np.random.default_rng(1)
    logits = rng.standard_normal((4, 300, 6))
    bias = omitted.from_frequency(logits, 1, 0.2)
    logits[..., 1] += bias[:, None]
    np.testing.assert_allclose((logits.argmax(-1) == 1).mean(-1), 0.2, atol=1 / 300)


def test_no_bias_is_better_on_the_images_that_it_was_chosen_on():
    rng = np.random.default_rng(2)
    for _round in range(20):
        labels = rng.integers(4, size=60)
        logits = rng.standard_normal((60, 4)) + 2 * np.eye(4)[labels]
        logits[:, 3] -= 3
        best = accuracy(logits, labels, 3, omitted.best_on(logits, labels, 3))
        assert best >= max(accuracy(logits, labels, 3, bias) for bias in np.linspace(-8, 8, 321)) - 1e-12


def test_a_class_that_does_not_occur_is_best_answered_nowhere():
    rng = np.random.default_rng(3)
    labels = rng.integers(3, size=60)
    logits = rng.standard_normal((2, 60, 4)) + 6 * np.eye(4)[labels]
    for own, bias in zip(logits, omitted.best_on(logits, labels, 3), strict=True):
        assert accuracy(own, labels, 3, bias) == accuracy(own, labels, 3, -1e9)


def test_the_best_bias_of_two_classes_is_none_worse_than_any_other():
    rng = np.random.default_rng(4)
    logits, labels = rng.normal(size=(3, 200, 5)), rng.integers(0, 5, 200)
    classes = [1, 3]
    best = omitted.best_on(logits, labels, classes)

    def right(biases):
        return (omitted.moved(logits, classes, biases).argmax(-1) == labels).mean(-1)

    tried = np.stack([right(np.full(3, bias)) for bias in np.linspace(-6, 6, 400)])
    assert (right(best) >= tried.max(0)).all()


def test_the_frequency_of_two_classes_is_brought_about():
    rng = np.random.default_rng(5)
    logits = rng.normal(size=(2, 400, 5))
    bias = omitted.from_frequency(logits, [0, 4], 0.2)
    answered = np.isin(omitted.moved(logits, [0, 4], bias).argmax(-1), [0, 4]).mean(-1)
    np.testing.assert_allclose(answered, 0.2, atol=0.01)
