"""Lessons: each a file of data in `courses`, with steps that ask, let do, tell, and ask why."""

from kdviz.lessons.courses import lesson_named, lessons
from kdviz.lessons.lesson import Lesson
