"""The tables of this floor; each concept stands in its own module."""

from linli.people.groups import Assignment, Group, Post, Qualification
from linli.people.persons import Household, Person
from linli.people.responsibility import Responsibility

__all__ = ["Assignment", "Group", "Household", "Person", "Post", "Qualification", "Responsibility"]
