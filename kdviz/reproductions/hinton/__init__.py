"""The MNIST experiments of Hinton, Vinyals, Dean 2015, Distilling the Knowledge in a Neural Network, section 3."""
