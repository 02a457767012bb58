from torch.nn import functional as F


def loss(student, teacher, labels, *, temperature, alpha, smoothing):
    """(1 − α)·CE(student, labels) on labelled images  +  α·T²·KL(teacher ‖ student) on the others."""
    m = len(labels)
    hard = (1 - alpha) * F.cross_entropy(student[:m], labels, label_smoothing=smoothing)
    if m == len(student):
        return hard
    wanted, said = F.log_softmax(teacher[m:] / temperature, 1), F.log_softmax(student[m:] / temperature, 1)
    return hard + alpha * temperature**2 * F.kl_div(said, wanted, reduction="batchmean", log_target=True)
