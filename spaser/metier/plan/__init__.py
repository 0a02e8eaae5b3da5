"""The plan of actions of a buyer: axes, objectives, actions, steps."""
