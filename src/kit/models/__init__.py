"""Where do answers come from? Sources and roles, the SDK clients, the local engine, simulated models, layers."""
