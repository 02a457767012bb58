"""One lesson in a real browser, by the robot that the walks send through all of them."""

import pytest

from tests.walk.robot import Robot, Walk

pytestmark = pytest.mark.xdist_group("browser")


def test_the_robot_goes_through_the_lesson_that_trains_nothing(new_page, app_url):
    robot = Robot(new_page, app_url, Walk("what-else", "en", "laptop", right=True, way="do"))
    robot.go()
    assert not robot.faults, "\n".join(robot.faults)
