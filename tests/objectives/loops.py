"""Every objective once more, as loops over images and classes written from its paper, in NumPy's double precision."""

import numpy as np


def softmax(logits):
    shifted = np.exp(logits - logits.max())
    return shifted / shifted.sum()


def log_softmax(logits):
    return logits - logits.max() - np.log(np.exp(logits - logits.max()).sum())


def cross_entropy(student, labels, smoothing=0.0):
    total = 0.0
    for row, label in zip(student, labels, strict=False):
        log_q = log_softmax(row)
        for place in range(len(row)):
            share = (1 - smoothing) * (place == label) + smoothing / len(row)
            total -= share * log_q[place]
    return total / len(labels)


def kl(teacher, student):
    """KL of two rows of logits."""
    p, log_p, log_q = softmax(teacher), log_softmax(teacher), log_softmax(student)
    return sum(p[place] * (log_p[place] - log_q[place]) for place in range(len(p)))


def classic(student, teacher, labels, temperature, alpha):
    soft = sum(kl(t / temperature, s / temperature) for s, t in zip(student, teacher, strict=True)) / len(student)
    return (1 - alpha) * cross_entropy(student, labels) + alpha * temperature**2 * soft


def logits(student, teacher, labels, alpha):
    total = sum(
        (s - t) ** 2 for own, theirs in zip(student, teacher, strict=True) for s, t in zip(own, theirs, strict=True)
    )
    return (1 - alpha) * cross_entropy(student, labels) + alpha * 0.5 * total / len(student)


def standardized(student, teacher, labels, temperature, alpha):
    def score(row):
        mean = sum(row) / len(row)
        variance = sum((value - mean) ** 2 for value in row) / len(row)
        return np.array([(value - mean) / np.sqrt(variance + 1e-6) for value in row])

    scores = [np.stack([score(row) for row in rows]) for rows in (student, teacher)]
    soft = sum(kl(t / temperature, s / temperature) for s, t in zip(*scores, strict=True)) / len(student)
    return (1 - alpha) * cross_entropy(student, labels) + alpha * temperature**2 * soft


def decoupled(student, teacher, labels, temperature, target_weight, nontarget_weight, warm_up, step):
    target = others = 0.0
    for s, t, label in zip(student, teacher, labels, strict=False):
        p, q = softmax(t / temperature), softmax(s / temperature)
        for own, theirs in ((q[label], p[label]), (1 - q[label], 1 - p[label])):
            target += theirs * (np.log(theirs) - np.log(own)) if theirs > 0 else 0.0
        rest = [place for place in range(len(s)) if place != label]
        others += kl(t[rest] / temperature, s[rest] / temperature)
    grown = min(1.0, step / max(warm_up, 1))
    weighted = (target_weight * target + nontarget_weight * others) / len(labels)
    return cross_entropy(student, labels) + grown * temperature**2 * weighted


def smoothing(student, _teacher, labels, spread):
    return cross_entropy(student, labels, spread)


def teacher_free(student, _teacher, labels, temperature, alpha, confidence):
    classes, soft = student.shape[1], 0.0
    for row, label in zip(student, labels, strict=False):
        virtual = np.array(
            [confidence if place == label else (1 - confidence) / (classes - 1) for place in range(classes)]
        )
        soft += kl(np.log(virtual) / temperature, row / temperature)
    return (1 - alpha) * cross_entropy(student, labels) + alpha * temperature**2 * soft / len(labels)


def hint(_student, _teacher, _labels, student_layers, teacher_layers, weight):
    total = 0.0
    for own, theirs in zip(student_layers[0], teacher_layers[0], strict=True):
        for a, b in zip(own.ravel(), theirs.ravel(), strict=True):
            total += 0.5 * (b - a) ** 2
    return weight * total / len(student_layers[0])


def attention(student, teacher, labels, student_layers, teacher_layers, temperature, alpha, attention_weight):
    def seen(maps):
        channels, height, width = maps.shape
        flat = np.zeros(height * width)
        for y in range(height):
            for x in range(width):
                flat[y * width + x] = sum(maps[c, y, x] ** 2 for c in range(channels)) / channels
        size = np.sqrt(sum(flat**2))
        return flat / size if size > 0 else flat

    total = 0.0
    for own, theirs in zip(student_layers, teacher_layers, strict=False):
        squares = [(seen(a) - seen(b)) ** 2 for a, b in zip(own, theirs, strict=True)]
        total += sum(sum(row) for row in squares) / (len(own) * len(squares[0]))
    return classic(student, teacher, labels, temperature, alpha) + attention_weight * total


def huber(x):
    return 0.5 * x**2 if abs(x) <= 1 else abs(x) - 0.5


def relational(
    student, teacher, labels, student_layers, teacher_layers, temperature, alpha, distance_weight, angle_weight
):
    def distances(rows):
        n = len(rows)
        apart = np.array([[np.sqrt(sum((rows[i] - rows[j]) ** 2)) for j in range(n)] for i in range(n)])
        above = [value for value in apart.ravel() if value > 0]
        return apart / (sum(above) / len(above)) if above else apart

    def cosine(rows, j, i, k):
        first, second = rows[i] - rows[j], rows[k] - rows[j]
        sizes = np.sqrt(sum(first**2)), np.sqrt(sum(second**2))
        return sum(first * second) / (sizes[0] * sizes[1]) if min(sizes) > 0 else 0.0

    own, theirs = (layers[0].reshape(len(layers[0]), -1) for layers in (student_layers, teacher_layers))
    n, (d_s, d_t) = len(own), (distances(own), distances(theirs))
    distance = sum(huber(d_s[i, j] - d_t[i, j]) for i in range(n) for j in range(n)) / n**2
    vertices = [0, len(labels)] if len(labels) < n else [0]
    angle = sum(
        huber(cosine(own, v, i, k) - cosine(theirs, v, i, k)) for v in vertices for i in range(n) for k in range(n)
    ) / (len(vertices) * n**2)
    base = classic(student, teacher, labels, temperature, alpha)
    return base + distance_weight * distance + angle_weight * angle


def similarity(student, teacher, labels, student_layers, teacher_layers, temperature, alpha, similarity_weight):
    def alike(rows):
        rows = rows.reshape(len(rows), -1)
        matrix = np.array([[sum(a * b) for b in rows] for a in rows])
        for row in matrix:
            size = np.sqrt(sum(row**2))
            if size > 0:
                row[:] = row / size
        return matrix

    total = sum(((alike(teacher_layers[0]) - alike(student_layers[0])) ** 2).ravel()) / len(student) ** 2
    return classic(student, teacher, labels, temperature, alpha) + similarity_weight * total


def mutual(student, peers, labels, peer_weight):
    total = 0.0
    for peer in peers:
        total += sum(kl(p, s) for p, s in zip(peer, student, strict=True)) / len(student)
    # A student is among its peers; its distance from itself is zero.
    return cross_entropy(student, labels) + peer_weight * total / max(1, len(peers) - 1)


def unlabeled(student, teacher, labels, temperature, alpha):
    m = len(labels)
    soft = sum(kl(t / temperature, s / temperature) for s, t in zip(student[m:], teacher[m:], strict=True))
    hard = cross_entropy(student[:m], labels)
    return (1 - alpha) * hard + alpha * temperature**2 * soft / max(1, len(student) - m)
