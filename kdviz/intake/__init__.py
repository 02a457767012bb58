"""Tables and pictures in, a data set or one sentence out. It runs in workers and in a shell's process (pandas)."""
