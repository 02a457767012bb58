"""One run: the teacher, what comes before the students, and the three arms."""
