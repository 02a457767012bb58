from torch.nn import functional as F


def loss(student, teacher, labels, *, temperature, alpha, smoothing):
    """(1 − α)·CE(student, labels)  +  α·T²·KL(teacher ‖ student), of logits with mean 0 and deviation 1."""
    hard = F.cross_entropy(student[: len(labels)], labels, label_smoothing=smoothing)
    said, wanted = (F.layer_norm(z, z.shape[1:], eps=1e-6) / temperature for z in (student, teacher))
    soft = F.kl_div(F.log_softmax(said, 1), F.log_softmax(wanted, 1), reduction="batchmean", log_target=True)
    return (1 - alpha) * hard + alpha * temperature**2 * soft
