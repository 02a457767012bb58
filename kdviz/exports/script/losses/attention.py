from torch.nn import functional as F


def loss(student, teacher, labels, *, temperature, alpha, attention_weight, smoothing):
    """Classic  +  β·Σ_blocks mean (Q_s − Q_t)², with Q where the maps of a block are active, as a unit vector."""
    pairs = [
        [F.normalize(maps.square().mean(1).flatten(1)) for maps in pair] for pair in zip(student[:-1], teacher[:-1])
    ]
    base = classic(student[-1], teacher[-1], labels, temperature, alpha, smoothing)
    return base + attention_weight * sum((own - theirs).square().mean() for own, theirs in pairs)
