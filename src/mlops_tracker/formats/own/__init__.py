"""What the program writes itself, and reads back exactly."""
