"""The ways to build a scheme, and the questions that help to choose one."""
