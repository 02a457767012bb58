"""The textbook formula of each kind, for one student on one batch. One file a kind.

All are called alike: ``objective(student, teacher, labels, **knobs)``, student and teacher as `kdviz.networks.Outputs`.
"""
