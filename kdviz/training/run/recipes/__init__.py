"""What comes before the students' own training, where a kind of distillation has stages. One file a recipe."""
