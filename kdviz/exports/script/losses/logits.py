from torch.nn import functional as F


def loss(student, teacher, labels, *, alpha, smoothing):
    """(1 − α)·CE(student, labels)  +  α·½·‖student − teacher‖²."""
    hard = F.cross_entropy(student[: len(labels)], labels, label_smoothing=smoothing)
    return (1 - alpha) * hard + alpha * 0.5 * (student - teacher).square().sum(1).mean()
