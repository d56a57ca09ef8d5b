"""Where do answers come from? Sources, roles, SDK clients, the local engine, simulated models, layers."""
