"""The textbook formula of each kind, for one student on one batch. One file a kind.

All are called alike, ``objective(student, teacher, labels, **knobs)``, and return the loss, a tensor of shape ().

Parameters
----------
student, teacher : kdviz.networks.Outputs
    Logits of shape (n, classes), of the same images in the same order, and the layers that the kind's card reads.
labels : Tensor of int64, shape (m,), m ≤ n
    Labels of the first m images; the rest are unlabelled.
temperature : Tensor or float
    T; softens teacher and student alike.
alpha : Tensor or float
    Weight of the teacher's term; the labels' term has 1 − α.
smoothing : Tensor or float
    Share of each label that goes evenly to all classes in the labels' term.
"""
