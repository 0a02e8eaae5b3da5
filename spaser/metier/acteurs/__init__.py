"""The stakeholders of a scheme: who they are, what they bring, how they are solicited."""
